/* ds-report-canvas.c - the pages of a report while they are drawn: shapes, tags, numbers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A report is drawn twice: first onto nothing, to learn how many pages there are and where each
 * chapter begins, then onto paper, which states both. */
#include "report/ds-report-canvas.h"

#include <cairo-pdf.h>

#include "base/ds-error.h"

/* The structure type that all others stand in, over all pages. */
#define WHOLE_DOCUMENT "Document"

struct _DsReportCanvas
{
  cairo_surface_t *surface;
  cairo_t *cr;
  DsReportFonts *fonts;           /* borrowed: outlives self */
  const DsReportText *text;       /* borrowed: outlives self */
  const DsReportRunning *running; /* borrowed: outlives self */
  gboolean is_measuring;
  guint page;    /* the one being drawn, from 1 */
  guint n_pages; /* 0 while measuring */
  guint chapter_pages[DS_N_CHAPTERS];
  int outline;               /* the chapter's entry */
  DsReportProgress progress; /* (nullable) */
  gpointer progress_data;
  GCancellable *cancellable; /* (nullable) */
};

/**
 * ds_report_canvas_new_measuring:
 *
 * A canvas that counts pages and draws nothing.
 */
DsReportCanvas *
ds_report_canvas_new_measuring (DsReportFonts *fonts, const DsReportText *text,
                                const DsReportRunning *running)
{
  DsReportCanvas *self = g_new0 (DsReportCanvas, 1);

  self->surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 1, 1);
  self->cr = cairo_create (self->surface);
  self->fonts = fonts;
  self->text = text;
  self->running = running;
  self->is_measuring = TRUE;
  return self;
}

/**
 * ds_report_canvas_new_printing:
 * @measured: the same report, drawn once already
 * @surface: a PDF surface of one A4 page
 */
DsReportCanvas *
ds_report_canvas_new_printing (const DsReportCanvas *measured, cairo_surface_t *surface)
{
  DsReportCanvas *self = g_new0 (DsReportCanvas, 1);

  self->surface = cairo_surface_reference (surface);
  self->cr = cairo_create (surface);
  self->fonts = measured->fonts;
  self->text = measured->text;
  self->running = measured->running;
  self->n_pages = measured->page;
  for (guint i = 0; i < DS_N_CHAPTERS; i++)
    self->chapter_pages[i] = measured->chapter_pages[i];
  return self;
}

void
ds_report_canvas_free (DsReportCanvas *self)
{
  cairo_destroy (self->cr);
  cairo_surface_destroy (self->surface);
  g_clear_object (&self->cancellable);
  g_free (self);
}

/* @progress is called from the thread that draws. */
void
ds_report_canvas_watch (DsReportCanvas *self, DsReportProgress progress, gpointer data,
                        GCancellable *cancellable)
{
  self->progress = progress;
  self->progress_data = data;
  g_set_object (&self->cancellable, cancellable);
}

gboolean
ds_report_canvas_is_cancelled (DsReportCanvas *self)
{
  return g_cancellable_is_cancelled (self->cancellable);
}

/**
 * ds_report_canvas_finish:
 * @error: %G_IO_ERROR_CANCELLED, or %DS_ERROR_FORMAT if cairo could not write the file
 *
 * Ends the last page.
 */
gboolean
ds_report_canvas_finish (DsReportCanvas *self, GError **error)
{
  cairo_status_t status;

  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  cairo_tag_end (self->cr, WHOLE_DOCUMENT);
  cairo_show_page (self->cr);
  status = cairo_status (self->cr);
  if (status == CAIRO_STATUS_SUCCESS && !self->is_measuring)
    {
      cairo_surface_finish (self->surface);
      status = cairo_surface_status (self->surface);
    }
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_FORMAT, "the report could not be drawn: %s",
                   cairo_status_to_string (status));
      return FALSE;
    }
  return TRUE;
}

cairo_t *
ds_report_canvas_get_cairo (DsReportCanvas *self)
{
  return self->cr;
}

DsReportFonts *
ds_report_canvas_get_fonts (DsReportCanvas *self)
{
  return self->fonts;
}

const DsReportText *
ds_report_canvas_get_text (DsReportCanvas *self)
{
  return self->text;
}

const DsReportRunning *
ds_report_canvas_get_running (DsReportCanvas *self)
{
  return self->running;
}

/* Whether nothing is drawn, so that the costlier drawings may be left out. */
gboolean
ds_report_canvas_is_measuring (DsReportCanvas *self)
{
  return self->is_measuring;
}

void
ds_report_canvas_begin_page (DsReportCanvas *self)
{
  if (self->page > 0)
    cairo_show_page (self->cr);
  else
    cairo_tag_begin (self->cr, WHOLE_DOCUMENT, NULL);
  self->page++;
  if (!self->is_measuring)
    {
      g_autofree char *label = g_strdup_printf ("%u", self->page);

      cairo_pdf_surface_set_page_label (self->surface, label);
    }
  if (self->progress != NULL)
    self->progress (self->page, self->n_pages, self->progress_data);
}

guint
ds_report_canvas_get_page (DsReportCanvas *self)
{
  return self->page;
}

/* 0 while they are being counted. */
guint
ds_report_canvas_get_n_pages (DsReportCanvas *self)
{
  return self->n_pages;
}

static int
add_outline (DsReportCanvas *self, int parent, const char *title, double y)
{
  g_autofree char *target = NULL;
  char at[G_ASCII_DTOSTR_BUF_SIZE];

  if (self->is_measuring)
    return CAIRO_PDF_OUTLINE_ROOT;
  g_ascii_formatd (at, sizeof at, "%.2f", y * DS_POINTS_PER_MM);
  target = g_strdup_printf ("page=%u pos=[0 %s]", self->page, at);
  return cairo_pdf_surface_add_outline (self->surface, parent, title, target,
                                        parent == CAIRO_PDF_OUTLINE_ROOT
                                            ? CAIRO_PDF_OUTLINE_FLAG_OPEN
                                            : (cairo_pdf_outline_flags_t) 0);
}

/* @chapter begins on the page that has just begun. */
void
ds_report_canvas_mark_chapter (DsReportCanvas *self, DsChapter chapter, const char *title)
{
  self->chapter_pages[chapter] = self->page;
  self->outline = add_outline (self, CAIRO_PDF_OUTLINE_ROOT, title, 0);
}

void
ds_report_canvas_mark_section (DsReportCanvas *self, const char *title, double y)
{
  add_outline (self, self->outline, title, y);
}

/* 0 while the pages are being counted and the chapter has not begun. */
guint
ds_report_canvas_get_chapter_page (DsReportCanvas *self, DsChapter chapter)
{
  return self->chapter_pages[chapter];
}

void
ds_report_canvas_begin_tag (DsReportCanvas *self, const char *tag)
{
  cairo_tag_begin (self->cr, tag, NULL);
}

void
ds_report_canvas_end_tag (DsReportCanvas *self, const char *tag)
{
  cairo_tag_end (self->cr, tag);
}

void
ds_report_canvas_set_colour (DsReportCanvas *self, DsColour colour)
{
  DsRgb rgb = ds_colour_get (colour);

  cairo_set_source_rgb (self->cr, rgb.red, rgb.green, rgb.blue);
}

void
ds_report_canvas_fill_box (DsReportCanvas *self, double x, double y, double width, double height,
                           DsColour colour)
{
  ds_report_canvas_set_colour (self, colour);
  cairo_rectangle (self->cr, x * DS_POINTS_PER_MM, y * DS_POINTS_PER_MM, width * DS_POINTS_PER_MM,
                   height * DS_POINTS_PER_MM);
  cairo_fill (self->cr);
}

/* @y is the middle of the rule. */
void
ds_report_canvas_draw_rule (DsReportCanvas *self, double x, double y, double width,
                            double thickness, DsColour colour)
{
  ds_report_canvas_fill_box (self, x, y - thickness / 2, width, thickness, colour);
}

/* A hairline box; with a radius of 0 its corners are sharp. */
void
ds_report_canvas_draw_box (DsReportCanvas *self, double x, double y, double width, double height,
                           double radius, DsColour fill, DsColour edge)
{
  cairo_t *cr = self->cr;

  cairo_save (cr);
  cairo_scale (cr, DS_POINTS_PER_MM, DS_POINTS_PER_MM);
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI_2, 0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0, G_PI_2);
  cairo_arc (cr, x + radius, y + height - radius, radius, G_PI_2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, G_PI + G_PI_2);
  cairo_close_path (cr);
  ds_report_canvas_set_colour (self, fill);
  cairo_fill_preserve (cr);
  ds_report_canvas_set_colour (self, edge);
  cairo_set_line_width (cr, DS_HAIRLINE);
  cairo_stroke (cr);
  cairo_restore (cr);
}

/* A hairline around what is drawn already. */
void
ds_report_canvas_draw_outline (DsReportCanvas *self, double x, double y, double width,
                               double height, DsColour edge)
{
  ds_report_canvas_set_colour (self, edge);
  cairo_set_line_width (self->cr, DS_HAIRLINE * DS_POINTS_PER_MM);
  cairo_rectangle (self->cr, x * DS_POINTS_PER_MM, y * DS_POINTS_PER_MM, width * DS_POINTS_PER_MM,
                   height * DS_POINTS_PER_MM);
  cairo_stroke (self->cr);
}

void
ds_report_canvas_draw_disc (DsReportCanvas *self, double x, double y, double radius,
                            DsColour colour)
{
  ds_report_canvas_set_colour (self, colour);
  cairo_new_sub_path (self->cr);
  cairo_arc (self->cr, x * DS_POINTS_PER_MM, y * DS_POINTS_PER_MM, radius * DS_POINTS_PER_MM, 0,
             2 * G_PI);
  cairo_fill (self->cr);
}
