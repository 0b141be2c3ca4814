/* cmd-scan.c - scan: one pass over the projects, recorded and stamped when it returns
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/ds-error.h"
#include "cli/ds-cli-survey.h"
#include "evidence/ds-authorities.h"
#include "evidence/ds-batch.h"
#include "evidence/ds-stamper.h"
#include "project/ds-door.h"
#include "service/ds-capture.h"
#include "service/ds-service.h"

#define HOLDER_PATIENCE_S 60 /* how long another process that watches is waited for */
#define WRITER_PATIENCE_S 10 /* how long a file that is being written is waited for */
#define INTERVAL_PATIENCE_S 60
#define RETRY_US (200 * 1000)

typedef struct
{
  const char *store_folder;
  guint n_recorded;
  guint n_left; /* sentences said about what could have been done and was not */
} Scan;

static void
count_event (const DsServiceEvent *event, gpointer data)
{
  Scan *scan = data;

  if (event->kind == DS_SERVICE_RECORDED)
    scan->n_recorded++;
  else if (event->kind == DS_SERVICE_PROBLEM || event->kind == DS_SERVICE_LEFT_OUT)
    {
      g_autofree char *path = ds_cli_show_path (event->path != NULL ? event->path : "");

      ds_cli_warn ("%s: %s", path, event->text);
      if (event->kind == DS_SERVICE_PROBLEM)
        scan->n_left++;
    }
  else if (event->kind == DS_SERVICE_LOW_ROOM)
    ds_cli_warn ("%s", event->text);
}

static void
tell_left (Scan *scan, GPtrArray *left)
{
  for (guint i = 0; i < left->len; i++)
    {
      g_autofree char *path = ds_cli_show_path (g_ptr_array_index (left, i));

      ds_cli_warn ("%s is still being written: it is recorded when that ends", path);
      scan->n_left++;
    }
}

/* Another process looks after the project: it scans for us, and answers when all is recorded. */
static gboolean
ask_holder (Scan *scan, const char *store_id, const DsProject *project)
{
  g_autofree char *question = g_strconcat (DS_SERVICE_SCAN_REQUEST, project->id, NULL);
  g_autofree char *answer = ds_door_ask (store_id, question, HOLDER_PATIENCE_S, NULL);

  if (answer == NULL)
    return FALSE;
  if (g_strcmp0 (answer, DS_SERVICE_SCAN_DONE) != 0)
    {
      ds_cli_warn ("%s: %s", project->name, answer);
      scan->n_left++;
    }
  return TRUE;
}

/* The project's lock, or the holder's word that it has scanned; waits for either. */
static DsCapture *
take_project (Scan *scan, const char *store_id, const DsProject *project, gboolean *is_done,
              GError **error)
{
  gint64 deadline = g_get_monotonic_time () + (gint64) HOLDER_PATIENCE_S * G_USEC_PER_SEC;
  gboolean was_told = FALSE;

  for (*is_done = FALSE;;)
    {
      g_autoptr (GError) inner = NULL;
      DsCapture *capture =
          ds_capture_new (scan->store_folder, project->id, count_event, scan, &inner);

      if (capture != NULL)
        return capture;
      if (!g_error_matches (inner, DS_ERROR, DS_ERROR_BUSY) || g_get_monotonic_time () > deadline)
        {
          g_propagate_error (error, g_steal_pointer (&inner));
          return NULL;
        }
      *is_done = ask_holder (scan, store_id, project);
      if (*is_done)
        return NULL;
      if (!was_told)
        ds_cli_warn ("another process looks after “%s” and cannot be reached: waiting for it, at "
                     "most %d s",
                     project->name, HOLDER_PATIENCE_S);
      was_told = TRUE;
      g_usleep (RETRY_US);
    }
}

static void
scan_project (Scan *scan, const char *store_id, const DsProject *project)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) left = NULL;
  g_autoptr (DsCapture) capture = NULL;
  gboolean is_done;

  if (!g_file_test (project->folder, G_FILE_TEST_IS_DIR))
    {
      g_autofree char *folder = ds_cli_show_path (project->folder);

      ds_cli_warn ("the folder of “%s” is not there (%s): nothing is lost; tell where it is with "
                   "draftseal relink",
                   project->name, folder);
      return;
    }
  capture = take_project (scan, store_id, project, &is_done, &error);
  if (is_done)
    return;
  if (capture == NULL || !ds_capture_scan (capture, "", NULL, &error)
      || !ds_capture_finish (capture, WRITER_PATIENCE_S, &left, NULL, &error))
    {
      ds_cli_warn ("%s: %s", project->name, error->message);
      scan->n_left++;
      return;
    }
  tell_left (scan, left);
}

/* @failed ends with a %NULL: the stamper takes it as a list of names. */
static gboolean
add_failed (GPtrArray *failed, const char *tsa)
{
  if (g_strv_contains ((const char *const *) failed->pdata, tsa))
    return FALSE;
  g_ptr_array_insert (failed, 0, g_strdup (tsa));
  return TRUE;
}

/* What is still to come from one TSA: TRUE if it is to be waited for, @wait_s then says how long.
 */
static gboolean
judge_outcome (Scan *scan, const DsStampOutcome *outcome, GPtrArray *failed, double *wait_s)
{
  double until_s;

  if (outcome->error != NULL)
    {
      if (add_failed (failed, outcome->tsa))
        {
          ds_cli_warn ("%s gave no stamp: %s", outcome->tsa, outcome->error->message);
          scan->n_left++;
        }
      return FALSE;
    }
  if (outcome->plan == NULL || outcome->plan->action == DS_STAMP_NOTHING)
    return FALSE;
  if (outcome->plan->action == DS_STAMP_HELD)
    {
      if (add_failed (failed, outcome->tsa))
        ds_cli_print ("%s: drafts stay owed: %s.\n", outcome->tsa, outcome->plan->why);
      return FALSE;
    }
  until_s = outcome->plan->action == DS_STAMP_ASK
                ? 0
                : ds_time_seconds_between (ds_time_now (), outcome->plan->not_before);
  if (until_s > INTERVAL_PATIENCE_S)
    {
      if (add_failed (failed, outcome->tsa))
        ds_cli_print ("%s: drafts stay owed: it may be asked again in %.0f s.\n", outcome->tsa,
                      until_s);
      return FALSE;
    }
  *wait_s = MIN (*wait_s, MAX (until_s, 0));
  return TRUE;
}

/* One round with all TSAs. Returns whether something is still to come. */
static gboolean
stamp_once (Scan *scan, GPtrArray *failed, GError **error)
{
  g_autoptr (GPtrArray) outcomes = NULL;
  g_autoptr (GError) inner = NULL;
  double wait_s = INTERVAL_PATIENCE_S;
  gboolean goes_on = FALSE;

  outcomes = ds_stamper_pass (scan->store_folder, (const char *const *) failed->pdata,
                              DS_STAMP_AT_ONCE, NULL, &inner);
  if (outcomes == NULL && g_error_matches (inner, DS_ERROR, DS_ERROR_BUSY))
    {
      g_usleep (RETRY_US);
      return TRUE;
    }
  if (outcomes == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&inner));
      return FALSE;
    }
  for (guint i = 0; i < outcomes->len; i++)
    if (judge_outcome (scan, g_ptr_array_index (outcomes, i), failed, &wait_s))
      goes_on = TRUE;
  if (goes_on && wait_s > 0)
    g_usleep ((gulong) (wait_s * G_USEC_PER_SEC) + 1000);
  return goes_on;
}

static gboolean
stamp_all (Scan *scan, DsStore *store, GError **error)
{
  g_autoptr (GPtrArray) tsas = ds_authorities_list (store, error);
  g_autoptr (GPtrArray) failed = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) inner = NULL;
  DsTime next_due;
  gboolean has_next;

  if (tsas == NULL || !ds_store_refresh (store, error)
      || !ds_batch_freeze_due (store, tsas, ds_time_now (), TRUE, &next_due, &has_next, error))
    return FALSE;
  if (tsas->len == 0)
    {
      ds_cli_print ("No authority is added: drafts stay LOCAL (see draftseal authority add).\n");
      return TRUE;
    }
  g_ptr_array_add (failed, NULL); /* a string list of those that failed */
  while (stamp_once (scan, failed, &inner))
    ;
  if (inner != NULL)
    g_propagate_error (error, g_steal_pointer (&inner));
  return *error == NULL;
}

static void
print_result (DsStore *store, const Scan *scan)
{
  DsDraftQuery pending = { .is_pending = TRUE };
  guint64 n_pending = 0;

  ds_cli_print ("%u new draft%s recorded.\n", scan->n_recorded, scan->n_recorded == 1 ? "" : "s");
  if (ds_catalog_count_drafts (ds_store_get_catalog (store), &pending, &n_pending, NULL)
      && n_pending > 0)
    ds_cli_print ("%" G_GUINT64_FORMAT " draft%s in no batch yet.\n", n_pending,
                  n_pending == 1 ? " is" : "s are");
}

static DsExit
scan_all (DsStore *store, GPtrArray *projects, gboolean no_stamp)
{
  Scan scan = { .store_folder = ds_store_get_folder (store) };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < projects->len; i++)
    scan_project (&scan, ds_store_get_id (store), g_ptr_array_index (projects, i));
  if (!no_stamp && !stamp_all (&scan, store, &error))
    return ds_cli_refuse (error);
  if (!ds_store_refresh (store, &error))
    return ds_cli_refuse (error);
  print_result (store, &scan);
  return scan.n_left > 0 ? DS_EXIT_REFUSED : DS_EXIT_DONE;
}

DsExit
ds_cmd_scan (char **arguments)
{
  g_autofree char *project_name = NULL;
  gboolean no_stamp = FALSE;
  gboolean dry_run = FALSE;
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "project", 0, 0, G_OPTION_ARG_FILENAME, &project_name, "Only this project", "NAME" },
    { "no-stamp", 0, 0, G_OPTION_ARG_NONE, &no_stamp, "Record only", NULL },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &dry_run, "Only tell what would be looked at", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "With --dry-run: print JSON", NULL },
    G_OPTION_ENTRY_NULL,
  };
  DsExit exit;
  g_auto (GStrv) rest = ds_cli_parse (arguments, entries, 0, 0, &exit);
  g_autoptr (DsStore) store = NULL;
  g_autoptr (GPtrArray) projects = NULL;
  g_autoptr (GError) error = NULL;

  if (rest == NULL)
    return exit;
  if (json && !dry_run)
    return ds_cli_refuse_usage ("scan", "--json goes with --dry-run");
  store = ds_cli_open_store (&error);
  if (store == NULL)
    return ds_cli_refuse (error);
  if (ds_store_get_damage (store) != NULL && !dry_run)
    return DS_EXIT_REFUSED; /* told already: nothing may be recorded */
  projects = ds_cli_choose_projects (store, project_name, &error);
  if (projects == NULL)
    return ds_cli_refuse (error);
  return dry_run ? ds_cli_survey (store, projects, json) : scan_all (store, projects, no_stamp);
}
