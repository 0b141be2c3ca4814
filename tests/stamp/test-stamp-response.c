/* test-stamp-response.c - responses taken apart (RFC 3161, 2.4.2)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/ds-error.h"
#include "base/ds-hex.h"
#include "corpus.h"
#include "stamp/ds-stamp-response.h"

#define TOKEN "300506032a0304"         /* a ContentInfo in shape, which is all that matters here */
#define BER_TOKEN "308006032a03040000" /* the same with an indefinite length */
#define GRANTED "3003020100"
#define REFUSED -1

typedef struct
{
  const char *path;
  const char *hex;
  int status; /* REFUSED: DS_ERROR_FORMAT */
  const char *status_text;
  const char *fail_info;
  const char *token; /* hexadecimal */
} ResponseCase;

/* clang-format off */
static const ResponseCase response_cases[] = {
  { "/stamp/response/granted",           "300c" GRANTED TOKEN,               0, NULL, NULL, TOKEN },
  { "/stamp/response/granted-with-mods", "300c" "3003020101" TOKEN,          1, NULL, NULL, TOKEN },
  { "/stamp/response/token-in-ber",      "300e" GRANTED BER_TOKEN,           0, NULL, NULL, BER_TOKEN },
  { "/stamp/response/status-text",       "3012" "3009020100" "30040c024f4b" TOKEN, 0, "OK", NULL, TOKEN },
  { "/stamp/response/two-status-texts",  "3010" "300e020102" "30090c024e4f0c032121" "21", 2, "NO !!!", NULL, NULL },
  { "/stamp/response/escape-codes",      "300e" "300c020102" "30070c05" "1b5b316d41", 2, "<U+001B>[1mA", NULL, NULL },
  { "/stamp/response/bidi-override",     "300d" "300b020102" "30060c04" "e280ae41", 2, "<U+202E>A", NULL, NULL },
  { "/stamp/response/text-not-utf8",     "300b" "3009020102" "30040c02" "ff41", 2, "\357\277\275A", NULL, NULL },
  { "/stamp/response/no-strings",        "3007" "3005020102" "3000",        2, NULL, NULL, NULL },
  { "/stamp/response/empty-string",      "3009" "3007020102" "30020c00",    2, NULL, NULL, NULL },
  { "/stamp/response/bad-alg",           "3009" "3007020102" "03020780",     2, NULL, "badAlg", NULL },
  { "/stamp/response/bad-request",       "3009" "3007020102" "03020520",     2, NULL, "badRequest", NULL },
  { "/stamp/response/bad-data-format",   "3009" "3007020102" "03020204",     2, NULL, "badDataFormat", NULL },
  { "/stamp/response/no-time",           "300a" "3008020102" "0303010002",   2, NULL, "timeNotAvailable", NULL },
  { "/stamp/response/policy",            "300a" "3008020102" "0303000001",   2, NULL, "unacceptedPolicy", NULL },
  { "/stamp/response/extension",         "300b" "3009020102" "030407000080", 2, NULL, "unacceptedExtension", NULL },
  { "/stamp/response/add-info",          "300b" "3009020102" "030406000040", 2, NULL, "addInfoNotAvailable", NULL },
  { "/stamp/response/system-failure",    "300c" "300a020102" "03050600000040", 2, NULL, "systemFailure", NULL },
  { "/stamp/response/unknown-bits",      "3009" "3007020102" "030206c0",     2, NULL, "badAlg, bit 1", NULL },
  { "/stamp/response/waiting",           "3005" "3003020103",                3, NULL, NULL, NULL },
  { "/stamp/response/revocation-warning","3005" "3003020104",                4, NULL, NULL, NULL },
  { "/stamp/response/key-was-revoked",   "3005" "3003020105",                5, NULL, NULL, NULL },

  { "/stamp/response/refuse-empty",             "", REFUSED },
  { "/stamp/response/refuse-html",              "3c68746d6c3e", REFUSED },
  { "/stamp/response/refuse-bare-token",        TOKEN, REFUSED },
  { "/stamp/response/refuse-granted-no-token",  "3005" GRANTED, REFUSED },
  { "/stamp/response/refuse-rejected-token",    "300c" "3003020102" TOKEN, REFUSED },
  { "/stamp/response/refuse-waiting-token",     "300c" "3003020103" TOKEN, REFUSED },
  { "/stamp/response/refuse-unknown-status",    "3005" "3003020106", REFUSED },
  { "/stamp/response/refuse-negative-status",   "3005" "30030201ff", REFUSED },
  { "/stamp/response/refuse-status-2-to-64",    "300d" "300b0209" "010000000000000000", REFUSED },
  { "/stamp/response/refuse-long-zero-status",  "300d" "300402020000" TOKEN, REFUSED },
  { "/stamp/response/refuse-behind-response",   "300c" GRANTED TOKEN "00", REFUSED },
  { "/stamp/response/refuse-behind-token",      "300e" GRANTED TOKEN "0500", REFUSED },
  { "/stamp/response/refuse-two-tokens",        "3013" GRANTED TOKEN TOKEN, REFUSED },
  { "/stamp/response/refuse-cut-token",         "300b" GRANTED "300506032a03", REFUSED },
  { "/stamp/response/refuse-token-not-ended",   "300c" GRANTED "308006032a0304", REFUSED },
  { "/stamp/response/refuse-token-no-sequence", "3008" GRANTED "0401aa", REFUSED },
  { "/stamp/response/refuse-outer-ber",         "3080" GRANTED TOKEN "0000", REFUSED },
  { "/stamp/response/refuse-outer-long-length", "30810c" GRANTED TOKEN, REFUSED },
  { "/stamp/response/refuse-behind-status",     "300e" "30050201000500" TOKEN, REFUSED },
  { "/stamp/response/refuse-text-no-utf8string","300b" "3009020102" "3004" "16024f4b", REFUSED },
  { "/stamp/response/refuse-fail-info-empty",   "3007" "3005020102" "0300", REFUSED },
  { "/stamp/response/refuse-fail-info-unused",  "3009" "3007020102" "03020880", REFUSED },
  { "/stamp/response/refuse-fail-info-no-bits", "3008" "3006020102" "030101", REFUSED },
  { "/stamp/response/refuse-fail-info-long",    "3011" "300f020102" "030a" "00000000000000000001", REFUSED },
};
/* clang-format on */

static void
test_response (gconstpointer data)
{
  const ResponseCase *c = data;
  g_autoptr (GBytes) octets = ds_hex_decode_bytes (c->hex);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsStampResponse) response = ds_stamp_response_parse (octets, &error);
  g_autoptr (GBytes) token = c->token != NULL ? ds_hex_decode_bytes (c->token) : NULL;

  if (c->status == REFUSED)
    {
      g_assert_error (error, DS_ERROR, DS_ERROR_FORMAT);
      g_assert_null (response);
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpint (response->status, ==, c->status);
  g_assert_cmpstr (response->status_text, ==, c->status_text);
  g_assert_cmpstr (response->fail_info, ==, c->fail_info);
  g_assert_true ((token == NULL) == (response->token == NULL));
  if (token != NULL)
    g_assert_true (g_bytes_equal (token, response->token));
}

static void
append_header (GByteArray *octets, guint8 tag, gsize length)
{
  guint8 header[] = { tag, 0x83, (guint8) (length >> 16), (guint8) (length >> 8), (guint8) length };

  g_byte_array_append (octets, header, sizeof header);
}

/* A granted response of @length octets. */
static GBytes *
response_of_size (gsize length)
{
  static const guint8 granted[] = { 0x30, 0x03, 0x02, 0x01, 0x00 };
  gsize header = 5;
  gsize inner = length - header - sizeof granted - 2 * header;
  GByteArray *octets = g_byte_array_new ();
  g_autofree guint8 *content = g_malloc0 (inner);

  append_header (octets, 0x30, length - header);
  g_byte_array_append (octets, granted, sizeof granted);
  append_header (octets, 0x30, header + inner);
  append_header (octets, 0x04, inner);
  g_byte_array_append (octets, content, (guint) inner);
  return g_byte_array_free_to_bytes (octets);
}

static void
test_limit (void)
{
  g_autoptr (GBytes) largest = response_of_size (DS_RESPONSE_OCTETS_MAX);
  g_autoptr (GBytes) too_large = response_of_size (DS_RESPONSE_OCTETS_MAX + 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsStampResponse) response = ds_stamp_response_parse (largest, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (response->token), ==, DS_RESPONSE_OCTETS_MAX - 10);
  g_assert_null (ds_stamp_response_parse (too_large, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_LIMIT);
}

static void
test_long_text (void)
{
  g_autoptr (GString) hex = g_string_new ("3081ce"
                                          "3081cb"
                                          "020102"
                                          "3081c5"
                                          "0c81c2");
  g_autoptr (GString) longer = NULL;
  g_autoptr (GBytes) octets = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (DsStampResponse) response = NULL;

  for (guint i = 0; i < 0xc2; i++)
    g_string_append (hex, "61");
  octets = ds_hex_decode_bytes (hex->str);
  response = ds_stamp_response_parse (octets, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (response->status_text), ==, 0xc2);

  longer = g_string_new ("3081ff"
                         "3081fc"
                         "020102"
                         "3081f6"
                         "0c81f3");
  for (guint i = 0; i < 0xf3; i++)
    g_string_append (longer, "61");
  g_clear_pointer (&octets, g_bytes_unref);
  g_clear_pointer (&response, ds_stamp_response_free);
  octets = ds_hex_decode_bytes (longer->str);
  response = ds_stamp_response_parse (octets, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_utf8_strlen (response->status_text, -1), ==, 201);
  g_assert_true (g_str_has_suffix (response->status_text, "a…"));
}

typedef struct
{
  const char *path;
  const char *hex;
  gboolean is_response;
} KindCase;

static const KindCase kind_cases[] = {
  { "/stamp/response/looks/granted", "300c" GRANTED TOKEN, TRUE },
  { "/stamp/response/looks/rejected",
    "3005"
    "3003020102",
    TRUE },
  { "/stamp/response/looks/cut-short",
    "30820e2b"
    "3003020100",
    TRUE },
  { "/stamp/response/looks/not-token", TOKEN, FALSE },
  { "/stamp/response/looks/not-ber-token", BER_TOKEN, FALSE },
  { "/stamp/response/looks/not-evidence-record",
    "3008"
    "020101"
    "30030601"
    "2a",
    FALSE },
  { "/stamp/response/looks/not-empty", "", FALSE },
  { "/stamp/response/looks/not-one-octet", "30", FALSE },
  { "/stamp/response/looks/not-beyond-end", "3084", FALSE },
  { "/stamp/response/looks/not-text", "3c3c3c", FALSE },
};

static void
test_kind (gconstpointer data)
{
  const KindCase *c = data;
  g_autoptr (GBytes) octets = ds_hex_decode_bytes (c->hex);

  g_assert_cmpint (ds_stamp_response_looks_like (octets), ==, c->is_response);
}

static void
test_genuine_responses (void)
{
  g_autoptr (GPtrArray) rows = corpus_read_rows ("response");

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      char **row = g_ptr_array_index (rows, i);
      g_autoptr (GBytes) octets = corpus_read_file (row[CORPUS_FILE]);
      g_autoptr (GBytes) cut = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (DsStampResponse) response = ds_stamp_response_parse (octets, &error);
      gsize length = g_bytes_get_size (octets);

      g_assert_no_error (error);
      g_assert_true (ds_stamp_response_looks_like (octets));
      g_assert_cmpint (response->status, ==, DS_PKI_STATUS_GRANTED);
      g_assert_false (ds_stamp_response_looks_like (response->token));

      cut = g_bytes_new_from_bytes (octets, 0, length - 1);
      g_assert_null (ds_stamp_response_parse (cut, &error));
      g_assert_error (error, DS_ERROR, DS_ERROR_FORMAT);
    }
}

static void
test_genuine_tokens (void)
{
  g_autoptr (GPtrArray) rows = corpus_read_rows ("token");

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      char **row = g_ptr_array_index (rows, i);
      g_autoptr (GBytes) octets = corpus_read_file (row[CORPUS_FILE]);

      g_assert_false (ds_stamp_response_looks_like (octets));
      g_assert_null (ds_stamp_response_parse (octets, NULL));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (response_cases); i++)
    g_test_add_data_func (response_cases[i].path, &response_cases[i], test_response);
  for (gsize i = 0; i < G_N_ELEMENTS (kind_cases); i++)
    g_test_add_data_func (kind_cases[i].path, &kind_cases[i], test_kind);
  g_test_add_func ("/stamp/response/limit", test_limit);
  g_test_add_func ("/stamp/response/long-text", test_long_text);
  g_test_add_func ("/stamp/response/genuine-responses", test_genuine_responses);
  g_test_add_func ("/stamp/response/genuine-tokens", test_genuine_tokens);
  return g_test_run ();
}
