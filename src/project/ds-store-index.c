/* ds-store-index.c - which index a store goes on with, and when one is made anew
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/ds-store-private.h"

#include <string.h>

#include "base/ds-error.h"
#include "project/ds-catalog-fold.h"

#define NOTE_STORE "store"

static gboolean
discard_catalog (DsStore *self, GError **error)
{
  return ds_catalog_discard (self->catalog, error)
         && ds_catalog_set_note (self->catalog, NOTE_STORE, self->id, error);
}

/* What the index remembers and the journal has not, or has otherwise, is for a check to tell. */
static gboolean
put_catalog_aside (DsStore *self, GError **error)
{
  g_free (self->mending);
  self->mending = g_strdup ("the journal does not end as its index remembers, as if an older copy "
                            "of it had been put in its place or an entry had been changed: see "
                            "draftseal check");
  return ds_catalog_put_aside (self->catalog, error)
         && ds_catalog_set_note (self->catalog, NOTE_STORE, self->id, error);
}

/* Whether the entry that the index took in last is where it says: otherwise it is the index of
 * another journal, say of an older copy, and what is behind its place there is no torn tail here.
 */
static gboolean
index_fits_journal (DsStore *self)
{
  guint64 end;
  guint64 next_seq;
  guint64 offset;
  gsize length;
  g_autoptr (GBytes) line = NULL;
  const char *octets;
  DsDigest known;
  DsDigest leaf;

  ds_catalog_get_place (self->catalog, &end, &next_seq);
  if (next_seq == 0)
    return TRUE;
  if (!ds_catalog_find_entry (self->catalog, next_seq - 1, &offset, &length, &known, NULL)
      || offset + length + 1 != end
      || (line = ds_journal_read_line (self->journal, offset, length + 1, NULL)) == NULL)
    return FALSE;
  octets = g_bytes_get_data (line, NULL);
  leaf = ds_log_tree_hash_leaf (octets, length);
  return octets[length] == '\n' && ds_digest_equal (&leaf, &known);
}

/* An index of another store or journal, or one that met damage, is made anew. */
static gboolean
ready_catalog (DsStore *self, GError **error)
{
  g_autofree char *store = NULL;
  g_autofree char *damage = NULL;

  self->catalog = ds_catalog_open (self->folder, self->mode == DS_STORE_WRITE, error);
  if (self->catalog == NULL)
    return FALSE;
  if (self->mode == DS_STORE_READ)
    return TRUE;
  store = ds_catalog_dup_note (self->catalog, NOTE_STORE);
  damage = ds_catalog_dup_note (self->catalog, DS_STORE_NOTE_DAMAGE);
  self->has_genesis = TRUE; /* it was seen when the index took it in */
  if (g_strcmp0 (store, self->id) != 0 || damage != NULL)
    return discard_catalog (self, error);
  return index_fits_journal (self) || put_catalog_aside (self, error);
}

/* Takes the journal in; an index that turns out to be broken is made anew once. A disk that fails
 * or is full is no fault of the index. */
gboolean
ds_store_ready_index (DsStore *self, GError **error)
{
  g_autoptr (GError) inner = NULL;

  if (!ready_catalog (self, error))
    return FALSE;
  if (ds_store_refresh_locked (self, &inner))
    return TRUE;
  if (self->mode != DS_STORE_READ && inner->domain == DS_ERROR)
    return discard_catalog (self, error) && ds_store_refresh_locked (self, error);
  g_propagate_error (error, g_steal_pointer (&inner));
  return FALSE;
}

/**
 * ds_store_rebuild_index:
 * @folder: the store's
 * @error: as ds_store_open()
 *
 * Throws the index away, and one that was put aside, and makes it anew from journal and batches.
 */
gboolean
ds_store_rebuild_index (const char *folder, GError **error)
{
  g_autoptr (DsStore) self = ds_store_open (folder, DS_STORE_WRITE, error);
  gboolean done;

  if (self == NULL || !ds_journal_lock (self->journal, error))
    return FALSE;
  done = discard_catalog (self, error) && ds_store_refresh_locked (self, error);
  if (done)
    ds_catalog_drop_aside (self->catalog);
  ds_journal_unlock (self->journal);
  return done;
}
