/* ds-folder-watcher.c - what happens in a project's folder and all folders below it
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One GFileMonitor a folder. An event only says that a name may have changed: what is there now is
 * always looked up, so late, merged, doubled and reordered events do no harm. Lost ones do: they
 * are made up for by a scan, wanted for every folder after its monitor stands, for all of them
 * after a burst that the kernel's queue may not have held, and whenever the owner asks for it. */
#include "watch/ds-folder-watcher.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "watch/ds-folder-table.h"
#include "watch/ds-inotify.h"
#include "watch/ds-settle.h"
#include "watch/ds-walk.h"

/* GLib passes on at most one change of a file in this time; its own 800 ms would look like quiet.
 */
#define CHANGE_INTERVAL_MS (DS_SETTLE_QUIET_MS / 2)
/* Events further apart belong to different bursts. */
#define BURST_GAP_USEC G_USEC_PER_SEC
/* Time for a burst to end before all is looked at. */
#define BURST_REST_MS 2000
/* Folders come in crowds; their watches are counted once for all of them. */
#define COVERAGE_DELAY_MS 1000
#define USEC_PER_MSEC 1000

typedef enum
{
  ROOT_UNKNOWN,
  ROOT_FOUND,
  ROOT_MISSING,
} RootState;

struct _DsFolderWatcher
{
  char *root; /* owned */
  GFile *root_file;
  DsFilter *filter;
  const DsFolderWatcherHooks *hooks; /* borrowed: outlives self */
  gpointer data;
  GMainContext *context;
  RootState state;
  dev_t device;             /* the root's */
  DsFolderTable *folders;   /* owned */
  GSource *look_source;     /* (nullable): looks at all folders */
  GSource *coverage_source; /* (nullable): counts the watches */
  guint n_unwatched;        /* as told last */
  gint64 last_event;        /* µs of the monotonic clock */
  guint n_burst_events;
};

static void look_at_all (DsFolderWatcher *self);

/* Looks up what has this name now; links are followed to the root only. */
static gboolean
look_up (DsFolderWatcher *self, const char *path, struct stat *st)
{
  g_autofree char *full = g_build_filename (self->root, path, NULL);

  return fstatat (AT_FDCWD, full, st, *path == '\0' ? 0 : AT_SYMLINK_NOFOLLOW) == 0;
}

static gboolean
is_still_there (DsFolderWatcher *self, const DsFolder *folder)
{
  struct stat st;

  return look_up (self, folder->path, &st) && S_ISDIR (st.st_mode) && st.st_dev == self->device
         && st.st_ino == folder->inode;
}

/* Sources: at most one of each kind waits, and the sooner time counts. */

static void
schedule (DsFolderWatcher *self, GSource **slot, guint wait_ms, GSourceFunc function)
{
  gint64 ready = g_get_monotonic_time () + (gint64) wait_ms * USEC_PER_MSEC;

  if (*slot == NULL)
    {
      *slot = g_timeout_source_new (wait_ms);
      g_source_set_callback (*slot, function, self, NULL);
      g_source_attach (*slot, self->context);
    }
  else if (ready < g_source_get_ready_time (*slot))
    g_source_set_ready_time (*slot, ready);
}

static void
unschedule (GSource **slot)
{
  if (*slot == NULL)
    return;
  g_source_destroy (*slot);
  g_clear_pointer (slot, g_source_unref);
}

static gboolean
look_due_cb (gpointer data)
{
  DsFolderWatcher *self = data;

  unschedule (&self->look_source);
  look_at_all (self);
  return G_SOURCE_REMOVE;
}

/* Coverage */

/* Counts the folders whose monitor the kernel does not back. One that is gone needs no watch; its
 * event is on the way. */
static guint
count_unwatched (DsFolderWatcher *self)
{
  g_autoptr (DsInotify) watches = ds_inotify_read ();
  g_autoptr (GPtrArray) folders = ds_folder_table_list_tree (self->folders, "");
  guint n_unwatched = 0;

  for (guint i = 0; i < folders->len; i++)
    {
      const DsFolder *folder = g_ptr_array_index (folders, i);

      if ((folder->monitor == NULL || !ds_inotify_watches (watches, folder->inode))
          && is_still_there (self, folder))
        n_unwatched++;
    }
  return n_unwatched;
}

static void
tell_coverage (DsFolderWatcher *self)
{
  guint n_unwatched = count_unwatched (self);

  if (n_unwatched == self->n_unwatched)
    return;
  self->n_unwatched = n_unwatched;
  self->hooks->coverage_changed (n_unwatched, self->data);
}

static gboolean
coverage_due_cb (gpointer data)
{
  DsFolderWatcher *self = data;

  unschedule (&self->coverage_source);
  tell_coverage (self);
  return G_SOURCE_REMOVE;
}

/* Folders in and out of the table */

static void event_cb (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event,
                      gpointer data);

static GFileMonitor *
make_monitor (DsFolderWatcher *self, const char *path)
{
  g_autofree char *full = g_build_filename (self->root, path, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (full);
  g_autoptr (GError) error = NULL;
  GFileMonitor *monitor = g_file_monitor_directory (file, G_FILE_MONITOR_WATCH_MOVES, NULL, &error);

  if (monitor == NULL) /* told as coverage */
    {
      g_debug ("a folder can't be watched: %s", error->message);
      return NULL;
    }
  g_file_monitor_set_rate_limit (monitor, CHANGE_INTERVAL_MS);
  g_signal_connect (monitor, "changed", G_CALLBACK (event_cb), self);
  return monitor;
}

/* A folder that has moved is forgotten at its old place before it is watched at the new one: GLib
 * would drop the watch, which is the inode's, with the old monitor. */
static void
folder_entered_cb (const char *path, const struct stat *st, gpointer data)
{
  DsFolderWatcher *self = data;
  const DsFolder *known = ds_folder_table_find (self->folders, path);
  const DsFolder *same;

  if (known != NULL && known->inode == st->st_ino)
    return;
  if (known != NULL)
    ds_folder_table_remove_tree (self->folders, path);
  same = ds_folder_table_find_inode (self->folders, st->st_ino);
  if (same != NULL && is_still_there (self, same))
    return; /* one folder mounted at two places: its events come from the first */
  if (same != NULL)
    {
      g_autofree char *old_path = g_strdup (same->path);

      ds_folder_table_remove_tree (self->folders, old_path);
    }
  ds_folder_table_add (self->folders, path, st->st_ino, make_monitor (self, path));
}

static void
fault_met_cb (const char *path, const GError *error, gpointer data)
{
  DsFolderWatcher *self = data;

  self->hooks->folder_left_out (path, error, self->data);
}

/* Watches all folders at and below @top that are not watched yet. */
static gboolean
watch_folders (DsFolderWatcher *self, const char *top, GError **error)
{
  DsWalk walk = { .root = self->root,
                  .filter = self->filter,
                  .folder_entered = folder_entered_cb,
                  .fault_met = fault_met_cb,
                  .data = self };

  return ds_walk_below (&walk, top, error);
}

/* The root */

static void
set_state (DsFolderWatcher *self, RootState state)
{
  if (state == self->state)
    return;
  self->state = state;
  self->hooks->root_found (state == ROOT_FOUND, self->data);
}

/* Forgets all folders if the root is not the one that is watched any more. */
static void
check_root (DsFolderWatcher *self)
{
  const DsFolder *root = ds_folder_table_find (self->folders, "");

  if (root != NULL && is_still_there (self, root))
    return;
  ds_folder_table_remove_tree (self->folders, "");
  schedule (self, &self->look_source, 0, look_due_cb);
}

static void
wait_for_root (DsFolderWatcher *self, const GError *why)
{
  ds_folder_table_remove_tree (self->folders, "");
  if (self->state != ROOT_MISSING && !g_error_matches (why, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    self->hooks->folder_left_out ("", why, self->data);
  set_state (self, ROOT_MISSING);
  schedule (self, &self->look_source, DS_FOLDER_WATCHER_MISSING_POLL_SECONDS * 1000, look_due_cb);
}

static void
look_at_all (DsFolderWatcher *self)
{
  g_autoptr (GError) error = NULL;
  struct stat st;

  self->n_burst_events = 0;
  if (look_up (self, "", &st) && st.st_dev != self->device)
    {
      ds_folder_table_remove_tree (self->folders, "");
      self->device = st.st_dev;
    }
  if (!watch_folders (self, "", &error))
    {
      wait_for_root (self, error);
      return;
    }
  set_state (self, ROOT_FOUND);
  tell_coverage (self);
  self->hooks->scan_wanted ("", self->data);
}

/* Events */

static void
take_in_folder (DsFolderWatcher *self, const char *path)
{
  if (ds_filter_why_skipped (self->filter, path) != NULL)
    return;
  if (!watch_folders (self, path, NULL)) /* the root is gone */
    {
      check_root (self);
      return;
    }
  if (ds_folder_table_find (self->folders, path) != NULL)
    self->hooks->scan_wanted (path, self->data);
  schedule (self, &self->coverage_source, COVERAGE_DELAY_MS, coverage_due_cb);
}

/* Looks up what has this name now. @has_left tells that what had it has gone, @is_new that what has
 * it may have come unwatched, or that GLib watches it only now. */
static void
look_again (DsFolderWatcher *self, const char *path, gboolean has_left, gboolean is_new)
{
  const DsFolder *known = ds_folder_table_find (self->folders, path);
  gboolean was_folder = known != NULL;
  struct stat st;
  gboolean exists = look_up (self, path, &st);
  gboolean is_folder = exists && S_ISDIR (st.st_mode);

  if (known != NULL && (has_left || !is_folder || known->inode != st.st_ino))
    {
      ds_folder_table_remove_tree (self->folders, path);
      known = NULL;
    }
  if (is_folder)
    {
      if (known == NULL || is_new)
        take_in_folder (self, path);
      return;
    }
  if (!exists)
    check_root (self);
  if (exists || !was_folder)
    self->hooks->name_touched (path, self->data);
}

/* A path below the root, or %NULL. */
static char *
relative_path (DsFolderWatcher *self, GFile *file)
{
  if (file == NULL)
    return NULL;
  if (g_file_equal (file, self->root_file))
    return g_strdup ("");
  return g_file_get_relative_path (self->root_file, file);
}

static void
count_event (DsFolderWatcher *self)
{
  gint64 now = g_get_monotonic_time ();

  if (now - self->last_event > BURST_GAP_USEC)
    self->n_burst_events = 0;
  self->last_event = now;
  if (++self->n_burst_events == DS_FOLDER_WATCHER_BURST_EVENTS)
    schedule (self, &self->look_source, BURST_REST_MS, look_due_cb);
}

static void
event_cb (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer data)
{
  DsFolderWatcher *self = data;
  gboolean is_move = event == G_FILE_MONITOR_EVENT_RENAMED || event == G_FILE_MONITOR_EVENT_MOVED_IN
                     || event == G_FILE_MONITOR_EVENT_MOVED_OUT;
  gboolean has_left = is_move || event == G_FILE_MONITOR_EVENT_DELETED;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  if (event == G_FILE_MONITOR_EVENT_MOVED_IN)
    {
      from = relative_path (self, other);
      to = relative_path (self, file);
    }
  else
    {
      from = relative_path (self, file);
      to = relative_path (self, other);
    }
  count_event (self);
  if (from != NULL)
    look_again (self, from, has_left, event == G_FILE_MONITOR_EVENT_CREATED);
  if (to != NULL)
    look_again (self, to, FALSE, TRUE);
}

/**
 * ds_folder_watcher_new:
 * @root: the project's folder, absolute; it need not be there
 * @filter: which folders are skipped
 * @hooks: what is called, with @data; outlives the watcher
 *
 * Begins to watch in the thread-default main context, once that runs: first the monitors are set
 * up, then root_found() and scan_wanted() for the whole root are called. Where the root is missing
 * it is waited for.
 *
 * Returns: (transfer full): the watcher, to be used and freed in this thread
 */
DsFolderWatcher *
ds_folder_watcher_new (const char *root, DsFilter *filter, const DsFolderWatcherHooks *hooks,
                       gpointer data)
{
  DsFolderWatcher *self;

  g_return_val_if_fail (g_path_is_absolute (root), NULL);

  self = g_new0 (DsFolderWatcher, 1);
  self->root = g_canonicalize_filename (root, NULL);
  self->root_file = g_file_new_for_path (self->root);
  self->filter = ds_filter_ref (filter);
  self->hooks = hooks;
  self->data = data;
  self->context = g_main_context_ref_thread_default ();
  self->folders = ds_folder_table_new ();
  schedule (self, &self->look_source, 0, look_due_cb);
  return self;
}

void
ds_folder_watcher_free (DsFolderWatcher *self)
{
  if (self == NULL)
    return;
  unschedule (&self->look_source);
  unschedule (&self->coverage_source);
  ds_folder_table_free (self->folders);
  g_main_context_unref (self->context);
  ds_filter_unref (self->filter);
  g_object_unref (self->root_file);
  g_free (self->root);
  g_free (self);
}

/**
 * ds_folder_watcher_check:
 *
 * Has everything looked at soon: the root, folders that nobody told of, the kernel's watches; then
 * scan_wanted() is called for the whole root. For after a suspend, and from time to time.
 */
void
ds_folder_watcher_check (DsFolderWatcher *self)
{
  schedule (self, &self->look_source, 0, look_due_cb);
}

/**
 * ds_folder_watcher_get_n_folders:
 *
 * Returns: how many folders are looked after
 */
guint
ds_folder_watcher_get_n_folders (const DsFolderWatcher *self)
{
  return ds_folder_table_get_size (self->folders);
}
