/* ds-report-picture.c - a draft's picture in its box, or what stands there without one
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/ds-report-picture.h"

#include <string.h>

#include "report/ds-report-paragraph.h"

#define PIXELS_PER_MM 8 /* about 200 dpi */
#define EXTENSION_CHARACTERS_MAX 5

static void
copy_row (const guint8 *from, guint n_channels, guint32 *to, int width)
{
  for (int x = 0; x < width; x++, from += n_channels)
    {
      guint alpha = n_channels == 4 ? from[3] : 255;
      guint32 rgb = 0;

      for (guint channel = 0; channel < 3; channel++)
        rgb = rgb << 8 | ((from[channel] * alpha + 255 * (255 - alpha)) / 255);
      to[x] = rgb;
    }
}

/* On white paper: the report has no alpha. */
static cairo_surface_t *
make_surface (const GdkPixbuf *picture)
{
  int width = gdk_pixbuf_get_width (picture), height = gdk_pixbuf_get_height (picture);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  guint8 *pixels = cairo_image_surface_get_data (surface);

  for (int y = 0; y < height; y++)
    copy_row (gdk_pixbuf_read_pixels (picture) + (gsize) gdk_pixbuf_get_rowstride (picture) * y,
              (guint) gdk_pixbuf_get_n_channels (picture),
              (guint32 *) (void *) (pixels + (gsize) cairo_image_surface_get_stride (surface) * y),
              width);
  cairo_surface_mark_dirty (surface);
  return surface;
}

/* Fitted, not cropped. */
static void
draw_fitted (DsReportCanvas *canvas, const GdkPixbuf *picture, double x, double y, double width)
{
  cairo_t *cr = ds_report_canvas_get_cairo (canvas);
  cairo_surface_t *surface = make_surface (picture);
  int columns = gdk_pixbuf_get_width (picture), rows = gdk_pixbuf_get_height (picture);
  double scale = width * DS_POINTS_PER_MM / MAX (columns, rows);

  cairo_save (cr);
  cairo_translate (cr, x * DS_POINTS_PER_MM + (width * DS_POINTS_PER_MM - columns * scale) / 2,
                   y * DS_POINTS_PER_MM + (width * DS_POINTS_PER_MM - rows * scale) / 2);
  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_rectangle (cr, 0, 0, columns, rows);
  cairo_fill (cr);
  cairo_restore (cr);
  cairo_surface_destroy (surface);
}

/* The kind of file, so that the box is not an empty hole. */
static void
print_kind (DsReportCanvas *canvas, const DsReportDraft *draft, double x, double y, double width)
{
  const char *dot = strrchr (draft->path, '.');
  g_autofree char *kind = dot != NULL ? g_utf8_strup (dot + 1, -1) : NULL;

  if (kind != NULL && g_utf8_strlen (kind, -1) <= EXTENSION_CHARACTERS_MAX && *kind != '\0'
      && strchr (kind, '/') == NULL)
    ds_report_print (canvas, NULL, DS_STYLE_LABEL, kind,
                     &(DsPlace){ x, y + width / 2 + 0.9, width, DS_ALIGN_CENTRE });
}

/**
 * ds_report_draw_picture:
 * @x: left edge, millimetres
 * @width: of the square box
 */
void
ds_report_draw_picture (DsReportCanvas *canvas, const DsReportPictures *pictures,
                        const DsReportDraft *draft, double x, double y, double width)
{
  g_autoptr (GdkPixbuf) picture = NULL;

  if (ds_report_canvas_is_measuring (canvas))
    return;
  if (pictures->find != NULL)
    picture = pictures->find (draft, (guint) (width * PIXELS_PER_MM), pictures->data);

  ds_report_canvas_begin_tag (canvas, "Figure");
  ds_report_canvas_draw_box (canvas, x, y, width, width, 0, DS_COLOUR_WHITE, DS_COLOUR_LINE);
  if (picture != NULL)
    {
      draw_fitted (canvas, picture, x, y, width);
      ds_report_canvas_draw_outline (canvas, x, y, width, width, DS_COLOUR_LINE);
    }
  else
    print_kind (canvas, draft, x, y, width);
  ds_report_canvas_end_tag (canvas, "Figure");
}

/**
 * ds_report_choose_picture:
 *
 * Returns: (nullable): the last draft, or the last of the same stage that has a picture: some
 *   programs' files have none, and one of its exports lies beside it
 */
const DsReportDraft *
ds_report_choose_picture (const DsReportPictures *pictures, const DsReportContent *content)
{
  const DsReportDraft *last = ds_report_content_get_last (content);

  for (guint i = content->drafts->len; pictures->find != NULL && i > 0; i--)
    {
      const DsReportDraft *draft = g_ptr_array_index (content->drafts, i - 1);
      g_autoptr (GdkPixbuf) picture = NULL;

      if (strcmp (draft->stage, last->stage) != 0)
        continue;
      picture = pictures->find (draft, PIXELS_PER_MM, pictures->data);
      if (picture != NULL)
        return draft;
    }
  return last;
}
