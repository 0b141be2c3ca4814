/* ds-file-copy.h - a copy of a file that was read back before it has its name
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base/ds-digest.h"

G_BEGIN_DECLS

gboolean ds_file_digest (const char *path, DsDigest *sha256, GCancellable *cancellable,
                         GError **error);
gboolean ds_file_copy (const char *from, const char *to, const DsDigest *expected,
                       GCancellable *cancellable, GError **error);

G_END_DECLS
