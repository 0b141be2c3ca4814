/* ds-token.h - a TimeStampToken as an immutable value (RFC 3161, 2.4.2)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "stamp/ds-tst-info.h"

G_BEGIN_DECLS

/* Genuine tokens that carry their CRLs as unsigned attributes reach 150 KiB. */
#define DS_TOKEN_OCTETS_MAX (256 * 1024)

typedef struct _DsToken DsToken;

DsToken *ds_token_parse_unverified (GBytes *octets, GError **error) G_GNUC_WARN_UNUSED_RESULT;
DsToken *ds_token_ref (DsToken *self);
void     ds_token_unref (DsToken *self);

GBytes          *ds_token_get_octets (DsToken *self);
GBytes          *ds_token_dup_der (DsToken *self) G_GNUC_WARN_UNUSED_RESULT;
CMS_ContentInfo *ds_token_get_cms (DsToken *self);
DsX509List      *ds_token_get_certificates (DsToken *self);
GBytes          *ds_token_get_tst_info (DsToken *self);
const DsDigest  *ds_token_get_imprint (DsToken *self);
const char      *ds_token_get_imprint_oid (DsToken *self);
DsTime           ds_token_get_gen_time (DsToken *self);
gboolean         ds_token_gen_time_is_loose (DsToken *self);
const char      *ds_token_get_policy (DsToken *self);
const char      *ds_token_get_serial (DsToken *self);
const char      *ds_token_get_nonce (DsToken *self);
DsAccuracy       ds_token_get_accuracy (DsToken *self);
gboolean         ds_token_get_ordering (DsToken *self);
GENERAL_NAME    *ds_token_get_tsa_name (DsToken *self);
const char      *ds_token_get_critical_extension (DsToken *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsToken, ds_token_unref)

G_END_DECLS
