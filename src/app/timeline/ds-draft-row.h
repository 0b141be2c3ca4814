/* ds-draft-row.h - one draft in the timeline
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/timeline/ds-draft-item.h"
#include "app/look/ds-thumbnailer.h"

G_BEGIN_DECLS

#define DS_TYPE_DRAFT_ROW (ds_draft_row_get_type ())
G_DECLARE_FINAL_TYPE (DsDraftRow, ds_draft_row, DS, DRAFT_ROW, GtkWidget)

GtkWidget *ds_draft_row_new (DsThumbnailer *thumbnailer) G_GNUC_WARN_UNUSED_RESULT;
void ds_draft_row_set_item (DsDraftRow *self, DsDraftItem *item);
void ds_draft_row_set_waiting (DsDraftRow *self, const char *waiting);

G_END_DECLS
