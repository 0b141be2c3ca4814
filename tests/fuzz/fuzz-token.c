/* fuzz-token.c - any octets as a token, and as far as they are one, its verification
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include <openssl/err.h>

#include "evidence/ds-token-verifier.h"

/* Genuine tokens make the better seeds; they lie beside the tree. */
const FuzzSeed fuzz_seeds[] = {
  FUZZ_SEED ("\x30\x0f\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x02\x30\x00"),
  FUZZ_SEED ("\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80\x30\x80\x00\x00\x00\x00"
             "\x00\x00"),
  FUZZ_SEEDS_END,
};

/* With every certificate of the token trusted, so that all checks are reached. */
static void
verify (DsToken *token)
{
  DsTokenExpectation expected = { .imprint = ds_token_get_imprint (token),
                                  .anchors = ds_token_get_certificates (token),
                                  .now = ds_time_from_unix (1800000000),
                                  .nonce = "1234",
                                  .policy = "1.2.3.4",
                                  .is_answer = TRUE };
  g_autoptr (DsTokenFinding) trusting = ds_token_verify (token, &expected);
  g_autoptr (DsTokenFinding) trusting_nobody = NULL;

  g_assert (ds_verdict_get_n_checks (trusting->verdict) > 0);
  expected.anchors = NULL;
  trusting_nobody = ds_token_verify (token, &expected);
  g_assert (ds_verdict_get_indication (trusting_nobody->verdict) != DS_PASSED);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) octets = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsToken) token = ds_token_parse_unverified (octets, &error);
  g_autoptr (GBytes) der = NULL;

  g_assert ((token == NULL) == (error != NULL));
  if (token != NULL)
    {
      der = ds_token_dup_der (token);
      g_assert (ds_time_is_writable (ds_token_get_gen_time (token)));
      g_assert (g_bytes_equal (ds_token_get_octets (token), octets));
      verify (token);
    }
  g_assert (ERR_peek_error () == 0);
  return 0;
}
