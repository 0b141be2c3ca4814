/* test-reading.c - what the window reads: pages by key, and what the journal tells since
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "app/store/ds-reading.h"
#include "evidence/ds-batch.h"
#include "project/ds-catalog-stamping.h"
#include "project/ds-stage.h"
#include "store-fixture.h"

typedef struct
{
  char *home; /* owned: scratch */
  DsStore *store;
  DsProject *project;
} Fixture;

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
setup (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *design = NULL;

  f->home = g_dir_make_tmp ("draftseal-reading-XXXXXX", NULL);
  folder = g_build_filename (f->home, "store", NULL);
  design = g_build_filename (f->home, "design", NULL);
  g_assert_cmpint (g_mkdir (design, 0700), ==, 0);
  f->store = ds_store_open (folder, DS_STORE_WRITE, &error);
  g_assert_no_error (error);
  fixture_fill (f->store, design, "Tea", 30, FIXTURE_MIXED);
  f->project = ds_catalog_find_project (ds_store_get_catalog (f->store), "Tea", &error);
  g_assert_no_error (error);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  ds_project_free (f->project);
  ds_store_close (f->store);
  remove_tree (f->home);
  g_free (f->home);
}

static DsNews *
read_page (Fixture *f, guint64 before_seq, guint limit)
{
  DsDraftQuery query = { .project = f->project->id, .before_seq = before_seq, .limit = limit };
  g_autoptr (GError) error = NULL;
  DsNews *news = ds_reading_list_page (f->store, &query, &error);

  g_assert_no_error (error);
  return news;
}

static DsNews *
follow (Fixture *f, guint64 from_seq)
{
  g_autoptr (GError) error = NULL;
  DsNews *news = ds_reading_follow (f->store, f->project->id, from_seq, &error);

  g_assert_no_error (error);
  return news;
}

static DsGrade
get_grade (DsNews *news, guint index)
{
  return ((DsDraftFacts *) g_ptr_array_index (news->drafts, index))->draft->grade;
}

static void
test_pages_meet (Fixture *f, gconstpointer data)
{
  g_autoptr (DsNews) all = read_page (f, 0, 0);
  guint64 before_seq = 0;
  guint at = 0;

  g_assert_cmpuint (all->drafts->len, ==, 30);
  g_assert_cmpint (get_grade (all, 0), ==, DS_GRADE_LOCAL);
  g_assert_cmpint (get_grade (all, 1), ==, DS_GRADE_STAMPED);
  g_assert_cmpint (get_grade (all, 2), ==, DS_GRADE_CORROBORATED);
  for (;;)
    {
      g_autoptr (DsNews) page = read_page (f, before_seq, 7);

      for (guint i = 0; i < page->drafts->len; i++, at++)
        {
          DsDraftFacts *facts = g_ptr_array_index (page->drafts, i);

          g_assert_true (ds_draft_facts_equal (facts, g_ptr_array_index (all->drafts, at)));
          before_seq = facts->draft->seq;
        }
      if (page->drafts->len < 7)
        break;
    }
  g_assert_cmpuint (at, ==, 30);
}

static void
test_nothing_new (Fixture *f, gconstpointer data)
{
  g_autoptr (DsNews) all = read_page (f, 0, 1);
  g_autoptr (DsNews) news = follow (f, all->next_seq);

  g_assert_cmpuint (news->drafts->len, ==, 0);
  g_assert_false (news->is_all);
}

static void
test_follow_draft_and_stage (Fixture *f, gconstpointer data)
{
  g_autoptr (DsNews) all = read_page (f, 0, 0);
  DsDraftFacts *old = g_ptr_array_index (all->drafts, 9);
  g_autoptr (DsNews) news = NULL;
  guint n_seen = 0;

  fixture_add_draft (f->store, f->project, 30, ds_time_now ());
  g_assert_true (ds_store_set_stage (f->store, old->draft, DS_STAGE_FINAL, NULL));
  news = follow (f, all->next_seq);
  g_assert_cmpuint (news->drafts->len, ==, 2);
  g_assert_false (news->is_all);
  for (guint i = 0; i < 2; i++)
    {
      DsDraftFacts *facts = g_ptr_array_index (news->drafts, i);

      if (facts->draft->seq == old->draft->seq)
        {
          g_assert_cmpstr (facts->draft->stage, ==, DS_STAGE_FINAL);
          g_assert_true (facts->draft->stage_by_person);
          n_seen++;
        }
    }
  g_assert_cmpuint (n_seen, ==, 1);
}

/* A token over two batches touches their drafts, and no others. */
static void
test_follow_round (Fixture *f, gconstpointer data)
{
  DsCatalog *catalog = ds_store_get_catalog (f->store);
  DsTsa late = { .name = (char *) "late" };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) owed = ds_catalog_list_owed (catalog, late.name, &error);
  g_autoptr (DsNews) all = NULL;
  g_autoptr (DsNews) news = NULL;
  g_autofree char *round = NULL;
  DsDigest root;
  guint n_drafts = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (owed->len, >, 2);
  g_ptr_array_set_size (owed, 2);
  ds_round_freeze (f->store, &late, owed, &round, &root, &error);
  g_assert_no_error (error);
  all = read_page (f, 0, 0);
  fixture_add_token (f->store, "round", round, late.name, FALSE, ds_time_now ());
  news = follow (f, all->next_seq);
  g_assert_false (news->is_all);
  for (guint i = 0; i < all->drafts->len; i++)
    {
      const char *batch = ((DsDraftFacts *) g_ptr_array_index (all->drafts, i))->draft->batch;

      for (guint j = 0; j < owed->len; j++)
        n_drafts += g_strcmp0 (batch, ((DsFrozenBatch *) g_ptr_array_index (owed, j))->digest) == 0;
    }
  g_assert_cmpuint (news->drafts->len, ==, n_drafts);
}

static void
test_follow_other_project (Fixture *f, gconstpointer data)
{
  g_autoptr (DsNews) all = read_page (f, 0, 1);
  g_autofree char *design = g_build_filename (f->home, "other", NULL);
  g_autoptr (DsProject) other = NULL;
  g_autoptr (DsNews) news = NULL;

  g_assert_cmpint (g_mkdir (design, 0700), ==, 0);
  other = ds_store_add_project (f->store, design, "Other", NULL);
  fixture_add_draft (f->store, other, 0, ds_time_now ());
  news = follow (f, all->next_seq);
  g_assert_cmpuint (news->drafts->len, ==, 0);
}

static void
test_project_facts (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) projects = ds_reading_list_projects (f->store, &error);
  DsProjectFacts *facts;
  guint64 sum = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (projects->len, ==, 1);
  facts = g_ptr_array_index (projects, 0);
  for (guint i = 0; i < DS_STAGES; i++)
    sum += facts->stages[i].n_drafts;
  g_assert_cmpuint (sum, ==, 30);
  g_assert_cmpuint (facts->n_waiting, ==, 1);
  g_assert_true (facts->stamping.has_tsa && facts->has_stamp && facts->stamping.has_due);
  g_assert_false (facts->stamping.is_practice || facts->stamping.is_offline || facts->is_missing);

  g_assert_cmpint (g_rmdir (f->project->folder), ==, 0);
  g_ptr_array_unref (projects);
  projects = ds_reading_list_projects (f->store, &error);
  facts = g_ptr_array_index (projects, 0);
  g_assert_true (facts->is_missing);
}

typedef struct
{
  const char *name;
  DsStampTrouble freetsa; /* of its last request */
  DsStampTrouble digicert;
  gboolean is_offline;
  gboolean is_stalled;
  const char *troubled; /* (nullable) */
  DsStampTrouble trouble;
} TroubleCase;

#define OTHER DS_STAMP_TROUBLE_OTHER
#define UNREACHABLE DS_STAMP_TROUBLE_UNREACHABLE
#define NO_TSA DS_STAMP_TROUBLE_NO_TSA
#define REFUSED DS_STAMP_TROUBLE_REFUSED
#define NOT_ACCEPTED DS_STAMP_TROUBLE_NOT_ACCEPTED

/* clang-format off */
static const TroubleCase trouble_cases[] = {
  { "what ended here is no trouble", OTHER, OTHER, FALSE, FALSE, NULL, OTHER },
  { "one does not answer", UNREACHABLE, OTHER, FALSE, FALSE, "freetsa", UNREACHABLE },
  { "nobody answers", UNREACHABLE, UNREACHABLE, TRUE, TRUE, "freetsa", UNREACHABLE },
  { "one refuses, one does not answer", UNREACHABLE, REFUSED, FALSE, TRUE, "digicert", REFUSED },
  { "one is no TSA", NO_TSA, OTHER, FALSE, FALSE, "freetsa", NO_TSA },
  { "a wrong answer is told before a refusal", REFUSED, NOT_ACCEPTED, FALSE, TRUE, "digicert", NOT_ACCEPTED },
};
/* clang-format on */

static void
test_stamping_state (Fixture *f, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (trouble_cases); i++)
    {
      const TroubleCase *row = &trouble_cases[i];
      DsStampingState state = { 0 };
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", row->name);
      fixture_add_failure (f->store, "freetsa", row->freetsa, NULL);
      fixture_add_failure (f->store, "digicert", row->digicert, "CODE");
      g_assert_true (ds_stamping_state_read (&state, f->store, f->project, &error));
      g_assert_no_error (error);
      g_assert_cmpint (state.is_offline, ==, row->is_offline);
      g_assert_cmpint (state.is_stalled, ==, row->is_stalled);
      g_assert_cmpstr (state.troubled, ==, row->troubled);
      g_assert_cmpint (state.trouble, ==, row->trouble);
      g_assert_cmpstr (state.code, ==, g_strcmp0 (row->troubled, "digicert") == 0 ? "CODE" : NULL);
      g_assert_true (state.has_due && ds_time_compare (state.due, ds_time_now ()) > 0);
      ds_stamping_state_clear (&state);
    }
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "/reading/pages-meet", test_pages_meet },
    { "/reading/nothing-new", test_nothing_new },
    { "/reading/follow-draft-and-stage", test_follow_draft_and_stage },
    { "/reading/follow-round", test_follow_round },
    { "/reading/follow-other-project", test_follow_other_project },
    { "/reading/project-facts", test_project_facts },
    { "/reading/stamping-state", test_stamping_state },
  };

  g_autofree char *data_home = g_dir_make_tmp ("draftseal-data-XXXXXX", NULL);
  int status;

  g_setenv ("XDG_DATA_HOME", data_home, TRUE); /* for the practice TSA's key */
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, setup, tests[i].test, teardown);
  status = g_test_run ();
  remove_tree (data_home);
  return status;
}
