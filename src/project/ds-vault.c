/* ds-vault.c - keeps one exact, content-addressed copy of every saved draft
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `vault/xx/<SHA-256>`, xx being its first two digits. The file is read once: what is hashed is
 * what is written. A copy gets its name only when it is whole and synced, and a name that is there
 * is never replaced. */
#include "project/ds-vault.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "base/ds-file.h"
#include "base/ds-random.h"

#define BLOCK_OCTETS (1024 * 1024)
#define INCOMING_PREFIX "incoming-"

struct _DsVault
{
  char *folder; /* owned */
};

/**
 * ds_vault_new:
 * @folder: the store's `vault`; made when the first draft is kept
 */
DsVault *
ds_vault_new (const char *folder)
{
  DsVault *self = g_new0 (DsVault, 1);

  self->folder = g_strdup (folder);
  return self;
}

void
ds_vault_free (DsVault *self)
{
  g_free (self->folder);
  g_free (self);
}

void
ds_incoming_free (DsIncoming *self)
{
  if (self->incoming != NULL)
    unlink (self->incoming);
  g_free (self->incoming);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self);
}

/* A copy in the making is locked by who makes it, so ds_vault_clean() can tell it from one whose
 * maker died. */
static gboolean
lock_incoming (int fd)
{
  struct flock range = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

  return fcntl (fd, F_OFD_SETLK, &range) == 0;
}

static char *
build_path (DsVault *self, const DsDigest *sha256)
{
  g_autofree char *hex = ds_digest_to_hex (sha256);
  char first[3] = { hex[0], hex[1], '\0' };

  return g_build_filename (self->folder, first, hex, NULL);
}

/* Whether two looks at a file saw the same state of it. */
static gboolean
stat_is_same (const struct stat *a, const struct stat *b)
{
  return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size
         && a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec
         && a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

static gboolean
refuse_flux (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, DS_ERROR, DS_ERROR_IN_FLUX, "%s changed while it was read", name);
  return FALSE;
}

/* Reads @from to its end once, writing to @to (or nowhere if negative) and hashing. */
static gboolean
pump (int from, int to, const char *name, DsDigest *sha256, guint64 *size,
      GCancellable *cancellable, GError **error)
{
  g_autoptr (DsDigester) digester = ds_digester_new (DS_DIGEST_SHA256);
  g_autofree guint8 *block = g_malloc (BLOCK_OCTETS);

  for (*size = 0;;)
    {
      gssize got;

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
      if (got == 0)
        break;
      ds_digester_add (digester, block, (gsize) got);
      *size += (guint64) got;
      if (to >= 0 && !ds_file_write_all (to, block, (gsize) got, name, error))
        return FALSE;
    }
  *sha256 = ds_digester_get (digester);
  return TRUE;
}

/* Copies what is open as @fd; the file's state must be the same before and after the read. */
static gboolean
receive_open (DsIncoming *incoming, int fd, int folder_fd, const char *path,
              GCancellable *cancellable, GError **error)
{
  struct stat after;
  struct stat by_name;

  incoming->fd = open (incoming->incoming, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (incoming->fd < 0 || !lock_incoming (incoming->fd))
    {
      ds_file_set_errno (error, errno, "write", incoming->incoming);
      return FALSE;
    }
  if (!pump (fd, incoming->fd, path, &incoming->sha256, &incoming->size, cancellable, error))
    return FALSE;
  if (fsync (incoming->fd) != 0)
    {
      ds_file_set_errno (error, errno, "sync", incoming->incoming);
      return FALSE;
    }
  if (fstat (fd, &after) != 0 || !stat_is_same (&incoming->stat, &after)
      || incoming->size != (guint64) after.st_size
      || fstatat (folder_fd, path, &by_name, AT_SYMLINK_NOFOLLOW) != 0
      || !stat_is_same (&after, &by_name))
    return refuse_flux (path, error);
  return TRUE;
}

/**
 * ds_vault_receive:
 * @folder_fd: the project's folder
 * @path: a file below it
 * @cancellable: (nullable): stops between two blocks
 * @error: %DS_ERROR_IN_FLUX if the file changed meanwhile or is none (try again later), else a
 *   %G_IO_ERROR
 *
 * Reads the file once, into a copy that is synced but has no name yet. The file is opened for
 * reading only and without waiting, so no program that saves is ever held up.
 *
 * Returns: (transfer full) (nullable): the copy; freed without ds_vault_keep() it is gone
 */
DsIncoming *
ds_vault_receive (DsVault *self, int folder_fd, const char *path, GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (DsIncoming) incoming = g_new0 (DsIncoming, 1);
  g_autofree char *random = ds_random_hex (16);
  int fd = openat (folder_fd, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  gboolean received;

  incoming->fd = -1;
  if (fd < 0)
    {
      if (errno == ENOENT || errno == ELOOP)
        refuse_flux (path, error);
      else
        ds_file_set_errno (error, errno, "read", path);
      return NULL;
    }
  if (fstat (fd, &incoming->stat) != 0 || !S_ISREG (incoming->stat.st_mode))
    {
      close (fd);
      refuse_flux (path, error);
      return NULL;
    }
  received = ds_folder_make (self->folder, error);
  if (received)
    {
      g_autofree char *name = g_strconcat (INCOMING_PREFIX, random, NULL);

      incoming->incoming = g_build_filename (self->folder, name, NULL);
      received = receive_open (incoming, fd, folder_fd, path, cancellable, error);
    }
  close (fd);
  return received ? g_steal_pointer (&incoming) : NULL;
}

/**
 * ds_vault_keep:
 * @incoming: from ds_vault_receive(); still to be freed
 * @error: a %G_IO_ERROR
 *
 * Gives the copy its name. The same bytes kept twice are stored once.
 */
gboolean
ds_vault_keep (DsVault *self, DsIncoming *incoming, GError **error)
{
  g_autofree char *path = build_path (self, &incoming->sha256);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *from = g_steal_pointer (&incoming->incoming);

  if (!ds_folder_make (folder, error))
    {
      unlink (from);
      return FALSE;
    }
  return ds_file_adopt (from, path, error);
}

gboolean
ds_vault_has (DsVault *self, const DsDigest *sha256)
{
  g_autofree char *path = build_path (self, sha256);

  return access (path, F_OK) == 0;
}

static int
open_kept (DsVault *self, const DsDigest *sha256, GError **error)
{
  g_autofree char *path = build_path (self, sha256);
  int fd = open (path, O_RDONLY | O_CLOEXEC);

  if (fd < 0 && errno == ENOENT)
    {
      g_autofree char *hex = ds_digest_to_hex (sha256);

      g_set_error (error, DS_ERROR, DS_ERROR_NOT_FOUND, "the vault has no copy of %s", hex);
    }
  else if (fd < 0)
    ds_file_set_errno (error, errno, "read", path);
  return fd;
}

/**
 * ds_vault_digest:
 * @sha256: names the copy
 * @found: (out): the digest of the octets that are there now
 * @size: (out): how many octets
 * @error: %DS_ERROR_NOT_FOUND if there is none, else a %G_IO_ERROR
 *
 * Reads a kept copy again. Whether @found is @sha256 is for the caller to compare.
 */
gboolean
ds_vault_digest (DsVault *self, const DsDigest *sha256, DsDigest *found, guint64 *size,
                 GCancellable *cancellable, GError **error)
{
  int fd = open_kept (self, sha256, error);
  gboolean read_whole;

  if (fd < 0)
    return FALSE;
  read_whole = pump (fd, -1, "the kept copy", found, size, cancellable, error);
  close (fd);
  return read_whole;
}

/* Writes the copy open as @fd to @to, refusing octets that are not the ones kept. */
static gboolean
restore_open (int fd, int to, const char *path, const DsDigest *sha256, GCancellable *cancellable,
              GError **error)
{
  DsDigest found;
  guint64 size;

  if (!pump (fd, to, path, &found, &size, cancellable, error))
    return FALSE;
  if (!ds_digest_equal (&found, sha256))
    {
      g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED,
                   "the kept copy is not what was kept: nothing was restored");
      return FALSE;
    }
  if (fsync (to) != 0)
    {
      ds_file_set_errno (error, errno, "sync", path);
      return FALSE;
    }
  return TRUE;
}

/**
 * ds_vault_restore:
 * @sha256: names the copy
 * @path: where to; nothing may be there
 * @error: %DS_ERROR_EXISTS, %DS_ERROR_NOT_FOUND, %DS_ERROR_DAMAGED, else a %G_IO_ERROR
 *
 * Writes the exact octets, or nothing.
 */
gboolean
ds_vault_restore (DsVault *self, const DsDigest *sha256, const char *path,
                  GCancellable *cancellable, GError **error)
{
  int fd = open_kept (self, sha256, error);
  int to;
  gboolean restored;

  if (fd < 0)
    return FALSE;
  to = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (to < 0)
    {
      if (errno == EEXIST)
        g_set_error (error, DS_ERROR, DS_ERROR_EXISTS,
                     "%s is there already: choose another name, it is never overwritten", path);
      else
        ds_file_set_errno (error, errno, "write", path);
      close (fd);
      return FALSE;
    }
  restored = restore_open (fd, to, path, sha256, cancellable, error);
  close (fd);
  if (close (to) != 0 && restored)
    {
      ds_file_set_errno (error, errno, "write", path);
      restored = FALSE;
    }
  if (!restored)
    unlink (path);
  return restored;
}

/* Whether nobody makes the copy open as @fd any more. An empty one may have been made a moment ago:
 * its maker locks it before he writes. */
static gboolean
is_dead (int fd)
{
  struct stat st;

  return fstat (fd, &st) == 0 && st.st_size > 0 && lock_incoming (fd);
}

/**
 * ds_vault_clean:
 *
 * Removes copies that never got a name because their maker died.
 */
void
ds_vault_clean (DsVault *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL); /* absent before the first draft */
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, INCOMING_PREFIX))
      {
        g_autofree char *path = g_build_filename (self->folder, name, NULL);
        int fd = open (path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);

        if (fd >= 0 && is_dead (fd))
          g_unlink (path);
        if (fd >= 0)
          close (fd);
      }
}
