/* ds-report-table.h - a table of any length: its head on each page, its rows never split
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/ds-report-pages.h"

G_BEGIN_DECLS

typedef struct
{
  double x;        /* left edge of the words in the head, millimetres */
  const char *key; /* of those words */
} DsColumn;

/* How a table is made up. A row is drawn as cells: elements of type TD. */
typedef struct
{
  const DsColumn *columns;
  guint n_columns;
  double (*measure_row) (const DsReportPages *pages, guint row); /* millimetres */
  void (*print_row) (const DsReportPages *pages, guint row, double top);
} DsTable;

double ds_report_print_table (const DsReportPages *pages, const DsTable *table, guint n_rows,
                              double top);

G_END_DECLS
