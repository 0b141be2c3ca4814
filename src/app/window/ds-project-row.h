/* ds-project-row.h - one project in the sidebar
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/window/ds-project-item.h"

G_BEGIN_DECLS

#define DS_TYPE_PROJECT_ROW (ds_project_row_get_type ())
G_DECLARE_FINAL_TYPE (DsProjectRow, ds_project_row, DS, PROJECT_ROW, GtkListBoxRow)

GtkWidget *ds_project_row_new (DsProjectItem *item) G_GNUC_WARN_UNUSED_RESULT;
DsProjectItem *ds_project_row_get_item (DsProjectRow *self);

G_END_DECLS
