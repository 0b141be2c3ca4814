/* test-token-corpus.c - genuine tokens of many TSAs against the verdicts known of them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/ds-error.h"
#include "corpus.h"
#include "evidence/ds-token-verifier.h"
#include "stamp/ds-stamp-response.h"

#define SECONDS_PER_DAY 86400
#define LATER "2060-01-01T00:00:00Z"
#define WEAK_NOTE "WEAK TODAY"

static DsX509List *
read_certificates (const char *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pem = NULL;
  DsX509List *list;

  if (*file == '\0')
    return NULL;
  pem = corpus_read_file (file);
  list = ds_x509_list_from_pem (pem, &error);
  g_assert_no_error (error);
  return list;
}

static GBytes *
read_token_octets (const GStrv row)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) octets = corpus_read_file (row[CORPUS_FILE]);
  g_autoptr (DsStampResponse) response = NULL;

  if (g_str_equal (row[CORPUS_KIND], "token"))
    return g_steal_pointer (&octets);
  response = ds_stamp_response_parse (octets, &error);
  g_assert_no_error (error);
  return g_bytes_ref (response->token);
}

/* (transfer full) (nullable): %NULL where the manifest itself shows a genTime with an offset, which
 * the tools that made the manifest do not read, and which has to be refused (RFC 3161, 2.4.2). */
static DsToken *
read_token (const GStrv row)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) octets = read_token_octets (row);
  DsToken *token = ds_token_parse_unverified (octets, &error);

  if (g_str_has_suffix (row[CORPUS_GEN_TIME], "+00:00"))
    g_assert_no_error (error);
  else
    g_assert_error (error, DS_ERROR, DS_ERROR_BAD_TIME);
  return token;
}

/* The digest that the manifest has, or that of the covered file. */
static DsDigest
read_imprint (const GStrv row)
{
  DsDigestAlgorithm algorithm = ds_digest_algorithm_from_name (row[CORPUS_IMPRINT_ALGORITHM]);
  const char *source = row[CORPUS_DATA_OR_HASH];
  DsDigest digest = { 0 };

  g_assert_cmpint (algorithm, !=, DS_DIGEST_NONE);
  if (g_str_has_prefix (source, "hash:"))
    ds_digest_from_hex (&digest, algorithm, source + strlen ("hash:"));
  else
    {
      g_autoptr (GBytes) data = corpus_read_file (source);
      gsize length;
      const void *octets = g_bytes_get_data (data, &length);

      digest = ds_digest_compute (algorithm, octets, length);
    }
  return digest;
}

static DsTokenFinding *
verify_row (const GStrv row, DsToken *token, DsTime now)
{
  g_autoptr (DsX509List) anchors = read_certificates (row[CORPUS_CA_FILE]);
  g_autoptr (DsX509List) untrusted = read_certificates (row[CORPUS_CHAIN_FILE]);
  DsDigest imprint = read_imprint (row);
  DsTokenExpectation expected = {
    .imprint = &imprint, .anchors = anchors, .untrusted = untrusted, .now = now
  };

  return ds_token_verify (token, &expected);
}

/* Whether a verdict is one that the manifest allows. Tokens of TSAs that break the standard are
 * never called forged; those whose ESSCertID is broken were altered by hand, so their signature is
 * wrong. */
static gboolean
is_allowed (const GStrv row, const DsVerdict *verdict)
{
  DsIndication indication = ds_verdict_get_indication (verdict);
  const char *reason = ds_verdict_get_reason (verdict);

  if (g_str_has_prefix (row[CORPUS_VERDICT], "invalid:ess-"))
    return indication == DS_FAILED && g_str_equal (reason, "SIG_CRYPTO_FAILURE");
  if (!g_str_equal (row[CORPUS_VERDICT], "valid"))
    return indication == DS_INDETERMINATE;
  if (indication == DS_PASSED)
    return TRUE;
  return strstr (row[CORPUS_NOTE], WEAK_NOTE) != NULL && indication == DS_INDETERMINATE
         && g_str_has_prefix (reason, "CRYPTO_CONSTRAINTS_FAILURE");
}

static void
check_row (const GStrv row, DsToken *token)
{
  DsTime now = ds_time_add_seconds (ds_token_get_gen_time (token), SECONDS_PER_DAY);
  g_autoptr (DsTokenFinding) finding = verify_row (row, token, now);
  const DsCheck *revocation = ds_verdict_find_check (finding->verdict, "revocation");
  const DsCheck *worst = ds_verdict_get_worst (finding->verdict);

  g_test_message ("%-13s %s is %s%s%s%s%s",
                  ds_indication_to_text (ds_verdict_get_indication (finding->verdict)),
                  row[CORPUS_FILE], row[CORPUS_VERDICT], worst != NULL ? "; " : "",
                  worst != NULL ? worst->reason : "", worst != NULL ? ": " : "",
                  worst != NULL ? worst->detail : "");
  g_assert_nonnull (revocation);
  g_assert_cmpint (revocation->result, ==, DS_CHECK_NOT_DONE);
  g_assert_false (finding->is_test);
  if (!is_allowed (row, finding->verdict))
    {
      g_test_message ("the manifest does not allow this verdict of %s", row[CORPUS_FILE]);
      g_test_fail ();
    }
}

/* When every certificate has ended, nothing is proved any more by a token alone, and still nothing
 * is called forged; the sentence says when it was signed. */
static void
check_row_later (const GStrv row, DsToken *token)
{
  DsTime later = { 0 };
  g_autoptr (DsTokenFinding) finding = NULL;
  const DsCheck *age;

  g_assert_true (ds_time_parse_exact (LATER, &later));
  finding = verify_row (row, token, later);
  g_assert_cmpint (ds_verdict_get_indication (finding->verdict), !=, DS_PASSED);
  if (!g_str_equal (row[CORPUS_VERDICT], "valid"))
    return;
  g_assert_cmpint (ds_verdict_get_indication (finding->verdict), ==, DS_INDETERMINATE);
  age = ds_verdict_find_check (finding->verdict, "path-age");
  g_assert_cmpstr (age->reason, ==, "OUT_OF_BOUNDS_NO_POE");
  g_assert_true (g_str_has_prefix (age->detail, "signed at "));
}

/* A DER encoding of a token is the same token. */
static void
check_der_form (const GStrv row, DsToken *token)
{
  g_autoptr (GBytes) der = ds_token_dup_der (token);
  g_autoptr (DsToken) again = ds_token_parse_unverified (der, NULL);
  g_autoptr (DsTokenFinding) first = NULL;
  g_autoptr (DsTokenFinding) second = NULL;

  g_assert_nonnull (again);
  if (g_bytes_equal (der, ds_token_get_octets (token)))
    return;
  first = verify_row (row, token, ds_token_get_gen_time (token));
  second = verify_row (row, again, ds_token_get_gen_time (token));
  g_assert_cmpint (ds_verdict_get_indication (first->verdict), ==,
                   ds_verdict_get_indication (second->verdict));
  g_assert_cmpstr (ds_verdict_get_reason (first->verdict), ==,
                   ds_verdict_get_reason (second->verdict));
}

static void
test_kind (gconstpointer kind)
{
  g_autoptr (GPtrArray) rows = corpus_read_rows (kind);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      GStrv row = g_ptr_array_index (rows, i);
      g_autoptr (DsToken) token = read_token (row);

      if (token == NULL)
        continue;
      check_row (row, token);
      check_row_later (row, token);
      check_der_form (row, token);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/evidence/token-corpus/tokens", "token", test_kind);
  g_test_add_data_func ("/evidence/token-corpus/responses", "response", test_kind);
  return g_test_run ();
}
