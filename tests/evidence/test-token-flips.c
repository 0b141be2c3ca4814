/* test-token-flips.c - genuine tokens with one bit changed
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One bit flipped in what is signed (TSTInfo, signed attributes), in the signature, or in the data
 * is FAILED, for every token whose signer is known. Bits are spread over each part; which of an
 * octet's it is goes round. DRAFTSEAL_EVERY_BIT=1 flips every one. */
#include <string.h>

#include "corpus-token.h"
#include "corpus.h"

#define FLIPS_PER_PART 6
#define BITS_PER_OCTET 8

/* A genuine token and what it is judged by. */
typedef struct
{
  const char *file;
  DsToken *token;
  DsTokenExpectation expected;
  guint flips;
} Subject;

static gboolean
is_failed (DsToken *token, const DsTokenExpectation *expected)
{
  g_autoptr (DsTokenFinding) finding = ds_token_verify (token, expected);

  return ds_verdict_get_indication (finding->verdict) == DS_FAILED;
}

/* A token that cannot be read any more is FAILED as well, before it is looked into. */
static void
flip_bit (Subject *subject, gsize bit)
{
  gsize length;
  const void *data = g_bytes_get_data (ds_token_get_octets (subject->token), &length);
  guint8 *copy = g_memdup2 (data, length);
  g_autoptr (GBytes) octets = NULL;
  g_autoptr (DsToken) token = NULL;

  copy[bit / BITS_PER_OCTET] ^= (guint8) (1 << bit % BITS_PER_OCTET);
  octets = g_bytes_new_take (copy, length);
  token = ds_token_parse_unverified (octets, NULL);
  subject->flips++;
  if (token != NULL && !is_failed (token, &subject->expected))
    {
      g_test_message ("%s: bit %" G_GSIZE_FORMAT " flipped is not FAILED", subject->file, bit);
      g_test_fail ();
    }
}

static void
flip_part (Subject *subject, const void *part, gsize length)
{
  gsize whole;
  const guint8 *data = g_bytes_get_data (ds_token_get_octets (subject->token), &whole);
  const guint8 *at = memmem (data, whole, part, length);
  gsize bits = length * BITS_PER_OCTET;
  gsize step = g_getenv ("DRAFTSEAL_EVERY_BIT") != NULL ? 1 : MAX (bits / FLIPS_PER_PART, 1) | 1;

  if (at == NULL) /* BER cuts it into pieces */
    return;
  for (gsize bit = 0; bit < bits; bit += step)
    flip_bit (subject, (gsize) (at - data) * BITS_PER_OCTET + bit);
}

static void
flip_token (Subject *subject)
{
  CMS_ContentInfo *cms = ds_token_get_cms (subject->token);
  CMS_SignerInfo *signer = sk_CMS_SignerInfo_value (CMS_get0_SignerInfos (cms), 0);
  GBytes *tst_info = ds_token_get_tst_info (subject->token);
  ASN1_OCTET_STRING *signature = CMS_SignerInfo_get0_signature (signer);

  flip_part (subject, g_bytes_get_data (tst_info, NULL), g_bytes_get_size (tst_info));
  flip_part (subject, ASN1_STRING_get0_data (signature), (gsize) ASN1_STRING_length (signature));
  for (int i = 0; i < CMS_signed_get_attr_count (signer); i++)
    {
      unsigned char *der = NULL;
      int length = i2d_X509_ATTRIBUTE (CMS_signed_get_attr (signer, i), &der);

      flip_part (subject, der, (gsize) length);
      OPENSSL_free (der);
    }
}

/* A bit of the data is half the bits of its digest. */
static void
flip_data (Subject *subject, const DsDigest *imprint)
{
  DsDigest other = *imprint;

  if (imprint->algorithm == DS_DIGEST_NONE)
    return;
  other.octets[0] ^= 1;
  subject->expected.imprint = &other;
  g_assert_true (is_failed (subject->token, &subject->expected));
  subject->expected.imprint = imprint;
}

static guint
flip_row (GStrv row)
{
  g_autoptr (DsToken) token = corpus_read_token (row);
  g_autoptr (DsX509List) anchors = corpus_read_certificates (row[CORPUS_CA_FILE]);
  g_autoptr (DsX509List) untrusted = corpus_read_certificates (row[CORPUS_CHAIN_FILE]);
  DsDigest imprint = corpus_read_imprint (row);
  DsTokenExpectation expected = { .imprint = &imprint,
                                  .anchors = anchors,
                                  .untrusted = untrusted,
                                  .now = ds_token_get_gen_time (token) };
  Subject subject = { row[CORPUS_FILE], token, expected, 0 };

  flip_token (&subject);
  flip_data (&subject, &imprint);
  return subject.flips;
}

static void
test_kind (gconstpointer kind)
{
  g_autoptr (GPtrArray) rows = corpus_read_rows (kind);
  guint flips = 0;

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      GStrv row = g_ptr_array_index (rows, i);

      if (!g_str_equal (row[CORPUS_VERDICT], "invalid:signer-cert-missing"))
        flips += flip_row (row);
    }
  g_test_message ("%u bits flipped", flips);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/evidence/token-flips/tokens", "token", test_kind);
  g_test_add_data_func ("/evidence/token-flips/responses", "response", test_kind);
  return g_test_run ();
}
