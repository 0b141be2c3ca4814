/* ds-feed.h - fills the list of a project's drafts and keeps it as the journal tells
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/timeline/ds-draft-list.h"
#include "app/store/ds-session.h"

G_BEGIN_DECLS

#define DS_TYPE_FEED (ds_feed_get_type ())
G_DECLARE_FINAL_TYPE (DsFeed, ds_feed, DS, FEED, GObject)

DsFeed *ds_feed_new (DsSession *session, const char *project) G_GNUC_WARN_UNUSED_RESULT;
const char *ds_feed_get_project (DsFeed *self);
DsDraftList *ds_feed_get_list (DsFeed *self);
gboolean ds_feed_is_loaded (DsFeed *self);
void ds_feed_set_text (DsFeed *self, const char *text);
void ds_feed_set_saving (DsFeed *self, const char *path, gboolean is_saving);
void ds_feed_follow (DsFeed *self);
void ds_feed_stop (DsFeed *self);

G_END_DECLS
