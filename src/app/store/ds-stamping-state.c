/* ds-stamping-state.c - whether a project's drafts get their stamps, and what is in the way
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/store/ds-stamping-state.h"

#include "evidence/ds-authorities.h"
#include "evidence/ds-stamp-plan.h"
#include "project/ds-catalog-stamping.h"

/* The authorities of a project while they are looked at. */
typedef struct
{
  DsStore *store;
  const DsProject *project;
  DsTime now;
  gboolean has_pending; /* whether pending says anything */
  DsTime pending;       /* when the oldest draft in no batch was saved */
  guint n_tsas;
  guint n_troubled;
  guint n_unreachable;
} Look;

/* What never ended needs nobody: it is asked for again at once. */
static gboolean
is_in_trouble (const DsTsaHistory *history)
{
  return history->failure != NULL && history->trouble != DS_STAMP_TROUBLE_OTHER;
}

/* Of two authorities in trouble the one is told whose trouble does not pass by itself. */
static void
note_trouble (DsStampingState *self, const DsTsa *tsa, const DsTsaHistory *history, DsTime next)
{
  if (self->troubled != NULL && history->trouble <= self->trouble)
    return;

  g_free (self->troubled);
  g_free (self->code);
  self->troubled = g_strdup (tsa->name);
  self->code = g_strdup (history->code);
  self->trouble = history->trouble;
  self->n_failures = history->n_failures;
  self->tried = history->ended;
  self->next = next;
}

static void
note_due (DsStampingState *self, DsTime due)
{
  if (!self->has_due || ds_time_compare (due, self->due) < 0)
    self->due = due;
  self->has_due = TRUE;
}

/* When @tsa will be asked next. A draft in no batch waits for that to close; only without one is it
 * worth finding out what else is owed. */
static gboolean
find_next (const Look *look, const DsTsa *tsa, gboolean *is_owed, DsTime *next, GError **error)
{
  g_autoptr (DsStampPlan) plan = NULL;
  DsTime closes;

  *is_owed = TRUE;
  if (look->has_pending)
    {
      closes = ds_time_add_seconds (look->pending, tsa->window_s);
      if (!ds_stamp_plan_compute_rest (look->store, tsa, look->now, DS_STAMP_BY_CLOCK, next, error))
        return FALSE;
      *next = ds_time_compare (closes, *next) > 0 ? closes : *next;
      return TRUE;
    }

  plan = ds_stamp_plan_make (look->store, tsa, look->now, DS_STAMP_BY_CLOCK, error);
  if (plan == NULL)
    return FALSE;
  *is_owed = plan->action != DS_STAMP_NOTHING;
  *next = plan->not_before;
  return TRUE;
}

static gboolean
look_at_tsa (DsStampingState *self, Look *look, const DsTsa *tsa, GError **error)
{
  g_autoptr (DsTsaHistory) history =
      ds_catalog_read_history (ds_store_get_catalog (look->store), tsa->name, error);
  gboolean is_owed;
  DsTime next;

  if (history == NULL || !find_next (look, tsa, &is_owed, &next, error))
    return FALSE;

  self->is_practice = tsa->is_test && (self->is_practice || look->n_tsas == 0);
  look->n_tsas++;
  if (!is_owed)
    return TRUE;

  note_due (self, next);
  if (is_in_trouble (history))
    {
      look->n_troubled++;
      look->n_unreachable += history->trouble == DS_STAMP_TROUBLE_UNREACHABLE;
      note_trouble (self, tsa, history, next);
    }
  return TRUE;
}

static gboolean
find_pending (Look *look, GError **error)
{
  DsDraftQuery query = {
    .project = look->project->id, .is_pending = TRUE, .oldest_first = TRUE, .limit = 1
  };
  g_autoptr (GPtrArray) pending = NULL;

  if (look->project->n_pending == 0)
    return TRUE;

  pending = ds_catalog_list_drafts (ds_store_get_catalog (look->store), &query, error);
  if (pending == NULL)
    return FALSE;

  look->has_pending = pending->len > 0;
  if (look->has_pending)
    look->pending = ((DsDraft *) g_ptr_array_index (pending, 0))->seen_at;
  return TRUE;
}

/**
 * ds_stamping_state_read:
 * @self: all zero; cleared by the caller, also after an error
 * @error: as the catalog's
 *
 * What an authority was asked in vain counts only as long as it is owed something.
 */
gboolean
ds_stamping_state_read (DsStampingState *self, DsStore *store, const DsProject *project,
                        GError **error)
{
  g_autoptr (GPtrArray) tsas = ds_authorities_list (store, error);
  Look look = { .store = store, .project = project, .now = ds_time_now () };

  if (tsas == NULL || !find_pending (&look, error))
    return FALSE;

  for (guint i = 0; i < tsas->len; i++)
    {
      const DsTsa *tsa = g_ptr_array_index (tsas, i);

      if (ds_project_is_stamped_by (project, tsa->name) && !look_at_tsa (self, &look, tsa, error))
        return FALSE;
    }

  self->has_tsa = look.n_tsas > 0;
  self->is_stalled = look.n_tsas > 0 && look.n_troubled == look.n_tsas;
  self->is_offline = look.n_tsas > 0 && look.n_unreachable == look.n_tsas;
  return TRUE;
}

void
ds_stamping_state_clear (DsStampingState *self)
{
  g_clear_pointer (&self->troubled, g_free);
  g_clear_pointer (&self->code, g_free);
}
