/* ds-vault-reader.c - one object of the vault, read as the draft it is
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/ds-vault-reader.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include <zstd.h>

#include "base/ds-error.h"
#include "base/ds-file.h"
#include "project/ds-seal.h"
#include "project/ds-vault-private.h"

struct _DsVaultReader
{
  DsDigest sha256;
  int fd;               /* owned */
  DsUnsealer *unsealer; /* owned (nullable): of an encrypted object */
  ZSTD_DCtx *frame;     /* owned (nullable): of a compressed object */
  guint8 *stored;       /* owned (nullable): what is to be decompressed */
  ZSTD_inBuffer input;  /* over @stored */
  gboolean frame_ended;
  DsDigester *digester; /* owned: over what was handed out */
};

static gboolean
refuse_damaged (GError **error, const char *how)
{
  g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED, "the kept copy is not what was kept: %s", how);
  return FALSE;
}

static gboolean
unseal (DsVaultReader *self, DsVault *vault, GError **error)
{
  DsSealHeader header;
  const DsVaultKey *key;

  if (!ds_seal_read_header (self->fd, &header, error))
    return FALSE;
  key = ds_vault_find_key (vault, header.to, error);
  self->unsealer = key != NULL ? ds_unsealer_new (self->fd, &header, key, error) : NULL;
  return self->unsealer != NULL;
}

/**
 * ds_vault_reader_new:
 * @fd: (transfer full): an object, or a copy that is to become one
 * @sha256: of the draft that it should be
 * @form: how it lies there
 * @error: as ds_vault_reader_open()
 */
DsVaultReader *
ds_vault_reader_new (DsVault *vault, int fd, const DsDigest *sha256, DsVaultForm form,
                     GError **error)
{
  g_autoptr (DsVaultReader) self = g_new0 (DsVaultReader, 1);

  self->sha256 = *sha256;
  self->fd = fd;
  self->digester = ds_digester_new (DS_DIGEST_SHA256);
  if (form & DS_VAULT_ZSTD)
    {
      self->frame = ZSTD_createDCtx ();
      self->stored = g_malloc (DS_VAULT_BLOCK_OCTETS);
      self->input.src = self->stored;
    }
  if ((form & DS_VAULT_SEALED) && !unseal (self, vault, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * ds_vault_reader_open:
 * @sha256: names the object
 * @form: the one to read
 * @error: %DS_ERROR_NOT_FOUND if it is not there in this form, %DS_ERROR_AWAY,
 *   %DS_ERROR_LOCKED if its key is not at hand, %DS_ERROR_DAMAGED, %DS_ERROR_NEWER_FORMAT, else a
 *   %G_IO_ERROR
 */
DsVaultReader *
ds_vault_reader_open (DsVault *vault, const DsDigest *sha256, DsVaultForm form, GError **error)
{
  g_autofree char *path = ds_vault_build_path (vault, sha256, form);
  g_autofree char *hex = NULL;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

  if (fd >= 0)
    return ds_vault_reader_new (vault, fd, sha256, form, error);
  if (errno != ENOENT && errno != ENOTDIR)
    {
      ds_file_set_errno (error, errno, "read", path);
      return NULL;
    }
  if (!ds_vault_check_place (vault, error))
    return NULL;
  hex = ds_digest_to_hex (sha256);
  g_set_error (error, DS_ERROR, DS_ERROR_NOT_FOUND, "the vault has no copy of %s", hex);
  return NULL;
}

void
ds_vault_reader_free (DsVaultReader *self)
{
  close (self->fd);
  g_clear_pointer (&self->unsealer, ds_unsealer_free);
  ZSTD_freeDCtx (self->frame);
  g_free (self->stored);
  ds_digester_free (self->digester);
  g_free (self);
}

/* What lies on disk, decrypted; fills @block except at the end. */
static gboolean
read_stored (DsVaultReader *self, guint8 *block, gsize length, gsize *got, GError **error)
{
  if (self->unsealer != NULL)
    return ds_unsealer_read (self->unsealer, block, length, got, error);
  for (*got = 0; *got < length;)
    {
      gssize step = read (self->fd, block + *got, length - *got);

      if (step < 0 && errno == EINTR)
        continue;
      if (step < 0)
        {
          ds_file_set_errno (error, errno, "read", "the kept copy");
          return FALSE;
        }
      if (step == 0)
        break;
      *got += (gsize) step;
    }
  return TRUE;
}

/* More of the frame; an object that ends within its frame, or goes on behind it, is damaged. */
static gboolean
refill (DsVaultReader *self, GError **error)
{
  if (!read_stored (self, self->stored, DS_VAULT_BLOCK_OCTETS, &self->input.size, error))
    return FALSE;
  self->input.pos = 0;
  if (self->input.size == 0 && !self->frame_ended)
    return refuse_damaged (error, "its zstd frame is cut off");
  return TRUE;
}

static gboolean
decompress (DsVaultReader *self, guint8 *block, gsize length, gsize *got, GError **error)
{
  ZSTD_outBuffer output = { .dst = block, .size = length };

  while (output.pos < length)
    {
      gsize left;

      if (self->input.pos == self->input.size && !refill (self, error))
        return FALSE;
      if (self->frame_ended && self->input.size == 0)
        break;
      if (self->frame_ended)
        return refuse_damaged (error, "something is behind its zstd frame");
      left = ZSTD_decompressStream (self->frame, &output, &self->input);
      if (ZSTD_isError (left))
        return refuse_damaged (error, ZSTD_getErrorName (left));
      self->frame_ended = left == 0;
    }
  *got = output.pos;
  return TRUE;
}

/* Only at the end it shows whether what was handed out is right. */
static gboolean
check_whole (DsVaultReader *self, GError **error)
{
  DsDigest found = ds_digester_get (self->digester);
  g_autofree char *hex = NULL;
  g_autofree char *how = NULL;

  if (ds_digest_equal (&found, &self->sha256))
    return TRUE;
  hex = ds_digest_to_hex (&found);
  how = g_strdup_printf ("its SHA-256 is %s", hex);
  return refuse_damaged (error, how);
}

/**
 * ds_vault_reader_read:
 * @block: (array length=length): filled, except at the end
 * @length: octets, more than none
 * @got: (out): octets of the draft in @block; none at its end
 * @error: %DS_ERROR_DAMAGED if the object is not the one of its name, else a %G_IO_ERROR
 *
 * What is handed out is right only when the end was reached without an error: it must not be shown
 * to anybody, or be given a name, before that.
 */
gboolean
ds_vault_reader_read (DsVaultReader *self, guint8 *block, gsize length, gsize *got, GError **error)
{
  gboolean is_read = self->frame != NULL ? decompress (self, block, length, got, error)
                                         : read_stored (self, block, length, got, error);

  if (!is_read)
    return FALSE;
  if (*got == 0)
    return check_whole (self, error);
  ds_digester_add (self->digester, block, *got);
  return TRUE;
}
