/* test-gap.c - times in which saves may have been missed, as the journal has them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/ds-gap.h"
#include "store-scratch.h"

#define HOUR_S 3600
#define NOON "2026-03-04T12:00:00.000000000Z"

typedef struct
{
  Scratch scratch;
  DsStore *store;
  DsProject *project;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  scratch_setup (&f->scratch, NULL);
  f->store = scratch_open (&f->scratch);
  f->project = scratch_add_project (&f->scratch, f->store, "tea");
}

static void
teardown (Fixture *f, gconstpointer data)
{
  ds_store_close (f->store);
  ds_project_free (f->project);
  scratch_teardown (&f->scratch, NULL);
}

static DsTime
at (int hour)
{
  DsTime noon;

  g_assert_true (ds_time_parse_local (NOON, &noon));
  return ds_time_add_seconds (noon, hour * HOUR_S);
}

static void
begin (Fixture *f, const char *reason, int hour)
{
  g_autoptr (GError) error = NULL;

  ds_gap_begin (f->store, f->project->id, reason, at (hour), &error);
  g_assert_no_error (error);
}

static void
end (Fixture *f, const char *reason, int hour)
{
  g_autoptr (GError) error = NULL;

  ds_gap_end (f->store, f->project->id, reason, at (hour), &error);
  g_assert_no_error (error);
}

static void
start (Fixture *f, int hour)
{
  g_autoptr (GError) error = NULL;

  ds_gap_note_start (f->store, f->project->id, at (hour), &error);
  g_assert_no_error (error);
}

static GPtrArray *
list (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *gaps = ds_catalog_list_gaps (ds_store_get_catalog (f->store), f->project->id, &error);

  g_assert_no_error (error);
  return gaps;
}

/* @until −1: it lasts. */
static void
assert_gap (GPtrArray *gaps, guint index, const char *reason, int since, int until)
{
  const DsGap *gap;

  g_assert_cmpuint (index, <, gaps->len);
  gap = g_ptr_array_index (gaps, index);
  g_assert_cmpstr (gap->reason, ==, reason);
  g_assert_cmpint (ds_time_compare (gap->since, at (since)), ==, 0);
  g_assert_cmpint (gap->has_ended, ==, until >= 0);
  if (gap->has_ended)
    g_assert_cmpint (ds_time_compare (gap->until, at (until)), ==, 0);
}

static void
test_begins_and_ends (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) during = NULL;
  g_autoptr (GPtrArray) after = NULL;

  begin (f, DS_GAP_MISSING, 1);
  begin (f, DS_GAP_MISSING, 2); /* it lasts already */
  during = list (f);
  g_assert_cmpuint (during->len, ==, 1);
  assert_gap (during, 0, DS_GAP_MISSING, 1, -1);
  end (f, DS_GAP_NO_EVENTS, 3); /* another */
  end (f, DS_GAP_MISSING, 4);
  end (f, DS_GAP_MISSING, 5); /* none lasts any more */
  begin (f, DS_GAP_MISSING, 6);
  after = list (f);
  g_assert_cmpuint (after->len, ==, 2);
  assert_gap (after, 0, DS_GAP_MISSING, 1, 4);
  assert_gap (after, 1, DS_GAP_MISSING, 6, -1);
}

static void
test_index_is_made_anew (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) gaps = NULL;

  begin (f, DS_GAP_MISSING, 1);
  end (f, NULL, 2);
  begin (f, DS_GAP_NO_EVENTS, 3);
  g_clear_pointer (&f->store, ds_store_close);
  scratch_remove_index (&f->scratch);
  f->store = scratch_open (&f->scratch);
  gaps = list (f);
  g_assert_cmpuint (gaps->len, ==, 2);
  assert_gap (gaps, 0, DS_GAP_MISSING, 1, 2);
  assert_gap (gaps, 1, DS_GAP_NO_EVENTS, 3, -1);
}

/* Nothing was watched before, so nothing was missed that anybody had promised to see. */
static void
test_first_start (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) gaps = NULL;

  start (f, 1);
  gaps = list (f);
  g_assert_cmpuint (gaps->len, ==, 0);
}

static void
test_start_after_stop (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) gaps = NULL;

  begin (f, DS_GAP_MISSING, 1);
  begin (f, DS_GAP_NOT_RUNNING, 2);
  start (f, 5);
  gaps = list (f);
  g_assert_cmpuint (gaps->len, ==, 2);
  assert_gap (gaps, 0, DS_GAP_MISSING, 1, 5);
  assert_gap (gaps, 1, DS_GAP_NOT_RUNNING, 2, 5);
}

/* The folder was away while the watcher ran, and comes back. */
static void
test_start_after_missing (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) gaps = NULL;

  begin (f, DS_GAP_NOT_RUNNING, 1);
  start (f, 2);
  begin (f, DS_GAP_MISSING, 3);
  start (f, 4);
  gaps = list (f);
  g_assert_cmpuint (gaps->len, ==, 2);
  assert_gap (gaps, 0, DS_GAP_NOT_RUNNING, 1, 2);
  assert_gap (gaps, 1, DS_GAP_MISSING, 3, 4);
}

/* The watcher was killed some time after it saw the last save. */
static void
test_start_after_kill (Fixture *f, gconstpointer data)
{
  const ScratchDraft seen = { .path = "a.svg", .seen_at = NOON };
  const ScratchDraft found = { .path = "b.svg",
                               .found = "scan",
                               .seen_at = "2026-03-04T13:00:00.000000000Z" };
  g_autofree char *first = scratch_append (f->store, f->project, &seen);
  g_autofree char *second = scratch_append (f->store, f->project, &found);
  g_autoptr (GPtrArray) gaps = NULL;

  start (f, 2);
  gaps = list (f);
  g_assert_cmpuint (gaps->len, ==, 1);
  assert_gap (gaps, 0, DS_GAP_NOT_RUNNING, 0, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/gap/" name, Fixture, NULL, setup, func, teardown)
  ADD ("begins-and-ends", test_begins_and_ends);
  ADD ("index-is-made-anew", test_index_is_made_anew);
  ADD ("first-start", test_first_start);
  ADD ("start-after-stop", test_start_after_stop);
  ADD ("start-after-missing", test_start_after_missing);
  ADD ("start-after-kill", test_start_after_kill);
  return g_test_run ();
}
