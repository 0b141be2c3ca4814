/* disk-names.c - preloaded: how a program opens files of one folder and changes its names
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every call that changes names below the folder is made under one lock between all processes, and
 * noted. The symbols with 64 are the same: offsets have 64 bits here. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "disk-log.h"

static uint64_t
inode_at (int folder_fd, const char *path)
{
  struct stat st;

  return fstatat (folder_fd, path, &st, AT_SYMLINK_NOFOLLOW) == 0 ? st.st_ino : 0;
}

/* ── opening ─────────────────────────────────────────────────────────────────────────────── */

static void
note_opened (int fd, const char *path, bool was_there, int flags)
{
  struct stat st;

  if (fstat (fd, &st) != 0 || !S_ISREG (st.st_mode))
    return;
  if ((flags & O_TMPFILE) == O_TMPFILE)
    disk_note (&(DiskEvent){ DISK_CREATE, NULL, st.st_ino });
  else if (!was_there)
    disk_note (&(DiskEvent){ DISK_CREATE, path, st.st_ino });
  else if ((flags & O_TRUNC) != 0)
    disk_note (&(DiskEvent){ DISK_TRUNCATE, path, st.st_ino, 0 });
}

static int
open_watched (int folder_fd, const char *name, int flags, mode_t mode)
{
  char *path = disk_path (folder_fd, name);
  bool writes = (flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT) != 0;
  bool was_there;
  int fd = -1;

  if (path == NULL)
    return (int) syscall (SYS_openat, folder_fd, name, flags, mode);
  disk_begin ();
  was_there = inode_at (folder_fd, name) != 0;
  if (!disk_fails (writes ? DISK_OPEN_TO_WRITE : DISK_OPEN_TO_READ))
    fd = (int) syscall (SYS_openat, folder_fd, name, flags, mode);
  if (fd >= 0 && writes)
    note_opened (fd, path, was_there, flags);
  disk_finish (path);
  return fd;
}

#define OPEN_WITH_MODE(folder_fd, name, flags)                                                     \
  mode_t mode = 0;                                                                                 \
  if (((flags) & (O_CREAT | O_TMPFILE)) != 0)                                                      \
    {                                                                                              \
      va_list arguments;                                                                           \
      va_start (arguments, flags);                                                                 \
      mode = (mode_t) va_arg (arguments, unsigned);                                                \
      va_end (arguments);                                                                          \
    }                                                                                              \
  return open_watched (folder_fd, name, flags, mode)

int
open (const char *name, int flags, ...)
{
  OPEN_WITH_MODE (AT_FDCWD, name, flags);
}

int
openat (int folder_fd, const char *name, int flags, ...)
{
  OPEN_WITH_MODE (folder_fd, name, flags);
}

int
creat (const char *name, mode_t mode)
{
  return open_watched (AT_FDCWD, name, O_WRONLY | O_CREAT | O_TRUNC, mode);
}

int open64 (const char *name, int flags, ...) __attribute__ ((alias ("open")));
int openat64 (int folder_fd, const char *name, int flags, ...) __attribute__ ((alias ("openat")));
int creat64 (const char *name, mode_t mode) __attribute__ ((alias ("creat")));

/* ── names ───────────────────────────────────────────────────────────────────────────────── */

int
mkdirat (int folder_fd, const char *name, mode_t mode)
{
  char *path = disk_path (folder_fd, name);
  int made = -1;

  if (path == NULL)
    return (int) syscall (SYS_mkdirat, folder_fd, name, mode);
  disk_begin ();
  if (!disk_fails (DISK_CHANGE_NAMES))
    made = (int) syscall (SYS_mkdirat, folder_fd, name, mode);
  if (made == 0)
    disk_note (&(DiskEvent){ DISK_FOLDER, path });
  disk_finish (path);
  return made;
}

int
mkdir (const char *name, mode_t mode)
{
  return mkdirat (AT_FDCWD, name, mode);
}

int
unlinkat (int folder_fd, const char *name, int flags)
{
  char *path = disk_path (folder_fd, name);
  int gone = -1;

  if (path == NULL)
    return (int) syscall (SYS_unlinkat, folder_fd, name, flags);
  disk_begin ();
  if (!disk_fails (DISK_CHANGE_NAMES))
    gone = (int) syscall (SYS_unlinkat, folder_fd, name, flags);
  if (gone == 0)
    disk_note (&(DiskEvent){ DISK_UNLINK, path });
  disk_finish (path);
  return gone;
}

int
unlink (const char *name)
{
  return unlinkat (AT_FDCWD, name, 0);
}

int
rmdir (const char *name)
{
  return unlinkat (AT_FDCWD, name, AT_REMOVEDIR);
}

/* unlink() or rmdir(). */
int
remove (const char *name)
{
  int gone = unlink (name);

  return gone != 0 && errno == EISDIR ? rmdir (name) : gone;
}

int
linkat (int from_fd, const char *from, int to_fd, const char *to, int flags)
{
  char *path = disk_path (to_fd, to);
  int linked = -1;

  if (path == NULL)
    return (int) syscall (SYS_linkat, from_fd, from, to_fd, to, flags);
  disk_begin ();
  if (!disk_fails (DISK_CHANGE_NAMES))
    linked = (int) syscall (SYS_linkat, from_fd, from, to_fd, to, flags);
  if (linked == 0)
    disk_note (&(DiskEvent){ DISK_LINK, path, inode_at (to_fd, to) });
  disk_finish (path);
  return linked;
}

int
link (const char *from, const char *to)
{
  return linkat (AT_FDCWD, from, AT_FDCWD, to, 0);
}

/* A name that comes from or goes to elsewhere is no business of the folder's programs. */
static void
note_renamed (const char *from, const char *to)
{
  if (from == NULL || to == NULL)
    abort ();
  disk_note (&(DiskEvent){ DISK_RENAME, from, .data = to, .length = strlen (to) });
}

int
renameat2 (int from_fd, const char *from, int to_fd, const char *to, unsigned flags)
{
  char *from_path = disk_path (from_fd, from);
  char *to_path = disk_path (to_fd, to);
  int renamed = -1;

  if (from_path == NULL && to_path == NULL)
    return (int) syscall (SYS_renameat2, from_fd, from, to_fd, to, flags);
  disk_begin ();
  if (!disk_fails (DISK_CHANGE_NAMES))
    renamed = (int) syscall (SYS_renameat2, from_fd, from, to_fd, to, flags);
  if (renamed == 0)
    note_renamed (from_path, to_path);
  free (from_path);
  disk_finish (to_path);
  return renamed;
}

int
renameat (int from_fd, const char *from, int to_fd, const char *to)
{
  return renameat2 (from_fd, from, to_fd, to, 0);
}

int
rename (const char *from, const char *to)
{
  return renameat2 (AT_FDCWD, from, AT_FDCWD, to, 0);
}
