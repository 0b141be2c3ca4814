/* ds-store-entry.c - the journal as it lies on disk: its entries and the tree over them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/ds-store-private.h"

#include "project/ds-catalog-fold.h"

/**
 * ds_store_read_entry:
 * @seq: of an entry
 * @leaf: (out) (optional): its leaf hash when it was taken in
 * @error: %DS_ERROR_NOT_FOUND, %DS_ERROR_DAMAGED, else a %G_IO_ERROR
 *
 * Returns: (transfer full) (nullable): its octets as they are on disk now, unchecked
 */
GBytes *
ds_store_read_entry (DsStore *self, guint64 seq, DsDigest *leaf, GError **error)
{
  guint64 offset;
  gsize length;
  DsDigest known;

  if (!ds_catalog_find_entry (self->catalog, seq, &offset, &length, &known, error))
    return NULL;
  if (leaf != NULL)
    *leaf = known;
  return ds_journal_read_line (self->journal, offset, length, error);
}

/**
 * ds_store_read_tree_head:
 * @size: a number of entries, all of them taken in
 * @root: (out): the tree head over the first @size of them, from the octets on disk
 * @error: %DS_ERROR_NOT_FOUND if there are not so many, %DS_ERROR_DAMAGED, else a %G_IO_ERROR
 *
 * The first call reads the whole journal, later ones what has come since. Only what was taken in is
 * read: behind it may be lines that their writer has not synced and may have to take back.
 */
gboolean
ds_store_read_tree_head (DsStore *self, guint64 size, DsDigest *root, GError **error)
{
  if (self->tree == NULL)
    self->tree = ds_log_tree_new ();
  for (guint64 seq = ds_log_tree_get_size (self->tree); seq < size; seq++)
    {
      g_autoptr (GBytes) entry = ds_store_read_entry (self, seq, NULL, error);
      gsize length;
      const void *octets;
      DsDigest leaf;

      if (entry == NULL)
        return FALSE;
      octets = g_bytes_get_data (entry, &length);
      leaf = ds_log_tree_hash_leaf (octets, length);
      ds_log_tree_add (self->tree, &leaf);
    }
  *root = ds_log_tree_get_root (self->tree, size);
  return TRUE;
}
