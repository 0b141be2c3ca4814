/* ds-thumbnailer.h - pictures of drafts, drawn from the kept bytes off the main thread
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

#include "project/ds-draft.h"

G_BEGIN_DECLS

#define DS_TYPE_THUMBNAILER (ds_thumbnailer_get_type ())
G_DECLARE_FINAL_TYPE (DsThumbnailer, ds_thumbnailer, DS, THUMBNAILER, GObject)

DsThumbnailer *ds_thumbnailer_new (const char *store_folder) G_GNUC_WARN_UNUSED_RESULT;
gboolean ds_thumbnailer_peek (DsThumbnailer *self, const DsDraft *draft, int size_px,
                              GdkTexture **texture);
void ds_thumbnailer_load_async (DsThumbnailer *self, const DsDraft *draft, int size_px,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);
GdkTexture *ds_thumbnailer_load_finish (DsThumbnailer *self, GAsyncResult *result,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
