/* ds-judgement-draft.c - the chain from a draft's bytes to the roots that were signed
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bytes → record → journal and pair node → batch root → round root → token. Every link is computed
 * anew from what is on disk; the index only says where to look. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/ds-error.h"
#include "base/ds-json.h"
#include "evidence/ds-batch.h"
#include "evidence/ds-judgement.h"
#include "project/ds-catalog-stamping.h"
#include "project/ds-entry.h"

#define OUR_FORMAT "Draftseal store format 1"
#define RFC_4998_REDUCTION "RFC 4998, 4.3"

/* One draft on its way through the checks. */
typedef struct
{
  DsJudgement *self;
  DsStore *store;
  const DsDraft *draft;
  const DsJudgeOptions *options;
} Judge;

static void
fail_from_error (DsVerdict *verdict, const char *name, const char *source, const GError *error)
{
  ds_verdict_fail (verdict, name, "HASH_FAILURE", source, "%s", error->message);
}

static gboolean
check_kept_copy (Judge *j, GCancellable *cancellable, GError **error)
{
  DsVerdict *verdict = j->self->verdict;
  g_autofree char *hex = ds_digest_to_hex (&j->draft->sha256);
  g_autoptr (GError) inner = NULL;
  guint64 size;

  if (!j->draft->is_kept)
    {
      ds_verdict_doubt (
          verdict, "kept-copy", "SIGNED_DATA_NOT_FOUND", OUR_FORMAT,
          N_ ("the bytes of this draft were not kept, by choice: verify the file itself"));
      return TRUE;
    }
  if (ds_vault_verify (ds_store_get_vault (j->store), &j->draft->sha256, &size, cancellable,
                       &inner))
    {
      g_autofree char *octets = g_strdup_printf ("%" G_GUINT64_FORMAT, size);

      ds_verdict_pass (verdict, "kept-copy", OUR_FORMAT,
                       N_ ("the kept copy is unchanged: SHA-256 %s, %s octets"), hex, octets);
    }
  else if (g_error_matches (inner, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&inner));
      return FALSE;
    }
  else if (g_error_matches (inner, DS_ERROR, DS_ERROR_DAMAGED))
    ds_verdict_fail (verdict, "kept-copy", "HASH_FAILURE", OUR_FORMAT,
                     N_ ("the kept copy was changed (%s); recorded was %s"), inner->message, hex);
  else
    ds_verdict_doubt (verdict, "kept-copy", "SIGNED_DATA_NOT_FOUND", OUR_FORMAT, "%s",
                      inner->message);
  return TRUE;
}

/* Whether the record on disk is the one by whose digest the draft is known, about these bytes. */
static gboolean
check_record (Judge *j, DsDigest *record)
{
  DsVerdict *verdict = j->self->verdict;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) octets = ds_store_read_entry (j->store, j->draft->seq, NULL, &error);
  g_autoptr (DsJson) json = NULL;
  g_autofree char *hex = NULL;
  g_autofree char *sha256 = ds_digest_to_hex (&j->draft->sha256);
  g_autofree char *seq = g_strdup_printf ("%" G_GUINT64_FORMAT, j->draft->seq);
  DsJson *digests;

  if (octets == NULL)
    {
      fail_from_error (verdict, "record", OUR_FORMAT, error);
      return FALSE;
    }
  *record = ds_digest_sha256_bytes (octets);
  hex = ds_digest_to_hex (record);
  json = ds_json_parse (g_bytes_get_data (octets, NULL), g_bytes_get_size (octets), NULL);
  digests = json != NULL ? ds_json_get_typed (json, "digests", DS_JSON_OBJECT) : NULL;
  if (strcmp (hex, j->draft->record) != 0 || digests == NULL
      || g_strcmp0 (ds_json_get_string (digests, "sha256"), sha256) != 0)
    {
      ds_verdict_fail (
          verdict, "record", "HASH_FAILURE", OUR_FORMAT,
          N_ ("the record in the journal was changed: its SHA-256 is %s, known was %s"), hex,
          j->draft->record);
      return FALSE;
    }
  ds_verdict_pass (verdict, "record", OUR_FORMAT,
                   N_ ("the record is unchanged: entry %s, SHA-256 %s"), seq, hex);
  return TRUE;
}

/* Whether the journal up to @checkpoint is the one that was stamped with it. */
static void
check_checkpoint (Judge *j, const char *checkpoint)
{
  DsVerdict *verdict = j->self->verdict;
  g_autoptr (GError) error = NULL;
  g_autofree char *store_id = NULL;
  g_autofree char *entries = NULL;
  DsDigest stamped;
  DsDigest found;
  guint64 size = 0;
  gboolean is_read = ds_checkpoint_parse (checkpoint, &size, &stamped, &store_id);

  entries = g_strdup_printf ("%" G_GUINT64_FORMAT, size);
  if (!is_read || strcmp (store_id, ds_store_get_id (j->store)) != 0)
    ds_verdict_fail (verdict, "journal", "FORMAT_FAILURE", "RFC 6962, 2.1",
                     N_ ("the checkpoint stamped with the batch is not one of this journal"));
  else if (!ds_store_read_tree_head (j->store, size, &found, &error))
    fail_from_error (verdict, "journal", "RFC 6962, 2.1", error);
  else if (!ds_digest_equal (&found, &stamped))
    ds_verdict_fail (verdict, "journal", "HASH_FAILURE", "RFC 6962, 2.1",
                     N_ ("the journal was changed: its first %s entries are not those that were "
                         "stamped"),
                     entries);
  else
    ds_verdict_pass (verdict, "journal", "RFC 6962, 2.1",
                     N_ ("no change to the first %s entries of the journal since they were "
                         "stamped"),
                     entries);
}

/* A draft in no batch: is it really pending, or was its record changed after it was stamped? */
static void
check_covering_batch (Judge *j)
{
  g_autoptr (DsFrozenBatch) batch =
      ds_catalog_find_covering_batch (ds_store_get_catalog (j->store), j->draft->seq, NULL);
  g_autoptr (GPtrArray) members = NULL;
  g_autofree char *checkpoint = NULL;
  g_autoptr (DsHashTree) tree = NULL;

  if (batch == NULL)
    return;
  tree = ds_batch_read_tree (j->store, batch->digest, &members, &checkpoint, NULL);
  if (tree != NULL && checkpoint != NULL)
    check_checkpoint (j, checkpoint);
}

static gboolean
find_member (GPtrArray *members, const char *wanted, guint *index)
{
  return g_ptr_array_find_with_equal_func (members, wanted, g_str_equal, index);
}

/* From the draft and its record to the root of its batch. */
static gboolean
check_batch (Judge *j, const DsDigest *record, DsDigest *root)
{
  DsVerdict *verdict = j->self->verdict;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) members = NULL;
  g_autofree char *checkpoint = NULL;
  g_autofree char *hex = NULL;
  g_autofree char *count = NULL;
  g_autoptr (DsHashTree) tree =
      ds_batch_read_tree (j->store, j->draft->batch, &members, &checkpoint, &error);
  DsDigest known;
  guint index;

  if (tree == NULL)
    {
      fail_from_error (verdict, "batch", RFC_4998_REDUCTION, error);
      return FALSE;
    }
  if (checkpoint != NULL)
    check_checkpoint (j, checkpoint);
  known = ds_hash_tree_get_root (tree);
  if (!find_member (members, j->draft->record, &index))
    {
      ds_verdict_fail (verdict, "batch", "HASH_FAILURE", RFC_4998_REDUCTION,
                       N_ ("the batch does not hold this draft"));
      return FALSE;
    }
  *root = ds_hash_tree_climb (tree, index, ds_hash_join (&j->draft->sha256, record));
  hex = ds_digest_to_hex (root);
  count = g_strdup_printf ("%u", members->len);
  if (!ds_digest_equal (root, &known))
    {
      ds_verdict_fail (verdict, "batch", "HASH_FAILURE", RFC_4998_REDUCTION,
                       N_ ("draft and record lead to the root %s, not to that of the batch"), hex);
      return FALSE;
    }
  ds_verdict_pass (verdict, "batch", RFC_4998_REDUCTION,
                   N_ ("draft and record lead to the batch's root %s; %s drafts share it"), hex,
                   count);
  return TRUE;
}

/* From the root of a batch to the root of the round over it. */
static gboolean
check_round (Judge *j, const DsStamp *stamp, DsDigest *root)
{
  DsVerdict *verdict = j->self->verdict;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) members = NULL;
  g_autofree char *checkpoint = NULL;
  g_autofree char *hex = ds_digest_to_hex (root);
  g_autoptr (DsHashTree) tree =
      ds_batch_read_tree (j->store, stamp->target, &members, &checkpoint, &error);
  guint index;

  if (tree == NULL)
    {
      fail_from_error (verdict, "round", RFC_4998_REDUCTION, error);
      return FALSE;
    }
  if (!find_member (members, hex, &index))
    {
      ds_verdict_fail (verdict, "round", "HASH_FAILURE", RFC_4998_REDUCTION,
                       N_ ("the round does not hold the root of this batch"));
      return FALSE;
    }
  *root = ds_hash_tree_climb (tree, index, *root);
  ds_verdict_pass (verdict, "round", RFC_4998_REDUCTION,
                   N_ ("the batch's root leads to the round that %s signed"), stamp->tsa);
  return TRUE;
}

static void
judge_stamp (Judge *j, const DsStamp *stamp, const DsDigest *batch_root)
{
  DsVerdict *verdict = j->self->verdict;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) octets = ds_store_read_object (j->store, "token", stamp->token, &error);
  g_autoptr (DsToken) token = octets != NULL ? ds_token_parse_unverified (octets, &error) : NULL;
  DsDigest imprint = stamp->is_direct ? j->draft->sha256 : *batch_root;

  if (token == NULL)
    {
      ds_verdict_set_subject (verdict, stamp->tsa);
      fail_from_error (verdict, "token", "RFC 3161, 2.4.2", error);
      ds_verdict_set_subject (verdict, NULL);
      return;
    }
  if (stamp->is_round && !check_round (j, stamp, &imprint))
    return;
  ds_judgement_judge_token (j->self, j->store, token, &imprint, stamp, j->options);
}

/* A draft without a token: was it in a batch that was stamped, but cannot be read any more? */
static void
check_lost_batch (Judge *j)
{
  g_autofree char *lost =
      ds_catalog_find_lost_batch (ds_store_get_catalog (j->store), j->draft->seq);
  g_autoptr (GPtrArray) members = NULL;
  g_autofree char *checkpoint = NULL;
  g_autoptr (DsHashTree) tree = NULL;
  g_autoptr (GError) error = NULL;

  if (lost == NULL)
    return;
  tree = ds_batch_read_tree (j->store, lost, &members, &checkpoint, &error);
  if (tree == NULL)
    fail_from_error (j->self->verdict, "batch", RFC_4998_REDUCTION, error);
}

static gboolean
judge_stamps (Judge *j, const DsDigest *batch_root, GError **error)
{
  g_autoptr (GPtrArray) stamps =
      ds_catalog_list_stamps (ds_store_get_catalog (j->store), j->draft, error);

  for (guint i = 0; stamps != NULL && i < stamps->len; i++)
    {
      const DsStamp *stamp = g_ptr_array_index (stamps, i);

      if (stamp->is_direct || batch_root != NULL)
        judge_stamp (j, stamp, batch_root);
    }
  if (stamps != NULL && stamps->len == 0)
    check_lost_batch (j);
  return stamps != NULL;
}

/**
 * ds_judgement_judge_draft:
 * @draft: a draft of @store
 * @source: where its data is
 * @options: how to judge
 * @cancellable: (nullable): stops while the kept copy is read
 * @error: %G_IO_ERROR_CANCELLED, %DS_ERROR_DAMAGED if the index cannot be used
 *
 * Judges data, record, journal position and all tokens. ds_judgement_conclude() comes after.
 */
gboolean
ds_judgement_judge_draft (DsJudgement *self, DsStore *store, const DsDraft *draft,
                          DsDataSource source, const DsJudgeOptions *options,
                          GCancellable *cancellable, GError **error)
{
  Judge j = { self, store, draft, options };
  DsDigest record;
  DsDigest root;
  gboolean has_root;

  g_free (self->sha256);
  self->sha256 = ds_digest_to_hex (&draft->sha256);
  if (source == DS_DATA_KEPT && !check_kept_copy (&j, cancellable, error))
    return FALSE;
  if (!check_record (&j, &record))
    return TRUE;
  if (draft->batch == NULL)
    check_covering_batch (&j);
  has_root = draft->batch != NULL && check_batch (&j, &record, &root);
  return judge_stamps (&j, has_root ? &root : NULL, error);
}
