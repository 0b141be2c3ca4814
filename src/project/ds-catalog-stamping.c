/* ds-catalog-stamping.c - what the index knows of requests, answers and what is owed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/ds-catalog-stamping.h"

#include <string.h>

#include "project/ds-catalog-private.h"

#define FAILURES_LOOKED_AT 32

void
ds_pending_draft_free (DsPendingDraft *self)
{
  g_free (self->record);
  g_free (self->project);
  g_free (self);
}

void
ds_frozen_batch_free (DsFrozenBatch *self)
{
  g_free (self->digest);
  g_free (self->root);
  g_free (self);
}

void
ds_direct_wish_free (DsDirectWish *self)
{
  g_free (self->record);
  g_free (self->project);
  g_free (self);
}

void
ds_open_request_free (DsOpenRequest *self)
{
  g_free (self->nonce);
  g_free (self);
}

void
ds_tsa_history_free (DsTsaHistory *self)
{
  g_free (self->failure);
  g_free (self->code);
  g_free (self);
}

static DsDigest
read_sha256 (sqlite3_stmt *statement, int column)
{
  return ds_digest_from_octets (DS_DIGEST_SHA256, sqlite3_column_blob (statement, column),
                                (gsize) sqlite3_column_bytes (statement, column));
}

static gpointer
read_pending (sqlite3_stmt *statement)
{
  DsPendingDraft *pending = g_new0 (DsPendingDraft, 1);
  g_autofree char *seen_at = ds_catalog_dup_text (statement, 4);

  pending->seq = (guint64) sqlite3_column_int64 (statement, 0);
  pending->record = ds_catalog_dup_text (statement, 1);
  pending->project = ds_catalog_dup_text (statement, 2);
  pending->sha256 = read_sha256 (statement, 3);
  ds_time_parse_local (seen_at, &pending->seen_at);
  return pending;
}

static gpointer
read_batch (sqlite3_stmt *statement)
{
  DsFrozenBatch *batch = g_new0 (DsFrozenBatch, 1);
  g_autofree char *time = ds_catalog_dup_text (statement, 3);

  batch->digest = ds_catalog_dup_text (statement, 0);
  batch->root = ds_catalog_dup_text (statement, 1);
  batch->seq = (guint64) sqlite3_column_int64 (statement, 2);
  ds_time_parse_local (time, &batch->time);
  return batch;
}

static gpointer
read_wish (sqlite3_stmt *statement)
{
  DsDirectWish *wish = g_new0 (DsDirectWish, 1);

  wish->record = ds_catalog_dup_text (statement, 0);
  wish->project = ds_catalog_dup_text (statement, 1);
  wish->sha256 = read_sha256 (statement, 2);
  return wish;
}

static gpointer
read_open_request (sqlite3_stmt *statement)
{
  DsOpenRequest *request = g_new0 (DsOpenRequest, 1);
  g_autofree char *imprint = ds_catalog_dup_text (statement, 2);

  request->seq = (guint64) sqlite3_column_int64 (statement, 0);
  request->nonce = ds_catalog_dup_text (statement, 1);
  if (imprint == NULL || !ds_digest_from_hex (&request->imprint, DS_DIGEST_SHA256, imprint))
    request->imprint = (DsDigest){ 0 };
  return request;
}

static gpointer
read_text (sqlite3_stmt *statement)
{
  return ds_catalog_dup_text (statement, 0);
}

static GPtrArray *
read_all (DsCatalog *self, sqlite3_stmt *statement, gpointer (*read_row) (sqlite3_stmt *),
          GDestroyNotify free_row, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (free_row);
  gboolean is_row = TRUE;

  while (statement != NULL && ds_catalog_step (self, statement, &is_row, error) && is_row)
    g_ptr_array_add (rows, read_row (statement));
  return statement == NULL || is_row ? NULL : g_steal_pointer (&rows);
}

/**
 * ds_catalog_list_pending:
 * @held_after: (nullable): what a first look that still goes on found after this is left out
 * @error: %DS_ERROR_DAMAGED
 *
 * Returns: (transfer full) (element-type DsPendingDraft): drafts in no frozen batch, by seq
 */
GPtrArray *
ds_catalog_list_pending (DsCatalog *self, const DsTime *held_after, GError **error)
{
  g_autofree char *after = held_after != NULL ? ds_time_format_local (*held_after) : NULL;

  return read_all (self,
                   ds_catalog_prepare (self, error,
                                       "SELECT seq, record, project, sha256, seen_at FROM draft"
                                       " WHERE batch IS NULL AND (?1 IS NULL OR seen_at <= ?1"
                                       "  OR found != 'first-look' OR EXISTS (SELECT 1 FROM setting"
                                       "   WHERE setting.project = draft.project"
                                       "   AND key = '" DS_SETTING_LOOKED "')) ORDER BY seq",
                                       "t", after),
                   read_pending, (GDestroyNotify) ds_pending_draft_free, error);
}

/**
 * ds_catalog_list_owed:
 * @tsa: an authority's name
 * @error: %DS_ERROR_DAMAGED
 *
 * Returns: (transfer full) (element-type DsFrozenBatch): frozen batches with no token of @tsa over
 *   their root, directly or through a round, by seq; whether @tsa stamps their projects is not
 *   looked at
 */
GPtrArray *
ds_catalog_list_owed (DsCatalog *self, const char *tsa, GError **error)
{
  return read_all (
      self,
      ds_catalog_prepare (
          self, error,
          "SELECT digest, root, seq, time FROM batch WHERE NOT EXISTS"
          " (SELECT 1 FROM stamp WHERE stamp.tsa = ?1 AND kind = 'batch' AND target = digest)"
          " AND NOT EXISTS (SELECT 1 FROM round_root JOIN stamp ON stamp.target = round"
          "  WHERE round_root.root = batch.root AND stamp.tsa = ?1 AND stamp.kind = 'round')"
          " ORDER BY seq",
          "t", tsa),
      read_batch, (GDestroyNotify) ds_frozen_batch_free, error);
}

/* (transfer full) (nullable): the first row's first column. */
static char *
dup_first_text (DsCatalog *self, sqlite3_stmt *statement)
{
  g_autoptr (GPtrArray) texts = read_all (self, statement, read_text, g_free, NULL);

  return texts != NULL && texts->len > 0 ? g_strdup (g_ptr_array_index (texts, 0)) : NULL;
}

/**
 * ds_catalog_dup_current_round:
 * @tsa: an authority's name
 *
 * Returns: (transfer full) (nullable): the digest of the round frozen last for @tsa
 */
char *
ds_catalog_dup_current_round (DsCatalog *self, const char *tsa)
{
  return dup_first_text (
      self, ds_catalog_prepare (self, NULL,
                                "SELECT digest FROM round WHERE tsa = ? ORDER BY seq DESC LIMIT 1",
                                "t", tsa));
}

/* (transfer full) (element-type utf8): the batch roots under a round. */
GPtrArray *
ds_catalog_list_round_roots (DsCatalog *self, const char *round, GError **error)
{
  return read_all (
      self,
      ds_catalog_prepare (self, error, "SELECT root FROM round_root WHERE round = ?", "t", round),
      read_text, g_free, error);
}

/* (transfer full) (element-type utf8): digests of the batches whose roots are under a round. */
GPtrArray *
ds_catalog_list_round_batches (DsCatalog *self, const char *round, GError **error)
{
  return read_all (self,
                   ds_catalog_prepare (self, error,
                                       "SELECT digest FROM batch JOIN round_root"
                                       " ON batch.root = round_root.root WHERE round = ?",
                                       "t", round),
                   read_text, g_free, error);
}

/**
 * ds_catalog_list_direct_wishes:
 * @tsa: an authority's name
 * @rule_before: a Final that a rule set counts if it was seen no later than this
 * @error: %DS_ERROR_DAMAGED
 *
 * Drafts that a person set Final, and those a rule set Final (never at the first look) that nothing
 * newer of their work has followed; in both cases without a direct token of @tsa.
 *
 * Returns: (transfer full) (element-type DsDirectWish): by seq
 */
GPtrArray *
ds_catalog_list_direct_wishes (DsCatalog *self, const char *tsa, DsTime rule_before, GError **error)
{
  g_autofree char *before = ds_time_format_local (rule_before);

  return read_all (
      self,
      ds_catalog_prepare (
          self, error,
          "SELECT record, project, sha256 FROM draft WHERE stage = 'final' AND NOT EXISTS"
          " (SELECT 1 FROM stamp WHERE stamp.tsa = ?1 AND kind = 'draft' AND target = record)"
          " AND (record IN (SELECT record FROM direct)"
          "  OR (stage_by = 'rule' AND found != 'first-look' AND seen_at <= ?2 AND NOT EXISTS"
          "   (SELECT 1 FROM draft AS newer WHERE newer.work = draft.work"
          "    AND newer.seq > draft.seq))) ORDER BY seq",
          "tt", tsa, before),
      read_wish, (GDestroyNotify) ds_direct_wish_free, error);
}

/* The last requests to @tsa, newest first: time, ended, state, reason. */
static gboolean
read_attempts (DsCatalog *self, const char *tsa, DsTsaHistory *history, GError **error)
{
  sqlite3_stmt *statement = ds_catalog_prepare (
      self, error,
      "SELECT time, ended, state, reason, retry_after, trouble, code FROM request WHERE tsa = ?"
      " ORDER BY seq DESC LIMIT ?",
      "ti", tsa, (gint64) FAILURES_LOOKED_AT);
  gboolean all_failed = TRUE;
  gboolean is_row = TRUE;

  while (statement != NULL && ds_catalog_step (self, statement, &is_row, error) && is_row)
    {
      g_autofree char *time = ds_catalog_dup_text (statement, 0);
      g_autofree char *ended = ds_catalog_dup_text (statement, 1);
      g_autofree char *state = ds_catalog_dup_text (statement, 2);

      if (!history->was_asked)
        {
          history->was_asked = ds_time_parse_local (time, &history->asked);
          if (ended == NULL || !ds_time_parse_local (ended, &history->ended))
            history->ended = history->asked;
          if (strcmp (state, "failed") == 0)
            {
              g_autofree char *trouble = ds_catalog_dup_text (statement, 5);

              history->failure = ds_catalog_dup_text (statement, 3);
              history->trouble = ds_stamp_trouble_from_word (trouble);
              history->code = ds_catalog_dup_text (statement, 6);
              history->retry_after_s = (guint) sqlite3_column_int64 (statement, 4);
            }
        }
      all_failed = all_failed && strcmp (state, "failed") == 0;
      if (all_failed)
        history->n_failures++;
    }
  return statement != NULL && !is_row;
}

/* (transfer full) (nullable): what was last said to @tsa. */
DsTsaHistory *
ds_catalog_read_history (DsCatalog *self, const char *tsa, GError **error)
{
  g_autoptr (DsTsaHistory) history = g_new0 (DsTsaHistory, 1);

  return read_attempts (self, tsa, history, error) ? g_steal_pointer (&history) : NULL;
}

/**
 * ds_catalog_list_open_requests:
 * @tsa: an authority's name
 * @error: %DS_ERROR_DAMAGED
 *
 * Returns: (transfer full) (element-type DsOpenRequest): neither answered nor failed, by seq
 */
GPtrArray *
ds_catalog_list_open_requests (DsCatalog *self, const char *tsa, GError **error)
{
  return read_all (self,
                   ds_catalog_prepare (self, error,
                                       "SELECT seq, nonce, imprint FROM request WHERE tsa = ?"
                                       " AND state = 'open' AND nonce IS NOT NULL ORDER BY seq",
                                       "t", tsa),
                   read_open_request, (GDestroyNotify) ds_open_request_free, error);
}

/* Whether the journal speaks of this token. */
gboolean
ds_catalog_has_token (DsCatalog *self, const char *token)
{
  return ds_catalog_get_number (self, "SELECT count (*) FROM stamp WHERE token = ?", "t", token)
         > 0;
}

/**
 * ds_catalog_get_latest:
 * @latest: (out): local clock
 *
 * Returns: whether anything was asked or frozen yet; @latest is the last time of such an entry
 */
gboolean
ds_catalog_get_latest (DsCatalog *self, DsTime *latest)
{
  sqlite3_stmt *statement = ds_catalog_prepare (
      self, NULL,
      "SELECT max (at) FROM (SELECT max (time) AS at FROM request UNION ALL"
      " SELECT max (ended) FROM request UNION ALL SELECT max (time) FROM batch)",
      "");
  g_autofree char *text = NULL;
  gboolean is_row;

  if (statement == NULL || !ds_catalog_step (self, statement, &is_row, NULL) || !is_row)
    return FALSE;
  text = ds_catalog_dup_text (statement, 0);
  sqlite3_reset (statement);
  return text != NULL && ds_time_parse_local (text, latest);
}

guint64
ds_catalog_count_requests_since (DsCatalog *self, const char *tsa, DsTime since)
{
  g_autofree char *time = ds_time_format_local (since);

  return (guint64) ds_catalog_get_number (
      self, "SELECT count (*) FROM request WHERE tsa = ? AND time >= ?", "tt", tsa, time);
}

guint64
ds_catalog_count_tokens (DsCatalog *self, const char *tsa)
{
  return (guint64) ds_catalog_get_number (self, "SELECT count (*) FROM stamp WHERE tsa = ?", "t",
                                          tsa);
}

static DsFrozenBatch *
take_first_batch (GPtrArray *batches)
{
  return batches != NULL && batches->len > 0 ? g_ptr_array_steal_index (batches, 0) : NULL;
}

/* (transfer full) (nullable): the batch; %NULL without @error if there is none. */
DsFrozenBatch *
ds_catalog_find_batch (DsCatalog *self, const char *digest, GError **error)
{
  g_autoptr (GPtrArray) batches = read_all (
      self,
      ds_catalog_prepare (self, error, "SELECT digest, root, seq, time FROM batch WHERE digest = ?",
                          "t", digest),
      read_batch, (GDestroyNotify) ds_frozen_batch_free, error);

  return take_first_batch (batches);
}

/* (transfer full) (nullable): the first batch whose checkpoint covers the entry @seq. */
DsFrozenBatch *
ds_catalog_find_covering_batch (DsCatalog *self, guint64 seq, GError **error)
{
  g_autoptr (GPtrArray) batches =
      read_all (self,
                ds_catalog_prepare (self, error,
                                    "SELECT digest, root, seq, time FROM batch WHERE covers > ?"
                                    " ORDER BY covers LIMIT 1",
                                    "i", (gint64) seq),
                read_batch, (GDestroyNotify) ds_frozen_batch_free, error);

  return take_first_batch (batches);
}

/* (transfer full) (element-type utf8): ids of the projects whose drafts a batch holds. */
GPtrArray *
ds_catalog_list_batch_projects (DsCatalog *self, const char *batch, GError **error)
{
  return read_all (self,
                   ds_catalog_prepare (self, error,
                                       "SELECT DISTINCT project FROM draft WHERE batch = ?", "t",
                                       batch),
                   read_text, g_free, error);
}

/**
 * ds_catalog_find_answer:
 * @nonce: of a token
 *
 * Returns: (transfer full) (nullable): SHA-256 of the token that answered the request with @nonce,
 *   as it was received
 */
char *
ds_catalog_find_answer (DsCatalog *self, const char *nonce)
{
  return dup_first_text (self, ds_catalog_prepare (self, NULL,
                                                   "SELECT token FROM stamp JOIN request"
                                                   " ON stamp.request = request.seq"
                                                   " WHERE nonce = ?",
                                                   "t", nonce));
}

/**
 * ds_catalog_find_lost_batch:
 * @seq: of an entry
 *
 * Returns: (transfer full) (nullable): the first batch or round asked for after @seq that has a
 *   token, but whose file was not there or not the one frozen when the index was made
 */
char *
ds_catalog_find_lost_batch (DsCatalog *self, guint64 seq)
{
  return dup_first_text (self, ds_catalog_prepare (self, NULL,
                                                   "SELECT target FROM stamp WHERE request > ?"
                                                   " AND kind IN ('batch', 'round')"
                                                   " AND target NOT IN (SELECT digest FROM batch)"
                                                   " AND target NOT IN (SELECT digest FROM round)"
                                                   " ORDER BY request LIMIT 1",
                                                   "i", (gint64) seq));
}
