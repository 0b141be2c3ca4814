/* ds-gap.h - journals the times in which saves may have been missed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/ds-catalog-gap.h"
#include "project/ds-store.h"

G_BEGIN_DECLS

/* Why nobody, or nobody in time, would have seen a save. Written into the journal so. */
#define DS_GAP_NOT_RUNNING "not running"
#define DS_GAP_OVERFLOW "more events than the system keeps"
#define DS_GAP_SUSPENDED "suspended"
#define DS_GAP_NO_EVENTS "folders without events"
#define DS_GAP_MISSING "folder missing"

gboolean ds_gap_begin (DsStore *store, const char *project, const char *reason, DsTime since,
                       GError **error);
gboolean ds_gap_end (DsStore *store, const char *project, const char *reason, DsTime until,
                     GError **error);
gboolean ds_gap_note (DsStore *store, const char *project, const char *reason, DsTime since,
                      DsTime until, GError **error);
gboolean ds_gap_note_start (DsStore *store, const char *project, DsTime now, GError **error);
gboolean ds_gap_note_clock (DsStore *store, DsTime before, DsTime after, GError **error);

G_END_DECLS
