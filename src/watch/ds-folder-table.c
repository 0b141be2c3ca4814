/* ds-folder-table.c - the folders that are watched, by path and by inode
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Paths are kept in an order in which what is below a folder follows it, so that a tree can be
 * removed without looking at the other folders. */
#include "watch/ds-folder-table.h"

#include <string.h>

struct _DsFolderTable
{
  GTree *by_path;       /* owned: path (of the folder) to DsFolder */
  GHashTable *by_inode; /* owned: inode (of the folder) to borrowed DsFolder */
};

/* '/' comes before every other octet: "a", "a/b", "a.b". */
static int
compare_paths (gconstpointer a, gconstpointer b, gpointer data)
{
  const guchar *left = a;
  const guchar *right = b;

  while (*left != '\0' && *left == *right)
    {
      left++;
      right++;
    }
  if (*left == *right)
    return 0;
  if (*left == '\0' || *right == '\0')
    return *left == '\0' ? -1 : 1;
  if (*left == '/' || *right == '/')
    return *left == '/' ? -1 : 1;
  return *left < *right ? -1 : 1;
}

static gboolean
is_in_tree (const char *path, const char *top)
{
  gsize length = strlen (top);

  return length == 0
         || (strncmp (path, top, length) == 0 && (path[length] == '\0' || path[length] == '/'));
}

static void
free_folder (gpointer data)
{
  DsFolder *folder = data;

  if (folder->monitor != NULL)
    g_file_monitor_cancel (folder->monitor);
  g_clear_object (&folder->monitor);
  g_free (folder->path);
  g_free (folder);
}

DsFolderTable *
ds_folder_table_new (void)
{
  DsFolderTable *self = g_new (DsFolderTable, 1);

  self->by_path = g_tree_new_full (compare_paths, NULL, NULL, free_folder);
  self->by_inode = g_hash_table_new (g_int64_hash, g_int64_equal);
  return self;
}

/**
 * ds_folder_table_free:
 *
 * Cancels all monitors too.
 */
void
ds_folder_table_free (DsFolderTable *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->by_inode);
  g_tree_unref (self->by_path);
  g_free (self);
}

/**
 * ds_folder_table_add:
 * @path: not in the table
 * @inode: not in the table
 * @monitor: (transfer full) (nullable): cancelled when the folder is removed
 */
void
ds_folder_table_add (DsFolderTable *self, const char *path, guint64 inode, GFileMonitor *monitor)
{
  DsFolder *folder = g_new (DsFolder, 1);

  g_return_if_fail (ds_folder_table_find (self, path) == NULL);
  g_return_if_fail (ds_folder_table_find_inode (self, inode) == NULL);

  folder->path = g_strdup (path);
  folder->inode = inode;
  folder->monitor = monitor;
  g_tree_insert (self->by_path, folder->path, folder);
  g_hash_table_insert (self->by_inode, &folder->inode, folder);
}

/**
 * ds_folder_table_list_tree:
 * @top: a path, in the table or not
 *
 * Returns: (transfer container) (element-type DsFolder): the folders at and below @top
 */
GPtrArray *
ds_folder_table_list_tree (const DsFolderTable *self, const char *top)
{
  GPtrArray *folders = g_ptr_array_new ();

  for (GTreeNode *node = g_tree_lower_bound (self->by_path, top);
       node != NULL && is_in_tree (g_tree_node_key (node), top); node = g_tree_node_next (node))
    g_ptr_array_add (folders, g_tree_node_value (node));
  return folders;
}

/**
 * ds_folder_table_remove_tree:
 * @top: a path, in the table or not; not one that the table itself owns
 *
 * Removes the folders at and below @top and cancels their monitors.
 */
void
ds_folder_table_remove_tree (DsFolderTable *self, const char *top)
{
  g_autoptr (GPtrArray) folders = ds_folder_table_list_tree (self, top);

  for (guint i = 0; i < folders->len; i++)
    {
      const DsFolder *folder = g_ptr_array_index (folders, i);

      g_hash_table_remove (self->by_inode, &folder->inode);
      g_tree_remove (self->by_path, folder->path);
    }
}

const DsFolder *
ds_folder_table_find (const DsFolderTable *self, const char *path)
{
  return g_tree_lookup (self->by_path, path);
}

const DsFolder *
ds_folder_table_find_inode (const DsFolderTable *self, guint64 inode)
{
  return g_hash_table_lookup (self->by_inode, &inode);
}

guint
ds_folder_table_get_size (const DsFolderTable *self)
{
  return (guint) g_tree_nnodes (self->by_path);
}
