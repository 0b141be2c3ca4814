/* ds-seal.c - the encrypted form of an object of the vault: its header
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/ds-seal.h"

#include <errno.h>
#include <gcrypt.h>
#include <string.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "base/ds-file.h"
#include "project/ds-seal-private.h"

#define WRAP_INFO "draftseal sealed 1"
#define MAC_OCTETS 32

/* HMAC-SHA256 (RFC 2104). */
static void
compute_mac (const guint8 *key, gsize key_length, const guint8 *octets, gsize length, guint8 *mac)
{
  gcry_mac_hd_t handle;
  gsize mac_length = MAC_OCTETS;

  if (gcry_mac_open (&handle, GCRY_MAC_HMAC_SHA256, 0, NULL) != 0
      || gcry_mac_setkey (handle, key, key_length) != 0
      || gcry_mac_write (handle, octets, length) != 0
      || gcry_mac_read (handle, mac, &mac_length) != 0)
    g_error ("libgcrypt offers no HMAC-SHA256");
  gcry_mac_close (handle);
}

/* HKDF-SHA256 for 32 octets, hence one block (RFC 5869, 2.2 and 2.3). libgcrypt 1.10 has none. */
static void
derive (const guint8 *material, const guint8 *salt, gsize salt_length, guint8 *key)
{
  guint8 extracted[MAC_OCTETS];
  guint8 info[sizeof WRAP_INFO];

  compute_mac (salt, salt_length, material, DS_VAULT_KEY_OCTETS, extracted);
  memcpy (info, WRAP_INFO, sizeof WRAP_INFO - 1);
  info[sizeof WRAP_INFO - 1] = 1; /* the number of the block, in place of the closing NUL */
  compute_mac (extracted, sizeof extracted, info, sizeof info, key);
  explicit_bzero (extracted, sizeof extracted);
}

/**
 * ds_seal_derive_wrapper:
 * @header: with both public keys
 * @own: whose secret half is known: of one of them
 * @other: the public half of the other
 *
 * Returns: (transfer full) (nullable): W; %NULL if @other is no point to agree with
 */
DsAead *
ds_seal_derive_wrapper (const DsSealHeader *header, const DsVaultKey *own, const guint8 *other)
{
  guint8 shared[DS_VAULT_KEY_OCTETS];
  guint8 salt[2 * DS_VAULT_KEY_OCTETS];
  guint8 key[DS_AEAD_KEY_OCTETS];
  DsAead *wrapper;

  if (!ds_vault_key_agree (own, other, shared))
    return NULL;
  memcpy (salt, header->own, DS_VAULT_KEY_OCTETS);
  memcpy (salt + DS_VAULT_KEY_OCTETS, header->to, DS_VAULT_KEY_OCTETS);
  derive (shared, salt, sizeof salt, key);
  wrapper = ds_aead_new (key);
  explicit_bzero (shared, sizeof shared);
  explicit_bzero (key, sizeof key);
  return wrapper;
}

void
ds_seal_fill_nonce (guint8 *nonce, guint64 number, gboolean is_last)
{
  guint64 big_endian = GUINT64_TO_BE (number);

  memset (nonce, 0, DS_AEAD_NONCE_OCTETS);
  memcpy (nonce + DS_AEAD_NONCE_OCTETS - 1 - sizeof big_endian, &big_endian, sizeof big_endian);
  nonce[DS_AEAD_NONCE_OCTETS - 1] = is_last ? 1 : 0;
}

/**
 * ds_seal_read_header:
 * @fd: (transfer none): a sealed object, read from its beginning
 * @header: (out): as it lies there; nothing is proven yet
 * @error: %DS_ERROR_DAMAGED if it is none, %DS_ERROR_NEWER_FORMAT, else a %G_IO_ERROR
 */
gboolean
ds_seal_read_header (int fd, DsSealHeader *header, GError **error)
{
  guint8 octets[DS_SEAL_HEADER_OCTETS];
  guint32 version;
  gssize got = pread (fd, octets, sizeof octets, 0);

  if (got < 0)
    {
      ds_file_set_errno (error, errno, "read", "the kept copy");
      return FALSE;
    }
  if (got != sizeof octets || memcmp (octets, DS_SEAL_MAGIC, DS_SEAL_VERSION_AT) != 0)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED,
                   "the kept copy is not what was kept: it does not begin as an encrypted one");
      return FALSE;
    }
  memcpy (&version, octets + DS_SEAL_VERSION_AT, sizeof version);
  if (GUINT32_FROM_BE (version) != DS_SEAL_VERSION)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_NEWER_FORMAT,
                   "the kept copy is encrypted in version %u, this release knows version %d: "
                   "install a newer one, or the copy is damaged",
                   GUINT32_FROM_BE (version), DS_SEAL_VERSION);
      return FALSE;
    }
  memcpy (header->to, octets + DS_SEAL_TO_AT, sizeof header->to);
  memcpy (header->own, octets + DS_SEAL_OWN_AT, sizeof header->own);
  memcpy (header->wrapped, octets + DS_SEAL_WRAPPED_AT, sizeof header->wrapped);
  return TRUE;
}
