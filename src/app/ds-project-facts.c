/* ds-project-facts.c - what the window shows of one project, read in one go
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/ds-project-facts.h"

#include "evidence/ds-authorities.h"
#include "project/ds-catalog-stamping.h"
#include "project/ds-stage.h"

#define LOOK_BACK 200 /* drafts a look for the newest one that is signed */

static void
clear_facts (gpointer data)
{
  DsProjectFacts *self = data;

  ds_project_free (self->project);
}

DsProjectFacts *
ds_project_facts_ref (DsProjectFacts *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
ds_project_facts_unref (DsProjectFacts *self)
{
  g_atomic_rc_box_release_full (self, clear_facts);
}

static gboolean
read_stages (DsProjectFacts *self, DsCatalog *catalog, GError **error)
{
  for (guint i = 0; i < DS_STAGES; i++)
    {
      DsDraftQuery query = { .project = self->project->id,
                             .stage = ds_stage_list ()[i],
                             .oldest_first = TRUE };
      g_autoptr (GPtrArray) first = NULL;

      if (!ds_catalog_count_drafts (catalog, &query, &self->stages[i].n_drafts, error))
        return FALSE;
      if (self->stages[i].n_drafts == 0)
        continue;

      query.limit = 1;
      first = ds_catalog_list_drafts (catalog, &query, error);
      if (first == NULL)
        return FALSE;
      if (first->len > 0)
        self->stages[i].first_seen = ((DsDraft *) g_ptr_array_index (first, 0))->seen_at;
    }

  return TRUE;
}

static gboolean
read_last_stamp (DsProjectFacts *self, DsCatalog *catalog, const DsDraft *draft, GError **error)
{
  g_autoptr (GPtrArray) stamps = ds_catalog_list_stamps (catalog, draft, error);

  if (stamps == NULL)
    return FALSE;

  for (guint i = 0; i < stamps->len; i++)
    {
      const DsStamp *stamp = g_ptr_array_index (stamps, i);

      if (!self->has_stamp || ds_time_compare (stamp->gen_time, self->last_stamp) > 0)
        self->last_stamp = stamp->gen_time;
      self->has_stamp = TRUE;
    }

  return TRUE;
}

/* What waits is nearly always what came last, so the look goes back from the newest draft. */
static gboolean
read_newest (DsProjectFacts *self, DsCatalog *catalog, GError **error)
{
  DsDraftQuery query = { .project = self->project->id, .limit = LOOK_BACK };

  for (;;)
    {
      g_autoptr (GPtrArray) drafts = ds_catalog_list_drafts (catalog, &query, error);

      if (drafts == NULL)
        return FALSE;
      for (guint i = 0; i < drafts->len; i++)
        {
          const DsDraft *draft = g_ptr_array_index (drafts, i);

          if (!self->has_draft)
            self->last_seen = draft->seen_at;
          self->has_draft = TRUE;
          if (draft->grade != DS_GRADE_LOCAL)
            return read_last_stamp (self, catalog, draft, error);
          self->n_waiting++;
          query.before_seq = draft->seq;
        }
      if (drafts->len < LOOK_BACK)
        return TRUE;
    }
}

/* The window of the project's authorities that closes first, and whether one did not answer. */
static gboolean
read_authorities (DsProjectFacts *self, DsStore *store, guint *window_s, GError **error)
{
  g_autoptr (GPtrArray) tsas = ds_authorities_list (store, error);

  if (tsas == NULL)
    return FALSE;

  *window_s = G_MAXUINT;
  for (guint i = 0; i < tsas->len; i++)
    {
      const DsTsa *tsa = g_ptr_array_index (tsas, i);
      g_autoptr (DsTsaHistory) history = NULL;

      if (!ds_project_is_stamped_by (self->project, tsa->name))
        continue;

      history = ds_catalog_read_history (ds_store_get_catalog (store), tsa->name, error);
      if (history == NULL)
        return FALSE;
      self->is_practice = tsa->is_test && (self->is_practice || !self->has_tsa);
      self->has_tsa = TRUE;
      self->is_offline = self->is_offline || history->failure != NULL;
      *window_s = MIN (*window_s, tsa->window_s);
    }

  return TRUE;
}

static gboolean
read_due (DsProjectFacts *self, DsCatalog *catalog, guint window_s, GError **error)
{
  DsDraftQuery query = {
    .project = self->project->id, .is_pending = TRUE, .oldest_first = TRUE, .limit = 1
  };
  g_autoptr (GPtrArray) pending = NULL;

  if (!self->has_tsa || self->project->n_pending == 0)
    return TRUE;

  pending = ds_catalog_list_drafts (catalog, &query, error);
  if (pending == NULL)
    return FALSE;
  if (pending->len > 0)
    {
      const DsDraft *draft = g_ptr_array_index (pending, 0);

      self->due = ds_time_add_seconds (draft->seen_at, window_s);
      self->has_due = TRUE;
    }
  return TRUE;
}

/**
 * ds_project_facts_read:
 * @store: on its own thread
 * @project: copied
 * @error: as the catalog's
 *
 * Blocks for some queries and a look at the project's folder.
 */
DsProjectFacts *
ds_project_facts_read (DsStore *store, const DsProject *project, GError **error)
{
  g_autoptr (DsProjectFacts) self = g_atomic_rc_box_new0 (DsProjectFacts);
  DsCatalog *catalog = ds_store_get_catalog (store);
  guint window_s;

  self->project = ds_project_copy (project);
  self->is_missing = !g_file_test (project->folder, G_FILE_TEST_IS_DIR);
  if (!read_stages (self, catalog, error) || !read_newest (self, catalog, error)
      || !read_authorities (self, store, &window_s, error)
      || !read_due (self, catalog, window_s, error))
    return NULL;

  return g_steal_pointer (&self);
}
