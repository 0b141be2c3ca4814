/* ds-batch.h - batches and rounds: what one token covers, frozen before anybody is asked
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evidence/ds-hash-tree.h"
#include "project/ds-entry.h"
#include "project/ds-store.h"
#include "stamp/ds-tsa.h"

G_BEGIN_DECLS

gboolean ds_batch_freeze_due (DsStore *store, GPtrArray *tsas, DsTime now, gboolean at_once,
                              DsTime *next_due, gboolean *has_next, GError **error);
gboolean ds_round_freeze (DsStore *store, const DsTsa *tsa, GPtrArray *owed, char **digest,
                          DsDigest *root, GError **error);
DsHashTree *ds_batch_build_tree (const DsBatchFile *file, GError **error) G_GNUC_WARN_UNUSED_RESULT;
DsHashTree *ds_batch_read_tree (DsStore *store, const char *digest, GPtrArray **members,
                                char **checkpoint, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
