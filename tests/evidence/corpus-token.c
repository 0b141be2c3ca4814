/* corpus-token.c - a row of the corpus as a token and what it is judged by
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus-token.h"

#include <string.h>

#include "corpus.h"
#include "stamp/ds-stamp-response.h"

/* (transfer full) (nullable): %NULL where the row names no file. */
DsX509List *
corpus_read_certificates (const char *file)
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

DsToken *
corpus_read_token (const GStrv row)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) octets = read_token_octets (row);
  DsToken *token = ds_token_parse_unverified (octets, &error);

  g_assert_no_error (error);
  return token;
}

/* The digest that the manifest has, or that of the covered file. */
DsDigest
corpus_read_imprint (const GStrv row)
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
