/* ds-store.c - the folder where everything is kept: journal, vault, batches, tokens, index
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/ds-store.h"

#include <string.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "base/ds-file.h"
#include "base/ds-hex.h"
#include "base/ds-lock.h"
#include "project/ds-catalog-fold.h"
#include "project/ds-door.h"
#include "project/ds-entry.h"
#include "project/ds-store-place.h"
#include "project/ds-store-private.h"

#define OBJECT_OCTETS_MAX (16 * 1024 * 1024)

/* (transfer full): `$XDG_DATA_HOME/draftseal` */
char *
ds_store_dup_default_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "draftseal", NULL);
}

const char *
ds_store_get_folder (DsStore *self)
{
  return self->folder;
}

/* The first 32 digits of H(genesis entry). */
const char *
ds_store_get_id (DsStore *self)
{
  return self->id;
}

/* (nullable): one sentence if the journal is damaged and the store opens for reading only. */
const char *
ds_store_get_damage (DsStore *self)
{
  return self->damage;
}

/* (nullable): one sentence if this handle met a torn end of the journal and put it aside. */
const char *
ds_store_get_mending (DsStore *self)
{
  return self->mending;
}

DsCatalog *
ds_store_get_catalog (DsStore *self)
{
  return self->catalog;
}

guint64
ds_store_get_next_seq (DsStore *self)
{
  return ds_journal_get_next_seq (self->journal);
}

static gboolean
fold_entry (const DsEntry *entry, gpointer data, GError **error)
{
  DsStore *self = data;

  if (entry->seq == 0)
    self->has_genesis = ds_store_is_genesis (self, entry);
  return ds_catalog_fold (self->catalog, entry, error);
}

/* One sentence. */
static char *
describe_damage (DsStore *self)
{
  if (!self->has_genesis)
    return g_strdup ("the journal does not begin as the one of this store: nothing was changed; "
                     "restore the journal from a backup");
  return g_strdup_printf ("the journal is damaged at entry %" G_GUINT64_FORMAT
                          ", which is stamped already: nothing was changed; restore the journal "
                          "from a backup",
                          ds_journal_get_next_seq (self->journal));
}

/* Reads on behind damaged lines: for looking at, never for writing. */
static gboolean
follow_damaged (DsStore *self, GError **error)
{
  gboolean is_whole = FALSE;

  g_free (self->damage);
  self->damage = describe_damage (self);
  if (!ds_catalog_set_note (self->catalog, DS_STORE_NOTE_DAMAGE, self->damage, error))
    return FALSE;
  while (!is_whole && ds_journal_skip_line (self->journal, NULL))
    if (!ds_journal_follow (self->journal, fold_entry, self, &is_whole, error))
      return FALSE;
  return TRUE;
}

/* Entries that are known to have been there, for frozen checkpoints cover them. */
static guint64
get_reach (DsStore *self)
{
  return ds_batch_files_get_reach (self->folder);
}

/* What is behind the last whole entry is moved away, unless entries are lost with it. A journal
 * that lost its end is damaged too, though what is left of it is whole. */
static gboolean
take_in (DsStore *self, guint64 *torn, GError **error)
{
  gboolean is_anew = ds_journal_get_next_seq (self->journal) == 0;
  guint64 reach = is_anew ? get_reach (self) : 0; /* first: without a lock both may grow */
  gboolean is_whole;

  if (is_anew)
    self->has_genesis = FALSE;
  if (!ds_journal_follow (self->journal, fold_entry, self, &is_whole, error))
    return FALSE;
  if (!is_whole && self->mode == DS_STORE_WRITE)
    reach = get_reach (self);
  if (!self->has_genesis || reach > ds_journal_get_next_seq (self->journal))
    {
      if (!follow_damaged (self, error))
        return FALSE;
    }
  else if (!is_whole && self->mode == DS_STORE_WRITE /* else somebody may be writing it just now */
           && !ds_journal_move_tail (self->journal, torn, error))
    return FALSE;
  return ds_catalog_set_place (self->catalog, ds_journal_get_offset (self->journal),
                               ds_journal_get_next_seq (self->journal), error);
}

static void
seek_to_catalog (DsStore *self)
{
  guint64 offset;
  guint64 next_seq;

  ds_catalog_get_place (self->catalog, &offset, &next_seq);
  ds_journal_seek (self->journal, offset, next_seq);
}

static gboolean append_locked (DsStore *self, GPtrArray *bodies, GError **error);

static gboolean
record_recovery (DsStore *self, guint64 torn, GError **error)
{
  g_autofree char *told = g_steal_pointer (&self->mending);
  g_autoptr (GPtrArray) bodies = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_json_unref);
  DsJson *body = ds_json_object_new ();

  ds_json_set_string (body, "type", "recovered");
  ds_json_set_integer (body, "octets", torn);
  g_ptr_array_add (bodies, body);
  self->mending =
      g_strdup_printf ("%s%sthe journal ended within an entry, as after a power cut: its "
                       "last %" G_GUINT64_FORMAT " octets, which nothing stamped "
                       "reaches, were moved to journal.torn",
                       told != NULL ? told : "", told != NULL ? "; " : "", torn);
  return append_locked (self, bodies, error);
}

/* Brings the index up to the end of the journal, synced before anybody is shown it. */
gboolean
ds_store_refresh_locked (DsStore *self, GError **error)
{
  gboolean is_new;
  guint64 torn = 0;

  seek_to_catalog (self);
  if (!ds_journal_sync (self->journal, &is_new, error))
    return FALSE;
  if (self->damage != NULL || (!is_new && ds_journal_get_next_seq (self->journal) > 0))
    return TRUE;
  if (!ds_catalog_begin (self->catalog, error))
    return FALSE;
  if (!take_in (self, &torn, error) || !ds_catalog_commit (self->catalog, error))
    {
      ds_catalog_rollback (self->catalog);
      seek_to_catalog (self);
      return FALSE;
    }
  return torn == 0 || record_recovery (self, torn, error);
}

/**
 * ds_store_refresh:
 * @error: %DS_ERROR_DAMAGED, else a %G_IO_ERROR
 *
 * Takes in what other handles have appended. Whoever shows an entry has first synced the journal,
 * whoever wrote it.
 */
gboolean
ds_store_refresh (DsStore *self, GError **error)
{
  gboolean done;

  if (!ds_journal_lock (self->journal, error))
    return FALSE;
  done = ds_store_refresh_locked (self, error);
  ds_journal_unlock (self->journal);
  return done;
}

static gboolean
append_locked (DsStore *self, GPtrArray *bodies, GError **error)
{
  gboolean appended;

  if (!ds_catalog_begin (self->catalog, error))
    return FALSE;
  appended = ds_journal_append (self->journal, bodies, fold_entry, self, error);
  if (appended
      && ds_catalog_set_place (self->catalog, ds_journal_get_offset (self->journal),
                               ds_journal_get_next_seq (self->journal), error)
      && ds_catalog_commit (self->catalog, error))
    return TRUE;

  ds_catalog_rollback (self->catalog);
  seek_to_catalog (self);
  return FALSE;
}

static gboolean
check_writable (DsStore *self, GError **error)
{
  if (self->damage != NULL)
    g_set_error (error, DS_ERROR, DS_ERROR_READ_ONLY, "%s", self->damage);
  else if (self->mode != DS_STORE_WRITE)
    g_set_error (error, DS_ERROR, DS_ERROR_READ_ONLY, "the store was opened for reading only");
  else
    return TRUE;
  return FALSE;
}

/**
 * ds_store_append_composed:
 * @compose: says what to append, once nobody else can and everything is taken in
 * @data: for @compose
 * @error: what @compose said, %DS_ERROR_READ_ONLY, %DS_ERROR_DAMAGED, else a %G_IO_ERROR
 *
 * On success the entries are on disk and in the index.
 */
gboolean
ds_store_append_composed (DsStore *self, DsStoreComposeFunc compose, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) bodies = NULL;
  gboolean done;

  if (self->mode == DS_STORE_READ)
    return check_writable (self, error);
  if (!ds_journal_lock (self->journal, error))
    return FALSE;
  done = ds_store_refresh_locked (self, error) && check_writable (self, error)
         && (bodies = compose (self, data, error)) != NULL
         && (bodies->len == 0 || append_locked (self, bodies, error));
  ds_journal_unlock (self->journal);
  if (done && bodies->len > 0)
    ds_door_knock_all (self->id);
  return done;
}

static GPtrArray *
compose_one (DsStore *self, gpointer data, GError **error)
{
  GPtrArray *bodies = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_json_unref);

  g_ptr_array_add (bodies, ds_json_ref (data));
  return bodies;
}

/**
 * ds_store_append:
 * @body: an entry without v, seq, time, salt
 * @seq: (out) (optional): of the entry
 * @error: %DS_ERROR_READ_ONLY, %DS_ERROR_DAMAGED, else a %G_IO_ERROR
 */
gboolean
ds_store_append (DsStore *self, DsJson *body, guint64 *seq, GError **error)
{
  if (!ds_store_append_composed (self, compose_one, body, error))
    return FALSE;
  if (seq != NULL)
    ds_json_get_integer (body, "seq", seq);
  return TRUE;
}

/* (transfer full): where an object lies. */
char *
ds_store_build_path (DsStore *self, const char *folder, const char *digest)
{
  return g_build_filename (self->folder, folder, digest, NULL);
}

/**
 * ds_store_keep_object:
 * @folder: `batch`, `token` or `trust`
 * @octets: the object
 * @digest: (out) (transfer full) (optional): its name, SHA-256 in hexadecimal
 * @error: a %G_IO_ERROR
 *
 * On disk with its name when this returns.
 */
gboolean
ds_store_keep_object (DsStore *self, const char *folder, GBytes *octets, char **digest,
                      GError **error)
{
  DsDigest sha256 = ds_digest_sha256_bytes (octets);
  g_autofree char *name = ds_digest_to_hex (&sha256);
  g_autofree char *path = ds_store_build_path (self, folder, name);
  g_autofree char *parent = g_path_get_dirname (path);

  if (!check_writable (self, error))
    return FALSE;
  /* Where the object is there already, the folder's name was on disk before it. */
  if (access (path, F_OK) != 0
      && (!ds_folder_make (parent, error) || !ds_folder_sync (self->folder, error)))
    return FALSE;
  if (!ds_file_keep (path, octets, error))
    return FALSE;
  if (digest != NULL)
    *digest = g_steal_pointer (&name);
  return TRUE;
}

/**
 * ds_store_read_object:
 * @folder: `batch`, `token` or `trust`
 * @digest: its name
 * @error: %DS_ERROR_DAMAGED if its octets are not those of its name, else a %G_IO_ERROR
 *
 * Returns: (transfer full) (nullable): the object
 */
GBytes *
ds_store_read_object (DsStore *self, const char *folder, const char *digest, GError **error)
{
  g_autofree char *path = ds_store_build_path (self, folder, digest);
  g_autoptr (GBytes) octets = ds_file_read (path, OBJECT_OCTETS_MAX, error);
  g_autofree char *found = NULL;
  DsDigest sha256;

  if (octets == NULL)
    return NULL;
  sha256 = ds_digest_sha256_bytes (octets);
  found = ds_digest_to_hex (&sha256);
  if (strcmp (found, digest) != 0)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED, "%s/%.16s… is not what was stored", folder,
                   digest);
      return NULL;
    }
  return g_steal_pointer (&octets);
}

/**
 * ds_store_clean:
 *
 * Removes what crashed writers left half-done. What they finished but never journalled stays: it is
 * named by its digest and is found again when it is wanted.
 */
void
ds_store_clean (DsStore *self)
{
  static const char *const folders[] = { ".", "batch", "token", "trust" };

  if (check_writable (self, NULL))
    for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
      {
        g_autofree char *path = g_build_filename (self->folder, folders[i], NULL);

        ds_file_clean (path);
      }
  ds_vault_clean (self->vault);
}

/**
 * ds_store_open:
 * @folder: (nullable): the store's; %NULL for the default one
 * @mode: what for
 * @error: %DS_ERROR_NEWER_FORMAT, %DS_ERROR_DAMAGED, %DS_ERROR_USAGE on a network file system, else
 *   a %G_IO_ERROR
 *
 * A damaged journal is no error here: see ds_store_get_damage().
 *
 * Returns: (transfer full) (nullable): a handle for this thread
 */
DsStore *
ds_store_open (const char *folder, DsStoreMode mode, GError **error)
{
  g_autoptr (DsStore) self = g_new0 (DsStore, 1);
  g_autofree char *vault = NULL;
  gboolean ready;

  self->folder = folder != NULL ? g_strdup (folder) : ds_store_dup_default_folder ();
  self->mode = mode;
  if ((mode == DS_STORE_WRITE && !ds_folder_make (self->folder, error))
      || !ds_store_check_place (self->folder, error))
    return NULL;
  self->journal = ds_journal_open (self->folder, mode == DS_STORE_WRITE, error);
  if (self->journal == NULL || !ds_journal_lock (self->journal, error))
    return NULL;
  ready = ds_store_ready_identity (self, error) && ds_store_ready_index (self, error);
  ds_journal_unlock (self->journal);
  if (!ready)
    return NULL;
  vault = g_build_filename (self->folder, "vault", NULL);
  self->vault = ds_vault_new (vault);
  return g_steal_pointer (&self);
}

void
ds_store_close (DsStore *self)
{
  g_clear_pointer (&self->tree, ds_log_tree_free);
  g_clear_pointer (&self->vault, ds_vault_free);
  g_clear_pointer (&self->catalog, ds_catalog_close);
  g_clear_pointer (&self->journal, ds_journal_close);
  g_free (self->damage);
  g_free (self->mending);
  g_free (self->id);
  g_free (self->folder);
  g_free (self);
}
