/* ds-spoken.h - what a screen reader says of a row
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void ds_spoken_set (GtkWidget *row, const char *name);

G_END_DECLS
