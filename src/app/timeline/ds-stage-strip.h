/* ds-stage-strip.h - how far a project has come, stage by stage
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/timeline/ds-stage-count.h"

G_BEGIN_DECLS

#define DS_TYPE_STAGE_STRIP (ds_stage_strip_get_type ())
G_DECLARE_FINAL_TYPE (DsStageStrip, ds_stage_strip, DS, STAGE_STRIP, GtkWidget)

void ds_stage_strip_set_counts (DsStageStrip *self, const DsStageCount *counts, DsTime now);

G_END_DECLS
