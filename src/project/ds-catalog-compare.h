/* ds-catalog-compare.h - whether the index on disk says what the journal says
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/ds-catalog.h"

G_BEGIN_DECLS

/* An entry as the index on disk took it in. */
typedef struct
{
  guint64 seq;
  guint64 offset; /* of its line */
  guint64 length; /* octets without LF */
  DsDigest leaf;
} DsKeptLeaf;

gboolean ds_catalog_is_on_disk (const char *store_folder, gboolean aside);
GArray *ds_catalog_read_leaves (const char *store_folder, gboolean aside,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ds_catalog_compare (DsCatalog *self, char **difference, GError **error);

G_END_DECLS
