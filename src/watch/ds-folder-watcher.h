/* ds-folder-watcher.h - what happens in a project's folder and all folders below it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "watch/ds-filter.h"

G_BEGIN_DECLS

/* While the project's folder is missing it is looked for this often. */
#define DS_FOLDER_WATCHER_MISSING_POLL_SECONDS 2
/* Half of what the kernel queues by default (fs.inotify.max_queued_events 16384): a burst this
 * long may have lost events, and GLib does not tell. */
#define DS_FOLDER_WATCHER_BURST_EVENTS 8192

/* All are needed. They are called in the main context that was the thread's default when the
 * watcher was made, never from within a call of it, and must not free it. Paths are relative to the
 * root ("" is the root itself), octets as on disk, and the callee's only while it runs. */
typedef struct
{
  /* This name may have changed, come or gone: look it up again. */
  void (*name_touched) (const char *path, gpointer data);
  /* Look at all files in this folder and below: events of theirs may have been missed. */
  void (*scan_wanted) (const char *folder, gpointer data);
  /* The project's folder has been found and is watched, or is missing and waited for. */
  void (*root_found) (gboolean is_there, gpointer data);
  /* So many folders are not watched, as the kernel's limit is reached: scan from time to time.
   * 0: all are watched again. */
  void (*coverage_changed) (guint n_unwatched, gpointer data);
  /* This folder is not looked after, and why: another file system, unreadable. May repeat. */
  void (*folder_left_out) (const char *folder, const GError *why, gpointer data);
} DsFolderWatcherHooks;

/* Lives in the main context that was its creator's thread-default one. */
typedef struct _DsFolderWatcher DsFolderWatcher;

DsFolderWatcher *ds_folder_watcher_new (const char *root, DsFilter *filter,
                                        const DsFolderWatcherHooks *hooks,
                                        gpointer data) G_GNUC_WARN_UNUSED_RESULT;
void             ds_folder_watcher_free (DsFolderWatcher *self);
void             ds_folder_watcher_check (DsFolderWatcher *self);
guint            ds_folder_watcher_get_n_folders (const DsFolderWatcher *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsFolderWatcher, ds_folder_watcher_free)

G_END_DECLS
