/* ds-data.h - what a person asks to verify: data, and proofs beside it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/ds-digest.h"
#include "stamp/ds-token.h"

G_BEGIN_DECLS

/* What a file may hold time stamps in. */
typedef enum
{
  DS_DATA_OTHER,
  DS_DATA_PDF,
  DS_DATA_ZIP,
} DsDataKind;

gboolean ds_data_digest_file (const char *path, DsDigestAlgorithm algorithm, DsDigest *digest,
                              GError **error);
DsDataKind ds_data_guess_kind (const char *path);
DsToken *ds_data_read_proof (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *ds_data_find_proofs (const char *path) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
