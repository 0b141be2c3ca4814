/* ds-report-table.c - a table of any length: its head on each page, its rows never split
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All that is decoration on a page is drawn before the table's structure begins: nothing but text
 * and figures may stand inside Table, TR and TD (ISO 14289-1, 7.1). */
#include "report/ds-report-table.h"

#include "report/ds-report-heading.h"
#include "report/ds-report-paragraph.h"

#define HEAD_HEIGHT 8.1
#define HEAD_FIRST 3.4
#define HEAD_SECOND 6.5
#define HEAD_ONLY 5.1
#define CONTINUED_TOP 23.0

static guint
count_fitting (const DsReportPages *pages, const DsTable *table, guint first, guint n_rows,
               double top)
{
  double y = top + HEAD_HEIGHT;
  guint row = first;

  while (row < n_rows && y + table->measure_row (pages, row) <= DS_PAGE_BOTTOM)
    y += table->measure_row (pages, row++);
  return row - first;
}

static void
draw_ground (const DsReportPages *pages, const DsTable *table, guint first, guint n, double top)
{
  double y = top + HEAD_HEIGHT;

  ds_report_canvas_begin_tag (pages->canvas, DS_TAG_DECORATION);
  ds_report_canvas_fill_box (pages->canvas, DS_PAGE_LEFT, top, DS_TEXT_WIDTH, HEAD_HEIGHT,
                             DS_COLOUR_TEAL);
  for (guint row = first; row < first + n; row++)
    {
      double height = table->measure_row (pages, row);

      if (row % 2 == 1)
        ds_report_canvas_fill_box (pages->canvas, DS_PAGE_LEFT, y, DS_TEXT_WIDTH, height,
                                   DS_COLOUR_TINT);
      y += height;
      ds_report_canvas_draw_rule (pages->canvas, DS_PAGE_LEFT, y, DS_TEXT_WIDTH, DS_HAIRLINE,
                                  DS_COLOUR_LINE);
    }
  ds_report_canvas_end_tag (pages->canvas, DS_TAG_DECORATION);
}

static void
print_head (const DsReportPages *pages, const DsTable *table, double top)
{
  gboolean has_second = ds_report_text_has_second (pages->text);

  ds_report_canvas_begin_tag (pages->canvas, "TR");
  for (guint i = 0; i < table->n_columns; i++)
    {
      const DsColumn *column = &table->columns[i];

      ds_report_canvas_begin_tag (pages->canvas, "TH");
      ds_report_print (pages->canvas, NULL, DS_STYLE_HEAD,
                       ds_report_text_get (pages->text, DS_REPORT_FIRST, column->key),
                       &(DsPlace){ column->x, top + (has_second ? HEAD_FIRST : HEAD_ONLY) });
      if (has_second)
        ds_report_print (pages->canvas, NULL, DS_STYLE_HEAD_SECOND,
                         ds_report_text_get (pages->text, DS_REPORT_SECOND, column->key),
                         &(DsPlace){ column->x, top + HEAD_SECOND });
      ds_report_canvas_end_tag (pages->canvas, "TH");
    }
  ds_report_canvas_end_tag (pages->canvas, "TR");
}

static double
print_part (const DsReportPages *pages, const DsTable *table, guint first, guint n, double top)
{
  /* The height of a row does not depend on its words: counting pages needs none of them. */
  gboolean is_printing = !ds_report_canvas_is_measuring (pages->canvas);
  double y = top + HEAD_HEIGHT;

  draw_ground (pages, table, first, n, top);
  ds_report_canvas_begin_tag (pages->canvas, "Table");
  print_head (pages, table, top);
  for (guint row = first; row < first + n; row++)
    {
      ds_report_canvas_begin_tag (pages->canvas, "TR");
      if (is_printing)
        table->print_row (pages, row, y);
      ds_report_canvas_end_tag (pages->canvas, "TR");
      y += table->measure_row (pages, row);
    }
  ds_report_canvas_end_tag (pages->canvas, "Table");
  return y;
}

/**
 * ds_report_print_table:
 * @top: upper edge of its head, millimetres
 *
 * Goes on to new pages as needed, and stops early if the report is cancelled.
 *
 * Returns: the lower edge of the last row
 */
double
ds_report_print_table (const DsReportPages *pages, const DsTable *table, guint n_rows, double top)
{
  guint row = 0;
  double y = top;

  while (row < n_rows && !ds_report_canvas_is_cancelled (pages->canvas))
    {
      guint n = count_fitting (pages, table, row, n_rows, top);

      /* Only below something else can there be too little room for a single row. */
      if (n > 0)
        y = print_part (pages, table, row, n, top);
      row += n;
      if (row < n_rows)
        {
          ds_report_begin_page (pages->canvas);
          top = CONTINUED_TOP;
        }
    }
  return y;
}
