/* ds-capture.c - the way of one save: from a touched name to a draft in the journal
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * touched → quiet → nobody writes → read once into the vault, the same before and after → recorded.
 */
#include "service/ds-capture.h"

#include <string.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "project/ds-catalog-work.h"
#include "project/ds-gap.h"
#include "service/ds-capture-private.h"
#include "watch/ds-extension.h"
#include "watch/ds-scan.h"

void
ds_capture_tell (DsCapture *self, DsServiceEventKind kind, const char *path, const char *text)
{
  DsServiceEvent event = { .kind = kind, .project = self->project->id, .path = path, .text = text };

  self->func (&event, self->data);
}

static DsLock *
lock_project (const char *store_folder, const DsProject *project, GError **error)
{
  g_autofree char *name = g_strdup_printf ("project-%s.lock", project->id);
  g_autofree char *path = g_build_filename (store_folder, name, NULL);

  return ds_lock_try (path, error);
}

/**
 * ds_capture_make_filter:
 * @project: whose rules count
 *
 * Returns: (transfer full): says what may be a draft in it
 */
DsFilter *
ds_capture_make_filter (const DsProject *project)
{
  const DsFilterRules rules = { .globs = (const char *const *) project->ignored,
                                .extensions = (const char *const *) project->extensions,
                                .smallest = project->smallest,
                                .largest = project->largest,
                                .mounts = (const char *const *) project->mounts };

  return ds_filter_new (&rules);
}

/**
 * ds_capture_new:
 * @store_folder: the store's
 * @project: its id or name
 * @func: told what happens
 * @data: for @func
 * @error: %DS_ERROR_BUSY if another process looks after the project, %DS_ERROR_NOT_FOUND, else as
 *   ds_store_open()
 */
DsCapture *
ds_capture_new (const char *store_folder, const char *project, DsServiceFunc func, gpointer data,
                GError **error)
{
  g_autoptr (DsCapture) self = g_new0 (DsCapture, 1);

  self->folder_fd = -1;
  self->func = func;
  self->data = data;
  self->settle = ds_settle_new ();
  self->origins = ds_origins_new ();
  self->faults = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->store = ds_store_open (store_folder, DS_STORE_WRITE, error);
  if (self->store == NULL)
    return NULL;
  self->project = ds_catalog_find_project (ds_store_get_catalog (self->store), project, error);
  if (self->project == NULL
      || (self->lock = lock_project (store_folder, self->project, error)) == NULL)
    return NULL;
  self->filter = ds_capture_make_filter (self->project);
  ds_store_clean (self->store);
  return g_steal_pointer (&self);
}

void
ds_capture_free (DsCapture *self)
{
  if (self->folder_fd >= 0)
    close (self->folder_fd);
  g_clear_pointer (&self->lock, ds_lock_release);
  g_clear_pointer (&self->filter, ds_filter_unref);
  g_hash_table_unref (self->faults);
  g_clear_pointer (&self->origins, ds_origins_free);
  g_clear_pointer (&self->settle, ds_settle_free);
  g_clear_pointer (&self->project, ds_project_free);
  g_clear_pointer (&self->store, ds_store_close);
  g_free (self);
}

const char *
ds_capture_get_folder (DsCapture *self)
{
  return self->project->folder;
}

DsFilter *
ds_capture_get_filter (DsCapture *self)
{
  return self->filter;
}

/**
 * ds_capture_touch:
 * @path: relative; a name that may have changed
 * @found: how that is known
 * @touch: what the event says, if there was one
 */
void
ds_capture_touch (DsCapture *self, const char *path, DsFound found, DsTouch touch)
{
  if (ds_filter_why_ignored (self->filter, path) != NULL)
    return;
  ds_settle_touch (self->settle, path, found, g_get_monotonic_time ());
  ds_settle_note (self->settle, path, touch);
  if (found == DS_FOUND_EVENT)
    ds_capture_tell (self, DS_SERVICE_SAVING, path, NULL);
}

/**
 * ds_capture_move:
 * @from: relative; a file or a folder that was called so
 * @to: relative; what it is called now
 *
 * To be followed by touches or scans of both. A save by rename comes from a name that is no draft's
 * and a backup by rename goes to one: neither says anything about works.
 */
void
ds_capture_move (DsCapture *self, const char *from, const char *to)
{
  if (ds_filter_why_ignored (self->filter, from) == NULL
      && ds_filter_why_ignored (self->filter, to) == NULL)
    ds_origins_move (self->origins, from, to);
}

/* The project is watched from now on, as far as it was not; see ds_gap_note_start(). */
gboolean
ds_capture_begin_watching (DsCapture *self, DsTime now, GError **error)
{
  return ds_gap_note_start (self->store, self->project->id, now, error);
}

/**
 * ds_capture_note_gap:
 * @reason: one of DS_GAP_…
 * @since: (nullable): when saves began to be missed; %NULL: as journalled before
 * @until: (nullable): when that ended; %NULL: it lasts
 * @error: as ds_store_append()
 */
gboolean
ds_capture_note_gap (DsCapture *self, const char *reason, const DsTime *since, const DsTime *until,
                     GError **error)
{
  const char *project = self->project->id;

  if (until == NULL)
    return ds_gap_begin (self->store, project, reason, *since, error);
  if (since == NULL)
    return ds_gap_end (self->store, project, reason, *until, error);
  return ds_gap_note (self->store, project, reason, *since, *until, error);
}

/* When the next name is due, µs of the monotonic clock; -1 if none waits. */
gint64
ds_capture_get_next_due (DsCapture *self)
{
  return ds_settle_next_due (self->settle);
}

/* The first look is over when each of its files was looked at, not when it was begun: what a crash
 * cut off is still part of it. A file that is being written does not hold it up. */
gboolean
ds_capture_end_first_look (DsCapture *self, GError **error)
{
  g_autofree char *now = NULL;
  g_autoptr (DsJson) done = NULL;

  if (!self->is_first_look || ds_settle_has_untried (self->settle, DS_FOUND_FIRST_LOOK))
    return TRUE;
  now = ds_time_format_local (ds_time_now ());
  done = ds_json_string_new (now);
  if (!ds_store_set_setting (self->store, self->project->id, DS_SETTING_LOOKED, done, error))
    return FALSE;
  self->is_first_look = FALSE;
  ds_capture_tell (self, DS_SERVICE_LOOKED, NULL, NULL);
  return TRUE;
}

static void
read_looked (DsCapture *self)
{
  g_autoptr (DsJson) looked = ds_catalog_get_setting (ds_store_get_catalog (self->store),
                                                      self->project->id, DS_SETTING_LOOKED);
  const char *text = looked != NULL ? ds_json_get_text (looked) : NULL;

  self->is_first_look = looked == NULL;
  self->has_looked = text != NULL && ds_time_parse_local (text, &self->looked);
}

/* Whether a person chose that files of this kind that were there before are none of ours until they
 * are saved again. */
gboolean
ds_capture_passes_over (DsCapture *self, const char *path, DsFound found, const struct stat *st)
{
  DsTime changed = ds_time_from_timespec (&st->st_ctim);
  g_autoptr (DsWork) work = NULL;

  if (self->project->first_look != DS_FIRST_LOOK_DOCUMENTS || found == DS_FOUND_EVENT
      || ds_extension_is_known (path, strlen (path))
      || (!self->is_first_look
          && (!self->has_looked || ds_time_compare (changed, self->looked) > 0)))
    return FALSE;
  work = ds_catalog_find_work (ds_store_get_catalog (self->store), self->project->id, path);
  return work == NULL;
}

/* Touches what does not look as when it was last read. */
static void
touch_scanned (DsCapture *self, const DsScan *scan)
{
  DsFound found = self->is_first_look ? DS_FOUND_FIRST_LOOK : DS_FOUND_SCAN;

  for (guint i = 0; i < scan->files->len; i++)
    {
      const DsScanFile *file = g_ptr_array_index (scan->files, i);

      if (!ds_catalog_is_seen (ds_store_get_catalog (self->store), self->project->id, file->path,
                               &file->st)
          && !ds_capture_passes_over (self, file->path, found, &file->st))
        ds_capture_touch (self, file->path, found, DS_TOUCH_OTHER);
    }
}

/* Each once, not at every scan. */
static void
tell_faults (DsCapture *self, const DsScan *scan)
{
  for (guint i = 0; i < scan->faults->len; i++)
    {
      const DsScanFault *fault = g_ptr_array_index (scan->faults, i);
      gboolean is_choice = g_error_matches (fault->error, DS_ERROR, DS_ERROR_UNSUPPORTED);

      if (g_strcmp0 (g_hash_table_lookup (self->faults, fault->path), fault->error->message) == 0)
        continue;
      g_hash_table_insert (self->faults, g_strdup (fault->path), g_strdup (fault->error->message));
      ds_capture_tell (self, is_choice ? DS_SERVICE_LEFT_OUT : DS_SERVICE_PROBLEM, fault->path,
                       fault->error->message);
    }
}

/**
 * ds_capture_scan:
 * @folder: relative; "" for the whole project
 * @cancellable: (nullable)
 * @error: a %G_IO_ERROR if the folder is missing
 *
 * Touches every file that does not look as when it was last read, newest first. A first look that a
 * person has paused waits; events do not.
 */
gboolean
ds_capture_scan (DsCapture *self, const char *folder, GCancellable *cancellable, GError **error)
{
  g_autoptr (DsScan) scan = NULL;

  read_looked (self);
  if (self->is_first_look && self->project->is_paused)
    {
      self->is_first_look = FALSE;
      return TRUE;
    }
  scan = ds_scan_folder (self->project->folder, folder, self->filter, cancellable, error);
  if (scan == NULL)
    return FALSE;
  ds_scan_sort_newest_first (scan);
  touch_scanned (self, scan);
  tell_faults (self, scan);
  return ds_capture_end_first_look (self, error);
}
