/* ds-ess.h - which certificate a token says it was signed with (RFC 2634, 5.4; RFC 5035; RFC 5816)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/ds-openssl.h"
#include "base/ds-verdict.h"
#include "stamp/ds-token.h"

G_BEGIN_DECLS

/* The ids of SigningCertificate and SigningCertificateV2 of one signer. */
typedef struct _DsEss DsEss;

DsEss   *ds_ess_new (CMS_SignerInfo *signer_info) G_GNUC_WARN_UNUSED_RESULT;
void     ds_ess_free (DsEss *self);
gboolean ds_ess_names_first (const DsEss *self, X509 *certificate);
void     ds_ess_check (const DsEss *self, X509 *signer, const DsX509List *path, DsToken *token,
                       DsVerdict *verdict);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsEss, ds_ess_free)

G_END_DECLS
