/* ds-store-place.h - where a store, or a copy of one, may lie
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/ds-inventory.h"

G_BEGIN_DECLS

gboolean ds_path_is_inside (const char *inner, const char *outer);
gboolean ds_folder_is_empty (const char *folder);
gboolean ds_store_check_place (const char *folder, GError **error);
gboolean ds_store_place_check (const char *store_folder, const char *folder, GError **error);
gboolean ds_store_place_check_content (const char *folder, const char *store_id, GError **error);
DsInventory *ds_store_read_sound_inventory (const char *store_folder,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
