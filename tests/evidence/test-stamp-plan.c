/* test-stamp-plan.c - what is owed to a TSA, and when it may be asked
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/ds-stamp-plan.h"

#include <string.h>

#include "project/ds-catalog-stamping.h"
#include "store-scratch.h"

#define LONG_AGO "2020-01-01T00:00:00.000000000Z"

typedef struct
{
  Scratch scratch;
  DsStore *store;
  DsProject *project;
  GPtrArray *tsas; /* one */
  DsTsa *tsa;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  scratch_setup (&f->scratch, NULL);
  f->store = scratch_open (&f->scratch);
  f->project = scratch_add_project (&f->scratch, f->store, "tea");
  f->tsas = scratch_make_tsas ("one", NULL);
  f->tsa = g_ptr_array_index (f->tsas, 0);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  g_ptr_array_unref (f->tsas);
  ds_project_free (f->project);
  ds_store_close (f->store);
  scratch_teardown (&f->scratch, NULL);
}

/* @seconds from now: the entries of a test are all of this moment. */
static DsStampPlan *
plan_at (Fixture *f, gint64 seconds, DsStampHaste haste)
{
  g_autoptr (GError) error = NULL;
  DsStampPlan *plan = ds_stamp_plan_make (
      f->store, f->tsa, ds_time_add_seconds (ds_time_now (), seconds), haste, &error);

  g_assert_no_error (error);
  return plan;
}

static void
assert_action (Fixture *f, gint64 seconds, DsStampHaste haste, DsStampAction action)
{
  g_autoptr (DsStampPlan) plan = plan_at (f, seconds, haste);

  g_assert_cmpint (plan->action, ==, action);
}

static char *
add (Fixture *f, const ScratchDraft *draft)
{
  return scratch_append (f->store, f->project, draft);
}

static void
freeze_one (Fixture *f, const char *path)
{
  g_free (add (f, &(ScratchDraft){ .path = path }));
  scratch_freeze (f->store);
}

/* A request that failed just now. */
static void
fail (Fixture *f, guint retry_after_s)
{
  g_autoptr (DsJson) request = ds_json_object_new ();
  g_autoptr (DsJson) failed = ds_json_object_new ();
  DsJson *target = ds_json_object_new ();
  guint64 seq;

  ds_json_set_string (target, "batch", "00");
  ds_json_set_string (request, "type", "request");
  ds_json_set_string (request, "tsa", f->tsa->name);
  ds_json_set (request, "target", target);
  g_assert_true (ds_store_append (f->store, request, &seq, NULL));
  ds_json_set_string (failed, "type", "failed");
  ds_json_set_integer (failed, "request", seq);
  ds_json_set_string (failed, "reason", "a test");
  if (retry_after_s > 0)
    ds_json_set_integer (failed, "retry_after", retry_after_s);
  g_assert_true (ds_store_append (f->store, failed, NULL, NULL));
}

static void
test_nothing_owed (Fixture *f, gconstpointer data)
{
  assert_action (f, 0, DS_STAMP_BY_CLOCK, DS_STAMP_NOTHING);
  g_free (add (f, &(ScratchDraft){ .path = "pending" }));
  assert_action (f, 0, DS_STAMP_AT_ONCE, DS_STAMP_NOTHING);
}

static void
test_frozen_is_asked_for (Fixture *f, gconstpointer data)
{
  g_autoptr (DsStampPlan) plan = NULL;

  freeze_one (f, "a");
  freeze_one (f, "b");
  plan = plan_at (f, 0, DS_STAMP_BY_CLOCK);
  g_assert_cmpint (plan->action, ==, DS_STAMP_ASK);
  g_assert_cmpuint (plan->n_batches, ==, 2);
  g_assert_true (plan->batches_are_due);
}

/* Of a batch that holds no draft of a project it stamps a TSA owes nothing. */
static void
test_foreign_batches (Fixture *f, gconstpointer data)
{
  g_autoptr (DsJson) names = ds_json_array_new ();

  freeze_one (f, "a");
  ds_json_add_string (names, "another");
  g_assert_true (ds_store_set_setting (f->store, f->project->id, "authorities", names, NULL));
  assert_action (f, 0, DS_STAMP_AT_ONCE, DS_STAMP_NOTHING);
}

typedef struct
{
  const char *name;
  guint interval_s;
  guint retry_after_s;
  guint n_failures;
  DsStampHaste haste;
  gint64 waits_at; /* seconds from the last failure */
  gint64 asks_at;
} Rest;

static const Rest rests[] = {
  { "interval", 15, 0, 1, DS_STAMP_AT_ONCE, 13, 16 },
  { "retry-after", 15, 77, 1, DS_STAMP_AT_ONCE, 75, 78 },
  { "retry-after-is-shorter", 15, 3, 1, DS_STAMP_AT_ONCE, 13, 16 },
  /* Twice the interval for each failure in a row, a quarter of it left to chance. */
  { "backoff-1", 16, 0, 1, DS_STAMP_BY_CLOCK, 23, 33 },
  { "backoff-3", 16, 0, 3, DS_STAMP_BY_CLOCK, 95, 129 },
  { "backoff-at-once", 16, 0, 6, DS_STAMP_AT_ONCE, 14, 17 },
  { "backoff-ends", 16, 0, 20, DS_STAMP_BY_CLOCK, 2699, 3601 },
  { "no-interval", 0, 0, 0, DS_STAMP_BY_CLOCK, -1, 0 },
  { "no-interval-still-backs-off", 0, 0, 4, DS_STAMP_BY_CLOCK, 11, 17 },
  /* The clock was set back: a rest in the future lasts no longer than a rest does. */
  { "clock-set-back", 15, 0, 1, DS_STAMP_AT_ONCE, -9000, 16 },
};

static void
test_rest (Fixture *f, gconstpointer data)
{
  const Rest *rest = data;

  f->tsa->interval_s = rest->interval_s;
  freeze_one (f, "a");
  for (guint i = 0; i < rest->n_failures; i++)
    fail (f, rest->retry_after_s);
  if (rest->n_failures > 0)
    assert_action (f, rest->waits_at, rest->haste, DS_STAMP_WAIT);
  assert_action (f, rest->asks_at, rest->haste, DS_STAMP_ASK);
}

static void
test_rest_in_the_future_is_bounded (Fixture *f, gconstpointer data)
{
  DsTime now = ds_time_add_seconds (ds_time_now (), -9000);
  DsTime earliest;

  f->tsa->interval_s = 15;
  freeze_one (f, "a");
  fail (f, 0);
  g_assert_true (
      ds_stamp_plan_compute_rest (f->store, f->tsa, now, DS_STAMP_AT_ONCE, &earliest, NULL));
  g_assert_cmpfloat (ds_time_seconds_between (now, earliest), ==, 15);
}

static void
test_paid_window (Fixture *f, gconstpointer data)
{
  f->tsa->price = 10;
  f->tsa->window_s = DS_TSA_PAID_WINDOW_S;
  freeze_one (f, "a");
  assert_action (f, 0, DS_STAMP_BY_CLOCK, DS_STAMP_HELD);
  assert_action (f, 0, DS_STAMP_AT_ONCE, DS_STAMP_HELD); /* nobody buys because somebody waits */
  assert_action (f, DS_TSA_PAID_WINDOW_S - 60, DS_STAMP_BY_CLOCK, DS_STAMP_HELD);
  assert_action (f, DS_TSA_PAID_WINDOW_S + 60, DS_STAMP_BY_CLOCK, DS_STAMP_ASK);
  f->tsa->price = 0;
  assert_action (f, 0, DS_STAMP_BY_CLOCK, DS_STAMP_HELD);
  assert_action (f, 0, DS_STAMP_AT_ONCE, DS_STAMP_ASK);
}

static gint64
seconds_to_next_month (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) start =
      g_date_time_new_utc (g_date_time_get_year (now), g_date_time_get_month (now), 1, 0, 0, 0);
  g_autoptr (GDateTime) next = g_date_time_add_months (start, 1);

  return g_date_time_to_unix (next) - g_date_time_to_unix (now);
}

/* Each request counts, for one whose answer was lost may have been charged. */
static void
test_budget (Fixture *f, gconstpointer data)
{
  gint64 next_month = seconds_to_next_month ();

  f->tsa->interval_s = 0;
  f->tsa->price = 10;
  f->tsa->budget = 25;
  freeze_one (f, "a");
  assert_action (f, 0, DS_STAMP_AT_ONCE, DS_STAMP_ASK);
  fail (f, 0);
  assert_action (f, 0, DS_STAMP_AT_ONCE, DS_STAMP_ASK);
  fail (f, 0);
  assert_action (f, 0, DS_STAMP_AT_ONCE, DS_STAMP_HELD);
  g_assert_cmpuint (ds_stamp_plan_compute_spent (f->store, f->tsa, ds_time_now ()), ==, 20);
  assert_action (f, next_month + 60, DS_STAMP_AT_ONCE, DS_STAMP_ASK);
  f->tsa->budget = 0; /* no bound */
  assert_action (f, 0, DS_STAMP_AT_ONCE, DS_STAMP_ASK);
}

typedef struct
{
  const char *name;
  ScratchDraft draft;
  gboolean by_person;
  gboolean direct_is_off;
  gboolean has_newer;
  gint64 now; /* seconds from the entry; a rule looks at seen_at */
  guint n_finals;
} Final;

static const Final finals[] = {
  { "by-person", { .path = "a", .stage = "sketch" }, TRUE, FALSE, FALSE, 0, 1 },
  { "by-person-though-newer", { .path = "a", .stage = "sketch" }, TRUE, FALSE, TRUE, 0, 1 },
  { "by-person-at-first-look", { .path = "a", .found = "first-look" }, TRUE, FALSE, FALSE, 0, 1 },
  { "by-person-switched-off", { .path = "a" }, TRUE, TRUE, FALSE, 0, 0 },
  { "by-rule", { .path = "a", .stage = "final", .seen_at = LONG_AGO }, FALSE, FALSE, FALSE, 0, 1 },
  { "by-rule-found-by-scan",
    { .path = "a", .stage = "final", .seen_at = LONG_AGO, .found = "scan" },
    FALSE,
    FALSE,
    FALSE,
    0,
    1 },
  { "by-rule-too-young",
    { .path = "a", .stage = "final", .seen_at = "2099-01-01T00:00:00.000000000Z" },
    FALSE,
    FALSE,
    FALSE,
    0,
    0 },
  { "by-rule-at-first-look",
    { .path = "a", .stage = "final", .seen_at = LONG_AGO, .found = "first-look" },
    FALSE,
    FALSE,
    FALSE,
    0,
    0 },
  { "by-rule-though-newer",
    { .path = "a", .stage = "final", .seen_at = LONG_AGO },
    FALSE,
    FALSE,
    TRUE,
    0,
    0 },
  { "by-rule-switched-off",
    { .path = "a", .stage = "final", .seen_at = LONG_AGO },
    FALSE,
    TRUE,
    FALSE,
    0,
    0 },
  { "no-final",
    { .path = "a", .stage = "revision", .seen_at = LONG_AGO },
    FALSE,
    FALSE,
    FALSE,
    0,
    0 },
};

static void
switch_direct_off (Fixture *f)
{
  g_autoptr (DsJson) off = ds_json_boolean_new (FALSE);

  g_assert_true (ds_store_set_setting (f->store, f->project->id, "direct-final", off, NULL));
}

static void
test_final (Fixture *f, gconstpointer data)
{
  const Final *final = data;
  ScratchDraft first = final->draft;
  g_autofree char *record = NULL;
  g_autoptr (DsDraft) draft = NULL;
  g_autoptr (DsStampPlan) plan = NULL;

  first.work = "00112233445566778899aabbccddeeff";
  record = add (f, &first);
  draft = ds_catalog_find_draft (ds_store_get_catalog (f->store), record, NULL);
  if (final->by_person)
    g_assert_true (ds_store_set_stage (f->store, draft, "final", NULL));
  if (final->has_newer)
    g_free (add (f, &(ScratchDraft){ .path = "a", .work = first.work, .bytes = "newer" }));
  if (final->direct_is_off)
    switch_direct_off (f);
  plan = plan_at (f, final->now, DS_STAMP_BY_CLOCK);
  g_assert_cmpuint (plan->n_finals, ==, final->n_finals);
  g_assert_cmpint (plan->action, ==, final->n_finals > 0 ? DS_STAMP_ASK : DS_STAMP_NOTHING);
}

/* Ten minutes without a newer draft, to the second. */
static void
test_rule_waits_ten_minutes (Fixture *f, gconstpointer data)
{
  static const struct
  {
    gint64 age_s;
    guint n_finals;
  } ages[] = { { 599, 0 }, { 600, 1 }, { 601, 1 } };
  ScratchDraft draft = { .path = "a", .stage = "final", .seen_at = LONG_AGO };
  DsTime seen;

  g_assert_true (ds_time_parse_local (LONG_AGO, &seen));
  g_free (add (f, &draft));
  for (guint i = 0; i < G_N_ELEMENTS (ages); i++)
    {
      g_autoptr (DsStampPlan) plan = ds_stamp_plan_make (
          f->store, f->tsa, ds_time_add_seconds (seen, ages[i].age_s), DS_STAMP_BY_CLOCK, NULL);

      g_assert_cmpuint (plan->n_finals, ==, ages[i].n_finals);
    }
}

/* A person who takes a Final back takes the wish back. */
static void
test_final_taken_back (Fixture *f, gconstpointer data)
{
  g_autofree char *record = add (f, &(ScratchDraft){ .path = "a", .stage = "sketch" });
  g_autoptr (DsDraft) draft = ds_catalog_find_draft (ds_store_get_catalog (f->store), record, NULL);

  g_assert_true (ds_store_set_stage (f->store, draft, "final", NULL));
  assert_action (f, 0, DS_STAMP_BY_CLOCK, DS_STAMP_ASK);
  g_assert_true (ds_store_set_stage (f->store, draft, "revision", NULL));
  assert_action (f, 0, DS_STAMP_BY_CLOCK, DS_STAMP_NOTHING);
}

/* A Final is asked for by itself while a paid window still collects drafts. */
static void
test_final_does_not_wait_for_the_window (Fixture *f, gconstpointer data)
{
  g_autofree char *record = add (f, &(ScratchDraft){ .path = "a", .stage = "sketch" });
  g_autoptr (DsDraft) draft = ds_catalog_find_draft (ds_store_get_catalog (f->store), record, NULL);
  g_autoptr (DsStampPlan) plan = NULL;

  f->tsa->price = 10;
  f->tsa->window_s = DS_TSA_PAID_WINDOW_S;
  scratch_freeze (f->store);
  g_assert_true (ds_store_set_stage (f->store, draft, "final", NULL));
  plan = plan_at (f, 0, DS_STAMP_BY_CLOCK);
  g_assert_cmpint (plan->action, ==, DS_STAMP_ASK);
  g_assert_false (plan->batches_are_due);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/evidence/stamp-plan/" name, Fixture, NULL, setup, func, teardown)
#define TABLE(prefix, table, func)                                                                 \
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)                                                 \
    {                                                                                              \
      g_autofree char *path = g_strconcat ("/evidence/stamp-plan/" prefix, table[i].name, NULL);   \
                                                                                                   \
      g_test_add (path, Fixture, &table[i], setup, func, teardown);                                \
    }
  ADD ("nothing-owed", test_nothing_owed);
  ADD ("frozen-is-asked-for", test_frozen_is_asked_for);
  ADD ("foreign-batches", test_foreign_batches);
  ADD ("rest-in-the-future-is-bounded", test_rest_in_the_future_is_bounded);
  ADD ("paid-window", test_paid_window);
  ADD ("budget", test_budget);
  ADD ("rule-waits-ten-minutes", test_rule_waits_ten_minutes);
  ADD ("final-taken-back", test_final_taken_back);
  ADD ("final-does-not-wait-for-the-window", test_final_does_not_wait_for_the_window);
  TABLE ("rest/", rests, test_rest);
  TABLE ("final/", finals, test_final);
  return g_test_run ();
}
