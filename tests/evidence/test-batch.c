/* test-batch.c - which drafts go into which batch, and when it closes
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/ds-batch.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/ds-error.h"
#include "project/ds-catalog-stamping.h"
#include "project/ds-entry.h"
#include "store-scratch.h"

#define SEEN_AT "2026-11-22T12:00:00.000000000Z"

typedef struct
{
  Scratch scratch;
  DsStore *store;
  DsProject *tea;
  DsProject *lamp;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  scratch_setup (&f->scratch, NULL);
  f->store = scratch_open (&f->scratch);
  f->tea = scratch_add_project (&f->scratch, f->store, "tea");
  f->lamp = scratch_add_project (&f->scratch, f->store, "lamp");
}

static void
teardown (Fixture *f, gconstpointer data)
{
  ds_project_free (f->tea);
  ds_project_free (f->lamp);
  ds_store_close (f->store);
  scratch_teardown (&f->scratch, NULL);
}

static void
add (Fixture *f, const DsProject *project, const char *path)
{
  g_free (scratch_append (f->store, project, &(ScratchDraft){ .path = path, .seen_at = SEEN_AT }));
}

/* Seconds after the drafts were seen. */
static DsTime
at (double seconds)
{
  DsTime time;

  g_assert_true (ds_time_parse_local (SEEN_AT, &time));
  return ds_time_add_seconds (time, (gint64) seconds);
}

static guint
count_batches (Fixture *f)
{
  g_autoptr (GPtrArray) owed = ds_catalog_list_owed (ds_store_get_catalog (f->store), "x", NULL);

  return owed->len;
}

static guint
count_pending (Fixture *f)
{
  g_autoptr (GPtrArray) pending =
      ds_catalog_list_pending (ds_store_get_catalog (f->store), NULL, NULL);

  return pending->len;
}

/* Freezes what is due; the wait for the next batch in seconds, -1 if there will be none. */
static double
freeze (Fixture *f, GPtrArray *tsas, double seconds, gboolean at_once)
{
  g_autoptr (GError) error = NULL;
  DsTime next_due;
  gboolean has_next;

  ds_batch_freeze_due (f->store, tsas, at (seconds), at_once, &next_due, &has_next, &error);
  g_assert_no_error (error);
  return has_next ? ds_time_seconds_between (at (seconds), next_due) : -1;
}

typedef struct
{
  const char *name;
  guint window_s;
  double now;
  gboolean at_once;
  guint n_batches;
  double next; /* -1: none */
} Window;

static const Window windows[] = {
  { "just-begun", 30, 0, FALSE, 0, 30 },
  { "almost-over", 30, 29, FALSE, 0, 1 },
  { "over", 30, 30, FALSE, 1, -1 },
  { "long-over", 30, 9000, FALSE, 1, -1 },
  { "long-window", 86400, 9000, FALSE, 0, 77400 },
  { "at-once", 86400, 0, TRUE, 1, -1 },
  /* The clock was set back since the draft was seen: nobody waits for a time that may never come.
   */
  { "clock-set-back", 30, -3600, FALSE, 1, -1 },
};

static DsTsa *
get_tsa (GPtrArray *tsas, guint index)
{
  return g_ptr_array_index (tsas, index);
}

static void
test_window (Fixture *f, gconstpointer data)
{
  const Window *window = data;
  g_autoptr (GPtrArray) tsas = scratch_make_tsas ("one", "two", NULL);
  double next;

  get_tsa (tsas, 0)->window_s = window->window_s; /* the shortest of the set counts */
  get_tsa (tsas, 1)->window_s = window->window_s + 10;
  add (f, f->tea, "a");
  add (f, f->lamp, "b");
  next = freeze (f, tsas, window->now, window->at_once);
  g_assert_cmpuint (count_batches (f), ==, window->n_batches);
  g_assert_cmpuint (count_pending (f), ==, window->n_batches > 0 ? 0 : 2);
  g_assert_cmpfloat (next, ==, window->next);
}

/* What a first look finds waits until that is over, or for a day; a save does not, nor does whoever
 * says “at once”. */
typedef struct
{
  const char *name;
  double now;
  gboolean is_over; /* the first look */
  gboolean at_once;
  guint n_pending; /* of one draft by a first look and one by a save */
} Look;

static const Look looks[] = {
  { "goes-on", 60, FALSE, FALSE, 1 },        { "is-over", 60, TRUE, FALSE, 0 },
  { "goes-on-at-once", 60, FALSE, TRUE, 0 }, { "almost-a-day", 86000, FALSE, FALSE, 1 },
  { "a-day", 87000, FALSE, FALSE, 0 },
};

static void
test_first_look (Fixture *f, gconstpointer data)
{
  const Look *look = data;
  const ScratchDraft found = { .path = "a", .found = "first-look", .seen_at = SEEN_AT };
  g_autoptr (GPtrArray) tsas = scratch_make_tsas ("one", NULL);
  g_autoptr (DsJson) over = ds_json_string_new (SEEN_AT);

  get_tsa (tsas, 0)->window_s = 30;
  g_free (scratch_append (f->store, f->tea, &found));
  add (f, f->tea, "b");
  if (look->is_over)
    g_assert_true (ds_store_set_setting (f->store, f->tea->id, DS_SETTING_LOOKED, over, NULL));
  g_assert_cmpfloat (freeze (f, tsas, look->now, look->at_once), ==, -1);
  g_assert_cmpuint (count_batches (f), ==, 1);
  g_assert_cmpuint (count_pending (f), ==, look->n_pending);
}

static void
test_no_tsa_no_batch (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  add (f, f->tea, "a");
  g_assert_cmpfloat (freeze (f, none, 9000, TRUE), ==, -1);
  g_assert_cmpuint (count_pending (f), ==, 1);
}

static void
test_nothing_pending (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) tsas = scratch_make_tsas ("one", NULL);
  guint64 before = ds_store_get_next_seq (f->store);

  g_assert_cmpfloat (freeze (f, tsas, 9000, TRUE), ==, -1);
  g_assert_cmpuint (ds_store_get_next_seq (f->store), ==, before);
}

static void
choose (Fixture *f, const DsProject *project, const char *tsa)
{
  g_autoptr (DsJson) names = ds_json_array_new ();

  ds_json_add_string (names, tsa);
  g_assert_true (ds_store_set_setting (f->store, project->id, "authorities", names, NULL));
}

/* Projects with the same set share a batch; others have one of their own. */
static void
test_two_sets (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) tsas = scratch_make_tsas ("one", "two", NULL);
  g_autoptr (DsProject) vase = scratch_add_project (&f->scratch, f->store, "vase");
  g_autoptr (GPtrArray) drafts = NULL;
  const char *batches[3];

  choose (f, f->lamp, "two");
  add (f, f->tea, "a");
  add (f, f->lamp, "b");
  add (f, vase, "c");
  freeze (f, tsas, 0, TRUE);
  g_assert_cmpuint (count_batches (f), ==, 2);
  drafts = scratch_list_drafts (f->store);
  for (guint i = 0; i < 3; i++)
    batches[i] = ((const DsDraft *) g_ptr_array_index (drafts, i))->batch;
  g_assert_cmpstr (batches[0], ==, batches[2]);
  g_assert_cmpstr (batches[0], !=, batches[1]);
}

static void
test_project_without_tsa (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) tsas = scratch_make_tsas ("one", NULL);

  choose (f, f->lamp, "removed-long-ago");
  add (f, f->tea, "a");
  add (f, f->lamp, "b");
  freeze (f, tsas, 0, TRUE);
  g_assert_cmpuint (count_batches (f), ==, 1);
  g_assert_cmpuint (count_pending (f), ==, 1);
}

/* Leaves in the order of the drafts, the checkpoint's digest last; the tree is read again from the
 * file. */
static void
test_what_a_batch_holds (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) tsas = scratch_make_tsas ("one", NULL);
  g_autoptr (GPtrArray) drafts = NULL;
  g_autoptr (GPtrArray) members = NULL;
  g_autoptr (DsHashTree) tree = NULL;
  g_autofree char *checkpoint = NULL;
  g_autoptr (GError) error = NULL;
  guint64 before;
  guint64 size;
  DsDigest head;
  DsDigest expected;

  add (f, f->tea, "a");
  add (f, f->lamp, "b");
  add (f, f->tea, "c");
  before = ds_store_get_next_seq (f->store);
  freeze (f, tsas, 0, TRUE);
  drafts = scratch_list_drafts (f->store);
  tree = ds_batch_read_tree (f->store, ((const DsDraft *) g_ptr_array_index (drafts, 0))->batch,
                             &members, &checkpoint, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (members->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpstr (g_ptr_array_index (members, i), ==,
                     ((const DsDraft *) g_ptr_array_index (drafts, i))->record);
  g_assert_true (ds_checkpoint_parse (checkpoint, &size, &head, NULL));
  g_assert_cmpuint (size, ==, before);
  g_assert_true (ds_store_read_tree_head (f->store, size, &expected, NULL));
  g_assert_true (ds_digest_equal (&head, &expected));
}

/* A record that is not what was recorded must not be stamped. */
static void
test_changed_record (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) tsas = scratch_make_tsas ("one", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  DsTime next_due;
  gboolean has_next;

  add (f, f->tea, "a");
  text = scratch_read (f->scratch.journal, NULL);
  scratch_poke (f->scratch.journal, strstr (text, SEEN_AT) - text, "1999", 4);
  g_assert_false (ds_batch_freeze_due (f->store, tsas, at (0), TRUE, &next_due, &has_next, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_DAMAGED);
  g_assert_cmpuint (count_pending (f), ==, 1);
}

/* What another process has frozen is not frozen again, and a draft of a later moment waits. */
static void
test_another_process_was_faster (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) tsas = scratch_make_tsas ("one", NULL);
  g_autoptr (DsStore) other = scratch_open (&f->scratch);
  DsTime next_due;
  gboolean has_next;

  get_tsa (tsas, 0)->window_s = 30;
  add (f, f->tea, "a");
  g_assert_true (ds_store_refresh (other, NULL));
  g_assert_true (ds_batch_freeze_due (other, tsas, at (31), FALSE, &next_due, &has_next, NULL));
  g_free (scratch_append (
      other, f->tea, &(ScratchDraft){ .path = "b", .seen_at = "2026-11-22T12:00:31.000000000Z" }));
  freeze (f, tsas, 31, FALSE);
  g_assert_true (ds_store_refresh (f->store, NULL));
  g_assert_cmpuint (count_batches (f), ==, 1);
  g_assert_cmpuint (count_pending (f), ==, 1);
}

static void
test_lost_file (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) drafts = NULL;
  g_autofree char *path = NULL;

  add (f, f->tea, "a");
  scratch_freeze (f->store);
  drafts = scratch_list_drafts (f->store);
  path = ds_store_build_path (f->store, "batch",
                              ((const DsDraft *) g_ptr_array_index (drafts, 0))->batch);
  g_assert_no_errno (g_unlink (path));
  g_clear_pointer (&f->store, ds_store_close);
  scratch_remove_index (&f->scratch);
  f->store = scratch_open (&f->scratch);
  g_assert_cmpuint (count_pending (f), ==, 1); /* stamped anew, for that batch proves nothing now */
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/evidence/batch/" name, Fixture, NULL, setup, func, teardown)
  ADD ("no-tsa-no-batch", test_no_tsa_no_batch);
  ADD ("nothing-pending", test_nothing_pending);
  ADD ("two-sets", test_two_sets);
  ADD ("project-without-tsa", test_project_without_tsa);
  ADD ("what-a-batch-holds", test_what_a_batch_holds);
  ADD ("changed-record", test_changed_record);
  ADD ("another-process-was-faster", test_another_process_was_faster);
  ADD ("lost-file", test_lost_file);
  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      g_autofree char *path = g_strconcat ("/batch/first-look/", looks[i].name, NULL);

      g_test_add (path, Fixture, &looks[i], setup, test_first_look, teardown);
    }
  for (guint i = 0; i < G_N_ELEMENTS (windows); i++)
    {
      g_autofree char *path = g_strconcat ("/evidence/batch/window/", windows[i].name, NULL);

      g_test_add (path, Fixture, &windows[i], setup, test_window, teardown);
    }
  return g_test_run ();
}
