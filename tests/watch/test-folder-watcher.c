/* test-folder-watcher.c - what happens in a folder and all folders below it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "watch/ds-folder-watcher.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "watch/ds-scan.h"

/* A bound for failure only; every wait ends as soon as what is waited for has come. */
#define FAILURE_SECONDS 60

/* Looks up every name and scans every folder that it is told of, as the pipeline does. */
typedef struct
{
  GMainContext *context;
  char *above; /* holds the root */
  char *root;
  DsFilter *filter;
  DsFolderWatcher *watcher;
  GHashTable *seen;     /* paths of files that would have been found */
  GHashTable *touched;  /* names told of */
  GHashTable *left_out; /* folders told of */
  guint n_full_scans;
  gboolean is_there;
  guint n_unwatched;
} Fixture;

typedef gboolean (*Condition) (Fixture *fixture, const char *argument);

static void
name_touched_cb (const char *path, gpointer data)
{
  Fixture *fixture = data;
  g_autofree char *full = g_build_filename (fixture->root, path, NULL);

  g_hash_table_add (fixture->touched, g_strdup (path));
  if (g_file_test (full, G_FILE_TEST_IS_REGULAR))
    g_hash_table_add (fixture->seen, g_strdup (path));
}

static void
scan_wanted_cb (const char *folder, gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (DsScan) scan = ds_scan_folder (fixture->root, folder, fixture->filter, NULL, NULL);

  if (*folder == '\0')
    fixture->n_full_scans++;
  for (guint i = 0; scan != NULL && i < scan->files->len; i++)
    {
      const DsScanFile *file = g_ptr_array_index (scan->files, i);

      g_hash_table_add (fixture->seen, g_strdup (file->path));
    }
}

static void
root_found_cb (gboolean is_there, gpointer data)
{
  ((Fixture *) data)->is_there = is_there;
}

static void
coverage_changed_cb (guint n_unwatched, gpointer data)
{
  ((Fixture *) data)->n_unwatched = n_unwatched;
}

static void
folder_left_out_cb (const char *folder, const GError *why, gpointer data)
{
  g_hash_table_insert (((Fixture *) data)->left_out, g_strdup (folder), g_error_copy (why));
}

static const DsFolderWatcherHooks hooks = { name_touched_cb, scan_wanted_cb, root_found_cb,
                                            coverage_changed_cb, folder_left_out_cb };

static gboolean
failed_cb (gpointer data)
{
  g_error ("nothing came of it: %s", (const char *) data);
  return G_SOURCE_REMOVE;
}

static void
await (Fixture *fixture, Condition condition, const char *argument)
{
  g_autoptr (GSource) bound = g_timeout_source_new_seconds (FAILURE_SECONDS);

  g_source_set_callback (bound, failed_cb, (gpointer) argument, NULL);
  g_source_attach (bound, fixture->context);
  while (!condition (fixture, argument))
    g_main_context_iteration (fixture->context, TRUE);
  g_source_destroy (bound);
}

static gboolean
is_seen (Fixture *fixture, const char *path)
{
  return g_hash_table_contains (fixture->seen, path);
}

static gboolean
is_touched (Fixture *fixture, const char *path)
{
  return g_hash_table_contains (fixture->touched, path);
}

static gboolean
is_fully_scanned (Fixture *fixture, const char *argument)
{
  return fixture->n_full_scans > 0;
}

static gboolean
is_root_missing (Fixture *fixture, const char *argument)
{
  return !fixture->is_there;
}

static gboolean
is_covered (Fixture *fixture, const char *argument)
{
  return fixture->n_unwatched == 0;
}

static char *
full_path (Fixture *fixture, const char *path)
{
  return g_build_filename (fixture->root, path, NULL);
}

static void
make_folder (Fixture *fixture, const char *path)
{
  g_autofree char *full = full_path (fixture, path);

  g_assert_cmpint (g_mkdir_with_parents (full, 0700), ==, 0);
}

static void
write_file (Fixture *fixture, const char *path)
{
  g_autofree char *full = full_path (fixture, path);
  FILE *file = fopen (full, "w");

  g_assert_nonnull (file);
  g_assert_cmpint (fputs ("a draft", file), >=, 0);
  g_assert_cmpint (fclose (file), ==, 0);
}

static void
move (Fixture *fixture, const char *from, const char *to)
{
  g_autofree char *full_from = full_path (fixture, from);
  g_autofree char *full_to = full_path (fixture, to);

  g_assert_cmpint (rename (full_from, full_to), ==, 0);
}

static int
remove_cb (const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
  return remove (path);
}

static void
remove_tree (const char *path)
{
  nftw (path, remove_cb, 16, FTW_DEPTH | FTW_PHYS);
}

static void
start (Fixture *fixture)
{
  fixture->watcher = ds_folder_watcher_new (fixture->root, fixture->filter, &hooks, fixture);
  g_assert_cmpuint (fixture->n_full_scans, ==, 0); /* nothing from within the call */
}

static void
start_and_wait (Fixture *fixture)
{
  start (fixture);
  await (fixture, is_fully_scanned, "the first scan");
  g_assert_true (fixture->is_there);
  g_assert_cmpuint (fixture->n_unwatched, ==, 0);
}

static void
forget_seen (Fixture *fixture)
{
  g_hash_table_remove_all (fixture->seen);
  g_hash_table_remove_all (fixture->touched);
  fixture->n_full_scans = 0;
}

/* Saves at @path until an event tells of it. A scan that is still due for what happened before may
 * see a save first, and take its event along with the old monitor. */
static void
assert_live (Fixture *fixture, const char *path)
{
  forget_seen (fixture);
  while (!is_touched (fixture, path))
    {
      g_hash_table_remove (fixture->seen, path);
      write_file (fixture, path);
      await (fixture, is_seen, path);
    }
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->context = g_main_context_new ();
  g_main_context_push_thread_default (fixture->context);
  fixture->above = g_dir_make_tmp ("draftseal-watch-XXXXXX", NULL);
  g_assert_nonnull (fixture->above);
  fixture->root = g_build_filename (fixture->above, "project", NULL);
  g_assert_cmpint (g_mkdir (fixture->root, 0700), ==, 0);
  fixture->filter = ds_filter_new (NULL);
  fixture->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  fixture->touched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  fixture->left_out =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_error_free);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  ds_folder_watcher_free (fixture->watcher);
  remove_tree (fixture->above);
  g_main_context_pop_thread_default (fixture->context);
  g_main_context_unref (fixture->context);
  ds_filter_unref (fixture->filter);
  g_hash_table_unref (fixture->seen);
  g_hash_table_unref (fixture->touched);
  g_hash_table_unref (fixture->left_out);
  g_free (fixture->root);
  g_free (fixture->above);
}

static void
test_save_in_place (Fixture *fixture, gconstpointer data)
{
  make_folder (fixture, "02-草稿/deep");
  write_file (fixture, "02-草稿/deep/poster.kra");
  start_and_wait (fixture);
  g_assert_true (is_seen (fixture, "02-草稿/deep/poster.kra"));
  g_assert_cmpuint (ds_folder_watcher_get_n_folders (fixture->watcher), ==, 3);
  assert_live (fixture, "02-草稿/deep/poster.kra");
  assert_live (fixture, "\xff\xfe.kra"); /* a name in no encoding */
}

static void
test_rename_over (Fixture *fixture, gconstpointer data)
{
  write_file (fixture, "poster.kra");
  start_and_wait (fixture);
  forget_seen (fixture);
  write_file (fixture, "poster.kra.XUZOsj");
  move (fixture, "poster.kra.XUZOsj", "poster.kra");
  await (fixture, is_touched, "poster.kra");
  await (fixture, is_touched, "poster.kra.XUZOsj"); /* gone, told of all the same */
}

/* Krita and others that save through QSaveFile: the only event is that the name appears. */
static void
test_unnamed_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *full = full_path (fixture, "poster.kra");
  char unnamed[64];
  int fd = open (fixture->root, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      g_test_skip ("no O_TMPFILE on this file system");
      return;
    }
  start_and_wait (fixture);
  forget_seen (fixture);
  g_assert_cmpint (write (fd, "a draft", 7), ==, 7);
  g_snprintf (unnamed, sizeof unnamed, "/proc/self/fd/%d", fd);
  g_assert_cmpint (linkat (AT_FDCWD, unnamed, AT_FDCWD, full, AT_SYMLINK_FOLLOW), ==, 0);
  close (fd);
  await (fixture, is_seen, "poster.kra");
}

static void
test_hard_link (Fixture *fixture, gconstpointer data)
{
  g_autofree char *from = g_build_filename (fixture->above, "outside.kra", NULL);
  g_autofree char *to = full_path (fixture, "linked.kra");

  g_assert_true (g_file_set_contents (from, "a draft", -1, NULL));
  start_and_wait (fixture);
  g_assert_cmpint (link (from, to), ==, 0);
  await (fixture, is_seen, "linked.kra");
}

static void
test_moved_in (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (fixture->above, "folder", "sub", NULL);

  start_and_wait (fixture);
  move (fixture, "../project", "../project"); /* onto itself: nothing */
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  write_file (fixture, "../outside.kra");
  write_file (fixture, "../folder/sub/deep.kra");
  move (fixture, "../outside.kra", "inside.kra");
  await (fixture, is_seen, "inside.kra");
  move (fixture, "../folder", "folder");
  await (fixture, is_seen, "folder/sub/deep.kra");
  assert_live (fixture, "folder/sub/deep.kra");
  move (fixture, "folder", "../folder");
  forget_seen (fixture);
  write_file (fixture, "../folder/sub/deep.kra"); /* not the project's any more */
  assert_live (fixture, "inside.kra");
  g_assert_cmpuint (ds_folder_watcher_get_n_folders (fixture->watcher), ==, 1);
}

/* No event tells of a file that is written before the new folder is watched. */
static void
test_new_folder (Fixture *fixture, gconstpointer data)
{
  start_and_wait (fixture);
  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *folder = g_strdup_printf ("a%u/b/c", i);
      g_autofree char *path = g_strdup_printf ("%s/poster.kra", folder);

      make_folder (fixture, folder);
      write_file (fixture, path);
      await (fixture, is_seen, path);
    }
  g_assert_cmpuint (ds_folder_watcher_get_n_folders (fixture->watcher), ==, 151);
  assert_live (fixture, "a7/b/c/poster.kra");
}

static void
test_skipped_folder (Fixture *fixture, gconstpointer data)
{
  start_and_wait (fixture);
  make_folder (fixture, ".git/objects");
  make_folder (fixture, "seen");
  write_file (fixture, "seen/a.kra");
  await (fixture, is_seen, "seen/a.kra");
  g_assert_cmpuint (ds_folder_watcher_get_n_folders (fixture->watcher), ==, 2);
}

static void
test_folder_renamed (Fixture *fixture, gconstpointer data)
{
  make_folder (fixture, "a/sub");
  make_folder (fixture, "b");
  write_file (fixture, "a/sub/poster.kra");
  start_and_wait (fixture);
  forget_seen (fixture);
  move (fixture, "a", "z"); /* in the same folder */
  await (fixture, is_seen, "z/sub/poster.kra");
  assert_live (fixture, "z/sub/poster.kra");
  forget_seen (fixture);
  move (fixture, "z", "b/z"); /* to another one */
  await (fixture, is_seen, "b/z/sub/poster.kra");
  assert_live (fixture, "b/z/sub/poster.kra");
  g_assert_cmpuint (ds_folder_watcher_get_n_folders (fixture->watcher), ==, 4);
}

/* Two folders change places at once: each event tells of both names. */
static void
test_folders_exchanged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *one = full_path (fixture, "one");
  g_autofree char *two = full_path (fixture, "two");

  make_folder (fixture, "one/first");
  make_folder (fixture, "two/second");
  write_file (fixture, "one/first/a.kra");
  start_and_wait (fixture);
  forget_seen (fixture);
  if (renameat2 (AT_FDCWD, one, AT_FDCWD, two, RENAME_EXCHANGE) != 0)
    {
      g_test_skip ("no RENAME_EXCHANGE on this file system");
      return;
    }
  await (fixture, is_seen, "two/first/a.kra");
  assert_live (fixture, "two/first/a.kra");
  assert_live (fixture, "one/second/b.kra");
  g_assert_cmpuint (ds_folder_watcher_get_n_folders (fixture->watcher), ==, 5);
}

static void
test_folder_made_again (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = full_path (fixture, "a");

  make_folder (fixture, "a/sub");
  start_and_wait (fixture);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *path = g_strdup_printf ("a/sub/poster %u.kra", i);

      remove_tree (folder);
      make_folder (fixture, "a/sub");
      write_file (fixture, path);
      await (fixture, is_seen, path);
      assert_live (fixture, path);
    }
  remove_tree (folder);
  assert_live (fixture, "last.kra");
  g_assert_cmpuint (ds_folder_watcher_get_n_folders (fixture->watcher), ==, 1);
}

/* A link is never entered, so this ends. */
static void
test_links (Fixture *fixture, gconstpointer data)
{
  g_autofree char *loop = full_path (fixture, "a/loop");
  g_autofree char *late = full_path (fixture, "late");

  make_folder (fixture, "a");
  g_assert_cmpint (symlink ("..", loop), ==, 0);
  start_and_wait (fixture);
  g_assert_cmpint (symlink ("a", late), ==, 0);
  await (fixture, is_touched, "late");
  assert_live (fixture, "a/poster.kra");
  g_assert_cmpuint (ds_folder_watcher_get_n_folders (fixture->watcher), ==, 2);
}

static void
test_root_missing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *aside = g_build_filename (fixture->above, "aside", NULL);

  g_assert_cmpint (g_rmdir (fixture->root), ==, 0);
  fixture->is_there = TRUE;
  start (fixture);
  await (fixture, is_root_missing, "no root at the start");
  make_folder (fixture, "a");
  write_file (fixture, "a/first.kra");
  await (fixture, is_seen, "a/first.kra");
  g_assert_true (fixture->is_there);
  assert_live (fixture, "a/first.kra");

  g_assert_cmpint (rename (fixture->root, aside), ==, 0);
  await (fixture, is_root_missing, "root moved away");
  g_assert_cmpuint (ds_folder_watcher_get_n_folders (fixture->watcher), ==, 0);
  forget_seen (fixture);
  g_assert_cmpint (rename (aside, fixture->root), ==, 0);
  await (fixture, is_seen, "a/first.kra");
  assert_live (fixture, "a/first.kra");
}

/* The folder above the root goes, of which no event tells: the next save does. */
static void
test_above_root_replaced (Fixture *fixture, gconstpointer data)
{
  g_autofree char *aside = g_strconcat (fixture->above, "-aside", NULL);
  g_autofree char *old_file = g_build_filename (aside, "project", "old.kra", NULL);

  start_and_wait (fixture);
  g_assert_cmpint (rename (fixture->above, aside), ==, 0);
  make_folder (fixture, "new");
  write_file (fixture, "new/a.kra");
  forget_seen (fixture);
  g_assert_true (g_file_set_contents (old_file, "x", -1, NULL));
  await (fixture, is_seen, "new/a.kra");
  assert_live (fixture, "new/a.kra");
  remove_tree (aside);
}

/* The person may have chosen a link to the folder. */
static void
test_root_is_link (Fixture *fixture, gconstpointer data)
{
  g_autofree char *real = g_build_filename (fixture->above, "real", "sub", NULL);

  g_assert_cmpint (g_rmdir (fixture->root), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (real, 0700), ==, 0);
  g_assert_cmpint (symlink ("real", fixture->root), ==, 0);
  start_and_wait (fixture);
  assert_live (fixture, "a.kra");
  assert_live (fixture, "sub/b.kra");
}

static void
test_unreadable_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *closed = full_path (fixture, "closed");

  make_folder (fixture, "closed");
  write_file (fixture, "closed/a.kra");
  g_assert_cmpint (chmod (closed, 0000), ==, 0);
  if (access (closed, R_OK) == 0)
    {
      chmod (closed, 0700);
      g_test_skip ("this user may read everything");
      return;
    }
  start_and_wait (fixture);
  g_assert_error ((GError *) g_hash_table_lookup (fixture->left_out, "closed"), G_IO_ERROR,
                  G_IO_ERROR_PERMISSION_DENIED);
  g_assert_cmpint (chmod (closed, 0700), ==, 0);
  await (fixture, is_seen, "closed/a.kra");
  assert_live (fixture, "closed/a.kra");
}

/* The loop stands still while the saves happen; not one of them may be lost. */
static void
test_burst (Fixture *fixture, gconstpointer data)
{
  const guint n_saves = 20000;

  make_folder (fixture, "burst");
  start_and_wait (fixture);
  forget_seen (fixture);
  for (guint i = 0; i < n_saves; i++)
    {
      g_autofree char *path = g_strdup_printf ("burst/%u.kra", i);

      write_file (fixture, "burst/x.kra.XUZOsj");
      move (fixture, "burst/x.kra.XUZOsj", path);
    }
  await (fixture, is_fully_scanned, "the scan after a burst");
  for (guint i = 0; i < n_saves; i++)
    {
      g_autofree char *path = g_strdup_printf ("burst/%u.kra", i);

      await (fixture, is_seen, path);
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

/* As in a suspend, the kernel's queue overflows, and GLib tells nobody. */
static void
test_overflow (Fixture *fixture, gconstpointer data)
{
  const guint n_saves = 20000;
  int status;
  pid_t child;

  start_and_wait (fixture);
  forget_seen (fixture);
  child = fork ();
  if (child == 0)
    save_while_parent_sleeps (fixture->root, n_saves);
  g_assert_cmpint (child, >, 0);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
  for (guint i = 0; i < n_saves; i++)
    {
      g_autofree char *path = g_strdup_printf ("%u.kra", i);

      await (fixture, is_seen, path);
    }
  g_assert_cmpuint (fixture->n_full_scans, >, 0);
  g_test_message ("%u of %u names had an event", g_hash_table_size (fixture->touched), n_saves);
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  start_and_wait (fixture);
  forget_seen (fixture);
  ds_folder_watcher_check (fixture->watcher);
  ds_folder_watcher_check (fixture->watcher);
  g_assert_cmpuint (fixture->n_full_scans, ==, 0);
  await (fixture, is_fully_scanned, "the scan asked for");
  while (g_main_context_iteration (fixture->context, FALSE))
    ;
  g_assert_cmpuint (fixture->n_full_scans, ==, 1);
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
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  if (!g_spawn_command_line_sync (probe, NULL, NULL, &status, NULL) || status != 0)
    {
      g_test_skip ("no namespaces of one's own here");
      return;
    }
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL,
                               G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                               &output, NULL, &status, &error));
  if (!g_spawn_check_wait_status (status, &error))
    g_error ("%s: %s\n%s", test_path, error->message, output);
  g_assert_nonnull (strstr (output, "ok 1"));
}

static void
test_watch_limit (void)
{
  run_apart ("-Ur", "echo 60 > /proc/sys/user/max_inotify_watches",
             "/folder-watcher/subprocess/watch-limit");
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

      make_folder (fixture, folder);
    }
  start (fixture);
  await (fixture, is_fully_scanned, "the first scan");
  g_assert_cmpuint (fixture->n_unwatched, >=, n_folders - 60);
  g_assert_cmpuint (fixture->n_unwatched, <, n_folders);
  g_assert_cmpuint (ds_folder_watcher_get_n_folders (fixture->watcher), ==, n_folders);
  for (guint i = 1; i < n_folders; i++)
    {
      g_autofree char *path = g_strdup_printf ("%u/a.kra", i);

      write_file (fixture, path);
    }
  limit = fopen ("/proc/sys/user/max_inotify_watches", "w");
  g_assert_nonnull (limit);
  g_assert_cmpint (fputs ("1000", limit), >=, 0);
  g_assert_cmpint (fclose (limit), ==, 0);
  await (fixture, is_covered, "room for all watches");
  for (guint i = 1; i < n_folders; i++)
    {
      g_autofree char *path = g_strdup_printf ("%u/a.kra", i);

      await (fixture, is_seen, path);
    }
}

static void
test_no_inotify (void)
{
  run_apart ("-Ur", "echo 0 > /proc/sys/user/max_inotify_instances",
             "/folder-watcher/subprocess/no-inotify");
}

static void
test_no_inotify_apart (Fixture *fixture, gconstpointer data)
{
  make_folder (fixture, "a");
  write_file (fixture, "a/b.kra");
  start (fixture);
  await (fixture, is_seen, "a/b.kra"); /* found all the same, and whoever asked knows: */
  g_assert_cmpuint (fixture->n_unwatched, ==, 2);
}

static void
test_other_file_system (void)
{
  run_apart ("-Urm", "true", "/folder-watcher/subprocess/other-file-system");
}

static void
test_other_file_system_apart (Fixture *fixture, gconstpointer data)
{
  g_autofree char *mount_point = full_path (fixture, "disk");

  make_folder (fixture, "disk");
  make_folder (fixture, "a");
  if (mount ("none", mount_point, "tmpfs", 0, NULL) != 0)
    {
      g_test_skip ("nothing may be mounted here");
      return;
    }
  start_and_wait (fixture);
  g_assert_error ((GError *) g_hash_table_lookup (fixture->left_out, "disk"), DS_ERROR,
                  DS_ERROR_UNSUPPORTED);
  g_assert_cmpuint (ds_folder_watcher_get_n_folders (fixture->watcher), ==, 2);
  g_assert_cmpint (umount (mount_point), ==, 0);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, setup, function, teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/folder-watcher/save-in-place", test_save_in_place);
  ADD ("/folder-watcher/rename-over", test_rename_over);
  ADD ("/folder-watcher/unnamed-file", test_unnamed_file);
  ADD ("/folder-watcher/hard-link", test_hard_link);
  ADD ("/folder-watcher/moved-in", test_moved_in);
  ADD ("/folder-watcher/new-folder", test_new_folder);
  ADD ("/folder-watcher/skipped-folder", test_skipped_folder);
  ADD ("/folder-watcher/folder-renamed", test_folder_renamed);
  ADD ("/folder-watcher/folders-exchanged", test_folders_exchanged);
  ADD ("/folder-watcher/folder-made-again", test_folder_made_again);
  ADD ("/folder-watcher/links", test_links);
  ADD ("/folder-watcher/root-missing", test_root_missing);
  ADD ("/folder-watcher/above-root-replaced", test_above_root_replaced);
  ADD ("/folder-watcher/root-is-link", test_root_is_link);
  ADD ("/folder-watcher/unreadable-folder", test_unreadable_folder);
  ADD ("/folder-watcher/burst", test_burst);
  ADD ("/folder-watcher/overflow", test_overflow);
  ADD ("/folder-watcher/check", test_check);
  g_test_add_func ("/folder-watcher/watch-limit", test_watch_limit);
  g_test_add_func ("/folder-watcher/no-inotify", test_no_inotify);
  g_test_add_func ("/folder-watcher/other-file-system", test_other_file_system);
  ADD ("/folder-watcher/subprocess/watch-limit", test_watch_limit_apart);
  ADD ("/folder-watcher/subprocess/no-inotify", test_no_inotify_apart);
  ADD ("/folder-watcher/subprocess/other-file-system", test_other_file_system_apart);
  return g_test_run ();
}
