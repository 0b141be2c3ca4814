/* ds-project.c - a watched folder with its stages
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/ds-project.h"

#include <string.h>

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
  copy->extensions = g_strdupv (self->extensions);
  copy->mounts = g_strdupv (self->mounts);
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
  g_strfreev (self->extensions);
  g_strfreev (self->mounts);
  g_free (self);
}

/* A project is stamped by every TSA added unless it chooses otherwise. */
gboolean
ds_project_is_stamped_by (const DsProject *self, const char *tsa)
{
  return self->authorities == NULL
         || g_strv_contains ((const char *const *) self->authorities, tsa);
}

static gboolean
lists_are_equal (char **a, char **b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return g_strv_equal ((const char *const *) a, (const char *const *) b);
}

/* Whether whoever watches the one watches the other as well. */
gboolean
ds_project_is_watched_like (const DsProject *self, const DsProject *other)
{
  return strcmp (self->folder, other->folder) == 0
         && lists_are_equal (self->ignored, other->ignored)
         && lists_are_equal (self->extensions, other->extensions)
         && lists_are_equal (self->mounts, other->mounts) && self->smallest == other->smallest
         && self->largest == other->largest && self->first_look == other->first_look
         && self->is_paused == other->is_paused;
}

static const char *const first_looks[] = { "everything", "documents", "record-only" };

gboolean
ds_first_look_parse (const char *text, DsFirstLook *look)
{
  for (guint i = 0; i < G_N_ELEMENTS (first_looks); i++)
    if (strcmp (text, first_looks[i]) == 0)
      {
        *look = (DsFirstLook) i;
        return TRUE;
      }
  return FALSE;
}

/* (transfer none): the word that the setting has for it. */
const char *
ds_first_look_to_text (DsFirstLook look)
{
  g_return_val_if_fail ((guint) look < G_N_ELEMENTS (first_looks), first_looks[0]);

  return first_looks[look];
}
