/* ds-vault-writer.c - writes a draft in one of the forms that the vault keeps
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/ds-vault-writer.h"

#include <zstd.h>

#include "base/ds-error.h"
#include "base/ds-file.h"
#include "project/ds-seal.h"

#define ZSTD_LEVEL 3 /* about as fast as a disk; higher ones gain a few percent */
#define PROBE_LEVEL 1
#define PROBE_OCTETS (128 * 1024)
#define PROBE_GAIN_AT_LEAST 8     /* one part in so many, else it is not worth the reading back */
#define ZSTD_OCTETS_AT_LEAST 4096 /* what is smaller takes one block of the disk anyway */

struct _DsVaultWriter
{
  int fd;             /* borrowed */
  DsSealer *sealer;   /* owned (nullable) */
  char *path;         /* owned: of @fd, for the message */
  ZSTD_CCtx *frame;   /* owned (nullable) */
  guint8 *compressed; /* owned (nullable) */
};

/**
 * ds_vault_writer_pays_zstd:
 * @first: (array length=length): how the draft begins
 *
 * Most design files are compressed already: the beginning is tried, and if it does not shrink, the
 * rest is not worth the time. A wrong guess costs a few octets in a million.
 */
gboolean
ds_vault_writer_pays_zstd (const guint8 *first, gsize length)
{
  gsize probed = MIN (length, PROBE_OCTETS);
  gsize bound = ZSTD_compressBound (probed);
  g_autofree guint8 *room = NULL;
  gsize compressed;

  if (length < ZSTD_OCTETS_AT_LEAST)
    return FALSE;
  room = g_malloc (bound);
  compressed = ZSTD_compress (room, bound, first, probed, PROBE_LEVEL);
  return !ZSTD_isError (compressed) && compressed <= probed - probed / PROBE_GAIN_AT_LEAST;
}

/**
 * ds_vault_writer_new:
 * @fd: (transfer none): a fresh file
 * @path: its name, for the message
 * @form: what is to lie there
 * @seal_to: (nullable): the public half of the vault's key, for the encrypted forms
 * @error: a %G_IO_ERROR
 */
DsVaultWriter *
ds_vault_writer_new (int fd, const char *path, DsVaultForm form, const guint8 *seal_to,
                     GError **error)
{
  g_autoptr (DsVaultWriter) self = g_new0 (DsVaultWriter, 1);

  self->fd = fd;
  self->path = g_strdup (path);
  if (form & DS_VAULT_ZSTD)
    {
      self->frame = ZSTD_createCCtx ();
      self->compressed = g_malloc (ZSTD_CStreamOutSize ());
      ZSTD_CCtx_setParameter (self->frame, ZSTD_c_compressionLevel, ZSTD_LEVEL);
    }
  if (form & DS_VAULT_SEALED)
    {
      self->sealer = ds_sealer_new (fd, path, seal_to, error);
      if (self->sealer == NULL)
        return NULL;
    }
  return g_steal_pointer (&self);
}

void
ds_vault_writer_free (DsVaultWriter *self)
{
  g_clear_pointer (&self->sealer, ds_sealer_free);
  ZSTD_freeCCtx (self->frame);
  g_free (self->compressed);
  g_free (self->path);
  g_free (self);
}

static gboolean
store (DsVaultWriter *self, const guint8 *block, gsize length, GError **error)
{
  if (self->sealer != NULL)
    return ds_sealer_write (self->sealer, block, length, error);
  return ds_file_write_all (self->fd, block, length, self->path, error);
}

static gboolean
compress (DsVaultWriter *self, const guint8 *block, gsize length, ZSTD_EndDirective end,
          GError **error)
{
  ZSTD_inBuffer input = { .src = block, .size = length };
  gsize left = 1;

  while (end == ZSTD_e_end ? left > 0 : input.pos < input.size)
    {
      ZSTD_outBuffer output = { .dst = self->compressed, .size = ZSTD_CStreamOutSize () };

      left = ZSTD_compressStream2 (self->frame, &output, &input, end);
      if (ZSTD_isError (left))
        {
          g_set_error (error, DS_ERROR, DS_ERROR_LIMIT, "%s could not be compressed: %s",
                       self->path, ZSTD_getErrorName (left));
          return FALSE;
        }
      if (!store (self, self->compressed, output.pos, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * ds_vault_writer_write:
 * @block: (array length=length): more of the draft
 * @error: a %G_IO_ERROR such as a full disk
 */
gboolean
ds_vault_writer_write (DsVaultWriter *self, const guint8 *block, gsize length, GError **error)
{
  if (self->frame != NULL)
    return compress (self, block, length, ZSTD_e_continue, error);
  return store (self, block, length, error);
}

/**
 * ds_vault_writer_finish:
 * @error: as ds_vault_writer_write()
 *
 * Nothing follows. Syncing is for the caller.
 */
gboolean
ds_vault_writer_finish (DsVaultWriter *self, GError **error)
{
  if (self->frame != NULL && !compress (self, NULL, 0, ZSTD_e_end, error))
    return FALSE;
  return self->sealer == NULL || ds_sealer_finish (self->sealer, error);
}
