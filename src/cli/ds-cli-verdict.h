/* ds-cli-verdict.h - a judgement as JSON and as text
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evidence/ds-judgement.h"

G_BEGIN_DECLS

/* What it was judged by. */
typedef struct
{
  DsTime now;
  gboolean time_is_given;    /* by the person, not taken from this computer's clock */
  gboolean anchors_are_given;
  gboolean needs_revocation;
} DsCliVerdictContext;

void ds_cli_verdict_print_json (const DsJudgement *judgement, const char *name,
                                const DsCliVerdictContext *context);
void ds_cli_verdict_print_text (const DsJudgement *judgement, const char *name,
                                const DsCliVerdictContext *context);

G_END_DECLS
