/* ds-scan.c - every file in a project's folder that may be a draft
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "watch/ds-scan.h"

#include <string.h>

#include "watch/ds-walk.h"

static void
free_file (gpointer data)
{
  DsScanFile *file = data;

  g_free (file->path);
  g_free (file);
}

static void
free_fault (gpointer data)
{
  DsScanFault *fault = data;

  g_free (fault->path);
  g_error_free (fault->error);
  g_free (fault);
}

/* One of no octets is a save that has only begun. */
static void
file_met_cb (const char *path, const struct stat *st, gpointer data)
{
  DsScan *self = data;
  DsScanFile *file;

  if (st->st_size == 0)
    return;
  file = g_new (DsScanFile, 1);
  file->path = g_strdup (path);
  file->st = *st;
  g_ptr_array_add (self->files, file);
}

static void
fault_met_cb (const char *path, const GError *error, gpointer data)
{
  DsScan *self = data;
  DsScanFault *fault = g_new (DsScanFault, 1);

  fault->path = g_strdup (path);
  fault->error = g_error_copy (error);
  g_ptr_array_add (self->faults, fault);
}

/**
 * ds_scan_folder:
 * @root: a project's folder, absolute
 * @folder: where to look, relative to @root; "" is all of it. If it has vanished, nothing is found.
 * @filter: what may be a draft
 * @cancellable: (nullable)
 * @error: a %G_IO_ERROR if @root can't be opened, or %G_IO_ERROR_CANCELLED
 *
 * Finds the regular files that are not empty and not ignored. No link is followed, no other file
 * system entered. Blocks; may run in any thread.
 *
 * Returns: (transfer full) (nullable): the files in no order, and what could not be looked at
 */
DsScan *
ds_scan_folder (const char *root, const char *folder, const DsFilter *filter,
                GCancellable *cancellable, GError **error)
{
  g_autoptr (DsScan) self = g_new (DsScan, 1);
  DsWalk walk = { .root = root,
                  .filter = filter,
                  .file_met = file_met_cb,
                  .fault_met = fault_met_cb,
                  .data = self,
                  .cancellable = cancellable };

  self->files = g_ptr_array_new_with_free_func (free_file);
  self->faults = g_ptr_array_new_with_free_func (free_fault);
  if (!ds_walk_below (&walk, folder, error))
    return NULL;
  return g_steal_pointer (&self);
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  const DsScanFile *first = *(const DsScanFile *const *) a;
  const DsScanFile *second = *(const DsScanFile *const *) b;
  const struct timespec *left = &first->st.st_mtim;
  const struct timespec *right = &second->st.st_mtim;

  if (left->tv_sec != right->tv_sec)
    return left->tv_sec > right->tv_sec ? -1 : 1;
  if (left->tv_nsec != right->tv_nsec)
    return left->tv_nsec > right->tv_nsec ? -1 : 1;
  return strcmp (first->path, second->path);
}

/**
 * ds_scan_sort_newest_first:
 *
 * Orders the files by the time of their last change, as this computer tells it, newest first; where
 * it is the same, by path.
 */
void
ds_scan_sort_newest_first (DsScan *self)
{
  g_ptr_array_sort (self->files, compare_newest_first);
}

void
ds_scan_free (DsScan *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->files);
  g_ptr_array_unref (self->faults);
  g_free (self);
}
