/* test-lock.c - a lock between processes that dies with its holder
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "base/ds-lock.h"

typedef struct
{
  char *folder; /* scratch */
  char *path;   /* of the lock */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("draftseal-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "lock", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_no_errno (g_unlink (fixture->path));
  g_assert_no_errno (g_rmdir (fixture->folder));
  g_free (fixture->folder);
  g_free (fixture->path);
}

static void
assert_busy (const char *path)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ds_lock_try (path, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_BUSY);
}

static void
test_within_process (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsLock) lock = ds_lock_take (fixture->path, &error);
  g_autofree char *holder = NULL;
  g_autofree char *own = g_strdup_printf ("%d ", (int) getpid ());

  g_assert_no_error (error);
  assert_busy (fixture->path);
  g_assert_true (g_file_get_contents (fixture->path, &holder, NULL, NULL));
  g_assert_true (g_str_has_prefix (holder, own));

  g_clear_pointer (&lock, ds_lock_release);
  lock = ds_lock_try (fixture->path, &error);
  g_assert_no_error (error);
}

/* A child that holds the lock says so through a pipe and lives until another one is closed. */
static pid_t
fork_holder (const char *path, int *stop)
{
  int ready[2];
  int live[2];
  char octet = 0;
  pid_t child;

  g_assert_no_errno (pipe (ready));
  g_assert_no_errno (pipe (live));
  child = fork ();
  g_assert_no_errno (child);
  if (child == 0)
    {
      DsLock *lock = ds_lock_try (path, NULL);

      close (live[1]);
      _exit (lock != NULL && write (ready[1], &octet, 1) == 1 && read (live[0], &octet, 1) == 0
                 ? EXIT_SUCCESS
                 : EXIT_FAILURE);
    }
  close (ready[1]);
  close (live[0]);
  g_assert_cmpint (read (ready[0], &octet, 1), ==, 1);
  close (ready[0]);
  *stop = live[1];
  return child;
}

static void
test_between_processes (Fixture *fixture, gconstpointer data)
{
  int stop;
  int status;
  pid_t child = fork_holder (fixture->path, &stop);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsLock) lock = NULL;

  assert_busy (fixture->path);
  close (stop); /* the child ends without releasing */
  lock = ds_lock_take (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == EXIT_SUCCESS);
}

static void
test_killed_holder (Fixture *fixture, gconstpointer data)
{
  int stop;
  pid_t child = fork_holder (fixture->path, &stop);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsLock) lock = NULL;

  g_assert_no_errno (kill (child, SIGKILL));
  lock = ds_lock_take (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
  close (stop);
}

static void
test_nowhere (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->path, "none", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (fixture->path, "", 0, NULL));
  g_assert_null (ds_lock_take (path, &error));
  g_assert_nonnull (error);
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("/base/lock/within-process", test_within_process);
  add ("/base/lock/between-processes", test_between_processes);
  add ("/base/lock/killed-holder", test_killed_holder);
  add ("/base/lock/refuse-nowhere", test_nowhere);
  return g_test_run ();
}
