/* watch-fixture.c - a project's folder under watch, for the tests of ds-folder-watcher
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "watch-fixture.h"

#include <ftw.h>
#include <glib/gstdio.h>
#include <stdio.h>

#include "watch/ds-scan.h"

/* A bound for failure only; every wait ends as soon as what is waited for has come. */
#define FAILURE_SECONDS 60

static void
name_touched_cb (const char *path, DsTouch touch, gpointer data)
{
  Fixture *fixture = data;
  g_autofree char *full = g_build_filename (fixture->root, path, NULL);

  g_hash_table_add (fixture->touched, g_strdup (path));
  if (g_file_test (full, G_FILE_TEST_IS_REGULAR))
    g_hash_table_add (fixture->seen, g_strdup (path));
}

static void
name_moved_cb (const char *from, const char *to, gpointer data)
{
  g_hash_table_insert (((Fixture *) data)->moved, g_strdup (to), g_strdup (from));
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
coverage_changed_cb (guint n_silent, const char *why, gpointer data)
{
  Fixture *fixture = data;

  g_assert_true ((n_silent == 0) == (why == NULL));
  fixture->n_silent = n_silent;
  g_free (fixture->why_silent);
  fixture->why_silent = g_strdup (why);
}

static void
events_lost_cb (DsTime since, gpointer data)
{
  g_assert_cmpint (ds_time_compare (since, ds_time_now ()), <=, 0);
  ((Fixture *) data)->n_overflows++;
}

static void
folder_left_out_cb (const char *folder, const GError *why, gpointer data)
{
  g_hash_table_insert (((Fixture *) data)->left_out, g_strdup (folder), g_error_copy (why));
}

static const DsFolderWatcherHooks hooks = {
  name_touched_cb,     name_moved_cb,  scan_wanted_cb,     root_found_cb,
  coverage_changed_cb, events_lost_cb, folder_left_out_cb,
};

static gboolean
failed_cb (gpointer data)
{
  g_error ("nothing came of it: %s", (const char *) data);
  return G_SOURCE_REMOVE;
}

void
fixture_await (Fixture *fixture, Condition condition, const char *argument)
{
  g_autoptr (GSource) bound = g_timeout_source_new_seconds (FAILURE_SECONDS);

  g_source_set_callback (bound, failed_cb, (gpointer) argument, NULL);
  g_source_attach (bound, fixture->context);
  while (!condition (fixture, argument))
    g_main_context_iteration (fixture->context, TRUE);
  g_source_destroy (bound);
}

gboolean
fixture_is_seen (Fixture *fixture, const char *path)
{
  return g_hash_table_contains (fixture->seen, path);
}

gboolean
fixture_is_touched (Fixture *fixture, const char *path)
{
  return g_hash_table_contains (fixture->touched, path);
}

gboolean
fixture_is_moved (Fixture *fixture, const char *to)
{
  return g_hash_table_contains (fixture->moved, to);
}

gboolean
fixture_is_fully_scanned (Fixture *fixture, const char *argument)
{
  return fixture->n_full_scans > 0;
}

gboolean
fixture_is_root_missing (Fixture *fixture, const char *argument)
{
  return !fixture->is_there;
}

gboolean
fixture_is_covered (Fixture *fixture, const char *argument)
{
  return fixture->n_silent == 0;
}

char *
fixture_full_path (Fixture *fixture, const char *path)
{
  return g_build_filename (fixture->root, path, NULL);
}

void
fixture_make_folder (Fixture *fixture, const char *path)
{
  g_autofree char *full = fixture_full_path (fixture, path);

  g_assert_cmpint (g_mkdir_with_parents (full, 0700), ==, 0);
}

void
fixture_write_file (Fixture *fixture, const char *path)
{
  g_autofree char *full = fixture_full_path (fixture, path);
  FILE *file = fopen (full, "w");

  g_assert_nonnull (file);
  g_assert_cmpint (fputs ("a draft", file), >=, 0);
  g_assert_cmpint (fclose (file), ==, 0);
}

void
fixture_move (Fixture *fixture, const char *from, const char *to)
{
  g_autofree char *full_from = fixture_full_path (fixture, from);
  g_autofree char *full_to = fixture_full_path (fixture, to);

  g_assert_cmpint (rename (full_from, full_to), ==, 0);
}

static int
remove_cb (const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
  return remove (path);
}

void
fixture_remove_tree (const char *path)
{
  nftw (path, remove_cb, 16, FTW_DEPTH | FTW_PHYS);
}

void
fixture_start (Fixture *fixture)
{
  fixture->watcher =
      ds_folder_watcher_new (fixture->root, fixture->filter, fixture->queue, &hooks, fixture);
  g_assert_cmpuint (fixture->n_full_scans, ==, 0); /* nothing from within the call */
}

void
fixture_start_and_wait (Fixture *fixture)
{
  fixture_start (fixture);
  fixture_await (fixture, fixture_is_fully_scanned, "the first scan");
  g_assert_true (fixture->is_there);
  g_assert_cmpuint (fixture->n_silent, ==, 0);
}

void
fixture_forget_seen (Fixture *fixture)
{
  g_hash_table_remove_all (fixture->seen);
  g_hash_table_remove_all (fixture->touched);
  fixture->n_full_scans = 0;
}

/* Saves at @path until an event tells of it. A scan that is still due for what happened before may
 * see a save first, and take its event along with the old monitor. */
void
fixture_assert_live (Fixture *fixture, const char *path)
{
  fixture_forget_seen (fixture);
  while (!fixture_is_touched (fixture, path))
    {
      g_hash_table_remove (fixture->seen, path);
      fixture_write_file (fixture, path);
      fixture_await (fixture, fixture_is_seen, path);
    }
}

void
fixture_setup (Fixture *fixture, gconstpointer data)
{
  fixture->context = g_main_context_new ();
  g_main_context_push_thread_default (fixture->context);
  fixture->queue = ds_inotify_new (fixture->context);
  fixture->above = g_dir_make_tmp ("draftseal-watch-XXXXXX", NULL);
  g_assert_nonnull (fixture->above);
  fixture->root = g_build_filename (fixture->above, "project", NULL);
  g_assert_cmpint (g_mkdir (fixture->root, 0700), ==, 0);
  fixture->filter = ds_filter_new (NULL);
  fixture->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  fixture->touched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  fixture->moved = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  fixture->left_out =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_error_free);
}

void
fixture_teardown (Fixture *fixture, gconstpointer data)
{
  ds_folder_watcher_free (fixture->watcher);
  ds_inotify_free (fixture->queue);
  fixture_remove_tree (fixture->above);
  g_main_context_pop_thread_default (fixture->context);
  g_main_context_unref (fixture->context);
  ds_filter_unref (fixture->filter);
  g_hash_table_unref (fixture->seen);
  g_hash_table_unref (fixture->touched);
  g_hash_table_unref (fixture->moved);
  g_hash_table_unref (fixture->left_out);
  g_free (fixture->why_silent);
  g_free (fixture->root);
  g_free (fixture->above);
}
