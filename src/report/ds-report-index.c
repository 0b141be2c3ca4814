/* ds-report-index.c - every digest of the report, each whole on one line
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Digests in groups on four lines are easy to compare and impossible to search for. Here they stand
 * as a search in a reader, or pdftotext, expects them. */
#include "report/ds-report-heading.h"
#include "report/ds-report-pages.h"
#include "report/ds-report-paragraph.h"
#include "report/ds-report-phrase.h"
#include "report/ds-report-table.h"

#define NUMBER_X 23.6
#define DIGEST_X 34.0
#define SMALL_DIGEST_X 51.0
#define FACTS_X 139.0
#define FACTS_WIDTH (186.4 - FACTS_X)
#define FIRST_LINE 3.7
#define LINE 3.3
#define ROW_FOOT 1.9

static void
print_labelled (const DsReportPages *pages, const char *key, const char *digest, double y)
{
  ds_report_print_words (
      pages->canvas, NULL, DS_STYLE_CELL_SMALL, DS_STYLE_CELL_SMALL, key,
      &(DsPlace){ DIGEST_X, y, SMALL_DIGEST_X - DIGEST_X - 0.5, .is_one_line = TRUE });
  ds_report_print (pages->canvas, NULL, DS_STYLE_MONO_SMALL, digest,
                   &(DsPlace){ SMALL_DIGEST_X, y });
}

static void
print_foreign (const DsReportPages *pages, DsStyle style, const char *text, double y)
{
  g_autoptr (DsReportParagraph) paragraph = ds_report_paragraph_new (pages->canvas);

  ds_report_paragraph_add_foreign (paragraph, style, text);
  ds_report_paragraph_draw (paragraph, NULL,
                            &(DsPlace){ FACTS_X, y, FACTS_WIDTH, .is_one_line = TRUE });
}

static guint
count_draft_lines (const DsReportDraft *draft)
{
  return draft->batch_root != NULL ? 3 : 2;
}

static double
measure_draft (const DsReportPages *pages, guint row)
{
  const DsReportDraft *draft = g_ptr_array_index (pages->content->drafts, row);

  return FIRST_LINE + LINE * (count_draft_lines (draft) - 1) + ROW_FOOT;
}

/* The numbers under which its tokens stand in the other table. */
static char *
phrase_token_numbers (const DsReportPages *pages, const DsReportDraft *draft)
{
  GString *numbers = g_string_new (NULL);

  for (guint i = 0; i < draft->tokens->len; i++)
    g_string_append_printf (numbers, "%sT%u", i > 0 ? " " : "",
                            ((const DsReportToken *) g_ptr_array_index (draft->tokens, i))->number);
  if (numbers->len == 0)
    g_string_append (numbers, ds_report_text_get (pages->text, DS_REPORT_FIRST, "pending"));
  return g_string_free (numbers, FALSE);
}

static void
print_draft (const DsReportPages *pages, guint row, double top)
{
  const DsReportDraft *draft = g_ptr_array_index (pages->content->drafts, row);
  g_autofree char *number = g_strdup_printf ("%02u", row + 1);
  g_autofree char *tokens = phrase_token_numbers (pages, draft);
  double y = top + FIRST_LINE;

  ds_report_print (pages->canvas, "TD", DS_STYLE_NUMBER_SMALL, number, &(DsPlace){ NUMBER_X, y });
  ds_report_canvas_begin_tag (pages->canvas, "TD");
  ds_report_print (pages->canvas, NULL, DS_STYLE_MONO, draft->sha256, &(DsPlace){ DIGEST_X, y });
  print_labelled (pages, "record", draft->record, y + LINE);
  if (draft->batch_root != NULL)
    print_labelled (pages, "batch-root", draft->batch_root, y + 2 * LINE);
  ds_report_canvas_end_tag (pages->canvas, "TD");
  ds_report_canvas_begin_tag (pages->canvas, "TD");
  print_foreign (pages, DS_STYLE_CELL_SMALL, draft->path, y);
  print_foreign (pages, DS_STYLE_MONO_SMALL, tokens, y + LINE);
  ds_report_canvas_end_tag (pages->canvas, "TD");
}

static double
measure_token (const DsReportPages *pages, guint row)
{
  return FIRST_LINE + LINE * 3 + ROW_FOOT;
}

static const char *
get_signed_key (const DsReportToken *token)
{
  static const char *const keys[] = { "file-digest", "batch-root", "round-root" };

  return keys[token->signs];
}

/* “PASSED”, or the verdict and why. */
static char *
phrase_verdict (const DsReportPages *pages, const DsReportToken *token)
{
  const char *word = ds_report_text_get (pages->text, DS_REPORT_FIRST,
                                         ds_outcome_get_key (ds_report_judge_token (token)));

  return token->reason != NULL ? g_strdup_printf ("%s · %s", word, token->reason) : g_strdup (word);
}

static void
print_token_facts (const DsReportPages *pages, const DsReportToken *token, double y)
{
  g_autofree char *time = ds_time_format_display (token->gen_time);
  g_autofree char *verdict = phrase_verdict (pages, token);
  g_autofree char *who = token->operator_name != NULL
                             ? g_strdup_printf ("%s · %s", token->tsa, token->operator_name)
                             : g_strdup (token->tsa);

  ds_report_canvas_begin_tag (pages->canvas, "TD");
  print_foreign (pages, DS_STYLE_CELL_SMALL, who, y);
  print_foreign (pages, DS_STYLE_MONO_SMALL, time, y + LINE);
  if (token->policy != NULL)
    print_foreign (pages, DS_STYLE_MONO_SMALL, token->policy, y + 2 * LINE);
  print_foreign (pages, DS_STYLE_CELL_SMALL, verdict, y + 3 * LINE);
  ds_report_canvas_end_tag (pages->canvas, "TD");
}

static void
print_token (const DsReportPages *pages, guint row, double top)
{
  const DsReportToken *token = g_ptr_array_index (pages->content->tokens, row);
  g_autofree char *number = g_strdup_printf ("T%u", token->number);
  g_autofree char *upper = g_ascii_strup (token->serial, -1);
  g_autofree char *serial = g_strconcat ("0x", upper, NULL);
  double y = top + FIRST_LINE;

  ds_report_print (pages->canvas, "TD", DS_STYLE_NUMBER_SMALL, number, &(DsPlace){ NUMBER_X, y });
  ds_report_canvas_begin_tag (pages->canvas, "TD");
  ds_report_print (pages->canvas, NULL, DS_STYLE_MONO, token->token, &(DsPlace){ DIGEST_X, y });
  if (token->imprint != NULL)
    print_labelled (pages, get_signed_key (token), token->imprint, y + LINE);
  print_labelled (pages, "serial", serial, y + 2 * LINE);
  if (token->anchor != NULL)
    print_labelled (pages, "anchor", token->anchor, y + 3 * LINE);
  ds_report_canvas_end_tag (pages->canvas, "TD");
  print_token_facts (pages, token, y);
}

void
ds_report_print_index (const DsReportPages *pages)
{
  static const DsColumn draft_columns[] = {
    { NUMBER_X, "head-number" },
    { DIGEST_X, "head-file-digest" },
    { FACTS_X, "head-file" },
  };
  static const DsColumn token_columns[] = {
    { NUMBER_X, "head-number" },
    { DIGEST_X, "head-token-digest" },
    { FACTS_X, "head-authority" },
  };
  static const DsTable drafts = { draft_columns, G_N_ELEMENTS (draft_columns), measure_draft,
                                  print_draft };
  static const DsTable tokens = { token_columns, G_N_ELEMENTS (token_columns), measure_token,
                                  print_token };
  double y = ds_report_begin_chapter (pages->canvas, DS_CHAPTER_INDEX, "index-title");

  y += ds_report_print_words (pages->canvas, "P", DS_STYLE_NOTE, DS_STYLE_NOTE, "index-intro",
                              &(DsPlace){ DS_PAGE_LEFT, y - 1, DS_TEXT_WIDTH });
  y = ds_report_print_section (pages->canvas, "4.1", "index-drafts", y + 4);
  y = ds_report_print_table (pages, &drafts, pages->content->drafts->len, y - 4);
  if (pages->content->tokens->len == 0)
    return;
  y = ds_report_make_room (pages->canvas, y + 10, 40);
  y = ds_report_print_section (pages->canvas, "4.2", "index-tokens", y);
  ds_report_print_table (pages, &tokens, pages->content->tokens->len, y - 4);
}
