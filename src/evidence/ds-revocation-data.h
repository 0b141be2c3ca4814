/* ds-revocation-data.h - CRLs and OCSP answers, as somebody handed them in
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <openssl/ocsp.h>

#include "base/ds-openssl.h"

G_BEGIN_DECLS

#define DS_REVOCATION_OCTETS_MAX (32 * 1024 * 1024) /* the largest CRLs of TSAs have a tenth */

/* Grows while it is filled; read only afterwards. Nothing in it is believed yet. */
typedef struct _DsRevocationData DsRevocationData;

DsRevocationData *ds_revocation_data_new (void) G_GNUC_WARN_UNUSED_RESULT;
void     ds_revocation_data_free (DsRevocationData *self);
gboolean ds_revocation_data_add (DsRevocationData *self, GBytes *octets, GError **error);

gboolean        ds_revocation_data_is_empty (const DsRevocationData *self);
guint           ds_revocation_data_get_n_crls (const DsRevocationData *self);
X509_CRL       *ds_revocation_data_get_crl (const DsRevocationData *self, guint index);
guint           ds_revocation_data_get_n_answers (const DsRevocationData *self);
OCSP_BASICRESP *ds_revocation_data_get_answer (const DsRevocationData *self, guint index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsRevocationData, ds_revocation_data_free)

G_END_DECLS
