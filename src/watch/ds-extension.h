/* ds-extension.h - which endings of a name tell a design document
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean ds_extension_is_known (const char *name, gsize length);

G_END_DECLS
