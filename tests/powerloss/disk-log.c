/* disk-log.c - the order in which several processes change one folder
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * DRAFTSEAL_DISK_ROOT is the folder, DRAFTSEAL_DISK_CONTROL a file that the test made: four
 * numbers, see Control. Beside it lies FILE.log, to which each change is appended under a lock
 * between processes, so that there is one order. The lock dies with its holder. */
#include "disk-log.h"

#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define CALLERS 12
#define KILL UINT32_MAX

/* Calls are counted from 1. From the first to the last faulty one each fails with this errno, if it
 * is one that such a call may have; KILL: the process is killed instead. The test may change all at
 * any time. */
typedef struct
{
  uint32_t n_calls;
  uint32_t first;
  uint32_t last;
  uint32_t fault;
} Control;

/* In front of each event, in this computer's byte order; path and data follow. */
typedef struct
{
  uint32_t kind;
  uint32_t pid;
  uint32_t call;   /* its number */
  uint32_t is_own; /* a sync that the program itself asks for, and no library */
  uint64_t inode;
  int64_t offset;
  uint32_t path_length;
  uint32_t data_length;
  uint64_t callers[CALLERS]; /* relative to the program; 0: in a library, or none */
} Head;

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static Control *control;
static int log_fd = -1;
static char *root;
static size_t root_length;
static uintptr_t program_start;
static uintptr_t program_end;

static int
note_program (struct dl_phdr_info *info, size_t size, void *data)
{
  program_start = info->dlpi_addr;
  for (int i = 0; i < info->dlpi_phnum; i++)
    if (info->dlpi_phdr[i].p_type == PT_LOAD)
      program_end = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr + info->dlpi_phdr[i].p_memsz;
  return 1; /* the first is the program itself */
}

__attribute__ ((constructor)) static void
open_log (void)
{
  const char *path = getenv ("DRAFTSEAL_DISK_CONTROL");
  void *warm_up[1];
  char log_path[PATH_MAX];
  int fd;

  root = getenv ("DRAFTSEAL_DISK_ROOT");
  if (path == NULL || root == NULL)
    return;
  root = strdup (root);
  root_length = strlen (root);
  snprintf (log_path, sizeof log_path, "%s.log", path);
  fd = (int) syscall (SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
  log_fd = (int) syscall (SYS_openat, AT_FDCWD, log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
                          0600);
  control = mmap (NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (log_fd < 0 || fd < 0 || control == MAP_FAILED)
    abort ();
  syscall (SYS_close, fd);
  dl_iterate_phdr (note_program, NULL);
  backtrace (warm_up, 1); /* loads what it needs now, not under the lock */
}

bool
disk_is_watched (void)
{
  return log_fd >= 0;
}

/* Nothing else changes the folder before disk_finish(). */
void
disk_begin (void)
{
  pthread_mutex_lock (&mutex);
  while (flock (log_fd, LOCK_EX) != 0)
    ;
}

/* Ends what began with disk_begin(), frees @path and leaves errno as it is. */
void
disk_finish (char *path)
{
  int saved_errno = errno;

  free (path);
  flock (log_fd, LOCK_UN);
  pthread_mutex_unlock (&mutex);
  errno = saved_errno;
}

static bool
may_fail_with (DiskCall call, uint32_t fault)
{
  switch (fault)
    {
    case EROFS:
      return call != DISK_OPEN_TO_READ && call != DISK_SYNC_DATA;
    case EACCES:
      return call != DISK_CHANGE_DATA && call != DISK_SYNC_DATA;
    case ENOSPC:
      return call != DISK_OPEN_TO_READ;
    default:
      return true;
    }
}

/* Counts a call that is about to be made. TRUE: it is not to be made, errno is set. */
bool
disk_fails (DiskCall call)
{
  uint32_t number = ++control->n_calls;

  if (control->first == 0 || number < control->first || number > control->last)
    return false;
  if (control->fault == KILL)
    kill (getpid (), SIGKILL);
  if (!may_fail_with (call, control->fault))
    return false;
  errno = (int) control->fault;
  return true;
}

static bool
is_in_program (const void *at)
{
  return (uintptr_t) at >= program_start && (uintptr_t) at < program_end;
}

static void
note_callers (Head *head)
{
  void *frames[2 * CALLERS];
  int n = backtrace (frames, 2 * CALLERS);
  int kept = 0;

  for (int i = 0; i < n && kept < CALLERS; i++)
    if (is_in_program (frames[i]))
      head->callers[kept++] = (uintptr_t) frames[i] - program_start;
}

/* Between disk_begin() and disk_finish(). */
void
disk_note (const DiskEvent *event)
{
  Head head = { .kind = event->kind,
                .pid = (uint32_t) getpid (),
                .call = control->n_calls,
                .is_own = is_in_program (event->caller),
                .inode = event->inode,
                .offset = event->offset,
                .path_length = event->path != NULL ? (uint32_t) strlen (event->path) : 0,
                .data_length = (uint32_t) event->length };
  struct iovec parts[] = { { &head, sizeof head },
                           { (void *) event->path, head.path_length },
                           { (void *) event->data, event->length } };
  ssize_t size = (ssize_t) (sizeof head + head.path_length + head.data_length);

  if (event->kind == DISK_SYNC || event->kind == DISK_LOST)
    note_callers (&head);
  if (syscall (SYS_writev, log_fd, parts, 3) != size)
    abort (); /* a log with a hole would prove anything */
}

/* Takes “/.” and “//” out, in place. */
static void
simplify (char *path)
{
  char *to = path;

  for (const char *at = path; *at != '\0';)
    if (at[0] == '/' && (at[1] == '/' || (at[1] == '.' && (at[2] == '/' || at[2] == '\0'))))
      at += at[1] == '/' ? 1 : 2;
    else
      *to++ = *at++;
  *to = '\0';
}

/* What @path is called below the folder; NULL if it is not there, "" for the folder itself. */
static char *
below_root (char *path)
{
  const char *deleted = " (deleted)";
  size_t length;

  simplify (path);
  length = strlen (path);
  if (length > strlen (deleted) && strcmp (path + length - strlen (deleted), deleted) == 0)
    path[length - strlen (deleted)] = '\0';
  if (strncmp (path, root, root_length) != 0
      || (path[root_length] != '/' && path[root_length] != '\0'))
    return NULL;
  return strdup (path + root_length + (path[root_length] == '/'));
}

static ssize_t
read_fd_name (int fd, char name[PATH_MAX])
{
  char link[64];
  ssize_t length;

  snprintf (link, sizeof link, fd == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", fd);
  length = readlink (link, name, PATH_MAX - 1);
  name[length > 0 ? length : 0] = '\0';
  return length;
}

/* To be freed; NULL if it is not below the folder. */
char *
disk_path_of_fd (int fd)
{
  char name[PATH_MAX];

  return disk_is_watched () && read_fd_name (fd, name) > 0 ? below_root (name) : NULL;
}

/* To be freed; NULL if it is not below the folder. */
char *
disk_path (int folder_fd, const char *path)
{
  char folder[PATH_MAX] = "";
  char whole[2 * PATH_MAX];

  if (!disk_is_watched () || path == NULL)
    return NULL;
  if (path[0] != '/' && read_fd_name (folder_fd, folder) <= 0)
    return NULL;
  snprintf (whole, sizeof whole, "%s%s%s", folder, path[0] == '/' ? "" : "/", path);
  return below_root (whole);
}
