/* ds-watching.h - looks after the projects as long as the application runs
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define DS_TYPE_WATCHING (ds_watching_get_type ())
G_DECLARE_FINAL_TYPE (DsWatching, ds_watching, DS, WATCHING, GObject)

DsWatching *ds_watching_new (const char *store_folder) G_GNUC_WARN_UNUSED_RESULT;
void ds_watching_stop (DsWatching *self);

G_END_DECLS
