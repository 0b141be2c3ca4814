/* ds-file-system.h - who else may write to the file system that a folder is on
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  DS_FILE_SYSTEM_LOCAL,
  DS_FILE_SYSTEM_NETWORK, /* other computers: the kernel tells nothing of them, locks may not hold
                           */
  DS_FILE_SYSTEM_PROGRAM, /* a program serves it (FUSE), from wherever it likes: sshfs, rclone */
} DsFileSystemKind;

DsFileSystemKind ds_file_system_get_kind (const char *path);

G_END_DECLS
