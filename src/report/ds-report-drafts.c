/* ds-report-drafts.c - the table of evidence: a row for each draft
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "project/ds-stage.h"
#include "report/ds-report-heading.h"
#include "report/ds-report-pages.h"
#include "report/ds-report-paragraph.h"
#include "report/ds-report-phrase.h"
#include "report/ds-report-table.h"

#define COMPACT_ABOVE 200 /* drafts */
#define FULL_HEIGHT 20.4
#define COMPACT_HEIGHT 8.0
#define NUMBER_X 23.6
#define PICTURE_X 31.5
#define PICTURE_WIDTH 15.0
#define LOCAL_X 49.5
#define LOCAL_WIDTH 37.5
#define DIGEST_X 89.4
#define STAMP_X 140.0
#define STAMP_WIDTH 42.0
#define VERDICT_RIGHT 186.4
#define TOKENS_IN_ROW 2
#define TOKEN_STEP 8.2
#define DIGITS_A_LINE 16
#define GROUP_DIGITS 8
#define COMPACT_X 33.0
#define COMPACT_PATH_X 70.0

static const DsColumn columns[] = {
  { NUMBER_X, "head-number" }, { PICTURE_X, "head-draft" }, { LOCAL_X, "head-local" },
  { DIGEST_X, "head-digest" }, { STAMP_X, "head-stamp" },
};

/* Whether the draft stands in full in a long table: where its work moved on to another stage, and
 * every Final that somebody has signed. */
static gboolean
is_full (const DsReportContent *content, guint index)
{
  const DsReportDraft *draft = g_ptr_array_index (content->drafts, index);
  const DsReportDraft *before = index > 0 ? g_ptr_array_index (content->drafts, index - 1) : NULL;

  if (content->drafts->len <= COMPACT_ABOVE)
    return TRUE;
  if (before == NULL || strcmp (before->stage, draft->stage) != 0)
    return TRUE;
  return strcmp (draft->stage, DS_STAGE_FINAL) == 0
         && ds_report_draft_get_first_passed (draft) != NULL;
}

static double
measure_row (const DsReportPages *pages, guint index)
{
  return is_full (pages->content, index) ? FULL_HEIGHT : COMPACT_HEIGHT;
}

static void
print_digest (const DsReportPages *pages, const char *sha256, double y)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  for (const char *at = sha256; *at != '\0'; at += DIGITS_A_LINE)
    g_string_append_printf (lines, "%.*s %.*s\n", GROUP_DIGITS, at, GROUP_DIGITS,
                            at + GROUP_DIGITS);
  g_string_truncate (lines, lines->len - 1);
  ds_report_print (pages->canvas, "TD", DS_STYLE_MONO, lines->str, &(DsPlace){ DIGEST_X, y });
}

static char *
phrase_both (const DsReportPages *pages, const char *key)
{
  const char *first = ds_report_text_get (pages->text, DS_REPORT_FIRST, key);

  if (!ds_report_text_has_second (pages->text))
    return g_strdup (first);
  return g_strdup_printf ("%s %s", first, ds_report_text_get (pages->text, DS_REPORT_SECOND, key));
}

static char *
phrase_grade (const DsReportPages *pages, const DsReportDraft *draft)
{
  g_autofree char *key = g_strconcat ("grade-", ds_grade_to_text (draft->grade), NULL);

  return phrase_both (pages, key);
}

static char *
phrase_stage (const DsReportPages *pages, const DsReportDraft *draft)
{
  const char *first = ds_report_phrase_stage (pages->text, DS_REPORT_FIRST, draft->stage);

  if (!ds_report_text_has_second (pages->text) || !ds_stage_is_known (draft->stage))
    return g_strdup (first);
  return g_strdup_printf ("%s %s", first,
                          ds_report_phrase_stage (pages->text, DS_REPORT_SECOND, draft->stage));
}

/* Offset and grade, and in red what is wrong with the draft. */
static void
print_standing (const DsReportPages *pages, const DsReportDraft *draft, double y)
{
  g_autofree char *offset = ds_report_phrase_local (pages->content, draft->seen_at, "%:z");
  g_autofree char *grade = phrase_grade (pages, draft);
  g_autoptr (DsReportParagraph) line = ds_report_paragraph_new (pages->canvas);

  ds_report_paragraph_add (line, DS_STYLE_CELL_SMALL, offset);
  ds_report_paragraph_add (line, DS_STYLE_CELL_SMALL, " · ");
  if (ds_report_draft_is_doubtful (draft) && draft->reason != NULL)
    ds_report_paragraph_add_coloured (line, DS_STYLE_CELL_SMALL, DS_COLOUR_RED, draft->reason);
  else
    ds_report_paragraph_add (line, DS_STYLE_CELL_SMALL, grade);
  ds_report_paragraph_draw (line, NULL, &(DsPlace){ LOCAL_X, y, LOCAL_WIDTH, .is_one_line = TRUE });
}

static void
print_local (const DsReportPages *pages, const DsReportDraft *draft, double y)
{
  g_autofree char *time =
      ds_report_phrase_local (pages->content, draft->seen_at, "%Y-%m-%d %H:%M:%S");
  g_autofree char *size = ds_report_phrase_size (draft->size);
  g_autofree char *stage = phrase_stage (pages, draft);
  g_autofree char *facts = g_strdup_printf ("%s B · %s", size, stage);
  g_autofree char *base = g_path_get_basename (draft->path); /* the index has all of it */
  g_autoptr (DsReportParagraph) name = ds_report_paragraph_new (pages->canvas);
  g_autoptr (DsReportParagraph) last = ds_report_paragraph_new (pages->canvas);

  ds_report_canvas_begin_tag (pages->canvas, "TD");
  ds_report_print (pages->canvas, NULL, DS_STYLE_MONO, time, &(DsPlace){ LOCAL_X, y });
  print_standing (pages, draft, y + 3.1);
  ds_report_paragraph_add_foreign (name, DS_STYLE_CELL, base);
  ds_report_paragraph_draw (name, NULL,
                            &(DsPlace){ LOCAL_X, y + 7.0, LOCAL_WIDTH, .is_one_line = TRUE });
  ds_report_paragraph_add_foreign (last, DS_STYLE_CELL_SMALL, facts);
  ds_report_paragraph_draw (last, NULL,
                            &(DsPlace){ LOCAL_X, y + 10.7, LOCAL_WIDTH, .is_one_line = TRUE });
  ds_report_canvas_end_tag (pages->canvas, "TD");
}

static void
print_token_verdict (const DsReportPages *pages, const DsReportToken *token, double y)
{
  DsOutcome outcome = ds_report_judge_token (token);
  g_autoptr (DsReportParagraph) word = ds_report_paragraph_new (pages->canvas);

  ds_report_paragraph_add_coloured (
      word, DS_STYLE_CELL_STRONG, ds_outcome_get_colour (outcome),
      ds_report_text_get (pages->text, DS_REPORT_FIRST, ds_outcome_get_key (outcome)));
  ds_report_paragraph_draw (word, NULL,
                            &(DsPlace){ STAMP_X, y, VERDICT_RIGHT - STAMP_X, DS_ALIGN_RIGHT });
}

/* The serial number gives way to the reason of a verdict: the index has it whole. */
static void
print_token (const DsReportPages *pages, const DsReportToken *token, double y)
{
  g_autofree char *time = ds_time_format_display (token->gen_time);
  g_autofree char *serial = g_ascii_strup (token->serial, -1);
  g_autofree char *line = token->reason != NULL
                              ? g_strdup_printf ("%s  %s", token->tsa, token->reason)
                              : g_strdup_printf ("%s  0x%s", token->tsa, serial);
  g_autoptr (DsReportParagraph) facts = ds_report_paragraph_new (pages->canvas);

  ds_report_print (pages->canvas, NULL, DS_STYLE_MONO, time, &(DsPlace){ STAMP_X, y });
  print_token_verdict (pages, token, y);
  ds_report_paragraph_add_foreign (facts, DS_STYLE_MONO_SMALL, line);
  ds_report_paragraph_draw (facts, NULL,
                            &(DsPlace){ STAMP_X, y + 3.3, STAMP_WIDTH, .is_one_line = TRUE });
}

static void
print_tokens (const DsReportPages *pages, const DsReportDraft *draft, guint at_most, double y)
{
  ds_report_canvas_begin_tag (pages->canvas, "TD");
  if (draft->tokens->len == 0)
    {
      g_autofree char *pending = phrase_both (pages, "pending");

      ds_report_print (pages->canvas, NULL, DS_STYLE_NOTE, pending,
                       &(DsPlace){ STAMP_X, y, VERDICT_RIGHT - STAMP_X });
    }
  for (guint i = 0; i < draft->tokens->len && i < at_most; i++)
    print_token (pages, g_ptr_array_index (draft->tokens, i), y - 0.4 + TOKEN_STEP * i);
  if (draft->tokens->len > at_most)
    {
      g_autofree char *more = g_strdup_printf ("+ %u", draft->tokens->len - at_most);

      ds_report_print (pages->canvas, NULL, DS_STYLE_CELL_SMALL, more,
                       &(DsPlace){ STAMP_X, y + 2.9 + TOKEN_STEP * (at_most - 1),
                                   VERDICT_RIGHT - STAMP_X, DS_ALIGN_RIGHT });
    }
  ds_report_canvas_end_tag (pages->canvas, "TD");
}

static void
print_number (const DsReportPages *pages, guint index, double y)
{
  g_autofree char *number = g_strdup_printf ("%02u", index + 1);

  ds_report_print (pages->canvas, "TD", DS_STYLE_NUMBER, number, &(DsPlace){ NUMBER_X, y });
}

static void
print_full (const DsReportPages *pages, guint index, double top)
{
  const DsReportDraft *draft = g_ptr_array_index (pages->content->drafts, index);
  double y = top + 4.8;

  print_number (pages, index, y);
  ds_report_canvas_begin_tag (pages->canvas, "TD");
  ds_report_draw_picture (pages->canvas, &pages->pictures, draft, PICTURE_X, top + 2.2,
                          PICTURE_WIDTH);
  ds_report_canvas_end_tag (pages->canvas, "TD");
  print_local (pages, draft, y);
  print_digest (pages, draft->sha256, y);
  print_tokens (pages, draft, TOKENS_IN_ROW, y);
}

static void
print_compact (const DsReportPages *pages, guint index, double top)
{
  const DsReportDraft *draft = g_ptr_array_index (pages->content->drafts, index);
  g_autofree char *time =
      ds_report_phrase_local (pages->content, draft->seen_at, "%Y-%m-%d %H:%M:%S %:z");
  g_autofree char *grade = phrase_grade (pages, draft);
  g_autofree char *stage = phrase_stage (pages, draft);
  gboolean is_doubtful = ds_report_draft_is_doubtful (draft) && draft->reason != NULL;
  g_autofree char *path =
      g_strdup_printf ("%s · %s · %s", is_doubtful ? draft->reason : grade, stage, draft->path);
  g_autoptr (DsReportParagraph) name = ds_report_paragraph_new (pages->canvas);
  double y = top + 3.3;

  print_number (pages, index, y + 0.2);
  ds_report_canvas_begin_tag (pages->canvas, "TD");
  ds_report_print (pages->canvas, NULL, DS_STYLE_MONO_SMALL, time, &(DsPlace){ COMPACT_X, y });
  ds_report_paragraph_add_foreign (name, DS_STYLE_CELL_SMALL, path);
  ds_report_paragraph_draw (
      name, NULL,
      &(DsPlace){ COMPACT_PATH_X, y, STAMP_X - COMPACT_PATH_X - 3, .is_one_line = TRUE });
  ds_report_canvas_end_tag (pages->canvas, "TD");
  ds_report_print (pages->canvas, "TD", DS_STYLE_MONO, draft->sha256,
                   &(DsPlace){ COMPACT_X, y + 3.4 });
  print_tokens (pages, draft, 1, y + 0.4);
}

static void
print_row (const DsReportPages *pages, guint index, double top)
{
  if (is_full (pages->content, index))
    print_full (pages, index, top);
  else
    print_compact (pages, index, top);
}

void
ds_report_print_drafts (const DsReportPages *pages)
{
  static const DsTable table = { columns, G_N_ELEMENTS (columns), measure_row, print_row };
  double y = ds_report_begin_chapter (pages->canvas, DS_CHAPTER_DRAFTS, "drafts-title");

  y += ds_report_print_words (pages->canvas, "P", DS_STYLE_NOTE, DS_STYLE_NOTE, "drafts-intro",
                              &(DsPlace){ DS_PAGE_LEFT, y - 1, DS_TEXT_WIDTH });
  if (pages->content->drafts->len > COMPACT_ABOVE)
    y += ds_report_print_words (pages->canvas, "P", DS_STYLE_NOTE, DS_STYLE_NOTE, "compact-note",
                                &(DsPlace){ DS_PAGE_LEFT, y - 1, DS_TEXT_WIDTH });
  ds_report_print_table (pages, &table, pages->content->drafts->len, y - 1.5);
}
