/* ds-watched.h - one project that is looked after: its watcher and its keeper
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/ds-time.h"
#include "project/ds-door.h"
#include "project/ds-project.h"
#include "service/ds-service-event.h"
#include "watch/ds-inotify.h"

G_BEGIN_DECLS

/* For the thread that it was made in. */
typedef struct _DsWatched DsWatched;

DsWatched *ds_watched_new (const char *store_folder, const DsProject *project, DsInotify *queue,
                           DsServiceFunc func, gpointer data,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
void       ds_watched_free (DsWatched *self);
gboolean   ds_watched_is_like (const DsWatched *self, const DsProject *project);
void       ds_watched_scan_for (DsWatched *self, DsCaller *caller);
void       ds_watched_check (DsWatched *self);
void       ds_watched_note_sleep (DsWatched *self, DsTime since, DsTime until);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsWatched, ds_watched_free)

G_END_DECLS
