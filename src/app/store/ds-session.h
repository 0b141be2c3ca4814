/* ds-session.h - the window's own handle of the store, on a thread of its own
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "project/ds-store.h"

G_BEGIN_DECLS

/* Runs on the store's thread. Returns a value for the main thread, %NULL exactly if @error is set;
 * what has nothing to say returns %TRUE as a pointer. */
typedef gpointer (*DsSessionJob) (DsStore *store, gpointer data, GError **error);

#define DS_SESSION_DONE GINT_TO_POINTER (TRUE)

#define DS_TYPE_SESSION (ds_session_get_type ())
G_DECLARE_FINAL_TYPE (DsSession, ds_session, DS, SESSION, GObject)

DsSession *ds_session_new (const char *folder) G_GNUC_WARN_UNUSED_RESULT;
const char *ds_session_get_folder (DsSession *self);
void ds_session_run_async (DsSession *self, DsSessionJob job, gpointer data,
                           GDestroyNotify free_data, GDestroyNotify free_result,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
gpointer ds_session_run_finish (DsSession *self, GAsyncResult *result,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
