/* store-scratch.h - a store and a design folder that are gone after the test
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/ds-store.h"

typedef struct
{
  char *scratch; /* owned: holds all of the others */
  char *folder;  /* owned: the store's; not made yet */
  char *design;  /* owned: a project's folder */
  char *journal; /* owned: the journal's file */
  char *index;   /* owned: the index's file */
} Scratch;

/* What a draft in the journal says; zero fields have a default. */
typedef struct
{
  const char *path;
  const char *bytes;   /* %NULL: the path */
  const char *work;    /* %NULL: one of its own */
  const char *stage;   /* %NULL: by the rules */
  const char *found;   /* %NULL: event */
  const char *seen_at; /* %NULL: one day in 2026 */
} ScratchDraft;

void scratch_setup (Scratch *self, gconstpointer data);
void scratch_teardown (Scratch *self, gconstpointer data);
DsStore *scratch_open (Scratch *self);
DsProject *scratch_add_project (Scratch *self, DsStore *store, const char *name);
char *scratch_append (DsStore *store, const DsProject *project, const ScratchDraft *draft);
GPtrArray *scratch_list_drafts (DsStore *store);
void scratch_write (const char *folder, const char *name, const char *text);
char *scratch_read (const char *path, gsize *length);
void scratch_poke (const char *path, goffset offset, const char *octets, gsize length);
void scratch_remove_index (Scratch *self);
void scratch_remove_tree (const char *path);
GPtrArray *scratch_make_tsas (const char *first, ...) G_GNUC_NULL_TERMINATED;
void scratch_freeze (DsStore *store);
