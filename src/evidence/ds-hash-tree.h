/* ds-hash-tree.h - the hash tree under a token: sorted pairs, as RFC 4998 reduces them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/ds-digest.h"

G_BEGIN_DECLS

#define DS_HASH_PAIR_OCTETS (2 * DS_SHA256_OCTETS)

typedef struct _DsHashTree DsHashTree;

DsDigest    ds_hash_join (const DsDigest *a, const DsDigest *b);
DsHashTree *ds_hash_tree_new (const DsDigest *leaves, guint n_leaves) G_GNUC_WARN_UNUSED_RESULT;
void        ds_hash_tree_free (DsHashTree *self);
DsDigest    ds_hash_tree_get_root (DsHashTree *self);
gboolean    ds_hash_tree_get_top_pair (DsHashTree *self, guint8 octets[DS_HASH_PAIR_OCTETS]);
GArray     *ds_hash_tree_list_siblings (DsHashTree *self, guint leaf) G_GNUC_WARN_UNUSED_RESULT;
DsDigest    ds_hash_tree_climb (DsHashTree *self, guint leaf, DsDigest digest);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsHashTree, ds_hash_tree_free)

G_END_DECLS
