/* ds-hash-tree.c - the hash tree under a token: sorted pairs, as RFC 4998 reduces them
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Binary, level by level, neighbours left to right; node = H(smaller || larger) compared as
 * unsigned octets (RFC 4998, 4.2); an odd last node goes up unchanged, never hashed again. */
#include "evidence/ds-hash-tree.h"

#include <string.h>

struct _DsHashTree
{
  GPtrArray *levels; /* owned: GArray of 32 octets each; leaves first, root last */
};

static void
join_pair (const guint8 *a, const guint8 *b, guint8 pair[DS_HASH_PAIR_OCTETS])
{
  gboolean is_sorted = memcmp (a, b, DS_SHA256_OCTETS) <= 0;

  memcpy (pair, is_sorted ? a : b, DS_SHA256_OCTETS);
  memcpy (pair + DS_SHA256_OCTETS, is_sorted ? b : a, DS_SHA256_OCTETS);
}

/**
 * ds_hash_join:
 * @a: a SHA-256 digest
 * @b: another
 *
 * Returns: H(sort(a, b)); of a draft's digest and its record's, the pair node that a batch holds
 */
DsDigest
ds_hash_join (const DsDigest *a, const DsDigest *b)
{
  guint8 pair[DS_HASH_PAIR_OCTETS];

  join_pair (a->octets, b->octets, pair);
  return ds_digest_sha256 (pair, sizeof pair);
}

static const guint8 *
get_node (const GArray *level, guint index)
{
  return (const guint8 *) level->data + (gsize) index * DS_SHA256_OCTETS;
}

static GArray *
build_level (const GArray *below)
{
  GArray *level = g_array_sized_new (FALSE, FALSE, DS_SHA256_OCTETS, (below->len + 1) / 2);
  guint8 pair[DS_HASH_PAIR_OCTETS];

  for (guint i = 0; i + 1 < below->len; i += 2)
    {
      DsDigest node;

      join_pair (get_node (below, i), get_node (below, i + 1), pair);
      node = ds_digest_sha256 (pair, sizeof pair);
      g_array_append_vals (level, node.octets, 1);
    }
  if (below->len % 2 != 0)
    g_array_append_vals (level, get_node (below, below->len - 1), 1);
  return level;
}

/**
 * ds_hash_tree_new:
 * @leaves: (array length=n_leaves): SHA-256 digests, taken as they are
 * @n_leaves: at least one
 */
DsHashTree *
ds_hash_tree_new (const DsDigest *leaves, guint n_leaves)
{
  DsHashTree *self;
  GArray *level;

  g_return_val_if_fail (n_leaves > 0, NULL);

  self = g_new0 (DsHashTree, 1);
  self->levels = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  level = g_array_sized_new (FALSE, FALSE, DS_SHA256_OCTETS, n_leaves);
  for (guint i = 0; i < n_leaves; i++)
    g_array_append_vals (level, leaves[i].octets, 1);
  g_ptr_array_add (self->levels, level);
  while (level->len > 1)
    {
      level = build_level (level);
      g_ptr_array_add (self->levels, level);
    }
  return self;
}

void
ds_hash_tree_free (DsHashTree *self)
{
  g_ptr_array_unref (self->levels);
  g_free (self);
}

DsDigest
ds_hash_tree_get_root (DsHashTree *self)
{
  const GArray *top = g_ptr_array_index (self->levels, self->levels->len - 1);

  return ds_digest_from_octets (DS_DIGEST_SHA256, get_node (top, 0), DS_SHA256_OCTETS);
}

/**
 * ds_hash_tree_get_top_pair:
 * @octets: (out): the 64 octets whose digest is the root, so that a plain tool can check a token
 *
 * Returns: %FALSE if there is only one leaf, which is the root itself
 */
gboolean
ds_hash_tree_get_top_pair (DsHashTree *self, guint8 octets[DS_HASH_PAIR_OCTETS])
{
  const GArray *below;

  if (self->levels->len < 2)
    return FALSE;
  below = g_ptr_array_index (self->levels, self->levels->len - 2);
  join_pair (get_node (below, 0), get_node (below, 1), octets);
  return TRUE;
}

/**
 * ds_hash_tree_list_siblings:
 * @leaf: index of a leaf
 *
 * Returns: (transfer full) (element-type DsDigest): the one sibling of each level on the way to the
 *   root; a level passed unchanged adds none
 */
GArray *
ds_hash_tree_list_siblings (DsHashTree *self, guint leaf)
{
  GArray *siblings = g_array_new (FALSE, FALSE, sizeof (DsDigest));
  guint index = leaf;

  for (guint i = 0; i + 1 < self->levels->len; i++, index /= 2)
    {
      const GArray *level = g_ptr_array_index (self->levels, i);
      guint sibling = index ^ 1;

      if (sibling < level->len)
        {
          DsDigest digest =
              ds_digest_from_octets (DS_DIGEST_SHA256, get_node (level, sibling), DS_SHA256_OCTETS);

          g_array_append_val (siblings, digest);
        }
    }
  return siblings;
}

/**
 * ds_hash_tree_climb:
 * @leaf: index of a leaf
 * @digest: what is there, computed anew
 *
 * Joins the siblings of @leaf one by one, as a stranger would who has only them.
 *
 * Returns: the root that @digest leads to
 */
DsDigest
ds_hash_tree_climb (DsHashTree *self, guint leaf, DsDigest digest)
{
  g_autoptr (GArray) siblings = ds_hash_tree_list_siblings (self, leaf);

  for (guint i = 0; i < siblings->len; i++)
    digest = ds_hash_join (&digest, &g_array_index (siblings, DsDigest, i));
  return digest;
}
