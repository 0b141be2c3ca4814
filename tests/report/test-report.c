/* test-report.c - reports as PDF files, read back by Poppler's tools
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/ds-report.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample.h"

#define PAGE_HEIGHT 841.9           /* points */
#define LEAST_MARGIN 24.0           /* points: 8.6 mm, less what a letter may hang over */
#define FIRST_TEXT_PAGE_MARGIN 61.0 /* points: 22 mm, likewise */

/* More than stand in full rows. A sanitizer that records each allocation's whole stack would take
 * ten minutes over a thousand. */
#ifdef __SANITIZE_ADDRESS__
#define MANY_DRAFTS 210
#else
#define MANY_DRAFTS 1000
#endif

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("draftseal-test-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "report.pdf", NULL);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_unlink (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->path);
  g_free (fixture->folder);
}

typedef struct
{
  const char *path;
  Sample sample;
  DsReportLanguage language;
  const char *must_say; /* on the first page */
  const char *must_not_say;
} ReportCase;

static const ReportCase report_cases[] = {
  { "/report/pdf/one", { .n_drafts = 1, .n_tsas = 1 }, DS_REPORT_BOTH, "PASSED", "TEST" },
  { "/report/pdf/24",
    { .n_drafts = 24, .n_pending = 2, .n_tsas = 2 },
    DS_REPORT_BOTH,
    "不晚于所示时刻",
    "TEST" },
  { "/report/pdf/chinese",
    { .n_drafts = 24, .n_tsas = 2 },
    DS_REPORT_CHINESE,
    "通过",
    "Certificate" },
  { "/report/pdf/english",
    { .n_drafts = 24, .n_tsas = 2 },
    DS_REPORT_ENGLISH,
    "no later than",
    "证书" },
  { "/report/pdf/many",
    { .n_drafts = MANY_DRAFTS, .n_tsas = 2 },
    DS_REPORT_BOTH,
    "PASSED",
    "TEST" },
  { "/report/pdf/three-tsas", { .n_drafts = 5, .n_tsas = 3 }, DS_REPORT_BOTH, "PASSED", "TEST" },
  { "/report/pdf/test",
    { .n_drafts = 9, .n_tsas = 1, .is_test = TRUE },
    DS_REPORT_BOTH,
    "TEST",
    "existed no later" },
  { "/report/pdf/unstamped",
    { .n_drafts = 2 },
    DS_REPORT_ENGLISH,
    "INDETERMINATE",
    "existed no later" },
  { "/report/pdf/failed",
    { .n_drafts = 9, .n_tsas = 1, .odd = DS_FAILED, .reason = "HASH_FAILURE" },
    DS_REPORT_ENGLISH,
    "FAILED",
    "existed no later" },
  { "/report/pdf/long-name",
    { .n_drafts = 3,
      .n_tsas = 1,
      .name = "a/very/deep/folder/that goes on and on/with a poster that was final, then final "
              "again, then really final and then sent to the printer version 23 (copy 2).kra" },
    DS_REPORT_BOTH,
    "PASSED",
    "TEST" },
  { "/report/pdf/right-to-left",
    { .n_drafts = 3, .n_tsas = 1, .name = "مسودة/ملصق.svg" },
    DS_REPORT_BOTH,
    "PASSED",
    "TEST" },
  { "/report/pdf/emoji",
    { .n_drafts = 3, .n_tsas = 1, .name = "🦊 logo 👩‍🎨.svg" },
    DS_REPORT_BOTH,
    "PASSED",
    "TEST" },
  { "/report/pdf/not-utf-8",
    { .n_drafts = 3, .n_tsas = 1, .name = "a\ufffdb.svg" },
    DS_REPORT_BOTH,
    "PASSED",
    "TEST" },
};

static void
write_report (const char *path, const DsReportContent *content, DsReportLanguage language)
{
  const DsReportOptions options = { .language = language, .pictures = { .find = sample_draw } };
  g_autoptr (GError) error = NULL;

  ds_report_write (content, &options, path, NULL, &error);
  g_assert_no_error (error);
}

static char *
run_pdftotext (const char *path, const char *option, const char *last)
{
  const char *argv[] = { PDFTOTEXT, option, "-l", last, path, "-", NULL };
  g_autoptr (GError) error = NULL;
  char *text = NULL;
  int status = 0;

  g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, &text, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  return text;
}

/* Each word of the text, to be looked up whole. */
static GHashTable *
list_words (const char *text)
{
  GHashTable *words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (GStrv) parts = g_strsplit_set (text, " \n\f", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    g_hash_table_add (words, g_strdup (parts[i]));
  return words;
}

static void
assert_whole (GHashTable *words, const char *digest)
{
  if (!g_hash_table_contains (words, digest))
    g_error ("%s is not whole in the text", digest);
}

static void
assert_every_digest (const char *text, const DsReportContent *content)
{
  g_autoptr (GHashTable) words = list_words (text);

  for (guint i = 0; i < content->drafts->len; i++)
    {
      const DsReportDraft *draft = g_ptr_array_index (content->drafts, i);

      assert_whole (words, draft->sha256);
      assert_whole (words, draft->record);
      if (draft->batch_root != NULL)
        assert_whole (words, draft->batch_root);
    }
  for (guint i = 0; i < content->tokens->len; i++)
    {
      const DsReportToken *token = g_ptr_array_index (content->tokens, i);
      g_autofree char *upper = g_ascii_strup (token->serial, -1);
      g_autofree char *serial = g_strconcat ("0x", upper, NULL);
      g_autofree char *time = ds_time_format_display (token->gen_time);

      assert_whole (words, token->token);
      assert_whole (words, token->imprint);
      assert_whole (words, serial);
      g_assert_nonnull (strstr (text, time));
    }
}

static double
read_attribute (const char *line, const char *name)
{
  const char *at = strstr (line, name);

  g_assert_nonnull (at);
  return g_ascii_strtod (at + strlen (name), NULL);
}

/* Poppler's own measure of where each word is, page by page. */
static void
assert_inside_margins (const char *boxes)
{
  g_auto (GStrv) lines = g_strsplit (boxes, "\n", -1);
  double width = 0, margin = LEAST_MARGIN;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (strstr (lines[i], "<page ") != NULL)
        {
          margin = width == 0 ? LEAST_MARGIN : FIRST_TEXT_PAGE_MARGIN;
          width = read_attribute (lines[i], "width=\"");
        }
      if (strstr (lines[i], "<word ") == NULL)
        continue;
      if (read_attribute (lines[i], "xMin=\"") < margin
          || read_attribute (lines[i], "xMax=\"") > width - margin
          || read_attribute (lines[i], "yMin=\"") < LEAST_MARGIN
          || read_attribute (lines[i], "yMax=\"") > PAGE_HEIGHT - LEAST_MARGIN)
        g_error ("outside the margins: %s", lines[i]);
    }
}

static void
test_report (Fixture *fixture, gconstpointer data)
{
  const ReportCase *c = data;
  g_autoptr (DsReportContent) content = sample_make (&c->sample);
  g_autofree char *text = NULL;
  g_autofree char *first = NULL;
  g_autofree char *boxes = NULL;

  write_report (fixture->path, content, c->language);
  first = run_pdftotext (fixture->path, "-raw", "1");
  g_assert_nonnull (strstr (first, c->must_say));
  g_assert_null (strstr (first, c->must_not_say));
  text = run_pdftotext (fixture->path, "-nopgbrk", "9999");
  assert_every_digest (text, content);
  boxes = run_pdftotext (fixture->path, "-bbox", "9999");
  assert_inside_margins (boxes);
}

static void
test_same_octets (Fixture *fixture, gconstpointer data)
{
  const Sample sample = { .n_drafts = 7, .n_tsas = 2 };
  g_autoptr (DsReportContent) content = sample_make (&sample);
  char *octets[2];
  gsize lengths[2];

  for (guint i = 0; i < 2; i++)
    {
      write_report (fixture->path, content, DS_REPORT_BOTH);
      g_assert_true (g_file_get_contents (fixture->path, &octets[i], &lengths[i], NULL));
      g_unlink (fixture->path);
    }
  g_assert_cmpmem (octets[0], lengths[0], octets[1], lengths[1]);
  g_free (octets[0]);
  g_free (octets[1]);
}

/* What readers and screen readers navigate by. */
static void
test_structure (Fixture *fixture, gconstpointer data)
{
  static const char *const marks[] = { "/Marked true", "/Outlines", "/PageLabels", "/S /H1",
                                       "/S /H2",       "/S /Table", "/S /TH",      "/S /Figure",
                                       "/S /Code",     "/S /Link" };
  const Sample sample = { .n_drafts = 7, .n_tsas = 2 };
  g_autoptr (DsReportContent) content = sample_make (&sample);
  g_autofree char *octets = NULL;
  gsize length = 0;

  write_report (fixture->path, content, DS_REPORT_BOTH);
  g_assert_true (g_file_get_contents (fixture->path, &octets, &length, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    if (memmem (octets, length, marks[i], strlen (marks[i])) == NULL)
      g_error ("the report has no %s", marks[i]);
}

static void
test_never_over_a_file (Fixture *fixture, gconstpointer data)
{
  const Sample sample = { .n_drafts = 1 };
  g_autoptr (DsReportContent) content = sample_make (&sample);
  DsReportOptions options = { .language = DS_REPORT_ENGLISH };
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = NULL;

  g_assert_true (g_file_set_contents (fixture->path, "mine", -1, NULL));
  g_assert_false (ds_report_write (content, &options, fixture->path, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_assert_true (g_file_get_contents (fixture->path, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "mine");

  options.may_overwrite = TRUE;
  g_clear_error (&error);
  g_assert_true (ds_report_write (content, &options, fixture->path, NULL, &error));
}

static void
cancel_cb (guint page, guint pages, gpointer data)
{
  if (pages > 0 && page == 3)
    g_cancellable_cancel (data);
}

/* Nothing is left behind: teardown finds the folder empty. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  const Sample sample = { .n_drafts = 24, .n_tsas = 1 };
  g_autoptr (DsReportContent) content = sample_make (&sample);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const DsReportOptions options = { .progress = cancel_cb, .progress_data = cancellable };
  g_autoptr (GError) error = NULL;

  g_assert_false (ds_report_write (content, &options, fixture->path, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  const Sample sample = { .n_drafts = 1 };
  g_autoptr (DsReportContent) content = sample_make (&sample);
  const DsReportOptions options = { 0 };
  g_autofree char *path = g_build_filename (fixture->folder, "none", "report.pdf", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (ds_report_write (content, &options, path, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (report_cases); i++)
    g_test_add (report_cases[i].path, Fixture, &report_cases[i], setup, test_report, teardown);
  g_test_add ("/report/pdf/same-octets", Fixture, NULL, setup, test_same_octets, teardown);
  g_test_add ("/report/pdf/structure", Fixture, NULL, setup, test_structure, teardown);
  g_test_add ("/report/pdf/never-over-a-file", Fixture, NULL, setup, test_never_over_a_file,
              teardown);
  g_test_add ("/report/pdf/cancel", Fixture, NULL, setup, test_cancel, teardown);
  g_test_add ("/report/pdf/no-folder", Fixture, NULL, setup, test_no_folder, teardown);
  return g_test_run ();
}
