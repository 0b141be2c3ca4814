/* ds-stamp-response.h - a TimeStampResp taken apart (RFC 3161, 2.4.2)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define DS_RESPONSE_OCTETS_MAX (256 * 1024)

typedef enum
{
  DS_PKI_STATUS_GRANTED,
  DS_PKI_STATUS_GRANTED_WITH_MODS,
  DS_PKI_STATUS_REJECTION,
  DS_PKI_STATUS_WAITING,
  DS_PKI_STATUS_REVOCATION_WARNING,
  DS_PKI_STATUS_REVOCATION_NOTIFICATION,
} DsPkiStatus;

typedef struct
{
  DsPkiStatus status;
  char *status_text; /* (nullable): the TSA's words, made inert and bounded */
  char *fail_info;   /* (nullable): names of PKIFailureInfo bits, e.g. "badAlg" */
  GBytes *token;     /* (nullable): the ContentInfo's octets exactly as received */
} DsStampResponse;

DsStampResponse *ds_stamp_response_parse (GBytes *octets,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean         ds_stamp_response_looks_like (GBytes *octets);
void             ds_stamp_response_free (DsStampResponse *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsStampResponse, ds_stamp_response_free)

G_END_DECLS
