/* ds-batch-tree.c - the trees of batches and rounds, read back from their files
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/ds-batch.h"

#include <string.h>

#include "base/ds-error.h"
#include "project/ds-entry.h"

static GArray *
read_leaves (const DsBatchFile *file, GError **error)
{
  g_autoptr (GArray) leaves = g_array_new (FALSE, FALSE, sizeof (DsDigest));
  DsJson *array = file->checkpoint != NULL ? ds_json_get_typed (file->json, "leaves", DS_JSON_ARRAY)
                                           : file->members;

  for (guint i = 0; array != NULL && i < ds_json_get_size (array); i++)
    {
      const char *hex = ds_json_get_text (ds_json_get_nth (array, i));
      DsDigest leaf;

      if (hex == NULL || !ds_digest_from_hex (&leaf, DS_DIGEST_SHA256, hex))
        break;
      g_array_append_val (leaves, leaf);
    }
  if (array == NULL || leaves->len == 0 || leaves->len != ds_json_get_size (array))
    {
      g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED, "the batch file has no leaves");
      return NULL;
    }
  return g_steal_pointer (&leaves);
}

/**
 * ds_batch_build_tree:
 * @file: a batch or a round
 * @error: %DS_ERROR_DAMAGED if its root is not that of its leaves
 *
 * Returns: (transfer full) (nullable): the tree, computed anew from the leaves
 */
DsHashTree *
ds_batch_build_tree (const DsBatchFile *file, GError **error)
{
  g_autoptr (GArray) leaves = read_leaves (file, error);
  g_autoptr (DsHashTree) tree = NULL;
  g_autofree char *root_hex = NULL;
  DsDigest root;

  if (leaves == NULL)
    return NULL;
  tree = ds_hash_tree_new ((const DsDigest *) leaves->data, leaves->len);
  root = ds_hash_tree_get_root (tree);
  root_hex = ds_digest_to_hex (&root);
  if (strcmp (root_hex, file->root) == 0)
    return g_steal_pointer (&tree);
  g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED, "the batch's root is not that of its leaves");
  return NULL;
}

/**
 * ds_batch_read_tree:
 * @digest: of a batch or round file
 * @members: (out) (transfer full) (element-type utf8): H(record) of each draft in leaf order, or
 *   the batch roots of a round
 * @checkpoint: (out) (transfer full) (nullable): a batch's; its digest is the last leaf
 * @error: %DS_ERROR_DAMAGED if the file is not the one frozen or its root is not that of its
 *   leaves, else a %G_IO_ERROR
 *
 * Returns: (transfer full) (nullable): the tree, as ds_batch_build_tree()
 */
DsHashTree *
ds_batch_read_tree (DsStore *store, const char *digest, GPtrArray **members, char **checkpoint,
                    GError **error)
{
  g_autoptr (DsBatchFile) file = ds_batch_file_read (ds_store_get_folder (store), digest, error);
  g_autoptr (DsHashTree) tree = file != NULL ? ds_batch_build_tree (file, error) : NULL;

  if (tree == NULL)
    return NULL;
  *members = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < ds_json_get_size (file->members); i++)
    g_ptr_array_add (*members, g_strdup (ds_json_get_text (ds_json_get_nth (file->members, i))));
  *checkpoint = g_strdup (file->checkpoint);
  return g_steal_pointer (&tree);
}
