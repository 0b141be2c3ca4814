/* ds-store-check.c - the whole store read again: what can still be proven, what cannot, and why
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Nothing is believed because the index says so, and nothing is written: journal, batches, rounds,
 * tokens, certificates and kept copies are read from disk, each once. */
#include "evidence/ds-store-check.h"

#include <string.h>

#include "evidence/ds-store-check-private.h"
#include "project/ds-catalog-compare.h"

static void
finding_free (gpointer data)
{
  DsStoreFinding *self = data;

  g_free (self->name);
  g_free (self->text);
  g_free (self);
}

static void
link_free (gpointer data)
{
  DsLink *self = data;

  g_free (self->why);
  g_free (self);
}

void
ds_store_check_free (DsStoreCheck *self)
{
  g_free (self->store_id);
  g_ptr_array_unref (self->findings);
  g_free (self);
}

/**
 * ds_examination_tell:
 * @what: kind of thing, as DsStoreFinding has it
 * @name: which one
 * @is_loss: whether something is not what it was; else it is a remark
 * @format: one sentence, without its full stop
 */
void
ds_examination_tell (DsExamination *self, const char *what, const char *name, gboolean is_loss,
                     const char *format, ...)
{
  DsStoreFinding *finding = g_new0 (DsStoreFinding, 1);
  va_list arguments;

  finding->what = what;
  finding->name = g_strdup (name);
  finding->is_loss = is_loss;
  va_start (arguments, format);
  finding->text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (self->result->findings, finding);
  if (is_loss)
    self->result->n_losses++;
}

/* Whether the draft is one that was asked about. */
gboolean
ds_examination_covers (const DsExamination *self, const DsDraft *draft)
{
  return self->options->project == NULL || strcmp (draft->project, self->options->project) == 0;
}

static void
examination_clear (DsExamination *self)
{
  g_clear_pointer (&self->kept_leaves, g_array_unref);
  g_clear_pointer (&self->aside_leaves, g_array_unref);
  g_clear_pointer (&self->drafts, g_ptr_array_unref);
  g_clear_pointer (&self->store, ds_store_close);
  g_clear_pointer (&self->inventory, ds_inventory_free);
  g_clear_pointer (&self->tree, ds_log_tree_free);
  g_hash_table_unref (self->by_record);
  g_hash_table_unref (self->members);
  g_hash_table_unref (self->roots);
  g_ptr_array_unref (self->lost);
  g_hash_table_unref (self->changed);
  g_hash_table_unref (self->rounds);
  g_hash_table_unref (self->links);
  g_hash_table_unref (self->copies);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DsExamination, examination_clear)

static void
examination_init (DsExamination *self)
{
  self->by_record = g_hash_table_new (g_str_hash, g_str_equal);
  self->members = g_hash_table_new (g_str_hash, g_str_equal);
  self->roots = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  self->lost = g_ptr_array_new ();
  self->changed = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->rounds =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->links = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, link_free);
  self->copies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/* The index first, then the journal, then the store: each may have grown since the one before, and
 * what is known of an earlier one is then still there in a later one. */
static gboolean
read_all (DsExamination *self, const char *store_folder, GError **error)
{
  DsDraftQuery everything = { .oldest_first = TRUE };
  g_autoptr (GError) index_error = NULL;

  if (ds_catalog_is_on_disk (store_folder, FALSE))
    self->kept_leaves = ds_catalog_read_leaves (store_folder, FALSE, &index_error);
  if (ds_catalog_is_on_disk (store_folder, TRUE)) /* one that cannot be read remembers nothing */
    self->aside_leaves = ds_catalog_read_leaves (store_folder, TRUE, NULL);
  self->inventory = ds_inventory_read (store_folder, error);
  if (self->inventory == NULL)
    return FALSE;
  self->store = ds_store_open (store_folder, DS_STORE_READ, error);
  if (self->store == NULL)
    return FALSE;
  if (self->options->opened != NULL)
    self->options->opened (self->store);
  self->drafts = ds_catalog_list_drafts (ds_store_get_catalog (self->store), &everything, error);
  if (self->drafts == NULL)
    return FALSE;
  for (guint i = 0; i < self->drafts->len; i++)
    {
      DsDraft *draft = g_ptr_array_index (self->drafts, i);

      g_hash_table_insert (self->by_record, draft->record, draft);
    }
  if (index_error != NULL)
    ds_examination_tell (self, "index", "index.sqlite", TRUE,
                         "index.sqlite cannot be used (%s): have it made anew with draftseal check "
                         "--rebuild",
                         index_error->message);
  return TRUE;
}

/**
 * ds_store_check_run:
 * @store_folder: the store's
 * @options: what to look at
 * @cancellable: (nullable): stops within a block of a kept copy
 * @error: %G_IO_ERROR_CANCELLED, as ds_store_open() if it cannot be read at all
 *
 * Reads everything again; may take as long as reading the vault does. Nothing is written, so a
 * store on a read-only disk can be checked and others may work on it meanwhile.
 *
 * Returns: (transfer full) (nullable): what was found
 */
DsStoreCheck *
ds_store_check_run (const char *store_folder, const DsStoreCheckOptions *options,
                    GCancellable *cancellable, GError **error)
{
  g_autoptr (DsStoreCheck) result = g_new0 (DsStoreCheck, 1);
  g_auto (DsExamination)
      examination = { .result = result, .options = options, .cancellable = cancellable };

  result->findings = g_ptr_array_new_with_free_func (finding_free);
  examination_init (&examination);
  if (!read_all (&examination, store_folder, error))
    return NULL;
  result->store_id = g_strdup (examination.inventory->store_id);
  result->n_entries = examination.inventory->entries->len;
  ds_examination_look_at_identity (&examination);
  ds_examination_look_at_journal (&examination);
  if (!ds_examination_look_at_roots (&examination, error))
    return NULL;
  ds_examination_look_at_index (&examination);
  if (!ds_examination_look_at_tokens (&examination, error)
      || !ds_examination_look_at_vault (&examination, error))
    return NULL;
  ds_examination_look_at_strays (&examination);
  ds_examination_judge_drafts (&examination);
  return g_steal_pointer (&result);
}
