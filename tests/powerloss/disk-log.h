/* disk-log.h - the order in which several processes change one folder
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* What kind of call is about to be made: not every errno comes from every call. */
typedef enum
{
  DISK_OPEN_TO_READ,
  DISK_OPEN_TO_WRITE,
  DISK_CHANGE_NAMES,
  DISK_CHANGE_DATA,
  DISK_SYNC_DATA,
} DiskCall;

/* What happened. recording.py knows the same letters. */
typedef enum
{
  DISK_CREATE = 'c',   /* path, inode */
  DISK_FOLDER = 'd',   /* path */
  DISK_WRITE = 'w',    /* inode, offset, data */
  DISK_TRUNCATE = 't', /* inode, offset: the size */
  DISK_LINK = 'l',     /* path, inode */
  DISK_UNLINK = 'u',   /* path */
  DISK_RENAME = 'r',   /* path, data: the new path */
  DISK_SYNC = 's',     /* path, inode, callers; offset: 1 if a folder */
  DISK_LOST = 'x',     /* as DISK_SYNC: it failed, and what was written is lost */
  DISK_SAY = 'p',      /* standard output was flushed */
} DiskKind;

typedef struct
{
  DiskKind kind;
  const char *path; /* below the folder; NULL: none */
  uint64_t inode;
  int64_t offset;
  const void *data;
  size_t length;      /* octets of data */
  const void *caller; /* of a sync */
} DiskEvent;

bool disk_is_watched (void);
void disk_begin (void);
bool disk_fails (DiskCall call);
void disk_note (const DiskEvent *event);
void disk_finish (char *path);

char *disk_path (int folder_fd, const char *path);
char *disk_path_of_fd (int fd);
