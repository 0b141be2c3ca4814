/* ds-project-facts.c - what the window shows of one project, read in one go
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/store/ds-project-facts.h"

#include "project/ds-stage.h"

#define LOOK_BACK 200 /* drafts a look for the newest one that is signed */

static void
clear_facts (gpointer data)
{
  DsProjectFacts *self = data;

  ds_project_free (self->project);
  ds_stamping_state_clear (&self->stamping);
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

  self->project = ds_project_copy (project);
  self->is_missing = !g_file_test (project->folder, G_FILE_TEST_IS_DIR);
  if (!read_stages (self, catalog, error) || !read_newest (self, catalog, error)
      || !ds_stamping_state_read (&self->stamping, store, project, error))
    return NULL;

  return g_steal_pointer (&self);
}
