/* test-journal.c - lines of the journal, checkpoints and batch files: what is taken, what refused
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "base/ds-error.h"
#include "project/ds-entry.h"
#include "project/ds-journal.h"
#include "store-scratch.h"

#define SALT "\"salt\":\"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\""
#define TIME "\"time\":\"2026-11-22T14:32:07.000000001Z\""
#define ENTRY "{" SALT ",\"seq\":0," TIME ",\"type\":\"genesis\",\"v\":1}"

typedef struct
{
  const char *name;
  const char *line;
  gboolean is_taken;
} Line;

static const Line lines[] = {
  { "whole", ENTRY, TRUE },
  { "of-a-later-release",
    "{\"new\":[{\"a\":1}]," SALT ",\"seq\":7," TIME ",\"type\":\"unheard-of\",\"v\":2}", TRUE },
  { "no-salt", "{\"seq\":0," TIME ",\"type\":\"genesis\",\"v\":1}", FALSE },
  { "short-salt", "{\"salt\":\"00\",\"seq\":0," TIME ",\"type\":\"genesis\",\"v\":1}", FALSE },
  { "upper-case-salt",
    "{\"salt\":\"00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF\",\"seq\":0," TIME
    ",\"type\":\"genesis\",\"v\":1}",
    FALSE },
  { "no-seq", "{" SALT "," TIME ",\"type\":\"genesis\",\"v\":1}", FALSE },
  { "seq-is-text", "{" SALT ",\"seq\":\"0\"," TIME ",\"type\":\"genesis\",\"v\":1}", FALSE },
  { "negative-seq", "{" SALT ",\"seq\":-1," TIME ",\"type\":\"genesis\",\"v\":1}", FALSE },
  { "no-time", "{" SALT ",\"seq\":0,\"type\":\"genesis\",\"v\":1}", FALSE },
  { "short-time",
    "{" SALT ",\"seq\":0,\"time\":\"2026-11-22T14:32:07Z\",\"type\":\"genesis\",\"v\":1}", FALSE },
  { "no-type", "{" SALT ",\"seq\":0," TIME ",\"v\":1}", FALSE },
  { "no-v", "{" SALT ",\"seq\":0," TIME ",\"type\":\"genesis\"}", FALSE },
  { "space", "{" SALT ", \"seq\":0," TIME ",\"type\":\"genesis\",\"v\":1}", FALSE },
  { "keys-out-of-order", "{\"seq\":0," SALT "," TIME ",\"type\":\"genesis\",\"v\":1}", FALSE },
  { "key-twice", "{" SALT ",\"seq\":0,\"seq\":0," TIME ",\"type\":\"genesis\",\"v\":1}", FALSE },
  { "null", "{\"a\":null," SALT ",\"seq\":0," TIME ",\"type\":\"genesis\",\"v\":1}", FALSE },
  { "fraction", "{\"a\":1.5," SALT ",\"seq\":0," TIME ",\"type\":\"genesis\",\"v\":1}", FALSE },
  { "too-deep", "{\"a\":[[[[[[[[]]]]]]]]," SALT ",\"seq\":0," TIME ",\"type\":\"genesis\",\"v\":1}",
    FALSE },
  { "something-behind", ENTRY " ", FALSE },
  { "array", "[" ENTRY "]", FALSE },
  { "empty", "", FALSE },
};

static void
test_line (gconstpointer data)
{
  const Line *line = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DsJson) json = ds_journal_parse_entry (line->line, strlen (line->line), &error);

  g_assert_cmpint (json != NULL, ==, line->is_taken);
  if (!line->is_taken)
    g_assert_error (error, DS_ERROR, DS_ERROR_FORMAT);
}

static void
test_longest_line (void)
{
  static const char head[] = "{\"a\":\"";
  static const char tail[] = "\"," SALT ",\"seq\":0," TIME ",\"type\":\"genesis\",\"v\":1}";
  gsize room = DS_JOURNAL_LINE_OCTETS_MAX - (sizeof head - 1) - (sizeof tail - 1);

  for (guint more = 0; more < 2; more++)
    {
      g_autofree char *filler = g_strnfill (room + more, 'x');
      g_autofree char *line = g_strconcat (head, filler, tail, NULL);
      g_autoptr (DsJson) json = ds_journal_parse_entry (line, strlen (line), NULL);

      g_assert_cmpint (json != NULL, ==, more == 0);
    }
}

#define ID "00112233445566778899aabbccddeeff"
#define ROOT "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

typedef struct
{
  const char *name;
  const char *text;
  gboolean is_taken;
} Checkpoint;

static const Checkpoint checkpoints[] = {
  { "whole", "draftseal/" ID "\n12\n" ROOT "\n", TRUE },
  { "none-covered", "draftseal/" ID "\n0\n" ROOT "\n", TRUE },
  { "leading-zero", "draftseal/" ID "\n012\n" ROOT "\n", FALSE },
  { "sign", "draftseal/" ID "\n+12\n" ROOT "\n", FALSE },
  { "space", "draftseal/" ID "\n 12\n" ROOT "\n", FALSE },
  { "too-large", "draftseal/" ID "\n9007199254740992\n" ROOT "\n", FALSE },
  { "no-size", "draftseal/" ID "\n\n" ROOT "\n", FALSE },
  { "short-id", "draftseal/00\n12\n" ROOT "\n", FALSE },
  { "upper-case-id", "draftseal/00112233445566778899AABBCCDDEEFF\n12\n" ROOT "\n", FALSE },
  { "other-origin", "example/" ID "\n12\n" ROOT "\n", FALSE },
  { "no-padding", "draftseal/" ID "\n12\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\n", FALSE },
  { "other-last-bits", "draftseal/" ID "\n12\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n",
    FALSE },
  { "short-root", "draftseal/" ID "\n12\nAAAA\n", FALSE },
  { "no-last-feed", "draftseal/" ID "\n12\n" ROOT, FALSE },
  { "line-behind", "draftseal/" ID "\n12\n" ROOT "\nmore\n", FALSE },
  { "empty", "", FALSE },
};

static void
test_checkpoint (gconstpointer data)
{
  const Checkpoint *checkpoint = data;
  g_autofree char *id = NULL;
  DsDigest root;
  DsDigest nothing = ds_digest_sha256 ("", 0);
  guint64 size;

  g_assert_cmpint (ds_checkpoint_parse (checkpoint->text, &size, &root, &id), ==,
                   checkpoint->is_taken);
  if (!checkpoint->is_taken)
    return;
  g_assert_cmpstr (id, ==, ID);
  g_assert_true (ds_digest_equal (&root, &nothing));
}

typedef struct
{
  const char *name;
  const char *text;
  gboolean is_taken;
} BatchFile;

#define CHECKPOINT "\"checkpoint\":\"draftseal/" ID "\\n3\\n" ROOT "\\n\""

static const BatchFile batch_files[] = {
  { "batch", "{" CHECKPOINT ",\"drafts\":[\"aa\"],\"root\":\"bb\"}\n", TRUE },
  { "round", "{\"root\":\"bb\",\"roots\":[\"cc\",\"dd\"]}\n", TRUE },
  { "no-feed", "{\"root\":\"bb\",\"roots\":[\"cc\",\"dd\"]}", FALSE },
  { "no-root", "{\"roots\":[\"cc\",\"dd\"]}\n", FALSE },
  { "no-members", "{\"root\":\"bb\"}\n", FALSE },
  { "batch-without-drafts", "{" CHECKPOINT ",\"root\":\"bb\",\"roots\":[\"cc\"]}\n", FALSE },
  { "broken-checkpoint", "{\"checkpoint\":\"x\",\"drafts\":[\"aa\"],\"root\":\"bb\"}\n", FALSE },
  { "no-object", "[]\n", FALSE },
  { "empty", "", FALSE },
};

static void
test_batch_file (Scratch *s, gconstpointer data)
{
  const BatchFile *row = data;
  g_autofree char *folder = g_build_filename (s->scratch, "batch", NULL);
  DsDigest digest = ds_digest_sha256 (row->text, strlen (row->text));
  g_autofree char *name = ds_digest_to_hex (&digest);
  g_autofree char *other = g_strdup (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsBatchFile) file = NULL;
  g_autoptr (DsBatchFile) renamed = NULL;

  g_assert_no_errno (g_mkdir (folder, 0700));
  scratch_write (folder, name, row->text);
  file = ds_batch_file_read (s->scratch, name, &error);
  g_assert_cmpint (file != NULL, ==, row->is_taken);
  g_assert_cmpint (error == NULL, ==, row->is_taken);
  if (row->is_taken)
    g_assert_cmpuint (ds_batch_files_get_reach (s->scratch), ==, file->checkpoint != NULL ? 3 : 0);

  other[0] = other[0] == '0' ? '1' : '0';
  scratch_write (folder, other, row->text);
  renamed = ds_batch_file_read (s->scratch, other, NULL);
  g_assert_null (renamed);
}

typedef struct
{
  const char *name;
  const char *path;
  const char *field; /* under which it is written */
} Path;

static const Path paths[] = {
  { "plain", "a/b.svg", "path" },
  { "chinese", "稿/盒子.ai", "path" },
  { "composed", "\xc3\xa9", "path" },
  { "decomposed", "e\xcc\x81", "path" }, /* no normalisation: another path than the one above */
  { "control", "a\n\x01\"\\.svg", "path" },
  { "no-utf-8", "\xff.svg", "path_octets" },
  { "surrogate", "\xed\xa0\x80", "path_octets" },
};

static void
test_path (gconstpointer data)
{
  const Path *row = data;
  g_autoptr (DsJson) entry = ds_json_object_new ();
  g_autofree char *back = NULL;

  ds_entry_set_path (entry, "path", row->path);
  g_assert_cmpuint (ds_json_get_size (entry), ==, 1);
  g_assert_cmpstr (ds_json_get_key (entry, 0), ==, row->field);
  back = ds_entry_dup_path (entry, "path");
  g_assert_cmpstr (back, ==, row->path);
}

static void
test_path_with_a_zero (void)
{
  g_autoptr (DsJson) entry = ds_json_object_new ();

  ds_json_set_string (entry, "path_octets", "6100");
  g_assert_null (ds_entry_dup_path (entry, "path"));
}

/* @table: rows that begin with their name. */
static void
add_table (const char *prefix, gconstpointer table, gsize row_size, guint n_rows,
           GTestDataFunc test)
{
  for (guint i = 0; i < n_rows; i++)
    {
      const char *row = (const char *) table + i * row_size;
      g_autofree char *path =
          g_strconcat (prefix, *(const char *const *) (gconstpointer) row, NULL);

      g_test_add_data_func (path, row, test);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define TABLE(prefix, table, test)                                                                 \
  add_table (prefix, table, sizeof *table, G_N_ELEMENTS (table), test)
  TABLE ("/project/journal/line/", lines, test_line);
  g_test_add_func ("/project/journal/longest-line", test_longest_line);
  TABLE ("/project/entry/checkpoint/", checkpoints, test_checkpoint);
  TABLE ("/project/entry/path/", paths, test_path);
  g_test_add_func ("/project/entry/path-with-a-zero", test_path_with_a_zero);
  for (guint i = 0; i < G_N_ELEMENTS (batch_files); i++)
    {
      g_autofree char *path = g_strconcat ("/project/entry/batch-file/", batch_files[i].name, NULL);

      g_test_add (path, Scratch, &batch_files[i], scratch_setup, test_batch_file, scratch_teardown);
    }
  return g_test_run ();
}
