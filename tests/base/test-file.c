/* test-file.c - files are whole, and what is there is never replaced unasked
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <utime.h>

#include "base/ds-error.h"
#include "base/ds-file.h"

typedef struct
{
  char *folder; /* scratch */
  char *path;   /* in it; nothing is there yet */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("draftseal-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "file", NULL);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) names = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (names)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        remove_folder (path);
      else
        g_assert_no_errno (g_unlink (path));
    }
  g_assert_no_errno (g_rmdir (folder));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static guint
count_names (const char *folder)
{
  g_autoptr (GDir) names = g_dir_open (folder, 0, NULL);
  guint count = 0;

  while (g_dir_read_name (names) != NULL)
    count++;
  return count;
}

static void
assert_holds (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = ds_file_read (path, 100, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, strlen (text));
}

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new_static (text, strlen (text));
}

static void
test_keep (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) first = bytes_of ("first");
  g_autoptr (GBytes) second = bytes_of ("second");
  g_autoptr (GError) error = NULL;
  GStatBuf st;

  g_assert_true (ds_file_keep (fixture->path, first, &error));
  g_assert_no_error (error);
  assert_holds (fixture->path, "first");
  g_assert_no_errno (g_stat (fixture->path, &st));
  g_assert_cmpuint (st.st_mode & 0777, ==, 0600);

  g_assert_true (ds_file_keep (fixture->path, second, &error));
  g_assert_no_error (error);
  assert_holds (fixture->path, "first"); /* what is kept stays */
  g_assert_cmpuint (count_names (fixture->folder), ==, 1);
}

static void
test_keep_nowhere (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "none", "file", NULL);
  g_autoptr (GBytes) bytes = bytes_of ("a");
  g_autoptr (GError) error = NULL;

  g_assert_false (ds_file_keep (path, bytes, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_replace (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) first = bytes_of ("first");
  g_autoptr (GBytes) second = bytes_of ("2");
  g_autoptr (GBytes) nothing = bytes_of ("");
  g_autoptr (GError) error = NULL;

  g_assert_true (ds_file_replace (fixture->path, first, &error));
  g_assert_true (ds_file_replace (fixture->path, second, &error));
  assert_holds (fixture->path, "2");
  g_assert_true (ds_file_replace (fixture->path, nothing, &error));
  assert_holds (fixture->path, "");
  g_assert_cmpuint (count_names (fixture->folder), ==, 1);
}

/* A folder cannot be replaced by a file; nothing half-written stays behind. */
static void
test_replace_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = bytes_of ("a");
  g_autoptr (GError) error = NULL;

  g_assert_no_errno (g_mkdir (fixture->path, 0700));
  g_assert_false (ds_file_replace (fixture->path, bytes, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (count_names (fixture->folder), ==, 1);
}

static void
test_adopt (Fixture *fixture, gconstpointer data)
{
  g_autofree char *from = g_build_filename (fixture->folder, "incoming", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (from, "first", -1, NULL));
  g_assert_true (ds_file_adopt (from, fixture->path, &error));
  g_assert_no_error (error);
  assert_holds (fixture->path, "first");
  g_assert_false (g_file_test (from, G_FILE_TEST_EXISTS));

  g_assert_true (g_file_set_contents (from, "second", -1, NULL));
  g_assert_true (ds_file_adopt (from, fixture->path, &error));
  g_assert_no_error (error);
  assert_holds (fixture->path, "first"); /* the good copy is not replaced */
  g_assert_false (g_file_test (from, G_FILE_TEST_EXISTS));
}

static void
test_read_limit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_assert_true (g_file_set_contents (fixture->path, "12345", 5, NULL));
  bytes = ds_file_read (fixture->path, 5, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 5);
  g_assert_null (ds_file_read (fixture->path, 4, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_LIMIT);
}

/* More than one block of the reader, and a limit between two blocks. */
static void
test_read_large (Fixture *fixture, gconstpointer data)
{
  gsize length = 200001;
  g_autofree char *text = g_malloc (length);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  for (gsize i = 0; i < length; i++)
    text[i] = (char) (i % 251);
  g_assert_true (g_file_set_contents (fixture->path, text, (gssize) length, NULL));
  bytes = ds_file_read (fixture->path, length, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, length);
  g_assert_null (ds_file_read (fixture->path, 131072, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_LIMIT);
}

static void
test_read_refusals (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ds_file_read (fixture->path, 5, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (ds_file_read (fixture->folder, 5, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_USAGE);
  g_clear_error (&error);
  g_assert_no_errno (mkfifo (fixture->path, 0600)); /* must not be waited for */
  g_assert_null (ds_file_read (fixture->path, 5, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_USAGE);
}

static void
test_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *deep = g_build_filename (fixture->path, "a", "b", NULL);
  g_autofree char *below_file = g_build_filename (deep, "file", "c", NULL);
  g_autofree char *file = g_build_filename (deep, "file", NULL);
  g_autoptr (GError) error = NULL;
  GStatBuf st;

  g_assert_true (ds_folder_make (deep, &error));
  g_assert_true (ds_folder_make (deep, &error));
  g_assert_no_error (error);
  g_assert_no_errno (g_stat (fixture->path, &st));
  g_assert_cmpuint (st.st_mode & 0777, ==, 0700);
  g_assert_true (ds_folder_sync (deep, &error));

  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  g_assert_false (ds_folder_make (below_file, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_false (ds_folder_sync (below_file, &error));
  g_assert_nonnull (error);
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

/* Only what nobody can be writing any more is removed. */
static void
test_clean (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "old.0011.incoming", "new.0011.incoming", "old" };
  struct utimbuf long_ago = { time (NULL) - 3 * 86400, time (NULL) - 3 * 86400 };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, names[i], NULL);

      g_assert_true (g_file_set_contents (path, "x", 1, NULL));
      if (g_str_has_prefix (names[i], "old"))
        g_assert_no_errno (utime (path, &long_ago));
    }
  ds_file_clean (fixture->folder);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, names[i], NULL);

      g_assert_cmpint (g_file_test (path, G_FILE_TEST_EXISTS), ==, i != 0);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("/base/file/keep", test_keep);
  add ("/base/file/refuse-keep-nowhere", test_keep_nowhere);
  add ("/base/file/replace", test_replace);
  add ("/base/file/refuse-replace-folder", test_replace_folder);
  add ("/base/file/adopt", test_adopt);
  add ("/base/file/read-limit", test_read_limit);
  add ("/base/file/read-large", test_read_large);
  add ("/base/file/refuse-read", test_read_refusals);
  add ("/base/file/folder", test_folder);
  g_test_add ("/base/file/clean", Fixture, NULL, set_up, test_clean, tear_down);
  return g_test_run ();
}
