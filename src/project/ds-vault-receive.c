/* ds-vault-receive.c - a saved file becomes a copy in the vault
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the file system can, the copy is a clone: made in one step, shared with the file block by
 * block, and then read once, for its digest. It is the file as it was in that moment, however soon
 * a program writes again. Elsewhere the file is read once, and what is hashed is what is written;
 * copying within the kernel (copy_file_range) would make it two reads. Either way the file looks
 * the same before and after its octets were taken, or they are dropped. */
#include "project/ds-vault.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "base/ds-file.h"
#include "base/ds-random.h"
#include "project/ds-vault-private.h"
#include "project/ds-vault-writer.h"

#define INCOMING_PREFIX "incoming-"

/* The file that is received. */
typedef struct
{
  int fd;
  int folder_fd;
  const char *path; /* below @folder_fd */
} Source;

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

static gboolean
check_unchanged (const DsIncoming *incoming, const Source *source, GError **error)
{
  struct stat after;
  struct stat by_name;

  if (fstat (source->fd, &after) == 0 && stat_is_same (&incoming->stat, &after)
      && fstatat (source->folder_fd, source->path, &by_name, AT_SYMLINK_NOFOLLOW) == 0
      && stat_is_same (&after, &by_name))
    return TRUE;
  return refuse_flux (source->path, error);
}

/* The next octets of @fd; fills @block except at the end. */
static gboolean
read_block (int fd, const char *path, guint8 *block, gsize *got, GCancellable *cancellable,
            GError **error)
{
  for (*got = 0; *got < DS_VAULT_BLOCK_OCTETS;)
    {
      gssize step;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      step = read (fd, block + *got, DS_VAULT_BLOCK_OCTETS - *got);
      if (step < 0 && errno == EINTR)
        continue;
      if (step < 0)
        {
          ds_file_set_errno (error, errno, "read", path);
          return FALSE;
        }
      if (step == 0)
        break;
      *got += (gsize) step;
    }
  return TRUE;
}

/* How the draft begins decides in which form it is kept. */
DsVaultWriter *
ds_vault_begin_copy (DsVault *self, DsIncoming *incoming, const guint8 *first, gsize length,
                     GError **error)
{
  incoming->form = ds_vault_writer_pays_zstd (first, length) ? DS_VAULT_ZSTD : DS_VAULT_PLAIN;
  if (self->is_sealing)
    incoming->form |= DS_VAULT_SEALED;
  return ds_vault_writer_new (incoming->fd, self->folder, incoming->form, self->seal_to, error);
}

/* Reads the source once, hashing and writing. */
static gboolean
copy (DsVault *self, DsIncoming *incoming, const Source *source, GCancellable *cancellable,
      GError **error)
{
  g_autoptr (DsDigester) digester = ds_digester_new (DS_DIGEST_SHA256);
  g_autoptr (DsVaultWriter) writer = NULL;
  g_autofree guint8 *block = g_malloc (DS_VAULT_BLOCK_OCTETS);
  gsize got = 1;

  while (got > 0)
    {
      if (!read_block (source->fd, source->path, block, &got, cancellable, error))
        return FALSE;
      if (writer == NULL)
        writer = ds_vault_begin_copy (self, incoming, block, got, error);
      if (writer == NULL || !ds_vault_writer_write (writer, block, got, error))
        return FALSE;
      ds_digester_add (digester, block, got);
      incoming->size += got;
    }
  incoming->sha256 = ds_digester_get (digester);
  return ds_vault_writer_finish (writer, error);
}

/* Reads the clone once, hashing. */
static gboolean
hash_clone (DsIncoming *incoming, GCancellable *cancellable, GError **error)
{
  g_autoptr (DsDigester) digester = ds_digester_new (DS_DIGEST_SHA256);
  g_autofree guint8 *block = g_malloc (DS_VAULT_BLOCK_OCTETS);
  gsize got = 1;

  while (got > 0)
    {
      if (!read_block (incoming->fd, incoming->incoming, block, &got, cancellable, error))
        return FALSE;
      ds_digester_add (digester, block, got);
      incoming->size += got;
    }
  incoming->sha256 = ds_digester_get (digester);
  return TRUE;
}

/* That a clone cannot be made is no fault: few file systems know them, and none to another one; a
 * full disk may leave a part. What is to be encrypted is never there in clear. */
static gboolean
take_octets (DsVault *self, DsIncoming *incoming, const Source *source, GCancellable *cancellable,
             GError **error)
{
  if (!self->is_sealing && ioctl (incoming->fd, FICLONE, source->fd) == 0)
    return check_unchanged (incoming, source, error) && hash_clone (incoming, cancellable, error);
  if (ftruncate (incoming->fd, 0) != 0)
    {
      ds_file_set_errno (error, errno, "write", self->folder);
      return FALSE;
    }
  return copy (self, incoming, source, cancellable, error)
         && check_unchanged (incoming, source, error);
}

/* An empty, locked file that ds_incoming_free() removes. */
DsIncoming *
ds_vault_make_incoming (DsVault *self, GError **error)
{
  g_autoptr (DsIncoming) incoming = g_new0 (DsIncoming, 1);
  g_autofree char *random = ds_random_hex (16);
  g_autofree char *name = g_strconcat (INCOMING_PREFIX, random, NULL);

  incoming->fd = -1;
  if (!ds_vault_check_place (self, error) || !ds_folder_make (self->folder, error))
    return NULL;
  incoming->incoming = g_build_filename (self->folder, name, NULL);
  incoming->fd = open (incoming->incoming, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (incoming->fd >= 0 && lock_incoming (incoming->fd))
    return g_steal_pointer (&incoming);
  ds_file_set_errno (error, errno, "write", self->folder);
  return NULL;
}

static gboolean
receive_open (DsVault *self, DsIncoming *incoming, const Source *source, GCancellable *cancellable,
              GError **error)
{
  if (!take_octets (self, incoming, source, cancellable, error))
    return FALSE;
  if (incoming->size != (guint64) incoming->stat.st_size)
    return refuse_flux (source->path, error);
  if (fsync (incoming->fd) == 0)
    return TRUE;
  ds_file_set_errno (error, errno, "sync", self->folder);
  return FALSE;
}

/**
 * ds_vault_receive:
 * @folder_fd: the project's folder
 * @path: a file below it
 * @cancellable: (nullable): stops between two blocks
 * @error: %DS_ERROR_IN_FLUX if the file changed meanwhile or is none, %DS_ERROR_AWAY: try again
 *   later; else a %G_IO_ERROR
 *
 * Takes the file in, as a copy that is synced but has no name yet. The file is opened for reading
 * only and without waiting, so no program that saves is ever held up.
 *
 * Returns: (transfer full) (nullable): the copy; freed without ds_vault_keep() it is gone
 */
DsIncoming *
ds_vault_receive (DsVault *self, int folder_fd, const char *path, GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (DsIncoming) incoming = NULL;
  int fd = openat (folder_fd, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  Source source = { fd, folder_fd, path };
  gboolean received;
  struct stat st;

  if (fd < 0)
    {
      if (errno == ENOENT || errno == ELOOP)
        refuse_flux (path, error);
      else
        ds_file_set_errno (error, errno, "read", path);
      return NULL;
    }
  if (fstat (fd, &st) != 0 || !S_ISREG (st.st_mode))
    received = refuse_flux (path, error);
  else
    {
      incoming = ds_vault_make_incoming (self, error);
      if (incoming != NULL)
        incoming->stat = st;
      received = incoming != NULL && receive_open (self, incoming, &source, cancellable, error);
    }
  close (fd);
  return received ? g_steal_pointer (&incoming) : NULL;
}

/**
 * ds_vault_keep:
 * @incoming: from ds_vault_receive(); still to be freed
 * @error: a %G_IO_ERROR
 *
 * Gives the copy its name, which is on disk when this returns. The same bytes kept twice are
 * stored once, in the form that came first.
 */
gboolean
ds_vault_keep (DsVault *self, DsIncoming *incoming, GError **error)
{
  g_autofree char *path = ds_vault_build_path (self, &incoming->sha256, incoming->form);
  g_autofree char *shelf = ds_vault_build_shelf (self, &incoming->sha256);
  g_autofree char *from = NULL;

  if (!ds_vault_ready_shelf (self, &incoming->sha256, error))
    return FALSE;
  if (ds_vault_has (self, &incoming->sha256))
    return ds_folder_sync (shelf, error); /* who gave it its name may not have come to that */
  from = g_steal_pointer (&incoming->incoming);
  return ds_file_adopt (from, path, error);
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
