/* ds-store-restore.h - a store made from a backup, judged before it is believed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evidence/ds-store-check.h"
#include "project/ds-store-copy.h"

G_BEGIN_DECLS

gboolean ds_store_restore (DsStoreCopy *self, DsStoreCheck **check, GError **error);

G_END_DECLS
