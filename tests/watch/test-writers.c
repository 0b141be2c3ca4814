/* test-writers.c - which files some process has open for writing
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "watch/ds-writers.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("draftseal-writers-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
  fixture->path = g_build_filename (fixture->folder, "poster.kra", NULL);
  g_assert_true (g_file_set_contents (fixture->path, "one", -1, NULL));
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_unlink (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static DsWritten
make_key (const char *path)
{
  struct stat st;

  g_assert_cmpint (stat (path, &st), ==, 0);
  return (DsWritten){ .device = st.st_dev, .inode = st.st_ino, .is_written = TRUE };
}

static gboolean
is_written_after (const char *path, DsTouch last)
{
  DsWritten key = make_key (path);

  key.last = last;
  g_assert_true (ds_writers_find (&key, 1));
  return key.is_written;
}

static gboolean
is_written (const char *path)
{
  return is_written_after (path, DS_TOUCH_OTHER);
}

static void
test_own_descriptors (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    int flags;
    gboolean counts;
  } rows[] = {
    { O_RDONLY, FALSE },           { O_WRONLY, TRUE }, { O_RDWR, TRUE },
    { O_WRONLY | O_APPEND, TRUE }, { O_PATH, FALSE },
  };

  g_assert_false (is_written (fixture->path));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      int fd = open (fixture->path, rows[i].flags | O_CLOEXEC);

      g_assert_cmpint (fd, >=, 0);
      g_assert_cmpint (is_written (fixture->path), ==, rows[i].counts);
      close (fd);
      g_assert_false (is_written (fixture->path));
    }
}

/* Who keeps a file open that the last who wrote has closed writes only if he has moved in it. */
static void
test_kept_open (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    int flags;
    off_t position;
    DsTouch last;
    gboolean counts;
  } rows[] = {
    { O_RDWR, 0, DS_TOUCH_CLOSED, FALSE },    { O_RDWR, 0, DS_TOUCH_WRITTEN, TRUE },
    { O_RDWR, 0, DS_TOUCH_OTHER, TRUE },      { O_RDWR, 1, DS_TOUCH_CLOSED, TRUE },
    { O_WRONLY, 0, DS_TOUCH_CLOSED, FALSE },  { O_WRONLY, 3, DS_TOUCH_CLOSED, TRUE },
    { O_RDONLY, 3, DS_TOUCH_WRITTEN, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      int fd = open (fixture->path, rows[i].flags | O_CLOEXEC);

      g_assert_cmpint (lseek (fd, rows[i].position, SEEK_SET), ==, rows[i].position);
      g_assert_cmpint (is_written_after (fixture->path, rows[i].last), ==, rows[i].counts);
      close (fd);
    }
}

/* A mapping is looked for only where an event told of a change and none that it was closed. */
static void
test_mapped (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    int protection;
    int flags;
    DsTouch last;
    gboolean counts;
  } rows[] = {
    { PROT_READ | PROT_WRITE, MAP_SHARED, DS_TOUCH_WRITTEN, TRUE },
    { PROT_READ | PROT_WRITE, MAP_SHARED, DS_TOUCH_CLOSED, FALSE },
    { PROT_READ | PROT_WRITE, MAP_PRIVATE, DS_TOUCH_WRITTEN, FALSE },
    { PROT_READ, MAP_SHARED, DS_TOUCH_WRITTEN, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      int fd = open (fixture->path, O_RDWR | O_CLOEXEC);
      void *memory = mmap (NULL, 3, rows[i].protection, rows[i].flags, fd, 0);

      g_assert_true (memory != MAP_FAILED);
      close (fd);
      g_assert_cmpint (is_written_after (fixture->path, rows[i].last), ==, rows[i].counts);
      g_assert_cmpint (munmap (memory, 3), ==, 0);
      g_assert_false (is_written_after (fixture->path, rows[i].last));
    }
}

/* A child opens the file, says so, and holds it until its pipe is closed. */
static pid_t
hold_in_child (const char *path, int flags, int *release)
{
  int ready[2];
  int hold[2];
  char octet = 0;
  pid_t child;

  g_assert_cmpint (pipe (ready), ==, 0);
  g_assert_cmpint (pipe (hold), ==, 0);
  child = fork ();
  if (child == 0)
    {
      close (hold[1]);
      if (open (path, flags) < 0 || write (ready[1], "r", 1) != 1)
        _exit (1);
      _exit (read (hold[0], &octet, 1) == 0 ? 0 : 1);
    }
  g_assert_cmpint (child, >, 0);
  close (ready[1]);
  close (hold[0]);
  g_assert_cmpint (read (ready[0], &octet, 1), ==, 1);
  close (ready[0]);
  *release = hold[1];
  return child;
}

static void
test_other_process (Fixture *fixture, gconstpointer data)
{
  int release;
  int status;
  pid_t child = hold_in_child (fixture->path, O_WRONLY, &release);

  g_assert_true (is_written (fixture->path));
  close (release);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
  g_assert_false (is_written (fixture->path));

  child = hold_in_child (fixture->path, O_RDONLY, &release);
  g_assert_false (is_written (fixture->path));
  close (release);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
}

/* Several at once, one of them asked about twice, as two names of one file are. */
static void
test_several (Fixture *fixture, gconstpointer data)
{
  g_autofree char *other_path = g_build_filename (fixture->folder, "终稿.kra", NULL);
  DsWritten keys[5];
  int fd = open (fixture->path, O_RDWR | O_CLOEXEC);

  g_assert_true (g_file_set_contents (other_path, "two", -1, NULL));
  keys[0] = make_key (other_path);
  keys[1] = make_key (fixture->path);
  keys[2] = make_key (other_path);
  keys[3] = make_key (fixture->path);
  keys[4] = make_key (fixture->path);
  keys[4].device++; /* the same number on another file system is another file */
  g_assert_true (ds_writers_find (keys, G_N_ELEMENTS (keys)));
  g_assert_false (keys[0].is_written);
  g_assert_true (keys[1].is_written);
  g_assert_false (keys[2].is_written);
  g_assert_true (keys[3].is_written);
  g_assert_false (keys[4].is_written);
  g_assert_true (ds_writers_find (keys, 0));
  close (fd);
  g_unlink (other_path);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/writers/own-descriptors", Fixture, NULL, setup, test_own_descriptors, teardown);
  g_test_add ("/writers/kept-open", Fixture, NULL, setup, test_kept_open, teardown);
  g_test_add ("/writers/mapped", Fixture, NULL, setup, test_mapped, teardown);
  g_test_add ("/writers/other-process", Fixture, NULL, setup, test_other_process, teardown);
  g_test_add ("/writers/several", Fixture, NULL, setup, test_several, teardown);
  return g_test_run ();
}
