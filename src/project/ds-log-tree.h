/* ds-log-tree.h - the Merkle tree over the journal (RFC 6962, 2.1)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/ds-digest.h"

G_BEGIN_DECLS

/* Holds the leaves, so that the head of every earlier size can be told too. */
typedef struct _DsLogTree DsLogTree;

DsLogTree *ds_log_tree_new (void) G_GNUC_WARN_UNUSED_RESULT;
void       ds_log_tree_free (DsLogTree *self);
DsDigest   ds_log_tree_hash_leaf (const void *octets, gsize length);
void       ds_log_tree_add (DsLogTree *self, const DsDigest *leaf);
guint64    ds_log_tree_get_size (DsLogTree *self);
DsDigest   ds_log_tree_get_root (DsLogTree *self, guint64 size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsLogTree, ds_log_tree_free)

G_END_DECLS
