/* ds-store-restore.c - a store made from a backup, judged before it is believed
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * It is made beside its place, read again as a whole, and only then given its name: nobody ever
 * opens half of it. */
#include "evidence/ds-store-restore.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "base/ds-file.h"
#include "base/ds-lock.h"
#include "project/ds-store-place.h"

#define UNFINISHED_SUFFIX ".restoring"

static gboolean
check_empty (const char *place, GError **error)
{
  if (ds_folder_is_empty (place))
    return TRUE;
  g_set_error (error, DS_ERROR, DS_ERROR_EXISTS,
               "there is something at %s already: a backup is restored only where no store is (set "
               "XDG_DATA_HOME to restore it elsewhere)",
               place);
  return FALSE;
}

/* A backup that was interrupted the first time has no journal yet. */
static DsInventory *
read_backup (const char *folder, GError **error)
{
  g_autoptr (DsInventory) inventory = ds_inventory_read (folder, error);

  if (inventory == NULL)
    {
      g_prefix_error (error, "%s holds no whole backup: ", folder);
      return NULL;
    }
  if (inventory->store_id != NULL)
    return g_steal_pointer (&inventory);
  g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED,
               "the journal in %s does not begin with the first entry of a store", folder);
  return NULL;
}

/* Drafts and tokens that are lost are told; a journal that is not the one stamped is not taken for
 * a store's. */
static gboolean
check_believable (const DsStoreCheck *check, GError **error)
{
  for (guint i = 0; i < check->findings->len; i++)
    {
      const DsStoreFinding *finding = g_ptr_array_index (check->findings, i);

      if (!finding->is_loss
          || (strcmp (finding->what, "journal") != 0 && strcmp (finding->what, "store") != 0))
        continue;
      g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED,
                   "the backup was not restored: %s (a backup can be read as it lies: make its "
                   "folder “draftseal” in a folder that XDG_DATA_HOME names)",
                   finding->text);
      return FALSE;
    }
  return TRUE;
}

static gboolean
give_name (const char *unfinished, const char *place, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (place);

  if (rename (unfinished, place) == 0)
    return ds_folder_sync (folder, error);
  ds_file_set_errno (error, errno, "make", place);
  return FALSE;
}

static gboolean
fill_and_check (DsStoreCopy *copy, const DsInventory *backup, DsStoreCheck **check, GError **error)
{
  DsStoreCheckOptions options = { .now = ds_time_now (), .progress = copy->progress };
  g_autofree char *lock_path = g_build_filename (copy->to, "restore.lock", NULL);
  g_autoptr (DsLock) lock = NULL;

  if (!ds_store_copy_begin (copy, error) || (lock = ds_lock_try (lock_path, error)) == NULL
      || !ds_store_copy_compare_journal (copy, backup->end, error)
      || !ds_store_copy_files (copy, error) || !ds_store_copy_journal (copy, backup->end, error))
    return FALSE;
  *check = ds_store_check_run (copy->to, &options, copy->cancellable, error);
  g_unlink (lock_path);
  return *check != NULL && check_believable (*check, error);
}

/**
 * ds_store_restore:
 * @self: from the backup's folder to where the store is to be: absent or empty
 * @check: (out) (transfer full): what the restored store can prove, and what is lost
 * @error: %DS_ERROR_EXISTS, %DS_ERROR_BUSY, %DS_ERROR_DAMAGED if there is no whole journal, else as
 *   ds_store_copy_files() and ds_store_check_run()
 *
 * An interrupted one is taken up by doing it again. Losses of single files are no error: what is
 * left is restored, what is lost is in @self and @check.
 */
gboolean
ds_store_restore (DsStoreCopy *self, DsStoreCheck **check, GError **error)
{
  g_autofree char *unfinished = g_strconcat (self->to, UNFINISHED_SUFFIX, NULL);
  const char *place = self->to;
  g_autoptr (DsInventory) backup = NULL;
  gboolean done;

  if (!check_empty (place, error) || (backup = read_backup (self->from, error)) == NULL
      || !ds_store_place_check_content (unfinished, backup->store_id, error))
    return FALSE;
  self->to = unfinished;
  done = fill_and_check (self, backup, check, error) && ds_store_check_place (unfinished, error)
         && give_name (unfinished, place, error);
  self->to = place;
  if (!done)
    g_clear_pointer (check, ds_store_check_free);
  return done;
}
