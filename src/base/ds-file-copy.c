/* ds-file-copy.c - a copy of a file that was read back before it has its name
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was written is synced, dropped from memory and read from the disk again: a disk that cannot
 * keep it is found out before anybody relies on the copy. */
#include "base/ds-file-copy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "base/ds-file.h"
#include "base/ds-random.h"

#define BLOCK_OCTETS (1024 * 1024)

/* Reads @from to its end, hashing; writes what it reads to @to, or nowhere if that is negative. */
static gboolean
pump (int from, int to, const char *name, DsDigest *sha256, GCancellable *cancellable,
      GError **error)
{
  g_autoptr (DsDigester) digester = ds_digester_new (DS_DIGEST_SHA256);
  g_autofree guint8 *block = g_malloc (BLOCK_OCTETS);
  gssize got = 1;

  while (got != 0)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      got = read (from, block, BLOCK_OCTETS);
      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        {
          ds_file_set_errno (error, errno, "read", name);
          return FALSE;
        }
      ds_digester_add (digester, block, (gsize) got);
      if (to >= 0 && !ds_file_write_all (to, block, (gsize) got, name, error))
        return FALSE;
    }
  *sha256 = ds_digester_get (digester);
  return TRUE;
}

static int
open_to_read (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

  if (fd < 0)
    ds_file_set_errno (error, errno, "read", path);
  return fd;
}

/**
 * ds_file_digest:
 * @path: a regular file, no link
 * @sha256: (out): of its octets
 * @error: a %G_IO_ERROR
 */
gboolean
ds_file_digest (const char *path, DsDigest *sha256, GCancellable *cancellable, GError **error)
{
  int fd = open_to_read (path, error);
  gboolean done;

  if (fd < 0)
    return FALSE;
  done = pump (fd, -1, path, sha256, cancellable, error);
  close (fd);
  return done;
}

/* Whether the disk holds the octets with this digest under @path. */
static gboolean
read_back (int fd, const char *path, const DsDigest *sha256, GCancellable *cancellable,
           GError **error)
{
  DsDigest found;

  /* Advice only: where it is not taken, memory is read, and the check shows less. */
  posix_fadvise (fd, 0, 0, POSIX_FADV_DONTNEED);
  if (lseek (fd, 0, SEEK_SET) != 0)
    {
      ds_file_set_errno (error, errno, "read", path);
      return FALSE;
    }
  if (!pump (fd, -1, path, &found, cancellable, error))
    return FALSE;
  if (ds_digest_equal (&found, sha256))
    return TRUE;
  g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED,
               "%s does not hold what was written to it: the disk may be failing", path);
  return FALSE;
}

static gboolean
fill (int from, int to, const char *name, const char *beside, const DsDigest *expected,
      GCancellable *cancellable, GError **error)
{
  DsDigest sha256;

  if (!pump (from, to, name, &sha256, cancellable, error))
    return FALSE;
  if (expected != NULL && !ds_digest_equal (&sha256, expected))
    {
      g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED, "%s is not what was stored", name);
      return FALSE;
    }
  if (fsync (to) != 0)
    {
      ds_file_set_errno (error, errno, "sync", beside);
      return FALSE;
    }
  return read_back (to, beside, &sha256, cancellable, error);
}

/* Gives the whole copy its name; what had the name is replaced in one step. */
static gboolean
give_name (const char *beside, const char *to, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (to);

  if (rename (beside, to) == 0)
    return ds_folder_sync (folder, error);
  ds_file_set_errno (error, errno, "write", to);
  return FALSE;
}

/**
 * ds_file_copy:
 * @from: a regular file, no link
 * @to: where; its folder exists; what is there is replaced by the whole copy, in one step
 * @expected: (nullable): what its octets must be, else nothing is replaced
 * @cancellable: (nullable): stops between two blocks
 * @error: %DS_ERROR_DAMAGED, %G_IO_ERROR_CANCELLED, else a %G_IO_ERROR
 *
 * The copy is on disk, and was read back from there, when it gets its name.
 */
gboolean
ds_file_copy (const char *from, const char *to, const DsDigest *expected, GCancellable *cancellable,
              GError **error)
{
  g_autofree char *random = ds_random_hex (8);
  g_autofree char *beside = g_strconcat (to, ".", random, DS_FILE_UNFINISHED_SUFFIX, NULL);
  int source = open_to_read (from, error);
  int copy;
  gboolean done;

  if (source < 0)
    return FALSE;
  copy = open (beside, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (copy < 0)
    {
      ds_file_set_errno (error, errno, "write", beside);
      close (source);
      return FALSE;
    }
  done = fill (source, copy, from, beside, expected, cancellable, error);
  close (source);
  if (close (copy) != 0 && done)
    {
      ds_file_set_errno (error, errno, "write", beside);
      done = FALSE;
    }
  done = done && give_name (beside, to, error);
  if (!done)
    unlink (beside);
  return done;
}
