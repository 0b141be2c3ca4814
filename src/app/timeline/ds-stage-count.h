/* ds-stage-count.h - how many drafts of a project stand at a stage
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/ds-time.h"

G_BEGIN_DECLS

#define DS_STAGES 5 /* as many as ds_stage_list() has */

typedef struct
{
  guint64 n_drafts;
  DsTime first_seen; /* of the first one, this computer's clock; only with n_drafts > 0 */
} DsStageCount;

G_END_DECLS
