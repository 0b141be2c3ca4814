/* ds-timeline.h - the drafts of one project, newest first, under its stages
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/look/ds-banner.h"
#include "app/timeline/ds-draft-list.h"
#include "app/timeline/ds-stage-strip.h"
#include "app/look/ds-thumbnailer.h"

G_BEGIN_DECLS

typedef enum
{
  DS_TIMELINE_LOADING,
  DS_TIMELINE_DRAFTS,
  DS_TIMELINE_EMPTY,   /* a project without a draft */
  DS_TIMELINE_MISSING, /* its folder is not there */
  DS_TIMELINE_NOTHING, /* no draft matches what was searched for */
} DsTimelineState;

#define DS_TYPE_TIMELINE (ds_timeline_get_type ())
G_DECLARE_FINAL_TYPE (DsTimeline, ds_timeline, DS, TIMELINE, GtkWidget)

void ds_timeline_set_thumbnailer (DsTimeline *self, DsThumbnailer *thumbnailer);
void ds_timeline_set_list (DsTimeline *self, DsDraftList *list);
void ds_timeline_set_state (DsTimeline *self, DsTimelineState state);
void ds_timeline_set_missing (DsTimeline *self, const char *folder, guint64 n_drafts);
void ds_timeline_set_narrow (DsTimeline *self, gboolean narrow);
void ds_timeline_set_waiting (DsTimeline *self, const char *waiting);
void ds_timeline_note_new (DsTimeline *self, guint n_new);
void ds_timeline_select (DsTimeline *self, guint position);
DsDraftItem *ds_timeline_get_selected (DsTimeline *self);
DsBanner *ds_timeline_get_banner (DsTimeline *self);
DsStageStrip *ds_timeline_get_strip (DsTimeline *self);

G_END_DECLS
