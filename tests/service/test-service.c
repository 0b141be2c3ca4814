/* test-service.c - a whole service at work: what it tells, whom it answers, what wakes it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "evidence/ds-authorities.h"
#include "project/ds-door.h"
#include "project/ds-gap.h"
#include "service/ds-service.h"
#include "store-scratch.h"
#include "tsa-server.h"

#define PATIENCE_S 15
#define KNOCK_EVERY_US (50 * 1000)

typedef struct
{
  Scratch scratch;
  DsProject *project;
  char *store_id;
  TsaServer *server;
  DsService *service;
  GMutex mutex;
  GCond told;
  guint n_told[DS_SERVICE_PROBLEM + 1]; /* under mutex */
} Fixture;

static void
event_cb (const DsServiceEvent *event, gpointer data)
{
  Fixture *f = data;

  g_mutex_lock (&f->mutex);
  f->n_told[event->kind]++;
  g_cond_broadcast (&f->told);
  g_mutex_unlock (&f->mutex);
}

/* Waits until the service has told of @kind @n times. */
static void
await (Fixture *f, DsServiceEventKind kind, guint n)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;
  gboolean in_time = TRUE;

  g_mutex_lock (&f->mutex);
  while (in_time && f->n_told[kind] < n)
    in_time = g_cond_wait_until (&f->told, &f->mutex, deadline);
  g_mutex_unlock (&f->mutex);
  g_assert_true (in_time);
}

static void
start (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  f->service = ds_service_start (f->scratch.folder, NULL, event_cb, f, &error);
  g_assert_no_error (error);
  await (f, DS_SERVICE_WATCHED, 1);
}

static void
setup (Fixture *f, gconstpointer data)
{
  g_autoptr (DsStore) store = NULL;

  g_mutex_init (&f->mutex);
  g_cond_init (&f->told);
  scratch_setup (&f->scratch, NULL);
  store = scratch_open (&f->scratch);
  f->project = scratch_add_project (&f->scratch, store, "tea");
  f->store_id = g_strdup (ds_store_get_id (store));
  f->server = tsa_server_start (f->scratch.scratch);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  g_clear_pointer (&f->service, ds_service_stop);
  tsa_server_stop (f->server);
  ds_project_free (f->project);
  g_free (f->store_id);
  g_mutex_clear (&f->mutex);
  g_cond_clear (&f->told);
  scratch_teardown (&f->scratch, NULL);
}

static void
add_tsa (Fixture *f)
{
  g_autoptr (DsStore) store = scratch_open (&f->scratch);
  g_autoptr (DsTsa) tsa = tsa_server_make_tsa (f->server, "one", "\"interval\":0,\"window\":1");
  g_autoptr (GError) error = NULL;

  ds_authorities_add (store, tsa, &error);
  g_assert_no_error (error);
}

static guint
count_drafts (Fixture *f)
{
  g_autoptr (DsStore) store = scratch_open (&f->scratch);
  g_autoptr (GPtrArray) drafts = scratch_list_drafts (store);

  return drafts->len;
}

static void
test_save_is_recorded_and_stamped (Fixture *f, gconstpointer data)
{
  add_tsa (f);
  start (f);
  scratch_write (f->project->folder, "poster.svg", "<svg/>");
  await (f, DS_SERVICE_RECORDED, 1);
  await (f, DS_SERVICE_STAMPED, 1);
  g_assert_cmpuint (count_drafts (f), ==, 1);
}

/* From the end of one service to the beginning of the next, to the journal's own clock. */
static void
test_gap_is_journalled (Fixture *f, gconstpointer data)
{
  g_autoptr (DsStore) store = NULL;
  g_autoptr (GPtrArray) gaps = NULL;
  const DsGap *gap;

  start (f);
  g_clear_pointer (&f->service, ds_service_stop);
  f->n_told[DS_SERVICE_WATCHED] = 0;
  start (f);
  g_clear_pointer (&f->service, ds_service_stop);

  store = scratch_open (&f->scratch);
  gaps = ds_catalog_list_gaps (ds_store_get_catalog (store), f->project->id, NULL);
  g_assert_cmpuint (gaps->len, ==, 2);
  gap = g_ptr_array_index (gaps, 0);
  g_assert_cmpstr (gap->reason, ==, DS_GAP_NOT_RUNNING);
  g_assert_true (gap->has_ended);
  g_assert_cmpint (ds_time_compare (gap->since, gap->until), <, 0);
  gap = g_ptr_array_index (gaps, 1);
  g_assert_cmpstr (gap->reason, ==, DS_GAP_NOT_RUNNING);
  g_assert_false (gap->has_ended);
}

/* Nothing is recorded as deleted, and what is there when the folder is back is found. */
static void
test_missing_folder (Fixture *f, gconstpointer data)
{
  g_autofree char *aside = g_strconcat (f->project->folder, "-aside", NULL);
  g_autoptr (DsStore) store = NULL;
  g_autoptr (GPtrArray) gaps = NULL;

  scratch_write (f->project->folder, "poster.svg", "1");
  start (f);
  await (f, DS_SERVICE_RECORDED, 1);
  g_assert_no_errno (g_rename (f->project->folder, aside));
  await (f, DS_SERVICE_NOT_WATCHED, 1);
  scratch_write (aside, "poster.svg", "2");
  g_assert_no_errno (g_rename (aside, f->project->folder));
  await (f, DS_SERVICE_WATCHED, 2);
  await (f, DS_SERVICE_RECORDED, 2);
  g_assert_cmpuint (f->n_told[DS_SERVICE_PROBLEM], ==, 0);

  store = scratch_open (&f->scratch);
  gaps = ds_catalog_list_gaps (ds_store_get_catalog (store), f->project->id, NULL);
  g_assert_cmpuint (gaps->len, ==, 1);
  g_assert_cmpstr (((const DsGap *) g_ptr_array_index (gaps, 0))->reason, ==, DS_GAP_MISSING);
}

static void
test_what_was_there_is_recorded (Fixture *f, gconstpointer data)
{
  scratch_write (f->project->folder, "poster.svg", "<svg/>");
  start (f);
  await (f, DS_SERVICE_RECORDED, 1);
}

static char *
ask_for_scan (Fixture *f)
{
  g_autofree char *question = g_strconcat (DS_SERVICE_SCAN_REQUEST, f->project->id, NULL);

  return ds_door_ask (f->store_id, question, PATIENCE_S, NULL);
}

static void
test_scan_for_another (Fixture *f, gconstpointer data)
{
  g_autofree char *answer = NULL;

  start (f);
  scratch_write (f->project->folder, "poster.svg", "<svg/>");
  answer = ask_for_scan (f);
  g_assert_cmpstr (answer, ==, DS_SERVICE_SCAN_DONE);
  g_assert_cmpuint (count_drafts (f), ==, 1);
}

static gpointer
ask_in_thread (gpointer data)
{
  return ask_for_scan (data);
}

/* Whoever waits for a service that ends is told that nobody answers, and can do it himself. */
static void
test_service_ends_during_a_scan (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->project->folder, "big.psd", NULL);
  g_autofree char *answer = NULL;
  GThread *asking;
  int fd;

  start (f);
  fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  g_assert_cmpint (write (fd, "half", 4), ==, 4);
  asking = g_thread_new ("ask", ask_in_thread, f);
  await (f, DS_SERVICE_WAITING, 1); /* the file is open: the scan cannot end */
  g_clear_pointer (&f->service, ds_service_stop);
  answer = g_thread_join (asking);
  g_assert_cmpstr (answer, ==, NULL);
  close (fd);
}

/* Where nobody can knock, the service's own drafts are stamped as soon. */
static void
test_no_door (Fixture *f, gconstpointer data)
{
  const char *runtime = g_get_user_runtime_dir ();
  g_autofree char *ours = g_build_filename (runtime, "draftseal", NULL);
  g_autofree char *doors = g_build_filename (ours, f->store_id, NULL);

  g_mkdir_with_parents (ours, 0700);
  g_assert_true (g_file_set_contents (doors, "no folder", -1, NULL));
  add_tsa (f);
  start (f);
  scratch_write (f->project->folder, "poster.svg", "<svg/>");
  await (f, DS_SERVICE_STAMPED, 1);
  g_clear_pointer (&f->service, ds_service_stop);
  g_unlink (doors);
}

typedef struct
{
  const char *store_id;
  gint goes_on; /* atomic */
} Knocking;

static gpointer
knock_in_thread (gpointer data)
{
  Knocking *knocking = data;

  while (g_atomic_int_get (&knocking->goes_on))
    {
      ds_door_knock_all (knocking->store_id);
      g_usleep (KNOCK_EVERY_US);
    }
  return NULL;
}

/* However much is going on in the store, a new project is looked after soon. */
static void
test_new_project_in_a_busy_store (Fixture *f, gconstpointer data)
{
  Knocking knocking = { f->store_id, 1 };
  g_autoptr (DsStore) store = NULL;
  g_autoptr (DsProject) lamp = NULL;
  GThread *thread;

  start (f);
  thread = g_thread_new ("knock", knock_in_thread, &knocking);
  store = scratch_open (&f->scratch);
  lamp = scratch_add_project (&f->scratch, store, "lamp");
  await (f, DS_SERVICE_WATCHED, 2);
  g_atomic_int_set (&knocking.goes_on, 0);
  g_thread_join (thread);
}

int
main (int argc, char *argv[])
{
  g_autofree char *runtime = g_dir_make_tmp ("run-XXXXXX", NULL);
  int result;

  g_setenv ("XDG_RUNTIME_DIR", runtime, TRUE);
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/service/service/" name, Fixture, NULL, setup, func, teardown)
  ADD ("save-is-recorded-and-stamped", test_save_is_recorded_and_stamped);
  ADD ("gap-is-journalled", test_gap_is_journalled);
  ADD ("missing-folder", test_missing_folder);
  ADD ("what-was-there-is-recorded", test_what_was_there_is_recorded);
  ADD ("scan-for-another", test_scan_for_another);
  ADD ("service-ends-during-a-scan", test_service_ends_during_a_scan);
  ADD ("no-door", test_no_door);
  ADD ("new-project-in-a-busy-store", test_new_project_in_a_busy_store);
  result = g_test_run ();
  scratch_remove_tree (runtime);
  return result;
}
