/* ds-report-summary.c - the second page: figures, timeline, what is and what is not supported
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "report/ds-report-heading.h"
#include "report/ds-report-pages.h"
#include "report/ds-report-paragraph.h"
#include "report/ds-report-phrase.h"
#include "report/ds-report-timeline.h"

#define N_CARDS 4
#define CARD_TOP 40.0
#define CARD_HEIGHT 24.0
#define CARD_WIDTH 39.25
#define CARD_STEP (CARD_WIDTH + 3.0)
#define CARD_EDGE 0.8
#define CARD_INSET 4.4
#define COLUMN_WIDTH 79.0
#define COLUMN_STEP (COLUMN_WIDTH + 8.0)
#define CLAIM_STEP 11.0
#define CLAIM_MARK 1.5
#define FACT_X (DS_PAGE_LEFT + 36.0)
#define FACT_STEP 5.4

/* In one language the words may take the second line as well. */
static void
print_card (const DsReportPages *pages, guint position, guint64 figure, const char *key)
{
  double x = DS_PAGE_LEFT + CARD_STEP * position + CARD_INSET;
  gboolean has_second = ds_report_text_has_second (pages->text);
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, figure);

  ds_report_print (pages->canvas, "P", DS_STYLE_FIGURE, number, &(DsPlace){ x, CARD_TOP + 11.2 });
  for (guint rank = 0; rank <= (guint) has_second; rank++)
    {
      g_autofree char *words = ds_report_text_count (pages->text, rank, key, figure);

      ds_report_print (pages->canvas, "P", rank == 0 ? DS_STYLE_CARD : DS_STYLE_CARD_SECOND, words,
                       &(DsPlace){ x, CARD_TOP + 17.4 + 3.9 * rank, CARD_WIDTH - CARD_INSET - 1,
                                   .is_one_line = has_second });
    }
}

static void
print_cards (const DsReportPages *pages)
{
  const DsReportFigures *figures = &pages->figures;

  ds_report_canvas_begin_tag (pages->canvas, DS_TAG_DECORATION);
  for (guint i = 0; i < N_CARDS; i++)
    {
      double x = DS_PAGE_LEFT + CARD_STEP * i;

      ds_report_canvas_fill_box (pages->canvas, x, CARD_TOP, CARD_WIDTH, CARD_HEIGHT,
                                 DS_COLOUR_TINT);
      ds_report_canvas_fill_box (pages->canvas, x, CARD_TOP, CARD_EDGE, CARD_HEIGHT,
                                 DS_COLOUR_TEAL);
    }
  ds_report_canvas_end_tag (pages->canvas, DS_TAG_DECORATION);
  print_card (pages, 0, figures->n_drafts, "card-drafts");
  print_card (pages, 1, figures->n_days, "card-days");
  print_card (pages, 2, figures->n_passed, figures->is_test ? "card-test-tokens" : "card-tokens");
  print_card (pages, 3, figures->n_authorities, "card-authorities");
}

static double
print_claim (const DsReportPages *pages, const char *key, DsColour colour, double x, double y)
{
  ds_report_canvas_begin_tag (pages->canvas, DS_TAG_DECORATION);
  ds_report_canvas_fill_box (pages->canvas, x, y - 2.1, CLAIM_MARK, CLAIM_MARK, colour);
  ds_report_canvas_end_tag (pages->canvas, DS_TAG_DECORATION);
  x += 4;
  y += ds_report_print (pages->canvas, "P", DS_STYLE_BODY,
                        ds_report_text_get (pages->text, DS_REPORT_FIRST, key),
                        &(DsPlace){ x, y, COLUMN_WIDTH - 4 });
  if (ds_report_text_has_second (pages->text))
    y += ds_report_print (pages->canvas, "P", DS_STYLE_BODY_SECOND,
                          ds_report_text_get (pages->text, DS_REPORT_SECOND, key),
                          &(DsPlace){ x, y - 0.4, COLUMN_WIDTH - 4 });
  return y + 2.8;
}

/* One of two columns of equal weight. */
static double
print_claims (const DsReportPages *pages, guint column, const char *heading, DsColour colour,
              const char *const *keys, double y)
{
  double x = DS_PAGE_LEFT + COLUMN_STEP * column;
  g_autoptr (DsReportParagraph) paragraph = ds_report_paragraph_new (pages->canvas);

  ds_report_canvas_begin_tag (pages->canvas, DS_TAG_DECORATION);
  ds_report_canvas_draw_rule (pages->canvas, x, y - 2, COLUMN_WIDTH, 0.5, colour);
  ds_report_canvas_end_tag (pages->canvas, DS_TAG_DECORATION);
  ds_report_paragraph_add_coloured (paragraph, DS_STYLE_BODY_STRONG, colour,
                                    ds_report_text_get (pages->text, DS_REPORT_FIRST, heading));
  if (ds_report_text_has_second (pages->text))
    {
      ds_report_paragraph_add (paragraph, DS_STYLE_NOTE, "  ");
      ds_report_paragraph_add_words (paragraph, DS_STYLE_NOTE, DS_REPORT_SECOND, heading);
    }
  ds_report_paragraph_draw (paragraph, "P", &(DsPlace){ x, y + 3.6 });
  y += 10.4;
  for (guint i = 0; keys[i] != NULL; i++)
    y = print_claim (pages, keys[i], colour, x, y);
  return y;
}

/* What may be claimed depends on what was proved; what is denied never does. */
static double
print_both_columns (const DsReportPages *pages, double y)
{
  static const char *const proved[] = { "support-1", "support-2", "support-3", NULL };
  static const char *const test[] = { "support-test-1", "support-nothing-2", NULL };
  static const char *const nothing[] = { "support-nothing-1", "support-nothing-2", NULL };
  static const char *const denied[] = { "deny-1", "deny-2", "deny-3", NULL };
  const char *const *supported = nothing;
  double left, right;

  if (pages->figures.n_stamped > 0)
    supported = proved;
  else if (pages->figures.is_test)
    supported = test;
  left = print_claims (pages, 0, "supports", DS_COLOUR_GREEN, supported, y);
  right = print_claims (pages, 1, "denies", DS_COLOUR_RED, denied, y);
  return MAX (left, right);
}

/* Label at the left, value at the right, a hairline below. */
static double
print_fact (const DsReportPages *pages, const char *key, DsReportParagraph *value, double y)
{
  const DsPlace place = { FACT_X, y, DS_PAGE_RIGHT - FACT_X };
  double height = ds_report_paragraph_measure (value, &place);

  ds_report_print_words (pages->canvas, "P", DS_STYLE_NOTE, DS_STYLE_NOTE, key,
                         &(DsPlace){ DS_PAGE_LEFT, y });
  ds_report_paragraph_draw (value, "P", &place);
  y += height + FACT_STEP - 3.7;
  ds_report_canvas_begin_tag (pages->canvas, DS_TAG_DECORATION);
  ds_report_canvas_draw_rule (pages->canvas, DS_PAGE_LEFT, y - 3.6, DS_TEXT_WIDTH, DS_HAIRLINE,
                              DS_COLOUR_LINE);
  ds_report_canvas_end_tag (pages->canvas, DS_TAG_DECORATION);
  return y;
}

static double
print_foreign_fact (const DsReportPages *pages, const char *key, DsStyle style, const char *value,
                    double y)
{
  g_autoptr (DsReportParagraph) paragraph = ds_report_paragraph_new (pages->canvas);

  ds_report_paragraph_add_foreign (paragraph, style, value);
  return print_fact (pages, key, paragraph, y);
}

static void
add_bound (GString *scope, const DsReportPages *pages, DsReportRank rank, const char *key,
           DsTime time)
{
  g_autofree char *at = ds_time_format_display (time);
  g_autofree char *words = ds_report_text_fill (pages->text, rank, key, "time", at, NULL);

  g_string_append_printf (scope, " · %s", words);
}

static void
add_stages (GString *scope, const DsReportPages *pages, DsReportRank rank)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *list = NULL;
  g_autofree char *words = NULL;

  for (guint i = 0; pages->content->stages[i] != NULL; i++)
    g_ptr_array_add (
        names, (gpointer) ds_report_phrase_stage (pages->text, rank, pages->content->stages[i]));
  g_ptr_array_add (names, NULL);
  list = g_strjoinv (", ", (char **) names->pdata);
  words = ds_report_text_fill (pages->text, rank, "scope-stages", "stages", list, NULL);
  g_string_append_printf (scope, " · %s", words);
}

static void
add_works (GString *scope, const DsReportPages *pages, DsReportRank rank)
{
  g_autofree char *n = g_strdup_printf ("%u", g_strv_length (pages->content->works));
  g_autofree char *all = g_strdup_printf ("%" G_GUINT64_FORMAT, pages->content->n_all_works);
  g_autofree char *words =
      ds_report_text_fill (pages->text, rank, "scope-works", "n", n, "all", all, NULL);

  g_string_append_printf (scope, " · %s", words);
}

static char *
phrase_scope (const DsReportPages *pages, DsReportRank rank)
{
  const DsReportContent *content = pages->content;
  GString *scope = g_string_new (NULL);
  g_autofree char *n = g_strdup_printf ("%u", content->drafts->len);
  g_autofree char *all = g_strdup_printf ("%" G_GUINT64_FORMAT, content->n_all);
  g_autofree char *part =
      ds_report_text_fill (pages->text, rank, "scope-part", "n", n, "all", all, NULL);

  g_string_append (scope, content->drafts->len == content->n_all
                              ? ds_report_text_get (pages->text, rank, "scope-all")
                              : part);
  if (content->has_from)
    add_bound (scope, pages, rank, "scope-from", content->from);
  if (content->has_to)
    add_bound (scope, pages, rank, "scope-to", content->to);
  if (content->stages != NULL)
    add_stages (scope, pages, rank);
  if (content->works != NULL)
    add_works (scope, pages, rank);
  return g_string_free (scope, FALSE);
}

static double
print_last_file (const DsReportPages *pages, const DsReportDraft *last, double y)
{
  g_autoptr (DsReportParagraph) file = ds_report_paragraph_new (pages->canvas);
  g_autofree char *size = ds_report_phrase_size (last->size);

  ds_report_paragraph_add_foreign (file, DS_STYLE_CELL, last->path);
  ds_report_paragraph_add (file, DS_STYLE_CELL, "   ");
  ds_report_paragraph_add (file, DS_STYLE_CELL, size);
  ds_report_paragraph_add (file, DS_STYLE_CELL, " ");
  ds_report_paragraph_add_both (file, DS_STYLE_CELL, DS_STYLE_CELL, "octets");
  y = print_fact (pages, "last-file", file, y);
  return print_foreign_fact (pages, "sha256", DS_STYLE_MONO, last->sha256, y);
}

static void
print_origin (const DsReportPages *pages, double y)
{
  const DsReportDraft *last = ds_report_content_get_last (pages->content);
  const char *software = pages->content->software;
  g_autofree char *first = phrase_scope (pages, DS_REPORT_FIRST);

  if (last != NULL)
    y = print_last_file (pages, last, y);
  y = print_foreign_fact (pages, "scope", DS_STYLE_CELL, first, y);
  print_foreign_fact (
      pages, "software", DS_STYLE_CELL,
      software != NULL ? software : ds_report_text_get (pages->text, DS_REPORT_FIRST, "unknown"),
      y);
}

void
ds_report_print_summary (const DsReportPages *pages)
{
  double y;

  ds_report_begin_chapter (pages->canvas, DS_CHAPTER_SUMMARY, "summary-title");
  print_cards (pages);
  y = ds_report_print_section (pages->canvas, "2.1", "timeline", CARD_TOP + CARD_HEIGHT + 11.4);
  if (pages->content->drafts->len > 0)
    y = ds_report_draw_timeline (pages, y - 3);
  y = ds_report_print_section (pages->canvas, "2.2", "claims", y + 7);
  y = print_both_columns (pages, y);
  y = ds_report_print_section (pages->canvas, "2.3", "final-file", y + 5);
  print_origin (pages, y);
}
