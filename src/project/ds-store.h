/* ds-store.h - the folder where everything is kept: journal, vault, batches, tokens, index
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/ds-catalog.h"
#include "project/ds-vault.h"

G_BEGIN_DECLS

/* A handle for one thread. Open one for each thread: handles of any number of threads and
 * processes work on the same store. */
typedef struct _DsStore DsStore;

typedef enum
{
  DS_STORE_READ,   /* writes nothing at all; a store that is not there is an error */
  DS_STORE_WRITE,  /* writes; a store that is not there is made */
} DsStoreMode;

char    *ds_store_dup_default_folder (void) G_GNUC_WARN_UNUSED_RESULT;
DsStore *ds_store_open (const char *folder, DsStoreMode mode,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     ds_store_close (DsStore *self);

const char *ds_store_get_folder (DsStore *self);
const char *ds_store_get_id (DsStore *self);
const char *ds_store_get_damage (DsStore *self);
const char *ds_store_get_mending (DsStore *self);
DsCatalog  *ds_store_get_catalog (DsStore *self);
DsVault    *ds_store_get_vault (DsStore *self);

/* The whole folder of files named by digest: `batch`, `token` or `trust`. */
char    *ds_store_build_path (DsStore *self, const char *folder, const char *digest)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean ds_store_keep_object (DsStore *self, const char *folder, GBytes *octets, char **digest,
                               GError **error);
GBytes  *ds_store_read_object (DsStore *self, const char *folder, const char *digest,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Called under the journal's lock with everything taken in; returns bodies to append, or an empty
 * array for nothing. */
typedef GPtrArray *(*DsStoreComposeFunc) (DsStore *self, gpointer data, GError **error);

gboolean ds_store_append (DsStore *self, DsJson *body, guint64 *seq, GError **error);
gboolean ds_store_append_composed (DsStore *self, DsStoreComposeFunc compose, gpointer data,
                                   GError **error);
guint64  ds_store_get_next_seq (DsStore *self);

/* The journal as it lies on disk. */
GBytes  *ds_store_read_entry (DsStore *self, guint64 seq, DsDigest *leaf,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ds_store_read_tree_head (DsStore *self, guint64 size, DsDigest *root, GError **error);

/* Makes the index anew from the journal. */
gboolean ds_store_rebuild_index (const char *folder, GError **error);

/* Removes what crashed writers left half-done. */
void     ds_store_clean (DsStore *self);

/* Takes in what other handles have appended, after syncing it. TRUE also when nothing is new. */
gboolean ds_store_refresh (DsStore *self, GError **error);

/* Changes by a person, each one journal entry. */
DsProject *ds_store_add_project (DsStore *self, const char *folder, const char *name,
                                 GError **error);
DsProject *ds_store_add_project_to_look_at (DsStore *self, const char *folder, const char *name,
                                            DsFirstLook look, GError **error);
gboolean   ds_store_rename_project (DsStore *self, const char *project, const char *name,
                                    GError **error);
gboolean   ds_store_relink_project (DsStore *self, const char *project, const char *folder,
                                    GError **error);
gboolean   ds_store_remove_project (DsStore *self, const char *project, GError **error);
gboolean   ds_store_set_stage (DsStore *self, const DsDraft *draft, const char *stage,
                               GError **error);
gboolean   ds_store_set_setting (DsStore *self, const char *project, const char *key,
                                 DsJson *value, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsStore, ds_store_close)

G_END_DECLS
