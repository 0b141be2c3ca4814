/* store-scratch.c - a store and a design folder that are gone after the test
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-scratch.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/ds-random.h"
#include "evidence/ds-batch.h"
#include "project/ds-stage.h"
#include "test-world.h"

#define SEEN_AT "2026-11-22T14:32:07.000000001Z"

void
scratch_setup (Scratch *self, gconstpointer data)
{
  self->scratch = g_dir_make_tmp ("draftseal-test-XXXXXX", NULL);
  g_assert_nonnull (self->scratch);
  self->folder = g_build_filename (self->scratch, "store", NULL);
  self->design = g_build_filename (self->scratch, "design", NULL);
  self->journal = g_build_filename (self->folder, "journal", NULL);
  self->index = g_build_filename (self->folder, "index.sqlite", NULL);
  g_assert_no_errno (g_mkdir (self->design, 0700));
}

void
scratch_remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        scratch_remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

void
scratch_teardown (Scratch *self, gconstpointer data)
{
  scratch_remove_tree (self->scratch);
  g_free (self->scratch);
  g_free (self->folder);
  g_free (self->design);
  g_free (self->journal);
  g_free (self->index);
}

DsStore *
scratch_open (Scratch *self)
{
  g_autoptr (GError) error = NULL;
  DsStore *store = ds_store_open (self->folder, DS_STORE_WRITE, &error);

  g_assert_no_error (error);
  return store;
}

/* A project in a folder of its own name below the design folder. */
DsProject *
scratch_add_project (Scratch *self, DsStore *store, const char *name)
{
  g_autofree char *folder = g_build_filename (self->design, name, NULL);
  g_autoptr (GError) error = NULL;
  DsProject *project;

  g_assert_no_errno (g_mkdir (folder, 0700));
  project = ds_store_add_project (store, folder, name, &error);
  g_assert_no_error (error);
  return project;
}

/* (transfer full): H(record) of the draft, which is in the journal now. */
char *
scratch_append (DsStore *store, const DsProject *project, const ScratchDraft *draft)
{
  g_autoptr (DsJson) body = ds_json_object_new ();
  DsJson *digests = ds_json_object_new ();
  const char *bytes = draft->bytes != NULL ? draft->bytes : draft->path;
  DsDigest sha256 = ds_digest_sha256 (bytes, strlen (bytes));
  g_autofree char *hex = ds_digest_to_hex (&sha256);
  g_autofree char *own_work = ds_random_hex (16);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  DsDigest record;

  ds_json_set_string (digests, "sha256", hex);
  ds_json_set_string (body, "type", "draft");
  ds_json_set_string (body, "project", project->id);
  ds_json_set_string (body, "work", draft->work != NULL ? draft->work : own_work);
  ds_json_set_integer (body, "number", 1);
  ds_json_set_integer (body, "size", strlen (bytes));
  ds_json_set_string (body, "path", draft->path);
  ds_json_set (body, "digests", digests);
  ds_json_set_string (body, "seen_at", draft->seen_at != NULL ? draft->seen_at : SEEN_AT);
  ds_json_set_string (body, "stage",
                      draft->stage != NULL ? draft->stage : ds_stage_from_path (draft->path));
  ds_json_set_string (body, "stage_by", "rule");
  ds_json_set_string (body, "found", draft->found != NULL ? draft->found : "event");
  ds_store_append (store, body, NULL, &error);
  g_assert_no_error (error);
  text = ds_json_to_text (body);
  record = ds_digest_sha256 (text, strlen (text));
  return ds_digest_to_hex (&record);
}

/* (transfer full) (element-type DsDraft): all of them, oldest first. */
GPtrArray *
scratch_list_drafts (DsStore *store)
{
  DsDraftQuery query = { .oldest_first = TRUE };
  g_autoptr (GError) error = NULL;
  GPtrArray *drafts = ds_catalog_list_drafts (ds_store_get_catalog (store), &query, &error);

  g_assert_no_error (error);
  return drafts;
}

/* Saves as a plain editor does: the file is truncated, written, closed. */
void
scratch_write (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, text, strlen (text)), ==, (gssize) strlen (text));
  close (fd);
}

char *
scratch_read (const char *path, gsize *length)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, length, &error);
  g_assert_no_error (error);
  return text;
}

/* Overwrites octets in place, or appends them where @offset is negative. */
void
scratch_poke (const char *path, goffset offset, const char *octets, gsize length)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC | (offset < 0 ? O_APPEND : 0));

  g_assert_cmpint (fd, >=, 0);
  if (offset < 0)
    g_assert_cmpint (write (fd, octets, length), ==, (gssize) length);
  else
    g_assert_cmpint (pwrite (fd, octets, length, offset), ==, (gssize) length);
  close (fd);
}

void
scratch_remove_index (Scratch *self)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = g_strconcat (self->index, suffixes[i], NULL);

      g_unlink (path);
    }
}

static DsTsa *
make_tsa (const char *name)
{
  g_autoptr (TestIdentity) root = test_identity_new (&test_good_root, NULL);
  g_autoptr (GPtrArray) anchors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  GBytes *der = ds_x509_to_der (root->certificate);
  DsDigest digest = ds_digest_sha256_bytes (der);
  g_autofree char *hex = ds_digest_to_hex (&digest);
  g_autoptr (DsJson) json = ds_json_object_new ();
  DsJson *trust = ds_json_array_new ();
  g_autoptr (GError) error = NULL;
  DsTsa *tsa;

  g_ptr_array_add (anchors, der);
  ds_json_add_string (trust, hex);
  ds_json_set_string (json, "url", "http://127.0.0.1:1/");
  ds_json_set (json, "trust", trust);
  tsa = ds_tsa_from_json (name, json, anchors, &error);
  g_assert_no_error (error);
  return tsa;
}

/* (transfer full) (element-type DsTsa): TSAs of these names that nobody ever asks. */
GPtrArray *
scratch_make_tsas (const char *first, ...)
{
  GPtrArray *tsas = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_tsa_unref);
  va_list names;

  va_start (names, first);
  for (const char *name = first; name != NULL; name = va_arg (names, const char *))
    g_ptr_array_add (tsas, make_tsa (name));
  va_end (names);
  return tsas;
}

/* All that is pending goes into one batch. */
void
scratch_freeze (DsStore *store)
{
  g_autoptr (GPtrArray) tsas = scratch_make_tsas ("nobody", NULL);
  g_autoptr (GError) error = NULL;
  DsTime next_due;
  gboolean has_next;

  ds_batch_freeze_due (store, tsas, ds_time_now (), TRUE, &next_due, &has_next, &error);
  g_assert_no_error (error);
}
