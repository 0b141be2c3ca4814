/* ds-session.c - the window's own handle of the store, on a thread of its own
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/store/ds-session.h"

#define JOURNAL_RATE_MS 100 /* at most ten looks a second at a journal that grows */

/* A DsStore is for one thread: a pool with one thread that is nobody else's owns it. "changed" is
 * emitted on the main thread when the journal has grown, by whomever. */
struct _DsSession
{
  GObject parent_instance;

  char *folder;
  GThreadPool *thread;   /* one thread, of GTask */
  DsStore *store;        /* that thread's only; opened by the first job */
  GFileMonitor *monitor; /* of the journal */
};

typedef struct
{
  DsSessionJob job;
  gpointer data;
  GDestroyNotify free_data;   /* (nullable) */
  GDestroyNotify free_result; /* (nullable) */
} DsSessionTask;

static guint changed_signal;

G_DEFINE_FINAL_TYPE (DsSession, ds_session, G_TYPE_OBJECT)

static void
free_task (gpointer data)
{
  DsSessionTask *task = data;

  if (task->free_data != NULL)
    task->free_data (task->data);
  g_free (task);
}

static void
run_in_thread (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;
  DsSession *self = user_data;
  DsSessionTask *work = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gpointer result;

  if (g_task_return_error_if_cancelled (task))
    return;

  if (self->store == NULL)
    self->store = ds_store_open (self->folder, DS_STORE_WRITE, &error);
  if (self->store == NULL || !ds_store_refresh (self->store, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  result = work->job (self->store, work->data, &error);
  if (result == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, result, work->free_result);
}

static void
journal_changed_cb (DsSession *self)
{
  g_signal_emit (self, changed_signal, 0);
}

/**
 * ds_session_new:
 * @folder: the store's; made by the first job if it is not there
 */
DsSession *
ds_session_new (const char *folder)
{
  DsSession *self = g_object_new (DS_TYPE_SESSION, NULL);
  g_autoptr (GFile) journal = g_file_new_build_filename (folder, "journal", NULL);

  self->folder = g_strdup (folder);
  /* Without a monitor the window still shows what it reads; nothing else can be done about it. */
  self->monitor = g_file_monitor_file (journal, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor != NULL)
    {
      g_file_monitor_set_rate_limit (self->monitor, JOURNAL_RATE_MS);
      g_signal_connect_swapped (self->monitor, "changed", G_CALLBACK (journal_changed_cb), self);
    }
  return self;
}

const char *
ds_session_get_folder (DsSession *self)
{
  return self->folder;
}

/**
 * ds_session_run_async:
 * @job: what to do with the store
 * @data: (transfer full): for @job alone
 * @free_data: (nullable): frees @data
 * @free_result: (nullable): frees a result that nobody takes
 *
 * Runs @job on the store's thread after those asked for before it, with everything taken in that
 * other handles have appended.
 */
void
ds_session_run_async (DsSession *self, DsSessionJob job, gpointer data, GDestroyNotify free_data,
                      GDestroyNotify free_result, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  DsSessionTask *work = g_new0 (DsSessionTask, 1);

  g_return_if_fail (DS_IS_SESSION (self) && job != NULL);

  work->job = job;
  work->data = data;
  work->free_data = free_data;
  work->free_result = free_result;
  g_task_set_source_tag (task, ds_session_run_async);
  g_task_set_task_data (task, work, free_task);
  g_thread_pool_push (self->thread, task, NULL);
}

/* Returns: (transfer full): what the job returned; %NULL exactly if @error is set */
gpointer
ds_session_run_finish (DsSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, ds_session_run_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
ds_session_finalize (GObject *object)
{
  DsSession *self = DS_SESSION (object);

  /* A task holds a reference to its session, so none is left to be run. */
  g_thread_pool_free (self->thread, TRUE, FALSE);
  g_clear_pointer (&self->store, ds_store_close);
  g_clear_object (&self->monitor);
  g_free (self->folder);
  G_OBJECT_CLASS (ds_session_parent_class)->finalize (object);
}

static void
ds_session_init (DsSession *self)
{
  self->thread = g_thread_pool_new (run_in_thread, self, 1, TRUE, NULL);
}

static void
ds_session_class_init (DsSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ds_session_finalize;
  changed_signal = g_signal_new ("changed", DS_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}
