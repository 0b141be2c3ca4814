/* test-scan.c - every file in a folder that may be a draft
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesser-user.h"
#include "watch/ds-scan.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/ds-error.h"

typedef struct
{
  char *root;
  DsFilter *filter;
} Fixture;

static int
remove_cb (const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
  return remove (path);
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->root = g_dir_make_tmp ("draftseal-scan-XXXXXX", NULL);
  g_assert_nonnull (fixture->root);
  fixture->filter = ds_filter_new (NULL);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  nftw (fixture->root, remove_cb, 16, FTW_DEPTH | FTW_PHYS);
  ds_filter_unref (fixture->filter);
  g_free (fixture->root);
}

static void
make_folder (Fixture *fixture, const char *path)
{
  g_autofree char *full = g_build_filename (fixture->root, path, NULL);

  g_assert_cmpint (g_mkdir_with_parents (full, 0700), ==, 0);
}

static void
make_file (Fixture *fixture, const char *path, const char *content)
{
  g_autofree char *full = g_build_filename (fixture->root, path, NULL);

  g_assert_true (g_file_set_contents (full, content, -1, NULL));
}

static int
compare_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The paths found, sorted, joined by spaces. */
static char *
list (Fixture *fixture, const char *folder)
{
  g_autoptr (DsScan) scan = ds_scan_folder (fixture->root, folder, fixture->filter, NULL, NULL);
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();

  g_assert_nonnull (scan);
  for (guint i = 0; i < scan->files->len; i++)
    g_ptr_array_add (paths, ((DsScanFile *) g_ptr_array_index (scan->files, i))->path);
  g_ptr_array_sort (paths, compare_text);
  g_ptr_array_add (paths, NULL);
  return g_strjoinv (" ", (char **) paths->pdata);
}

static void
assert_found (Fixture *fixture, const char *folder, const char *expected)
{
  g_autofree char *found = list (fixture, folder);

  g_assert_cmpstr (found, ==, expected);
}

static void
test_tree (Fixture *fixture, gconstpointer data)
{
  g_autofree char *link_path = g_build_filename (fixture->root, "a/loop", NULL);
  g_autofree char *file_link = g_build_filename (fixture->root, "link.kra", NULL);
  g_autofree char *pipe_path = g_build_filename (fixture->root, "pipe.kra", NULL);

  assert_found (fixture, "", "");
  make_folder (fixture, "a/b");
  make_folder (fixture, ".git");
  make_file (fixture, "one.kra", "1");
  make_file (fixture, "empty.kra", "");
  make_file (fixture, "one.kra~", "1");
  make_file (fixture, "a/二.kra", "2");
  make_file (fixture, "a/b/\xff\xfe.kra", "3");
  make_file (fixture, ".git/four.kra", "4");
  g_assert_cmpint (symlink ("..", link_path), ==, 0);
  g_assert_cmpint (symlink ("one.kra", file_link), ==, 0);
  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);

  assert_found (fixture, "", "a/b/\xff\xfe.kra a/二.kra one.kra");
  assert_found (fixture, "a", "a/b/\xff\xfe.kra a/二.kra");
  assert_found (fixture, "a/b", "a/b/\xff\xfe.kra");
  assert_found (fixture, "a/loop/a", ""); /* reached through a link */
  assert_found (fixture, ".git", "");
  assert_found (fixture, "gone", "");
  make_file (fixture, "a/b/new.kra", "5");
  assert_found (fixture, "a/b", "a/b/new.kra a/b/\xff\xfe.kra");
}

static void
test_missing_root (Fixture *fixture, gconstpointer data)
{
  g_autofree char *gone = g_build_filename (fixture->root, "gone", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (ds_scan_folder (gone, "", fixture->filter, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (ds_scan_folder (fixture->root, "", fixture->filter, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_unreadable_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *closed = g_build_filename (fixture->root, "closed", NULL);
  g_autoptr (DsScan) scan = NULL;
  const DsScanFault *fault;

  make_folder (fixture, "closed");
  make_folder (fixture, "open");
  make_file (fixture, "closed/a.kra", "1");
  make_file (fixture, "open/b.kra", "2");
  g_assert_cmpint (chmod (closed, 0000), ==, 0);
  lesser_user_begin ();
  scan = ds_scan_folder (fixture->root, "", fixture->filter, NULL, NULL);
  lesser_user_end ();
  chmod (closed, 0700);
  g_assert_nonnull (scan);
  g_assert_cmpuint (scan->files->len, ==, 1);
  g_assert_cmpuint (scan->faults->len, ==, 1);
  fault = g_ptr_array_index (scan->faults, 0);
  g_assert_cmpstr (fault->path, ==, "closed");
  g_assert_error (fault->error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
}

/* /dev has file systems mounted below it everywhere this is built. */
static void
test_other_file_system (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DsScan) scan = ds_scan_folder ("/dev", "", fixture->filter, NULL, NULL);
  struct stat above;
  struct stat below;
  gboolean is_told = FALSE;

  if (stat ("/dev", &above) != 0 || stat ("/dev/pts", &below) != 0 || above.st_dev == below.st_dev)
    {
      g_test_skip ("/dev/pts is no file system of its own here");
      return;
    }
  g_assert_nonnull (scan);
  for (guint i = 0; i < scan->faults->len; i++)
    {
      const DsScanFault *fault = g_ptr_array_index (scan->faults, i);

      if (strcmp (fault->path, "pts") == 0)
        is_told = g_error_matches (fault->error, DS_ERROR, DS_ERROR_UNSUPPORTED);
    }
  g_assert_true (is_told);
}

static void
test_newest_first (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *name;
    struct timespec mtime;
  } files[] = { { "old.kra", { 1000, 5 } },
                { "b.kra", { 2000, 7 } },
                { "a.kra", { 2000, 7 } },
                { "new.kra", { 2000, 8 } } };
  static const char *const expected[] = { "new.kra", "a.kra", "b.kra", "old.kra" };
  g_autoptr (DsScan) scan = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (fixture->root, files[i].name, NULL);
      const struct timespec times[2] = { files[i].mtime, files[i].mtime };

      make_file (fixture, files[i].name, "x");
      g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
    }
  scan = ds_scan_folder (fixture->root, "", fixture->filter, NULL, NULL);
  ds_scan_sort_newest_first (scan);
  g_assert_cmpuint (scan->files->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < scan->files->len; i++)
    g_assert_cmpstr (((DsScanFile *) g_ptr_array_index (scan->files, i))->path, ==, expected[i]);
}

/* Far deeper than a limit on open folders or on the stack would allow. */
static void
test_deep (Fixture *fixture, gconstpointer data)
{
  const guint depth = 1200;
  g_autoptr (GString) path = g_string_new ("d");
  g_autofree char *found = NULL;

  for (guint i = 1; i < depth; i++)
    g_string_append (path, "/d");
  make_folder (fixture, path->str);
  g_string_append (path, "/deep.kra");
  make_file (fixture, path->str, "x");
  found = list (fixture, "");
  g_assert_cmpstr (found, ==, path->str);
}

/* 10 000 folders and 100 000 names in slow mode; mostly hard links, for the sake of the disk. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  const guint n_folders = g_test_slow () ? 10000 : 500;
  g_autoptr (DsScan) scan = NULL;
  gint64 started;

  for (guint i = 0; i < n_folders; i++)
    {
      g_autofree char *folder = g_strdup_printf ("%02u/%04u", i % 100, i);
      g_autofree char *first = g_build_filename (fixture->root, folder, "0.psd", NULL);
      g_autofree char *name = g_build_filename (folder, "0.psd", NULL);

      make_folder (fixture, folder);
      make_file (fixture, name, "x");
      for (guint j = 1; j < 10; j++)
        {
          g_autofree char *path = g_strdup_printf ("%s/%s/%u.psd", fixture->root, folder, j);

          g_assert_cmpint (link (first, path), ==, 0);
        }
    }
  started = g_get_monotonic_time ();
  scan = ds_scan_folder (fixture->root, "", fixture->filter, NULL, NULL);
  g_test_message ("%u files in %" G_GINT64_FORMAT " ms", scan->files->len,
                  (g_get_monotonic_time () - started) / 1000);
  g_assert_cmpuint (scan->files->len, ==, n_folders * 10);
  g_assert_cmpuint (scan->faults->len, ==, 0);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, setup, function, teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/scan/tree", test_tree);
  ADD ("/scan/missing-root", test_missing_root);
  ADD ("/scan/cancelled", test_cancelled);
  ADD ("/scan/unreadable-folder", test_unreadable_folder);
  ADD ("/scan/other-file-system", test_other_file_system);
  ADD ("/scan/newest-first", test_newest_first);
  ADD ("/scan/deep", test_deep);
  ADD ("/scan/many", test_many);
  return g_test_run ();
}
