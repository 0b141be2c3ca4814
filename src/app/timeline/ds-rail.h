/* ds-rail.h - the line down the timeline, with the mark of one draft
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Which parts of the line are drawn. */
typedef enum
{
  DS_RAIL_NONE = 0,
  DS_RAIL_ABOVE = 1 << 0,
  DS_RAIL_BELOW = 1 << 1,
  DS_RAIL_MARK = 1 << 2,
} DsRailParts;

#define DS_TYPE_RAIL (ds_rail_get_type ())
G_DECLARE_FINAL_TYPE (DsRail, ds_rail, DS, RAIL, GtkWidget)

void ds_rail_set (DsRail *self, DsRailParts parts, const char *stage);

G_END_DECLS
