/* ds-signed-data.h - the CMS shell of a token: attributes and the signature over them (RFC 5652, 5)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/ds-verdict.h"
#include "stamp/ds-token.h"

G_BEGIN_DECLS

CMS_SignerInfo   *ds_signed_data_check_signers (CMS_ContentInfo *cms, DsVerdict *verdict);
gboolean          ds_signed_data_check_attributes (CMS_SignerInfo *signer_info, DsToken *token,
                                                   DsVerdict *verdict);
void              ds_signed_data_check_signature (CMS_SignerInfo *signer_info, X509 *signer,
                                                  DsVerdict *verdict);
GBytes           *ds_signed_data_dup_attribute (CMS_SignerInfo *signer_info,
                                                const char *oid) G_GNUC_WARN_UNUSED_RESULT;
DsDigestAlgorithm ds_signed_data_get_digest (CMS_SignerInfo *signer_info);
char             *ds_signed_data_describe_signature (CMS_SignerInfo *signer_info,
                                                     X509 *signer) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
