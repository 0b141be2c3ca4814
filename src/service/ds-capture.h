/* ds-capture.h - the way of one save: from a touched name to a draft in the journal
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base/ds-time.h"
#include "project/ds-project.h"
#include "service/ds-service-event.h"
#include "watch/ds-filter.h"
#include "watch/ds-settle.h"

G_BEGIN_DECLS

/* Looks after one project; one at a time in the whole store. For one thread. */
typedef struct _DsCapture DsCapture;

DsFilter   *ds_capture_make_filter (const DsProject *project) G_GNUC_WARN_UNUSED_RESULT;
DsCapture  *ds_capture_new (const char *store_folder, const char *project, DsServiceFunc func,
                            gpointer data, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void        ds_capture_free (DsCapture *self);
const char *ds_capture_get_folder (DsCapture *self);
DsFilter   *ds_capture_get_filter (DsCapture *self);
void        ds_capture_touch (DsCapture *self, const char *path, DsFound found, DsTouch touch);
void        ds_capture_move (DsCapture *self, const char *from, const char *to);
gboolean    ds_capture_scan (DsCapture *self, const char *folder, GCancellable *cancellable,
                             GError **error);
gboolean    ds_capture_begin_watching (DsCapture *self, DsTime now, GError **error);
gboolean    ds_capture_note_gap (DsCapture *self, const char *reason, const DsTime *since,
                                 const DsTime *until, GError **error);
gint64      ds_capture_get_next_due (DsCapture *self);
gboolean    ds_capture_work_off (DsCapture *self, GCancellable *cancellable, GError **error);
gboolean    ds_capture_finish (DsCapture *self, guint patience_s, GPtrArray **left,
                               GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsCapture, ds_capture_free)

G_END_DECLS
