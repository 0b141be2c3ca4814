/* test-self-check.c - that copies which go bad are found in the background, told once, and
 * forgotten when they are good again SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "project/ds-catalog-copy.h"
#include "service/ds-self-check.h"
#include "store-scratch.h"

#define PATIENCE_S 30
#define LOOK_EVERY_US (20 * 1000)
#define N_DRAFTS 3
#define SEEN_AT "2026-01-02T03:04:05.000000000Z"

/* All at once, again and again; or never anything that was read a moment ago. */
static const DsSelfCheckPace fast = { G_MAXUINT64, 0 };
static const DsSelfCheckPace slow = { G_MAXUINT64, 86400 };

typedef struct
{
  Scratch scratch;
  DsStore *store;
  char *records[N_DRAFTS];
  char *path;      /* of the copy of the second one */
  gint n_problems; /* atomic */
} Fixture;

static void
event_cb (const DsServiceEvent *event, gpointer data)
{
  Fixture *f = data;

  g_assert_cmpint (event->kind, ==, DS_SERVICE_PROBLEM);
  g_assert_cmpstr (event->path, ==, "poster-1.svg");
  g_assert_cmpstr (event->record, ==, f->records[1]);
  g_assert_nonnull (strstr (event->text, "backup"));
  g_atomic_int_inc (&f->n_problems);
}

static void
keep (Fixture *f, guint index, const DsProject *project)
{
  g_autofree char *path = g_strdup_printf ("poster-%u.svg", index);
  DsDigest sha256 = ds_digest_sha256 (path, strlen (path));
  g_autofree char *copy =
      ds_vault_build_path (ds_store_get_vault (f->store), &sha256, DS_VAULT_PLAIN);
  g_autofree char *shelf = g_path_get_dirname (copy);

  f->records[index] =
      scratch_append (f->store, project, &(ScratchDraft){ .path = path, .seen_at = SEEN_AT });
  g_assert_no_errno (g_mkdir_with_parents (shelf, 0700));
  g_assert_true (g_file_set_contents (copy, path, -1, NULL));
  if (index == 1)
    f->path = g_steal_pointer (&copy);
}

static void
setup (Fixture *f, gconstpointer data)
{
  g_autoptr (DsProject) project = NULL;

  scratch_setup (&f->scratch, NULL);
  f->store = scratch_open (&f->scratch);
  project = scratch_add_project (&f->scratch, f->store, "tea");
  for (guint i = 0; i < N_DRAFTS; i++)
    keep (f, i, project);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < N_DRAFTS; i++)
    g_free (f->records[i]);
  g_free (f->path);
  ds_store_close (f->store);
  scratch_teardown (&f->scratch, NULL);
}

/* Has copies read until so many are known to be lost; returns how many entries the journal has. */
static guint64
await_lost (Fixture *f, guint64 n)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;
  DsSelfCheck *check = ds_self_check_new (f->scratch.folder, &fast, event_cb, f);

  while (ds_catalog_count_lost_copies (ds_store_get_catalog (f->store)) != n
         && g_get_monotonic_time () < deadline)
    {
      g_usleep (LOOK_EVERY_US);
      g_assert_true (ds_store_refresh (f->store, NULL));
    }
  ds_self_check_free (check);
  g_assert_cmpuint (ds_catalog_count_lost_copies (ds_store_get_catalog (f->store)), ==, n);
  g_assert_true (ds_store_refresh (f->store, NULL));
  return ds_store_get_next_seq (f->store);
}

/* Reads every copy at least once more. */
static void
read_all_again (Fixture *f)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;
  DsTime start = ds_time_now ();
  DsSelfCheck *check = ds_self_check_new (f->scratch.folder, &fast, event_cb, f);
  guint n_due = N_DRAFTS;

  while (n_due > 0 && g_get_monotonic_time () < deadline)
    {
      g_autoptr (GPtrArray) due = ds_catalog_list_due_copies (ds_store_get_catalog (f->store),
                                                              start, start, N_DRAFTS, NULL);

      n_due = due->len;
      g_usleep (LOOK_EVERY_US);
    }
  ds_self_check_free (check);
  g_assert_cmpuint (n_due, ==, 0);
}

static void
test_whole (Fixture *f, gconstpointer data)
{
  guint64 n_entries = ds_store_get_next_seq (f->store);

  read_all_again (f);
  g_assert_true (ds_store_refresh (f->store, NULL));
  g_assert_cmpuint (ds_store_get_next_seq (f->store), ==, n_entries); /* nothing to tell */
  g_assert_cmpint (f->n_problems, ==, 0);
}

static void
test_damaged (Fixture *f, gconstpointer data)
{
  guint64 n_entries = ds_store_get_next_seq (f->store);

  scratch_poke (f->path, 3, "X", 1);
  g_assert_cmpuint (await_lost (f, 1), ==, n_entries + 1);
  read_all_again (f);
  g_assert_true (ds_store_refresh (f->store, NULL));
  g_assert_cmpuint (ds_store_get_next_seq (f->store), ==, n_entries + 1); /* journalled once */
  g_assert_cmpint (f->n_problems, ==, 2); /* told once by each of the two */

  scratch_poke (f->path, 3, "t", 1);
  g_assert_cmpuint (await_lost (f, 0), ==, n_entries + 2);
  g_assert_cmpint (f->n_problems, ==, 2);
}

static void
test_missing (Fixture *f, gconstpointer data)
{
  g_assert_no_errno (g_unlink (f->path));
  await_lost (f, 1);
  g_assert_cmpint (f->n_problems, ==, 1);
}

/* The index forgets when a copy was read, the journal remembers what was found. */
static void
test_without_index (Fixture *f, gconstpointer data)
{
  scratch_poke (f->path, 3, "X", 1);
  await_lost (f, 1);
  g_clear_pointer (&f->store, ds_store_close);
  scratch_remove_index (&f->scratch);
  f->store = scratch_open (&f->scratch);
  g_assert_cmpuint (ds_catalog_count_lost_copies (ds_store_get_catalog (f->store)), ==, 1);
}

/* A vault on a disk that is away is no loss. */
static void
test_vault_is_away (Fixture *f, gconstpointer data)
{
  guint64 n_entries = ds_store_get_next_seq (f->store);
  g_autofree char *vault = g_build_filename (f->scratch.folder, "vault", NULL);
  g_autofree char *away = g_strconcat (vault, ".away", NULL);
  DsSelfCheck *check;

  g_assert_no_errno (g_rename (vault, away));
  check = ds_self_check_new (f->scratch.folder, &fast, event_cb, f);
  ds_self_check_free (check); /* whether it looked or not, it tells of nothing */
  g_assert_true (ds_store_refresh (f->store, NULL));
  g_assert_cmpuint (ds_store_get_next_seq (f->store), ==, n_entries);
  g_assert_no_errno (g_rename (away, vault));
}

/* Oldest reading first, and lost ones before them. */
static void
test_order (Fixture *f, gconstpointer data)
{
  DsCatalog *catalog = ds_store_get_catalog (f->store);
  DsTime now = ds_time_now ();
  DsTime later = ds_time_add_seconds (now, 100);

  for (guint i = 0; i < N_DRAFTS; i++)
    {
      g_autofree char *path = g_strdup_printf ("poster-%u.svg", i);
      DsDigest sha256 = ds_digest_sha256 (path, strlen (path));

      g_assert_true (ds_catalog_set_checked (catalog, &sha256,
                                             ds_time_add_seconds (now, 10 - (gint64) i), NULL));
    }
  for (guint i = 0; i < N_DRAFTS; i++)
    {
      g_autofree char *path = g_strdup_printf ("poster-%u.svg", N_DRAFTS - 1 - i);
      DsDigest sha256 = ds_digest_sha256 (path, strlen (path));
      g_autoptr (GPtrArray) due = ds_catalog_list_due_copies (catalog, later, later, 9, NULL);
      const DsDueCopy *copy = g_ptr_array_index (due, i);

      g_assert_cmpuint (due->len, ==, N_DRAFTS);
      g_assert_true (ds_digest_equal (&copy->sha256, &sha256));
    }
}

/* What was read a moment ago is left alone, and the end does not wait for the next time. */
static void
test_at_rest (Fixture *f, gconstpointer data)
{
  read_all_again (f);
  scratch_poke (f->path, 3, "X", 1);
  ds_self_check_free (ds_self_check_new (f->scratch.folder, &slow, event_cb, f));
  g_assert_cmpint (f->n_problems, ==, 0);
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/self-check/", name, NULL);

  g_test_add (path, Fixture, NULL, setup, test, teardown);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("whole", test_whole);
  add ("damaged", test_damaged);
  add ("missing", test_missing);
  add ("without-index", test_without_index);
  add ("vault-is-away", test_vault_is_away);
  add ("order", test_order);
  add ("at-rest", test_at_rest);
  return g_test_run ();
}
