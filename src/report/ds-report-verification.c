/* ds-report-verification.c - the page that shows how to verify without Draftseal
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/ds-report-heading.h"
#include "report/ds-report-pages.h"
#include "report/ds-report-paragraph.h"
#include "report/ds-report-steps.h"

#define DISC_X 25.7
#define DISC_RADIUS 3.5
#define STEP_X 33.0
#define STEP_WIDTH (DS_PAGE_RIGHT - STEP_X)
#define BOX_INSET 3.0
#define BOX_PADDING 2.0
#define AFTER_STEP 6.6

static char *
fill_number (const DsReportPages *pages, DsReportRank rank, const char *key)
{
  const DsReportExample *example = pages->content->example;
  g_autofree char *number = g_strdup_printf ("%02u", example != NULL ? example->draft + 1 : 0);

  return ds_report_text_fill (pages->text, rank, key, "number", number, NULL);
}

/* The second language in lines of its own. */
static double
print_intro (const DsReportPages *pages, const char *key, double y)
{
  double top = y;

  for (guint rank = 0; rank <= (guint) ds_report_text_has_second (pages->text); rank++)
    {
      g_autofree char *words = fill_number (pages, rank, key);

      y += ds_report_print (pages->canvas, "P", rank == 0 ? DS_STYLE_BODY : DS_STYLE_BODY_SECOND,
                            words, &(DsPlace){ DS_PAGE_LEFT, y, DS_TEXT_WIDTH });
    }
  return y - top;
}

/* The second language on the same line, where there is room. */
static double
print_why (const DsReportPages *pages, const char *key, const DsPlace *place)
{
  g_autoptr (DsReportParagraph) why = ds_report_paragraph_new (pages->canvas);

  for (guint rank = 0; rank <= (guint) ds_report_text_has_second (pages->text); rank++)
    {
      g_autofree char *words = fill_number (pages, rank, key);

      if (rank > 0)
        ds_report_paragraph_add (why, DS_STYLE_LABEL, "  ");
      ds_report_paragraph_add (why, rank == 0 ? DS_STYLE_BODY_SMALL : DS_STYLE_LABEL, words);
    }
  return ds_report_paragraph_draw (why, "P", place);
}

static void
draw_disc (const DsReportPages *pages, guint number, double y)
{
  g_autofree char *digit = g_strdup_printf ("%u", number);

  ds_report_canvas_begin_tag (pages->canvas, DS_TAG_DECORATION);
  ds_report_canvas_draw_disc (pages->canvas, DISC_X, y - 1.2, DISC_RADIUS, DS_COLOUR_TEAL);
  ds_report_print (pages->canvas, NULL, DS_STYLE_DISC, digit,
                   &(DsPlace){ DISC_X - DISC_RADIUS, y, 2 * DISC_RADIUS, DS_ALIGN_CENTRE });
  ds_report_canvas_end_tag (pages->canvas, DS_TAG_DECORATION);
}

/* Commands, and below them in green what they print. */
static double
print_box (const DsReportPages *pages, const DsReportStep *step, double top)
{
  g_autoptr (DsReportParagraph) commands = ds_report_paragraph_new (pages->canvas);
  g_autoptr (DsReportParagraph) output = ds_report_paragraph_new (pages->canvas);
  DsPlace place = { STEP_X + BOX_INSET, top + BOX_PADDING + 2.2, STEP_WIDTH - 2 * BOX_INSET };
  double commands_height, height;

  ds_report_paragraph_add (commands, DS_STYLE_COMMAND, step->commands);
  ds_report_paragraph_add_coloured (output, DS_STYLE_COMMAND, DS_COLOUR_GREEN, step->output);
  commands_height = ds_report_paragraph_measure (commands, &place) + 0.8;
  height = commands_height + ds_report_paragraph_measure (output, &place) + 2 * BOX_PADDING - 0.9;
  ds_report_canvas_begin_tag (pages->canvas, DS_TAG_DECORATION);
  ds_report_canvas_draw_box (pages->canvas, STEP_X, top, STEP_WIDTH, height, 1, DS_COLOUR_CODE,
                             DS_COLOUR_CODE_EDGE);
  ds_report_canvas_end_tag (pages->canvas, DS_TAG_DECORATION);
  ds_report_paragraph_draw (commands, "Code", &place);
  place.y += commands_height;
  ds_report_paragraph_draw (output, "Code", &place);
  return height;
}

static double
print_step (const DsReportPages *pages, guint number, const DsReportStep *step, double y)
{
  g_autoptr (DsReportParagraph) heading = ds_report_paragraph_new (pages->canvas);

  draw_disc (pages, number, y);
  ds_report_paragraph_add_both (heading, DS_STYLE_SECTION, DS_STYLE_SECTION_SECOND, step->key);
  ds_report_paragraph_draw (heading, "H2", &(DsPlace){ STEP_X, y });
  y += 4.8;
  y += print_why (pages, step->why_key, &(DsPlace){ STEP_X, y, STEP_WIDTH });
  y -= 2.4;
  return y + print_box (pages, step, y) + AFTER_STEP;
}

static void
print_end (const DsReportPages *pages, double y)
{
  g_autoptr (DsReportParagraph) warning = ds_report_paragraph_new (pages->canvas);

  y = ds_report_make_room (pages->canvas, y, 10);
  ds_report_paragraph_add_both (warning, DS_STYLE_WARNING, DS_STYLE_WARNING, "verify-differs");
  y += ds_report_paragraph_draw (warning, "P", &(DsPlace){ DS_PAGE_LEFT, y, DS_TEXT_WIDTH }) + 0.8;
  for (guint rank = 0; rank <= (guint) ds_report_text_has_second (pages->text); rank++)
    {
      g_autofree char *words =
          ds_report_text_fill (pages->text, rank, "verify-tried", "tools", DS_REPORT_TOOLS, NULL);

      y += ds_report_print (pages->canvas, "P", DS_STYLE_NOTE, words,
                            &(DsPlace){ DS_PAGE_LEFT, y, DS_TEXT_WIDTH });
    }
}

void
ds_report_print_verification (const DsReportPages *pages)
{
  g_autoptr (GPtrArray) steps = ds_report_steps_make (pages->content);
  double y = ds_report_begin_chapter (pages->canvas, DS_CHAPTER_VERIFICATION, "verify-title");

  y += print_intro (pages, steps->len > 0 ? "verify-intro" : "verify-nothing", y);
  y += 3.6;
  for (guint i = 0; i < steps->len; i++)
    {
      y = ds_report_make_room (pages->canvas, y, 30);
      y = print_step (pages, i + 1, g_ptr_array_index (steps, i), y);
    }
  if (steps->len > 0)
    print_end (pages, y);
}
