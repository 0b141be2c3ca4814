/* ds-details.h - everything there is to say about one draft
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/timeline/ds-draft-item.h"
#include "app/look/ds-thumbnailer.h"

G_BEGIN_DECLS

#define DS_TYPE_DETAILS (ds_details_get_type ())
G_DECLARE_FINAL_TYPE (DsDetails, ds_details, DS, DETAILS, GtkWidget)

void ds_details_set_thumbnailer (DsDetails *self, DsThumbnailer *thumbnailer);
void ds_details_set_item (DsDetails *self, DsDraftItem *item);

G_END_DECLS
