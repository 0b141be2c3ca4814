/* ds-report-ornament.h - the guilloche of the certificate: frame, rosettes, seal
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/ds-report-canvas.h"

G_BEGIN_DECLS

#define DS_SEAL_RADIUS 24.0 /* millimetres */

void ds_report_draw_frame (DsReportCanvas *canvas);
void ds_report_draw_ground (DsReportCanvas *canvas);
void ds_report_draw_seal (DsReportCanvas *canvas, double x, double y, const char *date);

G_END_DECLS
