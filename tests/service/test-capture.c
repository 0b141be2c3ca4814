/* test-capture.c - the way of one save, with real files: what becomes a draft and what does not
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "service/ds-capture.h"
#include "store-scratch.h"

#define PATIENCE_S 10
#define WRITER_PAUSE_S 5
#define SAVES_APART_S 2

typedef struct
{
  Scratch scratch;
  DsProject *project;
  DsCapture *capture;
} Fixture;

static void
ignore_event (const DsServiceEvent *event, gpointer data)
{
}

static void
start (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  f->capture = ds_capture_new (f->scratch.folder, f->project->id, ignore_event, NULL, &error);
  g_assert_no_error (error);
}

static void
setup (Fixture *f, gconstpointer data)
{
  g_autoptr (DsStore) store = NULL;

  scratch_setup (&f->scratch, NULL);
  store = scratch_open (&f->scratch);
  f->project = scratch_add_project (&f->scratch, store, "tea");
  start (f);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  g_clear_pointer (&f->capture, ds_capture_free);
  ds_project_free (f->project);
  scratch_teardown (&f->scratch, NULL);
}

static void
save (Fixture *f, const char *name, const char *text)
{
  scratch_write (f->project->folder, name, text);
  ds_capture_touch (f->capture, name, DS_FOUND_EVENT, DS_TOUCH_OTHER);
}

/* Everything touched becomes drafts, but for @n_left files. */
static void
work_off (Fixture *f, guint patience_s, guint n_left)
{
  g_autoptr (GPtrArray) left = NULL;
  g_autoptr (GError) error = NULL;

  ds_capture_finish (f->capture, patience_s, &left, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (left->len, ==, n_left);
}

static void
scan (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  ds_capture_scan (f->capture, "", NULL, &error);
  g_assert_no_error (error);
  work_off (f, PATIENCE_S, 0);
}

static void
rename_file (Fixture *f, const char *from, const char *to)
{
  g_autofree char *old = g_build_filename (f->project->folder, from, NULL);
  g_autofree char *new = g_build_filename (f->project->folder, to, NULL);

  g_assert_no_errno (g_rename (old, new));
}

static GPtrArray *
list (Fixture *f)
{
  g_autoptr (DsStore) store = scratch_open (&f->scratch);

  return scratch_list_drafts (store);
}

static const DsDraft *
nth (GPtrArray *drafts, guint index)
{
  g_assert_cmpuint (index, <, drafts->len);
  return g_ptr_array_index (drafts, index);
}

/* The `draft` entry itself. */
static DsJson *
read_record (Fixture *f, const DsDraft *draft)
{
  g_autoptr (DsStore) store = scratch_open (&f->scratch);
  g_autoptr (GBytes) octets = ds_store_read_entry (store, draft->seq, NULL, NULL);
  gsize length;
  const char *text = g_bytes_get_data (octets, &length);

  return ds_json_parse (text, length, NULL);
}

static void
test_two_saves_are_two_drafts (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) drafts = NULL;

  save (f, "poster.svg", "<svg>1</svg>");
  work_off (f, PATIENCE_S, 0);
  g_usleep (SAVES_APART_S * G_USEC_PER_SEC);
  save (f, "poster.svg", "<svg>2</svg>");
  work_off (f, PATIENCE_S, 0);

  drafts = list (f);
  g_assert_cmpuint (drafts->len, ==, 2);
  g_assert_cmpstr (nth (drafts, 0)->work, ==, nth (drafts, 1)->work);
  g_assert_cmpuint (nth (drafts, 0)->number, ==, 1);
  g_assert_cmpuint (nth (drafts, 1)->number, ==, 2);
  g_assert_cmpstr (nth (drafts, 0)->found, ==, "event");
}

static void
test_same_bytes_are_no_draft (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) drafts = NULL;

  save (f, "poster.svg", "<svg/>");
  work_off (f, PATIENCE_S, 0);
  save (f, "poster.svg", "<svg/>");
  work_off (f, PATIENCE_S, 0);
  scan (f);

  drafts = list (f);
  g_assert_cmpuint (drafts->len, ==, 1);
}

static void
test_empty_file_is_no_draft (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) drafts = NULL;

  save (f, "poster.svg", "");
  work_off (f, PATIENCE_S, 0);
  drafts = list (f);
  g_assert_cmpuint (drafts->len, ==, 0);
}

static void
test_rename_keeps_identity (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) drafts = NULL;
  g_autoptr (DsJson) second = NULL;
  g_autoptr (DsJson) third = NULL;

  save (f, "poster.svg", "<svg>1</svg>");
  work_off (f, PATIENCE_S, 0);
  rename_file (f, "poster.svg", "tea poster.svg");
  scan (f);
  drafts = list (f);
  g_assert_cmpuint (drafts->len, ==, 1);
  g_clear_pointer (&drafts, g_ptr_array_unref);

  save (f, "tea poster.svg", "<svg>2</svg>");
  work_off (f, PATIENCE_S, 0);
  save (f, "tea poster.svg", "<svg>3</svg>");
  work_off (f, PATIENCE_S, 0);
  drafts = list (f);
  g_assert_cmpuint (drafts->len, ==, 3);
  g_assert_cmpstr (nth (drafts, 0)->work, ==, nth (drafts, 1)->work);
  g_assert_cmpuint (nth (drafts, 1)->number, ==, 2);

  /* The first record under the new name says what the last one was called. */
  second = read_record (f, nth (drafts, 1));
  third = read_record (f, nth (drafts, 2));
  g_assert_cmpstr (ds_json_get_string (second, "from"), ==, "poster.svg");
  g_assert_cmpstr (ds_json_get_string (second, "prev"), ==, nth (drafts, 0)->record);
  g_assert_null (ds_json_get (third, "from"));
}

static void
test_copy_is_a_new_work (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) drafts = NULL;

  save (f, "poster.svg", "<svg/>");
  work_off (f, PATIENCE_S, 0);
  save (f, "poster copy.svg", "<svg/>");
  work_off (f, PATIENCE_S, 0);

  drafts = list (f);
  g_assert_cmpuint (drafts->len, ==, 2);
  g_assert_cmpstr (nth (drafts, 0)->work, !=, nth (drafts, 1)->work);
  g_assert_cmpuint (nth (drafts, 1)->number, ==, 1);
}

static int
begin_save (Fixture *f, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (f->project->folder, name, NULL);
  int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, text, strlen (text)), ==, (gssize) strlen (text));
  ds_capture_touch (f->capture, name, DS_FOUND_EVENT, DS_TOUCH_OTHER);
  return fd;
}

static void
end_save (int fd, const char *text)
{
  g_assert_cmpint (write (fd, text, strlen (text)), ==, (gssize) strlen (text));
  close (fd);
}

/* A program pauses in the middle of a save: half a file is no draft. Whoever stopped waiting for it
 * has not forgotten it. */
static void
test_writer_is_waited_for (Fixture *f, gconstpointer data)
{
  int fd = begin_save (f, "big.psd", "half ");
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  DsDigest whole = ds_digest_sha256 ("half and half", 13);

  work_off (f, WRITER_PAUSE_S, 1);
  before = list (f);
  g_assert_cmpuint (before->len, ==, 0);

  end_save (fd, "and half");
  work_off (f, PATIENCE_S, 0);
  after = list (f);
  g_assert_cmpuint (after->len, ==, 1);
  g_assert_true (ds_digest_equal (&nth (after, 0)->sha256, &whole));
}

static void
test_writer_keeps_nobody_waiting (Fixture *f, gconstpointer data)
{
  int fd = begin_save (f, "big.psd", "half ");
  g_autoptr (GPtrArray) drafts = NULL;

  save (f, "poster.svg", "<svg/>");
  work_off (f, 2, 1);
  drafts = list (f);
  g_assert_cmpuint (drafts->len, ==, 1);
  g_assert_cmpstr (nth (drafts, 0)->path, ==, "poster.svg");
  end_save (fd, "and half");
}

/* What was there before the project was is found at the first look, however often that is begun. */
static void
test_first_look_goes_on (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) drafts = NULL;
  g_autoptr (GError) error = NULL;

  scratch_write (f->project->folder, "one-final.svg", "<svg>1</svg>");
  scratch_write (f->project->folder, "two-final.svg", "<svg>2</svg>");
  ds_capture_scan (f->capture, "", NULL, &error);
  g_assert_no_error (error);
  g_clear_pointer (&f->capture, ds_capture_free); /* as if killed before anything was read */
  start (f);
  scan (f);
  drafts = list (f);
  g_assert_cmpuint (drafts->len, ==, 2);
  g_assert_cmpstr (nth (drafts, 0)->found, ==, "first-look");
  g_assert_cmpstr (nth (drafts, 1)->found, ==, "first-look");
  g_clear_pointer (&drafts, g_ptr_array_unref);

  scratch_write (f->project->folder, "three.svg", "<svg>3</svg>");
  scan (f);
  drafts = list (f);
  g_assert_cmpuint (drafts->len, ==, 3);
  g_assert_cmpstr (nth (drafts, 2)->found, ==, "scan");
}

static void
test_one_process_looks_after_a_project (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsCapture) second =
      ds_capture_new (f->scratch.folder, f->project->id, ignore_event, NULL, &error);

  g_assert_null (second);
  g_assert_error (error, DS_ERROR, DS_ERROR_BUSY);
}

/* The index is a cache of what was seen, too: without it files are read again, not recorded again.
 */
static void
test_lost_index_makes_no_drafts (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) drafts = NULL;

  save (f, "poster.svg", "<svg>1</svg>");
  save (f, "box.svg", "<svg>2</svg>");
  work_off (f, PATIENCE_S, 0);
  g_clear_pointer (&f->capture, ds_capture_free);
  scratch_remove_index (&f->scratch);
  start (f);
  scan (f);
  drafts = list (f);
  g_assert_cmpuint (drafts->len, ==, 2);
}

/* A name may hold any octets but a slash and a zero. */
static void
test_any_name (Fixture *f, gconstpointer data)
{
  static const char *const names[] = {
    "a\001\n\t\"\\\177.svg",
    "\xff\xfe.svg",
    "\xef\xbf\xbf \xef\xbf\xbe.svg",
    "稿 \xf0\x9f\x8f\xae.svg",
  };
  g_autoptr (GPtrArray) drafts = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    save (f, names[i], names[i]);
  work_off (f, PATIENCE_S, 0);
  drafts = list (f);
  g_assert_cmpuint (drafts->len, ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      guint n_found = 0;

      for (guint j = 0; j < drafts->len; j++)
        n_found += strcmp (nth (drafts, j)->path, names[i]) == 0;
      g_assert_cmpuint (n_found, ==, 1);
    }
}

/* What one move makes of the work of poster.svg, whose first draft is “1”. */
typedef struct
{
  const char *name;
  const char *to;          /* where poster.svg goes */
  const char *after;       /* (nullable): what is saved there then */
  const char *at_old_path; /* (nullable): what is saved at poster.svg then */
  const char *work_is_at;  /* where the work goes on */
  guint n_drafts;          /* in all */
  guint n_works;
} MoveRow;

static const MoveRow move_rows[] = {
  { "renamed", "final.svg", NULL, NULL, "final.svg", 1, 1 },
  { "renamed-and-changed", "final.svg", "2", NULL, "final.svg", 2, 1 },
  { "to-another-folder-and-changed", "sub/poster.svg", "2", NULL, "sub/poster.svg", 2, 1 },
  { "backup-by-rename", "poster-old.svg", NULL, "2", "poster.svg", 3, 2 },
  { "backup-by-rename-both-changed", "poster-old.svg", "3", "2", "poster.svg", 3, 2 },
  { "backup-under-a-name-of-no-draft", "poster.svg~", NULL, "2", "poster.svg", 2, 1 },
  { "conflict-copy", "poster (conflicted copy 2026-11-22).svg", NULL, NULL, "poster.svg", 2, 2 },
};

static guint
count_works (GPtrArray *drafts)
{
  g_autoptr (GHashTable) works = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < drafts->len; i++)
    g_hash_table_add (works, nth (drafts, i)->work);
  return g_hash_table_size (works);
}

/* A further save where the work is said to be is its next draft. */
static void
test_move (Fixture *f, gconstpointer data)
{
  const MoveRow *row = data;
  g_autofree char *folder = g_build_filename (f->project->folder, "sub", NULL);
  g_autoptr (GPtrArray) drafts = NULL;

  g_assert_no_errno (g_mkdir (folder, 0700));
  save (f, "poster.svg", "1");
  work_off (f, PATIENCE_S, 0);
  rename_file (f, "poster.svg", row->to);
  ds_capture_move (f->capture, "poster.svg", row->to);
  ds_capture_touch (f->capture, "poster.svg", DS_FOUND_EVENT, DS_TOUCH_OTHER);
  ds_capture_touch (f->capture, row->to, DS_FOUND_EVENT, DS_TOUCH_OTHER);
  if (row->after != NULL)
    save (f, row->to, row->after);
  if (row->at_old_path != NULL)
    save (f, "poster.svg", row->at_old_path);
  work_off (f, PATIENCE_S, 0);
  save (f, row->work_is_at, "the next");
  work_off (f, PATIENCE_S, 0);

  drafts = list (f);
  g_assert_cmpuint (drafts->len, ==, row->n_drafts + 1);
  g_assert_cmpuint (count_works (drafts), ==, row->n_works);
  g_assert_cmpstr (nth (drafts, row->n_drafts)->work, ==, nth (drafts, 0)->work);
  g_assert_cmpstr (nth (drafts, row->n_drafts)->path, ==, row->work_is_at);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/service/capture/" name, Fixture, NULL, setup, func, teardown)
  ADD ("two-saves-are-two-drafts", test_two_saves_are_two_drafts);
  ADD ("same-bytes-are-no-draft", test_same_bytes_are_no_draft);
  ADD ("empty-file-is-no-draft", test_empty_file_is_no_draft);
  ADD ("rename-keeps-identity", test_rename_keeps_identity);
  ADD ("copy-is-a-new-work", test_copy_is_a_new_work);
  ADD ("writer-is-waited-for", test_writer_is_waited_for);
  ADD ("writer-keeps-nobody-waiting", test_writer_keeps_nobody_waiting);
  ADD ("first-look-goes-on", test_first_look_goes_on);
  ADD ("one-process-looks-after-a-project", test_one_process_looks_after_a_project);
  ADD ("lost-index-makes-no-drafts", test_lost_index_makes_no_drafts);
  ADD ("any-name", test_any_name);
  for (gsize i = 0; i < G_N_ELEMENTS (move_rows); i++)
    {
      g_autofree char *path = g_strconcat ("/capture/move/", move_rows[i].name, NULL);

      g_test_add (path, Fixture, &move_rows[i], setup, test_move, teardown);
    }
  return g_test_run ();
}
