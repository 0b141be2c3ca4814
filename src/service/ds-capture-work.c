/* ds-capture-work.c - works off what was touched: quiet, unwritten, read once, recorded
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/ds-capture-private.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "base/ds-file.h"
#include "project/ds-catalog-work.h"
#include "project/ds-room.h"
#include "service/ds-recorder.h"
#include "watch/ds-writers.h"

/* Recorded with one append: so many files, and no further one after so many octets. */
#define GROUP_FILES_MAX 256
#define GROUP_OCTETS_MAX (64 * 1024 * 1024)
#define WAIT_STEP_US (50 * 1000)

/* A due candidate that looks like a new draft. */
typedef struct
{
  DsCandidate *candidate; /* owned */
  struct stat st;
} Due;

static void
due_free (Due *self)
{
  g_clear_pointer (&self->candidate, ds_candidate_free);
  g_free (self);
}

/* The folder is opened anew each time: it may have been moved away or come back. */
static gboolean
open_folder (DsCapture *self, GError **error)
{
  if (self->folder_fd >= 0)
    close (self->folder_fd);
  self->folder_fd = open (self->project->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
  if (self->folder_fd >= 0)
    return TRUE;
  ds_file_set_errno (error, errno, "open the project's folder", self->project->folder);
  return FALSE;
}

/* Whether the name holds something that may be a new draft; the rest is done with. */
static Due *
look_at (DsCapture *self, DsCandidate *candidate)
{
  g_autoptr (DsCandidate) owned = candidate;
  struct stat st;
  Due *due;

  if (fstatat (self->folder_fd, candidate->path, &st, AT_SYMLINK_NOFOLLOW) != 0
      || !S_ISREG (st.st_mode) || st.st_size == 0
      || ds_filter_why_size_ignored (self->filter, (guint64) st.st_size) != NULL
      || ds_catalog_is_seen (ds_store_get_catalog (self->store), self->project->id, candidate->path,
                             &st))
    {
      ds_settle_done (self->settle, candidate->path);
      return NULL;
    }
  due = g_new0 (Due, 1);
  due->candidate = g_steal_pointer (&owned);
  due->st = st;
  return due;
}

/* No more at once than is soon read, so that a save does not wait for a first look at much else. */
static GPtrArray *
take_due (DsCapture *self)
{
  GPtrArray *due = g_ptr_array_new_with_free_func ((GDestroyNotify) due_free);
  gint64 now = g_get_monotonic_time ();
  guint64 octets = 0;

  while (due->len < GROUP_FILES_MAX && octets < GROUP_OCTETS_MAX)
    {
      g_autoptr (GPtrArray) next = ds_settle_take_due (self->settle, now, 1);
      Due *one;

      if (next->len == 0)
        break;
      one = look_at (self, g_ptr_array_steal_index (next, 0));
      if (one == NULL)
        continue;
      octets += (guint64) one->st.st_size;
      g_ptr_array_add (due, one);
    }
  return due;
}

/* Quiet on the file's own clock too: what a scan found may have been written a moment ago. */
static gboolean
is_quiet (const struct stat *st, guint quiet_ms)
{
  DsTime changed = ds_time_from_timespec (&st->st_ctim);
  double age_s = ds_time_seconds_between (changed, ds_time_now ());

  return age_s < 0 || age_s * 1000 >= quiet_ms;
}

/* Puts back the names that somebody has open for writing, or that were written just now. */
static void
defer_unfinished (DsCapture *self, GPtrArray *due)
{
  g_autofree DsWritten *written = g_new0 (DsWritten, due->len);
  guint quiet_ms;

  for (guint i = 0; i < due->len; i++)
    {
      const Due *one = g_ptr_array_index (due, i);

      written[i].device = one->st.st_dev;
      written[i].inode = one->st.st_ino;
      written[i].last = one->candidate->last;
    }
  quiet_ms = ds_writers_find (written, due->len) ? DS_SETTLE_QUIET_MS : DS_SETTLE_BLIND_QUIET_MS;
  for (guint i = due->len; i-- > 0;)
    {
      const Due *one = g_ptr_array_index (due, i);

      if (!written[i].is_written && is_quiet (&one->st, quiet_ms))
        continue;
      if (written[i].is_written && one->candidate->deferrals == 0)
        ds_capture_tell (self, DS_SERVICE_WAITING, one->candidate->path, NULL);
      ds_settle_defer (self->settle, one->candidate->path, g_get_monotonic_time ());
      g_ptr_array_remove_index (due, i);
    }
}

/* Reads one file. %NULL without @error: not now, or not at all. */
static DsKept *
receive (DsCapture *self, const Due *due, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) inner = NULL;
  const char *path = due->candidate->path;
  DsTime seen_at = ds_time_now ();
  DsIncoming *incoming = ds_vault_receive (ds_store_get_vault (self->store), self->folder_fd, path,
                                           cancellable, &inner);
  DsKept *kept;

  if (incoming != NULL)
    {
      kept = g_new0 (DsKept, 1);
      kept->path = g_strdup (path);
      kept->origin = ds_origins_find (self->origins, path);
      kept->found = ds_found_to_text (due->candidate->found);
      kept->seen_at = seen_at;
      kept->incoming = incoming;
      return kept;
    }
  if (g_error_matches (inner, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    {
      /* Waiting does not help; a change of the permissions is an event of its own. */
      ds_capture_tell (self, DS_SERVICE_PROBLEM, path, inner->message);
      ds_settle_done (self->settle, path);
      return NULL;
    }
  ds_settle_defer (self->settle, path, g_get_monotonic_time ());
  if (g_error_matches (inner, DS_ERROR, DS_ERROR_IN_FLUX))
    return NULL;
  g_propagate_error (error, g_steal_pointer (&inner));
  return NULL;
}

/* Told once, before nothing can be kept any more. */
static void
watch_room (DsCapture *self)
{
  DsRoom room = ds_room_measure (self->store);

  if (room.is_low && !self->is_low_told)
    {
      g_autofree char *text = ds_room_describe (&room);

      ds_capture_tell (self, DS_SERVICE_LOW_ROOM, NULL, text);
    }
  self->is_low_told = room.is_low;
}

static gboolean
record (DsCapture *self, GPtrArray *kept, GError **error)
{
  gboolean recorded = kept->len == 0
                      || ds_recorder_record (self->store, self->project, self->folder_fd, kept,
                                             self->func, self->data, error);

  for (guint i = 0; i < kept->len; i++)
    {
      const DsKept *one = g_ptr_array_index (kept, i);

      if (recorded)
        ds_settle_done (self->settle, one->path);
      else
        ds_settle_defer (self->settle, one->path, g_get_monotonic_time ());
    }
  if (kept->len > 0)
    watch_room (self);
  g_ptr_array_set_size (kept, 0);
  return recorded;
}

/* Small files first, so that one large file does not hold up the rest. */
static int
compare_size (gconstpointer a, gconstpointer b)
{
  const Due *one = *(const Due *const *) a;
  const Due *two = *(const Due *const *) b;

  return (one->st.st_size > two->st.st_size) - (one->st.st_size < two->st.st_size);
}

static void
defer_from (DsCapture *self, GPtrArray *due, guint first)
{
  for (guint i = first; i < due->len; i++)
    {
      const Due *one = g_ptr_array_index (due, i);

      ds_settle_defer (self->settle, one->candidate->path, g_get_monotonic_time ());
    }
}

static gboolean
keep_and_record (DsCapture *self, GPtrArray *due, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_kept_free);

  g_ptr_array_sort (due, compare_size);
  for (guint i = 0; i < due->len; i++)
    {
      g_autoptr (GError) inner = NULL;
      DsKept *one = receive (self, g_ptr_array_index (due, i), cancellable, &inner);

      if (inner != NULL)
        {
          defer_from (self, due, i + 1);
          record (self, kept, NULL); /* what was read already need not wait; the error is told */
          g_propagate_error (error, g_steal_pointer (&inner));
          return FALSE;
        }
      if (one != NULL)
        g_ptr_array_add (kept, one);
    }
  return record (self, kept, error);
}

/**
 * ds_capture_work_off:
 * @cancellable: (nullable): stops between two blocks of a file
 * @error: a %G_IO_ERROR such as a full disk: nothing is lost, the names stay due
 *
 * Keeps and records what has been quiet for long enough. Blocks while files are read.
 */
gboolean
ds_capture_work_off (DsCapture *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) due = NULL;

  if (!open_folder (self, error))
    return FALSE;
  due = take_due (self);
  if (due->len > 0)
    defer_unfinished (self, due);
  if (due->len > 0 && !ds_store_refresh (self->store, error)) /* how is it to be kept by now? */
    {
      defer_from (self, due, 0);
      return FALSE;
    }
  if (!keep_and_record (self, due, cancellable, error))
    return FALSE;
  if (ds_settle_get_size (self->settle) == 0)
    ds_origins_forget (self->origins);
  return ds_capture_end_first_look (self, error);
}

/* What is still waiting, for people. It goes on waiting. */
static GPtrArray *
list_left (DsCapture *self)
{
  GPtrArray *left = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) waiting = ds_settle_take_due (self->settle, G_MAXINT64, G_MAXUINT);

  for (guint i = 0; i < waiting->len; i++)
    {
      const DsCandidate *candidate = g_ptr_array_index (waiting, i);

      g_ptr_array_add (left, g_strdup (candidate->path));
      ds_settle_defer (self->settle, candidate->path, g_get_monotonic_time ());
    }
  return left;
}

/**
 * ds_capture_finish:
 * @patience_s: how long files that are still being written are waited for
 * @left: (out) (transfer full) (element-type filename): what was not finished by then
 * @cancellable: (nullable)
 * @error: as ds_capture_work_off()
 *
 * Works off everything that was touched. Blocks.
 */
gboolean
ds_capture_finish (DsCapture *self, guint patience_s, GPtrArray **left, GCancellable *cancellable,
                   GError **error)
{
  guint before = ds_settle_get_size (self->settle);
  gint64 deadline = g_get_monotonic_time () + (gint64) patience_s * G_USEC_PER_SEC;

  while (ds_settle_get_size (self->settle) > 0 && g_get_monotonic_time () < deadline)
    {
      gint64 wait = ds_settle_next_due (self->settle) - g_get_monotonic_time ();

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (wait > 0)
        g_usleep ((gulong) MIN (wait, WAIT_STEP_US));
      else if (!ds_capture_work_off (self, cancellable, error))
        return FALSE;
      if (ds_settle_get_size (self->settle) < before)
        {
          before = ds_settle_get_size (self->settle);
          deadline = g_get_monotonic_time () + (gint64) patience_s * G_USEC_PER_SEC;
        }
    }
  *left = list_left (self);
  return TRUE;
}
