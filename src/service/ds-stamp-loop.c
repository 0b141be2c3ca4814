/* ds-stamp-loop.c - freezes and stamps in the background, when it is due
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One thread that sleeps until the next window, interval or backoff ends, or until somebody wakes
 * it because the journal has grown. It remembers nothing: each turn asks the journal anew. The
 * store stays open, so that its tree is not hashed from the first entry in each turn. */
#include "service/ds-stamp-loop.h"

#include <gio/gio.h>

#include "base/ds-error.h"
#include "evidence/ds-authorities.h"
#include "evidence/ds-batch.h"
#include "evidence/ds-stamper.h"

#define BUSY_RETRY_S 2      /* another process sends just now */
#define TROUBLE_RETRY_S 30  /* the store could not be read or written */
#define LONGEST_SLEEP_S 300 /* a Final set by rule comes of age without anybody waking us */
#define SHORTEST_SLEEP_S 0.05

struct _DsStampLoop
{
  char *store_folder; /* owned */
  DsServiceFunc func;
  gpointer data;
  GThread *thread;           /* owned */
  GCancellable *cancellable; /* owned: cancelled when the loop ends */
  GMutex mutex;
  GCond woken;
  gboolean is_woken; /* under mutex */
  gboolean is_ended; /* under mutex */
};

static void
tell (DsStampLoop *self, DsServiceEventKind kind, const char *tsa, const char *text)
{
  DsServiceEvent event = { .kind = kind, .tsa = tsa, .text = text };

  self->func (&event, self->data);
}

static void
sleep_less (double *sleep_s, DsTime now, DsTime until)
{
  double wait_s = ds_time_seconds_between (now, until);

  *sleep_s = MIN (*sleep_s, MAX (wait_s, SHORTEST_SLEEP_S));
}

static void
tell_outcome (DsStampLoop *self, const DsStampOutcome *outcome)
{
  if (outcome->error != NULL && g_error_matches (outcome->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (outcome->error != NULL)
    tell (self, DS_SERVICE_STAMP_FAILED, outcome->tsa, outcome->error->message);
  else if (outcome->was_asked)
    tell (self, DS_SERVICE_STAMPED, outcome->tsa, NULL);
}

static void
plan_sleep (const DsStampOutcome *outcome, DsTime now, double *sleep_s)
{
  if (outcome->plan == NULL)
    *sleep_s = MIN (*sleep_s, TROUBLE_RETRY_S);
  else if (outcome->plan->action == DS_STAMP_ASK)
    sleep_less (sleep_s, now, now);
  else if (outcome->plan->action != DS_STAMP_NOTHING)
    sleep_less (sleep_s, now, outcome->plan->not_before);
}

/* One turn. Returns how long to sleep. */
static gboolean
turn (DsStampLoop *self, DsStore *store, double *sleep_s, GError **error)
{
  g_autoptr (GPtrArray) tsas =
      ds_store_refresh (store, error) ? ds_authorities_list (store, error) : NULL;
  g_autoptr (GPtrArray) outcomes = NULL;
  DsTime next_due;
  gboolean has_next;

  if (tsas == NULL
      || !ds_batch_freeze_due (store, tsas, ds_time_now (), FALSE, &next_due, &has_next, error))
    return FALSE;
  if (has_next)
    sleep_less (sleep_s, ds_time_now (), next_due);
  outcomes =
      ds_stamper_pass (self->store_folder, NULL, DS_STAMP_BY_CLOCK, self->cancellable, error);
  if (outcomes == NULL)
    return FALSE;
  for (guint i = 0; i < outcomes->len; i++)
    {
      const DsStampOutcome *outcome = g_ptr_array_index (outcomes, i);

      tell_outcome (self, outcome);
      plan_sleep (outcome, ds_time_now (), sleep_s);
    }
  return TRUE;
}

/* Sleeps until @sleep_s have passed or somebody wakes; FALSE when the loop is to end. */
static gboolean
sleep_or_wake (DsStampLoop *self, double sleep_s)
{
  gint64 until = g_get_monotonic_time () + (gint64) (sleep_s * G_USEC_PER_SEC);
  gboolean goes_on;

  g_mutex_lock (&self->mutex);
  while (!self->is_woken && !self->is_ended
         && g_cond_wait_until (&self->woken, &self->mutex, until))
    ;
  self->is_woken = FALSE;
  goes_on = !self->is_ended;
  g_mutex_unlock (&self->mutex);
  return goes_on;
}

static gpointer
run (gpointer data)
{
  DsStampLoop *self = data;
  g_autoptr (DsStore) store = NULL;
  double sleep_s;

  do
    {
      g_autoptr (GError) error = NULL;

      sleep_s = LONGEST_SLEEP_S;
      if (store == NULL)
        store = ds_store_open (self->store_folder, DS_STORE_WRITE, &error);
      if (store == NULL || !turn (self, store, &sleep_s, &error))
        {
          gboolean is_busy = g_error_matches (error, DS_ERROR, DS_ERROR_BUSY);

          sleep_s = MIN (sleep_s, is_busy ? BUSY_RETRY_S : TROUBLE_RETRY_S);
          if (!is_busy)
            {
              tell (self, DS_SERVICE_PROBLEM, NULL, error->message);
              g_clear_pointer (&store, ds_store_close);
            }
        }
    }
  while (sleep_or_wake (self, sleep_s));
  return NULL;
}

/**
 * ds_stamp_loop_new:
 * @store_folder: the store's
 * @func: told what happens, on the loop's thread
 * @data: for @func
 *
 * Starts at once.
 */
DsStampLoop *
ds_stamp_loop_new (const char *store_folder, DsServiceFunc func, gpointer data)
{
  DsStampLoop *self = g_new0 (DsStampLoop, 1);

  self->store_folder = g_strdup (store_folder);
  self->func = func;
  self->data = data;
  self->cancellable = g_cancellable_new ();
  g_mutex_init (&self->mutex);
  g_cond_init (&self->woken);
  self->thread = g_thread_new ("stamp-loop", run, self);
  return self;
}

/* The journal has grown: look again. Any thread. */
void
ds_stamp_loop_wake (DsStampLoop *self)
{
  g_mutex_lock (&self->mutex);
  self->is_woken = TRUE;
  g_cond_signal (&self->woken);
  g_mutex_unlock (&self->mutex);
}

/* Ends a running exchange at once; its journalled attempt is repeated later. */
void
ds_stamp_loop_free (DsStampLoop *self)
{
  g_mutex_lock (&self->mutex);
  self->is_ended = TRUE;
  g_cond_signal (&self->woken);
  g_mutex_unlock (&self->mutex);
  g_cancellable_cancel (self->cancellable);
  g_thread_join (self->thread);
  g_object_unref (self->cancellable);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->woken);
  g_free (self->store_folder);
  g_free (self);
}
