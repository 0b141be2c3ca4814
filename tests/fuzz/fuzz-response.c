/* fuzz-response.c - any octets as a TSA's answer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "stamp/ds-stamp-response.h"

const FuzzSeed fuzz_seeds[] = {
  FUZZ_SEED ("\x30\x0c\x30\x03\x02\x01\x00\x30\x05\x06\x03\x2a\x03\x04"),
  FUZZ_SEED ("\x30\x0e\x30\x03\x02\x01\x01\x30\x80\x06\x03\x2a\x03\x04\x00\x00"),
  FUZZ_SEED ("\x30\x17\x30\x15\x02\x01\x02\x30\x0c\x0c\x04"
             "\x1b[1m"
             "\x0c\x04\xe2\x80\xae"
             "a\x03\x02\x05\xa0"),
  FUZZ_SEEDS_END,
};

static void
check_text (const char *text)
{
  if (text == NULL)
    return;
  g_assert (g_utf8_validate (text, -1, NULL));
  for (; *text != '\0'; text = g_utf8_next_char (text))
    g_assert (!g_unichar_iscntrl (g_utf8_get_char (text)));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) octets = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsStampResponse) response = ds_stamp_response_parse (octets, &error);

  g_assert ((response == NULL) == (error != NULL));
  if (response == NULL)
    {
      (void) !ds_stamp_response_looks_like (octets);
      return 0;
    }
  g_assert (ds_stamp_response_looks_like (octets));
  g_assert ((response->status <= DS_PKI_STATUS_GRANTED_WITH_MODS) == (response->token != NULL));
  check_text (response->status_text);
  check_text (response->fail_info);
  return 0;
}
