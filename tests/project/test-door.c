/* test-door.c - processes of one store find each other
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "project/ds-door.h"
#include "store-scratch.h"

#define STORE_ID "00112233445566778899aabbccddeeff"
#define N_DOORS 40
#define N_KNOCKING 4
#define TIMEOUT_S 10

typedef struct
{
  Scratch scratch;
  char *doors; /* owned: the folder */
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  scratch_setup (&f->scratch, NULL);
  f->doors = g_build_filename (g_get_user_runtime_dir (), "draftseal", STORE_ID, NULL);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  g_free (f->doors);
  scratch_teardown (&f->scratch, NULL);
}

/* A door on a thread and main context of its own, as a service has it. */
typedef struct
{
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  DsDoor *door;
  const char *answer; /* (nullable): to questions; %NULL: not meant */
  gint n_woken;       /* atomic */
  GMutex mutex;
  GCond opened;
  gboolean is_open;
} Listener;

static void
knocked_cb (const char *line, DsCaller *caller, gpointer data)
{
  Listener *self = data;

  if (strcmp (line, DS_DOOR_WAKE) == 0)
    g_atomic_int_inc (&self->n_woken);
  ds_caller_answer (caller, self->answer != NULL ? self->answer : DS_DOOR_NOBODY);
}

static gboolean
opened_cb (gpointer data)
{
  Listener *self = data;

  g_mutex_lock (&self->mutex);
  self->is_open = TRUE;
  g_cond_signal (&self->opened);
  g_mutex_unlock (&self->mutex);
  return G_SOURCE_REMOVE;
}

static gpointer
listen_in_thread (gpointer data)
{
  Listener *self = data;
  g_autoptr (GSource) opened = g_idle_source_new ();
  g_autoptr (GError) error = NULL;

  g_main_context_push_thread_default (self->context);
  self->door = ds_door_open (STORE_ID, knocked_cb, self, &error);
  g_assert_no_error (error);
  g_source_set_callback (opened, opened_cb, self, NULL);
  g_source_attach (opened, self->context);
  g_main_loop_run (self->loop);
  ds_door_close (self->door);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static void
listener_start (Listener *self, const char *answer)
{
  memset (self, 0, sizeof *self);
  self->answer = answer;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->opened);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("door", listen_in_thread, self);
}

static void
listener_await (Listener *self)
{
  g_mutex_lock (&self->mutex);
  while (!self->is_open)
    g_cond_wait (&self->opened, &self->mutex);
  g_mutex_unlock (&self->mutex);
}

static void
listener_stop (Listener *self)
{
  g_main_loop_quit (self->loop);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->opened);
}

static void
test_the_one_meant_answers (Fixture *f, gconstpointer data)
{
  Listener listeners[3];
  g_autofree char *answer = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (listeners); i++)
    {
      listener_start (&listeners[i], i == 1 ? "done" : NULL);
      listener_await (&listeners[i]);
    }
  answer = ds_door_ask (STORE_ID, "scan x", TIMEOUT_S, NULL);
  g_assert_cmpstr (answer, ==, "done");
  for (guint i = 0; i < G_N_ELEMENTS (listeners); i++)
    listener_stop (&listeners[i]);
}

static void
test_nobody_answers (Fixture *f, gconstpointer data)
{
  Listener listener;

  g_assert_null (ds_door_ask (STORE_ID, "scan x", TIMEOUT_S, NULL));
  listener_start (&listener, NULL);
  listener_await (&listener);
  g_assert_null (ds_door_ask (STORE_ID, "scan x", TIMEOUT_S, NULL));
  listener_stop (&listener);
}

static guint
count_sockets (Fixture *f)
{
  g_autoptr (GDir) dir = g_dir_open (f->doors, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* A process that was killed leaves its socket behind. */
static void
test_dead_door_is_removed (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->doors, "1-dead.sock", NULL);
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_no_errno (g_mkdir_with_parents (f->doors, 0700));
  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  g_assert_no_errno (bind (fd, (struct sockaddr *) &address, sizeof address));
  close (fd);
  g_assert_cmpuint (count_sockets (f), ==, 1);
  ds_door_knock_all (STORE_ID);
  g_assert_cmpuint (count_sockets (f), ==, 0);
}

static gpointer
knock_in_thread (gpointer data)
{
  gint *goes_on = data;

  while (g_atomic_int_get (goes_on))
    ds_door_knock_all (STORE_ID);
  return NULL;
}

/* Whoever knocks while a door is being opened must not take it for a dead one. */
static void
test_no_door_is_lost_while_it_opens (Fixture *f, gconstpointer data)
{
  gint goes_on = 1;
  GThread *knocking[N_KNOCKING];
  g_autofree Listener *listeners = g_new0 (Listener, N_DOORS);

  for (guint i = 0; i < N_KNOCKING; i++)
    knocking[i] = g_thread_new ("knock", knock_in_thread, &goes_on);
  for (guint i = 0; i < N_DOORS; i++)
    listener_start (&listeners[i], NULL);
  for (guint i = 0; i < N_DOORS; i++)
    listener_await (&listeners[i]);
  g_atomic_int_set (&goes_on, 0);
  for (guint i = 0; i < N_KNOCKING; i++)
    g_thread_join (knocking[i]);
  g_assert_cmpuint (count_sockets (f), ==, N_DOORS);
  for (guint i = 0; i < N_DOORS; i++)
    listener_stop (&listeners[i]);
  g_assert_cmpuint (count_sockets (f), ==, 0);
}

/* Somebody who connects and says nothing holds nobody up, even when the door is closed meanwhile.
 */
static void
test_silent_caller (Fixture *f, gconstpointer data)
{
  Listener listener;
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_autoptr (GDir) dir = NULL;
  g_autofree char *path = NULL;
  g_autofree char *answer = NULL;

  listener_start (&listener, "done");
  listener_await (&listener);
  dir = g_dir_open (f->doors, 0, NULL);
  path = g_build_filename (f->doors, g_dir_read_name (dir), NULL);
  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  g_assert_no_errno (connect (fd, (struct sockaddr *) &address, sizeof address));
  answer = ds_door_ask (STORE_ID, "scan x", TIMEOUT_S, NULL);
  g_assert_cmpstr (answer, ==, "done");
  listener_stop (&listener);
  close (fd);
}

int
main (int argc, char *argv[])
{
  g_autofree char *runtime = g_dir_make_tmp ("door-XXXXXX", NULL); /* short: a socket's path is */
  g_autofree char *ours = g_build_filename (runtime, "draftseal", NULL);
  g_autofree char *doors = g_build_filename (ours, STORE_ID, NULL);
  int result;

  g_setenv ("XDG_RUNTIME_DIR", runtime, TRUE);
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/project/door/" name, Fixture, NULL, setup, func, teardown)
  ADD ("the-one-meant-answers", test_the_one_meant_answers);
  ADD ("nobody-answers", test_nobody_answers);
  ADD ("dead-door-is-removed", test_dead_door_is_removed);
  ADD ("no-door-is-lost-while-it-opens", test_no_door_is_lost_while_it_opens);
  ADD ("silent-caller", test_silent_caller);
  result = g_test_run ();
  g_rmdir (doors);
  g_rmdir (ours);
  g_rmdir (runtime);
  return result;
}
