/* ds-report-trouble.h - gaps and failed requests, as the journal has them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/ds-store.h"
#include "report/ds-report-content.h"

G_BEGIN_DECLS

gboolean ds_report_trouble_add (DsReportContent *content, DsStore *store, const DsProject *project,
                                GError **error);

G_END_DECLS
