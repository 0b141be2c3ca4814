/* ds-entry.h - how journal entries write paths, and what a batch file says
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/ds-digest.h"
#include "base/ds-json.h"

G_BEGIN_DECLS

#define DS_BATCH_FILE_OCTETS_MAX (256 * 1024 * 1024)

/* A batch or round file, as much of it as the index needs. */
typedef struct
{
  DsJson *json;
  const char *root;       /* borrowed from json */
  const char *checkpoint; /* borrowed (nullable): batches only */
  guint64 covers;         /* journal entries that the checkpoint covers */
  DsJson *members;        /* borrowed: `drafts` of a batch, `roots` of a round */
} DsBatchFile;

void ds_entry_set_path (DsJson *entry, const char *field, const char *path);
char *ds_entry_dup_path (const DsJson *entry, const char *field) G_GNUC_WARN_UNUSED_RESULT;
char *ds_entry_compute_store_id (const char *octets, gsize length) G_GNUC_WARN_UNUSED_RESULT;

DsBatchFile *ds_batch_file_parse (const char *octets, gsize length,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
DsBatchFile *ds_batch_file_read (const char *store_folder, const char *digest,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ds_batch_file_free (DsBatchFile *self);
gboolean ds_checkpoint_parse (const char *checkpoint, guint64 *size, DsDigest *root,
                              char **store_id);
guint64 ds_batch_files_get_reach (const char *store_folder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsBatchFile, ds_batch_file_free)

G_END_DECLS
