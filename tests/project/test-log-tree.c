/* test-log-tree.c - the tree over the journal against the definition itself (RFC 6962, 2.1)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/ds-log-tree.h"

#include <string.h>

#define N_LEAVES 300

static DsDigest
make_leaf (guint index)
{
  g_autofree char *octets = g_strdup_printf ("entry %u", index);

  return ds_log_tree_hash_leaf (octets, strlen (octets));
}

/* MTH (D[first:first + n]), word for word. */
static DsDigest
compute_naively (const DsDigest *leaves, guint n)
{
  guint8 octets[1 + 2 * DS_SHA256_OCTETS] = { 0x01 };
  DsDigest left;
  DsDigest right;
  guint k = 1;

  if (n == 0)
    return ds_digest_sha256 ("", 0);
  if (n == 1)
    return leaves[0];
  while (2 * k < n)
    k *= 2;
  left = compute_naively (leaves, k);
  right = compute_naively (leaves + k, n - k);
  memcpy (octets + 1, left.octets, DS_SHA256_OCTETS);
  memcpy (octets + 1 + DS_SHA256_OCTETS, right.octets, DS_SHA256_OCTETS);
  return ds_digest_sha256 (octets, sizeof octets);
}

static void
test_every_size (void)
{
  g_autoptr (DsLogTree) tree = ds_log_tree_new ();
  DsDigest leaves[N_LEAVES];

  for (guint n = 0; n <= N_LEAVES; n++)
    {
      g_assert_cmpuint (ds_log_tree_get_size (tree), ==, n);
      for (guint size = n > 8 ? n - 8 : 0; size <= n; size++)
        {
          DsDigest expected = compute_naively (leaves, size);
          DsDigest root = ds_log_tree_get_root (tree, size);

          g_assert_true (ds_digest_equal (&root, &expected));
        }
      if (n == N_LEAVES)
        break;
      leaves[n] = make_leaf (n);
      ds_log_tree_add (tree, &leaves[n]);
    }
  /* The head over any earlier size stays what it was. */
  for (guint size = 0; size <= N_LEAVES; size++)
    {
      DsDigest expected = compute_naively (leaves, size);
      DsDigest root = ds_log_tree_get_root (tree, size);

      g_assert_true (ds_digest_equal (&root, &expected));
    }
}

/* The vectors of Certificate Transparency's own implementations. */
static void
test_known_answers (void)
{
  static const char *const roots[] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  };
  static const char leaves[][4] = { "", "\x00", "\x10", "\x20\x21" };
  static const gsize lengths[] = { 0, 1, 1, 2 };
  g_autoptr (DsLogTree) tree = ds_log_tree_new ();

  for (guint size = 0; size < G_N_ELEMENTS (roots); size++)
    {
      DsDigest root = ds_log_tree_get_root (tree, size);
      g_autofree char *hex = ds_digest_to_hex (&root);
      DsDigest leaf;

      g_assert_cmpstr (hex, ==, roots[size]);
      if (size == G_N_ELEMENTS (leaves))
        break;
      leaf = ds_log_tree_hash_leaf (leaves[size], lengths[size]);
      ds_log_tree_add (tree, &leaf);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/project/log-tree/every-size", test_every_size);
  g_test_add_func ("/project/log-tree/known-answers", test_known_answers);
  return g_test_run ();
}
