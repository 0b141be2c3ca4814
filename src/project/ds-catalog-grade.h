/* ds-catalog-grade.h - keeps the grades in the index true when a token arrives
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/ds-catalog.h"

G_BEGIN_DECLS

gboolean ds_catalog_regrade_request (DsCatalog *self, guint64 request, GError **error);
gboolean ds_catalog_regrade_all (DsCatalog *self, GError **error);
void     ds_catalog_look_up_tsa (DsCatalog *self, const char *tsa, char **operator_name,
                                 gboolean *is_test);

G_END_DECLS
