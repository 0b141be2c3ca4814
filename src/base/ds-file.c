/* ds-file.c - files that are whole and on disk before anybody relies on them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/ds-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "base/ds-random.h"

#define READ_CHUNK_OCTETS (64 * 1024)
#define UNFINISHED_AGE_S 86400 /* whoever wrote it is long gone */

/* What to do, where the reason alone does not say it; else "". */
const char *
ds_file_get_advice (int saved_errno)
{
  switch (saved_errno)
    {
    case ENOSPC:
    case EDQUOT:
      return "; the disk is full: make room on it, then all goes on";
    case EROFS:
      return "; the disk is mounted for reading only: mount it for writing, then all goes on";
    case EACCES:
    case EPERM:
      return "; see to it that you own it and may read and write it";
    case EIO:
      return "; the disk fails: save what is on it and replace it";
    default:
      return "";
    }
}

/* Turns errno into a GError in the I/O domain: “could not <what> <path>: reason; what to do”. */
void
ds_file_set_errno (GError **error, int saved_errno, const char *what, const char *path)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (saved_errno),
               "could not %s %s: %s%s", what, name, g_strerror (saved_errno),
               ds_file_get_advice (saved_errno));
}

static int
open_folder (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    ds_file_set_errno (error, errno, "open", path);
  return fd;
}

/**
 * ds_folder_sync:
 * @path: a folder
 * @error: a %G_IO_ERROR
 *
 * Makes the names in @path survive a power cut.
 */
gboolean
ds_folder_sync (const char *path, GError **error)
{
  int fd = open_folder (path, error);
  gboolean synced;

  if (fd < 0)
    return FALSE;
  synced = fsync (fd) == 0;
  if (!synced)
    ds_file_set_errno (error, errno, "sync", path);
  close (fd);
  return synced;
}

/**
 * ds_folder_make:
 * @path: the folder wanted; its parents are made too, for this user alone
 * @error: a %G_IO_ERROR
 *
 * Where its name must survive a power cut, sync the folder that it is in, also if it was there: who
 * made it may have died before he came to that.
 */
gboolean
ds_folder_make (const char *path, GError **error)
{
  g_autofree char *parent = NULL;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return TRUE;

  parent = g_path_get_dirname (path);
  if (strcmp (parent, path) != 0 && !ds_folder_make (parent, error))
    return FALSE;
  if (g_mkdir (path, 0700) == 0 || errno == EEXIST)
    return TRUE;
  ds_file_set_errno (error, errno, "make the folder", path);
  return FALSE;
}

/**
 * ds_file_read:
 * @path: a regular file
 * @limit: most octets it may have
 * @error: %DS_ERROR_LIMIT if it is larger, %DS_ERROR_USAGE if it is no regular file, else a
 *   %G_IO_ERROR
 *
 * Returns: (transfer full) (nullable): its octets
 */
GBytes *
ds_file_read (const char *path, gsize limit, GError **error)
{
  g_autoptr (GByteArray) octets = NULL;
  struct stat st;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  gssize got;

  if (fd < 0 || fstat (fd, &st) != 0)
    {
      ds_file_set_errno (error, errno, "read", path);
      if (fd >= 0)
        close (fd);
      return NULL;
    }
  if (!S_ISREG (st.st_mode))
    {
      g_autofree char *name = g_filename_display_name (path);

      g_set_error (error, DS_ERROR, DS_ERROR_USAGE, "%s is not a file", name);
      close (fd);
      return NULL;
    }

  octets = g_byte_array_new ();
  for (;;)
    {
      gsize before = octets->len;
      int read_errno;

      g_byte_array_set_size (octets, (guint) (before + READ_CHUNK_OCTETS));
      got = read (fd, octets->data + before, READ_CHUNK_OCTETS);
      read_errno = errno;
      g_byte_array_set_size (octets, (guint) (before + (gsize) MAX (got, 0)));
      if (got < 0 && read_errno == EINTR)
        continue;
      if (got < 0)
        ds_file_set_errno (error, read_errno, "read", path);
      else if (octets->len > limit)
        {
          g_autofree char *name = g_filename_display_name (path);

          g_set_error (error, DS_ERROR, DS_ERROR_LIMIT,
                       "%s has more than the %" G_GSIZE_FORMAT " octets allowed here", name, limit);
          got = -1;
        }
      if (got <= 0)
        break;
    }
  close (fd);
  return got < 0 ? NULL : g_byte_array_free_to_bytes (g_steal_pointer (&octets));
}

/**
 * ds_file_write_all:
 * @fd: open for writing
 * @data: (array length=length): what to write
 * @length: octets
 * @path: its name, for the message
 * @error: a %G_IO_ERROR
 */
gboolean
ds_file_write_all (int fd, const void *data, gsize length, const char *path, GError **error)
{
  const guint8 *at = data;

  while (length > 0)
    {
      gssize wrote = write (fd, at, length);

      if (wrote < 0 && errno == EINTR)
        continue;
      if (wrote < 0)
        {
          ds_file_set_errno (error, errno, "write", path);
          return FALSE;
        }
      at += wrote;
      length -= (gsize) wrote;
    }
  return TRUE;
}

/* Writes @bytes under a fresh name beside @path and syncs them. */
static char *
write_beside (const char *path, GBytes *bytes, GError **error)
{
  g_autofree char *random = ds_random_hex (8);
  g_autofree char *beside = g_strconcat (path, ".", random, DS_FILE_UNFINISHED_SUFFIX, NULL);
  int fd = open (beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  gsize length;
  const void *data = g_bytes_get_data (bytes, &length);
  gboolean written;

  if (fd < 0)
    {
      ds_file_set_errno (error, errno, "write", beside);
      return NULL;
    }
  written = ds_file_write_all (fd, data, length, beside, error);
  if (written && fsync (fd) != 0)
    {
      ds_file_set_errno (error, errno, "sync", beside);
      written = FALSE;
    }
  close (fd);
  if (!written)
    {
      unlink (beside);
      return NULL;
    }
  return g_steal_pointer (&beside);
}

/**
 * ds_file_adopt:
 * @from: a file of this folder, written and synced
 * @path: its name from now on, in the same file system
 * @error: a %G_IO_ERROR
 *
 * Gives @from the name @path unless something has it already: what is there is never replaced, for
 * it may be the only good copy. @from is gone afterwards in either case.
 *
 * Returns: whether something whole is at @path and its name is on disk
 */
gboolean
ds_file_adopt (const char *from, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  gboolean linked = link (from, path) == 0 || errno == EEXIST;
  int saved_errno = errno;

  /* Some file systems know no hard links: rename, which there cannot be made to spare a name. */
  if (!linked && (saved_errno == EPERM || saved_errno == ENOTSUP || saved_errno == EMLINK)
      && access (path, F_OK) != 0 && rename (from, path) == 0)
    linked = TRUE;
  unlink (from);
  if (!linked)
    {
      ds_file_set_errno (error, saved_errno, "keep", path);
      return FALSE;
    }
  return ds_folder_sync (folder, error);
}

/**
 * ds_file_keep:
 * @path: where; the folder exists
 * @bytes: the whole content
 * @error: a %G_IO_ERROR
 *
 * Writes a file that has a name only when it is whole, and syncs file and folder. A file that is
 * there already stays as it is: names in the store are digests, so it is the same. Its name is
 * synced again, for whoever gave it may have died before that.
 */
gboolean
ds_file_keep (const char *path, GBytes *bytes, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *beside = NULL;

  if (access (path, F_OK) == 0)
    return ds_folder_sync (folder, error);
  beside = write_beside (path, bytes, error);
  return beside != NULL && ds_file_adopt (beside, path, error);
}

/**
 * ds_file_replace:
 * @path: where
 * @bytes: the whole new content
 * @error: a %G_IO_ERROR
 *
 * Like ds_file_keep(), but what was there is replaced in one step.
 */
gboolean
ds_file_replace (const char *path, GBytes *bytes, GError **error)
{
  g_autofree char *beside = write_beside (path, bytes, error);
  g_autofree char *folder = g_path_get_dirname (path);

  if (beside == NULL)
    return FALSE;
  if (rename (beside, path) != 0)
    {
      ds_file_set_errno (error, errno, "replace", path);
      unlink (beside);
      return FALSE;
    }
  return ds_folder_sync (folder, error);
}

/**
 * ds_file_clean:
 * @folder: where ds_file_keep() and ds_file_replace() write
 *
 * Removes what a crash left half-written there at least a day ago. What cannot be removed stays,
 * and does no harm.
 */
void
ds_file_clean (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL); /* absent before the first file */
  const char *name;
  time_t now = time (NULL);

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      struct stat st;

      if (g_str_has_suffix (name, DS_FILE_UNFINISHED_SUFFIX) && lstat (path, &st) == 0
          && now - st.st_mtime > UNFINISHED_AGE_S)
        unlink (path);
    }
}
