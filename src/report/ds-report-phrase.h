/* ds-report-phrase.h - values of the content as words of the report
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/ds-report-content.h"
#include "report/ds-report-style.h"
#include "report/ds-report-text.h"

G_BEGIN_DECLS

/* What the report as a whole or one token comes to. */
typedef enum
{
  DS_OUTCOME_PASSED,
  DS_OUTCOME_TEST,
  DS_OUTCOME_INDETERMINATE,
  DS_OUTCOME_FAILED,
} DsOutcome;

DsOutcome ds_report_judge (const DsReportFigures *figures);
DsOutcome ds_report_judge_token (const DsReportToken *token);
const char *ds_outcome_get_key (DsOutcome outcome);
DsColour ds_outcome_get_colour (DsOutcome outcome);

const char *ds_report_phrase_stage (const DsReportText *text, DsReportRank rank, const char *stage);
char *ds_report_phrase_size (guint64 octets) G_GNUC_WARN_UNUSED_RESULT;
char *ds_report_phrase_local (const DsReportContent *content, DsTime time,
                              const char *format) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
