/* ds-draft-item.h - one row of the timeline
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "app/store/ds-draft-facts.h"

G_BEGIN_DECLS

/* Where a row stands among the others. */
typedef struct
{
  guint day_count;    /* drafts of its day in the list so far; 0 unless it heads the day */
  gboolean is_newest; /* nothing is above it */
  gboolean is_oldest; /* nothing is below it */
} DsDraftPlace;

#define DS_TYPE_DRAFT_ITEM (ds_draft_item_get_type ())
G_DECLARE_FINAL_TYPE (DsDraftItem, ds_draft_item, DS, DRAFT_ITEM, GObject)

DsDraftItem *ds_draft_item_new (DsDraftFacts *facts) G_GNUC_WARN_UNUSED_RESULT;
DsDraftItem *ds_draft_item_new_saving (const char *path, DsTime since) G_GNUC_WARN_UNUSED_RESULT;

DsDraftFacts *ds_draft_item_get_facts (DsDraftItem *self);
void ds_draft_item_set_facts (DsDraftItem *self, DsDraftFacts *facts);
const char *ds_draft_item_get_saving_path (DsDraftItem *self);
GDateTime *ds_draft_item_get_local_time (DsDraftItem *self);
gboolean ds_draft_item_get_heads_day (DsDraftItem *self);
guint ds_draft_item_get_day_count (DsDraftItem *self);
gboolean ds_draft_item_is_newest (DsDraftItem *self);
gboolean ds_draft_item_is_oldest (DsDraftItem *self);
void ds_draft_item_set_place (DsDraftItem *self, DsDraftPlace place);

G_END_DECLS
