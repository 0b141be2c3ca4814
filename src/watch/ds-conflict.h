/* ds-conflict.h - which names a sync client gives to what it could not merge
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean ds_conflict_is_copy (const char *path);

G_END_DECLS
