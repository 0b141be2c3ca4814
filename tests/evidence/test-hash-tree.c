/* test-hash-tree.c - the tree under a token, against a computation of its own (RFC 4998, 4.2)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/ds-hash-tree.h"

#include <string.h>

#define N_LEAVES 2000

/* Leaves with high octets in front, some of them twice. */
static DsDigest
make_leaf (guint index)
{
  guint32 seed = index % 17 == 3 ? index - 1 : index;
  DsDigest leaf = ds_digest_sha256 (&seed, sizeof seed);

  if (index % 5 == 0)
    leaf.octets[0] = 0xff;
  if (index % 7 == 0)
    leaf.octets[0] = 0x7f;
  return leaf;
}

/* H (smaller || larger), octet by octet as unsigned numbers. */
static DsDigest
join (const DsDigest *a, const DsDigest *b)
{
  guint8 octets[2 * DS_SHA256_OCTETS];
  const DsDigest *first = a;
  const DsDigest *second = b;

  for (guint i = 0; i < DS_SHA256_OCTETS; i++)
    if (a->octets[i] != b->octets[i])
      {
        first = a->octets[i] < b->octets[i] ? a : b;
        second = first == a ? b : a;
        break;
      }
  memcpy (octets, first->octets, DS_SHA256_OCTETS);
  memcpy (octets + DS_SHA256_OCTETS, second->octets, DS_SHA256_OCTETS);
  return ds_digest_sha256 (octets, sizeof octets);
}

static DsDigest
compute_root (const DsDigest *leaves, guint n)
{
  g_autofree DsDigest *level = g_memdup2 (leaves, n * sizeof *leaves);

  while (n > 1)
    {
      guint above = 0;

      for (guint i = 0; i < n; i += 2)
        level[above++] = i + 1 < n ? join (&level[i], &level[i + 1]) : level[i];
      n = above;
    }
  return level[0];
}

static void
check_leaf (DsHashTree *tree, const DsDigest *leaves, guint index, const DsDigest *root)
{
  g_autoptr (GArray) siblings = ds_hash_tree_list_siblings (tree, index);
  DsDigest node = leaves[index];

  for (guint i = 0; i < siblings->len; i++)
    node = join (&node, &g_array_index (siblings, DsDigest, i));
  g_assert_true (ds_digest_equal (&node, root));
}

static void
check_top_pair (DsHashTree *tree, guint n, const DsDigest *root)
{
  guint8 pair[DS_HASH_PAIR_OCTETS];
  DsDigest digest;

  g_assert_cmpint (ds_hash_tree_get_top_pair (tree, pair), ==, n > 1);
  if (n == 1)
    return;
  digest = ds_digest_sha256 (pair, sizeof pair);
  g_assert_true (ds_digest_equal (&digest, root));
  g_assert_cmpint (memcmp (pair, pair + DS_SHA256_OCTETS, DS_SHA256_OCTETS), <=, 0);
}

static void
test_every_size (void)
{
  g_autofree DsDigest *leaves = g_new (DsDigest, N_LEAVES);

  for (guint i = 0; i < N_LEAVES; i++)
    leaves[i] = make_leaf (i);
  for (guint n = 1; n <= N_LEAVES; n += n < 130 ? 1 : 61)
    {
      g_autoptr (DsHashTree) tree = ds_hash_tree_new (leaves, n);
      DsDigest expected = compute_root (leaves, n);
      DsDigest root = ds_hash_tree_get_root (tree);

      g_assert_true (ds_digest_equal (&root, &expected));
      check_top_pair (tree, n, &root);
      for (guint i = 0; i < n; i++)
        check_leaf (tree, leaves, i, &root);
    }
}

/* The order in a pair does not matter, nor do equal halves. */
static void
test_join (void)
{
  DsDigest a = make_leaf (5);
  DsDigest b = make_leaf (6);
  DsDigest ab = ds_hash_join (&a, &b);
  DsDigest ba = ds_hash_join (&b, &a);
  DsDigest aa = ds_hash_join (&a, &a);
  DsDigest expected = join (&a, &b);

  g_assert_true (ds_digest_equal (&ab, &ba));
  g_assert_true (ds_digest_equal (&ab, &expected));
  expected = join (&a, &a);
  g_assert_true (ds_digest_equal (&aa, &expected));
}

/* Another order of the leaves is another tree, another leaf another root. */
static void
test_what_changes_the_root (void)
{
  DsDigest leaves[4];
  DsDigest before;

  for (guint i = 0; i < G_N_ELEMENTS (leaves); i++)
    leaves[i] = make_leaf (i + 10);
  {
    g_autoptr (DsHashTree) tree = ds_hash_tree_new (leaves, G_N_ELEMENTS (leaves));

    before = ds_hash_tree_get_root (tree);
  }
  {
    DsDigest swapped[] = { leaves[0], leaves[2], leaves[1], leaves[3] };
    g_autoptr (DsHashTree) tree = ds_hash_tree_new (swapped, G_N_ELEMENTS (swapped));
    DsDigest root = ds_hash_tree_get_root (tree);

    g_assert_false (ds_digest_equal (&root, &before));
  }
  for (guint i = 0; i < G_N_ELEMENTS (leaves); i++)
    {
      DsDigest other[G_N_ELEMENTS (leaves)];
      g_autoptr (DsHashTree) tree = NULL;
      DsDigest root;

      memcpy (other, leaves, sizeof leaves);
      other[i].octets[31] ^= 1;
      tree = ds_hash_tree_new (other, G_N_ELEMENTS (other));
      root = ds_hash_tree_get_root (tree);
      g_assert_false (ds_digest_equal (&root, &before));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/evidence/hash-tree/every-size", test_every_size);
  g_test_add_func ("/evidence/hash-tree/join", test_join);
  g_test_add_func ("/evidence/hash-tree/what-changes-the-root", test_what_changes_the_root);
  return g_test_run ();
}
