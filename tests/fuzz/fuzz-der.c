/* fuzz-der.c - any octets to the reader of DER
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "base/ds-der.h"

const FuzzSeed fuzz_seeds[] = {
  FUZZ_SEED ("\x30\x0d\x02\x01\x05\x06\x03\x2a\x03\x04\x01\x01\xff\x05\x00"),
  FUZZ_SEED ("\x30\x80\x02\x02\x00\x80\xa0\x80\x04\x01\x61\x00\x00\x00\x00"),
  FUZZ_SEED ("\x30\x07\x30\x05\x30\x03\x02\x01\xff"),
  FUZZ_SEED ("\x06\x14\x69\x81\xf7\xaf\xc4\x80\xd5\xce\xd2\xbd\x85\xaa\xce\xa4\x9b\xd5\xc8\xfa"
             "\xb7\x5b"),
  FUZZ_SEED ("\x02\x09\xff\x00\x00\x00\x00\x00\x00\x00\x00"),
  FUZZ_SEEDS_END,
};

/* Reads every element of @at with whatever fits its tag. */
static void
take_all (DsDer at)
{
  DsDer value;
  guint64 small;
  gboolean truth;

  while (!ds_der_is_empty (&at))
    {
      DsDer before = at;
      g_autofree char *oid = NULL;
      g_autofree char *hex = NULL;

      if (ds_der_take_integer (&before, &value, NULL))
        hex = ds_der_integer_to_hex (&value);
      before = at;
      (void) !ds_der_take_small (&before, ds_der_peek (&before), &small, NULL);
      before = at;
      (void) !ds_der_take_boolean (&before, &truth, NULL);
      before = at;
      oid = ds_der_take_oid (&before, NULL);
      if (!ds_der_take_any (&at, &value, NULL))
        return;
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  gsize used = 0;
  gboolean is_der = ds_der_check_strict (data, size, NULL);
  gboolean is_ber = ds_der_measure_ber (data, size, &used, NULL);

  g_assert (!is_ber || used <= size);
  g_assert (!is_der || (is_ber && used == size)); /* DER is BER */
  take_all (ds_der_init (data, size));
  if (size > 2)
    take_all (ds_der_init (data + 2, size - 2));
  return 0;
}
