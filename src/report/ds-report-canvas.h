/* ds-report-canvas.h - the pages of a report while they are drawn: shapes, tags, numbers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

#include "report/ds-report-fonts.h"
#include "report/ds-report-style.h"
#include "report/ds-report-text.h"

G_BEGIN_DECLS

/* Decoration that no reader speaks: one structure type that can be told from all that means
 * something. */
#define DS_TAG_DECORATION "NonStruct"

/* The chapters, each beginning on a page of its own. */
typedef enum
{
  DS_CHAPTER_CERTIFICATE,
  DS_CHAPTER_SUMMARY,
  DS_CHAPTER_DRAFTS,
  DS_CHAPTER_INDEX,
  DS_CHAPTER_VERIFICATION,
  DS_CHAPTER_LIMITS,
  DS_N_CHAPTERS,
} DsChapter;

typedef struct _DsReportCanvas DsReportCanvas;

/* Called as each page begins; @pages is 0 while they are being counted. */
typedef void (*DsReportProgress) (guint page, guint pages, gpointer data);

/* What stands in the head and foot of every page but the first. Borrowed: outlives the canvas. */
typedef struct
{
  const char *name; /* the report's id */
  const char *root; /* the evidence root */
} DsReportRunning;

DsReportCanvas *
ds_report_canvas_new_measuring (DsReportFonts *fonts, const DsReportText *text,
                                const DsReportRunning *running) G_GNUC_WARN_UNUSED_RESULT;
DsReportCanvas *ds_report_canvas_new_printing (const DsReportCanvas *measured,
                                               cairo_surface_t *surface) G_GNUC_WARN_UNUSED_RESULT;
void ds_report_canvas_free (DsReportCanvas *self);
void ds_report_canvas_watch (DsReportCanvas *self, DsReportProgress progress, gpointer data,
                             GCancellable *cancellable);
gboolean ds_report_canvas_is_cancelled (DsReportCanvas *self);
gboolean ds_report_canvas_finish (DsReportCanvas *self, GError **error);

cairo_t *ds_report_canvas_get_cairo (DsReportCanvas *self);
DsReportFonts *ds_report_canvas_get_fonts (DsReportCanvas *self);
const DsReportText *ds_report_canvas_get_text (DsReportCanvas *self);
const DsReportRunning *ds_report_canvas_get_running (DsReportCanvas *self);
gboolean ds_report_canvas_is_measuring (DsReportCanvas *self);

void ds_report_canvas_begin_page (DsReportCanvas *self);
guint ds_report_canvas_get_page (DsReportCanvas *self);
guint ds_report_canvas_get_n_pages (DsReportCanvas *self);
void ds_report_canvas_mark_chapter (DsReportCanvas *self, DsChapter chapter, const char *title);
void ds_report_canvas_mark_section (DsReportCanvas *self, const char *title, double y);
guint ds_report_canvas_get_chapter_page (DsReportCanvas *self, DsChapter chapter);

void ds_report_canvas_begin_tag (DsReportCanvas *self, const char *tag);
void ds_report_canvas_end_tag (DsReportCanvas *self, const char *tag);

void ds_report_canvas_set_colour (DsReportCanvas *self, DsColour colour);
void ds_report_canvas_fill_box (DsReportCanvas *self, double x, double y, double width,
                                double height, DsColour colour);
void ds_report_canvas_draw_rule (DsReportCanvas *self, double x, double y, double width,
                                 double thickness, DsColour colour);
void ds_report_canvas_draw_box (DsReportCanvas *self, double x, double y, double width,
                                double height, double radius, DsColour fill, DsColour edge);
void ds_report_canvas_draw_outline (DsReportCanvas *self, double x, double y, double width,
                                    double height, DsColour edge);
void ds_report_canvas_draw_disc (DsReportCanvas *self, double x, double y, double radius,
                                 DsColour colour);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsReportCanvas, ds_report_canvas_free)

G_END_DECLS
