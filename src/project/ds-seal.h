/* ds-seal.h - the encrypted form of an object of the vault
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file `vault/xx/<SHA-256>.enc` or `vault/xx/<SHA-256>.zst.enc`. Decrypted it is what the file
 * would be without `.enc`: the octets of the draft, or one zstd frame (RFC 8878) of them. The name
 * is the SHA-256 of the draft's octets in either case, and tells whether all went well.
 *
 * Numbers are big-endian, || puts octets together, lengths are in octets.
 *
 * HEADER, 132 octets
 *    0  16  the ASCII characters "draftseal sealed"
 *   16   4  version of this format: 1
 *   20  32  V, the vault's public X25519 key (RFC 7748)
 *   52  32  E, a public X25519 key made for this object alone
 *   84  48  the content key K (32), encrypted, and the tag (16)
 *
 * K is a random AES-256 key, another for each object. It is encrypted with AES-256-GCM (NIST SP
 * 800-38D), nonce 12 zero octets, no additional data, under the wrapping key W, which wraps
 * nothing else:
 *
 *   S = X25519 (e, V) = X25519 (v, E)     e and v are the secret halves of E and V; not all zero
 *   W = HKDF-SHA256 (RFC 5869), 32 octets long, of the input key material S, with
 *       salt = E || V and info = the ASCII characters "draftseal sealed 1"
 *
 * v is what the recovery key shows (ds-vault-key.h).
 *
 * CHUNKS, from octet 132 to the end: the content is cut into chunks of 1048576 octets (1 MiB), the
 * last one shorter or equal; content without octets is one chunk without octets. Each is encrypted
 * with AES-256-GCM under K, no additional data, and lies there as ciphertext || tag (16). The nonce
 * of a chunk is its number, from 0, as 11 octets || one octet that is 1 for the last chunk of the
 * object and 0 for all others. So chunks can neither be cut off, exchanged, left out nor added
 * without one tag being wrong. */
#pragma once

#include "project/ds-vault-key.h"

G_BEGIN_DECLS

#define DS_SEAL_CHUNK_OCTETS (1024 * 1024)

typedef struct
{
  guint8 to[DS_VAULT_KEY_OCTETS];  /* V */
  guint8 own[DS_VAULT_KEY_OCTETS]; /* E */
  guint8 wrapped[48];              /* K */
} DsSealHeader;

typedef struct _DsSealer DsSealer;
typedef struct _DsUnsealer DsUnsealer;

DsSealer *ds_sealer_new (int fd, const char *path, const guint8 *to,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ds_sealer_write (DsSealer *self, const guint8 *octets, gsize length, GError **error);
gboolean ds_sealer_finish (DsSealer *self, GError **error);
void ds_sealer_free (DsSealer *self);

gboolean ds_seal_read_header (int fd, DsSealHeader *header, GError **error);
DsUnsealer *ds_unsealer_new (int fd, const DsSealHeader *header, const DsVaultKey *key,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ds_unsealer_read (DsUnsealer *self, guint8 *octets, gsize length, gsize *got,
                           GError **error);
void ds_unsealer_free (DsUnsealer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsSealer, ds_sealer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsUnsealer, ds_unsealer_free)

G_END_DECLS
