/* disk-data.c - preloaded: what a program writes into the files of one folder, and what it syncs
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each call is made under one lock between all processes, and noted with the octets written. A sync
 * is noted only: this computer loses no power, and a test decides later what was on disk. What is
 * written through a memory map is not seen; the test compares what was seen with what is there. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "disk-log.h"

#define HERE (-1) /* in place of an offset: where the file's own one stands */

/* The path of a regular file of the folder; NULL: none of our business. To be freed. */
static char *
path_of_file (int fd, struct stat *st)
{
  return disk_is_watched () && fstat (fd, st) == 0 && S_ISREG (st->st_mode) ? disk_path_of_fd (fd)
                                                                            : NULL;
}

/* Where a write without offset goes. */
static int64_t
find_place (int fd, const struct stat *st)
{
  int flags = fcntl (fd, F_GETFL);

  return flags >= 0 && (flags & O_APPEND) != 0 ? st->st_size : lseek (fd, 0, SEEK_CUR);
}

/* Notes octets that somebody else put into the file, read back from there. */
static void
note_copied (int fd, uint64_t inode, int64_t offset, size_t length)
{
  char name[64];
  void *octets = malloc (length);
  int again;

  snprintf (name, sizeof name, "/proc/self/fd/%d", fd);
  again = (int) syscall (SYS_openat, AT_FDCWD, name, O_RDONLY | O_CLOEXEC);
  if (again < 0 || pread (again, octets, length, offset) != (ssize_t) length)
    abort ();
  syscall (SYS_close, again);
  disk_note (&(DiskEvent){ DISK_WRITE, NULL, inode, offset, octets, length });
  free (octets);
}

/* ── writing ─────────────────────────────────────────────────────────────────────────────── */

static ssize_t
write_plainly (int fd, const struct iovec *parts, int n_parts, int64_t offset)
{
  return offset == HERE ? syscall (SYS_writev, fd, parts, n_parts)
                        : syscall (SYS_pwritev, fd, parts, n_parts, offset, 0);
}

static ssize_t
write_watched (int fd, const struct iovec *parts, int n_parts, int64_t offset)
{
  struct stat st;
  char *path = path_of_file (fd, &st);
  int64_t place;
  ssize_t wrote = -1;

  if (path == NULL)
    return write_plainly (fd, parts, n_parts, offset);
  disk_begin ();
  fstat (fd, &st);
  place = offset == HERE ? find_place (fd, &st) : offset;
  if (!disk_fails (DISK_CHANGE_DATA))
    wrote = write_plainly (fd, parts, n_parts, offset);
  if (wrote > 0)
    note_copied (fd, st.st_ino, place, (size_t) wrote);
  disk_finish (path);
  return wrote;
}

ssize_t
write (int fd, const void *octets, size_t length)
{
  return write_watched (fd, &(struct iovec){ (void *) octets, length }, 1, HERE);
}

ssize_t
pwrite (int fd, const void *octets, size_t length, off_t offset)
{
  return write_watched (fd, &(struct iovec){ (void *) octets, length }, 1, offset);
}

ssize_t
writev (int fd, const struct iovec *parts, int n_parts)
{
  return write_watched (fd, parts, n_parts, HERE);
}

ssize_t
pwritev (int fd, const struct iovec *parts, int n_parts, off_t offset)
{
  return write_watched (fd, parts, n_parts, offset);
}

ssize_t pwrite64 (int fd, const void *octets, size_t length, off64_t offset)
    __attribute__ ((alias ("pwrite")));
ssize_t pwritev64 (int fd, const struct iovec *parts, int n_parts, off64_t offset)
    __attribute__ ((alias ("pwritev")));

/* ── copying ─────────────────────────────────────────────────────────────────────────────── */

ssize_t
copy_file_range (int from, off64_t *from_offset, int to, off64_t *to_offset, size_t length,
                 unsigned flags)
{
  struct stat st;
  char *path = path_of_file (to, &st);
  int64_t place;
  ssize_t copied = -1;

  if (path == NULL)
    return syscall (SYS_copy_file_range, from, from_offset, to, to_offset, length, flags);
  disk_begin ();
  place = to_offset != NULL ? *to_offset : lseek (to, 0, SEEK_CUR);
  if (!disk_fails (DISK_CHANGE_DATA))
    copied = syscall (SYS_copy_file_range, from, from_offset, to, to_offset, length, flags);
  if (copied > 0)
    note_copied (to, st.st_ino, place, (size_t) copied);
  disk_finish (path);
  return copied;
}

ssize_t
sendfile (int to, int from, off_t *from_offset, size_t length)
{
  struct stat st;
  char *path = path_of_file (to, &st);
  int64_t place;
  ssize_t copied = -1;

  if (path == NULL)
    return syscall (SYS_sendfile, to, from, from_offset, length);
  disk_begin ();
  fstat (to, &st);
  place = find_place (to, &st);
  if (!disk_fails (DISK_CHANGE_DATA))
    copied = syscall (SYS_sendfile, to, from, from_offset, length);
  if (copied > 0)
    note_copied (to, st.st_ino, place, (size_t) copied);
  disk_finish (path);
  return copied;
}

ssize_t sendfile64 (int to, int from, off64_t *from_offset, size_t length)
    __attribute__ ((alias ("sendfile")));

/* Only FICLONE changes a file; a range of one nobody here asks for. */
int
ioctl (int fd, unsigned long request, ...)
{
  struct stat st;
  char *path = request == FICLONE ? path_of_file (fd, &st) : NULL;
  va_list arguments;
  void *argument;
  int done = -1;

  va_start (arguments, request);
  argument = va_arg (arguments, void *);
  va_end (arguments);
  if (path == NULL)
    return (int) syscall (SYS_ioctl, fd, request, argument);
  disk_begin ();
  if (!disk_fails (DISK_CHANGE_DATA))
    done = (int) syscall (SYS_ioctl, fd, request, argument);
  if (done == 0 && fstat (fd, &st) == 0)
    note_copied (fd, st.st_ino, 0, (size_t) st.st_size);
  disk_finish (path);
  return done;
}

/* ── sizes ───────────────────────────────────────────────────────────────────────────────── */

int
ftruncate (int fd, off_t size)
{
  struct stat st;
  char *path = path_of_file (fd, &st);
  int done = -1;

  if (path == NULL)
    return (int) syscall (SYS_ftruncate, fd, size);
  disk_begin ();
  if (!disk_fails (DISK_CHANGE_DATA))
    done = (int) syscall (SYS_ftruncate, fd, size);
  if (done == 0)
    disk_note (&(DiskEvent){ DISK_TRUNCATE, NULL, st.st_ino, size });
  disk_finish (path);
  return done;
}

int
fallocate (int fd, int mode, off_t offset, off_t length)
{
  struct stat st;
  char *path = path_of_file (fd, &st);
  int done = -1;

  if (path == NULL)
    return (int) syscall (SYS_fallocate, fd, mode, offset, length);
  disk_begin ();
  if (!disk_fails (DISK_CHANGE_DATA))
    done = (int) syscall (SYS_fallocate, fd, mode, offset, length);
  if (done == 0 && fstat (fd, &st) == 0)
    disk_note (&(DiskEvent){ DISK_TRUNCATE, NULL, st.st_ino, st.st_size });
  disk_finish (path);
  return done;
}

/* Unlike its system call this one returns the error. */
int
posix_fallocate (int fd, off_t offset, off_t length)
{
  return fallocate (fd, 0, offset, length) == 0 ? 0 : errno;
}

int ftruncate64 (int fd, off64_t size) __attribute__ ((alias ("ftruncate")));
int fallocate64 (int fd, int mode, off64_t offset, off64_t length)
    __attribute__ ((alias ("fallocate")));
int posix_fallocate64 (int fd, off64_t offset, off64_t length)
    __attribute__ ((alias ("posix_fallocate")));

/* ── syncing ─────────────────────────────────────────────────────────────────────────────── */

static int
sync_watched (int fd, long number, const void *caller)
{
  struct stat st;
  char *path = disk_path_of_fd (fd);
  bool failed;
  int saved_errno;

  if (path == NULL)
    return (int) syscall (number, fd);
  disk_begin ();
  failed = disk_fails (DISK_SYNC_DATA);
  saved_errno = errno;
  if (fstat (fd, &st) != 0)
    abort ();
  disk_note (&(DiskEvent){ failed ? DISK_LOST : DISK_SYNC, path, st.st_ino, S_ISDIR (st.st_mode),
                           .caller = caller });
  errno = saved_errno;
  disk_finish (path);
  return failed ? -1 : 0;
}

int
fsync (int fd)
{
  return sync_watched (fd, SYS_fsync, __builtin_return_address (0));
}

int
fdatasync (int fd)
{
  return sync_watched (fd, SYS_fdatasync, __builtin_return_address (0));
}

/* What is said to whoever waits: what was done before it must not be lost after it. */
int
fflush (FILE *file)
{
  static int (*next) (FILE *);

  if (next == NULL)
    next = (int (*) (FILE *)) dlsym (RTLD_NEXT, "fflush");
  if (file == stdout && disk_is_watched ())
    {
      disk_begin ();
      disk_note (&(DiskEvent){ DISK_SAY });
      disk_finish (NULL);
    }
  return next (file);
}
