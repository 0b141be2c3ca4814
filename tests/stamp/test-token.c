/* test-token.c - taking tokens and TSTInfos apart (RFC 3161, 2.4.2)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/ds-der.h"
#include "base/ds-error.h"
#include "base/ds-hex.h"
#include "der-writer.h"
#include "stamp/ds-token.h"
#include "test-tsa.h"

#define VERSION "020101"
#define POLICY "06032a0304"
#define SHA256_NULL "300d06096086480165030402010500"
#define SHA256_PLAIN "300b0609608648016503040201"
#define OCTETS_31 "00112233445566778899aabbccddeeff00112233445566778899aabbccddee"
#define OCTETS_32 OCTETS_31 "ff"
#define IMPRINT "3031" SHA256_NULL "0420" OCTETS_32
#define SERIAL "02012a"
#define TIME                                                                                       \
  "180f"                                                                                           \
  "32303236303630313132303030305a" /* 20260601120000Z */
#define GOOD VERSION POLICY IMPRINT SERIAL TIME
#define ALL_GOOD -1
#define GEN_TIME "20260601120000Z"

typedef struct
{
  const char *path;
  const char *fields; /* inside TSTInfo */
  const char *behind; /* octets after it */
  int error;          /* a DsError, or ALL_GOOD */
} TstInfoCase;

static const TstInfoCase tst_info_cases[] = {
  { "least", GOOD, "", ALL_GOOD },
  { "octets-behind", GOOD, "00", DS_ERROR_FORMAT },
  { "field-behind", GOOD "0500", "", DS_ERROR_FORMAT },
  { "version-2", "020102" POLICY IMPRINT SERIAL TIME, "", DS_ERROR_FORMAT },
  { "version-absent", POLICY IMPRINT SERIAL TIME, "", DS_ERROR_FORMAT },
  { "policy-absent", VERSION IMPRINT SERIAL TIME, "", DS_ERROR_FORMAT },
  { "imprint-parameters-absent", VERSION POLICY "302f" SHA256_PLAIN "0420" OCTETS_32 SERIAL TIME,
    "", ALL_GOOD },
  { "imprint-parameters-other",
    VERSION POLICY "3032300e06096086480165030402010201000420" OCTETS_32 SERIAL TIME, "",
    DS_ERROR_FORMAT },
  { "imprint-of-31-octets-covers-nothing",
    VERSION POLICY "3030" SHA256_NULL "041f" OCTETS_31 SERIAL TIME, "", ALL_GOOD },
  { "imprint-of-an-unknown-algorithm",
    VERSION POLICY "3029300506032a03050420" OCTETS_32 SERIAL TIME, "", ALL_GOOD },
  { "serial-of-21-octets",
    VERSION POLICY IMPRINT "02157f00112233445566778899aabbccddeeff00112233" TIME, "", ALL_GOOD },
  { "serial-negative", VERSION POLICY IMPRINT "0201ff" TIME, "", ALL_GOOD },
  { "serial-with-leading-zeros", VERSION POLICY IMPRINT "0202002a" TIME, "", DS_ERROR_FORMAT },
  { "time-with-fraction",
    VERSION POLICY IMPRINT SERIAL "181332303236303630313132303030302e3132355a", "", ALL_GOOD },
  { "time-with-trailing-zero",
    VERSION POLICY IMPRINT SERIAL "181232303236303630313132303030302e31305a", "", ALL_GOOD },
  { "time-with-offset", VERSION POLICY IMPRINT SERIAL "181332303236303630313132303030302b30383030",
    "", ALL_GOOD },
  { "time-with-offset-of-99-hours",
    VERSION POLICY IMPRINT SERIAL "181332303236303630313132303030302b39393030", "",
    DS_ERROR_BAD_TIME },
  { "time-without-zone", VERSION POLICY IMPRINT SERIAL "180e3230323630363031313230303030", "",
    DS_ERROR_BAD_TIME },
  { "time-without-seconds", VERSION POLICY IMPRINT SERIAL "180d3230323630363031313230305a", "",
    DS_ERROR_BAD_TIME },
  { "time-30-february", VERSION POLICY IMPRINT SERIAL "180f32303236303233303132303030305a", "",
    DS_ERROR_BAD_TIME },
  { "time-as-utc-time", VERSION POLICY IMPRINT SERIAL "170d3236303630313132303030305a", "",
    DS_ERROR_FORMAT },
  { "accuracy-whole", GOOD "300a020101800203e7810101", "", ALL_GOOD },
  { "accuracy-empty", GOOD "3000", "", ALL_GOOD },
  { "accuracy-millis-1000", GOOD "3004800203e8", "", DS_ERROR_FORMAT },
  { "accuracy-millis-0", GOOD "3003800100", "", DS_ERROR_FORMAT },
  { "accuracy-micros-1000", GOOD "3004810203e8", "", DS_ERROR_FORMAT },
  { "accuracy-negative", GOOD "30030201ff", "", DS_ERROR_FORMAT },
  { "accuracy-huge", GOOD "300b020900ffffffffffffffff", "", DS_ERROR_FORMAT },
  { "accuracy-out-of-order", GOOD "3006810101800101", "", DS_ERROR_FORMAT },
  { "ordering-true", GOOD "0101ff", "", ALL_GOOD },
  { "ordering-false-written-out", GOOD "010100", "", ALL_GOOD },
  { "ordering-neither", GOOD "010101", "", DS_ERROR_FORMAT },
  { "nonce", GOOD "02021234", "", ALL_GOOD },
  { "nonce-twice", GOOD "0202123402021234", "", DS_ERROR_FORMAT },
  { "nonce-before-ordering", GOOD "020212340101ff", "", DS_ERROR_FORMAT },
  { "tsa-name", GOOD "a003820161", "", ALL_GOOD },
  { "tsa-not-a-name", GOOD "a003020161", "", DS_ERROR_FORMAT },
  { "tsa-two-names", GOOD "a006820161820161", "", DS_ERROR_FORMAT },
  { "extension", GOOD "a109300706032a03060400", "", ALL_GOOD },
  { "extension-twice", GOOD "a112300706032a03060400300706032a03060400", "", DS_ERROR_FORMAT },
  { "extension-without-value", GOOD "a107300506032a0306", "", DS_ERROR_FORMAT },
  { "indefinite-length-inside", GOOD "30800201010000", "", DS_ERROR_FORMAT },
};

static void
test_tst_info (gconstpointer data)
{
  const TstInfoCase *c = data;
  g_autoptr (GBytes) tst_info = der_wrap (DS_DER_SEQUENCE, der_hex (c->fields), NULL);
  g_autofree char *hex =
      ds_hex_encode (g_bytes_get_data (tst_info, NULL), g_bytes_get_size (tst_info));
  g_autofree char *with_behind = g_strconcat (hex, c->behind, NULL);
  g_autoptr (GBytes) octets = der_hex (with_behind);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsTstInfo) parsed = ds_tst_info_parse (octets, &error);

  if (c->error == ALL_GOOD)
    g_assert_no_error (error);
  else
    {
      g_assert_error (error, DS_ERROR, c->error);
      g_assert_null (parsed);
    }
}

static void
test_fields (void)
{
  g_autoptr (GBytes) octets = der_wrap (DS_DER_SEQUENCE, der_hex (VERSION POLICY IMPRINT),
                                        der_hex ("0209ff0000000000000001"), /* -(2^64 - 1) */
                                        der_text (DS_DER_GENERALIZED_TIME, "20260601120000.125Z"),
                                        der_hex ("300a020101800203e78101050101ff0203001234"), NULL);
  g_autoptr (DsTstInfo) refused = ds_tst_info_parse (octets, NULL);
  g_autoptr (GBytes) right = der_wrap (
      DS_DER_SEQUENCE, der_hex (VERSION POLICY IMPRINT), der_hex ("0209ff0000000000000001"),
      der_text (DS_DER_GENERALIZED_TIME, "20260601120000.125Z"),
      der_hex ("300a020101800203e78101050101ff020300f234a110300e06032a03060101ff040400000000"),
      NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsTstInfo) info = ds_tst_info_parse (right, &error);
  g_autofree char *time = NULL;
  g_autofree char *imprint = NULL;

  g_assert_null (refused); /* the nonce has a leading zero too many */
  g_assert_no_error (error);
  time = ds_time_format_exact (info->gen_time);
  imprint = ds_digest_to_hex (&info->imprint);
  g_assert_cmpstr (info->policy, ==, "1.2.3.4");
  g_assert_cmpint (info->imprint.algorithm, ==, DS_DIGEST_SHA256);
  g_assert_cmpstr (imprint, ==, OCTETS_32);
  g_assert_cmpstr (info->serial, ==, "-ffffffffffffffff");
  g_assert_cmpstr (time, ==, "2026-06-01T12:00:00.125Z");
  g_assert_true (info->accuracy.is_present);
  g_assert_cmpuint (info->accuracy.seconds, ==, 1);
  g_assert_cmpuint (info->accuracy.milliseconds, ==, 999);
  g_assert_cmpuint (info->accuracy.microseconds, ==, 5);
  g_assert_true (info->ordering);
  g_assert_cmpstr (info->nonce, ==, "f234");
  g_assert_cmpstr (info->critical_extension, ==, "1.2.3.6");
}

/* What is written against the rule, but plain to read, is read right and told. */
static void
test_loose_time (void)
{
  static const struct
  {
    const char *written;
    const char *meant;
    gboolean is_loose;
  } rows[] = {
    { "20260601120000Z", "2026-06-01T12:00:00Z", FALSE },
    { "20260601120000+0800", "2026-06-01T04:00:00Z", TRUE },
    { "20260101000000.5-0130", "2026-01-01T01:30:00.5Z", TRUE },
    { "20260601120000.500Z", "2026-06-01T12:00:00.5Z", TRUE },
    { "20260601120000.0Z", "2026-06-01T12:00:00Z", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) octets =
          der_wrap (DS_DER_SEQUENCE, der_hex (VERSION POLICY IMPRINT SERIAL),
                    der_text (DS_DER_GENERALIZED_TIME, rows[i].written), NULL);
      g_autoptr (DsTstInfo) info = ds_tst_info_parse (octets, NULL);
      g_autofree char *meant = ds_time_format_exact (info->gen_time);

      g_assert_cmpstr (meant, ==, rows[i].meant);
      g_assert_cmpint (info->gen_time_is_loose, ==, rows[i].is_loose);
    }
}

/* An imprint of an algorithm that is not known is not forged: its OID is told. */
static void
test_unknown_imprint (void)
{
  g_autoptr (GBytes) octets =
      der_wrap (DS_DER_SEQUENCE,
                der_hex (VERSION POLICY "3029300506032a03050420" OCTETS_32 SERIAL TIME), NULL);
  g_autoptr (DsTstInfo) info = ds_tst_info_parse (octets, NULL);

  g_assert_nonnull (info);
  g_assert_cmpint (info->imprint.algorithm, ==, DS_DIGEST_NONE);
  g_assert_cmpstr (info->imprint_oid, ==, "1.2.3.5");
}

static GBytes *
make_token (TestFault fault)
{
  TestProfile profile = {
    "TSA", "P-256", NULL, "20200101000000Z", "20340101000000Z", TEST_TSA_EXTENSIONS
  };
  g_autoptr (TestIdentity) signer = test_identity_new (&profile, NULL);
  TestToken token = {
    .signer = signer, .imprint = ds_digest_sha256 ("draft", 5), .gen_time = GEN_TIME, .fault = fault
  };

  return test_token_encode (&token);
}

static void
refuse_token (GBytes *octets, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsToken) token = ds_token_parse_unverified (octets, &error);

  g_assert_null (token);
  g_assert_error (error, DS_ERROR, code);
}

static GBytes *
append_zeros (GBytes *octets, gsize count)
{
  GByteArray *longer = g_byte_array_new ();

  g_byte_array_append (longer, g_bytes_get_data (octets, NULL), (guint) g_bytes_get_size (octets));
  g_byte_array_set_size (longer, longer->len + (guint) count);
  memset (longer->data + longer->len - count, 0, count);
  return g_byte_array_free_to_bytes (longer);
}

static void
test_shell (void)
{
  g_autoptr (GBytes) octets = make_token (TEST_FAULT_NONE);
  g_autoptr (GBytes) with_behind = append_zeros (octets, 2);
  g_autoptr (GBytes) too_large = append_zeros (octets, DS_TOKEN_OCTETS_MAX);
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (octets, 0, g_bytes_get_size (octets) - 1);
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsToken) token = ds_token_parse_unverified (octets, &error);
  g_autoptr (GBytes) der = NULL;

  g_assert_no_error (error);
  g_assert_true (ds_token_get_octets (token) == octets);
  g_assert_cmpint (sk_X509_num (ds_token_get_certificates (token)), ==, 1);
  g_assert_cmpstr (ds_token_get_serial (token), ==, "2a");
  g_assert_cmpstr (ds_token_get_policy (token), ==, TEST_POLICY);
  g_assert_null (ds_token_get_nonce (token));
  der = ds_token_dup_der (token);
  g_assert_true (g_bytes_equal (der, octets));

  refuse_token (with_behind, DS_ERROR_FORMAT);
  refuse_token (too_large, DS_ERROR_LIMIT);
  refuse_token (cut, DS_ERROR_FORMAT);
  refuse_token (empty, DS_ERROR_FORMAT);
}

static void
test_no_certificate (void)
{
  g_autoptr (GBytes) octets = make_token (TEST_FAULT_NO_CERTIFICATE);
  g_autoptr (DsToken) token = ds_token_parse_unverified (octets, NULL);

  g_assert_nonnull (token);
  g_assert_cmpint (sk_X509_num (ds_token_get_certificates (token)), ==, 0);
}

static void
test_ber (void)
{
  g_autoptr (GBytes) octets = make_token (TEST_FAULT_INDEFINITE_LENGTH);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsToken) token = ds_token_parse_unverified (octets, &error);
  g_autoptr (GBytes) der = NULL;

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (ds_token_get_octets (token), octets));
  der = ds_token_dup_der (token);
  g_assert_false (g_bytes_equal (der, octets));
  g_assert_true (
      ds_der_check_strict (g_bytes_get_data (der, NULL), g_bytes_get_size (der), &error));
  g_assert_no_error (error);
}

/* ContentInfo around SignedData without certificates and signers. */
static GBytes *
make_shell (const char *type, const char *content_type, GBytes *content)
{
  return der_wrap (
      DS_DER_SEQUENCE, der_oid (type),
      der_wrap (DS_DER_CONTEXT_CONSTRUCTED (0),
                der_wrap (DS_DER_SEQUENCE, der_small (DS_DER_INTEGER, 3),
                          der_wrap (DS_DER_SET, NULL),
                          der_wrap (DS_DER_SEQUENCE, der_oid (content_type), content, NULL),
                          der_wrap (DS_DER_SET, NULL), NULL),
                NULL),
      NULL);
}

static GBytes *
make_content (const char *hex)
{
  return der_wrap (
      DS_DER_CONTEXT_CONSTRUCTED (0),
      der_wrap (DS_DER_OCTET_STRING, der_wrap (DS_DER_SEQUENCE, der_hex (hex), NULL), NULL), NULL);
}

static void
test_content (void)
{
  const char *signed_data = "1.2.840.113549.1.7.2";
  const char *digested_data = "1.2.840.113549.1.7.5";
  const char *tst_info = "1.2.840.113549.1.9.16.1.4";
  const char *data = "1.2.840.113549.1.7.1";
  g_autoptr (GBytes) right = make_shell (signed_data, tst_info, make_content (GOOD));
  g_autoptr (GBytes) other = make_shell (signed_data, data, make_content (GOOD));
  g_autoptr (GBytes) detached = make_shell (signed_data, tst_info, NULL);
  g_autoptr (GBytes) not_signed = make_shell (digested_data, tst_info, make_content (GOOD));
  g_autoptr (GBytes) bad_time =
      make_shell (signed_data, tst_info, make_content (VERSION POLICY IMPRINT SERIAL "1800"));
  g_autoptr (GError) error = NULL;
  g_autoptr (DsToken) token = ds_token_parse_unverified (right, &error);

  g_assert_no_error (error);
  refuse_token (other, DS_ERROR_FORMAT);
  refuse_token (detached, DS_ERROR_FORMAT);
  refuse_token (not_signed, DS_ERROR_FORMAT);
  refuse_token (bad_time, DS_ERROR_BAD_TIME);
}

/* Lengths that claim more than there is, and a nesting without end, cost nothing. */
static void
test_bounds (void)
{
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autoptr (GBytes) claims_much = der_hex ("3084ffffffff");
  g_autoptr (GBytes) never_ends = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append (deep, "3080");
  never_ends = der_hex (deep->str);
  refuse_token (claims_much, DS_ERROR_FORMAT);
  refuse_token (never_ends, DS_ERROR_LIMIT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tst_info_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/stamp/tst-info/", tst_info_cases[i].path, NULL);

      g_test_add_data_func (path, &tst_info_cases[i], test_tst_info);
    }
  g_test_add_func ("/stamp/tst-info/fields", test_fields);
  g_test_add_func ("/stamp/tst-info/loose-time", test_loose_time);
  g_test_add_func ("/stamp/tst-info/unknown-imprint", test_unknown_imprint);
  g_test_add_func ("/stamp/token/shell", test_shell);
  g_test_add_func ("/stamp/token/no-certificate", test_no_certificate);
  g_test_add_func ("/stamp/token/ber", test_ber);
  g_test_add_func ("/stamp/token/content", test_content);
  g_test_add_func ("/stamp/token/bounds", test_bounds);
  return g_test_run ();
}
