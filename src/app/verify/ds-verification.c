/* ds-verification.c - judges a file or a draft off the main thread
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/verify/ds-verification.h"

#include "app/look/ds-words.h"

typedef struct
{
  char *store_folder;
  char *path;   /* (nullable): a file */
  char *record; /* (nullable): H(record) of a draft */
} DsVerificationWish;

static void
free_wish (gpointer data)
{
  DsVerificationWish *wish = data;

  g_free (wish->store_folder);
  g_free (wish->path);
  g_free (wish->record);
  g_free (wish);
}

static gboolean
judge_draft (DsVerification *self, DsStore *store, const char *record,
             const DsJudgeOptions *options, GCancellable *cancellable, GError **error)
{
  g_autoptr (DsDraft) draft = ds_catalog_find_draft (ds_store_get_catalog (store), record, error);
  g_autofree char *path = NULL;

  if (draft == NULL)
    return FALSE;

  path = ds_draft_dup_display_path (draft);
  self->name = g_path_get_basename (path);
  return ds_judgement_judge_draft (self->judgement, store, draft, DS_DATA_KEPT, options,
                                   cancellable, error);
}

static gboolean
judge (DsVerification *self, const DsVerificationWish *wish, GCancellable *cancellable,
       GError **error)
{
  g_autoptr (DsStore) store = ds_store_open (wish->store_folder, DS_STORE_READ, error);
  DsJudgeOptions options = { .now = ds_time_now () };
  DsJudgedData data = { .path = wish->path };

  if (store == NULL)
    return FALSE;
  if (wish->record != NULL)
    return judge_draft (self, store, wish->record, &options, cancellable, error);

  self->name = g_filename_display_basename (wish->path);
  return ds_judgement_judge_data (self->judgement, store, &data, &options, error);
}

/* With a handle of its own: a large file takes seconds, and the window's thread has other work. */
static void
judge_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (DsVerification) self = g_new0 (DsVerification, 1);
  g_autoptr (GError) error = NULL;

  self->judgement = ds_judgement_new ();
  if (!judge (self, task_data, cancellable, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  ds_judgement_conclude (self->judgement);
  g_task_return_pointer (task, g_steal_pointer (&self), (GDestroyNotify) ds_verification_free);
}

/**
 * ds_verification_run_async:
 * @store_folder: the store's folder
 * @path: (nullable): a file to judge by what lies beside it and what the store knows of its bytes
 * @record: (nullable): instead of a file, a draft to judge by its kept copy
 */
void
ds_verification_run_async (const char *store_folder, const char *path, const char *record,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  DsVerificationWish *wish = g_new0 (DsVerificationWish, 1);

  wish->store_folder = g_strdup (store_folder);
  wish->path = g_strdup (path);
  wish->record = g_strdup (record);
  g_task_set_source_tag (task, ds_verification_run_async);
  g_task_set_task_data (task, wish, free_wish);
  g_task_run_in_thread (task, judge_in_thread);
}

DsVerification *
ds_verification_run_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ds_verification_run_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
ds_verification_free (DsVerification *self)
{
  g_free (self->name);
  g_clear_pointer (&self->judgement, ds_judgement_free);
  g_free (self);
}
