/* ds-project.c - a watched folder with its stages
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/ds-project.h"

G_DEFINE_BOXED_TYPE (DsProject, ds_project, ds_project_copy, ds_project_free)

DsProject *
ds_project_copy (const DsProject *self)
{
  DsProject *copy = g_memdup2 (self, sizeof *self);

  copy->id = g_strdup (self->id);
  copy->name = g_strdup (self->name);
  copy->folder = g_strdup (self->folder);
  copy->authorities = g_strdupv (self->authorities);
  copy->ignored = g_strdupv (self->ignored);
  return copy;
}

void
ds_project_free (DsProject *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->folder);
  g_strfreev (self->authorities);
  g_strfreev (self->ignored);
  g_free (self);
}

/* A project is stamped by every TSA added unless it chooses otherwise. */
gboolean
ds_project_is_stamped_by (const DsProject *self, const char *tsa)
{
  return self->authorities == NULL
         || g_strv_contains ((const char *const *) self->authorities, tsa);
}
