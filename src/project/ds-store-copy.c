/* ds-store-copy.c - the files of a store, copied to another folder piece by piece
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file gets its name in the copy when it is whole and was read back, and one that is whole there
 * is never touched again. The index, locks and what is still in the making are left out. */
#include "project/ds-store-copy.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "base/ds-file-copy.h"
#include "base/ds-file.h"
#include "base/ds-hex.h"
#include "project/ds-vault.h"

#define DIGEST_DIGITS (2 * DS_SHA256_OCTETS)

/* The one first, the other last. */
static const char *const copied_apart[] = { "store.json", "journal", NULL };

/* A file of the store. */
typedef struct
{
  char *name; /* owned: below the store's folder */
  guint64 octets;
  gboolean has_digest; /* its name says what it holds */
  DsDigest digest;     /* of its octets; of an object of the vault, of the draft's */
  gboolean is_kept;    /* an object of the vault */
  DsVaultForm form;    /* of that */
} Item;

typedef struct
{
  DsStoreCopy *copy;
  DsVault *from;       /* owned */
  DsVault *to;         /* owned */
  GPtrArray *items;    /* owned: Item */
  GHashTable *objects; /* owned: names of those that the vault knows, borrowed from items */
  guint64 done;
  guint64 total;
} Walk;

static void
item_free (gpointer data)
{
  Item *self = data;

  g_free (self->name);
  g_free (self);
}

static void
walk_clear (Walk *self)
{
  g_clear_pointer (&self->from, ds_vault_free);
  g_clear_pointer (&self->to, ds_vault_free);
  g_hash_table_unref (self->objects);
  g_ptr_array_unref (self->items);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Walk, walk_clear)

void
ds_store_copy_clear (DsStoreCopy *self)
{
  g_clear_pointer (&self->losses, g_ptr_array_unref);
}

static gboolean
is_left_out (const char *name)
{
  static const char *const suffixes[] = { ".lock", DS_FILE_UNFINISHED_SUFFIX };
  static const char *const prefixes[] = { "index.sqlite", "incoming-" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (g_str_has_suffix (name, suffixes[i]) || g_str_has_prefix (name, prefixes[i]))
      return TRUE;
  return FALSE;
}

static void
add_item (Walk *walk, Item item)
{
  g_ptr_array_add (walk->items, g_memdup2 (&item, sizeof item));
  walk->total += item.octets;
}

static gboolean
is_named_by_digest (const char *folder, const char *name, DsDigest *digest)
{
  static const char *const folders[] = { "batch", "token", "trust", NULL };

  return g_strv_contains (folders, folder) && ds_hex_is_digits (name, DIGEST_DIGITS, DIGEST_DIGITS)
         && ds_digest_from_hex (digest, DS_DIGEST_SHA256, name);
}

static void list_folder (Walk *walk, const char *folder);

static void
list_file (Walk *walk, const char *folder, const char *name)
{
  g_autofree char *below =
      *folder != '\0' ? g_build_filename (folder, name, NULL) : g_strdup (name);
  g_autofree char *path = g_build_filename (walk->copy->from, below, NULL);
  Item item = { 0 };
  struct stat st;

  if (is_left_out (name) || g_hash_table_contains (walk->objects, below)
      || (*folder == '\0' && g_strv_contains (copied_apart, name)) || lstat (path, &st) != 0)
    return;
  if (S_ISDIR (st.st_mode))
    list_folder (walk, below);
  if (!S_ISREG (st.st_mode))
    return;
  item.octets = (guint64) st.st_size;
  item.has_digest = is_named_by_digest (folder, name, &item.digest);
  item.name = g_steal_pointer (&below);
  add_item (walk, item);
}

/* Whatever lies there: later releases may keep more than this one knows. */
static void
list_folder (Walk *walk, const char *folder)
{
  g_autofree char *path = g_build_filename (walk->copy->from, folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL); /* gone meanwhile: nothing to copy */
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    list_file (walk, folder, name);
}

static gboolean
list_object (const DsVaultObject *object, gpointer data, GError **error)
{
  Walk *walk = data;
  g_autofree char *path = ds_vault_build_path (walk->from, &object->sha256, object->form);
  g_autofree char *file = g_path_get_basename (path);
  Item item = { .octets = object->stored_octets,
                .has_digest = TRUE,
                .digest = object->sha256,
                .is_kept = TRUE,
                .form = object->form };

  item.name = g_strdup_printf ("vault/%.2s/%s", file, file);
  g_hash_table_add (walk->objects, item.name);
  add_item (walk, item);
  return TRUE;
}

/* Whether the file is what its name says; where its name says nothing, it is. */
static gboolean
check_item (Walk *walk, const Item *item, gboolean in_copy, GError **error)
{
  g_autofree char *path =
      g_build_filename (in_copy ? walk->copy->to : walk->copy->from, item->name, NULL);
  DsDigest found;
  guint64 size;

  if (item->is_kept)
    return ds_vault_verify_form (in_copy ? walk->to : walk->from, &item->digest, item->form, &size,
                                 walk->copy->cancellable, error);
  if (!ds_file_digest (path, &found, walk->copy->cancellable, error))
    return FALSE;
  if (!item->has_digest || ds_digest_equal (&found, &item->digest))
    return TRUE;
  g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED, "it is not what was stored");
  return FALSE;
}

static gboolean
octets_are_equal (Walk *walk, const Item *item)
{
  g_autofree char *from = g_build_filename (walk->copy->from, item->name, NULL);
  g_autofree char *to = g_build_filename (walk->copy->to, item->name, NULL);
  DsDigest one;
  DsDigest other;

  return ds_file_digest (from, &one, walk->copy->cancellable, NULL)
         && ds_file_digest (to, &other, walk->copy->cancellable, NULL)
         && ds_digest_equal (&one, &other);
}

/* Whether the copy's file is whole. One that is encrypted cannot be read without its key: it is
 * believed to be as good as the store's if it is the same. */
static gboolean
is_whole_there (Walk *walk, const Item *item)
{
  g_autoptr (GError) error = NULL;

  return check_item (walk, item, TRUE, &error)
         || (g_error_matches (error, DS_ERROR, DS_ERROR_LOCKED) && octets_are_equal (walk, item));
}

/* Whether the copy has the file already, and whole. One of the same name and size is believed to be
 * it unless it is to be read again; a file cannot have its name before it is whole. */
static gboolean
is_there (Walk *walk, const Item *item)
{
  g_autofree char *to = g_build_filename (walk->copy->to, item->name, NULL);
  struct stat st;

  if (lstat (to, &st) != 0)
    return FALSE;
  if (item->has_digest && (guint64) st.st_size == item->octets && !walk->copy->reads_again)
    return TRUE;
  return walk->copy->as_it_is || !item->has_digest ? octets_are_equal (walk, item)
                                                   : is_whole_there (walk, item);
}

/* Where @error tells of the file alone, the others are copied all the same. */
static gboolean
is_of_one_file (const GError *error)
{
  return !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
         && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE)
         && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_READ_ONLY)
         && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
}

/* Whether the store's file may be copied: it is whole, or the copy shows, or nobody can tell. */
static gboolean
may_copy (Walk *walk, const Item *item, gboolean is_shown_by_copy, GError **error)
{
  g_autofree char *to = g_build_filename (walk->copy->to, item->name, NULL);
  g_autoptr (GError) inner = NULL;

  if (walk->copy->as_it_is || is_shown_by_copy || check_item (walk, item, FALSE, &inner))
    return TRUE;
  if (g_error_matches (inner, DS_ERROR, DS_ERROR_LOCKED)
      && !g_file_test (to, G_FILE_TEST_EXISTS)) /* another one there may be the good one */
    {
      walk->copy->n_locked++;
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&inner));
  return FALSE;
}

static gboolean
copy_checked (Walk *walk, const Item *item, GError **error)
{
  g_autofree char *from = g_build_filename (walk->copy->from, item->name, NULL);
  g_autofree char *to = g_build_filename (walk->copy->to, item->name, NULL);
  g_autofree char *folder = g_path_get_dirname (to);
  gboolean is_by_octets = item->has_digest && (!item->is_kept || item->form == DS_VAULT_PLAIN);
  const DsDigest *expected = is_by_octets && !walk->copy->as_it_is ? &item->digest : NULL;

  return may_copy (walk, item, expected != NULL, error) && ds_folder_make (folder, error)
         && ds_file_copy (from, to, expected, walk->copy->cancellable, error);
}

static gboolean
copy_item (Walk *walk, const Item *item, GError **error)
{
  DsStoreCopy *copy = walk->copy;
  g_autoptr (GError) inner = NULL;

  if (is_there (walk, item))
    copy->n_there++;
  else if (copy_checked (walk, item, &inner))
    {
      copy->n_copied++;
      copy->n_octets_copied += item->octets;
    }
  else if (is_of_one_file (inner))
    g_ptr_array_add (copy->losses,
                     g_strdup_printf ("%s was not copied: %s", item->name, inner->message));
  else
    {
      g_propagate_error (error, g_steal_pointer (&inner));
      return FALSE;
    }
  walk->done += item->octets;
  ds_progress_tell (&copy->progress, walk->done, walk->total);
  return TRUE;
}

/**
 * ds_store_copy_begin:
 * @error: a %G_IO_ERROR
 *
 * Says first whose copy it is, so that an interrupted one is known again.
 */
gboolean
ds_store_copy_begin (DsStoreCopy *self, GError **error)
{
  g_autofree char *from = g_build_filename (self->from, copied_apart[0], NULL);
  g_autofree char *to = g_build_filename (self->to, copied_apart[0], NULL);

  return ds_folder_make (self->to, error)
         && (g_file_test (to, G_FILE_TEST_EXISTS)
             || ds_file_copy (from, to, NULL, self->cancellable, error));
}

/* What an earlier copying that was interrupted had begun: this one is alone here. */
static void
remove_unfinished (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL); /* not made yet */
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      struct stat st;

      if (g_str_has_suffix (name, DS_FILE_UNFINISHED_SUFFIX))
        unlink (path);
      else if (lstat (path, &st) == 0 && S_ISDIR (st.st_mode))
        remove_unfinished (path);
    }
}

/**
 * ds_store_copy_files:
 * @error: %G_IO_ERROR_CANCELLED, %G_IO_ERROR_NO_SPACE and the like: what concerns more than one
 * file
 *
 * Everything but the journal, each file verified on the way. What is damaged is not copied but told
 * in @self, unless all is to be copied as it is.
 */
gboolean
ds_store_copy_files (DsStoreCopy *self, GError **error)
{
  g_autofree char *from = g_build_filename (self->from, "vault", NULL);
  g_autofree char *to = g_build_filename (self->to, "vault", NULL);
  g_auto (Walk) walk = { .copy = self,
                         .from = ds_vault_new (from),
                         .to = ds_vault_new (to),
                         .items = g_ptr_array_new_with_free_func (item_free),
                         .objects = g_hash_table_new (g_str_hash, g_str_equal) };

  if (self->losses == NULL)
    self->losses = g_ptr_array_new_with_free_func (g_free);
  remove_unfinished (self->to);
  if (!ds_vault_each (walk.from, list_object, &walk, error))
    return FALSE;
  list_folder (&walk, "");
  for (guint i = 0; i < walk.items->len; i++)
    if (!copy_item (&walk, g_ptr_array_index (walk.items, i), error))
      return FALSE;
  return TRUE;
}
