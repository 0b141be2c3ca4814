/* test-catalog.c - what can be asked of the index, and that it says the same after a rebuild
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/ds-error.h"
#include "project/ds-catalog-stamping.h"
#include "project/ds-catalog-work.h"
#include "store-scratch.h"

#define N_MANY 25
#define PAGE 10

typedef struct
{
  Scratch scratch;
  DsStore *store;
  DsProject *tea;
  DsProject *lamp;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  scratch_setup (&f->scratch, NULL);
  f->store = scratch_open (&f->scratch);
  f->tea = scratch_add_project (&f->scratch, f->store, "tea");
  f->lamp = scratch_add_project (&f->scratch, f->store, "lamp");
}

static void
teardown (Fixture *f, gconstpointer data)
{
  ds_project_free (f->tea);
  ds_project_free (f->lamp);
  ds_store_close (f->store);
  scratch_teardown (&f->scratch, NULL);
}

static DsCatalog *
get_catalog (Fixture *f)
{
  return ds_store_get_catalog (f->store);
}

static void
add (Fixture *f, const DsProject *project, const char *path, const char *stage)
{
  g_free (scratch_append (f->store, project, &(ScratchDraft){ .path = path, .stage = stage }));
}

/* The paths that a query lists, joined; the count must agree. */
static char *
ask (Fixture *f, const DsDraftQuery *query)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) drafts = ds_catalog_list_drafts (get_catalog (f), query, &error);
  g_autoptr (GString) paths = g_string_new (NULL);
  guint64 count;

  g_assert_no_error (error);
  for (guint i = 0; i < drafts->len; i++)
    g_string_append_printf (paths, "%s%s", i > 0 ? " " : "",
                            ((const DsDraft *) g_ptr_array_index (drafts, i))->path);
  g_assert_true (ds_catalog_count_drafts (get_catalog (f), query, &count, NULL));
  if (query->limit == 0)
    g_assert_cmpuint (count, ==, drafts->len);
  return g_string_free (g_steal_pointer (&paths), FALSE);
}

static void
test_paging (Fixture *f, gconstpointer data)
{
  DsDraftQuery query = { .limit = PAGE };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_pages = 0;

  for (guint i = 0; i < N_MANY; i++)
    {
      g_autofree char *path = g_strdup_printf ("%u", i);

      add (f, f->tea, path, NULL);
    }
  for (;; n_pages++)
    {
      g_autoptr (GPtrArray) page = ds_catalog_list_drafts (get_catalog (f), &query, NULL);

      if (page->len == 0)
        break;
      for (guint i = 0; i < page->len; i++)
        {
          const DsDraft *draft = g_ptr_array_index (page, i);

          g_assert_true (query.before_seq == 0 || draft->seq < query.before_seq);
          g_assert_true (g_hash_table_add (seen, g_strdup (draft->path)));
          query.before_seq = draft->seq;
        }
    }
  g_assert_cmpuint (n_pages, ==, 3);
  g_assert_cmpuint (g_hash_table_size (seen), ==, N_MANY);
}

typedef struct
{
  const char *text;
  const char *found; /* newest first */
} Search;

static void
test_text (Fixture *f, gconstpointer data)
{
  static const Search searches[] = {
    { "poster", "Poster.SVG a_poster.svg" },
    { "POSTER", "Poster.SVG a_poster.svg" },
    { "100%", "100%.svg" },
    { "%", "100%.svg" },
    { "_", "a_poster.svg" },
    { "a_p", "a_poster.svg" },
    { "aXp", "" },
    { "\\", "back\\slash.svg" },
    { "灯", "灯笼/盒.svg" },
    { "笼/盒", "灯笼/盒.svg" },
    { "'; DROP TABLE draft; --", "" },
    { "nothing", "" },
  };
  static const char *const names[] = { "灯笼/盒.svg",     "100%.svg",     "1000.svg",
                                       "back\\slash.svg", "a_poster.svg", "Poster.SVG" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    add (f, f->tea, names[i], NULL);
  for (guint i = 0; i < G_N_ELEMENTS (searches); i++)
    {
      DsDraftQuery query = { .text = searches[i].text };
      g_autofree char *found = ask (f, &query);

      g_assert_cmpstr (found, ==, searches[i].found);
    }
}

static void
test_filters (Fixture *f, gconstpointer data)
{
  DsDraftQuery of_project = { .project = f->lamp->id };
  DsDraftQuery of_stage = { .stage = "final", .oldest_first = TRUE };
  DsDraftQuery of_both = { .project = f->tea->id, .stage = "final" };
  DsDraftQuery pending = { .is_pending = TRUE };
  DsDraftQuery of_work = { 0 };
  g_autoptr (DsWork) work = NULL;
  g_autofree char *found = NULL;

  add (f, f->tea, "a", "final");
  add (f, f->lamp, "b", "sketch");
  scratch_freeze (f->store);
  add (f, f->tea, "c", "sketch");
  add (f, f->lamp, "d", "final");
  found = ask (f, &of_project);
  g_assert_cmpstr (found, ==, "d b");
  g_free (found);
  found = ask (f, &of_stage);
  g_assert_cmpstr (found, ==, "a d");
  g_free (found);
  found = ask (f, &of_both);
  g_assert_cmpstr (found, ==, "a");
  g_free (found);
  found = ask (f, &pending);
  g_assert_cmpstr (found, ==, "d c");
  g_free (found);
  work = ds_catalog_find_work (get_catalog (f), f->tea->id, "c");
  of_work.work = work->id;
  found = ask (f, &of_work);
  g_assert_cmpstr (found, ==, "c");
}

static void
test_ids (Fixture *f, gconstpointer data)
{
  g_autofree char *record =
      scratch_append (f->store, f->tea, &(ScratchDraft){ .path = "poster.svg" });
  static const guint lengths[] = { 8, 16, 63, 64 };
  static const char *const refused[] = { "", "1234567", "xxxxxxxx", "%%%%%%%%", "' OR 1=1" };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autofree char *id = g_strndup (record, lengths[i]);
      g_autoptr (DsDraft) draft = ds_catalog_find_draft (get_catalog (f), id, NULL);

      g_assert_cmpstr (draft->record, ==, record);
    }
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ds_catalog_find_draft (get_catalog (f), refused[i], &error));
      g_assert_error (error, DS_ERROR, DS_ERROR_USAGE);
    }
  {
    g_autoptr (GError) error = NULL;

    record[7] = record[7] == '0' ? '1' : '0';
    record[8] = '\0';
    g_assert_null (ds_catalog_find_draft (get_catalog (f), record, &error));
    g_assert_error (error, DS_ERROR, DS_ERROR_NOT_FOUND);
  }
}

/* The same bytes under three names: three records, for each has a salt of its own. */
static void
test_same_bytes (Fixture *f, gconstpointer data)
{
  DsDigest sha256 = ds_digest_sha256 ("same", 4);
  g_autoptr (GPtrArray) drafts = NULL;

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *path = g_strdup_printf ("%u", i);

      g_free (scratch_append (f->store, f->tea, &(ScratchDraft){ .path = path, .bytes = "same" }));
    }
  drafts = ds_catalog_find_drafts_of_digest (get_catalog (f), &sha256, NULL);
  g_assert_cmpuint (drafts->len, ==, 3);
  for (guint i = 0; i < drafts->len; i++)
    {
      const DsDraft *draft = g_ptr_array_index (drafts, i);
      g_autofree char *path = g_strdup_printf ("%u", i);

      g_assert_cmpstr (draft->path, ==, path); /* oldest first */
    }
}

static void
append_stamp (Fixture *f, const char *kind, const char *target, const char *tsa)
{
  g_autoptr (DsJson) request = ds_json_object_new ();
  g_autoptr (DsJson) stamped = ds_json_object_new ();
  DsJson *named = ds_json_object_new ();
  DsJson *keys = ds_json_array_new ();
  guint64 seq;

  ds_json_set_string (named, kind, target);
  ds_json_set_string (request, "type", "request");
  ds_json_set_string (request, "tsa", tsa);
  ds_json_set (request, "target", named);
  g_assert_true (ds_store_append (f->store, request, &seq, NULL));
  ds_json_add_string (keys, tsa);
  ds_json_set_string (stamped, "type", "stamped");
  ds_json_set_integer (stamped, "request", seq);
  ds_json_set_string (stamped, "tsa", tsa);
  ds_json_set_string (stamped, "token", target);
  ds_json_set_string (stamped, "gen_time", "2026-11-22T14:32:07Z");
  ds_json_set_string (stamped, "serial", "1");
  ds_json_set_string (stamped, "operator", tsa);
  ds_json_set (stamped, "keys", keys);
  g_assert_true (ds_store_append (f->store, stamped, NULL, NULL));
}

static DsGrade
get_grade (Fixture *f, const char *record)
{
  g_autoptr (DsDraft) draft = ds_catalog_find_draft (get_catalog (f), record, NULL);

  return draft->grade;
}

/* An authority that a person marks TEST later lifts nothing any more, batch or not. */
static void
test_mark_takes_grades_back (Fixture *f, gconstpointer data)
{
  g_autofree char *pending = scratch_append (f->store, f->tea, &(ScratchDraft){ .path = "a" });
  g_autofree char *frozen = NULL;
  g_autoptr (DsDraft) draft = NULL;
  g_autoptr (DsJson) mark = ds_json_object_new ();

  append_stamp (f, "draft", pending, "one");
  g_assert_cmpint (get_grade (f, pending), ==, DS_GRADE_STAMPED);
  ds_json_set_boolean (mark, "test", TRUE);
  g_assert_true (ds_store_set_setting (f->store, NULL, "authority.one", mark, NULL));
  g_assert_cmpint (get_grade (f, pending), ==, DS_GRADE_TEST);
  g_assert_true (ds_store_set_setting (f->store, NULL, "authority.one", NULL, NULL));
  g_assert_cmpint (get_grade (f, pending), ==, DS_GRADE_STAMPED);

  frozen = scratch_append (f->store, f->tea, &(ScratchDraft){ .path = "b" });
  scratch_freeze (f->store);
  g_assert_cmpint (get_grade (f, pending), ==, DS_GRADE_STAMPED);
  draft = ds_catalog_find_draft (get_catalog (f), frozen, NULL);
  append_stamp (f, "batch", draft->batch, "two");
  g_assert_cmpint (get_grade (f, frozen), ==, DS_GRADE_STAMPED);
  g_assert_cmpint (get_grade (f, pending), ==, DS_GRADE_CORROBORATED);
  g_assert_true (ds_store_set_setting (f->store, NULL, "authority.two", mark, NULL));
  g_assert_cmpint (get_grade (f, frozen), ==, DS_GRADE_TEST);
  g_assert_cmpint (get_grade (f, pending), ==, DS_GRADE_STAMPED);
}

/* Entries that lack what their type needs, and types nobody knows, change nothing and stop nothing.
 */
static void
test_unknown_entries (Fixture *f, gconstpointer data)
{
  static const char *const bodies[] = {
    "{\"type\":\"unheard-of\",\"x\":1}",
    "{\"type\":\"draft\"}",
    "{\"digests\":{\"sha256\":\"00\"},\"path\":\"a\",\"type\":\"draft\"}",
    "{\"type\":\"renamed\"}",
    "{\"type\":\"stage\"}",
    "{\"type\":\"setting\"}",
    "{\"type\":\"project\"}",
    "{\"batch\":\"../../etc/passwd\",\"type\":\"batch\"}",
    "{\"round\":\"00\",\"tsa\":\"one\",\"type\":\"round\"}",
    "{\"target\":{},\"type\":\"request\"}",
    "{\"target\":{\"batch\":[]},\"type\":\"request\"}",
    "{\"target\":{\"batch\":\"a\",\"draft\":\"b\"},\"type\":\"request\"}",
    "{\"request\":99,\"type\":\"stamped\"}",
    "{\"request\":99,\"type\":\"failed\"}",
    "{\"type\":\"gap\"}",
  };
  guint64 count;

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DsJson) body = ds_json_parse (bodies[i], strlen (bodies[i]), &error);

      g_assert_no_error (error);
      ds_store_append (f->store, body, NULL, &error);
      g_assert_no_error (error);
    }
  g_clear_pointer (&f->store, ds_store_close);
  scratch_remove_index (&f->scratch);
  f->store = scratch_open (&f->scratch);
  g_assert_null (ds_store_get_damage (f->store));
  g_assert_true (ds_catalog_count_drafts (get_catalog (f), &(DsDraftQuery){ 0 }, &count, NULL));
  g_assert_cmpuint (count, ==, 0);
  add (f, f->tea, "a", NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/project/catalog/" name, Fixture, NULL, setup, func, teardown)
  ADD ("paging", test_paging);
  ADD ("text", test_text);
  ADD ("filters", test_filters);
  ADD ("ids", test_ids);
  ADD ("same-bytes", test_same_bytes);
  ADD ("mark-takes-grades-back", test_mark_takes_grades_back);
  ADD ("unknown-entries", test_unknown_entries);
  return g_test_run ();
}
