/* ds-judgement-asic.h - what the time stamps of an ASiC container prove about the data in it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evidence/ds-judgement.h"

G_BEGIN_DECLS

guint ds_judgement_judge_asic (DsJudgement *self, DsStore *store, GPtrArray *members,
                               const DsJudgeOptions *options);

G_END_DECLS
