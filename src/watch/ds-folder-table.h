/* ds-folder-table.h - the folders that are watched, by path and by inode
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  char *path;            /* relative to the project's folder, "" for that itself */
  guint64 inode;         /* all are on one file system */
  GFileMonitor *monitor; /* (nullable): %NULL if none could be made */
} DsFolder;

/* No two of its folders have the same path or the same inode. */
typedef struct _DsFolderTable DsFolderTable;

DsFolderTable *ds_folder_table_new (void) G_GNUC_WARN_UNUSED_RESULT;
void           ds_folder_table_free (DsFolderTable *self);

void            ds_folder_table_add (DsFolderTable *self, const char *path, guint64 inode,
                                     GFileMonitor *monitor);
void            ds_folder_table_remove_tree (DsFolderTable *self, const char *top);
const DsFolder *ds_folder_table_find (const DsFolderTable *self, const char *path);
const DsFolder *ds_folder_table_find_inode (const DsFolderTable *self, guint64 inode);
GPtrArray      *ds_folder_table_list_tree (const DsFolderTable *self,
                                           const char *top) G_GNUC_WARN_UNUSED_RESULT;
guint           ds_folder_table_get_size (const DsFolderTable *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsFolderTable, ds_folder_table_free)

G_END_DECLS
