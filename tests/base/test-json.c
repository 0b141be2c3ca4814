/* test-json.c - one value, one text
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/ds-error.h"
#include "base/ds-json.h"

typedef struct
{
  const char *path;
  const char *text;
} JsonCase;

/* clang-format off */
static const JsonCase accepted[] = {
  { "/base/json/empty-object",    "{}" },
  { "/base/json/empty-array",     "[]" },
  { "/base/json/empty-string",    "\"\"" },
  { "/base/json/zero",            "0" },
  { "/base/json/largest",         "9007199254740991" },
  { "/base/json/true",            "true" },
  { "/base/json/false",           "false" },
  { "/base/json/object",          "{\"a\":1,\"b\":[true,\"x\"],\"c\":{\"d\":{}}}" },
  { "/base/json/order-of-octets", "{\"A\":0,\"Z\":0,\"_\":0,\"a\":0,\"aa\":0,\"b\":0}" },
  { "/base/json/chinese",         "\"定稿\"" },
  { "/base/json/beyond-the-bmp",  "\"\360\237\226\213\"" },
  { "/base/json/short-escapes",   "\"\\b\\t\\n\\f\\r\\\"\\\\\"" },
  { "/base/json/control",         "\"\\u0001\\u001f\"" },
  { "/base/json/slash-and-del",   "\"/\177\"" },
  { "/base/json/line-separator",  "\"\342\200\250\"" },
  { "/base/json/depth-8",         "[[[[[[[[]]]]]]]]" },
};

static const JsonCase refused[] = {
  { "/base/json/refuse-nothing",          "" },
  { "/base/json/refuse-null",             "null" },
  { "/base/json/refuse-null-member",      "{\"a\":null}" },
  { "/base/json/refuse-blank-before",     " {}" },
  { "/base/json/refuse-blank-after",      "{} " },
  { "/base/json/refuse-line-feed",        "{}\n" },
  { "/base/json/refuse-blank-inside",     "{\"a\": 1}" },
  { "/base/json/refuse-two-values",       "{}{}" },
  { "/base/json/refuse-repeated-key",     "{\"a\":1,\"a\":1}" },
  { "/base/json/refuse-unsorted-keys",    "{\"b\":1,\"a\":1}" },
  { "/base/json/refuse-empty-key",        "{\"\":1}" },
  { "/base/json/refuse-key-not-ascii",    "{\"\303\251\":1}" },
  { "/base/json/refuse-key-control",      "{\"\\n\":1}" },
  { "/base/json/refuse-key-bare",         "{a:1}" },
  { "/base/json/refuse-trailing-comma",   "{\"a\":1,}" },
  { "/base/json/refuse-comma-in-array",   "[1,]" },
  { "/base/json/refuse-lonely-comma",     "[,]" },
  { "/base/json/refuse-no-colon",         "{\"a\"1}" },
  { "/base/json/refuse-object-not-ended", "{\"a\":1" },
  { "/base/json/refuse-array-not-ended",  "[1" },
  { "/base/json/refuse-wrong-end",        "[1}" },
  { "/base/json/refuse-string-not-ended", "\"a" },
  { "/base/json/refuse-escape-not-ended", "\"\\" },
  { "/base/json/refuse-raw-control",      "\"\001\"" },
  { "/base/json/refuse-raw-tab",          "\"\t\"" },
  { "/base/json/refuse-long-escape",      "\"\\u0009\"" },
  { "/base/json/refuse-capital-escape",   "\"\\u001F\"" },
  { "/base/json/refuse-escaped-letter",   "\"\\u0061\"" },
  { "/base/json/refuse-escaped-slash",    "\"\\/\"" },
  { "/base/json/refuse-unknown-escape",   "\"\\a\"" },
  { "/base/json/refuse-nul-escape",       "\"\\u0000\"" },
  { "/base/json/refuse-cut-escape",       "\"\\u00\"" },
  { "/base/json/refuse-not-utf8",         "\"\377\"" },
  { "/base/json/refuse-overlong-utf8",    "\"\300\257\"" },
  { "/base/json/refuse-surrogate",        "\"\355\240\200\"" },
  { "/base/json/refuse-leading-zero",     "01" },
  { "/base/json/refuse-negative",         "-1" },
  { "/base/json/refuse-minus-zero",       "-0" },
  { "/base/json/refuse-plus",             "+1" },
  { "/base/json/refuse-fraction",         "1.0" },
  { "/base/json/refuse-exponent",         "1e3" },
  { "/base/json/refuse-2-to-53",          "9007199254740992" },
  { "/base/json/refuse-overflow",         "18446744073709551617" },
  { "/base/json/refuse-capital-true",     "True" },
  { "/base/json/refuse-cut-true",         "tru" },
  { "/base/json/refuse-depth-9",          "[[[[[[[[[]]]]]]]]]" },
};
/* clang-format on */

static void
test_accepted (gconstpointer data)
{
  const JsonCase *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DsJson) json = ds_json_parse (c->text, strlen (c->text), &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = ds_json_to_text (json);
  g_assert_cmpstr (text, ==, c->text);
}

static void
test_refused (gconstpointer data)
{
  const JsonCase *c = data;
  g_autoptr (GError) error = NULL;

  g_assert_null (ds_json_parse (c->text, strlen (c->text), &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_FORMAT);
}

/* A NUL is an octet like any other: it neither ends the text nor passes. */
static void
test_nul (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ds_json_parse ("{}\0", 3, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_null (ds_json_parse ("\"a\0b\"", 5, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_null (ds_json_parse ("\"\\\0\"", 4, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_FORMAT);
}

/* No octet behind the stated length is looked at. */
static void
test_length (void)
{
  g_autoptr (DsJson) json = ds_json_parse ("12345", 2, NULL);

  g_assert_cmpuint (ds_json_get_number (json), ==, 12);
  g_assert_null (ds_json_parse ("true", 3, NULL));
}

static void
test_built (void)
{
  g_autoptr (DsJson) object = ds_json_object_new ();
  DsJson *list = ds_json_array_new ();
  g_autofree char *text = NULL;

  ds_json_set_string (object, "name", "稿\n\"");
  ds_json_set_string (object, "absent", NULL);
  ds_json_set_integer (object, "v", 1);
  ds_json_set_integer (object, "v", 2); /* replaces */
  ds_json_set_boolean (object, "kept", FALSE);
  ds_json_add_string (list, "a");
  ds_json_add (list, ds_json_integer_new (DS_JSON_INTEGER_MAX));
  ds_json_set (object, "list", list);
  text = ds_json_to_text (object);
  g_assert_cmpstr (text, ==,
                   "{\"kept\":false,\"list\":[\"a\",9007199254740991],"
                   "\"name\":\"稿\\n\\\"\",\"v\":2}");
}

static void
test_read (void)
{
  static const char text[] = "{\"a\":7,\"b\":true,\"c\":\"x\",\"d\":[1,2]}";
  g_autoptr (DsJson) object = ds_json_parse (text, strlen (text), NULL);
  DsJson *list = ds_json_get_typed (object, "d", DS_JSON_ARRAY);
  guint64 number = 42;

  g_assert_true (ds_json_get_integer (object, "a", &number));
  g_assert_cmpuint (number, ==, 7);
  g_assert_false (ds_json_get_integer (object, "b", &number));
  g_assert_cmpuint (number, ==, 7);
  g_assert_true (ds_json_get_boolean (object, "b", FALSE));
  g_assert_true (ds_json_get_boolean (object, "none", TRUE));
  g_assert_false (ds_json_get_boolean (object, "a", FALSE));
  g_assert_cmpstr (ds_json_get_string (object, "c"), ==, "x");
  g_assert_null (ds_json_get_string (object, "a"));
  g_assert_null (ds_json_get (object, "none"));
  g_assert_null (ds_json_get_typed (object, "a", DS_JSON_STRING));
  g_assert_null (ds_json_get (list, "a"));
  g_assert_cmpuint (ds_json_get_size (object), ==, 4);
  g_assert_cmpstr (ds_json_get_key (object, 3), ==, "d");
  g_assert_cmpuint (ds_json_get_size (list), ==, 2);
  g_assert_cmpuint (ds_json_get_number (ds_json_get_nth (list, 1)), ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (accepted); i++)
    g_test_add_data_func (accepted[i].path, &accepted[i], test_accepted);
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    g_test_add_data_func (refused[i].path, &refused[i], test_refused);
  g_test_add_func ("/base/json/refuse-nul", test_nul);
  g_test_add_func ("/base/json/length", test_length);
  g_test_add_func ("/base/json/built", test_built);
  g_test_add_func ("/base/json/read", test_read);
  return g_test_run ();
}
