/* ds-report-example.h - the draft that the verification page works through
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/ds-store.h"
#include "report/ds-report-content.h"

G_BEGIN_DECLS

DsReportExample *ds_report_example_make (const DsReportContent *content, DsStore *store,
                                         GPtrArray *drafts) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
