/* ds-keeper.h - a thread that keeps and records what is touched in one project
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/ds-door.h"
#include "service/ds-capture.h"

G_BEGIN_DECLS

typedef struct _DsKeeper DsKeeper;

DsKeeper *ds_keeper_new (DsCapture *capture, DsServiceFunc func,
                         gpointer data) G_GNUC_WARN_UNUSED_RESULT;
void      ds_keeper_touch (DsKeeper *self, const char *path, DsTouch touch);
void      ds_keeper_move (DsKeeper *self, const char *from, const char *to);
void      ds_keeper_scan (DsKeeper *self, const char *folder);
void      ds_keeper_begin_watching (DsKeeper *self);
void      ds_keeper_note_gap (DsKeeper *self, const char *reason, const DsTime *since,
                              const DsTime *until);
void      ds_keeper_scan_for (DsKeeper *self, DsCaller *caller);
guint     ds_keeper_get_scan_ms (DsKeeper *self);
void      ds_keeper_free (DsKeeper *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsKeeper, ds_keeper_free)

G_END_DECLS
