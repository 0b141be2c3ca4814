/* ds-cli-work.c - a long piece of work: progress on a terminal, and a clean end on Ctrl-C
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/ds-cli-work.h"

#include <glib-unix.h>
#include <stdio.h>
#include <unistd.h>

#include "base/ds-error.h"

#define SHOW_EVERY_MS 250

/* The numbers are written by the thread that works and shown by the main one. */
typedef struct
{
  const char *what;
  DsCliWorkFunc func;
  gpointer data;
  GMainLoop *loop;           /* owned */
  GCancellable *cancellable; /* owned */
  GMutex mutex;
  guint64 done;  /* under mutex */
  guint64 total; /* under mutex */
  gboolean is_shown;
  gboolean succeeded;
  GError *error; /* owned (nullable) */
} Work;

static void
note_progress (guint64 done, guint64 total, gpointer data)
{
  Work *work = data;

  g_mutex_lock (&work->mutex);
  work->done = done;
  work->total = total;
  g_mutex_unlock (&work->mutex);
}

static gboolean
show_progress_cb (gpointer data)
{
  Work *work = data;
  g_autofree char *done = NULL;
  g_autofree char *total = NULL;

  g_mutex_lock (&work->mutex);
  done = ds_cli_show_size (work->done);
  total = ds_cli_show_size (work->total);
  g_mutex_unlock (&work->mutex);
  fprintf (stderr, "\r\033[K%s: %s of %s", work->what, done, total);
  fflush (stderr);
  work->is_shown = TRUE;
  return G_SOURCE_CONTINUE;
}

static gboolean
interrupted_cb (gpointer data)
{
  Work *work = data;

  g_cancellable_cancel (work->cancellable);
  return G_SOURCE_CONTINUE;
}

static gboolean
ended_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static gpointer
run (gpointer data)
{
  Work *work = data;
  DsProgress progress = { note_progress, work };

  work->succeeded = work->func (&progress, work->cancellable, work->data, &work->error);
  g_idle_add (ended_cb, work->loop);
  return NULL;
}

static gboolean
conclude (Work *work, GError **error)
{
  if (work->succeeded)
    return TRUE;
  if (g_error_matches (work->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s was interrupted before its end",
                 work->what);
  else
    g_propagate_error (error, g_steal_pointer (&work->error));
  return FALSE;
}

/**
 * ds_cli_work:
 * @what: what is done, for people
 * @func: does it; blocks
 * @data: for @func
 * @error: what @func said; %G_IO_ERROR_CANCELLED if a person ended it
 */
gboolean
ds_cli_work (const char *what, DsCliWorkFunc func, gpointer data, GError **error)
{
  Work work = { .what = what, .func = func, .data = data };
  guint sources[3] = { 0 };
  GThread *thread;
  gboolean succeeded;

  work.loop = g_main_loop_new (NULL, FALSE);
  work.cancellable = g_cancellable_new ();
  g_mutex_init (&work.mutex);
  sources[0] = g_unix_signal_add (SIGINT, interrupted_cb, &work);
  sources[1] = g_unix_signal_add (SIGTERM, interrupted_cb, &work);
  if (isatty (STDERR_FILENO))
    sources[2] = g_timeout_add (SHOW_EVERY_MS, show_progress_cb, &work);
  thread = g_thread_new ("work", run, &work);
  g_main_loop_run (work.loop);
  g_thread_join (thread);
  if (work.is_shown)
    fputs ("\r\033[K", stderr);
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    if (sources[i] != 0)
      g_source_remove (sources[i]);
  succeeded = conclude (&work, error);
  g_clear_error (&work.error);
  g_mutex_clear (&work.mutex);
  g_object_unref (work.cancellable);
  g_main_loop_unref (work.loop);
  return succeeded;
}
