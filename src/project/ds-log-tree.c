/* ds-log-tree.c - the Merkle tree over the journal (RFC 6962, 2.1)
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Leaf: H(00 || octets of the entry); node: H(01 || left || right); the left part of a tree of n
 * leaves holds the largest power of two below n. Complete subtrees are hashed once and kept level
 * by level, so the head of any size costs O(log n). */
#include "project/ds-log-tree.h"

#include <string.h>

#define LEVELS_MAX 64
#define LEAF_PREFIX 0x00
#define NODE_PREFIX 0x01

struct _DsLogTree
{
  GArray *levels[LEVELS_MAX]; /* owned (nullable): levels[k] holds the complete subtrees of 2^k */
};

DsLogTree *
ds_log_tree_new (void)
{
  DsLogTree *self = g_new0 (DsLogTree, 1);

  self->levels[0] = g_array_new (FALSE, FALSE, DS_SHA256_OCTETS);
  return self;
}

void
ds_log_tree_free (DsLogTree *self)
{
  for (guint i = 0; i < LEVELS_MAX; i++)
    g_clear_pointer (&self->levels[i], g_array_unref);
  g_free (self);
}

/* The hash of an entry's octets, without its line feed. */
DsDigest
ds_log_tree_hash_leaf (const void *octets, gsize length)
{
  g_autoptr (DsDigester) digester = ds_digester_new (DS_DIGEST_SHA256);
  guint8 prefix = LEAF_PREFIX;

  ds_digester_add (digester, &prefix, 1);
  ds_digester_add (digester, octets, length);
  return ds_digester_get (digester);
}

static void
hash_node (const guint8 *left, const guint8 *right, guint8 *node)
{
  guint8 octets[1 + 2 * DS_SHA256_OCTETS];
  DsDigest digest;

  octets[0] = NODE_PREFIX;
  memcpy (octets + 1, left, DS_SHA256_OCTETS);
  memcpy (octets + 1 + DS_SHA256_OCTETS, right, DS_SHA256_OCTETS);
  digest = ds_digest_sha256 (octets, sizeof octets);
  memcpy (node, digest.octets, DS_SHA256_OCTETS);
}

static const guint8 *
get_node (DsLogTree *self, guint level, guint64 index)
{
  return (const guint8 *) self->levels[level]->data + index * DS_SHA256_OCTETS;
}

/**
 * ds_log_tree_add:
 * @leaf: from ds_log_tree_hash_leaf()
 */
void
ds_log_tree_add (DsLogTree *self, const DsDigest *leaf)
{
  guint8 node[DS_SHA256_OCTETS];

  memcpy (node, leaf->octets, sizeof node);
  for (guint level = 0;; level++)
    {
      GArray *nodes;

      if (self->levels[level] == NULL)
        self->levels[level] = g_array_new (FALSE, FALSE, DS_SHA256_OCTETS);
      nodes = self->levels[level];
      g_array_append_vals (nodes, node, 1);
      if (nodes->len % 2 != 0)
        return;
      hash_node (get_node (self, level, nodes->len - 2), get_node (self, level, nodes->len - 1),
                 node);
    }
}

guint64
ds_log_tree_get_size (DsLogTree *self)
{
  return self->levels[0]->len;
}

/**
 * ds_log_tree_get_root:
 * @size: at most the number of leaves
 *
 * Returns: the tree head over the first @size leaves; for 0 the hash of nothing (RFC 6962, 2.1)
 */
DsDigest
ds_log_tree_get_root (DsLogTree *self, guint64 size)
{
  guint8 node[DS_SHA256_OCTETS];
  gboolean have_node = FALSE;

  g_return_val_if_fail (size <= ds_log_tree_get_size (self), ds_digest_sha256 ("", 0));

  if (size == 0)
    return ds_digest_sha256 ("", 0);

  /* The complete subtrees of @size, smallest and rightmost first, joined towards the left. */
  for (guint level = 0; level < LEVELS_MAX; level++)
    {
      guint64 index;

      if ((size >> level & 1) == 0)
        continue;
      index = (size >> level) - 1;
      if (have_node)
        hash_node (get_node (self, level, index), node, node);
      else
        memcpy (node, get_node (self, level, index), sizeof node);
      have_node = TRUE;
    }
  return ds_digest_from_octets (DS_DIGEST_SHA256, node, sizeof node);
}
