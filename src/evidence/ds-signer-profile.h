/* ds-signer-profile.h - whether a certificate is one that a TSA may sign with (RFC 3161, 2.3)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/ds-openssl.h"
#include "base/ds-verdict.h"

G_BEGIN_DECLS

void ds_signer_profile_check (X509 *signer, const GENERAL_NAME *tsa_name, DsVerdict *verdict);

G_END_DECLS
