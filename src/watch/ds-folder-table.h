/* ds-folder-table.h - the folders that are watched, by path and by inode
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sys/stat.h>

#include "watch/ds-filter.h"
#include "watch/ds-inotify.h"

G_BEGIN_DECLS

typedef struct
{
  char *path; /* relative to the project's folder, "" for that itself */
  guint64 device;
  guint64 inode;
  int watch; /* in the queue; -1 if the kernel gave none */
} DsFolder;

/* No two of its folders have the same path or the same inode. */
typedef struct _DsFolderTable DsFolderTable;

typedef void (*DsFolderFaultFunc) (const char *path, const GError *error, gpointer data);

DsFolderTable *ds_folder_table_new (const char *root, DsInotify *queue,
                                    gpointer listener) G_GNUC_WARN_UNUSED_RESULT;
void           ds_folder_table_free (DsFolderTable *self);

gboolean        ds_folder_table_watch (DsFolderTable *self, const char *top, const DsFilter *filter,
                                       DsFolderFaultFunc fault_met, gpointer data, GError **error);
void            ds_folder_table_remove_tree (DsFolderTable *self, const char *top);
gboolean        ds_folder_table_look_up (const DsFolderTable *self, const char *path,
                                         struct stat *st);
gboolean        ds_folder_table_is_still_there (const DsFolderTable *self, const DsFolder *folder);
const DsFolder *ds_folder_table_find (const DsFolderTable *self, const char *path);
const DsFolder *ds_folder_table_find_watch (const DsFolderTable *self, int watch);
guint           ds_folder_table_get_size (const DsFolderTable *self);
guint           ds_folder_table_count_unwatched (const DsFolderTable *self);
const char     *ds_folder_table_explain (const DsFolderTable *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsFolderTable, ds_folder_table_free)

G_END_DECLS
