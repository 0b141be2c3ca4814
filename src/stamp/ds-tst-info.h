/* ds-tst-info.h - what a TSA signed: a TSTInfo taken apart strictly (RFC 3161, 2.4.2)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/ds-digest.h"
#include "base/ds-openssl.h"
#include "base/ds-time.h"

G_BEGIN_DECLS

/* TSTInfo's accuracy: parts that are absent count as zero (RFC 3161, 2.4.2). */
typedef struct
{
  gboolean is_present;
  guint64 seconds;
  guint32 milliseconds;
  guint32 microseconds;
} DsAccuracy;

typedef struct
{
  char *policy;      /* dotted decimal */
  DsDigest imprint;  /* %DS_DIGEST_NONE if this release does not know the algorithm */
  char *imprint_oid; /* dotted decimal */
  char *serial;      /* hexadecimal */
  DsTime gen_time;
  gboolean gen_time_is_loose; /* not written as RFC 3161 has it, but plain to read */
  DsAccuracy accuracy;
  gboolean ordering;
  char *nonce;              /* (nullable): hexadecimal */
  GENERAL_NAME *tsa_name;   /* (nullable) */
  char *critical_extension; /* (nullable): dotted decimal of the first extension marked critical */
} DsTstInfo;

DsTstInfo *ds_tst_info_parse (GBytes *octets, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void       ds_tst_info_free (DsTstInfo *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsTstInfo, ds_tst_info_free)

G_END_DECLS
