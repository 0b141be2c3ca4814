/* test-token-expectation.c - a token against the data, the request and its own octets
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "stamp/ds-tsa.h"
#include "test-world.h"

#define NONCE_TAIL "020300f234"

typedef struct
{
  const char *path;
  const char *tst_tail;
  const char *nonce;
  const char *policy;
  gboolean is_answer;
  DsIndication indication;
  const char *reason;
  const char *check;
} RequestCase;

#define DIFFERS DS_INDETERMINATE, "SIG_CONSTRAINTS_FAILURE"

static const RequestCase request_cases[] = {
  { "nonce", NONCE_TAIL, "f234", NULL, TRUE, DS_PASSED },
  { "nonce-with-leading-zeros", NONCE_TAIL, "0000F234", NULL, TRUE, DS_PASSED },
  { "nonce-of-another", NONCE_TAIL, "f235", NULL, TRUE, DIFFERS, "token-nonce" },
  { "nonce-negative", "0202f234", "f234", NULL, TRUE, DIFFERS, "token-nonce" },
  { "nonce-absent", NULL, "f234", NULL, TRUE, DIFFERS, "token-nonce" },
  { "nonce-unasked", NONCE_TAIL, NULL, NULL, TRUE, DIFFERS, "token-nonce" },
  { "nonce-not-compared-later", NONCE_TAIL, "f235", NULL, FALSE, DS_PASSED },
  { "policy", NULL, NULL, TEST_POLICY, TRUE, DS_PASSED },
  { "policy-of-another", NULL, NULL, "1.2.3", TRUE, DIFFERS, "token-policy" },
  { "policy-not-compared-later", NULL, NULL, "1.2.3", FALSE, DS_PASSED },
};

static void
test_request (gconstpointer data)
{
  const RequestCase *c = data;
  TestSetup setup = { .tst_tail = c->tst_tail };
  g_autoptr (TestWorld) world = test_world_new (&setup);
  g_autoptr (DsTokenFinding) finding = NULL;
  const DsCheck *request;

  world->expected.nonce = c->nonce;
  world->expected.policy = c->policy;
  world->expected.is_answer = c->is_answer;
  finding = ds_token_verify (world->token, &world->expected);
  test_world_assert_verdict (finding->verdict, c->indication, c->reason, c->check);
  request = ds_verdict_find_check (finding->verdict, "token-request");
  g_assert_true (c->is_answer == (request == NULL));
  if (request != NULL)
    g_assert_cmpint (request->result, ==, DS_CHECK_NOT_DONE);
}

static void
assert_imprint (TestWorld *world, const DsDigest *imprint, DsIndication indication,
                const char *reason)
{
  g_autoptr (DsTokenFinding) finding = NULL;

  world->expected.imprint = imprint;
  finding = ds_token_verify (world->token, &world->expected);
  test_world_assert_verdict (finding->verdict, indication, reason, "token-imprint");
}

static void
test_imprint (void)
{
  TestSetup setup = { 0 };
  g_autoptr (TestWorld) world = test_world_new (&setup);
  DsDigest other_data = ds_digest_sha256 ("x", 1);
  DsDigest other_algorithm = ds_digest_compute (DS_DIGEST_SHA512, TEST_DATA, strlen (TEST_DATA));

  assert_imprint (world, NULL, DS_INDETERMINATE, "SIGNED_DATA_NOT_FOUND");
  assert_imprint (world, &other_algorithm, DS_INDETERMINATE, "SIGNED_DATA_NOT_FOUND");
  assert_imprint (world, &other_data, DS_FAILED, "HASH_FAILURE");
  world->expected.is_answer = TRUE;
  assert_imprint (world, &other_algorithm, DS_FAILED, "HASH_FAILURE");
}

/* Every bit of the data counts. */
static void
test_data_altered (void)
{
  TestSetup setup = { 0 };
  g_autoptr (TestWorld) world = test_world_new (&setup);
  char data[] = TEST_DATA;

  for (gsize bit = 0; bit < strlen (TEST_DATA) * 8; bit++)
    {
      DsDigest imprint;
      g_autoptr (DsTokenFinding) finding = NULL;

      data[bit / 8] ^= (char) (1 << bit % 8);
      imprint = ds_digest_sha256 (data, strlen (TEST_DATA));
      data[bit / 8] ^= (char) (1 << bit % 8);
      world->expected.imprint = &imprint;
      finding = ds_token_verify (world->token, &world->expected);
      g_assert_cmpstr (ds_verdict_get_reason (finding->verdict), ==, "HASH_FAILURE");
      g_assert_cmpint (ds_verdict_get_indication (finding->verdict), ==, DS_FAILED);
    }
}

static GBytes *
flip_bit (GBytes *octets, gsize bit)
{
  gsize length;
  const void *data = g_bytes_get_data (octets, &length);
  guint8 *copy = g_memdup2 (data, length);

  copy[bit / 8] ^= (guint8) (1 << bit % 8);
  return g_bytes_new_take (copy, length);
}

/* Where @part lies in the token. */
static gsize
find_part (DsToken *token, const void *part, gsize length)
{
  gsize whole;
  const guint8 *data = g_bytes_get_data (ds_token_get_octets (token), &whole);
  const guint8 *at = memmem (data, whole, part, length);

  g_assert_nonnull (at);
  return (gsize) (at - data);
}

/* One bit of each octet of @part, flipped, is FAILED unless the token can't even be read any more.
 */
static void
flip_part (TestWorld *world, const void *part, gsize length)
{
  gsize start = find_part (world->token, part, length);

  for (gsize at = start; at < start + length; at++)
    {
      gsize bit = at * 8 + at % 8;
      g_autoptr (GBytes) octets = flip_bit (ds_token_get_octets (world->token), bit);
      g_autoptr (DsToken) token = ds_token_parse_unverified (octets, NULL);
      g_autoptr (DsTokenFinding) finding = NULL;

      if (token == NULL)
        continue;
      finding = ds_token_verify (token, &world->expected);
      if (ds_verdict_get_indication (finding->verdict) != DS_FAILED)
        g_error ("bit %" G_GSIZE_FORMAT " of octet %" G_GSIZE_FORMAT " is %s (%s)", bit % 8,
                 bit / 8 - start,
                 ds_indication_to_text (ds_verdict_get_indication (finding->verdict)),
                 ds_verdict_get_reason (finding->verdict));
    }
}

static void
test_token_altered (gconstpointer key)
{
  TestSetup setup = { .signer.key = key, .tst_tail = "3003020101" NONCE_TAIL };
  g_autoptr (TestWorld) world = test_world_new (&setup);
  GBytes *tst_info = ds_token_get_tst_info (world->token);
  CMS_SignerInfo *signer =
      sk_CMS_SignerInfo_value (CMS_get0_SignerInfos (ds_token_get_cms (world->token)), 0);
  ASN1_OCTET_STRING *signature = CMS_SignerInfo_get0_signature (signer);
  g_autoptr (DsX509List) anchors = test_list_of (world->signer, NULL);

  world->expected.anchors = anchors; /* the shortest path, for speed */
  flip_part (world, g_bytes_get_data (tst_info, NULL), g_bytes_get_size (tst_info));
  flip_part (world, ASN1_STRING_get0_data (signature), (gsize) ASN1_STRING_length (signature));
  for (int i = 0; i < CMS_signed_get_attr_count (signer); i++)
    {
      unsigned char *der = NULL;
      int length = i2d_X509_ATTRIBUTE (CMS_signed_get_attr (signer, i), &der);

      flip_part (world, der, (gsize) length);
      OPENSSL_free (der);
    }
}

/* Bits outside what is signed: never more than PASSED was, and never a crash. */
static void
test_shell_altered (void)
{
  TestSetup setup = { 0 };
  g_autoptr (TestWorld) world = test_world_new (&setup);
  GBytes *whole = ds_token_get_octets (world->token);

  for (gsize bit = 0; bit < g_bytes_get_size (whole) * 8; bit += 7)
    {
      g_autoptr (GBytes) octets = flip_bit (whole, bit);
      g_autoptr (DsToken) token = ds_token_parse_unverified (octets, NULL);
      g_autoptr (DsTokenFinding) finding = NULL;

      if (token == NULL)
        continue;
      finding = ds_token_verify (token, &world->expected);
      g_assert_cmpuint (ds_verdict_get_n_checks (finding->verdict), >, 0);
      if (ds_verdict_get_indication (finding->verdict) == DS_PASSED)
        g_assert_true (
            g_bytes_equal (ds_token_get_tst_info (token), ds_token_get_tst_info (world->token)));
    }
}

typedef struct
{
  const char *path;
  const char *policy;
  const char *signer;
  const char *issuer;
  gboolean is_test;
} PracticeCase;

static const PracticeCase practice_cases[] = {
  { "no", NULL, NULL, NULL, FALSE },
  { "by-policy", DS_PRACTICE_POLICY, NULL, NULL, TRUE },
  { "by-subject", NULL, "Draftseal practice TSA (TEST, proves nothing)", NULL, TRUE },
  { "by-issuer", NULL, NULL, "Draftseal practice root (TEST)", TRUE },
};

/* TEST is told beside the verdict, which stays that of the checks. */
static void
test_practice (gconstpointer data)
{
  const PracticeCase *c = data;
  TestSetup setup = { .policy = c->policy, .signer.name = c->signer, .issuer.name = c->issuer };
  g_autoptr (TestWorld) world = test_world_new (&setup);
  g_autoptr (DsTokenFinding) finding = ds_token_verify (world->token, &world->expected);

  test_world_assert_verdict (finding->verdict, DS_PASSED, NULL, NULL);
  g_assert_cmpint (finding->is_test, ==, c->is_test);
}

/* A certificate's names are a stranger's words: nothing in them acts where they are shown. */
static void
test_hostile_name (void)
{
  TestSetup setup = { .signer.name = "TSA\033[31m\u202e of trust" };
  g_autoptr (TestWorld) world = test_world_new (&setup);
  g_autoptr (DsTokenFinding) finding = ds_token_verify (world->token, &world->expected);
  const DsCheck *signer = ds_verdict_find_check (finding->verdict, "signer-certificate");

  g_assert_cmpint (ds_verdict_get_indication (finding->verdict), ==, DS_PASSED);
  g_assert_nonnull (strstr (signer->detail, "<U+202E> of trust"));
  g_assert_null (strchr (signer->detail, '\033'));
}

/* The same token from several threads: nothing it holds is written to. */
static gpointer
verify_in_thread (gpointer data)
{
  TestWorld *world = data;

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (DsTokenFinding) finding = ds_token_verify (world->token, &world->expected);

      g_assert_cmpint (ds_verdict_get_indication (finding->verdict), ==, DS_PASSED);
    }
  return NULL;
}

static void
test_threads (void)
{
  TestSetup setup = { 0 };
  g_autoptr (TestWorld) world = test_world_new (&setup);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("verify", verify_in_thread, world);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static void
add_case (const char *group, const char *name, gconstpointer data, GTestDataFunc function)
{
  g_autofree char *path = g_strconcat ("/evidence/token-expectation/", group, name, NULL);

  g_test_add_data_func (path, data, function);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (request_cases); i++)
    add_case ("request/", request_cases[i].path, &request_cases[i], test_request);
  for (gsize i = 0; i < G_N_ELEMENTS (practice_cases); i++)
    add_case ("practice/", practice_cases[i].path, &practice_cases[i], test_practice);
  add_case ("altered/", "p-256", "P-256", test_token_altered);
  add_case ("altered/", "rsa-2048", "RSA-2048", test_token_altered);
  add_case ("altered/", "ed25519", "Ed25519", test_token_altered);
  g_test_add_func ("/evidence/token-expectation/altered/data", test_data_altered);
  g_test_add_func ("/evidence/token-expectation/altered/shell", test_shell_altered);
  g_test_add_func ("/evidence/token-expectation/imprint", test_imprint);
  g_test_add_func ("/evidence/token-expectation/hostile-name", test_hostile_name);
  g_test_add_func ("/evidence/token-expectation/threads", test_threads);
  return g_test_run ();
}
