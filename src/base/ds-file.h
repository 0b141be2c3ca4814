/* ds-file.h - files that are whole and on disk before anybody relies on them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define DS_FILE_UNFINISHED_SUFFIX ".incoming" /* of files that have no name of their own yet */

const char *ds_file_get_advice (int saved_errno);
void     ds_file_set_errno (GError **error, int saved_errno, const char *what, const char *path);
gboolean ds_folder_make (const char *path, GError **error);
gboolean ds_folder_sync (const char *path, GError **error);
GBytes  *ds_file_read (const char *path, gsize limit, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ds_file_write_all (int fd, const void *data, gsize length, const char *path,
                            GError **error);
gboolean ds_file_keep (const char *path, GBytes *bytes, GError **error);
gboolean ds_file_adopt (const char *from, const char *path, GError **error);
void     ds_file_clean (const char *folder);
gboolean ds_file_replace (const char *path, GBytes *bytes, GError **error);

G_END_DECLS
