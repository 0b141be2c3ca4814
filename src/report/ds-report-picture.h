/* ds-report-picture.h - a draft's picture in its box, or what stands there without one
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

#include "report/ds-report-canvas.h"
#include "report/ds-report-content.h"

G_BEGIN_DECLS

/**
 * DsReportPicture:
 * @pixels: it need not be larger than this in either direction
 *
 * Returns: (transfer full) (nullable): a picture of @draft, %NULL if there is none to be had
 */
typedef GdkPixbuf *(*DsReportPicture) (const DsReportDraft *draft, guint pixels, gpointer data);

/* Where pictures come from. */
typedef struct
{
  DsReportPicture find; /* (nullable): no pictures at all */
  gpointer data;
} DsReportPictures;

const DsReportDraft *ds_report_choose_picture (const DsReportPictures *pictures,
                                               const DsReportContent *content);
void ds_report_draw_picture (DsReportCanvas *canvas, const DsReportPictures *pictures,
                             const DsReportDraft *draft, double x, double y, double width);

G_END_DECLS
