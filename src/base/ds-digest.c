/* ds-digest.c - message digests as values
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/ds-digest.h"

#include <gcrypt.h>
#include <string.h>

#include "base/ds-hex.h"

typedef struct
{
  DsDigestAlgorithm algorithm;
  int gcry;
  gsize length; /* octets */
  const char *name;
  const char *oid;
} Algorithm;

/* clang-format off */
static const Algorithm algorithms[] = {
  { DS_DIGEST_MD5,      GCRY_MD_MD5,      16, "md5",      "1.2.840.113549.2.5" },
  { DS_DIGEST_SHA1,     GCRY_MD_SHA1,     20, "sha1",     "1.3.14.3.2.26" },
  { DS_DIGEST_SHA224,   GCRY_MD_SHA224,   28, "sha224",   "2.16.840.1.101.3.4.2.4" },
  { DS_DIGEST_SHA256,   GCRY_MD_SHA256,   32, "sha256",   "2.16.840.1.101.3.4.2.1" },
  { DS_DIGEST_SHA384,   GCRY_MD_SHA384,   48, "sha384",   "2.16.840.1.101.3.4.2.2" },
  { DS_DIGEST_SHA512,   GCRY_MD_SHA512,   64, "sha512",   "2.16.840.1.101.3.4.2.3" },
  { DS_DIGEST_SHA3_256, GCRY_MD_SHA3_256, 32, "sha3-256", "2.16.840.1.101.3.4.2.8" },
  { DS_DIGEST_SHA3_384, GCRY_MD_SHA3_384, 48, "sha3-384", "2.16.840.1.101.3.4.2.9" },
  { DS_DIGEST_SHA3_512, GCRY_MD_SHA3_512, 64, "sha3-512", "2.16.840.1.101.3.4.2.10" },
  { DS_DIGEST_SM3,      GCRY_MD_SM3,      32, "sm3",      "1.2.156.10197.1.401" },
};
/* clang-format on */

struct _DsDigester
{
  DsDigestAlgorithm algorithm;
  gcry_md_hd_t handle;
};

/**
 * ds_digest_init:
 *
 * Readies libgcrypt once for the process. Called by every function that needs it; any thread.
 */
void
ds_digest_init (void)
{
  static gsize ready = 0;

  if (g_once_init_enter (&ready))
    {
      gcry_check_version (NULL);
      gcry_control (GCRYCTL_DISABLE_SECMEM, 0);
      gcry_control (GCRYCTL_INITIALIZATION_FINISHED, 0);
      g_once_init_leave (&ready, 1);
    }
}

static const Algorithm *
find_algorithm (DsDigestAlgorithm algorithm)
{
  for (gsize i = 0; i < G_N_ELEMENTS (algorithms); i++)
    if (algorithms[i].algorithm == algorithm)
      return &algorithms[i];
  return NULL;
}

/**
 * ds_digest_algorithm_from_name:
 * @name: as a person writes it: `sha256`, `SHA-256`, `sha3-256`, …
 *
 * Returns: the algorithm, or %DS_DIGEST_NONE
 */
DsDigestAlgorithm
ds_digest_algorithm_from_name (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (algorithms); i++)
    if (g_ascii_strcasecmp (name, algorithms[i].name) == 0)
      return algorithms[i].algorithm;

  if (g_ascii_strncasecmp (name, "sha-", 4) == 0)
    {
      g_autofree char *joined = g_strconcat ("sha", name + 4, NULL);

      return ds_digest_algorithm_from_name (joined);
    }
  return DS_DIGEST_NONE;
}

/**
 * ds_digest_algorithm_from_oid:
 * @oid: dotted decimal
 *
 * Returns: the algorithm, or %DS_DIGEST_NONE
 */
DsDigestAlgorithm
ds_digest_algorithm_from_oid (const char *oid)
{
  for (gsize i = 0; i < G_N_ELEMENTS (algorithms); i++)
    if (strcmp (oid, algorithms[i].oid) == 0)
      return algorithms[i].algorithm;
  return DS_DIGEST_NONE;
}

const char *
ds_digest_algorithm_get_name (DsDigestAlgorithm algorithm)
{
  const Algorithm *found = find_algorithm (algorithm);

  return found != NULL ? found->name : "unknown";
}

const char *
ds_digest_algorithm_get_oid (DsDigestAlgorithm algorithm)
{
  const Algorithm *found = find_algorithm (algorithm);

  return found != NULL ? found->oid : NULL;
}

/**
 * ds_digest_algorithm_get_length:
 *
 * Returns: octets of a digest; 0 for %DS_DIGEST_NONE
 */
gsize
ds_digest_algorithm_get_length (DsDigestAlgorithm algorithm)
{
  const Algorithm *found = find_algorithm (algorithm);

  return found != NULL ? found->length : 0;
}

/**
 * ds_digest_compute:
 * @algorithm: any but %DS_DIGEST_NONE
 * @data: (array length=length): octets
 * @length: how many
 *
 * Returns: the digest of @data
 */
DsDigest
ds_digest_compute (DsDigestAlgorithm algorithm, const void *data, gsize length)
{
  const Algorithm *found = find_algorithm (algorithm);
  DsDigest digest = { 0 };

  g_return_val_if_fail (found != NULL, digest);

  ds_digest_init ();
  digest.algorithm = algorithm;
  digest.length = (guint8) found->length;
  gcry_md_hash_buffer (found->gcry, digest.octets, data, length);
  return digest;
}

/* H of the formats: SHA-256. */
DsDigest
ds_digest_sha256 (const void *data, gsize length)
{
  return ds_digest_compute (DS_DIGEST_SHA256, data, length);
}

DsDigest
ds_digest_sha256_bytes (GBytes *bytes)
{
  gsize length;
  const void *data = g_bytes_get_data (bytes, &length);

  return ds_digest_sha256 (data, length);
}

/**
 * ds_digest_from_octets:
 * @algorithm: what made the octets
 * @octets: the value
 * @length: octets; other than the algorithm's own length gives %DS_DIGEST_NONE
 *
 * Returns: a digest, or one with %DS_DIGEST_NONE
 */
DsDigest
ds_digest_from_octets (DsDigestAlgorithm algorithm, const guint8 *octets, gsize length)
{
  DsDigest digest = { 0 };

  if (length == 0 || length != ds_digest_algorithm_get_length (algorithm))
    return digest;

  digest.algorithm = algorithm;
  digest.length = (guint8) length;
  memcpy (digest.octets, octets, length);
  return digest;
}

/**
 * ds_digest_from_hex:
 * @self: (out): unchanged on failure
 * @algorithm: what made the digest
 * @hex: lower-case digits of exactly that algorithm's length
 *
 * Returns: whether @hex was a digest of @algorithm
 */
gboolean
ds_digest_from_hex (DsDigest *self, DsDigestAlgorithm algorithm, const char *hex)
{
  DsDigest digest = { .algorithm = algorithm };

  digest.length = (guint8) ds_digest_algorithm_get_length (algorithm);
  if (digest.length == 0 || !ds_hex_decode (hex, digest.octets, digest.length))
    return FALSE;
  *self = digest;
  return TRUE;
}

/**
 * ds_digest_to_hex:
 *
 * Returns: (transfer full): lower-case digits
 */
char *
ds_digest_to_hex (const DsDigest *self)
{
  return ds_hex_encode (self->octets, self->length);
}

gboolean
ds_digest_equal (const DsDigest *a, const DsDigest *b)
{
  return a->algorithm == b->algorithm && a->algorithm != DS_DIGEST_NONE && a->length == b->length
         && memcmp (a->octets, b->octets, a->length) == 0;
}

/**
 * ds_digest_compare:
 *
 * Orders as unsigned octets, shorter first among equal beginnings (RFC 4998, 4.2: binary ascending
 * order).
 *
 * Returns: negative, 0 or positive
 */
int
ds_digest_compare (const DsDigest *a, const DsDigest *b)
{
  int order = memcmp (a->octets, b->octets, MIN (a->length, b->length));

  return order != 0 ? order : (int) a->length - (int) b->length;
}

/**
 * ds_digester_new:
 * @algorithm: any but %DS_DIGEST_NONE
 *
 * Returns: (transfer full): computes a digest piece by piece
 */
DsDigester *
ds_digester_new (DsDigestAlgorithm algorithm)
{
  const Algorithm *found = find_algorithm (algorithm);
  DsDigester *self;

  g_return_val_if_fail (found != NULL, NULL);

  ds_digest_init ();
  self = g_new0 (DsDigester, 1);
  self->algorithm = algorithm;
  if (gcry_md_open (&self->handle, found->gcry, 0) != 0)
    g_error ("libgcrypt offers no %s", found->name);
  return self;
}

void
ds_digester_add (DsDigester *self, const void *data, gsize length)
{
  gcry_md_write (self->handle, data, length);
}

/**
 * ds_digester_get:
 *
 * Returns: the digest of everything added so far; nothing may be added afterwards
 */
DsDigest
ds_digester_get (DsDigester *self)
{
  const Algorithm *found = find_algorithm (self->algorithm);

  return ds_digest_from_octets (self->algorithm, gcry_md_read (self->handle, found->gcry),
                                found->length);
}

void
ds_digester_free (DsDigester *self)
{
  gcry_md_close (self->handle);
  g_free (self);
}
