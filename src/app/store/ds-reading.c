/* ds-reading.c - what the window asks the store for, on the store's thread
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/store/ds-reading.h"

#include <string.h>

#include "project/ds-catalog-stamping.h"

#define NEWS_MAX 500 /* drafts; with more, reading every page again is as good */

/* How many drafts each batch holds, asked for once in a reading. */
static gboolean
count_batch (DsCatalog *catalog, GHashTable *known, const char *batch, guint64 *count,
             GError **error)
{
  DsDraftQuery query = { .batch = batch };
  gpointer found = NULL;

  if (batch == NULL)
    {
      *count = 0;
      return TRUE;
    }
  if (g_hash_table_lookup_extended (known, batch, NULL, &found))
    {
      *count = GPOINTER_TO_SIZE (found);
      return TRUE;
    }
  if (!ds_catalog_count_drafts (catalog, &query, count, error))
    return FALSE;

  g_hash_table_insert (known, g_strdup (batch), GSIZE_TO_POINTER (*count));
  return TRUE;
}

static gboolean
add_facts (DsCatalog *catalog, GHashTable *batches, const DsDraft *draft, GPtrArray *facts,
           GError **error)
{
  g_autoptr (GPtrArray) stamps = ds_catalog_list_stamps (catalog, draft, error);
  guint64 count;

  if (stamps == NULL || !count_batch (catalog, batches, draft->batch, &count, error))
    return FALSE;

  g_ptr_array_add (facts, ds_draft_facts_new (ds_draft_copy (draft), g_steal_pointer (&stamps),
                                              count > 0 ? count - 1 : 0));
  return TRUE;
}

/**
 * ds_reading_list_projects:
 *
 * Returns: (transfer full) (element-type DsProjectFacts): those looked after, in the order they
 *   were added
 */
GPtrArray *
ds_reading_list_projects (DsStore *store, GError **error)
{
  g_autoptr (GPtrArray) projects =
      ds_catalog_list_projects (ds_store_get_catalog (store), FALSE, error);
  g_autoptr (GPtrArray) facts =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ds_project_facts_unref);

  if (projects == NULL)
    return NULL;

  for (guint i = 0; i < projects->len; i++)
    {
      DsProjectFacts *one = ds_project_facts_read (store, g_ptr_array_index (projects, i), error);

      if (one == NULL)
        return NULL;
      g_ptr_array_add (facts, one);
    }

  return g_steal_pointer (&facts);
}

static DsNews *
news_new (DsStore *store)
{
  DsNews *news = g_new0 (DsNews, 1);

  news->next_seq = ds_store_get_next_seq (store);
  news->drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_draft_facts_unref);
  return news;
}

/**
 * ds_reading_list_page:
 * @query: which drafts
 *
 * Returns: (transfer full): the drafts with their tokens, and where the journal stood
 */
DsNews *
ds_reading_list_page (DsStore *store, const DsDraftQuery *query, GError **error)
{
  DsCatalog *catalog = ds_store_get_catalog (store);
  g_autoptr (DsNews) news = news_new (store);
  g_autoptr (GPtrArray) drafts = ds_catalog_list_drafts (catalog, query, error);
  g_autoptr (GHashTable) batches = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (drafts == NULL)
    return NULL;

  for (guint i = 0; i < drafts->len; i++)
    if (!add_facts (catalog, batches, g_ptr_array_index (drafts, i), news->drafts, error))
      return NULL;

  return g_steal_pointer (&news);
}

static DsJson *
read_entry (DsStore *store, guint64 seq, GError **error)
{
  g_autoptr (GBytes) octets = ds_store_read_entry (store, seq, NULL, error);

  return octets == NULL
             ? NULL
             : ds_json_parse (g_bytes_get_data (octets, NULL), g_bytes_get_size (octets), error);
}

static gboolean
note_round (DsStore *store, const char *round, GHashTable *touched, GError **error)
{
  g_autoptr (GPtrArray) batches =
      ds_catalog_list_round_batches (ds_store_get_catalog (store), round, error);

  for (guint i = 0; batches != NULL && i < batches->len; i++)
    g_hash_table_add (touched, g_strconcat ("b", g_ptr_array_index (batches, i), NULL));
  return batches != NULL;
}

static gboolean
note_target (DsStore *store, const DsJson *target, GHashTable *touched, GError **error)
{
  const char *batch = ds_json_get_string (target, "batch");
  const char *draft = ds_json_get_string (target, "draft");
  const char *round = ds_json_get_string (target, "round");

  if (draft != NULL)
    g_hash_table_add (touched, g_strconcat ("d", draft, NULL));
  else if (batch != NULL)
    g_hash_table_add (touched, g_strconcat ("b", batch, NULL));
  return round == NULL || note_round (store, round, touched, error);
}

/* Notes which draft or batch the entry @json touches; @octets is the digest of its line, which is
 * the name of the record if it is one. */
static gboolean
note_entry (DsStore *store, const DsJson *json, const DsDigest *octets, GHashTable *touched,
            DsNews *news, GError **error)
{
  const char *type = ds_json_get_string (json, "type");
  const char *key = ds_json_get_string (json, "key");
  guint64 request;

  if (g_strcmp0 (type, "draft") == 0)
    {
      g_autofree char *record = ds_digest_to_hex (octets);

      g_hash_table_add (touched, g_strconcat ("d", record, NULL));
    }
  else if (g_strcmp0 (type, "stage") == 0 || g_strcmp0 (type, "batch") == 0)
    return note_target (store, json, touched, error);
  else if (g_strcmp0 (type, "stamped") == 0 && ds_json_get_integer (json, "request", &request))
    {
      g_autoptr (DsJson) asked = read_entry (store, request, error);
      const DsJson *target;

      if (asked == NULL)
        return FALSE;
      target = ds_json_get_typed (asked, "target", DS_JSON_OBJECT);
      return target == NULL || note_target (store, target, touched, error);
    }
  else if (g_strcmp0 (type, "setting") == 0 && key != NULL && g_str_has_prefix (key, "authority."))
    news->is_all = TRUE; /* what is known of an authority decides grades */
  return TRUE;
}

static gboolean
add_touched (DsStore *store, const char *touched, const char *project, GHashTable *batches,
             DsNews *news, GError **error)
{
  DsCatalog *catalog = ds_store_get_catalog (store);
  DsDraftQuery query = { .project = project, .batch = touched + 1 };
  g_autoptr (GPtrArray) drafts = NULL;

  if (touched[0] == 'd')
    {
      g_autoptr (DsDraft) draft = ds_catalog_find_draft (catalog, touched + 1, error);

      return draft != NULL
             && (!g_str_equal (draft->project, project)
                 || add_facts (catalog, batches, draft, news->drafts, error));
    }

  drafts = ds_catalog_list_drafts (catalog, &query, error);
  if (drafts == NULL)
    return FALSE;
  if (drafts->len > NEWS_MAX)
    {
      news->is_all = TRUE;
      return TRUE;
    }
  for (guint i = 0; i < drafts->len; i++)
    if (!add_facts (catalog, batches, g_ptr_array_index (drafts, i), news->drafts, error))
      return FALSE;
  return TRUE;
}

/**
 * ds_reading_follow:
 * @project: id: whose drafts are shown
 * @from_seq: the first journal entry not yet followed
 *
 * Reads what the journal tells since @from_seq, so that one save costs one draft however many a
 * project has.
 */
DsNews *
ds_reading_follow (DsStore *store, const char *project, guint64 from_seq, GError **error)
{
  g_autoptr (DsNews) news = news_new (store);
  g_autoptr (GHashTable) touched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) batches = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer key;

  for (guint64 seq = from_seq; seq < news->next_seq; seq++)
    {
      DsDigest record;
      g_autoptr (GBytes) octets = ds_store_read_entry (store, seq, NULL, error);
      g_autoptr (DsJson) json = NULL;

      if (octets == NULL)
        return NULL;
      json = ds_json_parse (g_bytes_get_data (octets, NULL), g_bytes_get_size (octets), error);
      if (json == NULL)
        return NULL;
      record = ds_digest_sha256_bytes (octets);
      if (!note_entry (store, json, &record, touched, news, error))
        return NULL;
    }
  if (g_hash_table_size (touched) > NEWS_MAX)
    news->is_all = TRUE;

  g_hash_table_iter_init (&iter, touched);
  while (!news->is_all && g_hash_table_iter_next (&iter, &key, NULL))
    if (!add_touched (store, key, project, batches, news, error))
      return NULL;

  return g_steal_pointer (&news);
}

void
ds_news_free (DsNews *self)
{
  g_clear_pointer (&self->drafts, g_ptr_array_unref);
  g_free (self);
}
