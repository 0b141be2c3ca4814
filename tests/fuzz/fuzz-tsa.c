/* fuzz-tsa.c - any stored setting as an authority
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include <string.h>

#include "stamp/ds-tsa.h"

const FuzzSeed fuzz_seeds[] = {
  FUZZ_SEED ("{\"budget\":\"100\",\"interval\":15,\"price\":\"10.00\",\"trust\":[],"
             "\"url\":\"https://tsa.example/\",\"window\":30}"),
  FUZZ_SEED ("{\"operator\":\"A\",\"policy\":\"1.2.3\",\"test\":true,\"trust\":[],"
             "\"url\":\"http://[::1]:3161/\"}"),
  FUZZ_SEEDS_END,
};

/* Whatever is taken for an authority is written and taken again. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GPtrArray) anchors = g_ptr_array_new ();
  g_autoptr (DsJson) json = ds_json_parse ((const char *) data, size, NULL);
  g_autoptr (DsTsa) tsa = json != NULL ? ds_tsa_from_json ("a", json, anchors, NULL) : NULL;
  g_autoptr (DsJson) again = tsa != NULL ? ds_tsa_to_json (tsa) : NULL;
  g_autoptr (DsTsa) twice = again != NULL ? ds_tsa_from_json ("a", again, anchors, NULL) : NULL;

  g_assert ((tsa != NULL) == (twice != NULL));
  return 0;
}
