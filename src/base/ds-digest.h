/* ds-digest.h - message digests as values
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define DS_DIGEST_MAX_OCTETS 64
#define DS_SHA256_OCTETS 32

typedef enum
{
  DS_DIGEST_NONE, /* no digest, or an algorithm this release does not know */
  DS_DIGEST_MD5,
  DS_DIGEST_SHA1,
  DS_DIGEST_SHA224,
  DS_DIGEST_SHA256,
  DS_DIGEST_SHA384,
  DS_DIGEST_SHA512,
  DS_DIGEST_SHA3_256,
  DS_DIGEST_SHA3_384,
  DS_DIGEST_SHA3_512,
  DS_DIGEST_SM3,
} DsDigestAlgorithm;

/* A digest by value: copied freely, never allocated. */
typedef struct
{
  DsDigestAlgorithm algorithm;
  guint8 length; /* octets in use */
  guint8 octets[DS_DIGEST_MAX_OCTETS];
} DsDigest;

typedef struct _DsDigester DsDigester;

void              ds_digest_init (void);
DsDigestAlgorithm ds_digest_algorithm_from_name (const char *name);
DsDigestAlgorithm ds_digest_algorithm_from_oid (const char *oid);
const char       *ds_digest_algorithm_get_name (DsDigestAlgorithm algorithm);
const char       *ds_digest_algorithm_get_oid (DsDigestAlgorithm algorithm);
gsize             ds_digest_algorithm_get_length (DsDigestAlgorithm algorithm);

DsDigest ds_digest_compute (DsDigestAlgorithm algorithm, const void *data, gsize length);
DsDigest ds_digest_sha256 (const void *data, gsize length);
DsDigest ds_digest_sha256_bytes (GBytes *bytes);
DsDigest ds_digest_from_octets (DsDigestAlgorithm algorithm, const guint8 *octets, gsize length);
gboolean ds_digest_from_hex (DsDigest *self, DsDigestAlgorithm algorithm, const char *hex);
char    *ds_digest_to_hex (const DsDigest *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean ds_digest_equal (const DsDigest *a, const DsDigest *b);
int      ds_digest_compare (const DsDigest *a, const DsDigest *b);

DsDigester *ds_digester_new (DsDigestAlgorithm algorithm) G_GNUC_WARN_UNUSED_RESULT;
void        ds_digester_add (DsDigester *self, const void *data, gsize length);
DsDigest    ds_digester_get (DsDigester *self);
void        ds_digester_free (DsDigester *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsDigester, ds_digester_free)

G_END_DECLS
