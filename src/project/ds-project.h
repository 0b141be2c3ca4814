/* ds-project.h - a watched folder with its stages
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* An immutable value. */
typedef struct
{
  char *id;             /* 32 hexadecimal digits */
  char *name;           /* what the person calls it, UTF-8 */
  char *folder;         /* absolute, octets as on disk */
  gboolean is_removed;  /* not looked after any more; nothing kept is deleted */
  guint64 n_drafts;
  guint64 n_pending;    /* drafts in no frozen batch */
  char **authorities;   /* (nullable): names of the TSAs chosen for it; %NULL: every one added */
  gboolean stamps_finals; /* a Final gets a direct token too */
  char **ignored;       /* (nullable): globs of the project's own, besides the default ones */
} DsProject;

#define DS_TYPE_PROJECT (ds_project_get_type ())

GType      ds_project_get_type (void);
DsProject *ds_project_copy (const DsProject *self) G_GNUC_WARN_UNUSED_RESULT;
void       ds_project_free (DsProject *self);
gboolean   ds_project_is_stamped_by (const DsProject *self, const char *tsa);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsProject, ds_project_free)

G_END_DECLS
