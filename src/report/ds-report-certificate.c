/* ds-report-certificate.c - the first page: what is stated, in a frame
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/ds-report-pages.h"

#include <cairo-pdf.h>
#include <string.h>

#include "report/ds-report-ornament.h"
#include "report/ds-report-paragraph.h"
#include "report/ds-report-phrase.h"
#include "report/ds-report-qr.h"

#define COVER_LEFT 30.0
#define COVER_RIGHT 180.0
#define COVER_WIDTH (COVER_RIGHT - COVER_LEFT)
#define TITLE_BASELINE 58.5
#define SUBTITLE_BASELINE 68.0
#define TITLE_RULE_Y 74.5
#define TITLE_RULE_WIDTH 32.0
#define STATEMENT_BASELINE 83.0
#define STATEMENT_WIDTH 154.0
#define PICTURE_TOP 112.0
#define PICTURE_WIDTH 68.0
#define FACTS_X 106.0
#define FACTS_WIDTH (COVER_RIGHT - FACTS_X)
#define N_FACTS 6
#define FACT_HEIGHT 12.0
#define FACT_LABEL 2.6 /* baseline below the top of a fact */
#define FACT_VALUE 7.7
#define SEAL_X 54.0
#define SEAL_Y 220.0
#define VERDICT_X 86.0
#define VERDICT_BASELINE 202.0
#define QR_BOX 33.0
#define QR_CODE 27.0
#define QR_TOP 199.5
#define LIMITS_RULE_Y 251.0
#define ROOT_DIGITS_A_LINE 32

/* The words of the statement: what may be claimed depends on what was proved. */
static const char *
find_statement (const DsReportFigures *figures)
{
  switch (ds_report_judge (figures))
    {
    case DS_OUTCOME_PASSED:
      return "statement-passed";
    case DS_OUTCOME_TEST:
      return "statement-test";
    case DS_OUTCOME_INDETERMINATE:
    case DS_OUTCOME_FAILED:
    default:
      return figures->n_tokens > 0 ? "statement-doubt" : "statement-unstamped";
    }
}

static double
print_statement (const DsReportPages *pages, DsReportRank rank, DsStyle style, double y)
{
  const DsReportFigures *figures = &pages->figures;
  gboolean has_passed = ds_report_judge (figures) == DS_OUTCOME_PASSED;
  g_autofree char *drafts = ds_report_text_count (
      pages->text, rank, "n-drafts", has_passed ? figures->n_stamped : figures->n_drafts);
  g_autofree char *authorities =
      ds_report_text_count (pages->text, rank, "n-authorities", figures->n_authorities);
  g_autofree char *statement =
      ds_report_text_fill (pages->text, rank, find_statement (figures), "drafts", drafts,
                           "authorities", authorities, NULL);

  return ds_report_print (
      pages->canvas, "P", style, statement,
      &(DsPlace){ (DS_PAGE_WIDTH - STATEMENT_WIDTH) / 2, y, STATEMENT_WIDTH, DS_ALIGN_CENTRE });
}

static void
print_top (const DsReportPages *pages)
{
  const DsReportRunning *running = ds_report_canvas_get_running (pages->canvas);

  ds_report_print (pages->canvas, "P", DS_STYLE_COVER_BRAND, "DRAFTSEAL",
                   &(DsPlace){ COVER_LEFT, 32.2 });
  ds_report_print_words (pages->canvas, "P", DS_STYLE_LABEL, DS_STYLE_LABEL, "certificate-number",
                         &(DsPlace){ COVER_LEFT, 31.2, COVER_WIDTH, DS_ALIGN_RIGHT });
  ds_report_print (pages->canvas, "P", DS_STYLE_COVER_NUMBER, running->name,
                   &(DsPlace){ COVER_LEFT, 35.8, COVER_WIDTH, DS_ALIGN_RIGHT });
}

static void
print_titles (const DsReportPages *pages)
{
  const char *key = "certificate-title";
  const char *title = ds_report_text_get (pages->text, DS_REPORT_FIRST, key);
  g_autoptr (DsReportParagraph) wide = ds_report_paragraph_new (pages->canvas);

  ds_report_paragraph_add (wide, DS_STYLE_COVER_TITLE, title);
  ds_report_print (pages->canvas, "H1",
                   ds_report_paragraph_get_width (wide) <= COVER_WIDTH ? DS_STYLE_COVER_TITLE
                                                                       : DS_STYLE_COVER_TITLE_LONG,
                   title, &(DsPlace){ 0, TITLE_BASELINE, DS_PAGE_WIDTH, DS_ALIGN_CENTRE });
  if (ds_report_text_has_second (pages->text))
    ds_report_print (pages->canvas, "P", DS_STYLE_COVER_SUBTITLE,
                     ds_report_text_get (pages->text, DS_REPORT_SECOND, key),
                     &(DsPlace){ 0, SUBTITLE_BASELINE, DS_PAGE_WIDTH, DS_ALIGN_CENTRE });
}

/* Which draft it is stands below: the picture need not be of the last one. */
static void
print_picture (const DsReportPages *pages)
{
  g_autoptr (DsReportParagraph) caption = ds_report_paragraph_new (pages->canvas);
  g_autofree char *name = g_strdup_printf (
      "#%02u  %s", ds_report_content_find (pages->content, pages->pictured), pages->pictured->path);

  ds_report_draw_picture (pages->canvas, &pages->pictures, pages->pictured, COVER_LEFT, PICTURE_TOP,
                          PICTURE_WIDTH);
  ds_report_paragraph_add_foreign (caption, DS_STYLE_LABEL, name);
  ds_report_paragraph_draw (caption, "P",
                            &(DsPlace){ COVER_LEFT, PICTURE_TOP + PICTURE_WIDTH + 3.8,
                                        PICTURE_WIDTH, .is_one_line = TRUE });
}

/* A fact has a label, a value and, but for the last, a hairline below. */
static void
print_fact (const DsReportPages *pages, guint position, const char *key, DsStyle style,
            const char *value)
{
  double y = PICTURE_TOP + FACT_HEIGHT * position;
  g_autoptr (DsReportParagraph) paragraph = ds_report_paragraph_new (pages->canvas);

  ds_report_print_words (pages->canvas, "P", DS_STYLE_LABEL, DS_STYLE_LABEL, key,
                         &(DsPlace){ FACTS_X, y + FACT_LABEL, FACTS_WIDTH, .is_one_line = TRUE });
  ds_report_paragraph_add_foreign (paragraph, style, value);
  ds_report_paragraph_draw (
      paragraph, "P", &(DsPlace){ FACTS_X, y + FACT_VALUE, FACTS_WIDTH, .is_one_line = TRUE });
}

static char *
phrase_stamp_time (const DsReportPages *pages, DsTime time)
{
  if (!pages->figures.has_stamp)
    return g_strdup (ds_report_text_get (pages->text, DS_REPORT_FIRST, "no-stamp"));
  return ds_time_format_display (time);
}

static void
print_root (const DsReportPages *pages, guint position)
{
  const char *root = ds_report_canvas_get_running (pages->canvas)->root;
  double y = PICTURE_TOP + FACT_HEIGHT * position;
  g_autofree char *lines =
      g_strdup_printf ("%.*s\n%s", ROOT_DIGITS_A_LINE, root, root + ROOT_DIGITS_A_LINE);

  ds_report_print_words (pages->canvas, "P", DS_STYLE_LABEL, DS_STYLE_LABEL, "root-sha256",
                         &(DsPlace){ FACTS_X, y + FACT_LABEL, FACTS_WIDTH });
  ds_report_print (pages->canvas, "P", DS_STYLE_MONO, lines,
                   &(DsPlace){ FACTS_X, y + FACT_VALUE - 0.9, FACTS_WIDTH });
}

static void
print_facts (const DsReportPages *pages)
{
  const DsReportContent *content = pages->content;
  g_autofree char *first = phrase_stamp_time (pages, pages->figures.first);
  g_autofree char *last = phrase_stamp_time (pages, pages->figures.last);
  g_autofree char *drafts =
      ds_report_text_count (pages->text, DS_REPORT_FIRST, "n-drafts", pages->figures.n_drafts);
  g_autofree char *tokens =
      ds_report_text_count (pages->text, DS_REPORT_FIRST, "n-tokens", pages->figures.n_tokens);
  g_autofree char *counts = g_strdup_printf ("%s · %s", drafts, tokens);

  print_fact (pages, 0, "project", DS_STYLE_VALUE_STRONG, content->project);
  print_fact (pages, 1, "applicant", DS_STYLE_VALUE,
              content->applicant != NULL
                  ? content->applicant
                  : ds_report_text_get (pages->text, DS_REPORT_FIRST, "not-stated"));
  print_fact (pages, 2, "first-stamp", DS_STYLE_VALUE, first);
  print_fact (pages, 3, "last-stamp", DS_STYLE_VALUE, last);
  print_fact (pages, 4, "counts", DS_STYLE_VALUE, counts);
  print_root (pages, 5);
}

/* “3 LOCAL · 21 STAMPED”, the lowest first, in the first language with the product's own word. */
static char *
phrase_grades (const DsReportPages *pages)
{
  GString *phrase = g_string_new (NULL);

  for (guint grade = 0; grade < G_N_ELEMENTS (pages->figures.n_of_grade); grade++)
    {
      const char *word = ds_grade_to_text ((DsGrade) grade);
      g_autofree char *key = g_strconcat ("grade-", word, NULL);
      const char *first = ds_report_text_get (pages->text, DS_REPORT_FIRST, key);

      if (pages->figures.n_of_grade[grade] == 0)
        continue;
      if (phrase->len > 0)
        g_string_append (phrase, " · ");
      g_string_append_printf (phrase, "%" G_GUINT64_FORMAT " %s", pages->figures.n_of_grade[grade],
                              first);
      if (strcmp (first, word) != 0)
        g_string_append_printf (phrase, " %s", word);
    }
  return g_string_free (phrase, FALSE);
}

static void
print_verdict (const DsReportPages *pages, double x)
{
  DsOutcome outcome = ds_report_judge (&pages->figures);
  DsColour colour = ds_outcome_get_colour (outcome);
  const char *key = ds_outcome_get_key (outcome);
  g_autoptr (DsReportParagraph) word = ds_report_paragraph_new (pages->canvas);
  g_autoptr (DsReportParagraph) counts = ds_report_paragraph_new (pages->canvas);
  g_autofree char *grades = phrase_grades (pages);
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, pages->figures.n_tokens);
  g_autofree char *passed = g_strdup_printf ("%" G_GUINT64_FORMAT, pages->figures.n_passed);
  g_autofree char *tokens = ds_report_text_fill (pages->text, DS_REPORT_FIRST, "tokens-passed", "n",
                                                 number, "passed", passed, NULL);
  double width = COVER_RIGHT - QR_BOX - 3 - x;

  ds_report_print_words (pages->canvas, "P", DS_STYLE_LABEL, DS_STYLE_LABEL, "verdict",
                         &(DsPlace){ x, VERDICT_BASELINE });
  ds_report_paragraph_add_coloured (word, DS_STYLE_VERDICT, colour,
                                    ds_report_text_get (pages->text, DS_REPORT_FIRST, key));
  if (ds_report_text_has_second (pages->text))
    {
      ds_report_paragraph_add (word, DS_STYLE_VERDICT, "  ");
      ds_report_paragraph_add_coloured (word, DS_STYLE_VERDICT, colour,
                                        ds_report_text_get (pages->text, DS_REPORT_SECOND, key));
    }
  ds_report_paragraph_draw (word, "P", &(DsPlace){ x, VERDICT_BASELINE + 7 });
  ds_report_paragraph_add_coloured (counts, DS_STYLE_NOTE, colour, grades);
  ds_report_paragraph_add_coloured (counts, DS_STYLE_NOTE, colour, "\n");
  ds_report_paragraph_add_coloured (counts, DS_STYLE_NOTE, colour, tokens);
  ds_report_paragraph_draw (counts, "P", &(DsPlace){ x, VERDICT_BASELINE + 12.4, width });
}

static void
print_produced (const DsReportPages *pages, double x)
{
  g_autofree char *time = ds_time_format_display (pages->content->produced_at);
  g_autofree char *local =
      ds_report_phrase_local (pages->content, pages->content->produced_at, "%H:%M:%S %:z");
  g_autofree char *both = g_strdup_printf ("%s (%s)", time, local);

  ds_report_print_words (pages->canvas, "P", DS_STYLE_LABEL, DS_STYLE_LABEL, "produced",
                         &(DsPlace){ x, VERDICT_BASELINE + 23 });
  ds_report_print (pages->canvas, "P", DS_STYLE_VALUE, both,
                   &(DsPlace){ x, VERDICT_BASELINE + 28 });
}

/* No trust anchor is preset yet: each was added by a person, which the reader is to know. */
static void
print_anchors (const DsReportPages *pages, double x)
{
  if (pages->figures.n_stamped == 0)
    return;

  ds_report_print_words (pages->canvas, "P", DS_STYLE_LABEL, DS_STYLE_LABEL, "anchors",
                         &(DsPlace){ x, VERDICT_BASELINE + 34 });
  ds_report_print_words (pages->canvas, "P", DS_STYLE_NOTE, DS_STYLE_NOTE, "anchors-added",
                         &(DsPlace){ x, VERDICT_BASELINE + 38.4, COVER_RIGHT - QR_BOX - 3 - x });
}

static void
print_qr (const DsReportPages *pages)
{
  double x = COVER_RIGHT - QR_BOX;
  double margin = (QR_BOX - QR_CODE) / 2;

  ds_report_canvas_begin_tag (pages->canvas, "Figure");
  ds_report_canvas_draw_box (pages->canvas, x, QR_TOP, QR_BOX, QR_BOX, 0, DS_COLOUR_WHITE,
                             DS_COLOUR_LINE);
  ds_report_draw_qr (pages->canvas, x + margin, QR_TOP + margin, QR_CODE);
  ds_report_canvas_end_tag (pages->canvas, "Figure");
  for (guint rank = 0; rank <= (guint) ds_report_text_has_second (pages->text); rank++)
    ds_report_print (
        pages->canvas, "P", DS_STYLE_LABEL, ds_report_text_get (pages->text, rank, "scan-root"),
        &(DsPlace){ x - 5, QR_TOP + QR_BOX + 3.6 + 3.5 * rank, QR_BOX + 10, DS_ALIGN_CENTRE });
}

/* Each language in a line of its own that leads to the chapter it names. */
static void
print_limits (const DsReportPages *pages)
{
  cairo_t *cr = ds_report_canvas_get_cairo (pages->canvas);
  g_autofree char *page = g_strdup_printf (
      "%u", ds_report_canvas_get_chapter_page (pages->canvas, DS_CHAPTER_VERIFICATION));
  g_autofree char *target = g_strdup_printf ("dest='chapter-%u'", DS_CHAPTER_VERIFICATION + 1);
  double y = LIMITS_RULE_Y + 4.4;

  for (guint rank = 0; rank <= (guint) ds_report_text_has_second (pages->text); rank++)
    {
      g_autofree char *words =
          ds_report_text_fill (pages->text, rank, "certificate-limits", "page", page, NULL);

      ds_report_canvas_begin_tag (pages->canvas, "P");
      cairo_tag_begin (cr, CAIRO_TAG_LINK, target);
      y += ds_report_print (pages->canvas, NULL, DS_STYLE_NOTE_SECOND, words,
                            &(DsPlace){ COVER_LEFT, y, COVER_WIDTH });
      cairo_tag_end (cr, CAIRO_TAG_LINK);
      ds_report_canvas_end_tag (pages->canvas, "P");
      y += 0.6;
    }
}

static void
draw_ornament (const DsReportPages *pages)
{
  g_autofree char *last = ds_time_format_display (pages->figures.last);
  g_autofree char *date = g_strndup (last, strlen ("YYYY-MM-DD"));

  ds_report_canvas_begin_tag (pages->canvas, DS_TAG_DECORATION);
  /* A filled rectangle: painting the whole page would discard the tags recorded before. */
  ds_report_canvas_fill_box (pages->canvas, 0, 0, DS_PAGE_WIDTH, DS_PAGE_HEIGHT, DS_COLOUR_PAPER);
  ds_report_draw_ground (pages->canvas);
  ds_report_draw_frame (pages->canvas);
  ds_report_canvas_draw_rule (pages->canvas, (DS_PAGE_WIDTH - TITLE_RULE_WIDTH) / 2, TITLE_RULE_Y,
                              TITLE_RULE_WIDTH, 0.4, DS_COLOUR_RED);
  for (guint i = 1; i < N_FACTS; i++)
    ds_report_canvas_draw_rule (pages->canvas, FACTS_X, PICTURE_TOP + FACT_HEIGHT * i - 1.6,
                                FACTS_WIDTH, DS_HAIRLINE, DS_COLOUR_LINE);
  ds_report_canvas_draw_rule (pages->canvas, COVER_LEFT, LIMITS_RULE_Y, COVER_WIDTH, DS_HAIRLINE,
                              DS_COLOUR_LINE);
  if (ds_report_judge (&pages->figures) == DS_OUTCOME_PASSED)
    ds_report_draw_seal (pages->canvas, SEAL_X, SEAL_Y, date);
  ds_report_canvas_end_tag (pages->canvas, DS_TAG_DECORATION);
}

void
ds_report_print_certificate (const DsReportPages *pages)
{
  gboolean has_seal = ds_report_judge (&pages->figures) == DS_OUTCOME_PASSED;
  double x = has_seal ? VERDICT_X : COVER_LEFT;
  double y = STATEMENT_BASELINE;

  ds_report_canvas_begin_page (pages->canvas);
  ds_report_canvas_mark_chapter (
      pages->canvas, DS_CHAPTER_CERTIFICATE,
      ds_report_text_get (pages->text, DS_REPORT_FIRST, "certificate-title"));
  if (!ds_report_canvas_is_measuring (pages->canvas))
    draw_ornament (pages);
  print_top (pages);
  print_titles (pages);
  y += print_statement (pages, DS_REPORT_FIRST, DS_STYLE_STATEMENT, y) + 1.6;
  if (ds_report_text_has_second (pages->text))
    print_statement (pages, DS_REPORT_SECOND, DS_STYLE_STATEMENT_SECOND, y);
  if (pages->pictured != NULL)
    print_picture (pages);
  print_facts (pages);
  print_verdict (pages, x);
  print_produced (pages, x);
  print_anchors (pages, x);
  print_qr (pages);
  print_limits (pages);
}
