/* ds-window-actions.h - what can be done from the window
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/window/ds-window.h"

G_BEGIN_DECLS

void ds_window_actions_install (GtkWidgetClass *widget_class);
void ds_window_actions_update (DsWindow *window);
void ds_window_actions_set_stage (DsWindow *window, DsDraftFacts *facts, const char *stage,
                                  gboolean can_undo);

G_END_DECLS
