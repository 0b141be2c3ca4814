/* ds-draft-facts.c - what the window shows of one draft, read in one go
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/store/ds-draft-facts.h"

G_DEFINE_BOXED_TYPE (DsDraftFacts, ds_draft_facts, ds_draft_facts_ref, ds_draft_facts_unref)

static void
clear_facts (gpointer data)
{
  DsDraftFacts *self = data;

  ds_draft_free (self->draft);
  g_ptr_array_unref (self->stamps);
}

/**
 * ds_draft_facts_new:
 * @draft: (transfer full): a draft
 * @stamps: (transfer full): its tokens, #DsStamp, freed with the array
 * @n_others: other drafts under the same batch root
 */
DsDraftFacts *
ds_draft_facts_new (DsDraft *draft, GPtrArray *stamps, guint64 n_others)
{
  DsDraftFacts *self = g_atomic_rc_box_new0 (DsDraftFacts);

  g_return_val_if_fail (draft != NULL && stamps != NULL, NULL);
  self->draft = draft;
  self->stamps = stamps;
  self->n_others = n_others;
  return self;
}

DsDraftFacts *
ds_draft_facts_ref (DsDraftFacts *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
ds_draft_facts_unref (DsDraftFacts *self)
{
  g_atomic_rc_box_release_full (self, clear_facts);
}

/**
 * ds_draft_facts_equal:
 *
 * Returns: whether both say the same of the same draft. Only what can change after a draft is
 *   recorded is compared: its stage, its batch and its tokens.
 */
gboolean
ds_draft_facts_equal (const DsDraftFacts *a, const DsDraftFacts *b)
{
  return a->draft->seq == b->draft->seq && a->draft->grade == b->draft->grade
         && a->draft->stage_by_person == b->draft->stage_by_person
         && g_str_equal (a->draft->stage, b->draft->stage) && a->stamps->len == b->stamps->len
         && a->n_others == b->n_others && g_strcmp0 (a->draft->batch, b->draft->batch) == 0;
}

/**
 * ds_draft_facts_dup_name:
 *
 * Returns: (transfer full): the file's own name, made printable
 */
char *
ds_draft_facts_dup_name (const DsDraftFacts *self)
{
  g_autofree char *path = ds_draft_dup_display_path (self->draft);

  return g_path_get_basename (path);
}

/**
 * ds_draft_facts_dup_folder:
 *
 * Returns: (transfer full): the folder inside the project with a slash at its end, or an empty
 *   text for a file at the top
 */
char *
ds_draft_facts_dup_folder (const DsDraftFacts *self)
{
  g_autofree char *path = ds_draft_dup_display_path (self->draft);
  const char *slash = strrchr (path, '/');

  return slash == NULL ? g_strdup ("") : g_strndup (path, (gsize) (slash - path) + 1);
}

/**
 * ds_draft_facts_get_first_stamp:
 *
 * Returns: (nullable) (transfer none): the token with the earliest genTime: the one that says since
 *   when the draft is known to have existed
 */
const DsStamp *
ds_draft_facts_get_first_stamp (const DsDraftFacts *self)
{
  const DsStamp *first = NULL;

  for (guint i = 0; i < self->stamps->len; i++)
    {
      const DsStamp *stamp = g_ptr_array_index (self->stamps, i);

      if (first == NULL || ds_time_compare (stamp->gen_time, first->gen_time) < 0)
        first = stamp;
    }

  return first;
}
