/* ds-catalog-query.c - what can be asked of the index: projects, drafts, stamps, settings
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/ds-catalog.h"

#include <string.h>

#include "base/ds-error.h"
#include "base/ds-hex.h"
#include "project/ds-catalog-grade.h"
#include "project/ds-catalog-private.h"

#define ID_DIGITS_MIN 8

#define DRAFT_COLUMNS                                                                              \
  "seq, record, project, work, number, path, size, sha256, seen_at, mtime, stage, stage_by,"       \
  " found, kept, batch, grade"

static DsDraft *
read_draft (sqlite3_stmt *statement)
{
  DsDraft *draft = g_new0 (DsDraft, 1);
  g_autofree char *seen_at = ds_catalog_dup_text (statement, 8);
  g_autofree char *mtime = ds_catalog_dup_text (statement, 9);
  g_autofree char *stage_by = ds_catalog_dup_text (statement, 11);

  draft->seq = (guint64) sqlite3_column_int64 (statement, 0);
  draft->record = ds_catalog_dup_text (statement, 1);
  draft->project = ds_catalog_dup_text (statement, 2);
  draft->work = ds_catalog_dup_text (statement, 3);
  draft->number = (guint64) sqlite3_column_int64 (statement, 4);
  draft->path = ds_catalog_dup_text (statement, 5);
  draft->size = (guint64) sqlite3_column_int64 (statement, 6);
  draft->sha256 = ds_digest_from_octets (DS_DIGEST_SHA256, sqlite3_column_blob (statement, 7),
                                         (gsize) sqlite3_column_bytes (statement, 7));
  ds_time_parse_local (seen_at, &draft->seen_at);
  draft->has_mtime = mtime != NULL && ds_time_parse_local (mtime, &draft->mtime);
  draft->stage = ds_catalog_dup_text (statement, 10);
  draft->stage_by_person = g_strcmp0 (stage_by, "person") == 0;
  draft->found = ds_catalog_dup_text (statement, 12);
  draft->is_kept = sqlite3_column_int (statement, 13) != 0;
  draft->batch = ds_catalog_dup_text (statement, 14);
  draft->grade = (DsGrade) sqlite3_column_int (statement, 15);
  return draft;
}

static GPtrArray *
read_drafts (DsCatalog *self, sqlite3_stmt *statement, GError **error)
{
  g_autoptr (GPtrArray) drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_draft_free);
  gboolean is_row = TRUE;

  while (statement != NULL && ds_catalog_step (self, statement, &is_row, error) && is_row)
    g_ptr_array_add (drafts, read_draft (statement));
  return statement == NULL || is_row ? NULL : g_steal_pointer (&drafts);
}

static void
add_condition (GString *sql, const char *condition)
{
  g_string_append (sql, strstr (sql->str, " WHERE ") == NULL ? " WHERE " : " AND ");
  g_string_append (sql, condition);
}

/* LIKE with its own wildcards taken literally. */
static char *
build_like_pattern (const char *text)
{
  GString *pattern = g_string_new ("%");

  for (; *text != '\0'; text++)
    {
      if (*text == '%' || *text == '_' || *text == '\\')
        g_string_append_c (pattern, '\\');
      g_string_append_c (pattern, *text);
    }
  g_string_append_c (pattern, '%');
  return g_string_free (pattern, FALSE);
}

static sqlite3_stmt *
prepare_draft_query (DsCatalog *self, const char *columns, const DsDraftQuery *query,
                     gboolean is_ordered, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autofree char *pattern = query->text != NULL ? build_like_pattern (query->text) : NULL;

  g_string_printf (sql, "SELECT %s FROM draft", columns);
  if (query->project != NULL)
    add_condition (sql, "project = ?1");
  if (query->work != NULL)
    add_condition (sql, "work = ?2");
  if (query->stage != NULL)
    add_condition (sql, "stage = ?3");
  if (query->batch != NULL)
    add_condition (sql, "batch = ?4");
  if (pattern != NULL)
    add_condition (sql, "path_text LIKE ?5 ESCAPE '\\'");
  if (query->before_seq != 0)
    add_condition (sql, "seq < ?6");
  if (query->is_pending)
    add_condition (sql, "batch IS NULL");
  if (is_ordered)
    g_string_append_printf (sql, " ORDER BY seq %s", query->oldest_first ? "ASC" : "DESC");
  if (is_ordered && query->limit > 0)
    g_string_append_printf (sql, " LIMIT %u", query->limit);
  /* Every text binds all six, so that numbers stay the same; unused ones must be named. */
  g_string_insert (sql, 0, "WITH bound AS (SELECT ?1, ?2, ?3, ?4, ?5, ?6) ");
  return ds_catalog_prepare (self, error, sql->str, "ttttti", query->project, query->work,
                             query->stage, query->batch, pattern, (gint64) query->before_seq);
}

/**
 * ds_catalog_list_drafts:
 * @query: which ones
 * @error: %DS_ERROR_DAMAGED
 *
 * Returns: (transfer full) (element-type DsDraft): strictly by journal index
 */
GPtrArray *
ds_catalog_list_drafts (DsCatalog *self, const DsDraftQuery *query, GError **error)
{
  return read_drafts (self, prepare_draft_query (self, DRAFT_COLUMNS, query, TRUE, error), error);
}

gboolean
ds_catalog_count_drafts (DsCatalog *self, const DsDraftQuery *query, guint64 *count, GError **error)
{
  sqlite3_stmt *statement = prepare_draft_query (self, "count (*)", query, FALSE, error);
  gboolean is_row;

  if (statement == NULL || !ds_catalog_step (self, statement, &is_row, error))
    return FALSE;
  *count = is_row ? (guint64) sqlite3_column_int64 (statement, 0) : 0;
  sqlite3_reset (statement);
  return TRUE;
}

/* Whether there is a draft whose bytes must be in the vault. */
gboolean
ds_catalog_has_kept_drafts (DsCatalog *self)
{
  return ds_catalog_get_number (self, "SELECT EXISTS (SELECT * FROM draft WHERE kept)", "") == 1;
}

/**
 * ds_catalog_find_draft:
 * @id: the first 8 or more digits of H(record)
 * @error: %DS_ERROR_NOT_FOUND, %DS_ERROR_USAGE if it is no id or fits several
 *
 * Returns: (transfer full) (nullable): the draft
 */
DsDraft *
ds_catalog_find_draft (DsCatalog *self, const char *id, GError **error)
{
  g_autofree char *upper = g_strconcat (id, "g", NULL); /* behind every digit */
  g_autoptr (GPtrArray) drafts = NULL;

  if (!ds_hex_is_digits (id, ID_DIGITS_MIN, 64))
    {
      g_set_error (error, DS_ERROR, DS_ERROR_USAGE,
                   "“%s” is no draft id: it is written with 16 digits, see draftseal log", id);
      return NULL;
    }
  drafts = read_drafts (self,
                        ds_catalog_prepare (self, error,
                                            "SELECT " DRAFT_COLUMNS
                                            " FROM draft WHERE record >= ? AND record < ? LIMIT 2",
                                            "tt", id, upper),
                        error);
  if (drafts == NULL)
    return NULL;
  if (drafts->len == 1)
    return ds_draft_copy (g_ptr_array_index (drafts, 0));
  g_set_error (error, DS_ERROR, drafts->len == 0 ? DS_ERROR_NOT_FOUND : DS_ERROR_USAGE,
               drafts->len == 0 ? "there is no draft %s: see draftseal log"
                                : "several drafts begin with %s: write more digits",
               id);
  return NULL;
}

/**
 * ds_catalog_find_drafts_of_digest:
 * @sha256: of a file
 * @error: %DS_ERROR_DAMAGED
 *
 * Returns: (transfer full) (element-type DsDraft): every draft with these bytes, oldest first
 */
GPtrArray *
ds_catalog_find_drafts_of_digest (DsCatalog *self, const DsDigest *sha256, GError **error)
{
  return read_drafts (self,
                      ds_catalog_prepare (self, error,
                                          "SELECT " DRAFT_COLUMNS
                                          " FROM draft WHERE sha256 = ? ORDER BY seq",
                                          "b", sha256),
                      error);
}

#define STAMP_COLUMNS                                                                              \
  "stamp.seq, stamp.tsa, token, gen_time, serial, stamp.kind, stamp.target, test, operator,"       \
  " imprint FROM stamp LEFT JOIN request ON stamp.request = request.seq"

static DsStamp *
read_stamp (DsCatalog *self, sqlite3_stmt *statement)
{
  DsStamp *stamp = g_new0 (DsStamp, 1);
  g_autofree char *gen_time = ds_catalog_dup_text (statement, 3);
  g_autofree char *kind = ds_catalog_dup_text (statement, 5);
  g_autofree char *imprint = ds_catalog_dup_text (statement, 9);
  gboolean is_test_now;

  stamp->seq = (guint64) sqlite3_column_int64 (statement, 0);
  stamp->tsa = ds_catalog_dup_text (statement, 1);
  stamp->token = ds_catalog_dup_text (statement, 2);
  ds_time_parse_exact (gen_time, &stamp->gen_time);
  stamp->serial = ds_catalog_dup_text (statement, 4);
  stamp->is_direct = strcmp (kind, "draft") == 0;
  stamp->is_round = strcmp (kind, "round") == 0;
  stamp->target = ds_catalog_dup_text (statement, 6);
  ds_catalog_look_up_tsa (self, stamp->tsa, &stamp->operator_name, &is_test_now);
  stamp->is_test = is_test_now || sqlite3_column_int (statement, 7) != 0;
  if (stamp->operator_name == NULL)
    stamp->operator_name = ds_catalog_dup_text (statement, 8);
  if (imprint != NULL)
    ds_digest_from_hex (&stamp->imprint, DS_DIGEST_SHA256, imprint);
  return stamp;
}

static GPtrArray *
read_stamps (DsCatalog *self, sqlite3_stmt *statement, GError **error)
{
  g_autoptr (GPtrArray) stamps = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_stamp_free);
  gboolean is_row = TRUE;

  while (statement != NULL && ds_catalog_step (self, statement, &is_row, error) && is_row)
    g_ptr_array_add (stamps, read_stamp (self, statement));
  return statement == NULL || is_row ? NULL : g_steal_pointer (&stamps);
}

/**
 * ds_catalog_list_stamps:
 * @draft: a draft
 * @error: %DS_ERROR_DAMAGED
 *
 * Returns: (transfer full) (element-type DsStamp): the tokens that cover it, as they came
 */
GPtrArray *
ds_catalog_list_stamps (DsCatalog *self, const DsDraft *draft, GError **error)
{
  return read_stamps (
      self,
      ds_catalog_prepare (
          self, error,
          "SELECT " STAMP_COLUMNS " WHERE (stamp.kind = 'draft' AND stamp.target = ?1)"
          " OR (stamp.kind = 'batch' AND stamp.target = ?2)"
          " OR (stamp.kind = 'round' AND stamp.target IN (SELECT round FROM round_root WHERE root ="
          " (SELECT root FROM batch WHERE digest = ?2))) ORDER BY stamp.seq",
          "tt", draft->record, draft->batch),
      error);
}

/**
 * ds_catalog_list_all_stamps:
 * @error: %DS_ERROR_DAMAGED
 *
 * Returns: (transfer full) (element-type DsStamp): every token that the journal tells of, also of
 *   files outside any project, as they came
 */
GPtrArray *
ds_catalog_list_all_stamps (DsCatalog *self, GError **error)
{
  return read_stamps (
      self, ds_catalog_prepare (self, error, "SELECT " STAMP_COLUMNS " ORDER BY stamp.seq", ""),
      error);
}

static DsJson *
read_value (sqlite3_stmt *statement, int column)
{
  g_autofree char *text = ds_catalog_dup_text (statement, column);

  return text != NULL ? ds_json_parse (text, strlen (text), NULL) : NULL; /* written by the fold */
}

/**
 * ds_catalog_get_setting:
 * @project: (nullable): id; %NULL for the store's own settings
 * @key: which one
 *
 * Returns: (transfer full) (nullable): the value set last; %NULL if none is set
 */
DsJson *
ds_catalog_get_setting (DsCatalog *self, const char *project, const char *key)
{
  sqlite3_stmt *statement =
      ds_catalog_prepare (self, NULL, "SELECT value FROM setting WHERE project = ? AND key = ?",
                          "tt", project != NULL ? project : "", key);
  gboolean is_row = FALSE;
  DsJson *value;

  if (statement == NULL || !ds_catalog_step (self, statement, &is_row, NULL) || !is_row)
    return NULL;
  value = read_value (statement, 0);
  sqlite3_reset (statement);
  return value;
}

/**
 * ds_catalog_list_settings:
 * @project: (nullable): id; %NULL for the store's own settings
 * @prefix: how the keys begin
 * @error: %DS_ERROR_DAMAGED
 *
 * Returns: (transfer full) (element-type utf8): keys that have a value, in the order they were set
 */
GPtrArray *
ds_catalog_list_settings (DsCatalog *self, const char *project, const char *prefix, GError **error)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *statement = ds_catalog_prepare (
      self, error, "SELECT key FROM setting WHERE project = ? AND value IS NOT NULL ORDER BY seq",
      "t", project != NULL ? project : "");
  gboolean is_row = TRUE;

  while (statement != NULL && ds_catalog_step (self, statement, &is_row, error) && is_row)
    {
      g_autofree char *key = ds_catalog_dup_text (statement, 0);

      if (g_str_has_prefix (key, prefix))
        g_ptr_array_add (keys, g_steal_pointer (&key));
    }
  return statement == NULL || is_row ? NULL : g_steal_pointer (&keys);
}
