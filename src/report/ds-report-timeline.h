/* ds-report-timeline.h - the drafts of a report along time: pictures, dots, bars
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/ds-report-pages.h"

G_BEGIN_DECLS

double ds_report_draw_timeline (const DsReportPages *pages, double y);

G_END_DECLS
