/* ds-report.h - a report written as a PDF file
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/ds-report-canvas.h"
#include "report/ds-report-content.h"
#include "report/ds-report-picture.h"
#include "report/ds-report-text.h"

G_BEGIN_DECLS

/* How to write it. Zero fields: both languages, no pictures, never over a file that is there. */
typedef struct
{
  DsReportLanguage language;
  DsReportPictures pictures;
  gboolean may_overwrite;
  DsReportProgress progress; /* (nullable) */
  gpointer progress_data;
} DsReportOptions;

gboolean ds_report_write (const DsReportContent *content, const DsReportOptions *options,
                          const char *path, GCancellable *cancellable, GError **error);

G_END_DECLS
