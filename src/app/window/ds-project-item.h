/* ds-project-item.h - one project in the sidebar
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "app/store/ds-project-facts.h"

G_BEGIN_DECLS

#define DS_TYPE_PROJECT_ITEM (ds_project_item_get_type ())
G_DECLARE_FINAL_TYPE (DsProjectItem, ds_project_item, DS, PROJECT_ITEM, GObject)

DsProjectItem *ds_project_item_new (DsProjectFacts *facts) G_GNUC_WARN_UNUSED_RESULT;
DsProjectFacts *ds_project_item_get_facts (DsProjectItem *self);
void ds_project_item_set_facts (DsProjectItem *self, DsProjectFacts *facts);
void ds_project_item_merge (GListStore *list, GPtrArray *facts);

G_END_DECLS
