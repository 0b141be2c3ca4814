/* ds-inotify.c - which folders the kernel really watches for this process
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * At the limit fs.inotify.max_user_watches GLib makes monitors that never report anything and tells
 * nobody. The kernel does tell: a line for each watch in /proc/self/fdinfo (proc(5)). */
#include "watch/ds-inotify.h"

#include <stdio.h>
#include <string.h>

#define DESCRIPTORS_PATH "/proc/self/fd"
#define DESCRIPTOR_INFO_PATH "/proc/self/fdinfo"
#define INOTIFY_LINK "anon_inode:inotify"
/* A whole line is “inotify wd:1 ino:3c51a sdev:fe00000 mask:100 …”, the inode hexadecimal. */
#define WATCH_LABEL "inotify wd:"
#define INODE_LABEL " ino:"

struct _DsInotify
{
  GHashTable *inodes; /* owned (element-type guint64): of what is watched */
};

static void
read_watches (DsInotify *self, const char *descriptor)
{
  g_autofree char *path = g_build_filename (DESCRIPTOR_INFO_PATH, descriptor, NULL);
  g_autofree char *line = NULL;
  gsize size = 0;
  FILE *info = fopen (path, "re");

  while (info != NULL && getline (&line, &size, info) >= 0)
    {
      const char *text = strstr (line, INODE_LABEL);
      guint64 inode;

      if (!g_str_has_prefix (line, WATCH_LABEL) || text == NULL)
        continue;
      inode = g_ascii_strtoull (text + strlen (INODE_LABEL), NULL, 16);
      g_hash_table_add (self->inodes, g_memdup2 (&inode, sizeof inode));
    }
  if (info != NULL)
    fclose (info);
}

/**
 * ds_inotify_read:
 *
 * Blocks for some milliseconds with ten thousand watches.
 *
 * Returns: (transfer full): all inotify watches of this process; none where /proc does not tell
 */
DsInotify *
ds_inotify_read (void)
{
  DsInotify *self = g_new0 (DsInotify, 1);
  g_autoptr (GDir) descriptors = g_dir_open (DESCRIPTORS_PATH, 0, NULL);
  const char *name;

  self->inodes = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  while (descriptors != NULL && (name = g_dir_read_name (descriptors)) != NULL)
    {
      g_autofree char *path = g_build_filename (DESCRIPTORS_PATH, name, NULL);
      g_autofree char *target = g_file_read_link (path, NULL);

      if (g_strcmp0 (target, INOTIFY_LINK) == 0)
        read_watches (self, name);
    }
  return self;
}

/**
 * ds_inotify_watches:
 * @inode: a st_ino; where a layered file system shows another number than the kernel uses, the
 *   answer is no
 *
 * Returns: whether something with this number is watched
 */
gboolean
ds_inotify_watches (const DsInotify *self, guint64 inode)
{
  return g_hash_table_contains (self->inodes, &inode);
}

void
ds_inotify_free (DsInotify *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->inodes);
  g_free (self);
}
