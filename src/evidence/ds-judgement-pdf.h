/* ds-judgement-pdf.h - what the document time stamps of a PDF prove about it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evidence/ds-judgement.h"

G_BEGIN_DECLS

guint ds_judgement_judge_pdf (DsJudgement *self, DsStore *store, GBytes *octets,
                              const DsJudgeOptions *options);

G_END_DECLS
