/* test-lost-events.c - folders under watch where events are lost or cannot be had
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "watch-fixture.h"

/* The loop stands still while more happens than the kernel keeps; nothing may be lost. */
static void
test_burst (Fixture *fixture, gconstpointer data)
{
  const guint n_saves = 20000;

  fixture_make_folder (fixture, "burst");
  fixture_start_and_wait (fixture);
  fixture_forget_seen (fixture);
  for (guint i = 0; i < n_saves; i++)
    {
      g_autofree char *path = g_strdup_printf ("burst/%u.kra", i);

      fixture_write_file (fixture, "burst/x.kra.XUZOsj");
      fixture_move (fixture, "burst/x.kra.XUZOsj", path);
    }
  fixture_await (fixture, fixture_is_fully_scanned, "the scan after a burst");
  for (guint i = 0; i < n_saves; i++)
    {
      g_autofree char *path = g_strdup_printf ("burst/%u.kra", i);

      fixture_await (fixture, fixture_is_seen, path);
    }
}

/* What a child does while this process stands still: async-signal-safe calls only. */
static G_GNUC_NORETURN void
save_while_parent_sleeps (const char *root, guint n_saves)
{
  int folder = open (root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean failed = folder < 0 || kill (getppid (), SIGSTOP) != 0;

  for (guint i = 0; i < n_saves && !failed; i++)
    {
      char name[32];
      int fd;

      g_snprintf (name, sizeof name, "%u.kra", i);
      fd = openat (folder, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
      failed = fd < 0 || write (fd, "a draft", 7) != 7 || close (fd) != 0;
    }
  kill (getppid (), SIGCONT);
  _exit (failed ? 1 : 0);
}

/* The whole process stands still: the kernel's queue overflows. */
static void
test_overflow_apart (Fixture *fixture, gconstpointer data)
{
  const guint n_saves = 20000;
  int status;
  pid_t child;

  fixture_start_and_wait (fixture);
  fixture_forget_seen (fixture);
  child = fork ();
  if (child == 0)
    save_while_parent_sleeps (fixture->root, n_saves);
  g_assert_cmpint (child, >, 0);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
  for (guint i = 0; i < n_saves; i++)
    {
      g_autofree char *path = g_strdup_printf ("%u.kra", i);

      fixture_await (fixture, fixture_is_seen, path);
    }
  g_assert_cmpuint (fixture->n_overflows, ==, 1);
  g_assert_cmpuint (fixture->n_full_scans, >, 0);
  g_test_message ("%u of %u names had an event", g_hash_table_size (fixture->touched), n_saves);
}

static void
run_test (const char *const *argv, const char *test_path)
{
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL,
                               G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                               &output, NULL, &status, &error));
  if (!g_spawn_check_wait_status (status, &error))
    g_error ("%s: %s\n%s", test_path, error->message, output);
  g_assert_nonnull (strstr (output, "ok 1"));
}

/* In a process of its own, as whoever started this one may want to stop with it. */
static void
test_overflow (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  const char *argv[] = { self, "-p", "/lost-events/subprocess/overflow", NULL };

  run_test (argv, "/lost-events/subprocess/overflow");
}

/* Runs one test of this program in namespaces of its own, where limits and mounts are nobody
 * else's. @prepare is a shell command, run there first. */
static void
run_apart (const char *unshare_flags, const char *prepare, const char *test_path)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *probe = g_strdup_printf ("unshare %s sh -c '%s'", unshare_flags, prepare);
  g_autofree char *script = g_strdup_printf ("%s; exec \"$@\"", prepare);
  const char *argv[] = { "unshare", unshare_flags, "sh", "-c",      script,
                         "sh",      self,          "-p", test_path, NULL };
  int status;

  if (!g_spawn_command_line_sync (probe, NULL, NULL, &status, NULL) || status != 0)
    {
      g_test_skip ("no namespaces of one's own here");
      return;
    }
  run_test (argv, test_path);
}

static void
test_watch_limit (void)
{
  run_apart ("-Ur", "echo 60 > /proc/sys/user/max_inotify_watches",
             "/lost-events/subprocess/watch-limit");
}

/* With room for 60 watches: the other folders are told of, and watched once there is room. */
static void
test_watch_limit_apart (Fixture *fixture, gconstpointer data)
{
  const guint n_folders = 100;
  FILE *limit;

  for (guint i = 1; i < n_folders; i++)
    {
      g_autofree char *folder = g_strdup_printf ("%u", i);

      fixture_make_folder (fixture, folder);
    }
  fixture_start (fixture);
  fixture_await (fixture, fixture_is_fully_scanned, "the first scan");
  g_assert_cmpuint (fixture->n_silent, >=, n_folders - 60);
  g_assert_nonnull (strstr (fixture->why_silent, "max_user_watches"));
  g_assert_cmpuint (fixture->n_silent, <, n_folders);
  g_assert_cmpuint (ds_folder_watcher_get_n_folders (fixture->watcher), ==, n_folders);
  for (guint i = 1; i < n_folders; i++)
    {
      g_autofree char *path = g_strdup_printf ("%u/a.kra", i);

      fixture_write_file (fixture, path);
    }
  limit = fopen ("/proc/sys/user/max_inotify_watches", "w");
  g_assert_nonnull (limit);
  g_assert_cmpint (fputs ("1000", limit), >=, 0);
  g_assert_cmpint (fclose (limit), ==, 0);
  ds_folder_watcher_check (fixture->watcher);
  fixture_await (fixture, fixture_is_covered, "room for all watches");
  for (guint i = 1; i < n_folders; i++)
    {
      g_autofree char *path = g_strdup_printf ("%u/a.kra", i);

      fixture_await (fixture, fixture_is_seen, path);
    }
}

static void
test_no_inotify (void)
{
  run_apart ("-Ur", "echo 0 > /proc/sys/user/max_inotify_instances",
             "/lost-events/subprocess/no-inotify");
}

static void
test_no_inotify_apart (Fixture *fixture, gconstpointer data)
{
  fixture_make_folder (fixture, "a");
  fixture_write_file (fixture, "a/b.kra");
  fixture_start (fixture);
  fixture_await (fixture, fixture_is_seen,
                 "a/b.kra"); /* found all the same, and whoever asked knows: */
  g_assert_cmpuint (fixture->n_silent, ==, 2);
  g_assert_nonnull (strstr (fixture->why_silent, "max_user_instances"));
}

static void
test_other_file_system (void)
{
  run_apart ("-Urm", "true", "/lost-events/subprocess/other-file-system");
}

static void
test_other_file_system_apart (Fixture *fixture, gconstpointer data)
{
  g_autofree char *mount_point = fixture_full_path (fixture, "disk");

  fixture_make_folder (fixture, "disk");
  fixture_make_folder (fixture, "a");
  if (mount ("none", mount_point, "tmpfs", 0, NULL) != 0)
    {
      g_test_skip ("nothing may be mounted here");
      return;
    }
  fixture_start_and_wait (fixture);
  g_assert_error ((GError *) g_hash_table_lookup (fixture->left_out, "disk"), DS_ERROR,
                  DS_ERROR_UNSUPPORTED);
  g_assert_cmpuint (ds_folder_watcher_get_n_folders (fixture->watcher), ==, 2);
  g_assert_cmpint (umount (mount_point), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_ADD ("/lost-events/burst", test_burst);
  g_test_add_func ("/lost-events/overflow", test_overflow);
  g_test_add_func ("/lost-events/watch-limit", test_watch_limit);
  g_test_add_func ("/lost-events/no-inotify", test_no_inotify);
  g_test_add_func ("/lost-events/other-file-system", test_other_file_system);
  FIXTURE_ADD ("/lost-events/subprocess/overflow", test_overflow_apart);
  FIXTURE_ADD ("/lost-events/subprocess/watch-limit", test_watch_limit_apart);
  FIXTURE_ADD ("/lost-events/subprocess/no-inotify", test_no_inotify_apart);
  FIXTURE_ADD ("/lost-events/subprocess/other-file-system", test_other_file_system_apart);
  return g_test_run ();
}
