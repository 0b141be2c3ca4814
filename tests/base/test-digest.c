/* test-digest.c - digests against published values, and hexadecimal text
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/ds-digest.h"
#include "base/ds-hex.h"
#include "base/ds-random.h"

typedef struct
{
  const char *path;
  DsDigestAlgorithm algorithm;
  const char *name; /* as a person may write it */
  const char *oid;
  const char *abc; /* digest of “abc” */
} AlgorithmCase;

/* clang-format off */
static const AlgorithmCase algorithm_cases[] = {
  { "/base/digest/md5", DS_DIGEST_MD5, "MD5", "1.2.840.113549.2.5",
    "900150983cd24fb0d6963f7d28e17f72" },
  { "/base/digest/sha1", DS_DIGEST_SHA1, "SHA-1", "1.3.14.3.2.26",
    "a9993e364706816aba3e25717850c26c9cd0d89d" },
  { "/base/digest/sha224", DS_DIGEST_SHA224, "sha-224", "2.16.840.1.101.3.4.2.4",
    "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7" },
  { "/base/digest/sha256", DS_DIGEST_SHA256, "sha256", "2.16.840.1.101.3.4.2.1",
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
  { "/base/digest/sha384", DS_DIGEST_SHA384, "SHA384", "2.16.840.1.101.3.4.2.2",
    "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
    "8086072ba1e7cc2358baeca134c825a7" },
  { "/base/digest/sha512", DS_DIGEST_SHA512, "SHA-512", "2.16.840.1.101.3.4.2.3",
    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f" },
  { "/base/digest/sha3-256", DS_DIGEST_SHA3_256, "SHA3-256", "2.16.840.1.101.3.4.2.8",
    "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532" },
  { "/base/digest/sha3-384", DS_DIGEST_SHA3_384, "sha3-384", "2.16.840.1.101.3.4.2.9",
    "ec01498288516fc926459f58e2c6ad8df9b473cb0fc08c2596da7cf0e49be4b2"
    "98d88cea927ac7f539f1edf228376d25" },
  { "/base/digest/sha3-512", DS_DIGEST_SHA3_512, "sha3-512", "2.16.840.1.101.3.4.2.10",
    "b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e"
    "10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0" },
  { "/base/digest/sm3", DS_DIGEST_SM3, "SM3", "1.2.156.10197.1.401",
    "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0" },
};
/* clang-format on */

static void
test_algorithm (gconstpointer data)
{
  const AlgorithmCase *c = data;
  DsDigest digest = ds_digest_compute (c->algorithm, "abc", 3);
  g_autoptr (DsDigester) digester = ds_digester_new (c->algorithm);
  g_autofree char *hex = ds_digest_to_hex (&digest);
  DsDigest piecewise, from_hex;

  g_assert_cmpstr (hex, ==, c->abc);
  g_assert_cmpuint (ds_digest_algorithm_get_length (c->algorithm), ==, strlen (c->abc) / 2);
  g_assert_cmpint (ds_digest_algorithm_from_name (c->name), ==, c->algorithm);
  g_assert_cmpint (ds_digest_algorithm_from_oid (c->oid), ==, c->algorithm);
  g_assert_cmpstr (ds_digest_algorithm_get_oid (c->algorithm), ==, c->oid);

  ds_digester_add (digester, "a", 1);
  ds_digester_add (digester, "", 0);
  ds_digester_add (digester, "bc", 2);
  piecewise = ds_digester_get (digester);
  g_assert_true (ds_digest_equal (&digest, &piecewise));
  g_assert_true (ds_digest_from_hex (&from_hex, c->algorithm, hex));
  g_assert_true (ds_digest_equal (&digest, &from_hex));
}

static void
test_unknown (void)
{
  guint8 octets[DS_DIGEST_MAX_OCTETS] = { 0 };
  DsDigest none = ds_digest_from_octets (DS_DIGEST_SHA256, octets, 31);
  DsDigest some = ds_digest_from_octets (DS_DIGEST_SHA256, octets, 32);
  DsDigest other = ds_digest_from_octets (DS_DIGEST_SHA3_256, octets, 32);
  DsDigest empty = { 0 };

  g_assert_cmpint (none.algorithm, ==, DS_DIGEST_NONE);
  g_assert_false (ds_digest_equal (&none, &none)); /* nothing equals no digest */
  g_assert_false (ds_digest_equal (&empty, &empty));
  g_assert_true (ds_digest_equal (&some, &some));
  g_assert_false (ds_digest_equal (&some, &other)); /* same octets, another algorithm */
  g_assert_cmpint (ds_digest_algorithm_from_name ("sha257"), ==, DS_DIGEST_NONE);
  g_assert_cmpint (ds_digest_algorithm_from_name (""), ==, DS_DIGEST_NONE);
  g_assert_cmpint (ds_digest_algorithm_from_oid ("2.16.840.1.101.3.4.2"), ==, DS_DIGEST_NONE);
  g_assert_null (ds_digest_algorithm_get_oid (DS_DIGEST_NONE));
}

static void
test_order (void)
{
  DsDigest low, high, longer;

  g_assert_true (ds_digest_from_hex (&low, DS_DIGEST_MD5, "7f000000000000000000000000000000"));
  g_assert_true (ds_digest_from_hex (&high, DS_DIGEST_MD5, "80000000000000000000000000000000"));
  g_assert_true (
      ds_digest_from_hex (&longer, DS_DIGEST_SHA1, "7f00000000000000000000000000000000000000"));
  g_assert_cmpint (ds_digest_compare (&low, &high), <, 0); /* octets are unsigned */
  g_assert_cmpint (ds_digest_compare (&high, &low), >, 0);
  g_assert_cmpint (ds_digest_compare (&low, &low), ==, 0);
  g_assert_cmpint (ds_digest_compare (&low, &longer), <, 0);
}

typedef struct
{
  const char *path;
  const char *text;
  gsize octets;
  gboolean is_hex;
} HexCase;

static const HexCase hex_cases[] = {
  { "/base/hex/empty", "", 0, TRUE },
  { "/base/hex/digits", "00ff7a", 3, TRUE },
  { "/base/hex/refuse-capitals", "00FF7A", 3, FALSE },
  { "/base/hex/refuse-short", "00ff", 3, FALSE },
  { "/base/hex/refuse-long", "00ff7a00", 3, FALSE },
  { "/base/hex/refuse-odd", "00ff7", 3, FALSE },
  { "/base/hex/refuse-letter", "00fg7a", 3, FALSE },
  { "/base/hex/refuse-blank", "00 f7a", 3, FALSE },
};

static void
test_hex (gconstpointer data)
{
  const HexCase *c = data;
  guint8 octets[8];
  g_autoptr (GBytes) bytes = ds_hex_decode_bytes (c->text);
  g_autofree char *back = NULL;

  g_assert_cmpint (ds_hex_decode (c->text, octets, c->octets), ==, c->is_hex);
  if (!c->is_hex)
    return;
  back = ds_hex_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_cmpstr (back, ==, c->text);
}

static void
test_hex_digits (void)
{
  g_assert_true (ds_hex_is_digits ("0a", 2, 4));
  g_assert_true (ds_hex_is_digits ("0a0a", 2, 4));
  g_assert_false (ds_hex_is_digits ("0", 2, 4));
  g_assert_false (ds_hex_is_digits ("0a0a0", 2, 4));
  g_assert_false (ds_hex_is_digits ("0A", 2, 4));
}

static void
test_random (void)
{
  g_autofree char *a = ds_random_hex (32);
  g_autofree char *b = ds_random_hex (32);

  g_assert_true (ds_hex_is_digits (a, 64, 64));
  g_assert_cmpstr (a, !=, b);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (algorithm_cases); i++)
    g_test_add_data_func (algorithm_cases[i].path, &algorithm_cases[i], test_algorithm);
  for (gsize i = 0; i < G_N_ELEMENTS (hex_cases); i++)
    g_test_add_data_func (hex_cases[i].path, &hex_cases[i], test_hex);
  g_test_add_func ("/base/digest/unknown", test_unknown);
  g_test_add_func ("/base/digest/order", test_order);
  g_test_add_func ("/base/hex/is-digits", test_hex_digits);
  g_test_add_func ("/base/random", test_random);
  return g_test_run ();
}
