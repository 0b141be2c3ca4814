/* test-folder-watcher.c - what happens in a folder and all folders below it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lesser-user.h"
#include "watch-fixture.h"

static void
test_save_in_place (Fixture *fixture, gconstpointer data)
{
  fixture_make_folder (fixture, "02-草稿/deep");
  fixture_write_file (fixture, "02-草稿/deep/poster.kra");
  fixture_start_and_wait (fixture);
  g_assert_true (fixture_is_seen (fixture, "02-草稿/deep/poster.kra"));
  g_assert_cmpuint (ds_folder_watcher_get_n_folders (fixture->watcher), ==, 3);
  fixture_assert_live (fixture, "02-草稿/deep/poster.kra");
  fixture_assert_live (fixture, "\xff\xfe.kra"); /* a name in no encoding */
}

static void
test_rename_over (Fixture *fixture, gconstpointer data)
{
  fixture_write_file (fixture, "poster.kra");
  fixture_start_and_wait (fixture);
  fixture_forget_seen (fixture);
  fixture_write_file (fixture, "poster.kra.XUZOsj");
  fixture_move (fixture, "poster.kra.XUZOsj", "poster.kra");
  fixture_await (fixture, fixture_is_touched, "poster.kra");
  fixture_await (fixture, fixture_is_touched, "poster.kra.XUZOsj"); /* gone, told of all the same */
}

/* Krita and others that save through QSaveFile: the only event is that the name appears. */
static void
test_unnamed_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *full = fixture_full_path (fixture, "poster.kra");
  char unnamed[64];
  int fd = open (fixture->root, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      g_test_skip ("no O_TMPFILE on this file system");
      return;
    }
  fixture_start_and_wait (fixture);
  fixture_forget_seen (fixture);
  g_assert_cmpint (write (fd, "a draft", 7), ==, 7);
  g_snprintf (unnamed, sizeof unnamed, "/proc/self/fd/%d", fd);
  g_assert_cmpint (linkat (AT_FDCWD, unnamed, AT_FDCWD, full, AT_SYMLINK_FOLLOW), ==, 0);
  close (fd);
  fixture_await (fixture, fixture_is_seen, "poster.kra");
}

static void
test_hard_link (Fixture *fixture, gconstpointer data)
{
  g_autofree char *from = g_build_filename (fixture->above, "outside.kra", NULL);
  g_autofree char *to = fixture_full_path (fixture, "linked.kra");

  g_assert_true (g_file_set_contents (from, "a draft", -1, NULL));
  fixture_start_and_wait (fixture);
  g_assert_cmpint (link (from, to), ==, 0);
  fixture_await (fixture, fixture_is_seen, "linked.kra");
}

static void
test_moved_in (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (fixture->above, "folder", "sub", NULL);

  fixture_start_and_wait (fixture);
  fixture_move (fixture, "../project", "../project"); /* onto itself: nothing */
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  fixture_write_file (fixture, "../outside.kra");
  fixture_write_file (fixture, "../folder/sub/deep.kra");
  fixture_move (fixture, "../outside.kra", "inside.kra");
  fixture_await (fixture, fixture_is_seen, "inside.kra");
  fixture_move (fixture, "../folder", "folder");
  fixture_await (fixture, fixture_is_seen, "folder/sub/deep.kra");
  fixture_assert_live (fixture, "folder/sub/deep.kra");
  fixture_move (fixture, "folder", "../folder");
  fixture_forget_seen (fixture);
  fixture_write_file (fixture, "../folder/sub/deep.kra"); /* not the project's any more */
  fixture_assert_live (fixture, "inside.kra");
  g_assert_cmpuint (ds_folder_watcher_get_n_folders (fixture->watcher), ==, 1);
}

/* No event tells of a file that is written before the new folder is watched. */
/* Of files and of folders; what comes from elsewhere was not moved within the project. */
static void
test_moves (Fixture *fixture, gconstpointer data)
{
  g_autofree char *elsewhere = g_build_filename (fixture->above, "elsewhere.kra", NULL);
  g_autofree char *inside = fixture_full_path (fixture, "elsewhere.kra");

  fixture_make_folder (fixture, "a");
  fixture_make_folder (fixture, "b");
  fixture_write_file (fixture, "a/poster.kra");
  fixture_start_and_wait (fixture);
  fixture_move (fixture, "a/poster.kra", "b/final.kra");
  fixture_await (fixture, fixture_is_moved, "b/final.kra");
  g_assert_cmpstr (g_hash_table_lookup (fixture->moved, "b/final.kra"), ==, "a/poster.kra");
  fixture_move (fixture, "b", "c");
  fixture_await (fixture, fixture_is_moved, "c");
  g_assert_cmpstr (g_hash_table_lookup (fixture->moved, "c"), ==, "b");
  fixture_await (fixture, fixture_is_seen, "c/final.kra");

  g_assert_true (g_file_set_contents (elsewhere, "x", -1, NULL));
  g_assert_cmpint (rename (elsewhere, inside), ==, 0);
  fixture_await (fixture, fixture_is_touched, "elsewhere.kra");
  g_assert_false (fixture_is_moved (fixture, "elsewhere.kra"));
}

/* No event tells of a change through a mapping, but one of the end of writing. */
static void
test_mapping (Fixture *fixture, gconstpointer data)
{
  g_autofree char *full = fixture_full_path (fixture, "mapped.kra");
  int fd;
  char *octets;

  fixture_write_file (fixture, "mapped.kra");
  fixture_start_and_wait (fixture);
  fixture_forget_seen (fixture);
  fd = open (full, O_RDWR | O_CLOEXEC);
  g_assert_cmpint (fd, >=, 0);
  octets = mmap (NULL, 1, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  g_assert_true (octets != MAP_FAILED);
  octets[0] = 'A';
  g_assert_cmpint (munmap (octets, 1), ==, 0);
  g_assert_cmpint (close (fd), ==, 0);
  fixture_await (fixture, fixture_is_touched, "mapped.kra");
}

static void
test_new_folder (Fixture *fixture, gconstpointer data)
{
  fixture_start_and_wait (fixture);
  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *folder = g_strdup_printf ("a%u/b/c", i);
      g_autofree char *path = g_strdup_printf ("%s/poster.kra", folder);

      fixture_make_folder (fixture, folder);
      fixture_write_file (fixture, path);
      fixture_await (fixture, fixture_is_seen, path);
    }
  g_assert_cmpuint (ds_folder_watcher_get_n_folders (fixture->watcher), ==, 151);
  fixture_assert_live (fixture, "a7/b/c/poster.kra");
}

static void
test_skipped_folder (Fixture *fixture, gconstpointer data)
{
  fixture_start_and_wait (fixture);
  fixture_make_folder (fixture, ".git/objects");
  fixture_make_folder (fixture, "seen");
  fixture_write_file (fixture, "seen/a.kra");
  fixture_await (fixture, fixture_is_seen, "seen/a.kra");
  g_assert_cmpuint (ds_folder_watcher_get_n_folders (fixture->watcher), ==, 2);
}

static void
test_folder_renamed (Fixture *fixture, gconstpointer data)
{
  fixture_make_folder (fixture, "a/sub");
  fixture_make_folder (fixture, "b");
  fixture_write_file (fixture, "a/sub/poster.kra");
  fixture_start_and_wait (fixture);
  fixture_forget_seen (fixture);
  fixture_move (fixture, "a", "z"); /* in the same folder */
  fixture_await (fixture, fixture_is_seen, "z/sub/poster.kra");
  fixture_assert_live (fixture, "z/sub/poster.kra");
  fixture_forget_seen (fixture);
  fixture_move (fixture, "z", "b/z"); /* to another one */
  fixture_await (fixture, fixture_is_seen, "b/z/sub/poster.kra");
  fixture_assert_live (fixture, "b/z/sub/poster.kra");
  g_assert_cmpuint (ds_folder_watcher_get_n_folders (fixture->watcher), ==, 4);
}

/* Two folders change places at once: each event tells of both names. */
static void
test_folders_exchanged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *one = fixture_full_path (fixture, "one");
  g_autofree char *two = fixture_full_path (fixture, "two");

  fixture_make_folder (fixture, "one/first");
  fixture_make_folder (fixture, "two/second");
  fixture_write_file (fixture, "one/first/a.kra");
  fixture_start_and_wait (fixture);
  fixture_forget_seen (fixture);
  if (renameat2 (AT_FDCWD, one, AT_FDCWD, two, RENAME_EXCHANGE) != 0)
    {
      g_test_skip ("no RENAME_EXCHANGE on this file system");
      return;
    }
  fixture_await (fixture, fixture_is_seen, "two/first/a.kra");
  fixture_assert_live (fixture, "two/first/a.kra");
  fixture_assert_live (fixture, "one/second/b.kra");
  g_assert_cmpuint (ds_folder_watcher_get_n_folders (fixture->watcher), ==, 5);
}

static void
test_folder_made_again (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = fixture_full_path (fixture, "a");

  fixture_make_folder (fixture, "a/sub");
  fixture_start_and_wait (fixture);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *path = g_strdup_printf ("a/sub/poster %u.kra", i);

      fixture_remove_tree (folder);
      fixture_make_folder (fixture, "a/sub");
      fixture_write_file (fixture, path);
      fixture_await (fixture, fixture_is_seen, path);
      fixture_assert_live (fixture, path);
    }
  fixture_remove_tree (folder);
  fixture_assert_live (fixture, "last.kra");
  g_assert_cmpuint (ds_folder_watcher_get_n_folders (fixture->watcher), ==, 1);
}

/* A link is never entered, so this ends. */
static void
test_links (Fixture *fixture, gconstpointer data)
{
  g_autofree char *loop = fixture_full_path (fixture, "a/loop");
  g_autofree char *late = fixture_full_path (fixture, "late");

  fixture_make_folder (fixture, "a");
  g_assert_cmpint (symlink ("..", loop), ==, 0);
  fixture_start_and_wait (fixture);
  g_assert_cmpint (symlink ("a", late), ==, 0);
  fixture_await (fixture, fixture_is_touched, "late");
  fixture_assert_live (fixture, "a/poster.kra");
  g_assert_cmpuint (ds_folder_watcher_get_n_folders (fixture->watcher), ==, 2);
}

static void
test_root_missing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *aside = g_build_filename (fixture->above, "aside", NULL);

  g_assert_cmpint (g_rmdir (fixture->root), ==, 0);
  fixture->is_there = TRUE;
  fixture_start (fixture);
  fixture_await (fixture, fixture_is_root_missing, "no root at the start");
  fixture_make_folder (fixture, "a");
  fixture_write_file (fixture, "a/first.kra");
  fixture_await (fixture, fixture_is_seen, "a/first.kra");
  g_assert_true (fixture->is_there);
  fixture_assert_live (fixture, "a/first.kra");

  g_assert_cmpint (rename (fixture->root, aside), ==, 0);
  fixture_await (fixture, fixture_is_root_missing, "root moved away");
  g_assert_cmpuint (ds_folder_watcher_get_n_folders (fixture->watcher), ==, 0);
  fixture_forget_seen (fixture);
  g_assert_cmpint (rename (aside, fixture->root), ==, 0);
  fixture_await (fixture, fixture_is_seen, "a/first.kra");
  fixture_assert_live (fixture, "a/first.kra");
}

/* The folder above the root goes, of which no event tells: the next save does. */
static void
test_above_root_replaced (Fixture *fixture, gconstpointer data)
{
  g_autofree char *aside = g_strconcat (fixture->above, "-aside", NULL);
  g_autofree char *old_file = g_build_filename (aside, "project", "old.kra", NULL);

  fixture_start_and_wait (fixture);
  g_assert_cmpint (rename (fixture->above, aside), ==, 0);
  fixture_make_folder (fixture, "new");
  fixture_write_file (fixture, "new/a.kra");
  fixture_forget_seen (fixture);
  g_assert_true (g_file_set_contents (old_file, "x", -1, NULL));
  fixture_await (fixture, fixture_is_seen, "new/a.kra");
  fixture_assert_live (fixture, "new/a.kra");
  fixture_remove_tree (aside);
}

/* The person may have chosen a link to the folder. */
static void
test_root_is_link (Fixture *fixture, gconstpointer data)
{
  g_autofree char *real = g_build_filename (fixture->above, "real", "sub", NULL);

  g_assert_cmpint (g_rmdir (fixture->root), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (real, 0700), ==, 0);
  g_assert_cmpint (symlink ("real", fixture->root), ==, 0);
  fixture_start_and_wait (fixture);
  fixture_assert_live (fixture, "a.kra");
  fixture_assert_live (fixture, "sub/b.kra");
}

static void
test_unreadable_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *closed = fixture_full_path (fixture, "closed");

  fixture_make_folder (fixture, "closed");
  fixture_write_file (fixture, "closed/a.kra");
  g_assert_cmpint (chmod (closed, 0000), ==, 0);
  lesser_user_begin ();
  fixture_start_and_wait (fixture);
  g_assert_error ((GError *) g_hash_table_lookup (fixture->left_out, "closed"), G_IO_ERROR,
                  G_IO_ERROR_PERMISSION_DENIED);
  lesser_user_end ();
  g_assert_cmpint (chmod (closed, 0700), ==, 0);
  fixture_await (fixture, fixture_is_seen, "closed/a.kra");
  fixture_assert_live (fixture, "closed/a.kra");
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  fixture_start_and_wait (fixture);
  fixture_forget_seen (fixture);
  ds_folder_watcher_check (fixture->watcher);
  ds_folder_watcher_check (fixture->watcher);
  g_assert_cmpuint (fixture->n_full_scans, ==, 0);
  fixture_await (fixture, fixture_is_fully_scanned, "the scan asked for");
  while (g_main_context_iteration (fixture->context, FALSE))
    ;
  g_assert_cmpuint (fixture->n_full_scans, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_ADD ("/folder-watcher/save-in-place", test_save_in_place);
  FIXTURE_ADD ("/folder-watcher/rename-over", test_rename_over);
  FIXTURE_ADD ("/folder-watcher/unnamed-file", test_unnamed_file);
  FIXTURE_ADD ("/folder-watcher/hard-link", test_hard_link);
  FIXTURE_ADD ("/folder-watcher/moved-in", test_moved_in);
  FIXTURE_ADD ("/folder-watcher/moves", test_moves);
  FIXTURE_ADD ("/folder-watcher/mapping", test_mapping);
  FIXTURE_ADD ("/folder-watcher/new-folder", test_new_folder);
  FIXTURE_ADD ("/folder-watcher/skipped-folder", test_skipped_folder);
  FIXTURE_ADD ("/folder-watcher/folder-renamed", test_folder_renamed);
  FIXTURE_ADD ("/folder-watcher/folders-exchanged", test_folders_exchanged);
  FIXTURE_ADD ("/folder-watcher/folder-made-again", test_folder_made_again);
  FIXTURE_ADD ("/folder-watcher/links", test_links);
  FIXTURE_ADD ("/folder-watcher/root-missing", test_root_missing);
  FIXTURE_ADD ("/folder-watcher/above-root-replaced", test_above_root_replaced);
  FIXTURE_ADD ("/folder-watcher/root-is-link", test_root_is_link);
  FIXTURE_ADD ("/folder-watcher/unreadable-folder", test_unreadable_folder);
  FIXTURE_ADD ("/folder-watcher/check", test_check);
  return g_test_run ();
}
