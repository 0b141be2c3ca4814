/* ds-keeper.c - a thread that keeps and records what is touched in one project
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sleeps without any timer while nothing is touched. */
#include "service/ds-keeper.h"

#include "base/ds-error.h"
#include "service/ds-service.h"

#define FINISH_PATIENCE_S 30

typedef enum
{
  TOUCH,
  MOVE,
  SCAN,
  SCAN_FOR,
  WATCHED,
  GAP,
  STOP,
} MessageKind;

typedef struct
{
  MessageKind kind;
  DsTouch touch;
  char *path;         /* owned (nullable) */
  char *to;           /* owned (nullable): where it was moved */
  DsCaller *caller;   /* owned (nullable): waits for an answer */
  const char *reason; /* (nullable): of a gap */
  DsTime since;
  DsTime until;
  gboolean has_since;
  gboolean has_until;
} Message;

struct _DsKeeper
{
  DsCapture *capture; /* owned: used by the thread alone */
  DsServiceFunc func;
  gpointer data;
  GAsyncQueue *messages;     /* owned: Message */
  GCancellable *cancellable; /* owned: cancelled when the thread is to end */
  GThread *thread;           /* owned */
  int scan_ms;               /* what the last full scan took; atomic */
  char *last_problem;        /* owned (nullable): told once, not at every retry */
};

/* Whoever waits for a keeper that ends is told that nobody answers: he can take the project then.
 */
static void
message_free (Message *self)
{
  if (self->caller != NULL)
    ds_caller_answer (self->caller, DS_DOOR_NOBODY);
  g_free (self->path);
  g_free (self->to);
  g_free (self);
}

static void
tell_problem (DsKeeper *self, const GError *error)
{
  DsServiceEvent event = { .kind = DS_SERVICE_PROBLEM, .text = error->message };

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || g_strcmp0 (self->last_problem, error->message) == 0)
    return;
  g_free (self->last_problem);
  self->last_problem = g_strdup (error->message);
  self->func (&event, self->data);
}

/* Somebody's `scan`: the whole project, and an answer when all of it is recorded. */
static void
scan_for_caller (DsKeeper *self, DsCaller *caller)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) left = NULL;
  g_autofree char *answer = NULL;

  if (!ds_capture_scan (self->capture, "", self->cancellable, &error)
      || !ds_capture_finish (self->capture, FINISH_PATIENCE_S, &left, self->cancellable, &error))
    answer =
        g_strdup (g_cancellable_is_cancelled (self->cancellable) ? DS_DOOR_NOBODY : error->message);
  else if (left->len > 0)
    {
      g_autofree char *name = g_filename_display_name (g_ptr_array_index (left, 0));

      answer = g_strdup_printf ("%s is still being written", name);
    }
  ds_caller_answer (caller, answer != NULL ? answer : DS_SERVICE_SCAN_DONE);
}

static void
scan (DsKeeper *self, const char *folder)
{
  g_autoptr (GError) error = NULL;
  gint64 begin = g_get_monotonic_time ();

  if (!ds_capture_scan (self->capture, folder, self->cancellable, &error))
    tell_problem (self, error);
  else if (*folder == '\0')
    g_atomic_int_set (&self->scan_ms, (int) ((g_get_monotonic_time () - begin) / 1000));
}

static void
note_gap (DsKeeper *self, const Message *message)
{
  g_autoptr (GError) error = NULL;

  if (!ds_capture_note_gap (self->capture, message->reason,
                            message->has_since ? &message->since : NULL,
                            message->has_until ? &message->until : NULL, &error))
    tell_problem (self, error);
}

static void
begin_watching (DsKeeper *self, DsTime now)
{
  g_autoptr (GError) error = NULL;

  if (!ds_capture_begin_watching (self->capture, now, &error))
    tell_problem (self, error);
}

/* FALSE when the thread is to end. */
static gboolean
handle (DsKeeper *self, Message *message)
{
  MessageKind kind = message->kind;

  if (kind == TOUCH)
    ds_capture_touch (self->capture, message->path, DS_FOUND_EVENT, message->touch);
  else if (kind == MOVE)
    ds_capture_move (self->capture, message->path, message->to);
  else if (kind == SCAN)
    scan (self, message->path);
  else if (kind == SCAN_FOR)
    scan_for_caller (self, g_steal_pointer (&message->caller));
  else if (kind == WATCHED)
    begin_watching (self, message->until);
  else if (kind == GAP)
    note_gap (self, message);
  message_free (message);
  return kind != STOP;
}

static Message *
wait_for_message (DsKeeper *self)
{
  gint64 due = ds_capture_get_next_due (self->capture);
  gint64 wait = due - g_get_monotonic_time ();

  if (due < 0)
    return g_async_queue_pop (self->messages);
  if (wait <= 0)
    return g_async_queue_try_pop (self->messages);
  return g_async_queue_timeout_pop (self->messages, (guint64) wait);
}

static void
work_off (DsKeeper *self)
{
  g_autoptr (GError) error = NULL;
  gint64 due = ds_capture_get_next_due (self->capture);

  if (due < 0 || due > g_get_monotonic_time ())
    return;
  if (ds_capture_work_off (self->capture, self->cancellable, &error))
    g_clear_pointer (&self->last_problem, g_free);
  else
    {
      tell_problem (self, error);
      g_usleep (DS_SETTLE_DEFER_MIN_MS * 1000); /* a full disk is not asked in a tight circle */
    }
}

static gpointer
run (gpointer data)
{
  DsKeeper *self = data;

  for (;;)
    {
      Message *message = wait_for_message (self);

      while (message != NULL)
        {
          if (!handle (self, message))
            return NULL;
          message = g_async_queue_try_pop (self->messages);
        }
      work_off (self);
    }
}

static void
post (DsKeeper *self, const Message *message)
{
  g_async_queue_push (self->messages, g_memdup2 (message, sizeof *message));
}

/**
 * ds_keeper_new:
 * @capture: (transfer full): used by the keeper's thread from now on
 * @func: told of problems
 * @data: for @func
 */
DsKeeper *
ds_keeper_new (DsCapture *capture, DsServiceFunc func, gpointer data)
{
  DsKeeper *self = g_new0 (DsKeeper, 1);

  self->capture = capture;
  self->func = func;
  self->data = data;
  self->messages = g_async_queue_new_full ((GDestroyNotify) message_free);
  self->cancellable = g_cancellable_new ();
  self->thread = g_thread_new ("keeper", run, self);
  return self;
}

/* A name may have changed; @touch is what the event says. Any thread; never blocks. */
void
ds_keeper_touch (DsKeeper *self, const char *path, DsTouch touch)
{
  post (self, &(Message){ .kind = TOUCH, .touch = touch, .path = g_strdup (path) });
}

/* What was called @from, file or folder, is called @to. Any thread; never blocks. */
void
ds_keeper_move (DsKeeper *self, const char *from, const char *to)
{
  post (self, &(Message){ .kind = MOVE, .path = g_strdup (from), .to = g_strdup (to) });
}

/* All files in @folder and below are to be looked at. Any thread; never blocks. */
void
ds_keeper_scan (DsKeeper *self, const char *folder)
{
  post (self, &(Message){ .kind = SCAN, .path = g_strdup (folder) });
}

/* The folder is there and watched from now on. Any thread; never blocks. */
void
ds_keeper_begin_watching (DsKeeper *self)
{
  post (self, &(Message){ .kind = WATCHED, .until = ds_time_now () });
}

/* As ds_capture_note_gap(); @reason is static. Any thread; never blocks. */
void
ds_keeper_note_gap (DsKeeper *self, const char *reason, const DsTime *since, const DsTime *until)
{
  Message message = { .kind = GAP, .reason = reason };

  message.has_since = since != NULL;
  message.has_until = until != NULL;
  if (since != NULL)
    message.since = *since;
  if (until != NULL)
    message.until = *until;
  post (self, &message);
}

/* @caller is answered when everything changed up to now is recorded. Any thread; never blocks. */
void
ds_keeper_scan_for (DsKeeper *self, DsCaller *caller)
{
  post (self, &(Message){ .kind = SCAN_FOR, .caller = caller });
}

/* How long the last full scan took; 0 before the first. Any thread. */
guint
ds_keeper_get_scan_ms (DsKeeper *self)
{
  return (guint) g_atomic_int_get (&self->scan_ms);
}

/* Names that were touched but are not recorded yet are found by the next scan. */
void
ds_keeper_free (DsKeeper *self)
{
  g_cancellable_cancel (self->cancellable);
  post (self, &(Message){ .kind = STOP });
  g_thread_join (self->thread);
  g_async_queue_unref (self->messages);
  ds_capture_free (self->capture);
  g_object_unref (self->cancellable);
  g_free (self->last_problem);
  g_free (self);
}
