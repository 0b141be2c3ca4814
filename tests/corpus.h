/* corpus.h - genuine tokens, responses and requests that lie beside the source tree
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Columns of manifest.tsv. */
enum
{
  CORPUS_FILE,
  CORPUS_KIND,
  CORPUS_SHA256,
  CORPUS_TSA,
  CORPUS_GEN_TIME,
  CORPUS_POLICY,
  CORPUS_IMPRINT_ALGORITHM,
  CORPUS_DATA_OR_HASH,
  CORPUS_CA_FILE,
  CORPUS_CHAIN_FILE,
  CORPUS_ANCHOR,
  CORPUS_VERDICT,
  CORPUS_ESTABLISHED_BY,
  CORPUS_NOTE,
  CORPUS_N_COLUMNS
};

GPtrArray *corpus_read_rows (const char *kind);
GBytes    *corpus_read_file (const char *file);
char      *corpus_build_path (const char *file);
