/* ds-vault-place.c - the folder of the vault: here, away, and its shelves
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `vault` may be a link to another disk, or a disk mounted there. While that disk is away the link
 * leads nowhere, or the folder is an empty one; nothing may be kept in it then, or there would be
 * two vaults. A vault that holds drafts has a shelf at least, which is how it is known again. */
#include "project/ds-vault.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/ds-error.h"
#include "base/ds-file.h"
#include "project/ds-vault-private.h"

#define SHELF_DIGITS 2

/* The journal tells of drafts that are kept here. */
void
ds_vault_expect_objects (DsVault *self)
{
  self->is_expected = TRUE;
}

static gboolean
has_shelf (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (strlen (name) == SHELF_DIGITS && g_ascii_isxdigit (name[0]) && g_ascii_isxdigit (name[1]))
      return TRUE;
  return FALSE;
}

/* What was synced in one folder was not in another that takes its place. */
static void
take_place (DsVault *self, const struct stat *st)
{
  self->device = st->st_dev;
  self->inode = st->st_ino;
  memset (self->is_shelf_synced, 0, sizeof self->is_shelf_synced);
}

/**
 * ds_vault_check_place:
 * @error: %DS_ERROR_AWAY
 *
 * Whether the vault is where it belongs, or may be made there because it never was. Cheap.
 */
gboolean
ds_vault_check_place (DsVault *self, GError **error)
{
  g_autofree char *name = NULL;
  struct stat st;
  gboolean is_there = stat (self->folder, &st) == 0 && S_ISDIR (st.st_mode);

  if (is_there && st.st_dev == self->device && st.st_ino == self->inode)
    return TRUE;
  if (is_there && (!self->is_expected || has_shelf (self->folder)))
    {
      take_place (self, &st);
      return TRUE;
    }
  if (!self->is_expected && lstat (self->folder, &st) != 0 && errno == ENOENT)
    return TRUE;
  name = g_filename_display_name (self->folder);
  g_set_error (error, DS_ERROR, DS_ERROR_AWAY,
               "the vault is not at %s: connect the disk that it is on, then all goes on", name);
  return FALSE;
}

/* Makes the object's shelf, and makes sure once that its name and the vault's own are on disk: one
 * that is there already may have been made by somebody who died before he synced it. */
gboolean
ds_vault_ready_shelf (DsVault *self, const DsDigest *sha256, GError **error)
{
  g_autofree char *shelf = ds_vault_build_shelf (self, sha256);
  g_autofree char *store = g_path_get_dirname (self->folder);
  gboolean *is_synced = &self->is_shelf_synced[sha256->octets[0]];

  if (!ds_vault_check_place (self, error) || !ds_folder_make (shelf, error))
    return FALSE;
  if (!*is_synced)
    *is_synced = ds_folder_sync (self->folder, error) && ds_folder_sync (store, error);
  return *is_synced;
}
