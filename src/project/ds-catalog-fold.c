/* ds-catalog-fold.c - what each journal entry means to the index
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Entries of unknown type and fields that are not known are kept in the journal, hashed and passed
 * over here. An entry that lacks what its type needs changes nothing. */
#include "project/ds-catalog-fold.h"

#include <gio/gio.h>
#include <string.h>

#include "base/ds-hex.h"
#include "base/ds-time.h"
#include "project/ds-catalog-grade.h"
#include "project/ds-catalog-private.h"
#include "project/ds-entry.h"
#include "project/ds-log-tree.h"
#include "project/ds-stage.h"

typedef gboolean (*FoldFunc) (DsCatalog *self, const DsEntry *entry, GError **error);

static gboolean
fold_project (DsCatalog *self, const DsEntry *entry, GError **error)
{
  const char *id = ds_json_get_string (entry->json, "project");
  const char *name = ds_json_get_string (entry->json, "name");
  const char *state = ds_json_get_string (entry->json, "state");
  g_autofree char *folder = ds_entry_dup_path (entry->json, "folder");

  if (id == NULL)
    return TRUE;
  if (!ds_catalog_run (self, error, "INSERT OR IGNORE INTO project (id, seq) VALUES (?, ?)", "ti",
                       id, (gint64) entry->seq))
    return FALSE;
  if (name != NULL
      && !ds_catalog_run (self, error, "UPDATE project SET name = ? WHERE id = ?", "tt", name, id))
    return FALSE;
  if (folder != NULL
      && !ds_catalog_run (self, error, "UPDATE project SET folder = ? WHERE id = ?", "pt", folder,
                          id))
    return FALSE;
  return state == NULL
         || ds_catalog_run (self, error, "UPDATE project SET removed = ? WHERE id = ?", "it",
                            (gint64) (strcmp (state, "removed") == 0), id);
}

static gboolean
insert_draft (DsCatalog *self, const DsEntry *entry, const char *record, const char *path,
              const DsDigest *sha256, GError **error)
{
  const DsJson *json = entry->json;
  g_autofree char *path_text = g_utf8_make_valid (path, -1);
  guint64 number = 0;
  guint64 size = 0;

  ds_json_get_integer (json, "number", &number);
  ds_json_get_integer (json, "size", &size);
  return ds_catalog_run (
      self, error,
      "INSERT INTO draft (seq, record, project, work, number, path, path_text, size, sha256,"
      " seen_at, mtime, stage, stage_by, found, kept)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      "ittt"
      "iptib"
      "ttttti",
      (gint64) entry->seq, record, ds_json_get_string (json, "project"),
      ds_json_get_string (json, "work"), (gint64) number, path, path_text, (gint64) size, sha256,
      ds_json_get_string (json, "seen_at"), ds_json_get_string (json, "mtime"),
      ds_json_get_string (json, "stage"), ds_json_get_string (json, "stage_by"),
      ds_json_get_string (json, "found"), (gint64) ds_json_get_boolean (json, "kept", TRUE));
}

static gboolean
fold_draft (DsCatalog *self, const DsEntry *entry, GError **error)
{
  const DsJson *json = entry->json;
  DsJson *digests = ds_json_get_typed (json, "digests", DS_JSON_OBJECT);
  const char *hex = digests != NULL ? ds_json_get_string (digests, "sha256") : NULL;
  const char *work = ds_json_get_string (json, "work");
  g_autofree char *path = ds_entry_dup_path (json, "path");
  g_autofree char *record = NULL;
  DsDigest record_digest;
  DsDigest sha256;
  guint64 number;

  if (hex == NULL || !ds_digest_from_hex (&sha256, DS_DIGEST_SHA256, hex) || path == NULL
      || work == NULL || ds_json_get_string (json, "project") == NULL
      || ds_json_get_string (json, "seen_at") == NULL || ds_json_get_string (json, "stage") == NULL
      || !ds_json_get_integer (json, "number", &number))
    return TRUE;

  record_digest = ds_digest_sha256 (entry->octets, entry->length);
  record = ds_digest_to_hex (&record_digest);
  return insert_draft (self, entry, record, path, &sha256, error)
         && ds_catalog_run (self, error, "INSERT OR REPLACE INTO work VALUES (?, ?, ?, ?, ?, ?, ?)",
                            "ttpitbi", work, ds_json_get_string (json, "project"), path,
                            (gint64) number, record, &sha256, (gint64) entry->seq);
}

static gboolean
fold_renamed (DsCatalog *self, const DsEntry *entry, GError **error)
{
  const char *work = ds_json_get_string (entry->json, "work");
  g_autofree char *path = ds_entry_dup_path (entry->json, "path");

  return work == NULL || path == NULL
         || ds_catalog_run (self, error, "UPDATE work SET path = ? WHERE id = ?", "pt", path, work);
}

static gboolean
fold_stage (DsCatalog *self, const DsEntry *entry, GError **error)
{
  const char *record = ds_json_get_string (entry->json, "draft");
  const char *stage = ds_json_get_string (entry->json, "stage");

  if (record == NULL || stage == NULL)
    return TRUE;
  if (!ds_catalog_run (self, error,
                       "UPDATE draft SET stage = ?, stage_by = 'person' WHERE record = ?", "tt",
                       stage, record))
    return FALSE;
  if (strcmp (stage, DS_STAGE_FINAL) != 0)
    return ds_catalog_run (self, error, "DELETE FROM direct WHERE record = ?", "t", record);
  return ds_catalog_run (self, error, "INSERT OR REPLACE INTO direct VALUES (?, ?)", "ti", record,
                         (gint64) entry->seq);
}

static gboolean
fold_setting (DsCatalog *self, const DsEntry *entry, GError **error)
{
  const char *key = ds_json_get_string (entry->json, "key");
  const char *project = ds_json_get_string (entry->json, "project");
  DsJson *value = ds_json_get (entry->json, "value");
  g_autofree char *text = value != NULL ? ds_json_to_text (value) : NULL;

  if (key == NULL)
    return TRUE;
  if (!ds_catalog_run (self, error, "INSERT OR REPLACE INTO setting VALUES (?, ?, ?, ?)", "ttti",
                       project != NULL ? project : "", key, text, (gint64) entry->seq))
    return FALSE;
  return !g_str_has_prefix (key, "authority.") || ds_catalog_regrade_all (self, error);
}

/* A file that is gone or damaged proves nothing: what it held is stamped anew. One that this user
 * may not read just now is no loss: nothing is taken in before it can be. What a failing disk does
 * not give at once it is asked for a second time. */
static gboolean
read_frozen (DsCatalog *self, const char *digest, DsBatchFile **file, GError **error)
{
  g_autoptr (GError) inner = NULL;

  *file = ds_batch_file_read (self->folder, digest, &inner);
  if (g_error_matches (inner, G_IO_ERROR, G_IO_ERROR_FAILED))
    {
      g_clear_error (&inner);
      *file = ds_batch_file_read (self->folder, digest, &inner);
    }
  if (!g_error_matches (inner, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED)
      && !g_error_matches (inner, G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&inner));
  return FALSE;
}

static gboolean
fold_batch (DsCatalog *self, const DsEntry *entry, GError **error)
{
  const char *digest = ds_json_get_string (entry->json, "batch");
  g_autoptr (DsBatchFile) file = NULL;

  if (digest == NULL || !ds_hex_is_digits (digest, 64, 64))
    return TRUE;
  if (!read_frozen (self, digest, &file, error))
    return FALSE;
  if (file == NULL || file->checkpoint == NULL)
    return TRUE;

  for (guint i = 0; i < ds_json_get_size (file->members); i++)
    {
      const char *record = ds_json_get_text (ds_json_get_nth (file->members, i));

      if (record != NULL
          && !ds_catalog_run (self, error, "UPDATE draft SET batch = ? WHERE record = ?", "tt",
                              digest, record))
        return FALSE;
    }
  return ds_catalog_run (self, error, "INSERT OR REPLACE INTO batch VALUES (?, ?, ?, ?, ?, ?)",
                         "titiit", digest, (gint64) entry->seq, file->root,
                         (gint64) ds_json_get_size (file->members), (gint64) file->covers,
                         ds_json_get_string (entry->json, "time"));
}

static gboolean
fold_round (DsCatalog *self, const DsEntry *entry, GError **error)
{
  const char *digest = ds_json_get_string (entry->json, "round");
  const char *tsa = ds_json_get_string (entry->json, "tsa");
  g_autoptr (DsBatchFile) file = NULL;

  if (digest == NULL || tsa == NULL || !ds_hex_is_digits (digest, 64, 64))
    return TRUE;
  if (!read_frozen (self, digest, &file, error))
    return FALSE;
  if (file == NULL || file->checkpoint != NULL)
    return TRUE;

  for (guint i = 0; i < ds_json_get_size (file->members); i++)
    {
      const char *root = ds_json_get_text (ds_json_get_nth (file->members, i));

      if (root != NULL
          && !ds_catalog_run (self, error, "INSERT OR IGNORE INTO round_root VALUES (?, ?)", "tt",
                              digest, root))
        return FALSE;
    }
  return ds_catalog_run (self, error, "INSERT OR REPLACE INTO round VALUES (?, ?, ?, ?)", "titt",
                         digest, (gint64) entry->seq, file->root, tsa);
}

static gboolean
fold_request (DsCatalog *self, const DsEntry *entry, GError **error)
{
  DsJson *target = ds_json_get_typed (entry->json, "target", DS_JSON_OBJECT);
  const char *kind;
  const char *digest;

  if (target == NULL || ds_json_get_size (target) != 1)
    return TRUE;
  kind = ds_json_get_key (target, 0);
  digest = ds_json_get_text (ds_json_get_nth (target, 0));
  return ds_catalog_run (self, error,
                         "INSERT INTO request (seq, tsa, kind, target, imprint, nonce, time, state)"
                         " VALUES (?, ?, ?, ?, ?, ?, ?, 'open')",
                         "itttttt", (gint64) entry->seq, ds_json_get_string (entry->json, "tsa"),
                         kind, digest, ds_json_get_string (entry->json, "imprint"),
                         ds_json_get_string (entry->json, "nonce"),
                         ds_json_get_string (entry->json, "time"));
}

/* (transfer full): the strings of an array field, joined by spaces. */
static char *
join_strings (const DsJson *json, const char *field)
{
  DsJson *array = ds_json_get_typed (json, field, DS_JSON_ARRAY);
  GString *joined = g_string_new (NULL);

  for (guint i = 0; array != NULL && i < ds_json_get_size (array); i++)
    {
      const char *text = ds_json_get_text (ds_json_get_nth (array, i));

      if (text != NULL)
        g_string_append_printf (joined, "%s%s", joined->len > 0 ? " " : "", text);
    }
  return g_string_free (joined, FALSE);
}

static gboolean
end_request (DsCatalog *self, const DsEntry *entry, const char *state, guint64 *request,
             GError **error)
{
  guint64 retry_after = 0;

  if (!ds_json_get_integer (entry->json, "request", request))
    return TRUE;
  ds_json_get_integer (entry->json, "retry_after", &retry_after);
  return ds_catalog_run (
      self, error,
      "UPDATE request SET state = ?, ended = ?, reason = ?, trouble = ?, code = ?,"
      " retry_after = ? WHERE seq = ?",
      "tttttii", state, ds_json_get_string (entry->json, "time"),
      ds_json_get_string (entry->json, "reason"), ds_json_get_string (entry->json, "trouble"),
      ds_json_get_string (entry->json, "code"), (gint64) retry_after, (gint64) *request);
}

static gboolean
fold_failed (DsCatalog *self, const DsEntry *entry, GError **error)
{
  guint64 request = 0;

  return end_request (self, entry, "failed", &request, error);
}

static gboolean
fold_stamped (DsCatalog *self, const DsEntry *entry, GError **error)
{
  const DsJson *json = entry->json;
  const char *gen_time = ds_json_get_string (json, "gen_time");
  const char *token = ds_json_get_string (json, "token");
  g_autofree char *keys = join_strings (json, "keys");
  guint64 request = 0;
  DsTime time;

  if (token == NULL || gen_time == NULL || !ds_time_parse_exact (gen_time, &time)
      || ds_json_get_string (json, "tsa") == NULL || ds_json_get_string (json, "serial") == NULL)
    return TRUE;
  return end_request (self, entry, "stamped", &request, error)
         && ds_catalog_run (self, error,
                            "INSERT INTO stamp (seq, request, tsa, token, gen_time, serial, kind,"
                            " target, test, keys, operator)"
                            " SELECT ?, seq, ?, ?, ?, ?, kind, target, ?, ?, ? FROM request"
                            " WHERE seq = ?",
                            "itttt"
                            "itti",
                            (gint64) entry->seq, ds_json_get_string (json, "tsa"), token, gen_time,
                            ds_json_get_string (json, "serial"),
                            (gint64) ds_json_get_boolean (json, "test", FALSE), keys,
                            ds_json_get_string (json, "operator"), (gint64) request)
         && ds_catalog_regrade_request (self, request, error);
}

/* The clock was set back: what seems to lie ahead happened before this moment, nobody knows how
 * long before. Whatever is to wait since then waits from now on. */
static gboolean
fold_clock (DsCatalog *self, const DsEntry *entry, GError **error)
{
  const char *now = ds_json_get_string (entry->json, "time");

  return ds_catalog_run (self, error, "UPDATE request SET time = ?1 WHERE time > ?1", "t", now)
         && ds_catalog_run (self, error, "UPDATE request SET ended = ?1 WHERE ended > ?1", "t", now)
         && ds_catalog_run (self, error, "UPDATE batch SET time = ?1 WHERE time > ?1", "t", now);
}

/* The end of a gap repeats its beginning. */
static gboolean
fold_gap (DsCatalog *self, const DsEntry *entry, GError **error)
{
  const DsJson *json = entry->json;
  const char *project = ds_json_get_string (json, "project");
  const char *since = ds_json_get_string (json, "since");
  const char *until = ds_json_get_string (json, "until");
  const char *reason = ds_json_get_string (json, "reason");

  return ds_catalog_run (self, error,
                         "DELETE FROM gap WHERE project IS ? AND since IS ? AND reason IS ?"
                         " AND until IS NULL",
                         "ttt", project, since, reason)
         && ds_catalog_run (self, error, "INSERT INTO gap VALUES (?, ?, ?, ?, ?)", "itttt",
                            (gint64) entry->seq, project, since, until, reason);
}

static gboolean
fold_checked (DsCatalog *self, const DsEntry *entry, GError **error)
{
  const char *hex = ds_json_get_string (entry->json, "sha256");
  const char *state = ds_json_get_string (entry->json, "result");
  DsDigest sha256;

  if (hex == NULL || state == NULL || !ds_digest_from_hex (&sha256, DS_DIGEST_SHA256, hex))
    return TRUE;
  return ds_catalog_run (self, error, "INSERT OR REPLACE INTO copy VALUES (?, ?, ?)", "btt",
                         &sha256, ds_json_get_string (entry->json, "time"), state);
}

/**
 * ds_catalog_fold:
 * @entry: the journal's next one
 * @error: %DS_ERROR_DAMAGED
 *
 * Inside ds_catalog_begin() and ds_catalog_commit().
 */
gboolean
ds_catalog_fold (DsCatalog *self, const DsEntry *entry, GError **error)
{
  static const struct
  {
    const char *type;
    FoldFunc fold;
  } folds[] = {
    { "project", fold_project }, { "draft", fold_draft },     { "renamed", fold_renamed },
    { "stage", fold_stage },     { "setting", fold_setting }, { "batch", fold_batch },
    { "round", fold_round },     { "request", fold_request }, { "stamped", fold_stamped },
    { "failed", fold_failed },   { "gap", fold_gap },         { "clock", fold_clock },
    { "checked", fold_checked },
  };
  DsDigest leaf = ds_log_tree_hash_leaf (entry->octets, entry->length);

  if (!ds_catalog_run (self, error, "INSERT INTO entry VALUES (?, ?, ?, ?)", "iiib",
                       (gint64) entry->seq, (gint64) entry->offset, (gint64) entry->length, &leaf))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (folds); i++)
    if (strcmp (folds[i].type, entry->type) == 0)
      return folds[i].fold (self, entry, error);
  return TRUE;
}
