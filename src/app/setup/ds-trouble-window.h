/* ds-trouble-window.h - why an authority gave no stamp, and what can be done about it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/store/ds-stamping-state.h"

G_BEGIN_DECLS

#define DS_TYPE_TROUBLE_WINDOW (ds_trouble_window_get_type ())
G_DECLARE_FINAL_TYPE (DsTroubleWindow, ds_trouble_window, DS, TROUBLE_WINDOW, AdwWindow)

GtkWidget *ds_trouble_window_new (GtkWindow *parent, const char *store_folder,
                                  const DsStampingState *state);

G_END_DECLS
