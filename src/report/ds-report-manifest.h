/* ds-report-manifest.h - the list whose digest names a report: the evidence root
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/ds-report-content.h"

G_BEGIN_DECLS

char *ds_report_manifest_write (const DsReportContent *content) G_GNUC_WARN_UNUSED_RESULT;
char *ds_report_manifest_digest (const char *manifest) G_GNUC_WARN_UNUSED_RESULT;
char *ds_report_manifest_name_report (const DsReportContent *content,
                                      const char *root) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
