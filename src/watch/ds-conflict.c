/* ds-conflict.c - which names a sync client gives to what it could not merge
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * When a document was changed on two computers the client puts one of the two aside, often by a
 * rename, and the other takes its name a moment later. */
#include "watch/ds-conflict.h"

#include <string.h>

#include "watch/ds-glob.h"

static const char *const copy_globs[] = {
  "* (*conflicted copy*)*",             /* Nextcloud, Dropbox */
  "* (*冲突副本*)*",                    /* Dropbox in Chinese */
  "*_conflict-[0-9]*",                  /* Nextcloud and ownCloud, older */
  "*.sync-conflict-[0-9]*-[0-9]*",      /* Syncthing */
  "*-safeBackup-[0-9][0-9][0-9][0-9]*", /* OneDrive (abraunegg) */
};

/**
 * ds_conflict_is_copy:
 * @path: of a file, octets as on disk
 *
 * Returns: whether a sync client made it when it found two versions of a document
 */
gboolean
ds_conflict_is_copy (const char *path)
{
  const char *slash = strrchr (path, '/');
  g_autofree char *name = g_strdup (slash != NULL ? slash + 1 : path);
  gsize length = strlen (name);

  ds_glob_fold (name, length);
  for (gsize i = 0; i < G_N_ELEMENTS (copy_globs); i++)
    {
      g_autoptr (DsGlob) glob = ds_glob_new (copy_globs[i]);

      if (ds_glob_matches (glob, name, length))
        return TRUE;
    }
  return FALSE;
}
