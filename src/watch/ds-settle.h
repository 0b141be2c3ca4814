/* ds-settle.h - when a save is over: names that were touched, until they have been quiet
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The longest burst of one save measured is 0.16 s (darktable: three rounds of write and close). */
#define DS_SETTLE_QUIET_MS 600
/* Quiet needed where nobody can look for open writers; the longest silence measured inside one
 * write is 0.26 s (GIMP, a PNG that takes 98 s). */
#define DS_SETTLE_BLIND_QUIET_MS 3000
/* Waits before a name that was not ready is looked at again: 0.3, 0.6, 1.2, 2.0, 2.0 … s. */
#define DS_SETTLE_DEFER_MIN_MS 300
#define DS_SETTLE_DEFER_MAX_MS 2000

/* How a name was found, strongest first. What an event tells of goes before all else. */
typedef enum
{
  DS_FOUND_EVENT,
  DS_FOUND_SCAN,
  DS_FOUND_FIRST_LOOK,
} DsFound;

/* What an event says of whoever changed a file. */
typedef enum
{
  DS_TOUCH_OTHER,   /* nothing */
  DS_TOUCH_WRITTEN, /* he writes, and may not be done */
  DS_TOUCH_CLOSED,  /* he has closed it, or gave it this name: he was done */
} DsTouch;

/* A name that may hold a new draft. */
typedef struct
{
  char *path;      /* relative to the project's folder, octets as on disk */
  DsFound found;
  gint64 touched;  /* last touch, µs of the monotonic clock */
  guint deferrals; /* since then */
  DsTouch last;    /* what events said last of whoever changed it; OTHER if none told */
} DsCandidate;

/* Holds no clock: every time comes from the caller, µs of the monotonic clock. One thread. */
typedef struct _DsSettle DsSettle;

DsSettle *ds_settle_new (void) G_GNUC_WARN_UNUSED_RESULT;
void      ds_settle_free (DsSettle *self);

void       ds_settle_touch (DsSettle *self, const char *path, DsFound found, gint64 now);
void       ds_settle_note (DsSettle *self, const char *path, DsTouch touch);
GPtrArray *ds_settle_take_due (DsSettle *self, gint64 now, guint limit) G_GNUC_WARN_UNUSED_RESULT;
void       ds_settle_defer (DsSettle *self, const char *path, gint64 now);
void       ds_settle_done (DsSettle *self, const char *path);
gint64     ds_settle_next_due (const DsSettle *self);
guint      ds_settle_get_size (const DsSettle *self);
gboolean   ds_settle_has_untried (const DsSettle *self, DsFound found);

const char *ds_found_to_text (DsFound found);
void        ds_candidate_free (DsCandidate *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsSettle, ds_settle_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsCandidate, ds_candidate_free)

G_END_DECLS
