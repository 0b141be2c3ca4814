/* test-tsa.c - a TSA as a value and as JSON
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/ds-digest.h"
#include "base/ds-error.h"
#include "stamp/ds-tsa.h"

#define URL "\"url\":\"https://tsa.example/tsr\""

typedef struct
{
  const char *path;
  const char *members; /* before "url", sorted; "trust" is put in by the test */
  const char *url;     /* the member, or what replaces it, sorted behind "trust" */
  int error;           /* a DsError, or NONE */
} TsaCase;

#define NONE -1

/* clang-format off */
static const TsaCase tsa_cases[] = {
  { "/stamp/tsa/least",                 "", URL, NONE },
  { "/stamp/tsa/everything",            "\"budget\":\"10\",\"interval\":0,\"operator\":\"Example\",\"policy\":\"1.2.3\",\"price\":\"0.10\",\"test\":true,", URL ",\"window\":0", NONE },
  { "/stamp/tsa/unknown-field",         "\"later\":[],", URL, NONE },
  { "/stamp/tsa/http",                  "", "\"url\":\"http://tsa.example:318/tsa?x=1\"", NONE },
  { "/stamp/tsa/longest-interval",      "\"interval\":2678400,", URL, NONE },
  { "/stamp/tsa/refuse-no-url",         "", "\"window\":1", DS_ERROR_USAGE },
  { "/stamp/tsa/refuse-url-number",     "", "\"url\":1", DS_ERROR_FORMAT },
  { "/stamp/tsa/refuse-ftp",            "", "\"url\":\"ftp://tsa.example/\"", DS_ERROR_USAGE },
  { "/stamp/tsa/refuse-file",           "", "\"url\":\"file:///tsr\"", DS_ERROR_USAGE },
  { "/stamp/tsa/refuse-no-host",        "", "\"url\":\"http:///tsr\"", DS_ERROR_USAGE },
  { "/stamp/tsa/refuse-no-scheme",      "", "\"url\":\"tsa.example\"", DS_ERROR_USAGE },
  { "/stamp/tsa/refuse-password",       "", "\"url\":\"http://me:secret@tsa.example/\"", DS_ERROR_USAGE },
  { "/stamp/tsa/refuse-fragment",       "", "\"url\":\"http://tsa.example/#a\"", DS_ERROR_USAGE },
  { "/stamp/tsa/refuse-blank-in-url",   "", "\"url\":\"http://tsa.example/ \"", DS_ERROR_USAGE },
  { "/stamp/tsa/refuse-interval-text",  "\"interval\":\"15\",", URL, DS_ERROR_USAGE },
  { "/stamp/tsa/refuse-long-interval",  "\"interval\":2678401,", URL, DS_ERROR_USAGE },
  { "/stamp/tsa/refuse-long-window",    "", URL ",\"window\":2678401", DS_ERROR_USAGE },
  { "/stamp/tsa/refuse-price-number",   "\"price\":10,", URL, DS_ERROR_FORMAT },
  { "/stamp/tsa/refuse-price-negative", "\"price\":\"-1\",", URL, DS_ERROR_USAGE },
  { "/stamp/tsa/refuse-budget-words",   "\"budget\":\"ten\",", URL, DS_ERROR_USAGE },
  { "/stamp/tsa/refuse-operator-empty", "\"operator\":\"\",", URL, DS_ERROR_USAGE },
  { "/stamp/tsa/refuse-operator-lines", "\"operator\":\"a\\nb\",", URL, DS_ERROR_USAGE },
  { "/stamp/tsa/refuse-policy-name",    "\"policy\":\"policy\",", URL, DS_ERROR_USAGE },
  { "/stamp/tsa/refuse-test-false",     "\"test\":false,", URL, DS_ERROR_USAGE },
};
/* clang-format on */

/* (transfer full): DER of some certificate. */
static GBytes *
certificate_new (const char *common_name)
{
  g_autoptr (EVP_PKEY) key = EVP_EC_gen ("P-256");
  g_autoptr (X509) certificate = X509_new ();
  X509_NAME *subject = X509_get_subject_name (certificate);

  X509_NAME_add_entry_by_txt (subject, "CN", MBSTRING_UTF8, (const guint8 *) common_name, -1, -1,
                              0);
  X509_set_issuer_name (certificate, subject);
  X509_gmtime_adj (X509_getm_notBefore (certificate), 0);
  X509_gmtime_adj (X509_getm_notAfter (certificate), 1);
  X509_set_pubkey (certificate, key);
  g_assert_cmpint (X509_sign (certificate, key, EVP_sha256 ()), >, 0);
  return ds_x509_to_der (certificate);
}

static GPtrArray *
anchors_new (GBytes *der)
{
  GPtrArray *anchors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  g_ptr_array_add (anchors, g_bytes_ref (der));
  return anchors;
}

static DsJson *
json_new (const char *members, GBytes *anchor, const char *url)
{
  DsDigest digest = ds_digest_sha256_bytes (anchor);
  g_autofree char *hex = ds_digest_to_hex (&digest);
  g_autofree char *text = g_strdup_printf ("{%s\"trust\":[\"%s\"],%s}", members, hex, url);
  g_autoptr (GError) error = NULL;
  DsJson *json = ds_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return json;
}

static void
test_tsa (gconstpointer data)
{
  const TsaCase *c = data;
  g_autoptr (GBytes) anchor = certificate_new ("root");
  g_autoptr (GPtrArray) anchors = anchors_new (anchor);
  g_autoptr (DsJson) json = json_new (c->members, anchor, c->url);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsTsa) tsa = ds_tsa_from_json ("free", json, anchors, &error);
  g_autoptr (DsTsa) again = NULL;
  g_autoptr (DsJson) written = NULL;
  g_autoptr (DsJson) rewritten = NULL;
  g_autofree char *text = NULL;
  g_autofree char *text_again = NULL;

  if (c->error != NONE)
    {
      g_assert_error (error, DS_ERROR, c->error);
      g_assert_null (tsa);
      return;
    }
  g_assert_no_error (error);
  written = ds_tsa_to_json (tsa);
  again = ds_tsa_from_json ("free", written, anchors, &error);
  g_assert_no_error (error);
  rewritten = ds_tsa_to_json (again);
  text = ds_json_to_text (written);
  text_again = ds_json_to_text (rewritten);
  g_assert_cmpstr (text, ==, text_again);
}

static void
test_defaults (void)
{
  g_autoptr (GBytes) anchor = certificate_new ("root");
  g_autoptr (GPtrArray) anchors = anchors_new (anchor);
  g_autoptr (DsJson) json = json_new ("", anchor, URL);
  g_autoptr (DsJson) paid = json_new ("\"price\":\"0.5\",", anchor, URL);
  g_autoptr (DsTsa) tsa = ds_tsa_from_json ("free", json, anchors, NULL);
  g_autoptr (DsTsa) paid_tsa = ds_tsa_from_json ("paid", paid, anchors, NULL);

  g_assert_cmpstr (tsa->name, ==, "free");
  g_assert_cmpstr (tsa->url, ==, "https://tsa.example/tsr");
  g_assert_null (tsa->operator_name);
  g_assert_null (tsa->policy);
  g_assert_cmpuint (tsa->interval_s, ==, DS_TSA_INTERVAL_S);
  g_assert_cmpuint (tsa->window_s, ==, DS_TSA_WINDOW_S);
  g_assert_cmpuint (tsa->price, ==, 0);
  g_assert_cmpuint (tsa->budget, ==, 0);
  g_assert_false (tsa->is_test);
  g_assert_cmpuint (paid_tsa->price, ==, 50);
  g_assert_cmpuint (paid_tsa->window_s, ==, DS_TSA_PAID_WINDOW_S);
}

static void
test_anchors (void)
{
  g_autoptr (GBytes) anchor = certificate_new ("root");
  g_autoptr (GBytes) other = certificate_new ("other");
  g_autoptr (GBytes) junk = g_bytes_new_static ("junk", 4);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (GPtrArray) others = anchors_new (other);
  g_autoptr (GPtrArray) two = anchors_new (anchor);
  g_autoptr (GPtrArray) junks = anchors_new (junk);
  g_autoptr (DsJson) json = json_new ("", anchor, URL);
  g_autoptr (DsJson) junk_json = json_new ("", junk, URL);
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (two, g_bytes_ref (other));
  g_assert_null (ds_tsa_from_json ("free", json, none, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_USAGE);
  g_clear_error (&error);
  g_assert_null (ds_tsa_from_json ("free", json, others, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_USAGE);
  g_clear_error (&error);
  g_assert_null (ds_tsa_from_json ("free", json, two, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_USAGE);
  g_clear_error (&error);
  g_assert_null (ds_tsa_from_json ("free", junk_json, junks, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_USAGE);
}

static void
test_names (void)
{
  g_assert_true (ds_tsa_name_is_valid ("a"));
  g_assert_true (ds_tsa_name_is_valid ("free-tsa-2"));
  g_assert_true (ds_tsa_name_is_valid ("abcdefghijklmnopqrstuvwxyz012345"));
  g_assert_false (ds_tsa_name_is_valid (""));
  g_assert_false (ds_tsa_name_is_valid ("abcdefghijklmnopqrstuvwxyz0123456"));
  g_assert_false (ds_tsa_name_is_valid ("Free"));
  g_assert_false (ds_tsa_name_is_valid ("a/b"));
  g_assert_false (ds_tsa_name_is_valid (".."));
  g_assert_false (ds_tsa_name_is_valid ("稿"));
}

typedef struct
{
  const char *path;
  const char *text;
  guint64 hundredths;
  const char *formatted; /* NULL: must be refused */
} AmountCase;

static const AmountCase amount_cases[] = {
  { "/stamp/amount/whole", "10", 1000, "10.00" },
  { "/stamp/amount/two-places", "10.05", 1005, "10.05" },
  { "/stamp/amount/one-place", "10.5", 1050, "10.50" },
  { "/stamp/amount/zero", "0", 0, "0.00" },
  { "/stamp/amount/below-one", "0.07", 7, "0.07" },
  { "/stamp/amount/largest", "999999999.99", 99999999999, "999999999.99" },
  { "/stamp/amount/refuse-empty", "", 0, NULL },
  { "/stamp/amount/refuse-point-alone", ".", 0, NULL },
  { "/stamp/amount/refuse-no-whole", ".5", 0, NULL },
  { "/stamp/amount/refuse-no-place", "10.", 0, NULL },
  { "/stamp/amount/refuse-three-places", "10.000", 0, NULL },
  { "/stamp/amount/refuse-leading-zero", "010", 0, NULL },
  { "/stamp/amount/refuse-sign", "+10", 0, NULL },
  { "/stamp/amount/refuse-comma", "10,00", 0, NULL },
  { "/stamp/amount/refuse-blank", "10 ", 0, NULL },
  { "/stamp/amount/refuse-currency", "10 EUR", 0, NULL },
  { "/stamp/amount/refuse-too-large", "1000000000", 0, NULL },
};

static void
test_amount (gconstpointer data)
{
  const AmountCase *c = data;
  guint64 hundredths = 42;
  g_autofree char *formatted = NULL;

  if (c->formatted == NULL)
    {
      g_assert_false (ds_amount_parse (c->text, &hundredths));
      g_assert_cmpuint (hundredths, ==, 42);
      return;
    }
  g_assert_true (ds_amount_parse (c->text, &hundredths));
  g_assert_cmpuint (hundredths, ==, c->hundredths);
  formatted = ds_amount_format (hundredths);
  g_assert_cmpstr (formatted, ==, c->formatted);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tsa_cases); i++)
    g_test_add_data_func (tsa_cases[i].path, &tsa_cases[i], test_tsa);
  for (gsize i = 0; i < G_N_ELEMENTS (amount_cases); i++)
    g_test_add_data_func (amount_cases[i].path, &amount_cases[i], test_amount);
  g_test_add_func ("/stamp/tsa/defaults", test_defaults);
  g_test_add_func ("/stamp/tsa/anchors", test_anchors);
  g_test_add_func ("/stamp/tsa/names", test_names);
  return g_test_run ();
}
