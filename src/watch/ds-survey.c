/* ds-survey.c - what is in a project's folder: counted, and what is left out with the reason
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "watch/ds-survey.h"

#include <string.h>

#include "watch/ds-extension.h"
#include "watch/ds-walk.h"

static void
free_note (gpointer data)
{
  DsSurveyNote *note = data;

  g_free (note->path);
  g_free (note->reason);
  g_free (note);
}

static void
add_note (GPtrArray *notes, const char *path, const char *reason)
{
  DsSurveyNote *note = g_new (DsSurveyNote, 1);

  note->path = g_strdup (path);
  note->reason = g_strdup (reason);
  g_ptr_array_add (notes, note);
}

static void
file_met_cb (const char *path, const struct stat *st, gpointer data)
{
  DsSurvey *self = data;
  DsSurveyCount *count =
      ds_extension_is_known (path, strlen (path)) ? &self->documents : &self->others;

  if (st->st_size == 0)
    return;
  count->n_files++;
  count->octets += (guint64) st->st_size;
}

static void
ignored_met_cb (const char *path, const char *reason, gpointer data)
{
  add_note (((DsSurvey *) data)->ignored, path, reason);
}

static void
fault_met_cb (const char *path, const GError *error, gpointer data)
{
  add_note (((DsSurvey *) data)->left_out, path, error->message);
}

/**
 * ds_survey_make:
 * @root: a project's folder, absolute
 * @filter: what may be a draft there
 * @cancellable: (nullable)
 * @error: a %G_IO_ERROR if @root can't be opened, or %G_IO_ERROR_CANCELLED
 *
 * Looks at all names without reading a file. Blocks; may run in any thread.
 */
DsSurvey *
ds_survey_make (const char *root, const DsFilter *filter, GCancellable *cancellable, GError **error)
{
  g_autoptr (DsSurvey) self = g_new0 (DsSurvey, 1);
  DsWalk walk = { .root = root,
                  .filter = filter,
                  .file_met = file_met_cb,
                  .ignored_met = ignored_met_cb,
                  .fault_met = fault_met_cb,
                  .data = self,
                  .cancellable = cancellable };

  self->ignored = g_ptr_array_new_with_free_func (free_note);
  self->left_out = g_ptr_array_new_with_free_func (free_note);
  return ds_walk_below (&walk, "", error) ? g_steal_pointer (&self) : NULL;
}

void
ds_survey_free (DsSurvey *self)
{
  g_ptr_array_unref (self->ignored);
  g_ptr_array_unref (self->left_out);
  g_free (self);
}
