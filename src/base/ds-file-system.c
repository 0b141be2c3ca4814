/* ds-file-system.c - who else may write to the file system that a folder is on
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/ds-file-system.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#define FUSE_MAGIC 0x65735546

/**
 * ds_file_system_get_kind:
 * @path: something on it
 *
 * Returns: what is known; local where nothing is. A program that serves a disk of this computer
 *   (ntfs-3g) counts as local.
 */
DsFileSystemKind
ds_file_system_get_kind (const char *path)
{
  static const guint32 network_magics[] = { 0x6969 /* NFS */,      0x517b /* SMB */,
                                            0xff534d42 /* CIFS */, 0xfe534d42 /* SMB2 */,
                                            0x564c /* NCP */,      0x5346414f /* AFS */,
                                            0x00c36400 /* Ceph */, 0x01021997 /* 9P */ };
  struct statfs fs;
  struct stat st;

  if (statfs (path, &fs) != 0)
    return DS_FILE_SYSTEM_LOCAL;
  for (guint i = 0; i < G_N_ELEMENTS (network_magics); i++)
    if ((guint32) fs.f_type == network_magics[i])
      return DS_FILE_SYSTEM_NETWORK;
  /* What lies on a disk has that disk's number; the others have none of their own. */
  if ((guint32) fs.f_type == FUSE_MAGIC && stat (path, &st) == 0 && major (st.st_dev) == 0)
    return DS_FILE_SYSTEM_PROGRAM;
  return DS_FILE_SYSTEM_LOCAL;
}
