/* ds-catalog-grade.c - keeps the grades in the index true when a token arrives
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/ds-catalog-grade.h"

#include <string.h>

#include "project/ds-catalog-private.h"

/* Tokens over a batch's root, directly or through a round. */
#define STAMPS_OF_BATCH                                                                            \
  "SELECT tsa, operator, test, keys FROM stamp WHERE (kind = 'batch' AND target = ?1)"             \
  " OR (kind = 'round' AND target IN (SELECT round FROM round_root WHERE root ="                   \
  " (SELECT root FROM batch WHERE digest = ?1)))"

typedef struct
{
  GArray *facts;    /* owned: DsGradeFact */
  GPtrArray *owned; /* owned: what the facts point to */
} Facts;

static void
facts_init (Facts *self)
{
  self->facts = g_array_new (FALSE, TRUE, sizeof (DsGradeFact));
  self->owned = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
}

static void
facts_clear (Facts *self)
{
  g_array_unref (self->facts);
  g_ptr_array_unref (self->owned);
}

/**
 * ds_catalog_look_up_tsa:
 * @tsa: an authority's name
 * @operator_name: (out) (transfer full) (nullable): as set now; %NULL if it is not known
 * @is_test: (out): whether it is marked TEST now
 */
void
ds_catalog_look_up_tsa (DsCatalog *self, const char *tsa, char **operator_name, gboolean *is_test)
{
  g_autofree char *key = g_strconcat ("authority.", tsa, NULL);
  g_autoptr (DsJson) setting = ds_catalog_get_setting (self, NULL, key);

  *operator_name = g_strdup (setting != NULL ? ds_json_get_string (setting, "operator") : NULL);
  *is_test = setting != NULL && ds_json_get_boolean (setting, "test", FALSE);
}

/* Adds a fact for each row of tsa, operator, test, keys. */
static gboolean
collect (DsCatalog *self, Facts *facts, sqlite3_stmt *statement, GError **error)
{
  gboolean is_row = TRUE;

  while (statement != NULL && ds_catalog_step (self, statement, &is_row, error) && is_row)
    {
      g_autofree char *keys = ds_catalog_dup_text (statement, 3);
      g_autofree char *operator_now = NULL;
      DsGradeFact fact = { 0 };
      gboolean is_test_now;
      char **texts = g_new0 (char *, 3);
      char **key_list = g_strsplit (keys != NULL ? keys : "", " ", -1);

      texts[0] = ds_catalog_dup_text (statement, 0);
      ds_catalog_look_up_tsa (self, texts[0], &operator_now, &is_test_now);
      texts[1] = operator_now != NULL ? g_steal_pointer (&operator_now)
                                      : ds_catalog_dup_text (statement, 1);
      g_ptr_array_add (facts->owned, texts);
      g_ptr_array_add (facts->owned, key_list);
      fact.tsa = texts[0];
      fact.operator_name = texts[1];
      fact.keys = (const char *const *) key_list;
      fact.is_test = is_test_now || sqlite3_column_int (statement, 2) != 0;
      g_array_append_val (facts->facts, fact);
    }
  return statement != NULL && !is_row;
}

static DsGrade
grade_facts (const Facts *facts)
{
  return ds_grade_from_facts ((const DsGradeFact *) facts->facts->data, facts->facts->len);
}

/* Drafts of @batch that have direct tokens of their own besides. */
static gboolean
regrade_direct (DsCatalog *self, const char *record, const char *batch, GError **error)
{
  Facts facts;
  gboolean done;

  facts_init (&facts);
  done = collect (self, &facts,
                  ds_catalog_prepare (self, error,
                                      "SELECT tsa, operator, test, keys FROM stamp"
                                      " WHERE kind = 'draft' AND target = ?",
                                      "t", record),
                  error)
         && (batch == NULL
             || collect (self, &facts,
                         ds_catalog_prepare (self, error, STAMPS_OF_BATCH, "t", batch), error))
         && ds_catalog_run (self, error, "UPDATE draft SET grade = ?, direct = 1 WHERE record = ?",
                            "it", (gint64) grade_facts (&facts), record);
  facts_clear (&facts);
  return done;
}

/* The first column of every row. */
static GPtrArray *
list_texts (DsCatalog *self, const char *sql, const char *argument, GError **error)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *statement =
      ds_catalog_prepare (self, error, sql, argument != NULL ? "t" : "", argument);
  gboolean is_row = TRUE;

  while (statement != NULL && ds_catalog_step (self, statement, &is_row, error) && is_row)
    g_ptr_array_add (texts, ds_catalog_dup_text (statement, 0));
  return statement == NULL || is_row ? NULL : g_steal_pointer (&texts);
}

static gboolean
regrade_batch (DsCatalog *self, const char *batch, GError **error)
{
  g_autoptr (GPtrArray) direct = NULL;
  Facts facts;
  gboolean done;

  facts_init (&facts);
  done =
      collect (self, &facts, ds_catalog_prepare (self, error, STAMPS_OF_BATCH, "t", batch), error)
      && ds_catalog_run (self, error, "UPDATE draft SET grade = ? WHERE batch = ? AND direct = 0",
                         "it", (gint64) grade_facts (&facts), batch);
  facts_clear (&facts);
  if (!done)
    return FALSE;

  direct =
      list_texts (self, "SELECT record FROM draft WHERE batch = ? AND direct = 1", batch, error);
  for (guint i = 0; direct != NULL && i < direct->len; i++)
    if (!regrade_direct (self, g_ptr_array_index (direct, i), batch, error))
      return FALSE;
  return direct != NULL;
}

static gboolean
regrade_batches (DsCatalog *self, GPtrArray *batches, GError **error)
{
  for (guint i = 0; batches != NULL && i < batches->len; i++)
    if (!regrade_batch (self, g_ptr_array_index (batches, i), error))
      return FALSE;
  return batches != NULL;
}

/**
 * ds_catalog_regrade_request:
 * @request: seq of the request that was just answered with a token
 * @error: %DS_ERROR_DAMAGED
 */
gboolean
ds_catalog_regrade_request (DsCatalog *self, guint64 request, GError **error)
{
  sqlite3_stmt *statement = ds_catalog_prepare (
      self, error, "SELECT kind, target FROM request WHERE seq = ?", "i", (gint64) request);
  g_autoptr (GPtrArray) batches = NULL;
  g_autofree char *kind = NULL;
  g_autofree char *target = NULL;
  gboolean is_row;

  if (statement == NULL || !ds_catalog_step (self, statement, &is_row, error))
    return FALSE;
  if (!is_row)
    return TRUE;
  kind = ds_catalog_dup_text (statement, 0);
  target = ds_catalog_dup_text (statement, 1);
  sqlite3_reset (statement);

  if (strcmp (kind, "batch") == 0)
    return regrade_batch (self, target, error);
  if (strcmp (kind, "round") == 0)
    {
      batches = list_texts (self,
                            "SELECT batch.digest FROM batch JOIN round_root USING (root)"
                            " WHERE round_root.round = ?",
                            target, error);
      return regrade_batches (self, batches, error);
    }
  if (strcmp (kind, "draft") == 0)
    {
      g_autoptr (GPtrArray) found =
          list_texts (self, "SELECT batch FROM draft WHERE record = ?", target, error);

      return found != NULL
             && regrade_direct (self, target, found->len > 0 ? g_ptr_array_index (found, 0) : NULL,
                                error);
    }
  return TRUE;
}

/* After what is known of an authority has changed. */
gboolean
ds_catalog_regrade_all (DsCatalog *self, GError **error)
{
  g_autoptr (GPtrArray) batches = list_texts (self, "SELECT digest FROM batch", NULL, error);
  g_autoptr (GPtrArray) pending = NULL;

  if (batches == NULL)
    return FALSE;
  pending =
      list_texts (self, "SELECT record FROM draft WHERE direct = 1 AND batch IS NULL", NULL, error);
  for (guint i = 0; pending != NULL && i < pending->len; i++)
    if (!regrade_direct (self, g_ptr_array_index (pending, i), NULL, error))
      return FALSE;
  return pending != NULL && regrade_batches (self, batches, error);
}
