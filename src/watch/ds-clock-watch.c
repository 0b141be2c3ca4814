/* ds-clock-watch.c - tells when the clock was set and when the computer slept
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The kernel wakes whoever asked for it whenever the clock jumps, as it also does on waking up, so
 * nothing has to be asked from time to time (timerfd_create(2), TFD_TIMER_CANCEL_ON_SET). */
#include "watch/ds-clock-watch.h"

#include <glib-unix.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

/* What a time server corrects bit by bit is no jump. */
#define JUMP_NS DS_NSEC_PER_SEC

struct _DsClockWatch
{
  const DsClockWatchHooks *hooks; /* borrowed: outlives self */
  gpointer data;
  int fd;          /* -1 where there is none: nothing is told then */
  GSource *source; /* owned (nullable) */
  DsClockReading before;
};

static gint64
read_clock (clockid_t clock)
{
  struct timespec now = { 0 };

  clock_gettime (clock, &now);
  return (gint64) now.tv_sec * DS_NSEC_PER_SEC + now.tv_nsec;
}

static DsClockReading
read_clocks (void)
{
  return (DsClockReading){ .real = read_clock (CLOCK_REALTIME),
                           .boot = read_clock (CLOCK_BOOTTIME),
                           .monotonic = read_clock (CLOCK_MONOTONIC) };
}

static DsTime
to_time (gint64 ns)
{
  struct timespec spec = { .tv_sec = ns / DS_NSEC_PER_SEC, .tv_nsec = ns % DS_NSEC_PER_SEC };

  return ds_time_from_timespec (&spec);
}

/**
 * ds_clock_watch_compare:
 * @before: an earlier reading
 * @now: a later one
 *
 * Tells what happened between two readings.
 */
void
ds_clock_watch_compare (const DsClockReading *before, const DsClockReading *now,
                        const DsClockWatchHooks *hooks, gpointer data)
{
  gint64 slept = (now->boot - before->boot) - (now->monotonic - before->monotonic);
  gint64 expected = before->real + (now->boot - before->boot);

  if (slept >= JUMP_NS)
    hooks->slept (to_time (now->real - slept), to_time (now->real), data);
  if (ABS (now->real - expected) >= JUMP_NS)
    hooks->was_set (to_time (expected), to_time (now->real), data);
}

/* A day that nobody sees: only its being cancelled is waited for. */
static gboolean
arm (DsClockWatch *self)
{
  struct itimerspec never = { .it_value = { .tv_sec = G_MAXINT32 } };

  return timerfd_settime (self->fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL) == 0;
}

static gboolean
jumped_cb (int fd, GIOCondition condition, gpointer data)
{
  DsClockWatch *self = data;
  DsClockReading now;
  guint64 expirations;

  /* Fails with ECANCELED, which is what was waited for, and is quiet again only then. */
  if (read (fd, &expirations, sizeof expirations) > 0)
    return G_SOURCE_REMOVE; /* the day has come */
  arm (self);               /* first: a jump from now on is told again */
  now = read_clocks ();
  ds_clock_watch_compare (&self->before, &now, self->hooks, self->data);
  self->before = now;
  return G_SOURCE_CONTINUE;
}

/**
 * ds_clock_watch_new:
 * @context: where @hooks are called
 * @hooks: what is called, with @data; outlives the watch
 */
DsClockWatch *
ds_clock_watch_new (GMainContext *context, const DsClockWatchHooks *hooks, gpointer data)
{
  DsClockWatch *self = g_new0 (DsClockWatch, 1);

  self->hooks = hooks;
  self->data = data;
  self->before = read_clocks ();
  self->fd = timerfd_create (CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  if (self->fd >= 0 && arm (self))
    {
      self->source = g_unix_fd_source_new (self->fd, G_IO_IN);
      g_source_set_callback (self->source, G_SOURCE_FUNC (jumped_cb), self, NULL);
      g_source_attach (self->source, context);
    }
  return self;
}

void
ds_clock_watch_free (DsClockWatch *self)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self);
}
