/* test-stamp-request.c - requests as OpenSSL reads them (RFC 3161, 2.4.1)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <string.h>

#include "base/ds-error.h"
#include "base/ds-hex.h"
#include "base/ds-openssl.h"
#include "stamp/ds-stamp-request.h"

#define NONCE_LONGEST "ffeeddccbbaa99887766554433221100ffeeddcc"

typedef struct
{
  const char *path;
  DsDigestAlgorithm algorithm;
  const char *nonce;
  const char *policy;
  const char *shown; /* a line of `openssl ts -query -text`; NULL: must be refused */
} RequestCase;

static const RequestCase request_cases[] = {
  { "/stamp/request/version", DS_DIGEST_SHA256, "1", NULL, "Version: 1\n" },
  { "/stamp/request/certificates-wanted", DS_DIGEST_SHA256, "1", NULL,
    "Certificate required: yes\n" },
  { "/stamp/request/sha256", DS_DIGEST_SHA256, "1", NULL, "Hash Algorithm: sha256\n" },
  { "/stamp/request/sha384", DS_DIGEST_SHA384, "1", NULL, "Hash Algorithm: sha384\n" },
  { "/stamp/request/sha512", DS_DIGEST_SHA512, "1", NULL, "Hash Algorithm: sha512\n" },
  { "/stamp/request/no-policy", DS_DIGEST_SHA256, "1", NULL, "Policy OID: unspecified\n" },
  { "/stamp/request/policy", DS_DIGEST_SHA256, "1", "1.2.3.4", "Policy OID: 1.2.3.4\n" },
  { "/stamp/request/policy-long-arc", DS_DIGEST_SHA256, "1",
    "2.25.164406454051465353485659728262876535771",
    "Policy OID: 2.25.164406454051465353485659728262876535771\n" },
  { "/stamp/request/nonce-one-digit", DS_DIGEST_SHA256, "7", NULL, "Nonce: 0x07\n" },
  { "/stamp/request/nonce-odd-digits", DS_DIGEST_SHA256, "abc", NULL, "Nonce: 0x0ABC\n" },
  { "/stamp/request/nonce-high-bit", DS_DIGEST_SHA256, "ff", NULL, "Nonce: 0xFF\n" },
  { "/stamp/request/nonce-20-octets", DS_DIGEST_SHA256, NONCE_LONGEST, NULL,
    "Nonce: 0xFFEEDDCCBBAA99887766554433221100FFEEDDCC\n" },
  { "/stamp/request/refuse-nonce-empty", DS_DIGEST_SHA256, "", NULL, NULL },
  { "/stamp/request/refuse-nonce-zero", DS_DIGEST_SHA256, "0", NULL, NULL },
  { "/stamp/request/refuse-nonce-leading-zero", DS_DIGEST_SHA256, "0ab", NULL, NULL },
  { "/stamp/request/refuse-nonce-negative", DS_DIGEST_SHA256, "-1", NULL, NULL },
  { "/stamp/request/refuse-nonce-capitals", DS_DIGEST_SHA256, "AB", NULL, NULL },
  { "/stamp/request/refuse-nonce-21-octets", DS_DIGEST_SHA256, NONCE_LONGEST "1", NULL, NULL },
  { "/stamp/request/refuse-policy-name", DS_DIGEST_SHA256, "1", "tsa_policy1", NULL },
  { "/stamp/request/refuse-policy-empty", DS_DIGEST_SHA256, "1", "", NULL },
  { "/stamp/request/refuse-policy-leading-zero", DS_DIGEST_SHA256, "1", "1.2.03", NULL },
  { "/stamp/request/refuse-policy-blank", DS_DIGEST_SHA256, "1", "1.2.3 ", NULL },
};

/* (transfer full): what the openssl program makes of @request. */
static char *
show_request (GBytes *request)
{
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) openssl = NULL;
  g_autofree char *folder = g_dir_make_tmp ("draftseal-XXXXXX", &error);

  g_assert_no_error (error);
  path = g_build_filename (folder, "request.tsq", NULL);
  g_file_set_contents (path, g_bytes_get_data (request, NULL), (gssize) g_bytes_get_size (request),
                       &error);
  g_assert_no_error (error);
  openssl = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                              &error, "openssl", "ts", "-query", "-in", path, "-text", NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (openssl, NULL, NULL, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (openssl));
  g_assert_no_errno (remove (path));
  g_assert_no_errno (remove (folder));
  return g_steal_pointer (&text);
}

static void
test_request (gconstpointer data)
{
  const RequestCase *c = data;
  DsDigest imprint = ds_digest_compute (c->algorithm, "draft", 5);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) request = ds_stamp_request_encode (&imprint, c->nonce, c->policy, &error);
  g_autofree char *text = NULL;

  if (c->shown == NULL)
    {
      g_assert_error (error, DS_ERROR, DS_ERROR_FORMAT);
      g_assert_null (request);
      return;
    }
  g_assert_no_error (error);
  text = show_request (request);
  g_assert_nonnull (strstr (text, c->shown));
}

static void
test_exact_octets (void)
{
  static const char expected[] =
      "3043020101"                         /* version 1 */
      "3031300d06096086480165030402010500" /* SHA-256, parameters NULL */
      "0420e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
      "06032a0304" /* policy 1.2.3.4 */
      "020300abcd" /* nonce, positive */
      "0101ff";    /* certReq TRUE */
  DsDigest imprint = ds_digest_sha256 ("", 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) request = ds_stamp_request_encode (&imprint, "abcd", "1.2.3.4", &error);
  g_autofree char *hex = NULL;

  g_assert_no_error (error);
  hex = ds_hex_encode (g_bytes_get_data (request, NULL), g_bytes_get_size (request));
  g_assert_cmpstr (hex, ==, expected);
}

static void
test_fresh_nonce (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  DsDigest imprint = ds_digest_sha256 ("", 0);

  for (guint i = 0; i < 256; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *nonce = ds_stamp_request_make_nonce ();
      g_autoptr (GBytes) request = ds_stamp_request_encode (&imprint, nonce, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (strlen (nonce), ==, 2 * DS_NONCE_OCTETS);
      g_assert_true (g_hash_table_add (seen, g_steal_pointer (&nonce)));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (request_cases); i++)
    g_test_add_data_func (request_cases[i].path, &request_cases[i], test_request);
  g_test_add_func ("/stamp/request/exact-octets", test_exact_octets);
  g_test_add_func ("/stamp/request/fresh-nonce", test_fresh_nonce);
  return g_test_run ();
}
