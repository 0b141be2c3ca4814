/* fuzz-json.c - any octets to the reader of canonical JSON
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include <string.h>

#include "base/ds-json.h"

const FuzzSeed fuzz_seeds[] = {
  FUZZ_SEED ("{\"a\":[true,false,0,9007199254740991,\"x\"],\"b\":{\"c\":{}}}"),
  FUZZ_SEED ("\"\\b\\t\\n\\f\\r\\\"\\\\\\u0001\\u001f\xe7\xa8\xbf\""),
  FUZZ_SEED ("[[[[[[[[]]]]]]]]"),
  FUZZ_SEED ("{\"seq\":0,\"type\":\"genesis\",\"v\":1}"),
  FUZZ_SEEDS_END,
};

/* Whatever is read is written in the same octets. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsJson) json = ds_json_parse ((const char *) data, size, &error);
  g_autofree char *text = NULL;

  g_assert ((json == NULL) == (error != NULL));
  if (json == NULL)
    return 0;
  text = ds_json_to_text (json);
  g_assert (strlen (text) == size && memcmp (text, data, size) == 0);
  return 0;
}
