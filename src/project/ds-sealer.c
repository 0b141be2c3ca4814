/* ds-sealer.c - encrypts an object of the vault while it is written
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The format is described in ds-seal.h. */
#include "project/ds-seal.h"

#include <string.h>

#include "base/ds-error.h"
#include "base/ds-file.h"
#include "base/ds-random.h"
#include "project/ds-seal-private.h"

static const guint8 zero_nonce[DS_AEAD_NONCE_OCTETS];

struct _DsSealer
{
  int fd;         /* borrowed */
  char *path;     /* owned: of @fd, for the message */
  DsAead *aead;   /* owned: K */
  guint64 number; /* of the chunk */
  guint8 *chunk;  /* owned: held back until it is known whether it is the last */
  gsize filled;
};

static gboolean
write_header (DsSealer *self, const DsSealHeader *header, GError **error)
{
  guint8 octets[DS_SEAL_HEADER_OCTETS];
  guint32 version = GUINT32_TO_BE (DS_SEAL_VERSION);

  memcpy (octets, DS_SEAL_MAGIC, DS_SEAL_VERSION_AT);
  memcpy (octets + DS_SEAL_VERSION_AT, &version, sizeof version);
  memcpy (octets + DS_SEAL_TO_AT, header->to, sizeof header->to);
  memcpy (octets + DS_SEAL_OWN_AT, header->own, sizeof header->own);
  memcpy (octets + DS_SEAL_WRAPPED_AT, header->wrapped, sizeof header->wrapped);
  return ds_file_write_all (self->fd, octets, sizeof octets, self->path, error);
}

/* A fresh content key, wrapped for the vault. */
static gboolean
wrap (DsSealer *self, DsSealHeader *header, GError **error)
{
  g_autoptr (DsVaultKey) own = ds_vault_key_new ();
  g_autoptr (DsAead) wrapper = NULL;
  guint8 key[DS_AEAD_KEY_OCTETS];

  memcpy (header->own, own->public_half, sizeof header->own);
  wrapper = ds_seal_derive_wrapper (header, own, header->to);
  if (wrapper == NULL)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_FORMAT,
                   "the vault's public key is none: turn the encryption on again");
      return FALSE;
    }
  ds_random_octets (key, sizeof key);
  self->aead = ds_aead_new (key);
  memcpy (header->wrapped, key, sizeof key);
  explicit_bzero (key, sizeof key);
  ds_aead_seal (wrapper, zero_nonce, header->wrapped, sizeof key, header->wrapped + sizeof key);
  return TRUE;
}

/**
 * ds_sealer_new:
 * @fd: (transfer none): a fresh file
 * @path: its name, for the message
 * @to: the public half of the vault's key
 * @error: %DS_ERROR_FORMAT if @to is no key, else a %G_IO_ERROR
 */
DsSealer *
ds_sealer_new (int fd, const char *path, const guint8 *to, GError **error)
{
  g_autoptr (DsSealer) self = g_new0 (DsSealer, 1);
  DsSealHeader header;

  self->fd = fd;
  self->path = g_strdup (path);
  self->chunk = g_malloc (DS_SEAL_CHUNK_OCTETS + DS_AEAD_TAG_OCTETS);
  memcpy (header.to, to, sizeof header.to);
  if (!wrap (self, &header, error) || !write_header (self, &header, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
ds_sealer_free (DsSealer *self)
{
  g_clear_pointer (&self->aead, ds_aead_free);
  g_free (self->chunk);
  g_free (self->path);
  g_free (self);
}

static gboolean
write_chunk (DsSealer *self, gboolean is_last, GError **error)
{
  guint8 nonce[DS_AEAD_NONCE_OCTETS];
  gsize length = self->filled;

  ds_seal_fill_nonce (nonce, self->number++, is_last);
  ds_aead_seal (self->aead, nonce, self->chunk, length, self->chunk + length);
  self->filled = 0;
  return ds_file_write_all (self->fd, self->chunk, length + DS_AEAD_TAG_OCTETS, self->path, error);
}

/**
 * ds_sealer_write:
 * @octets: (array length=length): more of the content
 * @error: a %G_IO_ERROR
 */
gboolean
ds_sealer_write (DsSealer *self, const guint8 *octets, gsize length, GError **error)
{
  while (length > 0)
    {
      gsize step;

      if (self->filled == DS_SEAL_CHUNK_OCTETS && !write_chunk (self, FALSE, error))
        return FALSE;
      step = MIN (length, DS_SEAL_CHUNK_OCTETS - self->filled);
      memcpy (self->chunk + self->filled, octets, step);
      self->filled += step;
      octets += step;
      length -= step;
    }
  return TRUE;
}

/* Nothing follows. Without it the object is cut off, and known to be. */
gboolean
ds_sealer_finish (DsSealer *self, GError **error)
{
  return write_chunk (self, TRUE, error);
}
