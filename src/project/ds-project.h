/* ds-project.h - a watched folder with its stages
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* What becomes of what is there when a folder becomes a project. */
typedef enum
{
  DS_FIRST_LOOK_EVERYTHING,
  DS_FIRST_LOOK_DOCUMENTS,   /* other files only once they are saved again */
  DS_FIRST_LOOK_RECORD_ONLY, /* recorded and stamped; the bytes are not kept */
} DsFirstLook;

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
  char **extensions;    /* (nullable): only these */
  guint64 smallest;     /* octets of a file */
  guint64 largest;      /* octets; 0: any */
  char **mounts;        /* (nullable): folders on other file systems that are looked into */
  DsFirstLook first_look;
  gboolean is_paused;   /* the first look waits; saves do not */
} DsProject;

#define DS_TYPE_PROJECT (ds_project_get_type ())

GType      ds_project_get_type (void);
DsProject *ds_project_copy (const DsProject *self) G_GNUC_WARN_UNUSED_RESULT;
void       ds_project_free (DsProject *self);
gboolean   ds_project_is_watched_like (const DsProject *self, const DsProject *other);
gboolean   ds_project_is_stamped_by (const DsProject *self, const char *tsa);

gboolean    ds_first_look_parse (const char *text, DsFirstLook *look);
const char *ds_first_look_to_text (DsFirstLook look);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsProject, ds_project_free)

G_END_DECLS
