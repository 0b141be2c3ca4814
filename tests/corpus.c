/* corpus.c - genuine tokens, responses and requests that lie beside the source tree
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The files keep the licences they came with and are no part of this project, so a test that wants
 * them is skipped, and says so, where they are absent. */
#include "corpus.h"

/* (transfer full): where @file of the corpus would be; %NULL if nobody said where it lies. */
char *
corpus_build_path (const char *file)
{
  const char *shared = g_getenv ("DRAFTSEAL_SHARED");

  return shared != NULL ? g_build_filename (shared, "corpus", file, NULL) : NULL;
}

/* (transfer full): the octets of a file that the manifest names. */
GBytes *
corpus_read_file (const char *file)
{
  g_autofree char *path = corpus_build_path (file);
  g_autoptr (GError) error = NULL;
  char *octets;
  gsize length;

  g_file_get_contents (path, &octets, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (octets, length);
}

/* (transfer full) (element-type GStrv): rows of @kind, at least CORPUS_N_COLUMNS fields each;
 * %NULL, and the test is skipped, if there is no corpus. */
GPtrArray *
corpus_read_rows (const char *kind)
{
  g_autofree char *path = corpus_build_path ("manifest.tsv");
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  GPtrArray *rows;

  if (path == NULL || !g_file_get_contents (path, &text, NULL, NULL))
    {
      g_test_skip ("no corpus of genuine tokens: DRAFTSEAL_SHARED names no folder that has "
                   "corpus/manifest.tsv");
      return NULL;
    }
  rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], "\t", -1);

      if (g_strv_length (fields) >= CORPUS_N_COLUMNS && g_str_equal (fields[CORPUS_KIND], kind))
        g_ptr_array_add (rows, g_steal_pointer (&fields));
    }
  g_assert_cmpuint (rows->len, >, 0);
  return rows;
}
