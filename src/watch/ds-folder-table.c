/* ds-folder-table.c - the folders that are watched, by path and by inode
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Paths are kept in an order in which what is below a folder follows it, so that a tree can be
 * removed without looking at the other folders. */
#include "watch/ds-folder-table.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "watch/ds-walk.h"

struct _DsFolderTable
{
  char *root;           /* owned: absolute */
  DsInotify *queue;     /* borrowed: outlives self */
  gpointer listener;    /* borrowed: who joined the queue */
  int refused;          /* why a watch was refused last */
  GTree *by_path;       /* owned: path (of the folder) to DsFolder */
  GHashTable *by_inode; /* owned: borrowed DsFolder to itself, by device and inode */
  GHashTable *by_watch; /* owned: watch to borrowed DsFolder */
};

/* One walk that watches what it enters. */
typedef struct
{
  DsFolderTable *table;
  DsFolderFaultFunc fault_met;
  gpointer data;
} Watching;

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

static guint
hash_inode (gconstpointer folder)
{
  return g_int64_hash (&((const DsFolder *) folder)->inode);
}

static gboolean
has_same_inode (gconstpointer a, gconstpointer b)
{
  const DsFolder *left = a;
  const DsFolder *right = b;

  return left->inode == right->inode && left->device == right->device;
}

static void
free_folder (gpointer data)
{
  DsFolder *folder = data;

  g_free (folder->path);
  g_free (folder);
}

/**
 * ds_folder_table_new:
 * @root: the project's folder, absolute
 * @queue: where the folders are watched; outlives the table
 * @listener: who joined the queue for them
 */
DsFolderTable *
ds_folder_table_new (const char *root, DsInotify *queue, gpointer listener)
{
  DsFolderTable *self = g_new0 (DsFolderTable, 1);

  self->root = g_strdup (root);
  self->queue = queue;
  self->listener = listener;
  self->by_path = g_tree_new_full (compare_paths, NULL, NULL, free_folder);
  self->by_inode = g_hash_table_new (hash_inode, has_same_inode);
  self->by_watch = g_hash_table_new (NULL, NULL);
  return self;
}

/**
 * ds_folder_table_free:
 *
 * Removes all watches too.
 */
void
ds_folder_table_free (DsFolderTable *self)
{
  if (self == NULL)
    return;
  ds_folder_table_remove_tree (self, "");
  g_hash_table_unref (self->by_watch);
  g_hash_table_unref (self->by_inode);
  g_tree_unref (self->by_path);
  g_free (self->root);
  g_free (self);
}

/* (transfer container) (element-type DsFolder): the folders at and below @top. */
static GPtrArray *
list_tree (const DsFolderTable *self, const char *top)
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
 * Removes the folders at and below @top and their watches.
 */
void
ds_folder_table_remove_tree (DsFolderTable *self, const char *top)
{
  g_autoptr (GPtrArray) folders = list_tree (self, top);

  for (guint i = 0; i < folders->len; i++)
    {
      const DsFolder *folder = g_ptr_array_index (folders, i);

      if (folder->watch >= 0)
        {
          g_hash_table_remove (self->by_watch, GINT_TO_POINTER (folder->watch));
          ds_inotify_remove (self->queue, folder->watch);
        }
      g_hash_table_remove (self->by_inode, folder);
      g_tree_remove (self->by_path, folder->path);
    }
}

const DsFolder *
ds_folder_table_find (const DsFolderTable *self, const char *path)
{
  return g_tree_lookup (self->by_path, path);
}

static const DsFolder *
find_inode (const DsFolderTable *self, const struct stat *st)
{
  const DsFolder key = { .device = st->st_dev, .inode = st->st_ino };

  return g_hash_table_lookup (self->by_inode, &key);
}

const DsFolder *
ds_folder_table_find_watch (const DsFolderTable *self, int watch)
{
  return g_hash_table_lookup (self->by_watch, GINT_TO_POINTER (watch));
}

guint
ds_folder_table_get_size (const DsFolderTable *self)
{
  return (guint) g_tree_nnodes (self->by_path);
}

guint
ds_folder_table_count_unwatched (const DsFolderTable *self)
{
  return ds_folder_table_get_size (self) - g_hash_table_size (self->by_watch);
}

/* Looks up what has this name now; links are followed to the root only. */
gboolean
ds_folder_table_look_up (const DsFolderTable *self, const char *path, struct stat *st)
{
  g_autofree char *full = g_build_filename (self->root, path, NULL);

  return fstatat (AT_FDCWD, full, st, *path == '\0' ? 0 : AT_SYMLINK_NOFOLLOW) == 0;
}

/* Whether @folder, one of the table's, is where it was. */
gboolean
ds_folder_table_is_still_there (const DsFolderTable *self, const DsFolder *folder)
{
  struct stat st;

  return ds_folder_table_look_up (self, folder->path, &st) && S_ISDIR (st.st_mode)
         && st.st_dev == folder->device && st.st_ino == folder->inode;
}

/* A kernel that says that this folder is another one of the table gives it no watch of its own. */
static void
ask_for_watch (DsFolderTable *self, DsFolder *folder, int fd)
{
  int watch;
  int refused = ds_inotify_add (self->queue, fd, self->listener, &watch);

  if (refused == 0 && ds_folder_table_find_watch (self, watch) != NULL)
    refused = EEXIST;
  if (refused != 0)
    {
      self->refused = refused;
      return;
    }
  folder->watch = watch;
  g_hash_table_insert (self->by_watch, GINT_TO_POINTER (watch), folder);
}

static void
add (DsFolderTable *self, const char *path, int fd, const struct stat *st)
{
  DsFolder *folder = g_new (DsFolder, 1);

  folder->path = g_strdup (path);
  folder->device = st->st_dev;
  folder->inode = st->st_ino;
  folder->watch = -1;
  g_tree_insert (self->by_path, folder->path, folder);
  g_hash_table_add (self->by_inode, folder);
  ask_for_watch (self, folder, fd);
}

/* A folder that has moved is forgotten at its old place before it is watched at the new one, for
 * the watch is the inode's. One that could not be watched is tried again. */
static void
folder_entered_cb (const char *path, int fd, const struct stat *st, gpointer data)
{
  DsFolderTable *self = ((Watching *) data)->table;
  DsFolder *known = g_tree_lookup (self->by_path, path);
  const DsFolder *same = find_inode (self, st);

  if (known != NULL && known == same)
    {
      if (known->watch < 0)
        ask_for_watch (self, known, fd);
      return;
    }
  if (known != NULL)
    ds_folder_table_remove_tree (self, path);
  same = find_inode (self, st);
  if (same != NULL && ds_folder_table_is_still_there (self, same))
    return; /* one folder mounted at two places: its events come from the first */
  if (same != NULL)
    {
      g_autofree char *old_path = g_strdup (same->path);

      ds_folder_table_remove_tree (self, old_path);
    }
  add (self, path, fd, st);
}

static void
fault_met_cb (const char *path, const GError *error, gpointer data)
{
  const Watching *watching = data;

  watching->fault_met (path, error, watching->data);
}

/**
 * ds_folder_table_watch:
 * @top: a folder, relative
 * @filter: which ones are skipped
 * @fault_met: told of folders that can't be looked at
 * @data: for @fault_met
 * @error: a %G_IO_ERROR if the root can't be opened
 *
 * Takes in and watches all folders at and below @top that are not watched yet.
 */
gboolean
ds_folder_table_watch (DsFolderTable *self, const char *top, const DsFilter *filter,
                       DsFolderFaultFunc fault_met, gpointer data, GError **error)
{
  Watching watching = { self, fault_met, data };
  DsWalk walk = { .root = self->root,
                  .filter = filter,
                  .folder_entered = folder_entered_cb,
                  .fault_met = fault_met_cb,
                  .data = &watching };

  return ds_walk_below (&walk, top, error);
}

/* Why folders have no watch, in one clause. */
const char *
ds_folder_table_explain (const DsFolderTable *self)
{
  switch (self->refused)
    {
    case ENOSPC:
      return "the system's limit of watched folders is reached (fs.inotify.max_user_watches)";
    case EMFILE:
    case ENFILE:
      return "the system's limit of watching programs is reached (fs.inotify.max_user_instances)";
    case EEXIST:
      return "they are mounted at another place too";
    default:
      return g_strerror (self->refused);
    }
}
