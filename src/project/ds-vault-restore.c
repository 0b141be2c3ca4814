/* ds-vault-restore.c - a draft's exact octets out of the vault, or an error
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/ds-vault.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "base/ds-file.h"
#include "base/ds-random.h"
#include "project/ds-vault-private.h"
#include "project/ds-vault-reader.h"

/* Where the octets go. */
typedef struct
{
  int fd;            /* -1: nowhere */
  const char *path;  /* of @fd */
  GByteArray *array; /* (nullable) */
  gsize limit;       /* of @array, octets */
  guint64 size;      /* what came, octets */
} Sink;

/* Another form is tried: what the one before gave was wrong. */
static gboolean
empty_sink (Sink *sink, GError **error)
{
  sink->size = 0;
  if (sink->array != NULL)
    g_byte_array_set_size (sink->array, 0);
  if (sink->fd < 0 || (ftruncate (sink->fd, 0) == 0 && lseek (sink->fd, 0, SEEK_SET) == 0))
    return TRUE;
  ds_file_set_errno (error, errno, "write", sink->path);
  return FALSE;
}

static gboolean
fill_sink (Sink *sink, const guint8 *block, gsize length, GError **error)
{
  sink->size += length;
  if (sink->array != NULL && sink->size > sink->limit)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_LIMIT,
                   "the draft has more than the %" G_GSIZE_FORMAT " octets allowed here",
                   sink->limit);
      return FALSE;
    }
  if (sink->array != NULL)
    g_byte_array_append (sink->array, block, (guint) length);
  return sink->fd < 0 || ds_file_write_all (sink->fd, block, length, sink->path, error);
}

static gboolean
pour_form (DsVault *self, const DsDigest *sha256, DsVaultForm form, Sink *sink,
           GCancellable *cancellable, GError **error)
{
  g_autoptr (DsVaultReader) reader = ds_vault_reader_open (self, sha256, form, error);
  g_autofree guint8 *block = NULL;
  gsize got = 1;

  if (reader == NULL || !empty_sink (sink, error))
    return FALSE;
  block = g_malloc (DS_VAULT_BLOCK_OCTETS);
  while (got > 0)
    if (g_cancellable_set_error_if_cancelled (cancellable, error)
        || !ds_vault_reader_read (reader, block, DS_VAULT_BLOCK_OCTETS, &got, error)
        || !fill_sink (sink, block, got, error))
      return FALSE;
  return TRUE;
}

/* All forms are tried: while an object is converted it lies there in two. */
static gboolean
pour_any (DsVault *self, const DsDigest *sha256, Sink *sink, GCancellable *cancellable,
          GError **error)
{
  g_autoptr (GError) worst = NULL;

  for (guint form = 0; form < DS_VAULT_N_FORMS; form++)
    {
      g_autoptr (GError) inner = NULL;

      if (pour_form (self, sha256, form, sink, cancellable, &inner))
        return TRUE;
      if (worst == NULL || g_error_matches (worst, DS_ERROR, DS_ERROR_NOT_FOUND))
        {
          g_clear_error (&worst);
          worst = g_steal_pointer (&inner);
        }
    }
  g_propagate_error (error, g_steal_pointer (&worst));
  return FALSE;
}

/* What is converted just now may not yet lie in its new form when that is looked for, and
 * no more in its old one when that is: a second look finds it. */
static gboolean
pour (DsVault *self, const DsDigest *sha256, Sink *sink, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) inner = NULL;

  if (pour_any (self, sha256, sink, cancellable, &inner))
    return TRUE;
  if (g_error_matches (inner, DS_ERROR, DS_ERROR_NOT_FOUND))
    return pour_any (self, sha256, sink, cancellable, error);
  g_propagate_error (error, g_steal_pointer (&inner));
  return FALSE;
}

/**
 * ds_vault_verify:
 * @sha256: names the copy
 * @size: (out) (optional): octets of the draft
 * @error: %DS_ERROR_NOT_FOUND if there is none, %DS_ERROR_AWAY, %DS_ERROR_LOCKED if its key is not
 *   at hand, %DS_ERROR_DAMAGED, else a %G_IO_ERROR
 *
 * Reads a kept copy to its end. TRUE: it is what was kept, in one of its forms at least.
 */
gboolean
ds_vault_verify (DsVault *self, const DsDigest *sha256, guint64 *size, GCancellable *cancellable,
                 GError **error)
{
  Sink sink = { .fd = -1 };

  if (!pour (self, sha256, &sink, cancellable, error))
    return FALSE;
  if (size != NULL)
    *size = sink.size;
  return TRUE;
}

/**
 * ds_vault_verify_form:
 * @form: the one to read
 * @size: (out): octets of the draft
 * @error: as ds_vault_verify()
 *
 * As ds_vault_verify(), for one of the files that an object may lie in.
 */
gboolean
ds_vault_verify_form (DsVault *self, const DsDigest *sha256, DsVaultForm form, guint64 *size,
                      GCancellable *cancellable, GError **error)
{
  Sink sink = { .fd = -1 };

  if (!pour_form (self, sha256, form, &sink, cancellable, error))
    return FALSE;
  *size = sink.size;
  return TRUE;
}

/**
 * ds_vault_read:
 * @sha256: names the copy
 * @limit: most octets it may have
 * @error: %DS_ERROR_NOT_FOUND, %DS_ERROR_DAMAGED, %DS_ERROR_LIMIT, else a %G_IO_ERROR
 *
 * Returns: (transfer full) (nullable): the exact octets
 */
GBytes *
ds_vault_read (DsVault *self, const DsDigest *sha256, gsize limit, GCancellable *cancellable,
               GError **error)
{
  g_autoptr (GByteArray) array = g_byte_array_new ();
  Sink sink = { .fd = -1, .array = array, .limit = limit };

  if (!pour (self, sha256, &sink, cancellable, error))
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&array));
}

static gboolean
refuse_existing (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, DS_ERROR, DS_ERROR_EXISTS,
               "%s is there already: choose another name, it is never overwritten", name);
  return FALSE;
}

/* Gives what was restored its name, unless something has it by now. */
static gboolean
publish (const char *from, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  gboolean named = renameat2 (AT_FDCWD, from, AT_FDCWD, path, RENAME_NOREPLACE) == 0;

  if (!named && errno == EINVAL) /* file systems that cannot rename so have hard links mostly */
    named = link (from, path) == 0 && unlink (from) == 0;
  if (named)
    return ds_folder_sync (folder, error);
  if (errno == EEXIST)
    return refuse_existing (path, error);
  ds_file_set_errno (error, errno, "write", path);
  return FALSE;
}

static gboolean
restore_to (DsVault *self, const DsDigest *sha256, Sink *sink, GCancellable *cancellable,
            GError **error)
{
  gboolean restored = pour (self, sha256, sink, cancellable, error);

  if (restored && fsync (sink->fd) != 0)
    {
      ds_file_set_errno (error, errno, "sync", sink->path);
      restored = FALSE;
    }
  if (close (sink->fd) == 0 || !restored)
    return restored;
  ds_file_set_errno (error, errno, "write", sink->path);
  return FALSE;
}

/**
 * ds_vault_restore:
 * @sha256: names the copy
 * @path: where to; nothing may be there
 * @error: %DS_ERROR_EXISTS, else as ds_vault_verify()
 *
 * Writes the exact octets, or nothing: they get the name only when they were found to be right.
 */
gboolean
ds_vault_restore (DsVault *self, const DsDigest *sha256, const char *path,
                  GCancellable *cancellable, GError **error)
{
  g_autofree char *random = ds_random_hex (8);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *beside =
      g_strdup_printf ("%s/.draftseal-%s%s", folder, random, DS_FILE_UNFINISHED_SUFFIX);
  Sink sink = { .path = path };
  struct stat st;
  gboolean restored;

  if (lstat (path, &st) == 0)
    return refuse_existing (path, error);
  sink.fd = open (beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (sink.fd < 0)
    {
      ds_file_set_errno (error, errno, "write", path);
      return FALSE;
    }
  restored = restore_to (self, sha256, &sink, cancellable, error) && publish (beside, path, error);
  if (!restored)
    unlink (beside);
  return restored;
}
