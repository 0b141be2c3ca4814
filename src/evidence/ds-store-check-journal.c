/* ds-store-check-journal.c - store.json, the journal, and what the index remembers of it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/ds-file.h"
#include "evidence/ds-store-check-private.h"
#include "project/ds-catalog-compare.h"

#define STORE_FILE_OCTETS_MAX 4096

/* The file is written once, from the journal's first entry: there is one way it can be. */
void
ds_examination_look_at_identity (DsExamination *self)
{
  const char *folder = ds_store_get_folder (self->store);
  g_autofree char *path = g_build_filename (folder, "store.json", NULL);
  g_autoptr (GBytes) octets = ds_file_read (path, STORE_FILE_OCTETS_MAX, NULL);
  g_autofree char *expected = NULL;
  gsize length;
  const char *text;

  self->result->n_files++;
  if (self->inventory->store_id == NULL) /* told with the journal */
    return;
  expected = g_strdup_printf ("{\"format\":1,\"id\":\"%s\"}\n", self->inventory->store_id);
  text = octets != NULL ? g_bytes_get_data (octets, &length) : NULL;
  if (text == NULL || length != strlen (expected) || memcmp (text, expected, length) != 0)
    ds_examination_tell (self, "store", "store.json", TRUE,
                         "store.json is not what was written: delete it, it is made again from the "
                         "journal's first entry");
}

/* Lines that are no entries, and an end that is not whole. */
void
ds_examination_look_at_journal (DsExamination *self)
{
  const DsInventory *inventory = self->inventory;

  self->result->n_files++;
  if (inventory->store_id == NULL)
    ds_examination_tell (self, "journal", "journal", TRUE,
                         "the journal does not begin with the first entry of a store: restore it "
                         "from a backup");
  for (guint i = 0; i < inventory->bad_lines->len; i++)
    ds_examination_tell (self, "journal", "journal", TRUE,
                         "entry %" G_GUINT64_FORMAT " of the journal is damaged: its line is no "
                         "entry any more",
                         g_array_index (inventory->bad_lines, guint64, i));
  if (inventory->tail_octets > 0)
    ds_examination_tell (self, "journal", "journal", FALSE,
                         "the journal ends within an entry, as after a power cut: its last "
                         "%" G_GUINT64_FORMAT " octets are moved to journal.torn when the store is "
                         "written next, unless something stamped reaches them",
                         inventory->tail_octets);
  if (ds_store_get_damage (self->store) != NULL)
    ds_examination_tell (self, "journal", "journal", TRUE, "%s", ds_store_get_damage (self->store));
}

/* Whether a checkpoint that holds vouches for the entry as it is. */
static gboolean
is_vouched_for (const DsExamination *self, guint64 seq)
{
  return seq < self->stamped_reach;
}

/* @index is the name of the one that remembers. */
static void
tell_changed (DsExamination *self, const char *index, guint64 seq)
{
  gint64 key = (gint64) seq;

  if (is_vouched_for (self, seq))
    ds_examination_tell (self, "index", index, TRUE,
                         "%s remembers entry %" G_GUINT64_FORMAT " wrongly, for it is as it was "
                         "stamped: have the index made anew with draftseal check --rebuild",
                         index, seq);
  else
    {
      g_hash_table_add (self->changed, g_memdup2 (&key, sizeof key));
      ds_examination_tell (self, "journal", "journal", TRUE,
                           "entry %" G_GUINT64_FORMAT " of the journal is not the one that %s took "
                           "in: one of the two was changed, and nothing stamped decides which",
                           seq, index);
    }
}

/* Entries @from to @to are in the index and in the journal no more. */
static void
tell_lost (DsExamination *self, const char *index, guint64 from, guint64 to)
{
  if (from == to)
    ds_examination_tell (self, "journal", "journal", TRUE,
                         "entry %" G_GUINT64_FORMAT " of the journal is lost: %s took it in, the "
                         "journal does not have it",
                         from, index);
  else
    ds_examination_tell (self, "journal", "journal", TRUE,
                         "entries %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT
                         " of the journal are "
                         "lost: %s took them in, the journal does not have them",
                         from, to, index);
}

/* Returns whether journal and index tell of the same entries. */
static gboolean
compare_leaves (DsExamination *self, const char *index, const GArray *leaves)
{
  guint n_before = self->result->n_losses;

  for (guint i = 0; i < leaves->len; i++)
    {
      const DsKeptLeaf *kept = &g_array_index (leaves, DsKeptLeaf, i);
      const DsInventoryEntry *entry = ds_inventory_find (self->inventory, kept->seq);
      guint64 first = kept->seq;

      if (entry != NULL)
        {
          if (entry->offset != kept->offset || !ds_digest_equal (&entry->leaf, &kept->leaf))
            tell_changed (self, index, kept->seq);
          continue;
        }
      while (i + 1 < leaves->len
             && ds_inventory_find (self->inventory, g_array_index (leaves, DsKeptLeaf, i + 1).seq)
                    == NULL)
        i++;
      tell_lost (self, index, first, g_array_index (leaves, DsKeptLeaf, i).seq);
    }
  return self->result->n_losses == n_before;
}

/**
 * ds_examination_look_at_index:
 *
 * After the checkpoints: they decide who is right where index and journal differ.
 */
void
ds_examination_look_at_index (DsExamination *self)
{
  guint64 end = self->inventory->entries->len;
  g_autofree char *difference = NULL;

  if (self->aside_leaves != NULL)
    compare_leaves (self, "index.sqlite.aside", self->aside_leaves);
  if (!ds_catalog_is_on_disk (ds_store_get_folder (self->store), FALSE))
    {
      if (end > self->stamped_reach)
        ds_examination_tell (self, "index", "index.sqlite", FALSE,
                             "there is no index: whether the entries of the journal from "
                             "%" G_GUINT64_FORMAT " on were changed cannot be told, for nothing "
                             "stamped covers them",
                             self->stamped_reach);
      return;
    }
  self->result->n_files++;
  if (self->kept_leaves == NULL) /* told already */
    return;
  /* A journal or a batch that is damaged makes another index: that is no fault of the old one. */
  if (compare_leaves (self, "index.sqlite", self->kept_leaves) && self->result->n_losses == 0
      && ds_catalog_compare (ds_store_get_catalog (self->store), &difference, NULL)
      && difference != NULL)
    ds_examination_tell (self, "index", "index.sqlite", TRUE,
                         "index.sqlite is damaged: %s; have it made anew with draftseal check "
                         "--rebuild",
                         difference);
}
