/* test-damage.c - what a store makes of octets that are not as it left them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "store-scratch.h"

#define N_DRAFTS 6
#define N_CHILDREN 6

/* Fills a store with drafts, all in one batch or in none. */
static void
fill (Scratch *s, gboolean freezes)
{
  g_autoptr (DsStore) store = scratch_open (s);
  g_autoptr (DsProject) project = scratch_add_project (s, store, "tea");

  for (guint i = 0; i < N_DRAFTS; i++)
    {
      g_autofree char *path = g_strdup_printf ("poster-%u.svg", i);
      g_autofree char *record = scratch_append (store, project, &(ScratchDraft){ .path = path });
    }
  if (freezes)
    scratch_freeze (store);
}

static guint
count (DsStore *store)
{
  g_autoptr (GPtrArray) drafts = scratch_list_drafts (store);

  return drafts->len;
}

/* Where line @index of the journal begins. */
static gsize
find_line (const char *text, guint index)
{
  const char *at = text;

  for (guint i = 0; i < index; i++)
    at = strchr (at, '\n') + 1;
  return (gsize) (at - text);
}

/* Changes one octet of an entry so that the line is none any more. */
static void
break_line (Scratch *s, guint index)
{
  g_autofree char *text = scratch_read (s->journal, NULL);

  scratch_poke (s->journal, (goffset) find_line (text, index) + 10, "\001", 1);
}

static void
cut_before_line (Scratch *s, guint index)
{
  g_autofree char *text = scratch_read (s->journal, NULL);

  g_assert_no_errno (truncate (s->journal, (off_t) find_line (text, index)));
}

/* Opens the store and sees that it is for reading only, with @n_drafts, and that nothing changes.
 */
static void
assert_damaged (Scratch *s, guint n_drafts)
{
  g_autofree char *torn = g_build_filename (s->folder, "journal.torn", NULL);
  gsize length_before;
  gsize length_after;
  g_autofree char *before = scratch_read (s->journal, &length_before);
  g_autofree char *after = NULL;
  g_autoptr (DsJson) body = ds_json_object_new ();

  for (guint i = 0; i < 2; i++) /* the second time there is an index that knows of it */
    {
      g_autoptr (DsStore) store = scratch_open (s);
      g_autoptr (GError) error = NULL;

      g_assert_nonnull (ds_store_get_damage (store));
      g_assert_nonnull (strstr (ds_store_get_damage (store), "backup"));
      g_assert_cmpuint (count (store), ==, n_drafts);
      ds_json_set_string (body, "type", "gap");
      g_assert_false (ds_store_append (store, body, NULL, &error));
      g_assert_error (error, DS_ERROR, DS_ERROR_READ_ONLY);
      g_assert_true (ds_store_refresh (store, NULL));
    }
  after = scratch_read (s->journal, &length_after);
  g_assert_cmpmem (before, length_before, after, length_after);
  g_assert_false (g_file_test (torn, G_FILE_TEST_EXISTS));
}

static void
assert_whole (Scratch *s, guint n_drafts)
{
  g_autoptr (DsStore) store = scratch_open (s);

  g_assert_cmpstr (ds_store_get_damage (store), ==, NULL);
  g_assert_cmpuint (count (store), ==, n_drafts);
}

/* Entries: 0 genesis, 1 project, 2 … 7 drafts, 8 batch. */
static void
test_flipped_under_a_checkpoint (Scratch *s, gconstpointer data)
{
  fill (s, TRUE);
  break_line (s, 4);
  scratch_remove_index (s);
  assert_damaged (s, N_DRAFTS - 1);
}

static void
test_two_flipped_under_a_checkpoint (Scratch *s, gconstpointer data)
{
  fill (s, TRUE);
  break_line (s, 3);
  break_line (s, 5);
  scratch_remove_index (s);
  assert_damaged (s, N_DRAFTS - 2);
}

static void
test_flipped_behind_every_checkpoint (Scratch *s, gconstpointer data)
{
  g_autofree char *torn = g_build_filename (s->folder, "journal.torn", NULL);

  fill (s, FALSE);
  break_line (s, 7);
  scratch_remove_index (s);
  assert_whole (s, N_DRAFTS - 1);
  g_assert_true (g_file_test (torn, G_FILE_TEST_EXISTS));
}

static void
test_cut_short_under_a_checkpoint (Scratch *s, gconstpointer data)
{
  fill (s, TRUE);
  cut_before_line (s, 6);
  scratch_remove_index (s);
  assert_damaged (s, N_DRAFTS - 2);
}

/* The index is there and knows more than the journal has. */
static void
test_cut_short_under_the_index (Scratch *s, gconstpointer data)
{
  fill (s, TRUE);
  cut_before_line (s, 6);
  assert_damaged (s, N_DRAFTS - 2);
}

/* An older copy of the journal that nobody has stamped: the index follows it. */
static void
test_cut_short_behind_every_checkpoint (Scratch *s, gconstpointer data)
{
  fill (s, FALSE);
  cut_before_line (s, 6);
  assert_whole (s, N_DRAFTS - 2);
}

static void
test_journal_is_gone (Scratch *s, gconstpointer data)
{
  fill (s, FALSE);
  g_assert_no_errno (truncate (s->journal, 0));
  assert_damaged (s, 0);
  scratch_remove_index (s);
  assert_damaged (s, 0);
}

/* One digit of the genesis entry's salt: a whole entry, but not the one the store was made with. */
static void
test_genesis_is_another (Scratch *s, gconstpointer data)
{
  g_autofree char *text = NULL;
  char *salt;

  fill (s, TRUE);
  text = scratch_read (s->journal, NULL);
  salt = strstr (text, "\"salt\":\"") + 8;
  scratch_poke (s->journal, salt - text, *salt == '0' ? "1" : "0", 1);
  scratch_remove_index (s);
  assert_damaged (s, N_DRAFTS);
}

/* Without its first entry nobody knows whose journal it is: nothing is moved, stamped or not. */
static void
test_genesis_is_broken (Scratch *s, gconstpointer data)
{
  fill (s, FALSE);
  break_line (s, 0);
  scratch_remove_index (s);
  assert_damaged (s, N_DRAFTS);
}

static void
test_store_file_is_made_again (Scratch *s, gconstpointer data)
{
  g_autofree char *path = g_build_filename (s->folder, "store.json", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  fill (s, TRUE);
  before = scratch_read (path, NULL);
  g_assert_no_errno (g_unlink (path));
  assert_whole (s, N_DRAFTS);
  after = scratch_read (path, NULL);
  g_assert_cmpstr (before, ==, after);
}

/* Neither store.json nor the genesis entry: refused, and nothing is moved. */
static void
test_no_identity (Scratch *s, gconstpointer data)
{
  g_autofree char *path = g_build_filename (s->folder, "store.json", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (DsStore) store = NULL;
  g_autoptr (GError) error = NULL;

  fill (s, FALSE);
  g_assert_no_errno (g_unlink (path));
  break_line (s, 0);
  before = scratch_read (s->journal, NULL);
  store = ds_store_open (s->folder, DS_STORE_WRITE, &error);
  g_assert_error (error, DS_ERROR, DS_ERROR_DAMAGED);
  after = scratch_read (s->journal, NULL);
  g_assert_cmpstr (before, ==, after);
}

/* The first opening died in the middle of the genesis entry. */
static void
test_half_a_genesis (Scratch *s, gconstpointer data)
{
  g_assert_no_errno (g_mkdir (s->folder, 0700));
  scratch_write (s->folder, "journal", "{\"format\":1,\"salt\":");
  assert_whole (s, 0);
}

static void
test_index_of_another_store (Scratch *s, gconstpointer data)
{
  Scratch other;
  g_autofree char *octets = NULL;
  gsize length;

  fill (s, TRUE);
  scratch_setup (&other, NULL);
  ds_store_close (scratch_open (&other));
  octets = scratch_read (other.index, &length);
  scratch_remove_index (s);
  g_assert_true (g_file_set_contents (s->index, octets, (gssize) length, NULL));
  assert_whole (s, N_DRAFTS);
  scratch_teardown (&other, NULL);
}

typedef struct
{
  const char *name;
  goffset offset;
  gsize length;
} Garbage;

static void
test_index_with_garbage (Scratch *s, gconstpointer data)
{
  static const Garbage garbage[] = {
    { "header", 0, 100 },
    { "first page", 0, 4096 },
    { "behind the header", 100, 8000 },
  };

  fill (s, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (garbage); i++)
    {
      g_autofree char *octets = g_strnfill (garbage[i].length, 'x');

      g_test_message ("%s", garbage[i].name);
      assert_whole (s, N_DRAFTS);
      scratch_poke (s->index, garbage[i].offset, octets, garbage[i].length);
      assert_whole (s, N_DRAFTS);
    }
  g_assert_no_errno (truncate (s->index, 5000));
  assert_whole (s, N_DRAFTS);
}

/* Two copies of a store went different ways, and one has the other's index: its place lies in the
 * middle of a line. The journal is right, whatever an index says. */
static void
test_index_of_a_fork (Scratch *s, gconstpointer data)
{
  g_autofree char *fork = NULL;
  g_autofree char *after = NULL;
  gsize length;
  gsize length_after;

  fill (s, FALSE);
  fork = scratch_read (s->journal, &length);
  {
    g_autoptr (DsStore) store = scratch_open (s);
    g_autoptr (DsProject) project =
        ds_catalog_find_project (ds_store_get_catalog (store), "tea", NULL);
    g_autofree char *record = scratch_append (store, project, &(ScratchDraft){ .path = "a" });
  }
  g_autofree char *index = scratch_read (s->index, NULL);

  g_assert_nonnull (index);
  g_assert_true (g_file_set_contents (s->journal, fork, (gssize) length, NULL));
  {
    gsize index_length;
    g_autofree char *own = scratch_read (s->index, &index_length);
    g_autoptr (DsStore) store = NULL;
    g_autoptr (DsProject) project = NULL;

    scratch_remove_index (s);
    store = scratch_open (s);
    project = ds_catalog_find_project (ds_store_get_catalog (store), "tea", NULL);
    for (guint i = 0; i < 3; i++)
      {
        g_autofree char *path = g_strdup_printf ("a path of another length %u", i);
        g_autofree char *record = scratch_append (store, project, &(ScratchDraft){ .path = path });
      }
    g_clear_pointer (&store, ds_store_close);
    g_free (fork);
    fork = scratch_read (s->journal, &length);
    scratch_remove_index (s);
    g_assert_true (g_file_set_contents (s->index, own, (gssize) index_length, NULL));
  }
  assert_whole (s, N_DRAFTS + 3);
  after = scratch_read (s->journal, &length_after);
  g_assert_cmpmem (fork, length, after, length_after);
}

/* A person deletes the index under a running program; only the one file, as people do. */
static void
test_index_deleted_under_a_handle (Scratch *s, gconstpointer data)
{
  g_autoptr (DsStore) running = NULL;
  g_autoptr (DsProject) project = NULL;

  fill (s, TRUE);
  running = scratch_open (s);
  project = ds_catalog_find_project (ds_store_get_catalog (running), "tea", NULL);
  for (guint i = 0; i < 8; i++)
    {
      g_autofree char *here = g_strdup_printf ("here %u", i);
      g_autofree char *there = g_strdup_printf ("there %u", i);
      g_autofree char *one = scratch_append (running, project, &(ScratchDraft){ .path = here });
      g_autofree char *two = NULL;
      g_autoptr (DsStore) second = NULL;

      if (i % 2 == 0)
        g_assert_no_errno (g_unlink (s->index));
      second = scratch_open (s);
      two = scratch_append (second, project, &(ScratchDraft){ .path = there });
      g_assert_true (ds_store_refresh (running, NULL));
      g_assert_cmpuint (count (second), ==, N_DRAFTS + 2 * (i + 1));
      g_assert_cmpuint (count (running), ==, N_DRAFTS + 2 * (i + 1));
    }
  assert_whole (s, N_DRAFTS + 16);
}

/* A backup was put in place of the journal while a program had it open: what that program would
 * write now, nobody would ever read. */
static void
test_journal_replaced_under_a_handle (Scratch *s, gconstpointer data)
{
  g_autoptr (DsStore) running = NULL;
  g_autoptr (DsJson) body = ds_json_object_new ();
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  fill (s, TRUE);
  running = scratch_open (s);
  text = scratch_read (s->journal, NULL);
  g_assert_true (g_file_set_contents (s->journal, text, -1, NULL)); /* by rename */
  ds_json_set_string (body, "type", "gap");
  g_assert_false (ds_store_append (running, body, NULL, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_DAMAGED);
  assert_whole (s, N_DRAFTS);
}

/* What could not be read back is not written: it would be a torn line, and all behind it. */
static void
test_poison_is_refused (Scratch *s, gconstpointer data)
{
  g_autoptr (DsJson) deep = ds_json_array_new ();
  g_autofree char *wide = g_strnfill (70000, 'x');
  g_autoptr (DsJson) wide_value = ds_json_string_new (wide);
  g_autoptr (GError) error = NULL;

  fill (s, FALSE);
  for (guint i = 0; i < DS_JSON_DEPTH_MAX - 1; i++)
    {
      DsJson *outer = ds_json_array_new ();

      ds_json_add (outer, g_steal_pointer (&deep));
      deep = outer;
    }
  {
    g_autoptr (DsStore) store = scratch_open (s);

    g_assert_false (ds_store_set_setting (store, NULL, "deep", deep, &error));
    g_assert_error (error, DS_ERROR, DS_ERROR_LIMIT);
    g_clear_error (&error);
    g_assert_false (ds_store_set_setting (store, NULL, "wide", wide_value, &error));
    g_assert_error (error, DS_ERROR, DS_ERROR_LIMIT);
  }
  scratch_remove_index (s);
  assert_whole (s, N_DRAFTS);
}

/* Fresh store, several processes at once: one genesis entry, and nothing is lost. */
static void
test_fresh_store_at_once (Scratch *s, gconstpointer data)
{
  pid_t children[N_CHILDREN];
  int ready[2];

  g_assert_no_errno (pipe (ready));
  for (guint i = 0; i < N_CHILDREN; i++)
    {
      children[i] = fork ();
      if (children[i] == 0)
        {
          char octet;
          g_autoptr (DsStore) store = NULL;
          g_autoptr (DsJson) value = ds_json_integer_new (i);
          g_autofree char *key = g_strdup_printf ("child-%u", i);

          close (ready[1]);
          if (read (ready[0], &octet, 1) < 0)
            _exit (2);
          store = ds_store_open (s->folder, DS_STORE_WRITE, NULL);
          _exit (store != NULL && ds_store_set_setting (store, NULL, key, value, NULL) ? 0 : 1);
        }
    }
  close (ready[0]);
  close (ready[1]); /* all begin now */
  for (guint i = 0; i < N_CHILDREN; i++)
    {
      int status;

      g_assert_cmpint (waitpid (children[i], &status, 0), ==, children[i]);
      g_assert_cmpint (status, ==, 0);
    }
  {
    g_autoptr (DsStore) store = scratch_open (s);
    g_autoptr (GPtrArray) keys =
        ds_catalog_list_settings (ds_store_get_catalog (store), NULL, "child-", NULL);

    g_assert_cmpuint (keys->len, ==, N_CHILDREN);
    g_assert_cmpuint (ds_store_get_next_seq (store), ==, N_CHILDREN + 1);
  }
}

/* Another process had written a line, could not sync it and took it back: a checkpoint must not
 * cover what was never acknowledged. */
static void
test_tree_covers_what_is_synced (Scratch *s, gconstpointer data)
{
  g_autoptr (DsStore) store = NULL;
  g_autoptr (DsStore) fresh = NULL;
  g_autoptr (DsJson) body = ds_json_object_new ();
  g_autofree char *before = NULL;
  g_autofree char *unsynced = NULL;
  gsize length;
  DsDigest head;
  DsDigest expected;

  fill (s, FALSE);
  store = scratch_open (s);
  before = scratch_read (s->journal, &length);
  unsynced = g_strdup (before + find_line (before, 7));
  unsynced[strlen (unsynced) - 1] = '\0';
  strstr (unsynced, "\"seq\":7")[6] = '8';
  scratch_poke (s->journal, -1, unsynced, strlen (unsynced));
  scratch_poke (s->journal, -1, "\n", 1);
  g_assert_true (ds_store_read_tree_head (store, 7, &head, NULL));
  g_assert_no_errno (truncate (s->journal, (off_t) length));

  ds_json_set_string (body, "type", "gap");
  g_assert_true (ds_store_append (store, body, NULL, NULL));
  fresh = scratch_open (s);
  g_assert_true (ds_store_read_tree_head (fresh, 9, &expected, NULL));
  g_assert_true (ds_store_read_tree_head (store, 9, &head, NULL));
  g_assert_true (ds_digest_equal (&head, &expected));
}

static void
test_reading_only (Scratch *s, gconstpointer data)
{
  g_autoptr (DsStore) store = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (DsJson) body = ds_json_object_new ();

  g_assert_null (ds_store_open (s->folder, DS_STORE_READ, &error));
  g_assert_nonnull (error);
  g_assert_false (g_file_test (s->folder, G_FILE_TEST_EXISTS));
  g_clear_error (&error);
  fill (s, TRUE);
  store = ds_store_open (s->folder, DS_STORE_READ, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count (store), ==, N_DRAFTS);
  ds_json_set_string (body, "type", "gap");
  g_assert_false (ds_store_append (store, body, NULL, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_READ_ONLY);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/project/damage/" name, Scratch, NULL, scratch_setup, func, scratch_teardown)
  ADD ("flipped-under-a-checkpoint", test_flipped_under_a_checkpoint);
  ADD ("two-flipped-under-a-checkpoint", test_two_flipped_under_a_checkpoint);
  ADD ("flipped-behind-every-checkpoint", test_flipped_behind_every_checkpoint);
  ADD ("cut-short-under-a-checkpoint", test_cut_short_under_a_checkpoint);
  ADD ("cut-short-under-the-index", test_cut_short_under_the_index);
  ADD ("cut-short-behind-every-checkpoint", test_cut_short_behind_every_checkpoint);
  ADD ("journal-is-gone", test_journal_is_gone);
  ADD ("genesis-is-another", test_genesis_is_another);
  ADD ("genesis-is-broken", test_genesis_is_broken);
  ADD ("store-file-is-made-again", test_store_file_is_made_again);
  ADD ("no-identity", test_no_identity);
  ADD ("half-a-genesis", test_half_a_genesis);
  ADD ("index-of-another-store", test_index_of_another_store);
  ADD ("index-with-garbage", test_index_with_garbage);
  ADD ("index-of-a-fork", test_index_of_a_fork);
  ADD ("index-deleted-under-a-handle", test_index_deleted_under_a_handle);
  ADD ("journal-replaced-under-a-handle", test_journal_replaced_under_a_handle);
  ADD ("poison-is-refused", test_poison_is_refused);
  ADD ("fresh-store-at-once", test_fresh_store_at_once);
  ADD ("tree-covers-what-is-synced", test_tree_covers_what_is_synced);
  ADD ("reading-only", test_reading_only);
  return g_test_run ();
}
