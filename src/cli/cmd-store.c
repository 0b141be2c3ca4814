/* cmd-store.c - store: backup, restore, move
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "cli/ds-cli-work.h"
#include "evidence/ds-store-restore.h"

typedef struct _Job Job;

/* One copying, and what it came to. */
struct _Job
{
  DsStoreCopy copy;
  gboolean (*run) (Job *self, GError **error);
  DsStoreCheck *check; /* owned (nullable): of what was restored */
  guint64 n_entries;   /* in the backup */
};

static void
job_clear (Job *self)
{
  ds_store_copy_clear (&self->copy);
  g_clear_pointer (&self->check, ds_store_check_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Job, job_clear)

static gboolean
run_backup (Job *self, GError **error)
{
  return ds_store_backup (&self->copy, &self->n_entries, error);
}

static gboolean
run_restore (Job *self, GError **error)
{
  return ds_store_restore (&self->copy, &self->check, error);
}

static gboolean
run_move (Job *self, GError **error)
{
  return ds_store_move (&self->copy, error);
}

static gboolean
run_job (const DsProgress *progress, GCancellable *cancellable, gpointer data, GError **error)
{
  Job *job = data;

  job->copy.progress = *progress;
  job->copy.cancellable = cancellable;
  return job->run (job, error);
}

/* One sentence for each file that was left out. */
static void
tell_losses (const DsStoreCopy *copy)
{
  for (guint i = 0; i < copy->losses->len; i++)
    {
      g_autofree char *text = ds_cli_show_path (g_ptr_array_index (copy->losses, i));

      ds_cli_warn ("%s", text);
    }
}

static void
print_copied (const DsStoreCopy *copy)
{
  g_autofree char *size = ds_cli_show_size (copy->n_octets_copied);

  ds_cli_print ("%" G_GUINT64_FORMAT " files copied (%s), %" G_GUINT64_FORMAT
                " were there already.\n",
                copy->n_copied, size, copy->n_there);
  if (copy->n_locked > 0)
    ds_cli_print ("%" G_GUINT64_FORMAT
                  " of them are encrypted and were copied unread: their key is "
                  "not at hand.\n",
                  copy->n_locked);
}

static DsExit
backup (const char *store_folder, const char *folder, gboolean verify)
{
  g_auto (Job) job = { .copy = { .from = store_folder, .to = folder, .reads_again = verify },
                       .run = run_backup };
  g_autoptr (GError) error = NULL;
  g_autofree char *shown = ds_cli_show_path (folder);

  if (!ds_cli_work ("the backup", run_job, &job, &error))
    return ds_cli_refuse (error);
  tell_losses (&job.copy);
  print_copied (&job.copy);
  ds_cli_print ("%s holds the store up to entry %" G_GUINT64_FORMAT " of its journal.\n", shown,
                job.n_entries - 1);
  return job.copy.losses->len > 0 ? DS_EXIT_REFUSED : DS_EXIT_DONE;
}

static DsExit
restore (const char *store_folder, const char *folder)
{
  g_auto (Job) job = { .copy = { .from = folder, .to = store_folder }, .run = run_restore };
  g_autoptr (GError) error = NULL;
  g_autofree char *shown = ds_cli_show_path (store_folder);

  if (!ds_cli_work ("restoring", run_job, &job, &error))
    return ds_cli_refuse (error);
  tell_losses (&job.copy);
  print_copied (&job.copy);
  ds_cli_print ("%s holds the store now: %" G_GUINT64_FORMAT " drafts, of which %" G_GUINT64_FORMAT
                " cannot be proven any more%s.\n",
                shown, job.check->n_drafts, job.check->n_unprovable,
                job.check->n_losses > 0 ? " (see draftseal check)" : "");
  if (job.check->n_locked > 0)
    ds_cli_print ("%" G_GUINT64_FORMAT " of them are encrypted and were not read: their key is not "
                  "at hand.\n",
                  job.check->n_locked);
  return job.check->n_losses > 0 || job.copy.losses->len > 0 ? DS_EXIT_REFUSED : DS_EXIT_DONE;
}

static DsExit
move (const char *store_folder, const char *folder)
{
  g_auto (Job) job = { .copy = { .from = store_folder, .to = folder }, .run = run_move };
  g_autoptr (GError) error = NULL;
  g_autofree char *place = ds_cli_show_path (store_folder);
  g_autofree char *shown = ds_cli_show_path (folder);

  if (!ds_cli_work ("the move", run_job, &job, &error))
    return ds_cli_refuse (error);
  ds_cli_print ("The store is in %s now; %s leads there.\n", shown, place);
  return DS_EXIT_DONE;
}

DsExit
ds_cmd_store (char **arguments)
{
  gboolean verify = FALSE;
  const GOptionEntry entries[] = {
    { "verify", 0, 0, G_OPTION_ARG_NONE, &verify,
      "backup: read again what is in the backup already, and mend it", NULL },
    G_OPTION_ENTRY_NULL,
  };
  DsExit exit;
  g_auto (GStrv) rest = ds_cli_parse (arguments, entries, 2, 2, &exit);
  g_autofree char *store_folder = ds_store_dup_default_folder ();

  if (rest == NULL)
    return exit;
  if (verify && strcmp (rest[0], "backup") != 0)
    return ds_cli_refuse_usage ("store", "--verify belongs to backup");
  if (strcmp (rest[0], "backup") == 0)
    return backup (store_folder, rest[1], verify);
  if (strcmp (rest[0], "restore") == 0)
    return restore (store_folder, rest[1]);
  if (strcmp (rest[0], "move") == 0)
    return move (store_folder, rest[1]);
  return ds_cli_refuse_usage ("store", "it is backup, restore or move, not “%s”", rest[0]);
}
