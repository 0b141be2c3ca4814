/* ds-random.c - random octets for salts, nonces and ids
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/ds-random.h"

#include <gcrypt.h>

#include "base/ds-digest.h"
#include "base/ds-hex.h"

/**
 * ds_random_octets:
 * @octets: (out caller-allocates): filled from libgcrypt's strong generator
 * @length: how many
 *
 * A salt hides what a sibling's hash would otherwise let others guess, so all of them come from
 * the cryptographic generator.
 */
void
ds_random_octets (guint8 *octets, gsize length)
{
  ds_digest_init ();
  gcry_randomize (octets, length, GCRY_STRONG_RANDOM);
}

/**
 * ds_random_hex:
 * @octets: how many random octets, at most 64
 *
 * Returns: (transfer full): 2 × @octets lower-case digits
 */
char *
ds_random_hex (gsize octets)
{
  guint8 buffer[64];

  g_return_val_if_fail (octets <= sizeof buffer, NULL);

  ds_random_octets (buffer, octets);
  return ds_hex_encode (buffer, octets);
}
