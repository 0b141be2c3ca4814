/* ds-inventory.c - what the journal, read from its first line on, says there is
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A line that is no entry hides what it spoke of; those behind it are read all the same. */
#include "project/ds-inventory.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/ds-hex.h"
#include "base/ds-lock.h"
#include "project/ds-entry.h"
#include "project/ds-journal.h"
#include "project/ds-log-tree.h"

#define DIGEST_DIGITS (2 * DS_SHA256_OCTETS)

static void
frozen_file_free (gpointer data)
{
  DsFrozenFile *self = data;

  g_free (self->digest);
  g_free (self->root);
  g_free (self);
}

static void
note_name (GHashTable *names, const char *name, guint64 seq)
{
  if (name == NULL || !ds_hex_is_digits (name, DIGEST_DIGITS, DIGEST_DIGITS)
      || g_hash_table_contains (names, name))
    return;
  g_hash_table_insert (names, g_strdup (name), g_memdup2 (&seq, sizeof seq));
}

static void
note_names (GHashTable *names, const DsJson *json, const char *field, guint64 seq)
{
  DsJson *list = ds_json_get_typed (json, field, DS_JSON_ARRAY);

  for (guint i = 0; list != NULL && i < ds_json_get_size (list); i++)
    note_name (names, ds_json_get_text (ds_json_get_nth (list, i)), seq);
}

/* The anchors of an authority are in its setting. */
static void
note_setting (DsInventory *self, const DsEntry *entry)
{
  DsJson *value = ds_json_get_typed (entry->json, "value", DS_JSON_OBJECT);

  if (value != NULL)
    note_names (self->trust, value, "trust", entry->seq);
}

static void
note_frozen (DsInventory *self, const DsEntry *entry)
{
  const char *digest = ds_json_get_string (entry->json, entry->type);
  DsFrozenFile *file;

  if (digest == NULL || !ds_hex_is_digits (digest, DIGEST_DIGITS, DIGEST_DIGITS))
    return;
  file = g_new0 (DsFrozenFile, 1);
  file->seq = entry->seq;
  file->digest = g_strdup (digest);
  file->root = g_strdup (ds_json_get_string (entry->json, "root"));
  ds_json_get_integer (entry->json, "count", &file->count);
  file->is_round = strcmp (entry->type, "round") == 0;
  g_ptr_array_add (self->frozen, file);
}

static gboolean
note_entry (const DsEntry *entry, gpointer data, GError **error)
{
  DsInventory *self = data;
  DsInventoryEntry kept = { entry->seq, entry->offset,
                            ds_log_tree_hash_leaf (entry->octets, entry->length) };

  g_array_append_val (self->entries, kept);
  self->end = entry->offset + entry->length + 1;
  if (entry->seq == 0)
    self->store_id = ds_entry_compute_store_id (entry->octets, entry->length);
  if (strcmp (entry->type, "batch") == 0 || strcmp (entry->type, "round") == 0)
    note_frozen (self, entry);
  else if (strcmp (entry->type, "setting") == 0)
    note_setting (self, entry);
  else if (strcmp (entry->type, "stamped") == 0)
    {
      note_name (self->tokens, ds_json_get_string (entry->json, "token"), entry->seq);
      note_names (self->trust, entry->json, "certs", entry->seq);
      note_names (self->trust, entry->json, "revocation", entry->seq);
    }
  return TRUE;
}

/* Every line to the end of the file. */
static gboolean
follow_all (DsInventory *self, DsJournal *journal, GError **error)
{
  gboolean is_whole = FALSE;

  for (;;)
    {
      guint64 expected;

      if (!ds_journal_follow (journal, note_entry, self, &is_whole, error))
        return FALSE;
      if (is_whole)
        return TRUE;
      expected = ds_journal_get_next_seq (journal);
      if (!ds_journal_skip_line (journal, NULL))
        return TRUE;
      g_array_append_val (self->bad_lines, expected);
    }
}

/* Lines that are none with nothing whole behind them are the tail, not holes. */
static void
close_tail (DsInventory *self, guint64 size)
{
  guint64 next =
      self->entries->len > 0
          ? g_array_index (self->entries, DsInventoryEntry, self->entries->len - 1).seq + 1
          : 0;

  while (self->bad_lines->len > 0
         && g_array_index (self->bad_lines, guint64, self->bad_lines->len - 1) >= next)
    g_array_set_size (self->bad_lines, self->bad_lines->len - 1);
  self->tail_octets = size > self->end ? size - self->end : 0;
}

static DsInventory *
inventory_new (void)
{
  DsInventory *self = g_new0 (DsInventory, 1);

  self->entries = g_array_new (FALSE, FALSE, sizeof (DsInventoryEntry));
  self->bad_lines = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->frozen = g_ptr_array_new_with_free_func (frozen_file_free);
  self->tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->trust = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

static DsInventory *
read_once (const char *store_folder, GError **error)
{
  g_autoptr (DsJournal) journal = ds_journal_open (store_folder, FALSE, error);
  g_autoptr (DsInventory) self = NULL;
  g_autofree char *path = g_build_filename (store_folder, "journal", NULL);
  struct stat st;

  if (journal == NULL)
    return NULL;
  self = inventory_new ();
  if (!follow_all (self, journal, error))
    return NULL;
  if (stat (path, &st) == 0)
    close_tail (self, (guint64) st.st_size);
  return g_steal_pointer (&self);
}

/**
 * ds_inventory_read:
 * @store_folder: the store's
 * @error: a %G_IO_ERROR
 *
 * Reads the whole journal. A line that is not whole may be one that somebody writes just now: then
 * it is read again while nobody can.
 *
 * Returns: (transfer full) (nullable): what it says
 */
DsInventory *
ds_inventory_read (const char *store_folder, GError **error)
{
  g_autoptr (DsInventory) self = read_once (store_folder, error);
  g_autofree char *path = g_build_filename (store_folder, "journal.lock", NULL);
  g_autoptr (DsLock) lock = NULL;

  if (self == NULL || self->tail_octets == 0)
    return g_steal_pointer (&self);
  lock = ds_lock_take (path, NULL); /* where that cannot be written, nobody writes the journal */
  return read_once (store_folder, error);
}

void
ds_inventory_free (DsInventory *self)
{
  g_free (self->store_id);
  g_array_unref (self->entries);
  g_array_unref (self->bad_lines);
  g_ptr_array_unref (self->frozen);
  g_hash_table_unref (self->tokens);
  g_hash_table_unref (self->trust);
  g_free (self);
}

static int
compare_seq (const void *key, const void *element)
{
  guint64 seq = *(const guint64 *) key;
  guint64 other = ((const DsInventoryEntry *) element)->seq;

  return seq < other ? -1 : seq > other;
}

/* (transfer none) (nullable): the entry of that number. */
const DsInventoryEntry *
ds_inventory_find (const DsInventory *self, guint64 seq)
{
  return self->entries->len == 0 ? NULL
                                 : bsearch (&seq, self->entries->data, self->entries->len,
                                            sizeof (DsInventoryEntry), compare_seq);
}
