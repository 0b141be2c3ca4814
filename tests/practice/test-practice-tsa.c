/* test-practice-tsa.c - what the practice TSA answers, and that openssl believes it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "base/ds-error.h"
#include "base/ds-hex.h"
#include "base/ds-openssl.h"
#include "base/ds-time.h"
#include "corpus.h"
#include "fixture.h"
#include "stamp/ds-stamp-response.h"
#include "stamp/ds-tsa.h"

static DsStampResponse *
respond (Fixture *fixture, GBytes *request)
{
  g_autoptr (GBytes) octets = ds_practice_tsa_respond (fixture->tsa, request);
  g_autoptr (GError) error = NULL;
  DsStampResponse *response = ds_stamp_response_parse (octets, &error);

  g_assert_no_error (error);
  return response;
}

static void
test_openssl_verifies (Fixture *fixture, gconstpointer data)
{
  static const DsDigestAlgorithm algorithms[] = { DS_DIGEST_SHA256, DS_DIGEST_SHA384,
                                                  DS_DIGEST_SHA512 };

  for (gsize i = 0; i < G_N_ELEMENTS (algorithms); i++)
    {
      g_autoptr (GBytes) request = make_request (algorithms[i], DS_PRACTICE_POLICY);
      g_autoptr (GBytes) other = make_request (algorithms[i], NULL);
      g_autoptr (GBytes) response = ds_practice_tsa_respond (fixture->tsa, request);

      g_assert_true (openssl_believes (fixture, request, response));
      g_assert_false (openssl_believes (fixture, other, response)); /* another nonce */
    }
}

typedef struct
{
  const char *path;
  const char *hex; /* of the request */
  const char *fail_info;
} RefusalCase;

#define IMPRINT_SHA256                                                                             \
  "3031300d060960864801650304020105000420"                                                         \
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static const RefusalCase refusal_cases[] = {
  { "/practice/refuse/empty", "", "badDataFormat" },
  { "/practice/refuse/no-der", "ffff", "badDataFormat" },
  { "/practice/refuse/no-imprint", "3003020101", "badDataFormat" },
  { "/practice/refuse/behind-the-end", "3036020101" IMPRINT_SHA256 "00", "badDataFormat" },
  { "/practice/refuse/ber", "3080020101" IMPRINT_SHA256 "0000", "badDataFormat" },
  { "/practice/refuse/version-2", "3036020102" IMPRINT_SHA256, "badRequest" },
  { "/practice/refuse/sha1",
    "30260201013021300906052b0e03021a05000414da39a3ee5e6b4b0d3255bfef95601890afd80709", "badAlg" },
  { "/practice/refuse/unknown-digest", "300f020101300a300406022a030402aaaa", "badAlg" },
  { "/practice/refuse/short-imprint", "30170201013012300d060960864801650304020105000401aa",
    "badDataFormat" },
  { "/practice/refuse/policy", "303b020101" IMPRINT_SHA256 "06032a0304", "unacceptedPolicy" },
  { "/practice/refuse/extension",
    "3043020101" IMPRINT_SHA256 "a00b3009"
    "06032a0304"
    "04020500",
    "unacceptedExtension" },
};

static void
test_refusal (Fixture *fixture, gconstpointer data)
{
  const RefusalCase *c = data;
  g_autoptr (GBytes) request = ds_hex_decode_bytes (c->hex);
  g_autoptr (DsStampResponse) response = respond (fixture, request);

  g_assert_cmpint (response->status, ==, DS_PKI_STATUS_REJECTION);
  g_assert_cmpstr (response->fail_info, ==, c->fail_info);
  g_assert_null (response->token);
}

static void
test_large_request (Fixture *fixture, gconstpointer data)
{
  static const guint8 header[] = { 0x30, 0x82, 0x40, 0x00, 0x04, 0x82, 0x3f, 0xfc };
  g_autofree guint8 *octets = g_malloc0 (sizeof header + 0x3ffc);
  g_autoptr (GBytes) request = NULL;
  g_autoptr (DsStampResponse) response = NULL;

  memcpy (octets, header, sizeof header);
  request = g_bytes_new (octets, sizeof header + 0x3ffc);
  response = respond (fixture, request);
  g_assert_cmpstr (response->fail_info, ==, "badDataFormat");
}

static void
test_genuine_requests (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = corpus_read_rows ("request");

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      char **row = g_ptr_array_index (rows, i);
      g_autoptr (GBytes) request = corpus_read_file (row[CORPUS_FILE]);
      g_autoptr (DsStampResponse) response = respond (fixture, request);

      if (g_str_equal (row[CORPUS_VERDICT], "valid"))
        g_assert_cmpint (response->status, ==, DS_PKI_STATUS_GRANTED);
      else
        g_assert_cmpstr (response->fail_info, ==, "badDataFormat");
    }
}

static CMS_ContentInfo *
read_cms (GBytes *token)
{
  const guint8 *at = g_bytes_get_data (token, NULL);
  CMS_ContentInfo *cms = d2i_CMS_ContentInfo (NULL, &at, (long) g_bytes_get_size (token));

  g_assert_nonnull (cms);
  return cms;
}

static TS_TST_INFO *
read_info (CMS_ContentInfo *cms)
{
  ASN1_OCTET_STRING *content = *CMS_get0_content (cms);
  const guint8 *at = ASN1_STRING_get0_data (content);
  TS_TST_INFO *info = d2i_TS_TST_INFO (NULL, &at, ASN1_STRING_length (content));

  g_assert_nonnull (info);
  return info;
}

static void
test_certificates (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) without = ds_hex_decode_bytes ("3036020101" IMPRINT_SHA256);
  g_autoptr (GBytes) with = ds_hex_decode_bytes ("3039020101" IMPRINT_SHA256 "0101ff");
  g_autoptr (DsStampResponse) bare = respond (fixture, without);
  g_autoptr (DsStampResponse) full = respond (fixture, with);
  g_autoptr (CMS_ContentInfo) bare_cms = read_cms (bare->token);
  g_autoptr (CMS_ContentInfo) full_cms = read_cms (full->token);
  g_autoptr (DsX509List) none = CMS_get1_certs (bare_cms);
  g_autoptr (DsX509List) chain = CMS_get1_certs (full_cms);

  g_assert_cmpint (none == NULL ? 0 : sk_X509_num (none), ==, 0);
  g_assert_cmpint (sk_X509_num (chain), ==, 2);
}

/* Fractions end in zero one time out of ten; DER then wants it left out. */
static void
test_gen_time_and_serial (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) serials = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GBytes) request = make_request (DS_DIGEST_SHA256, NULL);
  DsTime before = ds_time_from_unix (ds_time_now ().seconds - 1);

  for (guint i = 0; i < 60; i++)
    {
      g_autoptr (DsStampResponse) response = respond (fixture, request);
      g_autoptr (CMS_ContentInfo) cms = read_cms (response->token);
      TS_TST_INFO *info = read_info (cms);
      const ASN1_INTEGER *serial = TS_TST_INFO_get_serial (info);
      const ASN1_GENERALIZEDTIME *time = TS_TST_INFO_get_time (info);
      g_autoptr (GError) error = NULL;
      DsTime gen_time;

      ds_time_parse_gen_time ((const char *) ASN1_STRING_get0_data (time),
                              (gsize) ASN1_STRING_length (time), &gen_time, &error);
      g_assert_no_error (error);
      g_assert_cmpint (ds_time_compare (before, gen_time), <=, 0);
      g_assert_cmpint (ds_time_compare (gen_time, ds_time_now ()), <=, 0);
      g_assert_cmpint (ASN1_STRING_length (serial), >=, 8);
      g_assert_true (
          g_hash_table_add (serials, ds_hex_encode (ASN1_STRING_get0_data (serial),
                                                    (gsize) ASN1_STRING_length (serial))));
      TS_TST_INFO_free (info);
    }
}

static void
test_identity_stays (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) root = ds_practice_tsa_read_root (fixture->home, NULL);
  g_autoptr (GBytes) root_again = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (DsPracticeTsa) again = ds_practice_tsa_new (fixture->home, &error);
  g_autoptr (GBytes) request = make_request (DS_DIGEST_SHA256, NULL);
  g_autoptr (GBytes) response = NULL;
  GStatBuf st;

  g_assert_no_error (error);
  root_again = ds_practice_tsa_read_root (fixture->home, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (root, root_again));
  response = ds_practice_tsa_respond (again, request);
  g_assert_true (openssl_believes (fixture, request, response));
  g_assert_no_errno (g_stat (fixture->home, &st));
  g_assert_cmpuint (st.st_mode & 0777, ==, 0700);
}

static char *
file_of (Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->home, name, NULL);
}

/* What a crash between two of the files leaves behind. */
static void
test_begun_identity (Fixture *fixture, gconstpointer data)
{
  g_autofree char *root = file_of (fixture, "root.pem");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) request = make_request (DS_DIGEST_SHA256, NULL);
  g_autoptr (GBytes) response = NULL;
  g_autoptr (DsPracticeTsa) again = NULL;

  g_assert_no_errno (g_unlink (root));
  g_assert_null (ds_practice_tsa_read_root (fixture->home, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_NOT_FOUND);
  g_clear_error (&error);
  again = ds_practice_tsa_new (fixture->home, &error);
  g_assert_no_error (error);
  response = ds_practice_tsa_respond (again, request);
  g_assert_true (openssl_believes (fixture, request, response));
}

static void
test_damaged_identity (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "root.pem", "tsa.pem", "tsa.key" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = file_of (fixture, names[i]);
      g_autofree char *whole = NULL;
      g_autoptr (GError) error = NULL;

      g_file_get_contents (path, &whole, NULL, &error);
      g_assert_no_error (error);
      g_file_set_contents (path, "junk", -1, &error);
      g_assert_no_error (error);
      g_assert_null (ds_practice_tsa_new (fixture->home, &error));
      g_assert_error (error, DS_ERROR, DS_ERROR_DAMAGED);
      g_clear_error (&error);
      g_file_set_contents (path, whole, -1, &error);
      g_assert_no_error (error);
    }
}

static gpointer
open_in_thread (gpointer folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsPracticeTsa) tsa = ds_practice_tsa_new (folder, &error);

  g_assert_no_error (error);
  return ds_practice_tsa_read_root (folder, NULL);
}

/* The lock is one of open file descriptions, so threads contend as processes do. */
static void
test_first_use_at_once (Fixture *fixture, gconstpointer data)
{
  g_autofree char *fresh = g_build_filename (fixture->folder, "fresh", NULL);
  GThread *threads[4];
  g_autoptr (GBytes) root = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("first use", open_in_thread, fresh);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autoptr (GBytes) seen = g_thread_join (threads[i]);

      g_assert_nonnull (seen);
      g_assert_true (root == NULL || g_bytes_equal (root, seen));
      g_clear_pointer (&root, g_bytes_unref);
      root = g_bytes_ref (seen);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/practice/openssl-verifies", NULL, test_openssl_verifies);
  fixture_add ("/practice/certificates-as-wanted", NULL, test_certificates);
  fixture_add ("/practice/gen-time-and-serial", NULL, test_gen_time_and_serial);
  fixture_add ("/practice/genuine-requests", NULL, test_genuine_requests);
  fixture_add ("/practice/refuse/large", NULL, test_large_request);
  for (gsize i = 0; i < G_N_ELEMENTS (refusal_cases); i++)
    fixture_add (refusal_cases[i].path, &refusal_cases[i], test_refusal);
  fixture_add ("/practice/identity/stays", NULL, test_identity_stays);
  fixture_add ("/practice/identity/begun", NULL, test_begun_identity);
  fixture_add ("/practice/identity/refuse-damaged", NULL, test_damaged_identity);
  fixture_add ("/practice/identity/first-use-at-once", NULL, test_first_use_at_once);
  return g_test_run ();
}
