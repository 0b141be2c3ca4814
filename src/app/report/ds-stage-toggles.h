/* ds-stage-toggles.h - which stages are meant, as chips to be switched on and off
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* "changed" is emitted when a person has switched one. */
#define DS_TYPE_STAGE_TOGGLES (ds_stage_toggles_get_type ())
G_DECLARE_FINAL_TYPE (DsStageToggles, ds_stage_toggles, DS, STAGE_TOGGLES, GtkBox)

char **ds_stage_toggles_dup_chosen (DsStageToggles *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
