/* fuzz-practice-tsa.c - any octets as a request to the practice TSA
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include <glib/gstdio.h>
#include <openssl/err.h>

#include "practice/ds-practice-tsa.h"
#include "stamp/ds-stamp-response.h"
#include "stamp/ds-token.h"

#define IMPRINT_SHA256                                                                             \
  "\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20"                   \
  "an imprint has thirty-two octets"

const FuzzSeed fuzz_seeds[] = {
  FUZZ_SEED ("\x30\x36\x02\x01\x01" IMPRINT_SHA256),
  FUZZ_SEED ("\x30\x42\x02\x01\x01" IMPRINT_SHA256 "\x06\x03\x2a\x03\x04\x02\x02\x12\x34\x01\x01"
             "\xff"),
  FUZZ_SEED ("\x30\x46\x02\x01\x01" IMPRINT_SHA256 "\x01\x01\xff\xa0\x0b\x30\x09\x06\x03\x2a\x03"
             "\x04\x04\x02\x05\x00"),
  FUZZ_SEEDS_END,
};

/* Made once; the folder is gone at once, for all that is needed is in memory. */
static DsPracticeTsa *
get_tsa (void)
{
  static const char *const names[] = { "root.pem", "tsa.pem", "tsa.key", "lock" };
  static DsPracticeTsa *tsa;
  g_autofree char *folder = NULL;

  if (tsa != NULL)
    return tsa;
  folder = g_dir_make_tmp ("draftseal-XXXXXX", NULL);
  tsa = ds_practice_tsa_new (folder, NULL);
  g_assert (tsa != NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
  return tsa;
}

/* Whatever is asked, the answer is one that we would accept. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) request = g_bytes_new (data, size);
  g_autoptr (GBytes) octets = ds_practice_tsa_respond (get_tsa (), request);
  g_autoptr (DsStampResponse) response = ds_stamp_response_parse (octets, NULL);
  g_autoptr (DsToken) token = NULL;

  g_assert (response != NULL);
  g_assert (ERR_peek_error () == 0);
  if (response->token == NULL)
    {
      g_assert (response->status == DS_PKI_STATUS_REJECTION && response->fail_info != NULL);
      return 0;
    }
  token = ds_token_parse_unverified (response->token, NULL);
  g_assert (token != NULL);
  return 0;
}
