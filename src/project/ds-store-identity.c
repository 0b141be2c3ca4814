/* ds-store-identity.c - whose store a folder is: store.json and the journal's first entry
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/ds-store-private.h"

#include <string.h>

#include "base/ds-error.h"
#include "base/ds-file.h"
#include "project/ds-entry.h"

#define FORMAT 1
#define STORE_FILE_OCTETS_MAX 4096

gboolean
ds_store_is_genesis (DsStore *self, const DsEntry *entry)
{
  g_autofree char *id = ds_entry_compute_store_id (entry->octets, entry->length);

  return strcmp (id, self->id) == 0;
}

static gboolean
note_genesis (const DsEntry *entry, gpointer data, GError **error)
{
  char **id = data;

  if (entry->seq == 0)
    *id = ds_entry_compute_store_id (entry->octets, entry->length);
  return TRUE;
}

/* A line that has an end was whole once: that is no first opening that died half-way. */
static gboolean
refuse_broken_genesis (DsStore *self, GError **error)
{
  gboolean has_line = ds_journal_skip_line (self->journal, NULL);

  ds_journal_seek (self->journal, 0, 0);
  if (!has_line)
    return FALSE;
  g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED,
               "%s has no store.json and its journal does not begin with a whole entry: nothing "
               "was changed; restore them from a backup",
               self->folder);
  return TRUE;
}

static gboolean
append_genesis (DsStore *self, char **id, GError **error)
{
  g_autoptr (GPtrArray) bodies = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_json_unref);
  DsJson *body = ds_json_object_new ();

  ds_json_set_string (body, "type", "genesis");
  ds_json_set_integer (body, "format", FORMAT);
  g_ptr_array_add (bodies, body);
  return ds_journal_append (self->journal, bodies, note_genesis, id, error)
         && ds_folder_sync (self->folder, error);
}

/* Finds out the store's id from the journal's first entry, which is made if there is none. The
 * entry is on disk before store.json tells of it, whoever wrote it. */
static gboolean
read_genesis (DsStore *self, char **id, GError **error)
{
  gboolean is_new;
  gboolean is_whole;
  guint64 torn;

  ds_journal_seek (self->journal, 0, 0);
  if (!ds_journal_sync (self->journal, &is_new, error)
      || !ds_journal_follow (self->journal, note_genesis, id, &is_whole, error))
    return FALSE;
  if (*id != NULL)
    return TRUE;
  if (!is_whole
      && (refuse_broken_genesis (self, error)
          || !ds_journal_move_tail (self->journal, &torn, error)))
    return FALSE;
  return append_genesis (self, id, error);
}

static gboolean
is_on_same_device (const char *a, const char *b)
{
  struct stat one;
  struct stat two;

  return stat (a, &one) == 0 && stat (b, &two) == 0 && one.st_dev == two.st_dev;
}

/* Whoever made the store's folder, or one above it, may have died before its name was on disk. None
 * was made in a folder that this user may not open, nor beyond where the file system is mounted. */
static gboolean
sync_names_above (const char *folder, GError **error)
{
  g_autofree char *at = g_path_get_dirname (folder);
  g_autoptr (GError) inner = NULL;

  if (strcmp (at, folder) == 0 || !is_on_same_device (at, folder))
    return TRUE;
  if (ds_folder_sync (at, &inner))
    return sync_names_above (at, error);
  if (g_error_matches (inner, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&inner));
  return FALSE;
}

static gboolean
write_store_file (DsStore *self, const char *path, GError **error)
{
  g_autoptr (DsJson) json = ds_json_object_new ();
  g_autoptr (GBytes) octets = NULL;
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;

  if (!sync_names_above (self->folder, error) || !read_genesis (self, &self->id, error))
    return FALSE;
  ds_json_set_integer (json, "format", FORMAT);
  ds_json_set_string (json, "id", self->id);
  text = ds_json_to_text (json);
  line = g_strconcat (text, "\n", NULL);
  octets = g_bytes_new (line, strlen (line));
  return ds_file_keep (path, octets, error);
}

/* Reads store.json; a store of a newer format may be read, as far as it goes, not written. */
static gboolean
read_store_file (DsStore *self, const char *path, GError **error)
{
  g_autoptr (GBytes) octets = ds_file_read (path, STORE_FILE_OCTETS_MAX, error);
  g_autoptr (DsJson) json = NULL;
  g_autofree char *text = NULL;
  guint64 format = 0;

  if (octets == NULL)
    return FALSE;
  text = g_strndup (g_bytes_get_data (octets, NULL), g_bytes_get_size (octets));
  g_strchomp (text);
  json = ds_json_parse (text, strlen (text), error);
  if (json == NULL || !ds_json_get_integer (json, "format", &format)
      || ds_json_get_string (json, "id") == NULL)
    {
      g_clear_error (error);
      g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED, "%s is damaged: restore it from a backup",
                   path);
      return FALSE;
    }
  if (format > FORMAT && self->mode == DS_STORE_WRITE)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_NEWER_FORMAT,
                   "the store was written by a newer release of Draftseal: use that one");
      return FALSE;
    }
  self->id = g_strdup (ds_json_get_string (json, "id"));
  return TRUE;
}

/* Finds out the store's id; a new store is given one. Under the journal's lock. */
gboolean
ds_store_ready_identity (DsStore *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, "store.json", NULL);

  if (self->mode == DS_STORE_WRITE && !g_file_test (path, G_FILE_TEST_EXISTS))
    return write_store_file (self, path, error);
  return read_store_file (self, path, error);
}
