/* ds-store-check-tokens.c - tokens, and the certificates that belong to them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/ds-error.h"
#include "evidence/ds-judgement.h"
#include "evidence/ds-store-check-private.h"

static char *
describe_token (const DsStamp *stamp)
{
  g_autofree char *time = ds_time_format_display (stamp->gen_time);

  return g_strdup_printf ("the token of %s of %s", stamp->tsa, time);
}

/* The best that one token over a target shows counts for all that hang on it. */
static void
note_link (DsExamination *self, const char *target, DsStrength strength, char *why)
{
  DsLink *link = g_hash_table_lookup (self->links, target);

  if (link == NULL)
    {
      link = g_new0 (DsLink, 1);
      g_hash_table_insert (self->links, g_strdup (target), link);
    }
  if (strength > link->strength)
    {
      link->strength = strength;
      g_free (link->why);
      link->why = why;
    }
  else
    g_free (why);
}

/* Whether what was sent to be signed is the root of the batch or round it was sent for; a file that
 * is lost contradicts nothing. */
static gboolean
is_of_target (const DsExamination *self, const DsStamp *stamp)
{
  const char *root = g_hash_table_lookup (self->roots, stamp->target);
  const DsDraft *draft = g_hash_table_lookup (self->by_record, stamp->target);
  g_autofree char *imprint = ds_digest_to_hex (&stamp->imprint);

  if (stamp->is_direct)
    return draft == NULL || ds_digest_equal (&draft->sha256, &stamp->imprint);
  return root == NULL || strcmp (root, imprint) == 0;
}

/* (transfer full) (nullable): why the token shows nothing; %NULL if it shows @strength. */
static char *
judge_token (DsExamination *self, const DsStamp *stamp, DsStrength *strength)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) octets = ds_store_read_object (self->store, "token", stamp->token, &error);
  g_autoptr (DsToken) token = octets != NULL ? ds_token_parse_unverified (octets, &error) : NULL;
  g_autoptr (DsJudgement) judgement = ds_judgement_new ();
  DsJudgeOptions options = { .now = self->options->now };
  const DsJudgedToken *judged;

  if (token == NULL)
    return g_strdup (error->message);
  if (!is_of_target (self, stamp))
    return g_strdup ("it was asked for another digest than that of what it is said to cover");
  ds_judgement_judge_token (judgement, self->store, token, &stamp->imprint, stamp, &options);
  judged = g_ptr_array_index (judgement->tokens, 0);
  if (judged->indication != DS_PASSED)
    return g_strdup (ds_verdict_get_worst (judged->verdict)->detail);
  *strength = judged->is_test ? DS_STRENGTH_TEST : DS_STRENGTH_PROVEN;
  return NULL;
}

static void
look_at_token (DsExamination *self, const DsStamp *stamp)
{
  DsStrength strength = DS_STRENGTH_BROKEN;
  g_autofree char *trouble = judge_token (self, stamp, &strength);
  g_autofree char *name = g_build_filename ("token", stamp->token, NULL);
  g_autofree char *described = describe_token (stamp);

  self->result->n_files++;
  if (trouble == NULL)
    {
      note_link (self, stamp->target, strength, NULL);
      return;
    }
  note_link (self, stamp->target, DS_STRENGTH_BROKEN,
             g_strdup_printf ("%s shows nothing any more", described));
  ds_examination_tell (self, "token", name, TRUE, "%s shows nothing any more: %s", described,
                       trouble);
}

/* A token that the journal names in an entry whose request cannot be read: at least its octets. */
static void
look_at_octets (DsExamination *self, const char *folder, const char *digest, guint64 seq)
{
  g_autofree char *name = g_build_filename (folder, digest, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) octets = ds_store_read_object (self->store, folder, digest, &error);

  self->result->n_files++;
  if (octets == NULL)
    ds_examination_tell (self, folder, name, TRUE,
                         "a file that entry %" G_GUINT64_FORMAT " speaks of is lost: %s", seq,
                         error->message);
}

/**
 * ds_examination_look_at_tokens:
 * @error: %G_IO_ERROR_CANCELLED, %DS_ERROR_DAMAGED
 *
 * A token is judged by what the journal says was sent to be signed; whether a batch still leads
 * there is another link.
 */
gboolean
ds_examination_look_at_tokens (DsExamination *self, GError **error)
{
  g_autoptr (GPtrArray) stamps =
      ds_catalog_list_all_stamps (ds_store_get_catalog (self->store), error);
  g_autoptr (GHashTable) judged = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer digest;
  gpointer seq;

  if (stamps == NULL)
    return FALSE;
  for (guint i = 0; i < stamps->len; i++)
    {
      DsStamp *stamp = g_ptr_array_index (stamps, i);

      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      look_at_token (self, stamp);
      g_hash_table_add (judged, stamp->token);
    }
  g_hash_table_iter_init (&iter, self->inventory->tokens);
  while (g_hash_table_iter_next (&iter, &digest, &seq))
    if (!g_hash_table_contains (judged, digest))
      look_at_octets (self, "token", digest, *(const guint64 *) seq);
  g_hash_table_iter_init (&iter, self->inventory->trust);
  while (g_hash_table_iter_next (&iter, &digest, &seq))
    look_at_octets (self, "trust", digest, *(const guint64 *) seq);
  return TRUE;
}
