/* ds-report-qr.h - the QR code of the certificate
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/ds-report-canvas.h"

G_BEGIN_DECLS

void ds_report_draw_qr (DsReportCanvas *canvas, double x, double y, double width);

G_END_DECLS
