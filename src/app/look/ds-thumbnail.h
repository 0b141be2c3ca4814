/* ds-thumbnail.h - the picture of a draft, or a calm icon
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/look/ds-thumbnailer.h"

G_BEGIN_DECLS

#define DS_TYPE_THUMBNAIL (ds_thumbnail_get_type ())
G_DECLARE_FINAL_TYPE (DsThumbnail, ds_thumbnail, DS, THUMBNAIL, GtkWidget)

void ds_thumbnail_set_contain (DsThumbnail *self);
void ds_thumbnail_show (DsThumbnail *self, DsThumbnailer *thumbnailer, const DsDraft *draft,
                        int size_px);

G_END_DECLS
