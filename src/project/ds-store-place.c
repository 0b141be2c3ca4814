/* ds-store-place.c - where a store, or a copy of one, may lie
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/ds-store-place.h"

#include <stdlib.h>
#include <string.h>

#include "base/ds-error.h"
#include "base/ds-file-system.h"
#include "base/ds-file.h"
#include "base/ds-json.h"
#include "project/ds-store.h"

#define STORE_FILE_OCTETS_MAX 4096

/* Whether @inner is @outer or lies below it; both absolute. */
gboolean
ds_path_is_inside (const char *inner, const char *outer)
{
  gsize length = strlen (outer);

  return strncmp (inner, outer, length) == 0 && (inner[length] == '/' || inner[length] == '\0');
}

/* One that is not there is empty too, and so is one where somebody was interrupted before his first
 * file had a name. */
gboolean
ds_folder_is_empty (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  if (dir == NULL)
    return !g_file_test (folder, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (!g_str_has_suffix (name, DS_FILE_UNFINISHED_SUFFIX))
      return FALSE;
  return TRUE;
}

/* Refuses network file systems: locks and mappings do not hold between machines there, so two of
 * them could write at once. */
gboolean
ds_store_check_place (const char *folder, GError **error)
{
  if (ds_file_system_get_kind (folder) != DS_FILE_SYSTEM_NETWORK)
    return TRUE;
  g_set_error (error, DS_ERROR, DS_ERROR_USAGE,
               "%s is on a network file system: keep the store on a local disk (set "
               "XDG_DATA_HOME) and use a backup to copy it",
               folder);
  return FALSE;
}

/* (transfer full): the real path of @folder, or what it will be once it is made. */
static char *
resolve (const char *folder)
{
  g_autofree char *absolute = g_canonicalize_filename (folder, NULL);
  g_autofree char *parent = g_path_get_dirname (absolute);
  g_autofree char *name = g_path_get_basename (absolute);
  g_autofree char *above = NULL;
  char *real = realpath (absolute, NULL);

  if (real != NULL || strcmp (parent, absolute) == 0)
    return real != NULL ? real : g_strdup (absolute);
  above = resolve (parent);
  return g_build_filename (above, name, NULL);
}

/**
 * ds_store_place_check:
 * @store_folder: a store
 * @folder: where a copy of it is to lie; need not be there yet
 * @error: %DS_ERROR_USAGE
 *
 * A copy and its store do not lie in each other, and nothing is written into a project's folder.
 */
gboolean
ds_store_place_check (const char *store_folder, const char *folder, GError **error)
{
  g_autofree char *from = resolve (store_folder);
  g_autofree char *to = resolve (folder);
  g_autoptr (DsStore) store = ds_store_open (store_folder, DS_STORE_READ, error);
  g_autoptr (GPtrArray) projects =
      store != NULL ? ds_catalog_list_projects (ds_store_get_catalog (store), FALSE, error) : NULL;

  if (projects == NULL)
    return FALSE;
  if (ds_path_is_inside (to, from) || ds_path_is_inside (from, to))
    {
      g_set_error (error, DS_ERROR, DS_ERROR_USAGE,
                   "%s and the store lie in each other: choose another folder", folder);
      return FALSE;
    }
  for (guint i = 0; i < projects->len; i++)
    {
      const DsProject *project = g_ptr_array_index (projects, i);

      if (!ds_path_is_inside (to, project->folder))
        continue;
      g_set_error (error, DS_ERROR, DS_ERROR_USAGE,
                   "%s lies in the folder of “%s”, into which nothing is written: choose another "
                   "folder",
                   folder, project->name);
      return FALSE;
    }
  return TRUE;
}

static char *
read_store_id (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "store.json", NULL);
  g_autoptr (GBytes) octets = ds_file_read (path, STORE_FILE_OCTETS_MAX, NULL);
  gsize length;
  const char *text = octets != NULL ? g_bytes_get_data (octets, &length) : NULL;
  g_autoptr (DsJson) json = text != NULL && length > 0 && text[length - 1] == '\n'
                                ? ds_json_parse (text, length - 1, NULL)
                                : NULL;

  return json != NULL && ds_json_get_type (json) == DS_JSON_OBJECT
             ? g_strdup (ds_json_get_string (json, "id"))
             : NULL;
}

/**
 * ds_store_place_check_content:
 * @folder: where a copy of the store is to lie
 * @store_id: the store's
 * @error: %DS_ERROR_EXISTS
 *
 * The folder is absent, empty, or holds a copy of this store that is gone on with.
 */
gboolean
ds_store_place_check_content (const char *folder, const char *store_id, GError **error)
{
  g_autofree char *id = read_store_id (folder);

  if (g_strcmp0 (id, store_id) == 0 || ds_folder_is_empty (folder))
    return TRUE;
  if (id != NULL)
    g_set_error (error, DS_ERROR, DS_ERROR_EXISTS,
                 "%s holds a copy of another store: choose another folder", folder);
  else
    g_set_error (error, DS_ERROR, DS_ERROR_EXISTS,
                 "%s is not empty and holds no copy of this store: choose another folder", folder);
  return FALSE;
}
