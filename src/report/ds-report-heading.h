/* ds-report-heading.h - running head and foot, page titles and section headings
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/ds-report-canvas.h"

G_BEGIN_DECLS

double ds_report_begin_chapter (DsReportCanvas *canvas, DsChapter chapter, const char *key);
double ds_report_begin_page (DsReportCanvas *canvas);
double ds_report_make_room (DsReportCanvas *canvas, double y, double height);
double ds_report_print_section (DsReportCanvas *canvas, const char *number, const char *key,
                                double y);

G_END_DECLS
