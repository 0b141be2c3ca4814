/* ds-catalog-gap.h - the gaps in watching that the index knows
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/ds-time.h"
#include "project/ds-catalog.h"

G_BEGIN_DECLS

/* A time in which saves may have been missed. */
typedef struct
{
  char *reason; /* see ds-gap.h; other releases may have others */
  DsTime since;
  DsTime until; /* valid if it has ended */
  gboolean has_ended;
} DsGap;

GPtrArray *ds_catalog_list_gaps (DsCatalog *self, const char *project,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   ds_catalog_find_last_watched (DsCatalog *self, const char *project, DsTime *time);
void       ds_gap_free (DsGap *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsGap, ds_gap_free)

G_END_DECLS
