/* ds-watching.c - looks after the projects as long as the application runs
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/store/ds-watching.h"

#include "service/ds-service.h"

/* A program may touch a file without leaving another draft behind; then nothing else would end what
 * is shown as a save. */
#define SAVING_AT_LONGEST_S 20

/* "saving" is emitted on the main thread with a project's id, a path and whether a save of it is
 * under way, "problem" with a sentence. */
struct _DsWatching
{
  GObject parent_instance;

  DsService *service;  /* (nullable): until it has started */
  GHashTable *saving;  /* "project/path" -> DsSaving */
  gboolean is_stopped; /* what started meanwhile is stopped at once */
};

typedef struct
{
  DsWatching *watching; /* borrowed: the timeouts end with it */
  char *project;
  char *path;
  guint timeout;
} DsSaving;

/* An event on its way to the main thread. */
typedef struct
{
  GWeakRef watching;
  DsServiceEventKind kind;
  char *project;
  char *path;
  char *text;
} DsWatchingNews;

enum
{
  SIGNAL_SAVING,
  SIGNAL_PROBLEM,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DsWatching, ds_watching, G_TYPE_OBJECT)

static void
free_saving (gpointer data)
{
  DsSaving *saving = data;

  g_clear_handle_id (&saving->timeout, g_source_remove);
  g_free (saving->project);
  g_free (saving->path);
  g_free (saving);
}

static void
end_saving (DsWatching *self, const char *project, const char *path)
{
  g_autofree char *key = g_strconcat (project, "/", path, NULL);

  if (g_hash_table_remove (self->saving, key))
    g_signal_emit (self, signals[SIGNAL_SAVING], 0, project, path, FALSE);
}

static gboolean
saving_too_long_cb (gpointer user_data)
{
  DsSaving *saving = user_data;
  g_autofree char *project = g_strdup (saving->project);
  g_autofree char *path = g_strdup (saving->path);

  saving->timeout = 0;
  end_saving (saving->watching, project, path);
  return G_SOURCE_REMOVE;
}

static void
begin_saving (DsWatching *self, const char *project, const char *path)
{
  g_autofree char *key = g_strconcat (project, "/", path, NULL);
  DsSaving *saving;

  if (g_hash_table_contains (self->saving, key))
    return;

  saving = g_new0 (DsSaving, 1);
  saving->watching = self;
  saving->project = g_strdup (project);
  saving->path = g_strdup (path);
  saving->timeout = g_timeout_add_seconds (SAVING_AT_LONGEST_S, saving_too_long_cb, saving);
  g_hash_table_insert (self->saving, g_steal_pointer (&key), saving);
  g_signal_emit (self, signals[SIGNAL_SAVING], 0, project, path, TRUE);
}

static gboolean
take_news_cb (gpointer user_data)
{
  DsWatchingNews *news = user_data;
  g_autoptr (DsWatching) self = g_weak_ref_get (&news->watching);

  if (self == NULL || self->is_stopped)
    return G_SOURCE_REMOVE;

  if (news->kind == DS_SERVICE_SAVING)
    begin_saving (self, news->project, news->path);
  else if (news->kind == DS_SERVICE_PROBLEM || news->kind == DS_SERVICE_LOW_ROOM)
    g_signal_emit (self, signals[SIGNAL_PROBLEM], 0, news->text);
  else if (news->path != NULL)
    end_saving (self, news->project, news->path);
  return G_SOURCE_REMOVE;
}

static void
free_news (gpointer data)
{
  DsWatchingNews *news = data;

  g_weak_ref_clear (&news->watching);
  g_free (news->project);
  g_free (news->path);
  g_free (news->text);
  g_free (news);
}

/* On a thread of the service. What a TSA says needs no news: the journal tells it. */
static void
happened_cb (const DsServiceEvent *event, gpointer data)
{
  DsWatchingNews *news;

  if (event->kind != DS_SERVICE_SAVING && event->kind != DS_SERVICE_RECORDED
      && event->kind != DS_SERVICE_RENAMED && event->kind != DS_SERVICE_PROBLEM
      && event->kind != DS_SERVICE_LOW_ROOM)
    return;

  news = g_new0 (DsWatchingNews, 1);
  g_weak_ref_init (&news->watching, data);
  news->kind = event->kind;
  news->project = g_strdup (event->project);
  news->path = g_strdup (event->path);
  news->text = g_strdup (event->text);
  g_idle_add_full (G_PRIORITY_DEFAULT, take_news_cb, news, free_news);
}

static void
start_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  DsService *service = ds_service_start (task_data, NULL, happened_cb, source, &error);

  if (service == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, service, (GDestroyNotify) ds_service_stop);
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DsWatching *self = DS_WATCHING (source);
  g_autoptr (GError) error = NULL;

  self->service = g_task_propagate_pointer (G_TASK (result), &error);
  if (self->service == NULL)
    g_signal_emit (self, signals[SIGNAL_PROBLEM], 0, error->message);
  else if (self->is_stopped)
    g_clear_pointer (&self->service, ds_service_stop);
}

/**
 * ds_watching_new:
 * @store_folder: the store's folder
 *
 * Starts to look after every project. A project that another process watches stays that process's;
 * what it records is shown all the same.
 */
DsWatching *
ds_watching_new (const char *store_folder)
{
  DsWatching *self = g_object_new (DS_TYPE_WATCHING, NULL);
  g_autoptr (GTask) task = g_task_new (self, NULL, started_cb, NULL);

  g_task_set_source_tag (task, ds_watching_new);
  g_task_set_task_data (task, g_strdup (store_folder), g_free);
  g_task_run_in_thread (task, start_in_thread);
  return self;
}

/* Waits for what is being kept right now, then stops. */
void
ds_watching_stop (DsWatching *self)
{
  self->is_stopped = TRUE;
  g_clear_pointer (&self->service, ds_service_stop);
}

static void
ds_watching_finalize (GObject *object)
{
  DsWatching *self = DS_WATCHING (object);

  g_clear_pointer (&self->service, ds_service_stop);
  g_hash_table_unref (self->saving);
  G_OBJECT_CLASS (ds_watching_parent_class)->finalize (object);
}

static void
ds_watching_init (DsWatching *self)
{
  self->saving = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_saving);
}

static void
ds_watching_class_init (DsWatchingClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ds_watching_finalize;
  signals[SIGNAL_SAVING] =
      g_signal_new ("saving", DS_TYPE_WATCHING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                    3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_BOOLEAN);
  signals[SIGNAL_PROBLEM] = g_signal_new ("problem", DS_TYPE_WATCHING, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}
