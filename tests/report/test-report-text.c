/* test-report-text.c - the words of a report in its languages
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <string.h>

#include "report/ds-report-resources.h"
#include "report/ds-report-text.h"

/* Every key in both languages, and the same {names} to fill in both. */
static void
test_every_key_in_both (void)
{
  g_autoptr (GBytes) octets =
      g_resource_lookup_data (ds_report_get_resource (),
                              "/io/github/draftseal/Draftseal/report/ds-report-text.ini", 0, NULL);
  g_autoptr (GKeyFile) table = g_key_file_new ();
  g_autoptr (GRegex) names = g_regex_new ("\\{[a-z]+\\}", 0, 0, NULL);
  g_auto (GStrv) keys = NULL;

  g_assert_true (g_key_file_load_from_bytes (table, octets, G_KEY_FILE_KEEP_TRANSLATIONS, NULL));
  keys = g_key_file_get_keys (table, "report", NULL, NULL);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *twin = g_strconcat (keys[i], "[zh_CN]", NULL);
      g_autofree char *english = g_key_file_get_string (table, "report", keys[i], NULL);
      g_autofree char *chinese = g_key_file_get_string (table, "report", twin, NULL);
      g_autoptr (GMatchInfo) match = NULL;

      if (strchr (keys[i], '[') != NULL)
        continue;
      g_test_message ("%s", keys[i]);
      g_assert_nonnull (chinese);
      g_regex_match (names, english, 0, &match);
      for (; g_match_info_matches (match); g_match_info_next (match, NULL))
        {
          g_autofree char *name = g_match_info_fetch (match, 0);

          g_assert_nonnull (strstr (chinese, name));
        }
    }
}

typedef struct
{
  const char *path;
  DsReportLanguage language;
  DsReportRank rank;
  guint64 n;
  const char *words; /* of n-drafts */
} CountCase;

static const CountCase count_cases[] = {
  { "/report/text/count/chinese", DS_REPORT_CHINESE, DS_REPORT_FIRST, 24, "24 份设计稿" },
  { "/report/text/count/english", DS_REPORT_ENGLISH, DS_REPORT_FIRST, 24, "24 drafts" },
  { "/report/text/count/english-one", DS_REPORT_ENGLISH, DS_REPORT_FIRST, 1, "1 draft" },
  { "/report/text/count/both-first", DS_REPORT_BOTH, DS_REPORT_FIRST, 0, "0 份设计稿" },
  { "/report/text/count/both-second", DS_REPORT_BOTH, DS_REPORT_SECOND, 0, "0 drafts" },
};

static void
test_count (gconstpointer data)
{
  const CountCase *c = data;
  g_autoptr (DsReportText) text = ds_report_text_new (c->language);
  g_autofree char *words = ds_report_text_count (text, c->rank, "n-drafts", c->n);

  g_assert_cmpstr (words, ==, c->words);
}

/* What is filled in is not taken for a {name} itself: a project may be called “{pages}”. */
static void
test_fill_once (void)
{
  g_autoptr (DsReportText) text = ds_report_text_new (DS_REPORT_ENGLISH);
  g_autofree char *words =
      ds_report_text_fill (text, DS_REPORT_FIRST, "page", "page", "{pages}", "pages", "9", NULL);

  g_assert_cmpstr (words, ==, "Page {pages} of 9");
}

typedef struct
{
  const char *path;
  const char *name;
  gboolean is_known;
} LanguageCase;

static const LanguageCase language_cases[] = {
  { "/report/text/language/chinese", "zh_CN", TRUE },
  { "/report/text/language/english", "en", TRUE },
  { "/report/text/language/both", "both", TRUE },
  { "/report/text/language/refuse-unknown", "de", FALSE },
  { "/report/text/language/refuse-empty", "", FALSE },
};

static void
test_language (gconstpointer data)
{
  const LanguageCase *c = data;
  DsReportLanguage language = DS_REPORT_BOTH;

  g_assert_cmpint (ds_report_language_parse (c->name, &language), ==, c->is_known);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/text/every-key-in-both", test_every_key_in_both);
  for (guint i = 0; i < G_N_ELEMENTS (count_cases); i++)
    g_test_add_data_func (count_cases[i].path, &count_cases[i], test_count);
  g_test_add_func ("/report/text/fill-once", test_fill_once);
  for (guint i = 0; i < G_N_ELEMENTS (language_cases); i++)
    g_test_add_data_func (language_cases[i].path, &language_cases[i], test_language);
  return g_test_run ();
}
