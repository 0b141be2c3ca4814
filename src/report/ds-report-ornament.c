/* ds-report-ornament.c - the guilloche of the certificate: frame, rosettes, seal
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Hairlines in opaque pale colours, which a photocopier renders as white. No alpha, no pictures.
 * The seal is teal: a round red one would look like an official chop and suggest an endorsement
 * that does not exist. */
#include "report/ds-report-ornament.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "report/ds-report-paragraph.h"

#define OUTER_RULE 8.6
#define INNER_RULE 17.4
#define BAND_MIDDLE 13.0
#define BAND_AMPLITUDE 2.9
#define STRAND_PERIOD 9.0
#define STRAND_PAIRS 6
#define STRAND_WIDTH 0.09
#define STRAND_STEP 0.5
#define WAIST 0.09 /* share of the amplitude where the band is thinnest */
#define GROUND_RADIUS 58.0
#define GROUND_X 105.0
#define GROUND_Y 160.0
#define SEAL_RING_TEXT_RADIUS 18.4
#define SEAL_HOLE_RADIUS 14.3

/* A rosette: @n_strands closed waves of @n_waves around a circle between two radii. */
typedef struct
{
  double x, y;
  double inner, outer;
  guint n_waves;
  guint n_strands;
  double width;
} Rosette;

static void
draw_rosette (cairo_t *cr, const Rosette *rosette)
{
  const guint n_steps = rosette->n_waves * 24;
  double middle = (rosette->outer + rosette->inner) / 2;
  double amplitude = (rosette->outer - rosette->inner) / 2;

  cairo_set_line_width (cr, rosette->width);
  for (guint strand = 0; strand < rosette->n_strands; strand++)
    {
      double phase = 2 * G_PI * strand / rosette->n_strands;

      for (guint i = 0; i < n_steps; i++)
        {
          double angle = 2 * G_PI * i / n_steps;
          double radius = middle + amplitude * sin (rosette->n_waves * angle + phase);

          cairo_line_to (cr, rosette->x + radius * cos (angle), rosette->y + radius * sin (angle));
        }
      cairo_close_path (cr);
    }
  cairo_stroke (cr);
}

/* One strand along the x axis, from 0 to @length; it swells and thins every other period. */
static void
add_strand (cairo_t *cr, double length, double phase, double sign)
{
  guint n_steps = (guint) ceil (length / STRAND_STEP);

  for (guint i = 0; i <= n_steps; i++)
    {
      double at = length * i / n_steps;
      double swell = pow (sin (G_PI * at / (2 * STRAND_PERIOD)), 2);
      double amplitude = BAND_AMPLITUDE * (WAIST + (1 - WAIST) * swell);
      double y = sign * amplitude * sin (2 * G_PI * at / STRAND_PERIOD + phase);

      if (i == 0)
        cairo_move_to (cr, at, y);
      else
        cairo_line_to (cr, at, y);
    }
}

/* Whole swells only, so that a band meets both corners alike. */
static void
draw_band (cairo_t *cr, double x, double y, double length, double angle)
{
  double swell = 2 * STRAND_PERIOD;

  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_rotate (cr, angle);
  cairo_scale (cr, length / (swell * round (length / swell)), 1);
  length = swell * round (length / swell);
  for (guint pair = 0; pair < STRAND_PAIRS; pair++)
    {
      add_strand (cr, length, G_PI * pair / STRAND_PAIRS, 1);
      add_strand (cr, length, G_PI * pair / STRAND_PAIRS, -1);
    }
  cairo_restore (cr);
  cairo_save (cr);
  cairo_set_line_width (cr, STRAND_WIDTH);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
begin_ornament (DsReportCanvas *canvas, DsColour colour)
{
  cairo_t *cr = ds_report_canvas_get_cairo (canvas);

  cairo_save (cr);
  cairo_scale (cr, DS_POINTS_PER_MM, DS_POINTS_PER_MM);
  ds_report_canvas_set_colour (canvas, colour);
}

static void
draw_frame_rule (cairo_t *cr, double inset, double thickness)
{
  cairo_set_line_width (cr, thickness);
  cairo_rectangle (cr, inset, inset, DS_PAGE_WIDTH - 2 * inset, DS_PAGE_HEIGHT - 2 * inset);
  cairo_stroke (cr);
}

/* The inner rule runs on to the outer one, which makes the four corner squares. */
static void
draw_inner_rules (cairo_t *cr)
{
  const double across[] = { INNER_RULE, DS_PAGE_HEIGHT - INNER_RULE };
  const double down[] = { INNER_RULE, DS_PAGE_WIDTH - INNER_RULE };

  cairo_set_line_width (cr, DS_HAIRLINE);
  for (guint i = 0; i < 2; i++)
    {
      cairo_move_to (cr, OUTER_RULE, across[i]);
      cairo_line_to (cr, DS_PAGE_WIDTH - OUTER_RULE, across[i]);
      cairo_move_to (cr, down[i], OUTER_RULE);
      cairo_line_to (cr, down[i], DS_PAGE_HEIGHT - OUTER_RULE);
    }
  cairo_stroke (cr);
}

void
ds_report_draw_frame (DsReportCanvas *canvas)
{
  cairo_t *cr = ds_report_canvas_get_cairo (canvas);
  double across = DS_PAGE_WIDTH - 2 * INNER_RULE;
  double down = DS_PAGE_HEIGHT - 2 * INNER_RULE;
  double far_x = DS_PAGE_WIDTH - BAND_MIDDLE;
  double far_y = DS_PAGE_HEIGHT - BAND_MIDDLE;
  const double corners[][2] = {
    { BAND_MIDDLE, BAND_MIDDLE }, { far_x, BAND_MIDDLE }, { BAND_MIDDLE, far_y }, { far_x, far_y }
  };

  begin_ornament (canvas, DS_COLOUR_FRAME);
  draw_band (cr, INNER_RULE, BAND_MIDDLE, across, 0);
  draw_band (cr, INNER_RULE, far_y, across, 0);
  draw_band (cr, BAND_MIDDLE, INNER_RULE, down, G_PI_2);
  draw_band (cr, far_x, INNER_RULE, down, G_PI_2);
  for (guint i = 0; i < G_N_ELEMENTS (corners); i++)
    draw_rosette (cr, &(Rosette){ corners[i][0], corners[i][1], 0.8, 4.0, 8, 10, STRAND_WIDTH });
  ds_report_canvas_set_colour (canvas, DS_COLOUR_TEAL);
  draw_frame_rule (cr, OUTER_RULE, 0.5);
  draw_inner_rules (cr);
  cairo_restore (cr);
}

/* Pale enough to be written on. */
void
ds_report_draw_ground (DsReportCanvas *canvas)
{
  cairo_t *cr = ds_report_canvas_get_cairo (canvas);

  begin_ornament (canvas, DS_COLOUR_GROUND);
  draw_rosette (cr, &(Rosette){ GROUND_X, GROUND_Y, 34, GROUND_RADIUS, 16, 12, 0.12 });
  draw_rosette (cr, &(Rosette){ GROUND_X, GROUND_Y, 14, 40, 12, 10, 0.12 });
  cairo_restore (cr);
}

/* One character of the ring, upright towards the middle of the seal, its middle at @angle. */
static void
draw_ring_character (DsReportCanvas *canvas, PangoLayout *layout, double x, double y, double angle)
{
  cairo_t *cr = ds_report_canvas_get_cairo (canvas);
  PangoRectangle extents;

  pango_layout_get_extents (layout, NULL, &extents);
  cairo_save (cr);
  cairo_translate (cr, x * DS_POINTS_PER_MM, y * DS_POINTS_PER_MM);
  cairo_rotate (cr, angle + G_PI_2);
  cairo_move_to (cr, -(double) extents.width / PANGO_SCALE / 2,
                 -SEAL_RING_TEXT_RADIUS * DS_POINTS_PER_MM);
  pango_cairo_show_layout_line (cr, pango_layout_get_line_readonly (layout, 0));
  cairo_restore (cr);
}

static void
draw_ring_text (DsReportCanvas *canvas, double x, double y, const char *text)
{
  const DsStyleFacts *facts = ds_style_get (DS_STYLE_RING);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string (facts->families);
  PangoLayout *layout =
      pango_layout_new (ds_report_fonts_get_context (ds_report_canvas_get_fonts (canvas)));
  glong n_characters = g_utf8_strlen (text, -1);
  glong i = 0;

  pango_font_description_set_size (font, (int) (facts->size * PANGO_SCALE));
  pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description (layout, font);
  ds_report_canvas_set_colour (canvas, facts->colour);
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at), i++)
    {
      pango_layout_set_text (layout, at, (int) (g_utf8_next_char (at) - at));
      draw_ring_character (canvas, layout, x, y,
                           2 * G_PI * (double) i / (double) n_characters - G_PI);
    }
  g_object_unref (layout);
}

/* Both languages around the ring, or the one. */
static char *
make_ring_text (const DsReportText *text)
{
  const char *first = ds_report_text_get (text, DS_REPORT_FIRST, "seal-ring");

  if (!ds_report_text_has_second (text))
    return g_strdup_printf ("RFC 3161 · %s · ", first);
  return g_strdup_printf ("RFC 3161 · %s · %s · ",
                          ds_report_text_get (text, DS_REPORT_SECOND, "seal-ring"), first);
}

/**
 * ds_report_draw_seal:
 * @x: of its middle, millimetres
 * @date: of the last token
 */
void
ds_report_draw_seal (DsReportCanvas *canvas, double x, double y, const char *date)
{
  const DsReportText *text = ds_report_canvas_get_text (canvas);
  g_autofree char *ring = make_ring_text (text);
  cairo_t *cr = ds_report_canvas_get_cairo (canvas);

  ds_report_canvas_draw_disc (canvas, x, y, DS_SEAL_RADIUS, DS_COLOUR_TEAL);
  ds_report_canvas_draw_disc (canvas, x, y, DS_SEAL_RADIUS - 0.55, DS_COLOUR_WHITE);
  begin_ornament (canvas, DS_COLOUR_SEAL);
  draw_rosette (cr, &(Rosette){ x, y, SEAL_HOLE_RADIUS, 22.6, 36, 8, 0.1 });
  ds_report_canvas_set_colour (canvas, DS_COLOUR_TEAL);
  cairo_set_line_width (cr, DS_HAIRLINE);
  cairo_arc (cr, x, y, 22.8, 0, 2 * G_PI);
  cairo_stroke (cr);
  cairo_arc (cr, x, y, SEAL_HOLE_RADIUS, 0, 2 * G_PI);
  cairo_stroke (cr);
  cairo_restore (cr);
  draw_ring_text (canvas, x, y, ring);
  ds_report_print (canvas, NULL, DS_STYLE_SEAL,
                   ds_report_text_get (text, DS_REPORT_FIRST, "seal-middle"),
                   &(DsPlace){ x - 14, y + 0.4, 28, DS_ALIGN_CENTRE });
  ds_report_print (canvas, NULL, DS_STYLE_SEAL_DATE, date,
                   &(DsPlace){ x - 14, y + 5, 28, DS_ALIGN_CENTRE });
}
