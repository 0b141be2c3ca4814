/* ds-walk.c - a way through the folders below a folder that follows no link and ends
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Folders wait on a list, not on the C stack, and at most two are open at a time, so that neither
 * depth nor number needs a limit but PATH_MAX, which is the kernel's for every name. No link is
 * followed, and another file system only entered if a person wants it, so there are no loops. */
#include "watch/ds-walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "base/ds-file.h"

/* A folder that waits. It is entered only if it is still the one that was met. */
typedef struct
{
  char *path; /* owned */
  dev_t device;
  ino_t inode;
} Folder;

typedef struct
{
  const DsWalk *walk;
  int root_fd;
  GPtrArray *folders; /* owned (element-type Folder): last in, first out */
} Way;

static void
free_folder (gpointer data)
{
  Folder *folder = data;

  g_free (folder->path);
  g_free (folder);
}

/* Between being met and being looked at, any name may go or become something else. */
static gboolean
has_vanished (int looked_errno)
{
  return looked_errno == ENOENT || looked_errno == ENOTDIR || looked_errno == ELOOP;
}

static void
tell_errno (const DsWalk *walk, int saved_errno, const char *what, const char *path)
{
  g_autoptr (GError) error = NULL;

  ds_file_set_errno (&error, saved_errno, what, *path != '\0' ? path : walk->root);
  walk->fault_met (path, error, walk->data);
}

static void
tell_mount (const DsWalk *walk, const char *path)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GError) error =
      g_error_new (DS_ERROR, DS_ERROR_UNSUPPORTED,
                   "%s is on another file system and is not looked after; if it is to be, name it "
                   "in the project’s setting “mounts”",
                   name);

  walk->fault_met (path, error, walk->data);
}

static char *
join (const char *folder, const char *name)
{
  return *folder == '\0' ? g_strdup (name) : g_strconcat (folder, "/", name, NULL);
}

/* Another file system is entered only where a person wants it to be. */
static gboolean
may_enter (const Way *way, const char *path, const struct stat *st, dev_t device_above)
{
  if (st->st_dev == device_above || ds_filter_enters_mount (way->walk->filter, path))
    return TRUE;
  tell_mount (way->walk, path);
  return FALSE;
}

/* Takes @path. */
static void
meet_folder (Way *way, char *path, const struct stat *st)
{
  Folder *folder;

  folder = g_new (Folder, 1);
  folder->path = path;
  folder->device = st->st_dev;
  folder->inode = st->st_ino;
  g_ptr_array_add (way->folders, folder);
}

/* Judges by the name alone, before anything is looked up. */
static gboolean
is_wanted (const DsWalk *walk, const Folder *folder, const char *name, gboolean is_folder)
{
  const char *reason;

  if (!is_folder && walk->file_met == NULL)
    return FALSE;
  reason = is_folder ? ds_filter_why_name_skipped (walk->filter, name)
                     : ds_filter_why_name_ignored (walk->filter, name);
  if (reason != NULL && walk->ignored_met != NULL)
    {
      g_autofree char *path = join (folder->path, name);
      g_autofree char *shown = g_strconcat (path, is_folder ? "/" : "", NULL);

      walk->ignored_met (shown, reason, walk->data);
    }
  return reason == NULL;
}

/* The size is known only now. */
static void
meet_file (const DsWalk *walk, const char *path, const struct stat *st)
{
  const char *reason = ds_filter_why_size_ignored (walk->filter, (guint64) st->st_size);

  if (reason == NULL)
    walk->file_met (path, st, walk->data);
  else if (walk->ignored_met != NULL)
    walk->ignored_met (path, reason, walk->data);
}

static void
look_at_entry (Way *way, const Folder *folder, int folder_fd, const char *name)
{
  const DsWalk *walk = way->walk;
  g_autofree char *path = join (folder->path, name);
  struct stat st;

  if (fstatat (folder_fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
    {
      if (!has_vanished (errno))
        tell_errno (walk, errno, "look at", path);
    }
  else if (S_ISDIR (st.st_mode))
    {
      if (may_enter (way, path, &st, folder->device))
        meet_folder (way, g_steal_pointer (&path), &st);
    }
  else if (S_ISREG (st.st_mode) && walk->file_met != NULL)
    meet_file (walk, path, &st);
}

static void
meet_entry (Way *way, const Folder *folder, int folder_fd, const struct dirent *entry)
{
  const char *name = entry->d_name;
  struct stat st;
  gboolean is_folder = entry->d_type == DT_DIR;
  gboolean is_file = entry->d_type == DT_REG;

  if (strcmp (name, ".") == 0 || strcmp (name, "..") == 0)
    return;
  if (entry->d_type == DT_UNKNOWN && fstatat (folder_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
    {
      is_folder = S_ISDIR (st.st_mode);
      is_file = S_ISREG (st.st_mode);
    }
  if ((is_folder || is_file) && is_wanted (way->walk, folder, name, is_folder))
    look_at_entry (way, folder, folder_fd, name);
}

static void
read_entries (Way *way, const Folder *folder, DIR *listing)
{
  const DsWalk *walk = way->walk;
  struct dirent *entry;

  while (!g_cancellable_is_cancelled (walk->cancellable))
    {
      errno = 0;
      entry = readdir (listing);
      if (entry == NULL)
        break;
      meet_entry (way, folder, dirfd (listing), entry);
    }
  if (errno != 0 && !g_cancellable_is_cancelled (walk->cancellable))
    tell_errno (walk, errno, "read the folder", folder->path);
}

/* The identity check makes up for the folders above, which openat() would reach through a link that
 * somebody has put in their place. */
static void
enter (Way *way, const Folder *folder)
{
  const DsWalk *walk = way->walk;
  const char *name = *folder->path == '\0' ? "." : folder->path;
  int fd = openat (way->root_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  DIR *listing;
  struct stat st;

  if (fd < 0)
    {
      if (!has_vanished (errno))
        tell_errno (walk, errno, "open the folder", folder->path);
      return;
    }
  if (fstat (fd, &st) != 0 || st.st_dev != folder->device || st.st_ino != folder->inode)
    {
      close (fd);
      return;
    }
  if (walk->folder_entered != NULL)
    walk->folder_entered (folder->path, fd, &st, walk->data);
  listing = fdopendir (fd);
  if (listing == NULL)
    {
      tell_errno (walk, errno, "read the folder", folder->path);
      close (fd);
      return;
    }
  read_entries (way, folder, listing);
  closedir (listing);
}

/* Goes one folder down, or says why not; takes @fd. */
static int
step_down (const Way *way, int fd, const char *path, const char *name, struct stat *st)
{
  int next = openat (fd, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  dev_t device_above = st->st_dev;

  close (fd);
  if (next >= 0 && (fstat (next, st) != 0 || !may_enter (way, path, st, device_above)))
    {
      close (next);
      return -1;
    }
  return next;
}

/* Meets the folder to begin with, reached from the root without following a link. A folder that has
 * vanished or is skipped is no error: nothing is met. */
static void
meet_first (Way *way, const char *path, const struct stat *root)
{
  g_auto (GStrv) names = g_strsplit (path, "/", -1);
  g_autofree char *so_far = g_strdup ("");
  struct stat st = *root;
  int fd;

  if (ds_filter_why_skipped (way->walk->filter, path) != NULL)
    return;
  fd = dup (way->root_fd);
  for (guint i = 0; names[i] != NULL && fd >= 0; i++)
    {
      char *next = join (so_far, names[i]);

      g_free (so_far);
      so_far = next;
      fd = step_down (way, fd, so_far, names[i], &st);
    }
  if (fd < 0)
    return;
  meet_folder (way, g_strdup (path), &st);
  close (fd);
}

/**
 * ds_walk_below:
 * @folder: where to begin, relative to the root; "" is the root
 * @error: a %G_IO_ERROR if the root can't be opened, %G_IO_ERROR_CANCELLED
 *
 * Meets @folder and, unless something is skipped or ignored, all folders and regular files below
 * it. Faults below the root are told to fault_met and do not end the walk; what vanishes on the way
 * is passed over. Blocks.
 */
gboolean
ds_walk_below (const DsWalk *self, const char *folder, GError **error)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (free_folder);
  Way way = { .walk = self, .folders = folders };
  struct stat st;

  way.root_fd = open (self->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (way.root_fd < 0 || fstat (way.root_fd, &st) != 0)
    {
      ds_file_set_errno (error, errno, "open the folder", self->root);
      if (way.root_fd >= 0)
        close (way.root_fd);
      return FALSE;
    }
  if (*folder == '\0')
    meet_folder (&way, g_strdup (""), &st);
  else
    meet_first (&way, folder, &st);
  while (folders->len > 0 && !g_cancellable_is_cancelled (self->cancellable))
    {
      Folder *next = g_ptr_array_steal_index (folders, folders->len - 1);

      enter (&way, next);
      free_folder (next);
    }
  close (way.root_fd);
  return !g_cancellable_set_error_if_cancelled (self->cancellable, error);
}
