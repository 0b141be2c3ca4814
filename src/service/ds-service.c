/* ds-service.c - looks after projects in the background: watches, records, stamps
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One thread hears what happens in the folders of all projects, each project has a keeper thread,
 * and one thread stamps. They meet only in the journal. */
#include "service/ds-service.h"

#include <string.h>

#include "base/ds-error.h"
#include "project/ds-door.h"
#include "project/ds-gap.h"
#include "service/ds-keeper.h"
#include "service/ds-stamp-loop.h"
#include "watch/ds-folder-watcher.h"

#define RECONCILE_S 300      /* a full look at a project while anything changes in it */
#define REFRESH_DELAY_MS 200 /* several journal entries make one look at the project list */
#define BUSY_RETRY_S 10      /* a project that another process looks after */

struct _DsService
{
  char *store_folder; /* owned */
  char *only_project; /* owned (nullable): id */
  DsServiceFunc func;
  gpointer data;
  GMutex telling;        /* one call of @func at a time */
  GMainContext *context; /* owned */
  GMainLoop *loop;       /* owned */
  GThread *thread;       /* owned */
  DsStore *store;        /* owned: used on the thread */
  DsDoor *door;          /* owned (nullable) */
  DsStampLoop *stamping; /* owned */
  DsInotify *queue;      /* owned: of all projects */
  GHashTable *watched;   /* owned: id → Watched */
  GSource *refresh;      /* owned (nullable): the look at the project list to come */
};

/* One project that is looked after. */
typedef struct
{
  DsService *service;       /* borrowed: outlives self */
  DsProject *project;       /* owned */
  DsKeeper *keeper;         /* owned */
  DsFolderWatcher *watcher; /* owned */
  GSource *reconcile;       /* owned (nullable): the full look to come */
  gboolean is_there;        /* its folder */
  gboolean is_incomplete;   /* not every folder tells of saves */
} Watched;

static void
tell (const DsServiceEvent *event, gpointer data)
{
  DsService *self = data;

  /* Own drafts need no knock: where the door could not be opened, none comes. */
  if (event->kind == DS_SERVICE_RECORDED)
    ds_stamp_loop_wake (self->stamping);
  g_mutex_lock (&self->telling);
  self->func (event, self->data);
  g_mutex_unlock (&self->telling);
}

static void
tell_about (DsService *self, DsServiceEventKind kind, const char *project, const char *path,
            const char *text)
{
  DsServiceEvent event = { .kind = kind, .project = project, .path = path, .text = text };

  tell (&event, self);
}

/* A source on the service's thread. */
static GSource *
add_timeout (DsService *self, guint delay_ms, GSourceFunc func, gpointer data)
{
  GSource *source = g_timeout_source_new (delay_ms);

  g_source_set_callback (source, func, data, NULL);
  g_source_attach (source, self->context);
  return source;
}

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static gboolean
reconcile_cb (gpointer data)
{
  Watched *watched = data;

  ds_folder_watcher_check (watched->watcher);
  clear_source (&watched->reconcile);
  if (watched->is_incomplete)
    watched->reconcile = add_timeout (watched->service, RECONCILE_S * 1000, reconcile_cb, watched);
  return G_SOURCE_REMOVE;
}

/* While anything changes events may be lost, so a full look follows. */
static void
arm_reconcile (Watched *watched)
{
  if (watched->reconcile == NULL)
    watched->reconcile = add_timeout (watched->service, RECONCILE_S * 1000, reconcile_cb, watched);
}

static void
name_touched_cb (const char *path, gpointer data)
{
  Watched *watched = data;

  ds_keeper_touch (watched->keeper, path);
  arm_reconcile (watched);
}

static void
name_moved_cb (const char *from, const char *to, gpointer data)
{
  ds_keeper_move (((Watched *) data)->keeper, from, to);
}

static void
scan_wanted_cb (const char *folder, gpointer data)
{
  ds_keeper_scan (((Watched *) data)->keeper, folder);
}

static void
root_found_cb (gboolean is_there, gpointer data)
{
  Watched *watched = data;
  DsTime now = ds_time_now ();

  watched->is_there = is_there;
  if (is_there)
    {
      ds_keeper_begin_watching (watched->keeper);
      tell_about (watched->service, DS_SERVICE_WATCHED, watched->project->id, NULL, NULL);
      return;
    }
  ds_keeper_note_gap (watched->keeper, DS_GAP_MISSING, &now, NULL);
  tell_about (watched->service, DS_SERVICE_NOT_WATCHED, watched->project->id, NULL,
              "the project's folder is not there: nothing is lost, it is waited for");
}

static void
coverage_changed_cb (guint n_silent, const char *why, gpointer data)
{
  Watched *watched = data;
  DsTime now = ds_time_now ();
  g_autofree char *text = NULL;

  watched->is_incomplete = n_silent > 0;
  ds_keeper_note_gap (watched->keeper, DS_GAP_NO_EVENTS, n_silent > 0 ? &now : NULL,
                      n_silent > 0 ? NULL : &now);
  if (n_silent == 0)
    return;
  arm_reconcile (watched);
  text = g_strdup_printf ("%u folders are looked at every %d minutes only: %s", n_silent,
                          RECONCILE_S / 60, why);
  tell_about (watched->service, DS_SERVICE_PROBLEM, watched->project->id, NULL, text);
}

static void
events_lost_cb (DsTime since, gpointer data)
{
  DsTime now = ds_time_now ();

  ds_keeper_note_gap (((Watched *) data)->keeper, DS_GAP_OVERFLOW, &since, &now);
}

static void
folder_left_out_cb (const char *folder, const GError *why, gpointer data)
{
  Watched *watched = data;

  tell_about (watched->service, DS_SERVICE_PROBLEM, watched->project->id, folder, why->message);
}

static void
watched_free (gpointer data)
{
  Watched *self = data;
  DsTime now = ds_time_now ();

  clear_source (&self->reconcile);
  g_clear_pointer (&self->watcher, ds_folder_watcher_free);
  if (self->is_there)
    ds_keeper_note_gap (self->keeper, DS_GAP_NOT_RUNNING, &now, NULL);
  g_clear_pointer (&self->keeper, ds_keeper_free);
  g_clear_pointer (&self->project, ds_project_free);
  g_free (self);
}

/* The scan at the start finds what was saved while nobody watched; it is asked for once the
 * monitors stand, so nothing falls between. */
static Watched *
watched_new (DsService *service, const DsProject *project, GError **error)
{
  static const DsFolderWatcherHooks hooks = {
    name_touched_cb,     name_moved_cb,  scan_wanted_cb,     root_found_cb,
    coverage_changed_cb, events_lost_cb, folder_left_out_cb,
  };
  DsCapture *capture = ds_capture_new (service->store_folder, project->id, tell, service, error);
  Watched *self;

  if (capture == NULL)
    return NULL;
  self = g_new0 (Watched, 1);
  self->service = service;
  self->project = ds_project_copy (project);
  self->watcher = ds_folder_watcher_new (project->folder, ds_capture_get_filter (capture),
                                         service->queue, &hooks, self);
  self->keeper = ds_keeper_new (capture, tell, service);
  return self;
}

static gboolean
string_lists_are_equal (char **a, char **b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return g_strv_equal ((const char *const *) a, (const char *const *) b);
}

static gboolean
is_as_watched (const Watched *watched, const DsProject *project)
{
  return strcmp (watched->project->folder, project->folder) == 0
         && string_lists_are_equal (watched->project->ignored, project->ignored);
}

static void schedule_refresh (DsService *self, guint delay_ms);

static void
look_after (DsService *self, const DsProject *project)
{
  Watched *watched = g_hash_table_lookup (self->watched, project->id);
  g_autoptr (GError) error = NULL;

  if (watched != NULL && is_as_watched (watched, project))
    return;
  g_hash_table_remove (self->watched, project->id); /* gives its lock up first */
  watched = watched_new (self, project, &error);
  if (watched != NULL)
    g_hash_table_insert (self->watched, g_strdup (project->id), watched);
  else if (g_error_matches (error, DS_ERROR, DS_ERROR_BUSY))
    schedule_refresh (self, BUSY_RETRY_S * 1000);
  else
    tell_about (self, DS_SERVICE_NOT_WATCHED, project->id, NULL, error->message);
}

static gboolean
is_wanted (DsService *self, const char *id, GPtrArray *projects)
{
  for (guint i = 0; i < projects->len; i++)
    if (strcmp (((const DsProject *) g_ptr_array_index (projects, i))->id, id) == 0)
      return self->only_project == NULL || strcmp (id, self->only_project) == 0;
  return FALSE;
}

static void
refresh_projects (DsService *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) projects = NULL;
  GHashTableIter iter;
  gpointer id;

  if (ds_store_refresh (self->store, &error))
    projects = ds_catalog_list_projects (ds_store_get_catalog (self->store), FALSE, &error);
  if (projects == NULL)
    {
      tell_about (self, DS_SERVICE_PROBLEM, NULL, NULL, error->message);
      return;
    }
  g_hash_table_iter_init (&iter, self->watched);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!is_wanted (self, id, projects))
      g_hash_table_iter_remove (&iter);
  for (guint i = 0; i < projects->len; i++)
    {
      const DsProject *project = g_ptr_array_index (projects, i);

      if (is_wanted (self, project->id, projects))
        look_after (self, project);
    }
}

static gboolean
refresh_cb (gpointer data)
{
  DsService *self = data;

  clear_source (&self->refresh);
  refresh_projects (self);
  return G_SOURCE_REMOVE;
}

/* A look that is due sooner stays: in a busy store the next knock always comes before the look. */
static void
schedule_refresh (DsService *self, guint delay_ms)
{
  gint64 due = g_get_monotonic_time () + (gint64) delay_ms * 1000;

  if (self->refresh != NULL && g_source_get_ready_time (self->refresh) <= due)
    return;
  clear_source (&self->refresh);
  self->refresh = add_timeout (self, delay_ms, refresh_cb, self);
}

/* Somebody appended to the journal, or wants a project scanned. */
static void
knocked_cb (const char *line, DsCaller *caller, gpointer data)
{
  DsService *self = data;
  Watched *watched = NULL;

  if (g_str_has_prefix (line, DS_SERVICE_SCAN_REQUEST))
    watched = g_hash_table_lookup (self->watched, line + strlen (DS_SERVICE_SCAN_REQUEST));
  if (watched != NULL)
    {
      ds_keeper_scan_for (watched->keeper, caller);
      return;
    }
  ds_caller_answer (caller, DS_DOOR_NOBODY);
  if (strcmp (line, DS_DOOR_WAKE) == 0)
    {
      ds_stamp_loop_wake (self->stamping);
      schedule_refresh (self, REFRESH_DELAY_MS);
    }
}

static gpointer
run (gpointer data)
{
  DsService *self = data;
  g_autoptr (GError) error = NULL;

  g_main_context_push_thread_default (self->context);
  self->door = ds_door_open (ds_store_get_id (self->store), knocked_cb, self, &error);
  if (self->door == NULL) /* others cannot knock; they wait on the journal instead */
    tell_about (self, DS_SERVICE_PROBLEM, NULL, NULL, error->message);
  refresh_projects (self);
  g_main_loop_run (self->loop);

  clear_source (&self->refresh);
  g_hash_table_remove_all (self->watched);
  g_clear_pointer (&self->door, ds_door_close);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

/**
 * ds_service_start:
 * @store_folder: the store's
 * @only_project: (nullable): id of the one project to look after; %NULL for all, also later ones
 * @func: told what happens, on threads of the service, one call at a time
 * @data: for @func
 * @error: as ds_store_open()
 *
 * Returns: (transfer full) (nullable): runs until ds_service_stop()
 */
DsService *
ds_service_start (const char *store_folder, const char *only_project, DsServiceFunc func,
                  gpointer data, GError **error)
{
  DsStore *store = ds_store_open (store_folder, DS_STORE_WRITE, error);
  DsService *self;

  if (store == NULL)
    return NULL;
  self = g_new0 (DsService, 1);
  self->store = store;
  self->store_folder = g_strdup (store_folder);
  self->only_project = g_strdup (only_project);
  self->func = func;
  self->data = data;
  g_mutex_init (&self->telling);
  self->watched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, watched_free);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->queue = ds_inotify_new (self->context);
  self->stamping = ds_stamp_loop_new (store_folder, tell, self);
  self->thread = g_thread_new ("service", run, self);
  return self;
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

/* Ends all threads. What was touched but not recorded is found by the next scan. */
void
ds_service_stop (DsService *self)
{
  g_autoptr (GSource) quit = g_idle_source_new ();

  /* On the service's own thread, for a loop that does not run yet cannot be quit. */
  g_source_set_callback (quit, quit_cb, self->loop, NULL);
  g_source_attach (quit, self->context);
  g_thread_join (self->thread);
  ds_stamp_loop_free (self->stamping);
  g_hash_table_unref (self->watched);
  ds_inotify_free (self->queue);
  ds_store_close (self->store);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->telling);
  g_free (self->only_project);
  g_free (self->store_folder);
  g_free (self);
}
