/* ds-authorities.h - the TSAs a person has chosen, as the store keeps them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/ds-store.h"
#include "stamp/ds-tsa.h"

G_BEGIN_DECLS

GPtrArray *ds_authorities_list (DsStore *store, GError **error);
DsTsa     *ds_authorities_find (DsStore *store, const char *name, gboolean removed_too,
                                GError **error);
gboolean   ds_authorities_add (DsStore *store, const DsTsa *tsa, GError **error);
gboolean   ds_authorities_remove (DsStore *store, const char *name, GError **error);
DsX509List *ds_authorities_dup_anchors (const DsTsa *tsa) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
