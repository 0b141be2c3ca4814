/* ds-catalog-work.h - works, and what the watcher remembers of their files
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sys/stat.h>

#include "project/ds-catalog.h"

G_BEGIN_DECLS

/* A design file followed through time, as its last draft left it. */
typedef struct
{
  char *id;
  char *path;      /* where it is now, relative, octets as on disk */
  char *record;    /* H(record) of its last draft */
  guint64 number;  /* of its last draft */
  DsDigest sha256; /* of its last draft */
} DsWork;

DsWork    *ds_catalog_find_work (DsCatalog *self, const char *project, const char *path);
GPtrArray *ds_catalog_find_works_of_digest (DsCatalog *self, const char *project,
                                            const DsDigest *sha256, GError **error);
GPtrArray *ds_catalog_list_works (DsCatalog *self, const char *project, GError **error);
gboolean   ds_catalog_has_works (DsCatalog *self, const char *project);
gboolean   ds_catalog_is_seen (DsCatalog *self, const char *project, const char *path,
                               const struct stat *st);
gboolean   ds_catalog_set_seen (DsCatalog *self, const char *project, const char *path,
                                const struct stat *st, const DsDigest *sha256, GError **error);
void       ds_work_free (DsWork *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsWork, ds_work_free)

G_END_DECLS
