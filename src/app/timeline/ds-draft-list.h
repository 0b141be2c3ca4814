/* ds-draft-list.h - the drafts of a timeline, newest first
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/timeline/ds-draft-item.h"

G_BEGIN_DECLS

#define DS_TYPE_DRAFT_LIST (ds_draft_list_get_type ())
G_DECLARE_FINAL_TYPE (DsDraftList, ds_draft_list, DS, DRAFT_LIST, GObject)

DsDraftList *ds_draft_list_new (void) G_GNUC_WARN_UNUSED_RESULT;
void ds_draft_list_clear (DsDraftList *self);
void ds_draft_list_append (DsDraftList *self, GPtrArray *page);
guint ds_draft_list_update (DsDraftList *self, GPtrArray *facts, gboolean is_whole,
                            GPtrArray *saving, DsTime now);
guint ds_draft_list_get_first_draft (DsDraftList *self);

G_END_DECLS
