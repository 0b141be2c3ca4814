/* ds-sidebar.h - the projects that are looked after
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/window/ds-project-item.h"
#include "app/store/ds-session.h"

G_BEGIN_DECLS

#define DS_TYPE_SIDEBAR (ds_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (DsSidebar, ds_sidebar, DS, SIDEBAR, GtkWidget)

void ds_sidebar_set_session (DsSidebar *self, DsSession *session);
void ds_sidebar_refresh (DsSidebar *self);
void ds_sidebar_select (DsSidebar *self, const char *project);
void ds_sidebar_set_alone (DsSidebar *self, gboolean is_alone);
DsProjectItem *ds_sidebar_get_selected (DsSidebar *self);

G_END_DECLS
