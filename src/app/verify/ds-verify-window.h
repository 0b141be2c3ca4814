/* ds-verify-window.h - what is proved about a file
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define DS_TYPE_VERIFY_WINDOW (ds_verify_window_get_type ())
G_DECLARE_FINAL_TYPE (DsVerifyWindow, ds_verify_window, DS, VERIFY_WINDOW, AdwWindow)

GtkWidget *ds_verify_window_new (GtkApplication *application,
                                 const char *store_folder) G_GNUC_WARN_UNUSED_RESULT;
void ds_verify_window_verify_file (DsVerifyWindow *self, GFile *file);
void ds_verify_window_verify_draft (DsVerifyWindow *self, const char *record);

G_END_DECLS
