/* test-text.c - a stranger's words, made safe to show
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/ds-openssl.h"
#include "base/ds-text.h"

typedef struct
{
  const char *path;
  const char *text;
  gssize length;
  const char *shown; /* at most eight characters of it */
} TextCase;

static const TextCase text_cases[] = {
  { "/base/text/plain", "Okay", 4, "Okay" },
  { "/base/text/empty", "", 0, "" },
  { "/base/text/chinese", "时间戳机构", 15, "时间戳机构" },
  { "/base/text/exactly-as-long", "12345678", 8, "12345678" },
  { "/base/text/longer", "123456789", 9, "12345678…" },
  { "/base/text/longer-wide", "一二三四五六七八九", 27, "一二三四五六七八…" },
  { "/base/text/escape-code", "\x1b[31m", 5, "<U+001B>[31m" },
  { "/base/text/line-feed", "a\nb", 3, "a<U+000A>b" },
  { "/base/text/nul", "a\0b", 3, "a\357\277\275b" },
  { "/base/text/delete", "\x7f", 1, "<U+007F>" },
  { "/base/text/c1-control", "\302\233", 2, "<U+009B>" },
  { "/base/text/bidi-override", "\342\200\256a", 4, "<U+202E>a" },
  { "/base/text/bidi-isolate", "\342\201\246a", 4, "<U+2066>a" },
  { "/base/text/zero-width", "\342\200\213", 3, "<U+200B>" },
  { "/base/text/line-separator", "\342\200\250", 3, "<U+2028>" },
  { "/base/text/tag", "\363\240\201\201", 4, "<U+E0041>" },
  { "/base/text/private-use", "\356\200\200", 3, "<U+E000>" },
  { "/base/text/not-utf8", "\377a", 2, "\357\277\275a" },
};

static void
test_text (gconstpointer data)
{
  const TextCase *c = data;
  g_autofree char *shown = ds_text_make_inert (c->text, (gsize) c->length, 8);

  g_assert_cmpstr (shown, ==, c->shown);
}

typedef struct
{
  const char *path;
  const char *text;
  gboolean is_oid;
} OidCase;

static const OidCase oid_cases[] = {
  { "/base/oid/short", "1.2", TRUE },
  { "/base/oid/usual", "1.3.6.1.4.1.6449.2.1.1", TRUE },
  { "/base/oid/long-arc", "2.25.164406454051465353485659728262876535771", TRUE },
  { "/base/oid/zero-arc", "0.4.0.2023.1.1", TRUE },
  { "/base/oid/refuse-empty", "", FALSE },
  { "/base/oid/refuse-one-arc", "1", FALSE },
  { "/base/oid/refuse-name", "sha256", FALSE },
  { "/base/oid/refuse-leading-zero", "1.2.03", FALSE },
  { "/base/oid/refuse-blanks", "1 2 3", FALSE },
  { "/base/oid/refuse-two-points", "1..2", FALSE },
  { "/base/oid/refuse-last-point", "1.2.", FALSE },
  { "/base/oid/refuse-root-3", "3.1", FALSE },
  { "/base/oid/refuse-second-40", "1.40", FALSE },
  { "/base/oid/refuse-negative", "1.-2", FALSE },
};

static void
test_oid (gconstpointer data)
{
  const OidCase *c = data;
  g_autoptr (ASN1_OBJECT) oid = ds_oid_from_text (c->text);

  g_assert_cmpint (oid != NULL, ==, c->is_oid);
}

static void
test_long_oid (void)
{
  g_autoptr (GString) text = g_string_new ("1.2");
  g_autoptr (ASN1_OBJECT) longest = NULL;

  for (guint i = 0; i < 63; i++)
    g_string_append (text, ".127");
  longest = ds_oid_from_text (text->str);
  g_assert_nonnull (longest);
  g_string_append (text, ".1");
  g_assert_null (ds_oid_from_text (text->str));
  for (guint i = 0; i < 1000; i++)
    g_string_append (text, ".1");
  g_assert_null (ds_oid_from_text (text->str));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (text_cases); i++)
    g_test_add_data_func (text_cases[i].path, &text_cases[i], test_text);
  for (gsize i = 0; i < G_N_ELEMENTS (oid_cases); i++)
    g_test_add_data_func (oid_cases[i].path, &oid_cases[i], test_oid);
  g_test_add_func ("/base/oid/refuse-long", test_long_oid);
  return g_test_run ();
}
