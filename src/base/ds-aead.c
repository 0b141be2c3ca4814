/* ds-aead.c - AES-256-GCM, one message at a time
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All of it is libgcrypt's; without additional data (NIST SP 800-38D). */
#include "base/ds-aead.h"

#include <gcrypt.h>

#include "base/ds-digest.h"

struct _DsAead
{
  gcry_cipher_hd_t handle; /* owned */
};

/* With arguments of the right lengths, what libgcrypt can lack is memory only. */
static void
must (gcry_error_t code)
{
  if (code != 0)
    g_error ("libgcrypt, AES-256-GCM: %s", gcry_strerror (code));
}

/* @key: %DS_AEAD_KEY_OCTETS octets */
DsAead *
ds_aead_new (const guint8 *key)
{
  DsAead *self;

  ds_digest_init ();
  self = g_new0 (DsAead, 1);
  must (gcry_cipher_open (&self->handle, GCRY_CIPHER_AES256, GCRY_CIPHER_MODE_GCM, 0));
  must (gcry_cipher_setkey (self->handle, key, DS_AEAD_KEY_OCTETS));
  return self;
}

/* libgcrypt wipes what it holds of the key. */
void
ds_aead_free (DsAead *self)
{
  gcry_cipher_close (self->handle);
  g_free (self);
}

/**
 * ds_aead_seal:
 * @nonce: %DS_AEAD_NONCE_OCTETS octets, never used before with this key
 * @octets: (inout) (array length=length): encrypted in place
 * @tag: (out caller-allocates): %DS_AEAD_TAG_OCTETS octets
 */
void
ds_aead_seal (DsAead *self, const guint8 *nonce, guint8 *octets, gsize length, guint8 *tag)
{
  must (gcry_cipher_setiv (self->handle, nonce, DS_AEAD_NONCE_OCTETS));
  must (gcry_cipher_final (self->handle));
  must (gcry_cipher_encrypt (self->handle, octets, length, NULL, 0));
  must (gcry_cipher_gettag (self->handle, tag, DS_AEAD_TAG_OCTETS));
}

/**
 * ds_aead_open:
 * @octets: (inout) (array length=length): decrypted in place
 *
 * Returns: whether these are octets that were sealed with this key, nonce and tag; what is in
 *   @octets is worth nothing otherwise
 */
gboolean
ds_aead_open (DsAead *self, const guint8 *nonce, guint8 *octets, gsize length, const guint8 *tag)
{
  must (gcry_cipher_setiv (self->handle, nonce, DS_AEAD_NONCE_OCTETS));
  must (gcry_cipher_final (self->handle));
  must (gcry_cipher_decrypt (self->handle, octets, length, NULL, 0));
  return gcry_cipher_checktag (self->handle, tag, DS_AEAD_TAG_OCTETS) == 0;
}
