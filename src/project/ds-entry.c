/* ds-entry.c - how journal entries write paths, and what a batch file says
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/ds-entry.h"

#include <string.h>

#include "base/ds-error.h"
#include "base/ds-file.h"
#include "base/ds-hex.h"

#define CHECKPOINT_ORIGIN "draftseal/"
#define STORE_ID_DIGITS 32

/**
 * ds_entry_set_path:
 * @entry: still being built
 * @field: `path`, `from` or `folder`
 * @path: octets as on disk
 *
 * Writes `<field>` if @path is UTF-8, else `<field>_octets` in hexadecimal. No normalisation.
 */
void
ds_entry_set_path (DsJson *entry, const char *field, const char *path)
{
  g_autofree char *octets_field = NULL;
  g_autofree char *hex = NULL;

  if (g_utf8_validate (path, -1, NULL))
    {
      ds_json_set_string (entry, field, path);
      return;
    }
  octets_field = g_strconcat (field, "_octets", NULL);
  hex = ds_hex_encode ((const guint8 *) path, strlen (path));
  ds_json_set_string (entry, octets_field, hex);
}

/* (transfer full) (nullable): octets as on disk; %NULL if the entry has none. */
char *
ds_entry_dup_path (const DsJson *entry, const char *field)
{
  const char *path = ds_json_get_string (entry, field);
  g_autofree char *octets_field = g_strconcat (field, "_octets", NULL);
  const char *hex = ds_json_get_string (entry, octets_field);
  g_autoptr (GBytes) octets = NULL;
  gsize length;
  const char *data;

  if (path != NULL)
    return g_strdup (path);
  octets = hex != NULL ? ds_hex_decode_bytes (hex) : NULL;
  if (octets == NULL)
    return NULL;
  data = g_bytes_get_data (octets, &length);
  return memchr (data, '\0', length) != NULL ? NULL : g_strndup (data, length);
}

/* (transfer full): the id of a store whose journal begins with this entry. */
char *
ds_entry_compute_store_id (const char *octets, gsize length)
{
  DsDigest digest = ds_digest_sha256 (octets, length);
  g_autofree char *hex = ds_digest_to_hex (&digest);

  return g_strndup (hex, STORE_ID_DIGITS);
}

/**
 * ds_checkpoint_parse:
 * @checkpoint: `draftseal/<store id>\n<size>\n<base64 root>\n`
 * @size: (out): journal entries it covers
 * @root: (out): the tree head over them
 * @store_id: (out) (transfer full) (optional): whose journal
 *
 * Returns: whether it is a checkpoint written as the store writes it
 */
gboolean
ds_checkpoint_parse (const char *checkpoint, guint64 *size, DsDigest *root, char **store_id)
{
  g_auto (GStrv) lines = g_strsplit (checkpoint, "\n", 5);
  g_autofree guchar *octets = NULL;
  g_autofree char *again = NULL;
  gsize length = 0;

  if (g_strv_length (lines) != 4 || lines[3][0] != '\0'
      || !g_str_has_prefix (lines[0], CHECKPOINT_ORIGIN)
      || !ds_hex_is_digits (lines[0] + strlen (CHECKPOINT_ORIGIN), STORE_ID_DIGITS, STORE_ID_DIGITS)
      || !g_ascii_string_to_unsigned (lines[1], 10, 0, DS_JSON_INTEGER_MAX, size, NULL)
      || (lines[1][0] == '0' && lines[1][1] != '\0'))
    return FALSE;
  octets = g_base64_decode (lines[2], &length);
  again = g_base64_encode (octets, length);
  if (length != DS_SHA256_OCTETS || strcmp (again, lines[2]) != 0)
    return FALSE;
  *root = ds_digest_from_octets (DS_DIGEST_SHA256, octets, length);
  if (store_id != NULL)
    *store_id = g_strdup (lines[0] + strlen (CHECKPOINT_ORIGIN));
  return TRUE;
}

static gboolean
read_members (DsBatchFile *self, GError **error)
{
  DsDigest root;

  self->root = ds_json_get_string (self->json, "root");
  self->checkpoint = ds_json_get_string (self->json, "checkpoint");
  self->members =
      ds_json_get_typed (self->json, self->checkpoint != NULL ? "drafts" : "roots", DS_JSON_ARRAY);
  if (self->root == NULL || self->members == NULL
      || (self->checkpoint != NULL
          && !ds_checkpoint_parse (self->checkpoint, &self->covers, &root, NULL)))
    {
      g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED, "the batch file lacks root or members");
      return FALSE;
    }
  return TRUE;
}

/**
 * ds_batch_file_parse:
 * @octets: a whole file
 * @length: octets
 * @error: %DS_ERROR_DAMAGED, or that of ds_json_parse()
 *
 * Returns: (transfer full) (nullable): a batch or a round
 */
DsBatchFile *
ds_batch_file_parse (const char *octets, gsize length, GError **error)
{
  g_autoptr (DsBatchFile) self = g_new0 (DsBatchFile, 1);

  if (length == 0 || octets[length - 1] != '\n')
    {
      g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED, "the batch file does not end with a line");
      return NULL;
    }
  self->json = ds_json_parse (octets, length - 1, error);
  if (self->json == NULL || !read_members (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * ds_batch_file_read:
 * @store_folder: the store's
 * @digest: SHA-256 of the file, its name
 * @error: %DS_ERROR_DAMAGED if the octets are not the ones that have this digest, else a
 * %G_IO_ERROR
 *
 * Returns: (transfer full) (nullable): a batch or a round
 */
DsBatchFile *
ds_batch_file_read (const char *store_folder, const char *digest, GError **error)
{
  g_autofree char *path = g_build_filename (store_folder, "batch", digest, NULL);
  g_autoptr (GBytes) octets = ds_file_read (path, DS_BATCH_FILE_OCTETS_MAX, error);
  g_autofree char *found = NULL;
  gsize length;
  const char *text;
  DsDigest sha256;

  if (octets == NULL)
    return NULL;
  sha256 = ds_digest_sha256_bytes (octets);
  found = ds_digest_to_hex (&sha256);
  if (strcmp (found, digest) != 0)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED,
                   "the batch file is not the one that was frozen");
      return NULL;
    }
  text = g_bytes_get_data (octets, &length);
  return ds_batch_file_parse (text, length, error);
}

void
ds_batch_file_free (DsBatchFile *self)
{
  g_clear_pointer (&self->json, ds_json_unref);
  g_free (self);
}

/**
 * ds_batch_files_get_reach:
 * @store_folder: the store's
 *
 * Returns: how many entries of the journal the frozen checkpoints cover at the most
 */
guint64
ds_batch_files_get_reach (const char *store_folder)
{
  g_autofree char *folder = g_build_filename (store_folder, "batch", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL); /* absent before the first batch */
  const char *name;
  guint64 reach = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autoptr (DsBatchFile) batch = NULL;

      if (!ds_hex_is_digits (name, 64, 64))
        continue;
      batch = ds_batch_file_read (store_folder, name, NULL); /* damaged: covers nothing */
      if (batch != NULL)
        reach = MAX (reach, batch->covers);
    }
  return reach;
}
