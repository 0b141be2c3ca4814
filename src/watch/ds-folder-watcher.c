/* ds-folder-watcher.c - what happens in a project's folder and all folders below it
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A GFileMonitor tells whether the project's folder comes, goes or is unmounted. Below it there is
 * one watch a folder, in a queue of our own. An event only says that a name may have changed: what
 * is there now is always looked up, so late, merged, doubled and reordered events do no harm. Lost
 * ones do: they are made up for by a scan, wanted for every folder after its watch stands, for all
 * of them after the kernel's queue overflowed, and whenever the owner asks for it. */
#include "watch/ds-folder-watcher.h"

#include <gio/gio.h>
#include <sys/inotify.h>
#include <sys/stat.h>

#include "base/ds-file-system.h"
#include "watch/ds-folder-table.h"
#include "watch/ds-moves.h"

/* A program that writes and writes is passed on at most so often; longer would look like quiet. */
#define CHANGE_INTERVAL_USEC (DS_SETTLE_QUIET_MS / 2 * G_GINT64_CONSTANT (1000))
/* Time for a burst that overflowed to end before all is looked at. */
#define BURST_REST_MS 1000
/* Folders come in crowds; those without a watch are told once for all of them. */
#define COVERAGE_DELAY_MS 1000
#define USEC_PER_MSEC 1000

typedef enum
{
  ROOT_UNKNOWN,
  ROOT_FOUND,
  ROOT_MISSING,
} RootState;

/* What was written to last, and when that was passed on. */
typedef struct
{
  int watch;
  char *name;  /* owned (nullable) */
  gint64 told; /* µs of the monotonic clock */
} Writing;

struct _DsFolderWatcher
{
  DsFilter *filter;
  char *root;                        /* owned */
  DsInotify *queue;                  /* borrowed: outlives self */
  const DsFolderWatcherHooks *hooks; /* borrowed: outlives self */
  gpointer data;
  GMainContext *context;
  RootState state;
  GFileMonitor *monitor;    /* owned (nullable): of the root */
  dev_t device;             /* the root's */
  gboolean is_remote;       /* other computers save there, and no event tells */
  DsFolderTable *folders;   /* owned */
  GSource *look_source;     /* (nullable): looks at all folders */
  GSource *coverage_source; /* (nullable): tells of folders without a watch */
  guint n_silent;           /* as told last */
  DsTime sure;              /* nothing was lost up to then */
  DsMoves *moves;           /* owned */
  Writing writing;
};

static void look_at_all (DsFolderWatcher *self);

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

static void
tell_coverage (DsFolderWatcher *self)
{
  guint n_silent = self->is_remote ? ds_folder_table_get_size (self->folders)
                                   : ds_folder_table_count_unwatched (self->folders);
  const char *why;

  if (n_silent == self->n_silent)
    return;
  self->n_silent = n_silent;
  if (n_silent == 0)
    why = NULL;
  else if (self->is_remote)
    why = "their file system does not tell what other computers save";
  else
    why = ds_folder_table_explain (self->folders);
  self->hooks->coverage_changed (n_silent, why, self->data);
}

static gboolean
coverage_due_cb (gpointer data)
{
  DsFolderWatcher *self = data;

  unschedule (&self->coverage_source);
  tell_coverage (self);
  return G_SOURCE_REMOVE;
}

/* The root */

static void
fault_met_cb (const char *path, const GError *error, gpointer data)
{
  DsFolderWatcher *self = data;

  self->hooks->folder_left_out (path, error, self->data);
}

static gboolean
watch_folders (DsFolderWatcher *self, const char *top, GError **error)
{
  return ds_folder_table_watch (self->folders, top, self->filter, fault_met_cb, self, error);
}

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

  if (root != NULL && ds_folder_table_is_still_there (self->folders, root))
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

/* What happens below the root its own watches tell. */
static void
root_monitor_cb (DsFolderWatcher *self, GFile *file, GFile *other, GFileMonitorEvent event)
{
  if (event != G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED
      && g_strcmp0 (g_file_peek_path (file), self->root) == 0)
    schedule (self, &self->look_source, 0, look_due_cb);
}

/* Without a monitor, as where the kernel gives out none, the root is looked for now and then. */
static void
monitor_root (DsFolderWatcher *self)
{
  g_autoptr (GFile) file = g_file_new_for_path (self->root);

  self->monitor = g_file_monitor_directory (
      file, G_FILE_MONITOR_WATCH_MOUNTS | G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_swapped (self->monitor, "changed", G_CALLBACK (root_monitor_cb), self);
}

static void
look_at_all (DsFolderWatcher *self)
{
  g_autoptr (GError) error = NULL;
  struct stat st;

  if (ds_folder_table_look_up (self->folders, "", &st) && st.st_dev != self->device)
    {
      ds_folder_table_remove_tree (self->folders, "");
      self->device = st.st_dev;
      self->is_remote = ds_file_system_get_kind (self->root) != DS_FILE_SYSTEM_LOCAL;
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

/* What is linked to a name is complete; what is created empty is written to next. */
static DsTouch
read_touch (guint32 mask)
{
  if ((mask & IN_MODIFY) != 0)
    return DS_TOUCH_WRITTEN;
  return (mask & (IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE)) != 0 ? DS_TOUCH_CLOSED
                                                                  : DS_TOUCH_OTHER;
}

/* Looks up what has this name now. @mask tells what happened to it: what had it may have gone, and
 * what has it may have come unwatched. */
static void
look_again (DsFolderWatcher *self, const char *path, guint32 mask)
{
  gboolean has_left = (mask & (IN_MOVED_FROM | IN_DELETE)) != 0;
  gboolean is_new = (mask & (IN_MOVED_TO | IN_CREATE)) != 0;
  const DsFolder *known = ds_folder_table_find (self->folders, path);
  gboolean was_folder = known != NULL;
  struct stat st;
  gboolean exists = ds_folder_table_look_up (self->folders, path, &st);
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
    self->hooks->name_touched (path, read_touch (mask), self->data);
}

/* Whether this only says again that somebody goes on writing. */
static gboolean
is_repeated (Writing *last, const DsInotifyEvent *event)
{
  gint64 now = g_get_monotonic_time ();

  if (event->mask == IN_MODIFY && last->watch == event->watch
      && g_strcmp0 (last->name, event->name) == 0 && now - last->told < CHANGE_INTERVAL_USEC)
    return TRUE;
  g_free (last->name);
  last->watch = event->watch;
  last->name = event->mask == IN_MODIFY ? g_strdup (event->name) : NULL;
  last->told = now;
  return FALSE;
}

static void
note_move (DsFolderWatcher *self, const DsInotifyEvent *event, const char *path)
{
  g_autofree char *from = NULL;

  if ((event->mask & IN_MOVED_FROM) != 0)
    ds_moves_depart (self->moves, event->cookie, path);
  else if ((event->mask & IN_MOVED_TO) != 0)
    from = ds_moves_arrive (self->moves, event->cookie);
  if (from != NULL)
    self->hooks->name_moved (from, path, self->data);
}

static void
folder_touched (DsFolderWatcher *self, const DsFolder *folder)
{
  g_autofree char *path = g_strdup (folder->path);

  if (ds_folder_table_is_still_there (self->folders, folder))
    return;
  ds_folder_table_remove_tree (self->folders, path);
  if (*path == '\0')
    schedule (self, &self->look_source, 0, look_due_cb);
}

static void
overflowed (DsFolderWatcher *self)
{
  self->hooks->events_lost (self->sure, self->data);
  schedule (self, &self->look_source, BURST_REST_MS, look_due_cb);
}

static void
happened_cb (const DsInotifyEvent *event, gpointer data)
{
  DsFolderWatcher *self = data;
  const DsFolder *folder = ds_folder_table_find_watch (self->folders, event->watch);
  g_autofree char *path = NULL;

  if ((event->mask & IN_Q_OVERFLOW) != 0)
    overflowed (self);
  self->sure = ds_time_now ();
  if (folder == NULL || (event->name != NULL && is_repeated (&self->writing, event)))
    return;
  if (event->name == NULL)
    {
      folder_touched (self, folder);
      return;
    }
  path = *folder->path == '\0' ? g_strdup (event->name)
                               : g_strconcat (folder->path, "/", event->name, NULL);
  note_move (self, event, path);
  look_again (self, path, event->mask);
}

/**
 * ds_folder_watcher_new:
 * @root: the project's folder, absolute; it need not be there
 * @filter: which folders are skipped
 * @queue: what tells; outlives the watcher
 * @hooks: what is called, with @data; outlives the watcher
 *
 * Begins to watch once the thread-default main context, which is that of @queue, runs: first the
 * watches are set up, then root_found() and scan_wanted() for the whole root are called. Where the
 * root is missing it is waited for.
 *
 * Returns: (transfer full): the watcher, to be used and freed in this thread
 */
DsFolderWatcher *
ds_folder_watcher_new (const char *root, DsFilter *filter, DsInotify *queue,
                       const DsFolderWatcherHooks *hooks, gpointer data)
{
  DsFolderWatcher *self;

  g_return_val_if_fail (g_path_is_absolute (root), NULL);

  self = g_new0 (DsFolderWatcher, 1);
  self->root = g_canonicalize_filename (root, NULL);
  self->filter = ds_filter_ref (filter);
  self->queue = queue;
  self->hooks = hooks;
  self->data = data;
  self->context = g_main_context_ref_thread_default ();
  self->folders = ds_folder_table_new (self->root, queue, self);
  self->sure = ds_time_now ();
  self->moves = ds_moves_new ();
  ds_inotify_join (queue, happened_cb, self);
  monitor_root (self);
  schedule (self, &self->look_source, 0, look_due_cb);
  return self;
}

void
ds_folder_watcher_free (DsFolderWatcher *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->monitor);
  unschedule (&self->look_source);
  unschedule (&self->coverage_source);
  ds_folder_table_free (self->folders);
  ds_inotify_leave (self->queue, self);
  ds_moves_free (self->moves);
  g_free (self->writing.name);
  g_main_context_unref (self->context);
  ds_filter_unref (self->filter);
  g_free (self->root);
  g_free (self);
}

/**
 * ds_folder_watcher_check:
 *
 * Has everything looked at soon: the root, folders that nobody told of, folders without a watch;
 * then scan_wanted() is called for the whole root. For after a suspend, and from time to time.
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
