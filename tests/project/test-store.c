/* test-store.c - the store: what is appended stays, the index follows, damage is told
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "base/ds-file.h"
#include "base/ds-hex.h"
#include "project/ds-stage.h"
#include "project/ds-store.h"

typedef struct
{
  char *scratch; /* owned */
  char *folder;  /* owned: the store's */
  char *design;  /* owned: a project's folder */
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  f->scratch = g_dir_make_tmp ("draftseal-store-XXXXXX", NULL);
  f->folder = g_build_filename (f->scratch, "store", NULL);
  f->design = g_build_filename (f->scratch, "design", NULL);
  g_assert_cmpint (g_mkdir (f->design, 0700), ==, 0);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  remove_tree (f->scratch);
  g_free (f->scratch);
  g_free (f->folder);
  g_free (f->design);
}

static DsStore *
open_store (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  DsStore *store = ds_store_open (f->folder, DS_STORE_WRITE, &error);

  g_assert_no_error (error);
  return store;
}

static DsJson *
make_draft (const DsProject *project, const char *work, guint64 number, const char *path)
{
  DsJson *body = ds_json_object_new ();
  DsJson *digests = ds_json_object_new ();
  DsDigest sha256 = ds_digest_sha256 (path, strlen (path));
  g_autofree char *hex = ds_digest_to_hex (&sha256);

  ds_json_set_string (digests, "sha256", hex);
  ds_json_set_string (body, "type", "draft");
  ds_json_set_string (body, "project", project->id);
  ds_json_set_string (body, "work", work);
  ds_json_set_integer (body, "number", number);
  ds_json_set_integer (body, "size", strlen (path));
  ds_json_set_string (body, "path", path);
  ds_json_set (body, "digests", digests);
  ds_json_set_string (body, "seen_at", "2026-11-22T14:32:07.000000001Z");
  ds_json_set_string (body, "stage", ds_stage_from_path (path));
  ds_json_set_string (body, "stage_by", "rule");
  ds_json_set_string (body, "found", "event");
  return body;
}

static void
append_draft (DsStore *store, const DsProject *project, guint64 number)
{
  g_autofree char *path = g_strdup_printf ("03-sketch/poster-%02u.svg", (guint) number);
  g_autofree char *work = g_strdup_printf ("%032x", (guint) number);
  g_autoptr (DsJson) body = make_draft (project, work, number, path);
  g_autoptr (GError) error = NULL;

  ds_store_append (store, body, NULL, &error);
  g_assert_no_error (error);
}

static guint64
count_drafts (DsStore *store)
{
  DsDraftQuery query = { 0 };
  guint64 count = 0;
  g_autoptr (GError) error = NULL;

  ds_catalog_count_drafts (ds_store_get_catalog (store), &query, &count, &error);
  g_assert_no_error (error);
  return count;
}

static void
test_index_is_a_fold (Fixture *f, gconstpointer data)
{
  g_autofree char *index = g_build_filename (f->folder, "index.sqlite", NULL);
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  DsDraftQuery query = { 0 };

  {
    g_autoptr (DsStore) store = open_store (f);
    g_autoptr (DsProject) project = ds_store_add_project (store, f->design, "Tea", NULL);

    for (guint64 i = 1; i <= 20; i++)
      append_draft (store, project, i);
    before = ds_catalog_list_drafts (ds_store_get_catalog (store), &query, NULL);
    g_assert_true (ds_store_set_stage (store, g_ptr_array_index (before, 3), "final", NULL));
    g_clear_pointer (&before, g_ptr_array_unref);
    before = ds_catalog_list_drafts (ds_store_get_catalog (store), &query, NULL);
  }
  g_assert_cmpint (g_unlink (index), ==, 0);
  {
    g_autoptr (DsStore) store = open_store (f);

    after = ds_catalog_list_drafts (ds_store_get_catalog (store), &query, NULL);
  }
  g_assert_cmpuint (before->len, ==, 20);
  g_assert_cmpuint (after->len, ==, 20);
  for (guint i = 0; i < 20; i++)
    {
      const DsDraft *a = g_ptr_array_index (before, i);
      const DsDraft *b = g_ptr_array_index (after, i);

      g_assert_cmpstr (a->record, ==, b->record);
      g_assert_cmpstr (a->stage, ==, i == 3 ? "final" : "sketch");
      g_assert_cmpstr (a->stage, ==, b->stage);
      g_assert_cmpint (a->stage_by_person, ==, b->stage_by_person);
    }
}

static void
test_two_handles_agree (Fixture *f, gconstpointer data)
{
  g_autoptr (DsStore) one = open_store (f);
  g_autoptr (DsStore) two = open_store (f);
  g_autoptr (DsProject) project = ds_store_add_project (one, f->design, NULL, NULL);

  for (guint64 i = 1; i <= 10; i++)
    append_draft (i % 2 == 0 ? one : two, project, i);
  g_assert_true (ds_store_refresh (one, NULL));
  g_assert_true (ds_store_refresh (two, NULL));
  g_assert_cmpuint (count_drafts (one), ==, 10);
  g_assert_cmpuint (count_drafts (two), ==, 10);
  g_assert_cmpuint (ds_store_get_next_seq (two), ==, 12);
}

static void
write_at (const char *path, goffset offset, const char *octets, gsize length)
{
  int fd = open (path, O_WRONLY | (offset < 0 ? O_APPEND : 0));

  g_assert_cmpint (fd, >=, 0);
  if (offset < 0)
    g_assert_cmpint (write (fd, octets, length), ==, (gssize) length);
  else
    g_assert_cmpint (pwrite (fd, octets, length, offset), ==, (gssize) length);
  close (fd);
}

static void
test_torn_tail (Fixture *f, gconstpointer data)
{
  g_autofree char *journal = g_build_filename (f->folder, "journal", NULL);
  g_autofree char *torn = g_build_filename (f->folder, "journal.torn", NULL);
  g_autofree char *moved = NULL;

  {
    g_autoptr (DsStore) store = open_store (f);
    g_autoptr (DsProject) project = ds_store_add_project (store, f->design, "Tea", NULL);

    append_draft (store, project, 1);
  }
  write_at (journal, -1, "{\"half\":", 8);
  {
    g_autoptr (DsStore) store = open_store (f);

    g_assert_null (ds_store_get_damage (store));
    g_assert_cmpuint (count_drafts (store), ==, 1);
    g_assert_cmpuint (ds_store_get_next_seq (store), ==, 4); /* genesis project draft recovered */
  }
  g_assert_true (g_file_get_contents (torn, &moved, NULL, NULL));
  g_assert_cmpstr (moved, ==, "{\"half\":");
}

/* Reading needs no index and leaves nothing behind, not even where it could. */
static void
test_reading_writes_nothing (Fixture *f, gconstpointer data)
{
  g_autofree char *index = g_build_filename (f->folder, "index.sqlite", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsJson) body = ds_json_object_new ();

  g_assert_null (ds_store_open (f->folder, DS_STORE_READ, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  {
    g_autoptr (DsStore) store = open_store (f);
    g_autoptr (DsProject) project = ds_store_add_project (store, f->design, "Tea", NULL);

    append_draft (store, project, 1);
  }
  g_unlink (index);
  {
    g_autoptr (DsStore) store = ds_store_open (f->folder, DS_STORE_READ, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (count_drafts (store), ==, 1);
    ds_json_set_string (body, "type", "setting");
    g_assert_false (ds_store_append (store, body, NULL, &error));
    g_assert_error (error, DS_ERROR, DS_ERROR_READ_ONLY);
  }
  g_assert_false (g_file_test (index, G_FILE_TEST_EXISTS));
}

static void
test_tree_head_is_of_the_disk (Fixture *f, gconstpointer data)
{
  g_autofree char *journal = g_build_filename (f->folder, "journal", NULL);
  g_autoptr (DsStore) store = open_store (f);
  g_autoptr (DsProject) project = ds_store_add_project (store, f->design, "Tea", NULL);
  DsDigest before;
  DsDigest after;

  append_draft (store, project, 1);
  g_assert_true (ds_store_read_tree_head (store, 3, &before, NULL));
  {
    g_autoptr (DsStore) again = open_store (f);

    g_assert_true (ds_store_read_tree_head (again, 3, &after, NULL));
    g_assert_true (ds_digest_equal (&before, &after));
  }
  write_at (journal, 30, "x", 1);
  {
    g_autoptr (DsStore) again = open_store (f);

    if (ds_store_read_tree_head (again, 3, &after, NULL))
      g_assert_false (ds_digest_equal (&before, &after));
  }
}

static void
test_newer_format_is_refused (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->folder, "store.json", NULL);
  g_autoptr (GError) error = NULL;

  ds_store_close (open_store (f));
  g_assert_true (g_file_set_contents (path, "{\"format\":2,\"id\":\"00\"}\n", -1, NULL));
  g_assert_null (ds_store_open (f->folder, DS_STORE_WRITE, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_NEWER_FORMAT);
}

static void
test_folders_do_not_overlap (Fixture *f, gconstpointer data)
{
  g_autoptr (DsStore) store = open_store (f);
  g_autoptr (DsProject) project = ds_store_add_project (store, f->design, "Tea", NULL);
  g_autofree char *inner = g_build_filename (f->design, "inner", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (project);
  g_assert_cmpint (g_mkdir (inner, 0700), ==, 0);
  g_assert_null (ds_store_add_project (store, inner, "Inner", &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_null (ds_store_add_project (store, f->scratch, "Outer", &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_null (ds_store_add_project (store, "/", "Root", &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_USAGE);
  g_clear_error (&error);

  /* Removed and added again it is the same project. */
  g_assert_true (ds_store_remove_project (store, project->id, NULL));
  {
    g_autoptr (DsProject) again = ds_store_add_project (store, f->design, NULL, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (again->id, ==, project->id);
    g_assert_cmpstr (again->name, ==, "Tea");
  }
}

typedef struct
{
  const char *path;
  const char *stage;
} StageCase;

static void
test_stages (void)
{
  static const StageCase cases[] = {
    { "01-outline/notes.md", "outline" }, { "大纲/故事.odt", "outline" },
    { "concept/lantern.svg", "concept" }, { "设定/灯.kra", "concept" },
    { "poster.svg", "sketch" },           { "sketch/a.svg", "sketch" },
    { "sketch/a-final.svg", "final" },    { "final/a_v2.svg", "revision" },
    { "04-revision/x.svg", "revision" },  { "x_v1.svg", "sketch" },
    { "定稿/盒子.ai", "final" },          { "茶叶包装终稿.psd", "final" },
    { "finale/notes.svg", "sketch" },     { "draft 3.svg", "sketch" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (ds_stage_from_path (cases[i].path), ==, cases[i].stage);
  g_assert_cmpstr (ds_stage_from_word ("定稿"), ==, "final");
  g_assert_cmpstr (ds_stage_from_word ("Final"), ==, "final");
  g_assert_null (ds_stage_from_word ("banana"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, setup, func, teardown)
  ADD ("/project/store/index-is-a-fold", test_index_is_a_fold);
  ADD ("/project/store/two-handles-agree", test_two_handles_agree);
  ADD ("/project/store/torn-tail-is-moved", test_torn_tail);
  ADD ("/project/store/reading-writes-nothing", test_reading_writes_nothing);
  ADD ("/project/store/tree-head-is-of-the-disk", test_tree_head_is_of_the_disk);
  ADD ("/project/store/newer-format-is-refused", test_newer_format_is_refused);
  ADD ("/project/store/folders-do-not-overlap", test_folders_do_not_overlap);
  g_test_add_func ("/project/stage/rules", test_stages);
  return g_test_run ();
}
