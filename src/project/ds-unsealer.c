/* ds-unsealer.c - decrypts an object of the vault while it is read
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The format is described in ds-seal.h. Octets are handed out only once the tag of their chunk was
 * found right. */
#include "project/ds-seal.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "base/ds-file.h"
#include "project/ds-seal-private.h"

#define SEALED_CHUNK_OCTETS (DS_SEAL_CHUNK_OCTETS + DS_AEAD_TAG_OCTETS)

static const guint8 zero_nonce[DS_AEAD_NONCE_OCTETS];

struct _DsUnsealer
{
  int fd;         /* borrowed */
  DsAead *aead;   /* owned: K */
  guint64 number; /* of the next chunk */
  goffset left;   /* octets of the file behind the current chunk */
  guint8 *chunk;  /* owned */
  gsize filled;
  gsize used;
};

static gboolean
refuse_damaged (GError **error)
{
  g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED,
               "the kept copy is not what was kept: what is encrypted there was changed");
  return FALSE;
}

/**
 * ds_unsealer_new:
 * @fd: (transfer none): the object
 * @header: its header
 * @key: the vault's, whose public half is the header's `to`
 * @error: %DS_ERROR_DAMAGED, else a %G_IO_ERROR
 */
DsUnsealer *
ds_unsealer_new (int fd, const DsSealHeader *header, const DsVaultKey *key, GError **error)
{
  g_autoptr (DsAead) wrapper = ds_seal_derive_wrapper (header, key, header->own);
  guint8 content_key[DS_AEAD_KEY_OCTETS];
  struct stat st;
  DsUnsealer *self;

  if (fstat (fd, &st) != 0 || lseek (fd, DS_SEAL_HEADER_OCTETS, SEEK_SET) < 0)
    {
      ds_file_set_errno (error, errno, "read", "the kept copy");
      return NULL;
    }
  memcpy (content_key, header->wrapped, sizeof content_key);
  if (wrapper == NULL
      || !ds_aead_open (wrapper, zero_nonce, content_key, sizeof content_key,
                        header->wrapped + sizeof content_key))
    {
      refuse_damaged (error);
      return NULL;
    }
  self = g_new0 (DsUnsealer, 1);
  self->fd = fd;
  self->aead = ds_aead_new (content_key);
  self->left = st.st_size - DS_SEAL_HEADER_OCTETS;
  self->chunk = g_malloc (SEALED_CHUNK_OCTETS);
  explicit_bzero (content_key, sizeof content_key);
  return self;
}

void
ds_unsealer_free (DsUnsealer *self)
{
  ds_aead_free (self->aead);
  g_free (self->chunk);
  g_free (self);
}

static gboolean
read_all (int fd, guint8 *octets, gsize length, GError **error)
{
  while (length > 0)
    {
      gssize got = read (fd, octets, length);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        {
          ds_file_set_errno (error, errno, "read", "the kept copy");
          return FALSE;
        }
      if (got == 0)
        return refuse_damaged (error);
      octets += got;
      length -= (gsize) got;
    }
  return TRUE;
}

/* The chunk that ends with the file must be marked as the last one, and no other. */
static gboolean
read_chunk (DsUnsealer *self, GError **error)
{
  gsize stored = (gsize) MIN (self->left, SEALED_CHUNK_OCTETS);
  guint8 nonce[DS_AEAD_NONCE_OCTETS];

  if (stored < DS_AEAD_TAG_OCTETS)
    return refuse_damaged (error);
  if (!read_all (self->fd, self->chunk, stored, error))
    return FALSE;
  self->left -= (goffset) stored;
  self->used = 0;
  self->filled = stored - DS_AEAD_TAG_OCTETS;
  ds_seal_fill_nonce (nonce, self->number++, self->left == 0);
  if (ds_aead_open (self->aead, nonce, self->chunk, self->filled, self->chunk + self->filled))
    return TRUE;
  return refuse_damaged (error);
}

/**
 * ds_unsealer_read:
 * @octets: (array length=length): filled, except at the end
 * @got: (out): octets of the content; fewer than @length only at its end
 * @error: %DS_ERROR_DAMAGED, else a %G_IO_ERROR
 */
gboolean
ds_unsealer_read (DsUnsealer *self, guint8 *octets, gsize length, gsize *got, GError **error)
{
  for (*got = 0; *got < length;)
    {
      gsize step;

      if (self->used == self->filled && (self->number == 0 || self->left > 0)
          && !read_chunk (self, error))
        return FALSE;
      if (self->used == self->filled)
        break;
      step = MIN (length - *got, self->filled - self->used);
      memcpy (octets + *got, self->chunk + self->used, step);
      self->used += step;
      *got += step;
    }
  return TRUE;
}
