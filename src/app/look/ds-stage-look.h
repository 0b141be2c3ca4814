/* ds-stage-look.h - the colour of a stage
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GdkRGBA ds_stage_look_lookup (GtkWidget *widget, const char *name);
GdkRGBA ds_stage_look_get_colour (GtkWidget *widget, const char *stage);
void ds_stage_look_append_disc (GtkSnapshot *snapshot, float x, float y, float radius,
                                const GdkRGBA *colour);
void ds_stage_look_set_chip (GtkLabel *chip, const char *stage);

G_END_DECLS
