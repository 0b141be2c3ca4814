/* ds-window.h - projects, the timeline of one, and the details of a draft
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/timeline/ds-draft-item.h"
#include "app/store/ds-project-facts.h"
#include "app/store/ds-session.h"

G_BEGIN_DECLS

#define DS_TYPE_WINDOW (ds_window_get_type ())
G_DECLARE_FINAL_TYPE (DsWindow, ds_window, DS, WINDOW, AdwApplicationWindow)

DsWindow *ds_window_new (GtkApplication *application, DsSession *session) G_GNUC_WARN_UNUSED_RESULT;
void ds_window_open_project (DsWindow *self, const char *project);
void ds_window_set_saving (DsWindow *self, const char *project, const char *path,
                           gboolean is_saving);
void ds_window_toast (DsWindow *self, const char *text);

/* What the window's actions work on. */
DsSession *ds_window_get_session (DsWindow *self);
DsProjectFacts *ds_window_get_project (DsWindow *self);
DsDraftItem *ds_window_get_draft (DsWindow *self);
void ds_window_follow (DsWindow *self);
void ds_window_add_toast (DsWindow *self, AdwToast *toast);
void ds_window_go_back (DsWindow *self);
void ds_window_toggle_search (DsWindow *self);
void ds_window_toggle_details (DsWindow *self);

G_END_DECLS
