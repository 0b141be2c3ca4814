/* ds-folder-watcher.h - what happens in a project's folder and all folders below it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/ds-time.h"
#include "watch/ds-filter.h"
#include "watch/ds-inotify.h"
#include "watch/ds-settle.h"

G_BEGIN_DECLS

/* While the project's folder is missing it is looked for this often, besides what GIO tells. */
#define DS_FOLDER_WATCHER_MISSING_POLL_SECONDS 30

/* All are needed. They are called in the context of the queue, never from within a call of the
 * watcher, and must not free it. Paths are relative to the root ("" is the root itself), octets as
 * on disk, and the callee's only while it runs. */
typedef struct
{
  /* This name may have changed, come or gone: look it up again. */
  void (*name_touched) (const char *path, DsTouch touch, gpointer data);
  /* What was called @from, file or folder, was given the name @to. Both are told of otherwise too,
   * afterwards. */
  void (*name_moved) (const char *from, const char *to, gpointer data);
  /* Look at all files in this folder and below: events of theirs may have been missed. */
  void (*scan_wanted) (const char *folder, gpointer data);
  /* The project's folder has been found and is watched, or is missing and waited for. */
  void (*root_found) (gboolean is_there, gpointer data);
  /* So many folders tell of no save, or not of each, and why (one clause): scan from time to time.
   * 0 and %NULL: all tell again. */
  void (*coverage_changed) (guint n_silent, const char *why, gpointer data);
  /* Events since then were lost; a scan of all will be wanted. */
  void (*events_lost) (DsTime since, gpointer data);
  /* This folder is not looked after, and why: another file system, unreadable. May repeat. */
  void (*folder_left_out) (const char *folder, const GError *why, gpointer data);
} DsFolderWatcherHooks;

/* Lives in the context of its queue. */
typedef struct _DsFolderWatcher DsFolderWatcher;

DsFolderWatcher *ds_folder_watcher_new (const char *root, DsFilter *filter, DsInotify *queue,
                                        const DsFolderWatcherHooks *hooks,
                                        gpointer data) G_GNUC_WARN_UNUSED_RESULT;
void             ds_folder_watcher_free (DsFolderWatcher *self);
void             ds_folder_watcher_check (DsFolderWatcher *self);
guint            ds_folder_watcher_get_n_folders (const DsFolderWatcher *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsFolderWatcher, ds_folder_watcher_free)

G_END_DECLS
