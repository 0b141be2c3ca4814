/* ds-store-backup.c - a store that others work on meanwhile, kept in another folder
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The end of the journal is noted first, then all files are copied, then the journal up to that
 * end: whatever its entries speak of was on disk before them, so it is in the copy too. An
 * interrupted backup has files that its journal does not speak of yet, never the other way. */
#include "base/ds-error.h"
#include "base/ds-lock.h"
#include "project/ds-catalog-compare.h"
#include "project/ds-inventory.h"
#include "project/ds-store-copy.h"
#include "project/ds-store-place.h"
#include "project/ds-store.h"

/* Whether each entry is the one that the index took in, as far as there is an index. */
static gboolean
check_leaves (const DsInventory *inventory, const GArray *leaves, GError **error)
{
  for (guint i = 0; leaves != NULL && i < leaves->len; i++)
    {
      const DsKeptLeaf *kept = &g_array_index (leaves, DsKeptLeaf, i);
      const DsInventoryEntry *entry = ds_inventory_find (inventory, kept->seq);

      if (entry != NULL && ds_digest_equal (&entry->leaf, &kept->leaf))
        continue;
      g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED,
                   "entry %" G_GUINT64_FORMAT
                   " of the journal is not the one that was written: the "
                   "backup was left as it is; see draftseal check",
                   kept->seq);
      return FALSE;
    }
  return TRUE;
}

/* A damaged journal goes into no copy. */
static gboolean
check_sound (const DsInventory *inventory, const char *store_folder, GError **error)
{
  g_autoptr (DsStore) store = ds_store_open (store_folder, DS_STORE_READ, error);

  if (store == NULL)
    return FALSE;
  if (ds_store_get_damage (store) == NULL && inventory->bad_lines->len == 0
      && inventory->entries->len > 0)
    return TRUE;
  g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED,
               "the journal of %s is damaged: nothing was copied; see draftseal check",
               store_folder);
  return FALSE;
}

/**
 * ds_store_read_sound_inventory:
 * @store_folder: the store's
 * @error: %DS_ERROR_DAMAGED if the journal is not as it was written, as far as that can be told
 *
 * Returns: (transfer full) (nullable): what may be copied
 */
DsInventory *
ds_store_read_sound_inventory (const char *store_folder, GError **error)
{
  g_autoptr (GArray) leaves =
      ds_catalog_read_leaves (store_folder, FALSE, NULL); /* none: no index */
  g_autoptr (DsInventory) inventory = ds_inventory_read (store_folder, error);

  if (inventory == NULL || !check_sound (inventory, store_folder, error)
      || !check_leaves (inventory, leaves, error))
    return NULL;
  return g_steal_pointer (&inventory);
}

/**
 * ds_store_backup:
 * @self: from the store to the backup's folder, which is made
 * @n_entries: (out): of the journal, that the backup holds now
 * @error: %DS_ERROR_USAGE if the folder is no place for it, %DS_ERROR_BUSY, %DS_ERROR_DAMAGED, else
 *   as ds_store_copy_files()
 *
 * What was there already is not copied again, and nothing that is there is removed.
 */
gboolean
ds_store_backup (DsStoreCopy *self, guint64 *n_entries, GError **error)
{
  g_autofree char *lock_path = g_build_filename (self->to, "backup.lock", NULL);
  g_autoptr (DsInventory) inventory = ds_store_read_sound_inventory (self->from, error);
  g_autoptr (DsLock) lock = NULL;

  if (inventory == NULL || !ds_store_place_check (self->from, self->to, error)
      || !ds_store_place_check_content (self->to, inventory->store_id, error)
      || !ds_store_copy_begin (self, error))
    return FALSE;
  lock = ds_lock_try (lock_path, error);
  if (lock == NULL || !ds_store_copy_compare_journal (self, inventory->end, error)
      || !ds_store_copy_files (self, error) || !ds_store_copy_journal (self, inventory->end, error))
    return FALSE;
  *n_entries = inventory->entries->len;
  return TRUE;
}
