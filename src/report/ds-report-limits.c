/* ds-report-limits.c - the page that cannot be left out: what is not shown, and what is unfinished
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/ds-report-heading.h"
#include "report/ds-report-pages.h"
#include "report/ds-report-paragraph.h"
#include "report/ds-report-phrase.h"

#define N_LIMITS 10
#define N_METHODS 4
#define MARK_X DS_PAGE_LEFT
#define ITEM_X (DS_PAGE_LEFT + 5.0)
#define ITEM_WIDTH (DS_PAGE_RIGHT - ITEM_X)
#define ITEM_ROOM 14.0
#define LINE_ROOM 5.0
#define COUNT_WIDTH 96.0 /* from the left edge to where counts end */
#define FACT_X (DS_PAGE_LEFT + 5.0)

/* An item in both languages behind a small mark. */
static double
print_item (const DsReportPages *pages, const char *key, DsColour colour, double y)
{
  g_autofree char *page = g_strdup_printf (
      "%u", ds_report_canvas_get_chapter_page (pages->canvas, DS_CHAPTER_VERIFICATION));

  y = ds_report_make_room (pages->canvas, y, ITEM_ROOM);
  ds_report_canvas_begin_tag (pages->canvas, DS_TAG_DECORATION);
  ds_report_canvas_fill_box (pages->canvas, MARK_X, y - 2.1, 1.5, 1.5, colour);
  ds_report_canvas_end_tag (pages->canvas, DS_TAG_DECORATION);
  for (guint rank = 0; rank <= (guint) ds_report_text_has_second (pages->text); rank++)
    {
      g_autofree char *words = ds_report_text_fill (pages->text, rank, key, "page", page, NULL);

      y += ds_report_print (pages->canvas, "P", rank == 0 ? DS_STYLE_BODY : DS_STYLE_BODY_SECOND,
                            words, &(DsPlace){ ITEM_X, y - 0.3 * rank, ITEM_WIDTH });
    }
  return y + 1.3;
}

static double
print_items (const DsReportPages *pages, const char *prefix, guint n, DsColour colour, double y)
{
  for (guint i = 1; i <= n; i++)
    {
      g_autofree char *key = g_strdup_printf ("%s-%u", prefix, i);

      y = print_item (pages, key, colour, y);
    }
  return y;
}

static double
print_line (const DsReportPages *pages, const char *text, double y)
{
  g_autoptr (DsReportParagraph) line = ds_report_paragraph_new (pages->canvas);
  const DsPlace place = { FACT_X, y, DS_PAGE_RIGHT - FACT_X };

  ds_report_paragraph_add_foreign (line, DS_STYLE_CELL, text);
  return y + ds_report_paragraph_draw (line, "P", &place);
}

/* The heading of one kind of open item, and how many there are in a column of their own. */
static double
print_kind (const DsReportPages *pages, const char *key, guint64 n, double y)
{
  g_autoptr (DsReportParagraph) heading = ds_report_paragraph_new (pages->canvas);
  g_autoptr (DsReportParagraph) number = ds_report_paragraph_new (pages->canvas);
  g_autofree char *count = g_strdup_printf ("%" G_GUINT64_FORMAT, n);

  y = ds_report_make_room (pages->canvas, y + 1.2, LINE_ROOM);
  ds_report_paragraph_add_both (heading, DS_STYLE_BODY_STRONG, DS_STYLE_NOTE, key);
  ds_report_paragraph_add_coloured (number, DS_STYLE_BODY_STRONG,
                                    n > 0 ? DS_COLOUR_RED : DS_COLOUR_GREY, count);
  ds_report_paragraph_draw (number, "P",
                            &(DsPlace){ DS_PAGE_LEFT, y, COUNT_WIDTH, .align = DS_ALIGN_RIGHT });
  return y + ds_report_paragraph_draw (heading, "P", &(DsPlace){ DS_PAGE_LEFT, y });
}

static gboolean
is_pending (const DsReportContent *content, guint index)
{
  return ((const DsReportDraft *) g_ptr_array_index (content->drafts, index))->tokens->len == 0;
}

/* “03–07, 12”: by their numbers, neighbours in one. */
static char *
list_pending (const DsReportContent *content)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0, run; i < content->drafts->len; i += MAX (run, 1))
    {
      for (run = 0; i + run < content->drafts->len && is_pending (content, i + run); run++)
        ;
      if (run == 0)
        continue;
      g_string_append_printf (list, "%s%02u", list->len > 0 ? ", " : "", i + 1);
      if (run > 1)
        g_string_append_printf (list, "–%02u", i + run);
    }
  return g_string_free (list, FALSE);
}

static double
print_pending (const DsReportPages *pages, double y)
{
  g_autofree char *list = list_pending (pages->content);

  y = print_kind (pages, "open-pending", pages->figures.n_pending, y);
  return *list != '\0' ? print_line (pages, list, y) : y;
}

static double
print_unverified (const DsReportPages *pages, double y)
{
  GPtrArray *tokens = pages->content->tokens;

  y = print_kind (pages, "open-unverified", pages->figures.n_tokens - pages->figures.n_passed, y);
  for (guint i = 0; i < tokens->len; i++)
    {
      const DsReportToken *token = g_ptr_array_index (tokens, i);
      g_autofree char *line = NULL;

      if (token->verdict == DS_PASSED)
        continue;
      line = g_strdup_printf ("T%u · %s · %s · %s", token->number, token->tsa,
                              ds_indication_to_text (token->verdict),
                              token->reason != NULL ? token->reason : "–");
      y = ds_report_make_room (pages->canvas, y, LINE_ROOM);
      y = print_line (pages, line, y);
    }
  return y;
}

static double
print_doubtful (const DsReportPages *pages, double y)
{
  GPtrArray *drafts = pages->content->drafts;
  guint64 n = 0;

  for (guint i = 0; i < drafts->len; i++)
    n += (guint64) ds_report_draft_is_doubtful (g_ptr_array_index (drafts, i));
  y = print_kind (pages, "open-doubtful", n, y);
  for (guint i = 0; i < drafts->len; i++)
    {
      const DsReportDraft *draft = g_ptr_array_index (drafts, i);
      g_autofree char *line = NULL;

      if (!ds_report_draft_is_doubtful (draft))
        continue;
      line = g_strdup_printf ("%02u · %s · %s", i + 1, ds_indication_to_text (draft->verdict),
                              draft->reason != NULL ? draft->reason : "–");
      y = ds_report_make_room (pages->canvas, y, LINE_ROOM);
      y = print_line (pages, line, y);
    }
  return y;
}

static double
print_gaps (const DsReportPages *pages, double y)
{
  GPtrArray *gaps = pages->content->gaps;

  y = print_kind (pages, "open-gaps", gaps->len, y);
  for (guint i = 0; i < gaps->len; i++)
    {
      const DsReportGap *gap = g_ptr_array_index (gaps, i);
      g_autofree char *from = gap->has_from
                                  ? ds_report_phrase_local (pages->content, gap->from, "%F %T %:z")
                                  : g_strdup ("…");
      g_autofree char *to = ds_report_phrase_local (pages->content, gap->to, "%F %T %:z");
      g_autofree char *line = g_strdup_printf ("%s — %s · %s", from, to, gap->reason);

      y = ds_report_make_room (pages->canvas, y, LINE_ROOM);
      y = print_line (pages, line, y);
    }
  return y;
}

static double
print_failures (const DsReportPages *pages, double y)
{
  GPtrArray *failures = pages->content->failures;

  y = print_kind (pages, "open-failed", failures->len, y);
  for (guint i = 0; i < failures->len; i++)
    {
      const DsReportFailure *failure = g_ptr_array_index (failures, i);
      g_autofree char *at = ds_report_phrase_local (pages->content, failure->at, "%F %T %:z");
      g_autofree char *line = g_strdup_printf ("%s · %s · %s", at, failure->tsa, failure->reason);

      y = ds_report_make_room (pages->canvas, y, 2 * LINE_ROOM);
      y = print_line (pages, line, y);
    }
  return y;
}

static double
print_section (const DsReportPages *pages, const char *number, const char *key, double y)
{
  y = ds_report_make_room (pages->canvas, y, 30);
  return ds_report_print_section (pages->canvas, number, key, y);
}

void
ds_report_print_limits (const DsReportPages *pages)
{
  g_autoptr (DsReportParagraph) law = ds_report_paragraph_new (pages->canvas);
  double y = ds_report_begin_chapter (pages->canvas, DS_CHAPTER_LIMITS, "limits-title");

  ds_report_paragraph_add_both (law, DS_STYLE_WARNING, DS_STYLE_WARNING_SECOND, "limits-law");
  y += ds_report_paragraph_draw (law, "P", &(DsPlace){ DS_PAGE_LEFT, y, DS_TEXT_WIDTH }) + 4;
  y = print_section (pages, "6.1", "limits-section", y);
  y = print_items (pages, "limit", N_LIMITS, DS_COLOUR_RED, y);
  y = print_section (pages, "6.2", "open-section", y + 5);
  y = print_pending (pages, y - 1.2);
  y = print_unverified (pages, y);
  y = print_doubtful (pages, y);
  y = print_gaps (pages, y);
  y = print_failures (pages, y);
  y = print_section (pages, "6.3", "method-section", y + 6);
  y = print_items (pages, "method", N_METHODS, DS_COLOUR_TEAL, y);
  y = ds_report_make_room (pages->canvas, y + 4, LINE_ROOM);
  ds_report_print_words (pages->canvas, "P", DS_STYLE_NOTE, DS_STYLE_NOTE, "end",
                         &(DsPlace){ DS_PAGE_LEFT, y, DS_TEXT_WIDTH, DS_ALIGN_CENTRE });
}
