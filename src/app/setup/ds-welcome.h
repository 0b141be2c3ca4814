/* ds-welcome.h - the first run: a folder, and who signs the time
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/store/ds-session.h"

G_BEGIN_DECLS

#define DS_TYPE_WELCOME (ds_welcome_get_type ())
G_DECLARE_FINAL_TYPE (DsWelcome, ds_welcome, DS, WELCOME, AdwWindow)

GtkWidget *ds_welcome_new (GtkApplication *application,
                           DsSession *session) G_GNUC_WARN_UNUSED_RESULT;
void ds_welcome_choose_authorities (DsWelcome *self, const char *folder);

G_END_DECLS
