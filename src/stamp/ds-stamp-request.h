/* ds-stamp-request.h - a TimeStampReq (RFC 3161, 2.4.1)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/ds-digest.h"

G_BEGIN_DECLS

#define DS_NONCE_OCTETS 16

GBytes *ds_stamp_request_encode (const DsDigest *imprint, const char *nonce, const char *policy,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
char   *ds_stamp_request_make_nonce (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
