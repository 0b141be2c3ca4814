/* ds-stamp-plan.c - what is owed to a TSA, and when it may be asked
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything is derived from the journal: nothing here remembers anything, so a crash forgets
 * nothing. */
#include "evidence/ds-stamp-plan.h"

#include "project/ds-catalog-stamping.h"

#define RULE_FINAL_QUIET_S 600 /* a Final set by rule waits for a newer draft this long */
#define BACKOFF_MAX_S 3600
#define BACKOFF_DOUBLINGS_MAX 8

void
ds_stamp_plan_free (DsStampPlan *self)
{
  g_clear_pointer (&self->owed, g_ptr_array_unref);
  g_clear_pointer (&self->finals, g_ptr_array_unref);
  g_free (self->why);
  g_free (self);
}

/* Projects of @all that @tsa stamps, by id. */
static GHashTable *
list_stamped_projects (DsStore *store, const DsTsa *tsa, GHashTable **finals_too, GError **error)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) finals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) projects =
      ds_catalog_list_projects (ds_store_get_catalog (store), TRUE, error);

  for (guint i = 0; projects != NULL && i < projects->len; i++)
    {
      const DsProject *project = g_ptr_array_index (projects, i);

      if (!ds_project_is_stamped_by (project, tsa->name))
        continue;
      g_hash_table_add (ids, g_strdup (project->id));
      if (project->stamps_finals)
        g_hash_table_add (finals, g_strdup (project->id));
    }
  if (projects == NULL)
    return NULL;
  *finals_too = g_steal_pointer (&finals);
  return g_steal_pointer (&ids);
}

/* Keeps the batches that hold a draft of a project @tsa stamps. */
static gboolean
drop_foreign_batches (DsStore *store, GPtrArray *owed, GHashTable *projects, GError **error)
{
  for (guint i = owed->len; i-- > 0;)
    {
      const DsFrozenBatch *batch = g_ptr_array_index (owed, i);
      g_autoptr (GPtrArray) of_batch =
          ds_catalog_list_batch_projects (ds_store_get_catalog (store), batch->digest, error);
      gboolean is_ours = FALSE;

      if (of_batch == NULL)
        return FALSE;
      for (guint j = 0; j < of_batch->len; j++)
        is_ours = is_ours || g_hash_table_contains (projects, g_ptr_array_index (of_batch, j));
      if (!is_ours)
        g_ptr_array_remove_index (owed, i);
    }
  return TRUE;
}

static gboolean
collect_owed (DsStore *store, const DsTsa *tsa, DsTime now, DsStampPlan *plan, GError **error)
{
  DsCatalog *catalog = ds_store_get_catalog (store);
  g_autoptr (GHashTable) finals = NULL;
  g_autoptr (GHashTable) projects = list_stamped_projects (store, tsa, &finals, error);

  if (projects == NULL || (plan->owed = ds_catalog_list_owed (catalog, tsa->name, error)) == NULL
      || !drop_foreign_batches (store, plan->owed, projects, error))
    return FALSE;
  plan->finals = ds_catalog_list_direct_wishes (
      catalog, tsa->name, ds_time_add_seconds (now, -RULE_FINAL_QUIET_S), error);
  if (plan->finals == NULL)
    return FALSE;
  for (guint i = plan->finals->len; i-- > 0;)
    {
      const DsDirectWish *wish = g_ptr_array_index (plan->finals, i);

      if (!g_hash_table_contains (finals, wish->project))
        g_ptr_array_remove_index (plan->finals, i);
    }
  plan->n_batches = plan->owed->len;
  plan->n_finals = plan->finals->len;
  return TRUE;
}

static DsTime
later (DsTime a, DsTime b)
{
  return ds_time_compare (a, b) >= 0 ? a : b;
}

/* A time that a clock set back has moved into the future holds for @at_most_s from now, no longer.
 */
static DsTime
bound (DsTime time, DsTime now, guint at_most_s)
{
  DsTime latest = ds_time_add_seconds (now, at_most_s);

  return ds_time_compare (time, latest) > 0 ? latest : time;
}

static guint
compute_backoff_s (const DsTsa *tsa, const DsTsaHistory *history)
{
  guint doublings = MIN (history->n_failures, BACKOFF_DOUBLINGS_MAX);
  guint64 backoff = (guint64) MAX (tsa->interval_s, 1) << doublings;

  if (history->n_failures == 0)
    return 0;
  backoff = MIN (backoff, BACKOFF_MAX_S);
  /* Jitter, so that many computers do not ask a recovered TSA in step. */
  return (guint) (backoff - (guint64) g_random_int_range (0, (gint32) (backoff / 4) + 1));
}

/**
 * ds_stamp_plan_compute_rest:
 * @tsa: an authority
 * @now: local clock
 * @haste: whether backoff holds
 * @earliest: (out): not before this, by what was last said to it
 * @error: %DS_ERROR_DAMAGED
 */
gboolean
ds_stamp_plan_compute_rest (DsStore *store, const DsTsa *tsa, DsTime now, DsStampHaste haste,
                            DsTime *earliest, GError **error)
{
  g_autoptr (DsTsaHistory) history =
      ds_catalog_read_history (ds_store_get_catalog (store), tsa->name, error);
  guint rest_s;

  if (history == NULL)
    return FALSE;
  *earliest = now;
  if (!history->was_asked)
    return TRUE;
  rest_s = MAX (tsa->interval_s, history->retry_after_s);
  if (haste == DS_STAMP_BY_CLOCK)
    rest_s = MAX (rest_s, compute_backoff_s (tsa, history));
  *earliest = bound (ds_time_add_seconds (history->ended, rest_s), now, rest_s);
  return TRUE;
}

/* When the window of what is owed has run: drafts are collected from the first frozen batch on. */
static DsTime
compute_window_end (const DsTsa *tsa, const DsStampPlan *plan, DsTime now, DsStampHaste haste)
{
  const DsFrozenBatch *oldest;

  if (plan->n_batches == 0)
    return now;
  if (haste == DS_STAMP_AT_ONCE && tsa->price == 0)
    return now;
  if (tsa->window_s <= DS_TSA_WINDOW_S) /* the batch itself was open for that long */
    return now;
  oldest = g_ptr_array_index (plan->owed, 0);
  return bound (ds_time_add_seconds (oldest->time, tsa->window_s), now, tsa->window_s);
}

/* The first instant of the month of @now, UTC. */
static DsTime
get_month_start (DsTime now)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (now.seconds);
  g_autoptr (GDateTime) start =
      g_date_time_new_utc (g_date_time_get_year (time), g_date_time_get_month (time), 1, 0, 0, 0);

  return ds_time_from_unix (g_date_time_to_unix (start));
}

/**
 * ds_stamp_plan_compute_spent:
 * @tsa: an authority
 * @now: local clock
 *
 * Every request counts, for one whose answer was lost may have been charged too.
 *
 * Returns: hundredths spent in this calendar month (UTC)
 */
guint64
ds_stamp_plan_compute_spent (DsStore *store, const DsTsa *tsa, DsTime now)
{
  return tsa->price
         * ds_catalog_count_requests_since (ds_store_get_catalog (store), tsa->name,
                                            get_month_start (now));
}

static gboolean
budget_is_spent (DsStore *store, const DsTsa *tsa, DsTime now)
{
  return tsa->price > 0 && tsa->budget > 0
         && ds_stamp_plan_compute_spent (store, tsa, now) + tsa->price > tsa->budget;
}

static DsTime
get_next_month (DsTime now)
{
  g_autoptr (GDateTime) start = g_date_time_new_from_unix_utc (get_month_start (now).seconds);
  g_autoptr (GDateTime) next = g_date_time_add_months (start, 1);

  return ds_time_from_unix (g_date_time_to_unix (next));
}

/**
 * ds_stamp_plan_make:
 * @tsa: an authority that is asked
 * @now: local clock
 * @haste: whether somebody waits
 * @error: %DS_ERROR_DAMAGED
 *
 * Returns: (transfer full) (nullable): what to do about @tsa
 */
DsStampPlan *
ds_stamp_plan_make (DsStore *store, const DsTsa *tsa, DsTime now, DsStampHaste haste,
                    GError **error)
{
  g_autoptr (DsStampPlan) plan = g_new0 (DsStampPlan, 1);
  DsTime window_end;
  DsTime rest_end;

  if (!collect_owed (store, tsa, now, plan, error)
      || !ds_stamp_plan_compute_rest (store, tsa, now, haste, &rest_end, error))
    return NULL;
  if (plan->n_batches == 0 && plan->n_finals == 0)
    return g_steal_pointer (&plan);

  window_end = compute_window_end (tsa, plan, now, haste);
  plan->batches_are_due = plan->n_batches > 0 && ds_time_compare (window_end, now) <= 0;
  if (budget_is_spent (store, tsa, now))
    {
      plan->action = DS_STAMP_HELD;
      plan->not_before = get_next_month (now);
      plan->why = g_strdup_printf ("the budget of %s for this month is spent", tsa->name);
    }
  else if (!plan->batches_are_due && plan->n_finals == 0)
    {
      plan->action = DS_STAMP_HELD;
      plan->not_before = later (window_end, rest_end);
      plan->why = g_strdup_printf ("%s collects drafts until its window ends", tsa->name);
    }
  else
    {
      plan->action = ds_time_compare (rest_end, now) > 0 ? DS_STAMP_WAIT : DS_STAMP_ASK;
      plan->not_before = rest_end;
    }
  return g_steal_pointer (&plan);
}
