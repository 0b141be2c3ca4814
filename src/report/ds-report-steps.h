/* ds-report-steps.h - how to verify one draft by hand: commands and what they print
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/ds-report-content.h"

G_BEGIN_DECLS

/* What the commands were tried with. */
#define DS_REPORT_TOOLS "OpenSSL 3.0, GNU coreutils 9.1"

typedef struct
{
  const char *key; /* of its heading; with -why of its reason */
  const char *why_key;
  char *commands; /* for a POSIX shell, in a copy of the store's folder */
  char *output;   /* what they print */
} DsReportStep;

GPtrArray *ds_report_steps_make (const DsReportContent *content) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
