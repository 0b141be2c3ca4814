/* ds-watched.c - one project that is looked after: its watcher and its keeper
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/ds-watched.h"

#include "project/ds-gap.h"
#include "service/ds-keeper.h"
#include "watch/ds-folder-watcher.h"

/* A full look at a project after anything has changed in it, or, where not every folder tells of
 * saves, from time to time: then so much more seldom the longer it takes, that it costs at most two
 * per cent of a processor, but never more seldom than this. */
#define RECONCILE_S 300
#define RECONCILE_MIN_S 30
#define RECONCILE_SHARE 50

struct _DsWatched
{
  DsProject *project; /* owned */
  DsServiceFunc func;
  gpointer data;
  GMainContext *context;    /* owned */
  DsKeeper *keeper;         /* owned */
  DsFolderWatcher *watcher; /* owned */
  GSource *reconcile;       /* owned (nullable): the full look to come */
  gboolean is_there;        /* its folder */
  gboolean is_incomplete;   /* not every folder tells of saves */
};

static void
tell (DsWatched *self, DsServiceEventKind kind, const char *path, const char *text)
{
  DsServiceEvent event = { .kind = kind, .project = self->project->id, .path = path, .text = text };

  self->func (&event, self->data);
}

static void
unarm_reconcile (DsWatched *self)
{
  if (self->reconcile != NULL)
    g_source_destroy (self->reconcile);
  g_clear_pointer (&self->reconcile, g_source_unref);
}

static void arm_reconcile (DsWatched *self);

static gboolean
reconcile_cb (gpointer data)
{
  DsWatched *self = data;

  ds_folder_watcher_check (self->watcher);
  unarm_reconcile (self);
  if (self->is_incomplete)
    arm_reconcile (self);
  return G_SOURCE_REMOVE;
}

/* A file may change later through a mapping that somebody has made of it, of which no event tells,
 * so a full look follows whatever happens. */
static void
arm_reconcile (DsWatched *self)
{
  guint wait_s = RECONCILE_S;

  if (self->reconcile != NULL)
    return;
  if (self->is_incomplete)
    wait_s = CLAMP (ds_keeper_get_scan_ms (self->keeper) * RECONCILE_SHARE / 1000, RECONCILE_MIN_S,
                    RECONCILE_S);
  self->reconcile = g_timeout_source_new_seconds (wait_s);
  g_source_set_callback (self->reconcile, reconcile_cb, self, NULL);
  g_source_attach (self->reconcile, self->context);
}

static void
name_touched_cb (const char *path, DsTouch touch, gpointer data)
{
  DsWatched *self = data;

  ds_keeper_touch (self->keeper, path, touch);
  arm_reconcile (self);
}

static void
name_moved_cb (const char *from, const char *to, gpointer data)
{
  ds_keeper_move (((DsWatched *) data)->keeper, from, to);
}

static void
scan_wanted_cb (const char *folder, gpointer data)
{
  ds_keeper_scan (((DsWatched *) data)->keeper, folder);
}

static void
root_found_cb (gboolean is_there, gpointer data)
{
  DsWatched *self = data;
  DsTime now = ds_time_now ();

  self->is_there = is_there;
  if (is_there)
    {
      ds_keeper_begin_watching (self->keeper);
      tell (self, DS_SERVICE_WATCHED, NULL, NULL);
      return;
    }
  ds_keeper_note_gap (self->keeper, DS_GAP_MISSING, &now, NULL);
  tell (self, DS_SERVICE_NOT_WATCHED, NULL,
        "the project's folder is not there: nothing is lost, it is waited for");
}

static void
coverage_changed_cb (guint n_silent, const char *why, gpointer data)
{
  DsWatched *self = data;
  DsTime now = ds_time_now ();
  g_autofree char *text = NULL;

  self->is_incomplete = n_silent > 0;
  ds_keeper_note_gap (self->keeper, DS_GAP_NO_EVENTS, n_silent > 0 ? &now : NULL,
                      n_silent > 0 ? NULL : &now);
  if (n_silent == 0)
    return;
  unarm_reconcile (self);
  arm_reconcile (self);
  text = g_strdup_printf ("%u folders are looked at from time to time only: %s", n_silent, why);
  tell (self, DS_SERVICE_PROBLEM, NULL, text);
}

static void
events_lost_cb (DsTime since, gpointer data)
{
  DsTime now = ds_time_now ();

  ds_keeper_note_gap (((DsWatched *) data)->keeper, DS_GAP_OVERFLOW, &since, &now);
}

static void
folder_left_out_cb (const char *folder, const GError *why, gpointer data)
{
  DsWatched *self = data;

  if (*folder == '\0') /* of all others the scan tells */
    tell (self, DS_SERVICE_PROBLEM, folder, why->message);
}

/**
 * ds_watched_new:
 * @store_folder: the store's
 * @queue: outlives the project; used in the thread-default context, which is that of @queue
 * @func: told what happens, on several threads
 * @data: for @func
 * @error: as ds_capture_new()
 *
 * The scan at the start finds what was saved while nobody watched; it is asked for once all folders
 * are watched, so nothing falls between.
 */
DsWatched *
ds_watched_new (const char *store_folder, const DsProject *project, DsInotify *queue,
                DsServiceFunc func, gpointer data, GError **error)
{
  static const DsFolderWatcherHooks hooks = {
    name_touched_cb,     name_moved_cb,  scan_wanted_cb,     root_found_cb,
    coverage_changed_cb, events_lost_cb, folder_left_out_cb,
  };
  DsCapture *capture = ds_capture_new (store_folder, project->id, func, data, error);
  DsWatched *self;

  if (capture == NULL)
    return NULL;
  self = g_new0 (DsWatched, 1);
  self->project = ds_project_copy (project);
  self->func = func;
  self->data = data;
  self->context = g_main_context_ref_thread_default ();
  self->watcher =
      ds_folder_watcher_new (project->folder, ds_capture_get_filter (capture), queue, &hooks, self);
  self->keeper = ds_keeper_new (capture, func, data);
  return self;
}

/* What was touched but is not recorded yet is found by the next scan. */
void
ds_watched_free (DsWatched *self)
{
  DsTime now = ds_time_now ();

  unarm_reconcile (self);
  ds_folder_watcher_free (self->watcher);
  if (self->is_there)
    ds_keeper_note_gap (self->keeper, DS_GAP_NOT_RUNNING, &now, NULL);
  ds_keeper_free (self->keeper);
  g_main_context_unref (self->context);
  ds_project_free (self->project);
  g_free (self);
}

/* Whether @project, as it is now, is looked after as it wants to be. */
gboolean
ds_watched_is_like (const DsWatched *self, const DsProject *project)
{
  return ds_project_is_watched_like (self->project, project);
}

/* @caller is answered when everything changed up to now is recorded. */
void
ds_watched_scan_for (DsWatched *self, DsCaller *caller)
{
  ds_keeper_scan_for (self->keeper, caller);
}

/* Has everything looked at soon. */
void
ds_watched_check (DsWatched *self)
{
  ds_folder_watcher_check (self->watcher);
}

/* The computer slept, but other computers may have saved, and disks may have come and gone. */
void
ds_watched_note_sleep (DsWatched *self, DsTime since, DsTime until)
{
  if (self->is_there)
    ds_keeper_note_gap (self->keeper, DS_GAP_SUSPENDED, &since, &until);
  ds_watched_check (self);
}
