/* fuzz-certificates.c - any octets as the file of certificates that a person names
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "base/ds-openssl.h"

const FuzzSeed fuzz_seeds[] = {
  FUZZ_SEED ("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"),
  FUZZ_SEED ("0\x03\x02\x01\x01"),
  FUZZ_SEEDS_END,
};

static void
check_name (X509 *certificate)
{
  g_autofree char *name = ds_x509_name_to_text (X509_get_subject_name (certificate));
  g_autoptr (GBytes) der = ds_x509_to_der (certificate);

  g_assert (name != NULL && g_utf8_validate (name, -1, NULL));
}

/* Names of whatever is read can be shown. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) octets = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsX509List) list = ds_x509_list_from_pem (octets, &error);
  g_autoptr (X509) single = ds_x509_from_der (octets);

  g_assert ((list == NULL) == (error != NULL));
  for (int i = 0; list != NULL && i < sk_X509_num (list); i++)
    check_name (sk_X509_value (list, i));
  if (single != NULL)
    check_name (single);
  return 0;
}
