/* ds-clock-watch.h - tells when the clock was set and when the computer slept
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/ds-time.h"

G_BEGIN_DECLS

/* What three clocks of the kernel show at one moment (clock_gettime(2)), in ns. */
typedef struct
{
  gint64 real;      /* can be set */
  gint64 boot;      /* runs on, also while the computer sleeps */
  gint64 monotonic; /* stands still then */
} DsClockReading;

/* Both are needed; called in the context that the watch was made for. Times are of the local clock;
 * after a sleep in which it was set as well, both are told. */
typedef struct
{
  void (*slept) (DsTime since, DsTime until, gpointer data);
  void (*was_set) (DsTime from, DsTime to, gpointer data);
} DsClockWatchHooks;

typedef struct _DsClockWatch DsClockWatch;

DsClockWatch *ds_clock_watch_new (GMainContext *context, const DsClockWatchHooks *hooks,
                                  gpointer data) G_GNUC_WARN_UNUSED_RESULT;
void          ds_clock_watch_free (DsClockWatch *self);
void          ds_clock_watch_compare (const DsClockReading *before, const DsClockReading *now,
                                      const DsClockWatchHooks *hooks, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsClockWatch, ds_clock_watch_free)

G_END_DECLS
