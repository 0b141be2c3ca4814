/* ds-catalog.h - the index over the journal: what can be asked quickly, rebuilt at will
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/ds-json.h"
#include "project/ds-draft.h"
#include "project/ds-project.h"

G_BEGIN_DECLS

typedef struct _DsCatalog DsCatalog;

/* Which drafts to list. Zero or %NULL fields do not restrict. */
typedef struct
{
  const char *project; /* id */
  const char *work;    /* id */
  const char *stage;
  const char *batch;
  const char *text;    /* part of the path, case-insensitive */
  guint64 before_seq;  /* only entries before this one: the key for paging; 0: from the newest */
  guint limit;         /* rows at the most; 0: all */
  gboolean is_pending; /* only drafts in no frozen batch */
  gboolean oldest_first;
} DsDraftQuery;

/* Projects, removed ones too if asked for; in the order they were added. */
GPtrArray *ds_catalog_list_projects (DsCatalog *self, gboolean removed_too, GError **error);
DsProject *ds_catalog_find_project (DsCatalog *self, const char *name_or_id, GError **error);
DsProject *ds_catalog_find_project_of_folder (DsCatalog *self, const char *folder, GError **error);

/* Arrays own their elements (DsDraft, DsStamp). */
GPtrArray *ds_catalog_list_drafts (DsCatalog *self, const DsDraftQuery *query, GError **error);
gboolean   ds_catalog_count_drafts (DsCatalog *self, const DsDraftQuery *query, guint64 *count,
                                    GError **error);
gboolean   ds_catalog_has_kept_drafts (DsCatalog *self);
DsDraft   *ds_catalog_find_draft (DsCatalog *self, const char *id, GError **error);
GPtrArray *ds_catalog_find_drafts_of_digest (DsCatalog *self, const DsDigest *sha256,
                                             GError **error);
GPtrArray *ds_catalog_list_stamps (DsCatalog *self, const DsDraft *draft, GError **error);
GPtrArray *ds_catalog_list_all_stamps (DsCatalog *self, GError **error);

/* Of a project: when its first look was over; %TRUE where an earlier release set it. */
#define DS_SETTING_LOOKED "looked"

/* Settings: the value set last, or %NULL. @project %NULL for the store's own. */
DsJson    *ds_catalog_get_setting (DsCatalog *self, const char *project, const char *key);
GPtrArray *ds_catalog_list_settings (DsCatalog *self, const char *project, const char *prefix,
                                     GError **error);

G_END_DECLS
