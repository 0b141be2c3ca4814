/* watch-fixture.h - a project's folder under watch, for the tests of ds-folder-watcher
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "watch/ds-folder-watcher.h"

/* Looks up every name and scans every folder that it is told of, as the pipeline does. */
typedef struct
{
  GMainContext *context;
  char *above; /* holds the root */
  char *root;
  DsFilter *filter;
  DsInotify *queue;
  DsFolderWatcher *watcher;
  GHashTable *seen;     /* paths of files that would have been found */
  GHashTable *touched;  /* names told of */
  GHashTable *moved;    /* where what is there now was before: new path to old one */
  GHashTable *left_out; /* folders told of */
  guint n_full_scans;
  gboolean is_there;
  guint n_silent;
  char *why_silent; /* (nullable) */
  guint n_overflows;
} Fixture;

typedef gboolean (*Condition) (Fixture *fixture, const char *argument);

void fixture_await (Fixture *fixture, Condition condition, const char *argument);
gboolean fixture_is_seen (Fixture *fixture, const char *path);
gboolean fixture_is_touched (Fixture *fixture, const char *path);
gboolean fixture_is_moved (Fixture *fixture, const char *to);
gboolean fixture_is_fully_scanned (Fixture *fixture, const char *argument);
gboolean fixture_is_root_missing (Fixture *fixture, const char *argument);
gboolean fixture_is_covered (Fixture *fixture, const char *argument);
char *fixture_full_path (Fixture *fixture, const char *path);
void fixture_make_folder (Fixture *fixture, const char *path);
void fixture_write_file (Fixture *fixture, const char *path);
void fixture_move (Fixture *fixture, const char *from, const char *to);
void fixture_remove_tree (const char *path);
void fixture_start (Fixture *fixture);
void fixture_start_and_wait (Fixture *fixture);
void fixture_forget_seen (Fixture *fixture);
void fixture_assert_live (Fixture *fixture, const char *path);
void fixture_setup (Fixture *fixture, gconstpointer data);
void fixture_teardown (Fixture *fixture, gconstpointer data);

#define FIXTURE_ADD(path, function)                                                                \
  g_test_add (path, Fixture, NULL, fixture_setup, function, fixture_teardown)
