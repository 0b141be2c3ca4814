/* ds-store-check-roots.c - batches and rounds, and the checkpoints of the journal in them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "evidence/ds-batch.h"
#include "evidence/ds-store-check-private.h"
#include "project/ds-entry.h"

/* The checkpoints that were looked at. */
typedef struct
{
  guint n_checkpoints;
  guint n_broken;
} Checkpoints;

static void
tell_lost (DsExamination *self, DsFrozenFile *frozen, const char *trouble)
{
  g_autofree char *name = g_build_filename ("batch", frozen->digest, NULL);

  g_ptr_array_add (self->lost, frozen);
  if (frozen->is_round)
    ds_examination_tell (self, "round", name, TRUE,
                         "a round of batches proves nothing any more (entry %" G_GUINT64_FORMAT
                         "): %s",
                         frozen->seq, trouble);
  else
    ds_examination_tell (self, "batch", name, TRUE,
                         "a batch of %" G_GUINT64_FORMAT " draft%s proves nothing any more (entry "
                         "%" G_GUINT64_FORMAT "): %s",
                         frozen->count, frozen->count == 1 ? "" : "s", frozen->seq, trouble);
}

/* The entries up to the first that is missing: no tree can be made over more of them. */
static void
grow_tree (DsExamination *self)
{
  self->tree = ds_log_tree_new ();
  for (guint i = 0; i < self->inventory->entries->len; i++)
    {
      const DsInventoryEntry *entry =
          &g_array_index (self->inventory->entries, DsInventoryEntry, i);

      if (entry->seq != i)
        return;
      ds_log_tree_add (self->tree, &entry->leaf);
    }
}

static void
look_at_checkpoint (DsExamination *self, const char *checkpoint, Checkpoints *all)
{
  g_autofree char *store_id = NULL;
  DsDigest stamped;
  DsDigest found;
  guint64 size = 0;
  gboolean holds = ds_checkpoint_parse (checkpoint, &size, &stamped, &store_id)
                   && g_strcmp0 (store_id, self->inventory->store_id) == 0
                   && size <= ds_log_tree_get_size (self->tree);

  if (holds)
    {
      found = ds_log_tree_get_root (self->tree, size);
      holds = ds_digest_equal (&found, &stamped);
    }
  all->n_checkpoints++;
  if (holds)
    {
      self->stamped_reach = MAX (self->stamped_reach, size);
      return;
    }
  all->n_broken++;
  self->spoilt_reach = self->spoilt_reach == 0 ? size : MIN (self->spoilt_reach, size);
}

/* Whether bytes and record of a draft lead to the batch's root. */
static gboolean
leads_to_root (DsHashTree *tree, guint index, const DsDraft *draft, const DsDigest *root)
{
  DsDigest record;
  DsDigest reached;

  if (!ds_digest_from_hex (&record, DS_DIGEST_SHA256, draft->record))
    return FALSE;
  reached = ds_hash_tree_climb (tree, index, ds_hash_join (&draft->sha256, &record));
  return ds_digest_equal (&reached, root);
}

static void
look_at_members (DsExamination *self, DsFrozenFile *frozen, DsHashTree *tree, GPtrArray *members)
{
  DsDigest root = ds_hash_tree_get_root (tree);

  for (guint i = 0; i < members->len; i++)
    {
      const char *record = g_ptr_array_index (members, i);
      const DsDraft *draft = g_hash_table_lookup (self->by_record, record);

      if (draft == NULL)
        self->n_lost_members++;
      else if (leads_to_root (tree, i, draft, &root))
        g_hash_table_insert (self->members, draft->record, frozen);
    }
}

/* Whether the checkpoint is the last leaf, so that it was signed with the drafts. */
static gboolean
holds_checkpoint (DsHashTree *tree, const char *checkpoint, guint index, const DsDigest *root)
{
  DsDigest leaf;

  if (checkpoint == NULL)
    return FALSE;
  leaf = ds_digest_sha256 (checkpoint, strlen (checkpoint));
  leaf = ds_hash_tree_climb (tree, index, leaf);
  return ds_digest_equal (&leaf, root);
}

/* (transfer full) (nullable): the tree of a batch or round, if it is the one that was frozen. */
static DsHashTree *
read_frozen (DsExamination *self, DsFrozenFile *frozen, GPtrArray **members, char **checkpoint)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsHashTree) tree =
      ds_batch_read_tree (self->store, frozen->digest, members, checkpoint, &error);
  DsDigest root;

  self->result->n_files++;
  if (tree != NULL)
    {
      root = ds_hash_tree_get_root (tree);
      if (frozen->is_round || holds_checkpoint (tree, *checkpoint, (*members)->len, &root))
        {
          g_hash_table_insert (self->roots, frozen->digest, ds_digest_to_hex (&root));
          return g_steal_pointer (&tree);
        }
    }
  tell_lost (self, frozen, tree == NULL ? error->message : "its checkpoint is not in its tree");
  return NULL;
}

static void
look_at_batch (DsExamination *self, DsFrozenFile *frozen, Checkpoints *checkpoints)
{
  g_autoptr (GPtrArray) members = NULL;
  g_autofree char *checkpoint = NULL;
  g_autoptr (DsHashTree) tree = read_frozen (self, frozen, &members, &checkpoint);

  if (tree == NULL)
    return;
  look_at_checkpoint (self, checkpoint, checkpoints);
  look_at_members (self, frozen, tree, members);
}

static void
look_at_round (DsExamination *self, DsFrozenFile *frozen)
{
  g_autoptr (GPtrArray) roots = NULL;
  g_autofree char *checkpoint = NULL;
  g_autoptr (DsHashTree) tree = read_frozen (self, frozen, &roots, &checkpoint);

  for (guint i = 0; tree != NULL && i < roots->len; i++)
    {
      const char *root = g_ptr_array_index (roots, i);
      GPtrArray *over = g_hash_table_lookup (self->rounds, root);

      if (over == NULL)
        {
          over = g_ptr_array_new ();
          g_hash_table_insert (self->rounds, g_strdup (root), over);
        }
      g_ptr_array_add (over, frozen->digest);
    }
}

/**
 * ds_examination_look_at_roots:
 * @error: %G_IO_ERROR_CANCELLED
 *
 * From the drafts and their records to what was signed.
 */
gboolean
ds_examination_look_at_roots (DsExamination *self, GError **error)
{
  Checkpoints checkpoints = { 0 };

  grow_tree (self);
  for (guint i = 0; i < self->inventory->frozen->len; i++)
    {
      DsFrozenFile *frozen = g_ptr_array_index (self->inventory->frozen, i);

      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      if (frozen->is_round)
        look_at_round (self, frozen);
      else
        look_at_batch (self, frozen, &checkpoints);
    }
  if (checkpoints.n_broken > 0)
    ds_examination_tell (self, "journal", "journal", TRUE,
                         "the journal was changed between entry %" G_GUINT64_FORMAT
                         " and entry %" G_GUINT64_FORMAT " since it was stamped: %u of %u "
                         "checkpoints do not hold",
                         self->stamped_reach, self->spoilt_reach - 1, checkpoints.n_broken,
                         checkpoints.n_checkpoints);
  return TRUE;
}
