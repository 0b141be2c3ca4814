/* ds-report-pages.h - the kinds of pages, each in a file of its own
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/ds-report-canvas.h"
#include "report/ds-report-content.h"
#include "report/ds-report-picture.h"

G_BEGIN_DECLS

/* What a page is drawn from. */
typedef struct
{
  DsReportCanvas *canvas;
  const DsReportText *text;
  const DsReportContent *content;
  DsReportFigures figures;
  DsReportPictures pictures;
  const DsReportDraft *pictured; /* (nullable): whose picture stands for the project */
} DsReportPages;

void ds_report_print_certificate (const DsReportPages *pages);
void ds_report_print_summary (const DsReportPages *pages);
void ds_report_print_drafts (const DsReportPages *pages);
void ds_report_print_index (const DsReportPages *pages);
void ds_report_print_verification (const DsReportPages *pages);
void ds_report_print_limits (const DsReportPages *pages);

G_END_DECLS
