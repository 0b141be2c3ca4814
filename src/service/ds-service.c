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
#include "service/ds-self-check.h"
#include "service/ds-stamp-loop.h"
#include "service/ds-watched.h"
#include "watch/ds-clock-watch.h"

#define REFRESH_DELAY_MS 200 /* several journal entries make one look at the project list */
#define BUSY_RETRY_S 10      /* a project that another process looks after */

/* A copy is read again once a month; a vault of 100 GB takes four days of running. */
static const DsSelfCheckPace pace = { G_GUINT64_CONSTANT (1) << 30, 30 * 86400 };

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
  DsSelfCheck *checking; /* owned */
  DsInotify *queue;      /* owned: of all projects */
  DsClockWatch *clock;   /* owned */
  GHashTable *watched;   /* owned: id → DsWatched */
  GSource *refresh;      /* owned (nullable): the look at the project list to come */
};

static void
tell (const DsServiceEvent *event, gpointer data)
{
  DsService *self = data;

  /* Own drafts need no knock: where the door could not be opened, none comes. */
  if (event->kind == DS_SERVICE_RECORDED || event->kind == DS_SERVICE_LOOKED)
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

static void schedule_refresh (DsService *self, guint delay_ms);

static void
look_after (DsService *self, const DsProject *project)
{
  DsWatched *watched = g_hash_table_lookup (self->watched, project->id);
  g_autoptr (GError) error = NULL;

  if (watched != NULL && ds_watched_is_like (watched, project))
    return;
  g_hash_table_remove (self->watched, project->id); /* gives its lock up first */
  watched = ds_watched_new (self->store_folder, project, self->queue, tell, self, &error);
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
  DsWatched *watched = NULL;

  if (g_str_has_prefix (line, DS_SERVICE_SCAN_REQUEST))
    watched = g_hash_table_lookup (self->watched, line + strlen (DS_SERVICE_SCAN_REQUEST));
  if (watched != NULL)
    {
      ds_watched_scan_for (watched, caller);
      return;
    }
  ds_caller_answer (caller, DS_DOOR_NOBODY);
  if (strcmp (line, DS_DOOR_WAKE) == 0)
    {
      ds_stamp_loop_wake (self->stamping);
      schedule_refresh (self, REFRESH_DELAY_MS);
    }
}

static void
check_all (DsService *self)
{
  GHashTableIter iter;
  gpointer watched;

  g_hash_table_iter_init (&iter, self->watched);
  while (g_hash_table_iter_next (&iter, NULL, &watched))
    ds_watched_check (watched);
}

static void
slept_cb (DsTime since, DsTime until, gpointer data)
{
  DsService *self = data;
  GHashTableIter iter;
  gpointer watched;

  g_hash_table_iter_init (&iter, self->watched);
  while (g_hash_table_iter_next (&iter, NULL, &watched))
    ds_watched_note_sleep (watched, since, until);
}

/* Times of the local clock before and after this entry are not to be compared. */
static void
clock_was_set_cb (DsTime from, DsTime to, gpointer data)
{
  DsService *self = data;
  g_autoptr (GError) error = NULL;

  if (!ds_gap_note_clock (self->store, from, to, &error))
    tell_about (self, DS_SERVICE_PROBLEM, NULL, NULL, error->message);
  check_all (self);
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
  static const DsClockWatchHooks clock_hooks = { slept_cb, clock_was_set_cb };
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
  self->watched =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ds_watched_free);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->queue = ds_inotify_new (self->context);
  self->clock = ds_clock_watch_new (self->context, &clock_hooks, self);
  self->stamping = ds_stamp_loop_new (store_folder, tell, self);
  self->checking = ds_self_check_new (store_folder, &pace, tell, self);
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
  ds_self_check_free (self->checking);
  ds_stamp_loop_free (self->stamping);
  g_hash_table_unref (self->watched);
  ds_clock_watch_free (self->clock);
  ds_inotify_free (self->queue);
  ds_store_close (self->store);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->telling);
  g_free (self->only_project);
  g_free (self->store_folder);
  g_free (self);
}
