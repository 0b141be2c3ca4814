/* ds-report-paragraph.h - a run of text in one or more styles, set and drawn
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/ds-report-canvas.h"

G_BEGIN_DECLS

typedef struct _DsReportParagraph DsReportParagraph;

typedef enum
{
  DS_ALIGN_LEFT,
  DS_ALIGN_CENTRE,
  DS_ALIGN_RIGHT,
} DsAlign;

/* Where a paragraph stands. Millimetres; @y is the baseline of its first line. */
typedef struct
{
  double x;
  double y;
  double width;
  DsAlign align;
  gboolean is_one_line; /* shortened in the middle if it is too wide */
} DsPlace;

DsReportParagraph *ds_report_paragraph_new (DsReportCanvas *canvas) G_GNUC_WARN_UNUSED_RESULT;
void ds_report_paragraph_free (DsReportParagraph *self);

void ds_report_paragraph_add (DsReportParagraph *self, DsStyle style, const char *text);
void ds_report_paragraph_add_coloured (DsReportParagraph *self, DsStyle style, DsColour colour,
                                       const char *text);
void ds_report_paragraph_add_foreign (DsReportParagraph *self, DsStyle style, const char *text);
void ds_report_paragraph_add_words (DsReportParagraph *self, DsStyle style, DsReportRank rank,
                                    const char *key);
void ds_report_paragraph_add_both (DsReportParagraph *self, DsStyle first, DsStyle second,
                                   const char *key);

double ds_report_paragraph_draw (DsReportParagraph *self, const char *tag, const DsPlace *place);
double ds_report_paragraph_measure (DsReportParagraph *self, const DsPlace *place);
double ds_report_paragraph_get_width (DsReportParagraph *self);

/* The common cases in one call. */
double ds_report_print (DsReportCanvas *canvas, const char *tag, DsStyle style, const char *text,
                        const DsPlace *place);
double ds_report_print_words (DsReportCanvas *canvas, const char *tag, DsStyle first,
                              DsStyle second, const char *key, const DsPlace *place);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsReportParagraph, ds_report_paragraph_free)

G_END_DECLS
