/* ds-store-check-drafts.c - what each draft's links add up to
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "evidence/ds-store-check-private.h"

/* The best of what hangs over one draft. */
typedef struct
{
  DsStrength strength;
  const char *why; /* (nullable) borrowed: with BROKEN */
} Best;

static const DsLink *
find_link (const DsExamination *self, const char *target)
{
  return g_hash_table_lookup (self->links, target);
}

static void
add_link (const DsExamination *self, const char *target, Best *best)
{
  const DsLink *link = find_link (self, target);

  if (link != NULL && link->strength > best->strength)
    *best = (Best){ link->strength, link->why };
}

/* Whole rounds over the root of a batch. */
static const GPtrArray *
find_rounds (const DsExamination *self, const char *root)
{
  return root != NULL ? g_hash_table_lookup (self->rounds, root) : NULL;
}

static void
add_rounds (const DsExamination *self, const char *root, Best *best)
{
  const GPtrArray *rounds = find_rounds (self, root);

  for (guint i = 0; rounds != NULL && i < rounds->len; i++)
    add_link (self, g_ptr_array_index (rounds, i), best);
}

static Best
find_best (const DsExamination *self, const DsDraft *draft, const DsFrozenFile *batch)
{
  Best best = { DS_STRENGTH_NONE, NULL };

  add_link (self, draft->record, &best);
  if (batch != NULL)
    {
      add_link (self, batch->digest, &best);
      add_rounds (self, g_hash_table_lookup (self->roots, batch->digest), &best);
    }
  return best;
}

/* Whether a token hangs over what is lost, so that something could be proven with it. */
static gboolean
was_signed (const DsExamination *self, const DsFrozenFile *lost)
{
  Best best = { DS_STRENGTH_NONE, NULL };

  add_link (self, lost->digest, &best);
  if (!lost->is_round)
    add_rounds (self, lost->root, &best);
  return best.strength != DS_STRENGTH_NONE;
}

/* The first batch, or round over @batch, that is lost and may have covered the draft. */
static const DsFrozenFile *
find_lost_cover (const DsExamination *self, const DsDraft *draft, const DsFrozenFile *batch)
{
  for (guint i = 0; i < self->lost->len; i++)
    {
      const DsFrozenFile *lost = g_ptr_array_index (self->lost, i);
      guint64 covered = lost->is_round && batch != NULL ? batch->seq : draft->seq;

      if (lost->is_round == (batch != NULL) && covered < lost->seq && was_signed (self, lost))
        return lost;
    }
  return NULL;
}

/* A draft in no batch, where a batch holds a record that the journal does not have. */
static gboolean
take_lost_member (DsExamination *self, const DsDraft *draft)
{
  if (self->n_lost_members == 0 || draft->seq < self->stamped_reach
      || draft->seq >= self->spoilt_reach)
    return FALSE;
  self->n_lost_members--;
  return TRUE;
}

/* What the matter is with its bytes; nothing where they were not kept, by choice. */
static const char *
find_copy (const DsExamination *self, const DsDraft *draft)
{
  g_autofree char *hex = ds_digest_to_hex (&draft->sha256);
  const char *copy = draft->is_kept ? g_hash_table_lookup (self->copies, hex) : NULL;

  return copy != NULL ? copy : DS_COPY_WHOLE;
}

/* (transfer full) (nullable): why nothing can be proven about the draft though it could have been.
 */
static char *
find_trouble (DsExamination *self, const DsDraft *draft, const DsFrozenFile *batch,
              const Best *best, const char *copy)
{
  const DsFrozenFile *lost;

  if (strcmp (copy, DS_COPY_WHOLE) != 0 && strcmp (copy, DS_COPY_LOCKED) != 0)
    return g_strdup (copy);
  if (best->strength >= DS_STRENGTH_TEST)
    return NULL;
  if (best->strength == DS_STRENGTH_BROKEN)
    return g_strdup (best->why);
  if (batch == NULL && g_hash_table_contains (self->changed, &draft->seq))
    return g_strdup ("its record is not the one that index.sqlite took in");
  if (batch == NULL && take_lost_member (self, draft))
    return g_strdup ("its record was changed since it was stamped");
  lost = find_lost_cover (self, draft, batch);
  if (lost != NULL)
    return g_strdup_printf ("the %s that it was stamped with is lost (batch/%.16s…)",
                            lost->is_round ? "round" : "batch", lost->digest);
  return NULL;
}

static void
judge_draft (DsExamination *self, const DsDraft *draft)
{
  DsStoreCheck *result = self->result;
  const DsFrozenFile *batch = g_hash_table_lookup (self->members, draft->record);
  Best best = find_best (self, draft, batch);
  const char *copy = find_copy (self, draft);
  g_autofree char *trouble = find_trouble (self, draft, batch, &best, copy);
  g_autofree char *path = ds_draft_dup_display_path (draft);

  result->n_drafts++;
  if (trouble != NULL)
    {
      result->n_unprovable++;
      ds_examination_tell (self, "draft", draft->record, TRUE,
                           "%s, draft %" G_GUINT64_FORMAT " (%.16s): %s", path, draft->number,
                           draft->record, trouble);
    }
  else if (strcmp (copy, DS_COPY_LOCKED) == 0)
    result->n_locked++;
  else if (best.strength == DS_STRENGTH_PROVEN)
    result->n_proven++;
  else if (best.strength == DS_STRENGTH_TEST)
    result->n_test++;
  else
    result->n_waiting++;
  if (!draft->is_kept && trouble == NULL)
    result->n_without_bytes++;
}

/**
 * ds_examination_judge_drafts:
 *
 * Last: each draft by its links.
 */
void
ds_examination_judge_drafts (DsExamination *self)
{
  for (guint i = 0; i < self->drafts->len; i++)
    {
      const DsDraft *draft = g_ptr_array_index (self->drafts, i);

      if (ds_examination_covers (self, draft))
        judge_draft (self, draft);
    }
  if (self->n_lost_members == 0 || self->options->project != NULL)
    return;
  self->result->n_drafts += self->n_lost_members;
  self->result->n_unprovable += self->n_lost_members;
  ds_examination_tell (self, "draft", "journal", TRUE,
                       "%" G_GUINT64_FORMAT " draft%s of which only the stamped batch is left: the "
                       "journal has the record no more",
                       self->n_lost_members, self->n_lost_members == 1 ? "" : "s");
}
