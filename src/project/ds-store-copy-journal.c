/* ds-store-copy-journal.c - the journal of a store, continued in a copy of it
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * As in the store it is only ever appended to: what a copy has must be a beginning of what the
 * store has, octet for octet, or nothing is written. */
#include "project/ds-store-copy.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "base/ds-file.h"

#define BLOCK_OCTETS (1024 * 1024)

/* Both journals, open. */
typedef struct
{
  char *path;      /* owned: of the copy */
  int from;        /* owned */
  int to;          /* owned */
  guint64 to_size; /* octets that the copy has */
} Pair;

static void
pair_clear (Pair *self)
{
  if (self->from >= 0)
    close (self->from);
  if (self->to >= 0)
    close (self->to);
  g_free (self->path);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

static gboolean
pair_open (Pair *self, const DsStoreCopy *copy, int flags, GError **error)
{
  g_autofree char *from = g_build_filename (copy->from, "journal", NULL);
  struct stat st;

  self->path = g_build_filename (copy->to, "journal", NULL);
  self->from = open (from, O_RDONLY | O_CLOEXEC);
  if (self->from < 0)
    {
      ds_file_set_errno (error, errno, "read", from);
      return FALSE;
    }
  self->to = open (self->path, flags | O_CLOEXEC, 0600);
  if (self->to < 0 && errno == ENOENT)
    return TRUE;
  if (self->to < 0 || fstat (self->to, &st) != 0)
    {
      ds_file_set_errno (error, errno, "open", self->path);
      return FALSE;
    }
  self->to_size = (guint64) st.st_size;
  return TRUE;
}

static gboolean
read_block (int fd, guint8 *block, gsize length, guint64 offset, const char *name, GError **error)
{
  gsize done = 0;

  while (done < length)
    {
      gssize got = pread (fd, block + done, length - done, (off_t) (offset + done));

      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        {
          ds_file_set_errno (error, got < 0 ? errno : EIO, "read", name);
          return FALSE;
        }
      done += (gsize) got;
    }
  return TRUE;
}

/* Whether both have the same first @end octets. */
static gboolean
compare (const Pair *pair, guint64 end, GError **error)
{
  g_autofree guint8 *one = g_malloc (BLOCK_OCTETS);
  g_autofree guint8 *other = g_malloc (BLOCK_OCTETS);
  gsize length;

  for (guint64 at = 0; at < end; at += length)
    {
      length = (gsize) MIN (end - at, BLOCK_OCTETS);
      if (!read_block (pair->from, one, length, at, "the journal", error)
          || !read_block (pair->to, other, length, at, pair->path, error))
        return FALSE;
      if (memcmp (one, other, length) == 0)
        continue;
      g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED,
                   "%s is not a beginning of the store's journal: one of the two was changed, and "
                   "neither was touched; see draftseal check, or choose another folder",
                   pair->path);
      return FALSE;
    }
  return TRUE;
}

/**
 * ds_store_copy_compare_journal:
 * @end: octets of the journal to be copied
 * @error: %DS_ERROR_DAMAGED if the copy has something else, or more
 */
gboolean
ds_store_copy_compare_journal (DsStoreCopy *self, guint64 end, GError **error)
{
  g_auto (Pair) pair = { .from = -1, .to = -1 };

  if (!pair_open (&pair, self, O_RDONLY, error))
    return FALSE;
  if (pair.to_size <= end)
    return compare (&pair, pair.to_size, error);
  g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED,
               "%s is longer than the store's journal: it was written by another, or the store has "
               "lost entries; neither was touched; see draftseal check",
               pair.path);
  return FALSE;
}

static gboolean
append (const Pair *pair, guint64 end, GError **error)
{
  g_autofree guint8 *block = g_malloc (BLOCK_OCTETS);
  gsize length;

  if (lseek (pair->to, (off_t) pair->to_size, SEEK_SET) < 0)
    {
      ds_file_set_errno (error, errno, "write", pair->path);
      return FALSE;
    }
  for (guint64 at = pair->to_size; at < end; at += length)
    {
      length = (gsize) MIN (end - at, BLOCK_OCTETS);
      if (!read_block (pair->from, block, length, at, "the journal", error)
          || !ds_file_write_all (pair->to, block, length, pair->path, error))
        return FALSE;
    }
  if (fsync (pair->to) == 0)
    return TRUE;
  ds_file_set_errno (error, errno, "sync", pair->path);
  return FALSE;
}

/* Also the names of folders that an earlier copying made, which was interrupted. */
static gboolean
sync_all (const char *folder, GError **error)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean is_synced = fd >= 0 && syncfs (fd) == 0;

  if (!is_synced)
    ds_file_set_errno (error, errno, "sync", folder);
  if (fd >= 0)
    close (fd);
  return is_synced;
}

/**
 * ds_store_copy_journal:
 * @end: octets of the journal to be copied, whole entries
 * @error: as ds_store_copy_compare_journal(), else a %G_IO_ERROR
 *
 * Comes last: what entries speak of is on disk before they are. The whole copy is read back.
 */
gboolean
ds_store_copy_journal (DsStoreCopy *self, guint64 end, GError **error)
{
  g_auto (Pair) pair = { .from = -1, .to = -1 };

  if (!ds_store_copy_compare_journal (self, end, error) || !sync_all (self->to, error)
      || !pair_open (&pair, self, O_RDWR | O_CREAT, error) || !append (&pair, end, error)
      || !ds_folder_sync (self->to, error))
    return FALSE;
  posix_fadvise (pair.to, 0, 0, POSIX_FADV_DONTNEED); /* advice: read it from the disk */
  return compare (&pair, end, error);
}
