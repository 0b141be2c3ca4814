/* ds-report-heading.c - running head and foot, page titles and section headings
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/ds-report-heading.h"

#include <string.h>

#include "report/ds-report-paragraph.h"

#define HEAD_BASELINE 15.0
#define HEAD_RULE 18.0
#define HEAD_TITLE_X 49.0
#define FOOT_RULE (DS_PAGE_HEIGHT - 17.5)
#define FOOT_BASELINE (DS_PAGE_HEIGHT - 12.7)
#define TITLE_BASELINE 31.8
#define AFTER_TITLE 10.0 /* to the first baseline of the body */
#define AFTER_SECTION 7.6
#define CONTINUED_BASELINE 27.0 /* first baseline of a page without a title */
#define ROOT_FIRST_DIGITS 16
#define ROOT_LAST_DIGITS 8

static void
print_page_number (DsReportCanvas *canvas)
{
  const DsReportText *text = ds_report_canvas_get_text (canvas);
  g_autoptr (DsReportParagraph) number = ds_report_paragraph_new (canvas);
  g_autofree char *page = g_strdup_printf ("%u", ds_report_canvas_get_page (canvas));
  g_autofree char *pages = g_strdup_printf ("%u", ds_report_canvas_get_n_pages (canvas));
  DsPlace place = { DS_PAGE_LEFT, FOOT_BASELINE, DS_TEXT_WIDTH, DS_ALIGN_RIGHT };

  for (guint rank = 0; rank <= (guint) ds_report_text_has_second (text); rank++)
    {
      g_autofree char *words =
          ds_report_text_fill (text, rank, "page", "page", page, "pages", pages, NULL);

      if (rank > 0)
        ds_report_paragraph_add (number, DS_STYLE_RUNNING, "  ");
      ds_report_paragraph_add (number, DS_STYLE_RUNNING, words);
    }
  ds_report_paragraph_draw (number, NULL, &place);
}

static void
print_running (DsReportCanvas *canvas)
{
  const DsReportRunning *running = ds_report_canvas_get_running (canvas);
  g_autoptr (DsReportParagraph) root = ds_report_paragraph_new (canvas);
  g_autofree char *digits =
      g_strdup_printf ("   %.*s…%s", ROOT_FIRST_DIGITS, running->root,
                       running->root + strlen (running->root) - ROOT_LAST_DIGITS);

  ds_report_canvas_begin_tag (canvas, DS_TAG_DECORATION);
  ds_report_print (canvas, NULL, DS_STYLE_BRAND, "DRAFTSEAL",
                   &(DsPlace){ DS_PAGE_LEFT, HEAD_BASELINE });
  ds_report_print_words (canvas, NULL, DS_STYLE_RUNNING, DS_STYLE_RUNNING, "title",
                         &(DsPlace){ HEAD_TITLE_X, HEAD_BASELINE });
  ds_report_print (canvas, NULL, DS_STYLE_RUNNING_MONO, running->name,
                   &(DsPlace){ DS_PAGE_LEFT, HEAD_BASELINE, DS_TEXT_WIDTH, DS_ALIGN_RIGHT });
  ds_report_canvas_draw_rule (canvas, DS_PAGE_LEFT, HEAD_RULE, DS_TEXT_WIDTH, 0.25, DS_COLOUR_TEAL);
  ds_report_canvas_draw_rule (canvas, DS_PAGE_LEFT, FOOT_RULE, DS_TEXT_WIDTH, 0.2, DS_COLOUR_LINE);
  ds_report_paragraph_add_both (root, DS_STYLE_RUNNING, DS_STYLE_RUNNING, "root");
  ds_report_paragraph_add (root, DS_STYLE_RUNNING_MONO, digits);
  ds_report_paragraph_draw (root, NULL, &(DsPlace){ DS_PAGE_LEFT, FOOT_BASELINE });
  print_page_number (canvas);
  ds_report_canvas_end_tag (canvas, DS_TAG_DECORATION);
}

/**
 * ds_report_begin_page:
 *
 * Returns: the first baseline of the body
 */
double
ds_report_begin_page (DsReportCanvas *canvas)
{
  ds_report_canvas_begin_page (canvas);
  print_running (canvas);
  return CONTINUED_BASELINE;
}

/**
 * ds_report_make_room:
 * @y: the next baseline, millimetres
 * @height: needed from there on
 *
 * Returns: @y, or the first baseline of a new page where @height no longer fits
 */
double
ds_report_make_room (DsReportCanvas *canvas, double y, double height)
{
  return y + height <= DS_PAGE_BOTTOM ? y : ds_report_begin_page (canvas);
}

/**
 * ds_report_begin_chapter:
 * @key: of its title
 *
 * Begins a page with the title of @chapter.
 *
 * Returns: the first baseline of the body
 */
double
ds_report_begin_chapter (DsReportCanvas *canvas, DsChapter chapter, const char *key)
{
  const DsReportText *text = ds_report_canvas_get_text (canvas);
  g_autoptr (DsReportParagraph) title = ds_report_paragraph_new (canvas);
  g_autofree char *destination = g_strdup_printf ("name='chapter-%u'", chapter + 1);
  cairo_t *cr = ds_report_canvas_get_cairo (canvas);

  ds_report_begin_page (canvas);
  ds_report_canvas_mark_chapter (canvas, chapter, ds_report_text_get (text, DS_REPORT_FIRST, key));
  ds_report_paragraph_add_words (title, DS_STYLE_TITLE, DS_REPORT_FIRST, key);
  if (ds_report_text_has_second (text))
    {
      ds_report_paragraph_add (title, DS_STYLE_TITLE_SECOND, "   ");
      ds_report_paragraph_add_words (title, DS_STYLE_TITLE_SECOND, DS_REPORT_SECOND, key);
    }
  cairo_tag_begin (cr, CAIRO_TAG_DEST, destination);
  ds_report_paragraph_draw (title, "H1", &(DsPlace){ DS_PAGE_LEFT, TITLE_BASELINE });
  cairo_tag_end (cr, CAIRO_TAG_DEST);
  return TITLE_BASELINE + AFTER_TITLE;
}

/**
 * ds_report_print_section:
 * @number: such as 2.1
 * @y: baseline
 *
 * Returns: the first baseline below
 */
double
ds_report_print_section (DsReportCanvas *canvas, const char *number, const char *key, double y)
{
  const DsReportText *text = ds_report_canvas_get_text (canvas);
  const char *words = ds_report_text_get (text, DS_REPORT_FIRST, key);
  g_autoptr (DsReportParagraph) heading = ds_report_paragraph_new (canvas);
  g_autofree char *entry = g_strdup_printf ("%s %s", number, words);

  ds_report_canvas_mark_section (canvas, entry, y - AFTER_SECTION);
  ds_report_paragraph_add (heading, DS_STYLE_SECTION_NUMBER, number);
  ds_report_paragraph_add (heading, DS_STYLE_SECTION, "  ");
  ds_report_paragraph_add (heading, DS_STYLE_SECTION, words);
  if (ds_report_text_has_second (text))
    {
      ds_report_paragraph_add (heading, DS_STYLE_SECTION_SECOND, "   ");
      ds_report_paragraph_add_words (heading, DS_STYLE_SECTION_SECOND, DS_REPORT_SECOND, key);
    }
  ds_report_paragraph_draw (heading, "H2", &(DsPlace){ DS_PAGE_LEFT, y });
  return y + AFTER_SECTION;
}
