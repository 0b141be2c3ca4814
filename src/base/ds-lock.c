/* ds-lock.c - a lock between processes that dies with its holder
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/ds-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "base/ds-file.h"

#define BOOT_ID_PATH "/proc/sys/kernel/random/boot_id"

struct _DsLock
{
  int fd; /* owned: closing it gives the lock up */
};

/* Who holds the lock, for people who look: “pid boot-id”. The lock itself is the kernel's. */
static void
write_holder (int fd)
{
  g_autofree char *boot = NULL;
  g_autofree char *line = NULL;

  if (!g_file_get_contents (BOOT_ID_PATH, &boot, NULL, NULL)) /* absent outside Linux: no harm */
    boot = g_strdup ("unknown");
  line = g_strdup_printf ("%d %s\n", (int) getpid (), g_strchomp (boot));
  if (ftruncate (fd, 0) == 0 && pwrite (fd, line, strlen (line), 0) < 0)
    g_debug ("the holder of a lock could not be written: %s", g_strerror (errno));
}

static DsLock *
take (const char *path, gboolean wait, GError **error)
{
  struct flock range = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  int got;
  DsLock *self;

  if (fd < 0)
    {
      ds_file_set_errno (error, errno, "open the lock", path);
      return NULL;
    }
  do
    got = fcntl (fd, wait ? F_OFD_SETLKW : F_OFD_SETLK, &range);
  while (got != 0 && errno == EINTR);
  if (got != 0)
    {
      if (errno == EAGAIN || errno == EACCES)
        g_set_error (error, DS_ERROR, DS_ERROR_BUSY, "another process holds %s", path);
      else
        ds_file_set_errno (error, errno, "lock", path);
      close (fd);
      return NULL;
    }
  write_holder (fd);
  self = g_new (DsLock, 1);
  self->fd = fd;
  return self;
}

/**
 * ds_lock_take:
 * @path: the lock's file; made if it is not there, never removed
 * @error: a %G_IO_ERROR
 *
 * Waits for an open-file-description lock: it excludes other processes and other takers in this
 * one, and the kernel gives it up when its holder dies.
 *
 * Returns: (transfer full) (nullable): the lock
 */
DsLock *
ds_lock_take (const char *path, GError **error)
{
  return take (path, TRUE, error);
}

/**
 * ds_lock_try:
 * @path: the lock's file
 * @error: %DS_ERROR_BUSY if somebody holds it, else a %G_IO_ERROR
 *
 * Returns: (transfer full) (nullable): the lock, at once or not at all
 */
DsLock *
ds_lock_try (const char *path, GError **error)
{
  return take (path, FALSE, error);
}

void
ds_lock_release (DsLock *self)
{
  close (self->fd);
  g_free (self);
}
