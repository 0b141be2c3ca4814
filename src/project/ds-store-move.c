/* ds-store-move.c - a store that nobody works on meanwhile, to another place
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All is copied and read back; then, in one step of the file system, a link that leads to the new
 * place takes the name of the old one; only then is the old one removed. Whoever opens the store
 * finds one or the other, whole. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "base/ds-file.h"
#include "base/ds-lock.h"
#include "project/ds-store-copy.h"
#include "project/ds-store-place.h"
#include "project/ds-store.h"

#define UNFINISHED_NAME "unfinished-move" /* in the new place, until it is the store */
#define ASIDE_SUFFIX ".moved"             /* of the old place, until it is removed */

/* Held while a store is moved, so that nobody watches, scans or stamps. */
typedef struct
{
  GPtrArray *locks; /* owned */
} Quiet;

static void
quiet_clear (Quiet *self)
{
  g_clear_pointer (&self->locks, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Quiet, quiet_clear)

static gboolean
add_lock (Quiet *quiet, const char *store_folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (store_folder, name, NULL);
  g_autoptr (GError) inner = NULL;
  DsLock *lock = ds_lock_try (path, &inner);

  if (lock != NULL)
    {
      g_ptr_array_add (quiet->locks, lock);
      return TRUE;
    }
  if (g_error_matches (inner, DS_ERROR, DS_ERROR_BUSY))
    g_set_error (error, DS_ERROR, DS_ERROR_BUSY,
                 "Draftseal is looking after a project or asking an authority: end it (the window, "
                 "draftseal watch) and move the store then");
  else
    g_propagate_error (error, g_steal_pointer (&inner));
  return FALSE;
}

static gboolean
take_quiet (Quiet *quiet, const char *store_folder, GError **error)
{
  g_autoptr (DsStore) store = ds_store_open (store_folder, DS_STORE_READ, error);
  g_autoptr (GPtrArray) projects =
      store != NULL ? ds_catalog_list_projects (ds_store_get_catalog (store), TRUE, error) : NULL;

  quiet->locks = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_lock_release);
  if (projects == NULL || !add_lock (quiet, store_folder, "stamp.lock", error))
    return FALSE;
  for (guint i = 0; i < projects->len; i++)
    {
      const DsProject *project = g_ptr_array_index (projects, i);
      g_autofree char *name = g_strdup_printf ("project-%s.lock", project->id);

      if (!add_lock (quiet, store_folder, name, error))
        return FALSE;
    }
  return TRUE;
}

/* The mark says that what is there is no store yet, so that an interrupted move can go on. */
static gboolean
ready_new_place (const char *folder, const char *store_id, GError **error)
{
  g_autofree char *mark = g_build_filename (folder, UNFINISHED_NAME, NULL);
  g_autofree char *marked = NULL;
  g_autoptr (GBytes) octets = g_bytes_new (store_id, strlen (store_id));

  if (g_file_get_contents (mark, &marked, NULL, NULL) && strcmp (marked, store_id) == 0)
    return TRUE;
  if (ds_folder_is_empty (folder))
    return ds_folder_make (folder, error) && ds_file_keep (mark, octets, error);
  g_set_error (error, DS_ERROR, DS_ERROR_EXISTS,
               "%s is not empty: choose a folder that is, or that is not there yet", folder);
  return FALSE;
}

/* Lets @link take the place of @place in one step; a folder that was there is at @link then. */
static gboolean
switch_over (const char *link, const char *place, GError **error)
{
  gboolean is_link = g_file_test (place, G_FILE_TEST_IS_SYMLINK);
  g_autofree char *folder = g_path_get_dirname (place);

  if (renameat2 (AT_FDCWD, link, AT_FDCWD, place, is_link ? 0 : RENAME_EXCHANGE) == 0)
    return ds_folder_sync (folder, error);
  if (errno == EINVAL || errno == ENOSYS)
    g_set_error (
        error, DS_ERROR, DS_ERROR_UNSUPPORTED,
        "the file system of %s cannot put a link in its place in one step: move the folder "
        "yourself while Draftseal does not run, and leave a link to it",
        place);
  else
    ds_file_set_errno (error, errno, "replace", place);
  g_unlink (link);
  return FALSE;
}

/* What cannot be removed stays, and is told. */
static gboolean
remove_tree (const char *path, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, error);
  const char *name;

  if (dir == NULL)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      gboolean is_folder =
          g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK);

      if (is_folder ? !remove_tree (child, error) : g_unlink (child) != 0)
        break;
    }
  if (name == NULL && g_rmdir (path) == 0)
    return TRUE;
  if (error != NULL && *error == NULL)
    ds_file_set_errno (error, errno, "remove", path);
  return FALSE;
}

/* What was appended since the copying began, and the journal: nobody can append now. */
static gboolean
copy_rest (DsStoreCopy *self, GError **error)
{
  g_autoptr (DsInventory) inventory = ds_store_read_sound_inventory (self->from, error);

  self->reads_again = FALSE; /* it was just compared, and others wait */
  return inventory != NULL && ds_store_copy_begin (self, error) && ds_store_copy_files (self, error)
         && ds_store_copy_journal (self, inventory->end, error);
}

/* What a move that was interrupted in the middle of its end left there. */
static gboolean
clear_aside (const char *aside, gboolean is_moved, GError **error)
{
  if (g_file_test (aside, G_FILE_TEST_IS_SYMLINK))
    return g_unlink (aside) == 0;
  return !is_moved || !g_file_test (aside, G_FILE_TEST_IS_DIR) || remove_tree (aside, error);
}

static gboolean
copy_and_switch (DsStoreCopy *self, const char *place, const char *new_place, GError **error)
{
  g_autofree char *lock_path = g_build_filename (self->from, "journal.lock", NULL);
  g_autofree char *mark = g_build_filename (self->to, UNFINISHED_NAME, NULL);
  g_autofree char *link = g_strconcat (place, ASIDE_SUFFIX, NULL);
  g_autoptr (DsLock) lock = NULL;

  if (!ds_store_copy_files (self, error) || (lock = ds_lock_take (lock_path, error)) == NULL
      || !copy_rest (self, error))
    return FALSE;
  if (symlink (new_place, link) != 0)
    {
      ds_file_set_errno (error, errno, "make the link", link);
      return FALSE;
    }
  if (!switch_over (link, place, error))
    return FALSE;
  g_unlink (mark); /* if it stays it is one file too many */
  return TRUE;
}

/* The link leads there already: a move was interrupted behind its last step but one. */
static gboolean
finish_earlier (const char *place, const char *aside, GError **error)
{
  g_autofree char *mark = g_build_filename (place, UNFINISHED_NAME, NULL);

  g_unlink (mark); /* absent unless it was interrupted just there */
  return clear_aside (aside, TRUE, error);
}

/**
 * ds_store_move:
 * @self: from the store to its new folder: absent, empty, or of an interrupted move
 * @error: %DS_ERROR_USAGE, %DS_ERROR_BUSY while it is worked on, %DS_ERROR_EXISTS,
 * %DS_ERROR_DAMAGED if its journal is, %DS_ERROR_UNSUPPORTED, else as ds_store_copy_files()
 *
 * At the old place there is a link afterwards. Nothing is removed before that link leads to all. If
 * it leads there already, what an interrupted move left at the old place is removed.
 */
gboolean
ds_store_move (DsStoreCopy *self, GError **error)
{
  g_auto (Quiet) quiet = { NULL };
  g_autofree char *old_place = realpath (self->from, NULL);
  g_autofree char *new_place = NULL;
  g_autofree char *place = g_canonicalize_filename (self->from, NULL);
  g_autofree char *aside = g_strconcat (place, ASIDE_SUFFIX, NULL);
  gboolean was_link = g_file_test (place, G_FILE_TEST_IS_SYMLINK);
  g_autoptr (DsInventory) inventory = NULL;

  new_place = realpath (self->to, NULL);
  if (g_strcmp0 (old_place, new_place) == 0 && old_place != NULL && was_link)
    return finish_earlier (new_place, aside, error);
  self->as_it_is = TRUE; /* nothing may be left behind */
  self->reads_again = TRUE;
  if (!ds_store_place_check (self->from, self->to, error) || !take_quiet (&quiet, self->from, error)
      || (inventory = ds_store_read_sound_inventory (self->from, error)) == NULL
      || !ready_new_place (self->to, inventory->store_id, error)
      || !ds_store_check_place (self->to, error) || !clear_aside (aside, was_link, error))
    return FALSE;
  g_free (new_place);
  new_place = realpath (self->to, NULL); /* it was made meanwhile */
  if (new_place == NULL)
    {
      ds_file_set_errno (error, errno, "find", self->to);
      return FALSE;
    }
  if (!copy_and_switch (self, place, new_place, error))
    return FALSE;
  if (!remove_tree (was_link ? old_place : aside, error))
    {
      g_prefix_error (error, "the store was moved, but its old folder is still there: ");
      return FALSE;
    }
  return TRUE;
}
