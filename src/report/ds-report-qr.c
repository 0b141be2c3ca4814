/* ds-report-qr.c - the QR code of the certificate
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/ds-report-qr.h"

#include <qrencode.h>

#define SMALLEST_VERSION_THAT_FITS 0
#define IS_DARK 1 /* the lowest bit of a module */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QRcode, QRcode_free)

/* No address: nothing need exist on the net for the code to be checked. */
static char *
make_text (const DsReportRunning *running)
{
  g_autofree char *root = g_ascii_strup (running->root, -1);

  return g_strdup_printf ("DRAFTSEAL1:%s:%s", running->name, root);
}

/**
 * ds_report_draw_qr:
 * @x: left edge, millimetres
 * @width: of the dark part; the quiet zone of four modules is the caller's paper
 */
void
ds_report_draw_qr (DsReportCanvas *canvas, double x, double y, double width)
{
  g_autofree char *text = make_text (ds_report_canvas_get_running (canvas));
  g_autoptr (QRcode) code =
      QRcode_encodeString (text, SMALLEST_VERSION_THAT_FITS, QR_ECLEVEL_M, QR_MODE_8, TRUE);
  cairo_t *cr = ds_report_canvas_get_cairo (canvas);
  double module = width * DS_POINTS_PER_MM / code->width;

  ds_report_canvas_set_colour (canvas, DS_COLOUR_INK);
  for (int row = 0; row < code->width; row++)
    for (int column = 0, run; column < code->width; column += MAX (run, 1))
      {
        const unsigned char *at = &code->data[row * code->width + column];

        /* Dark neighbours in one rectangle, or hairline gaps show between them. */
        for (run = 0; column + run < code->width && (at[run] & IS_DARK) != 0; run++)
          ;
        if (run > 0)
          cairo_rectangle (cr, x * DS_POINTS_PER_MM + column * module,
                           y * DS_POINTS_PER_MM + row * module, run * module, module);
      }
  cairo_fill (cr);
}
