/* ds-writers.c - which files some process has open for writing now
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A quiet time alone does not prove that a save is over: a large export is visible in part for as
 * long as it takes. /proc tells which of this user's processes have a file open, without touching
 * the file, unlike a lease, which can stall or kill the program that saves. */
#include "watch/ds-writers.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define FDINFO_MAX_OCTETS 512
#define MAP_PERMISSIONS 4 /* as “rw-s” */
#define FLAGS_LABEL "flags:"
#define POSITION_LABEL "pos:"
/* Present inside every Flatpak sandbox, whose /proc shows none of the designer's programs. */
#define SANDBOX_MARK "/.flatpak-info"

typedef struct
{
  DsWritten **files; /* sorted by device and inode */
  gsize n_files;
} Wanted;

static int
compare_key (const DsWritten *a, const DsWritten *b)
{
  if (a->inode != b->inode)
    return a->inode < b->inode ? -1 : 1;
  if (a->device != b->device)
    return a->device < b->device ? -1 : 1;
  return 0;
}

static int
compare_files (const void *a, const void *b)
{
  return compare_key (*(DsWritten *const *) a, *(DsWritten *const *) b);
}

/* The first of the files with the key of @key: one file can be wanted under several names. */
static gsize
find_first (const Wanted *wanted, const DsWritten *key)
{
  gsize from = 0;
  gsize to = wanted->n_files;

  while (from < to)
    {
      gsize middle = from + (to - from) / 2;

      if (compare_key (wanted->files[middle], key) < 0)
        from = middle + 1;
      else
        to = middle;
    }
  return from;
}

/* What a descriptor leads to. No file system is asked to answer (AT_STATX_DONT_SYNC): a server that
 * is away must not hold up the watcher. */
static gboolean
look_at_descriptor (int fd_folder, const char *name, DsWritten *key)
{
  struct statx st;

  if (statx (fd_folder, name, AT_STATX_DONT_SYNC, STATX_INO | STATX_TYPE, &st) != 0
      || !S_ISREG (st.stx_mode))
    return FALSE;
  key->device = makedev (st.stx_dev_major, st.stx_dev_minor);
  key->inode = st.stx_ino;
  return TRUE;
}

/* What a process does with a file that it has open. */
typedef enum
{
  READS,
  MAY_WRITE, /* for writing, at its beginning */
  WRITES,    /* for writing, further on */
} Use;

/* Reads where the descriptor stands and what it was opened for (proc(5), /proc/PID/fdinfo). */
static Use
look_at_use (int process_folder, const char *name)
{
  g_autofree char *path = g_strconcat ("fdinfo/", name, NULL);
  char text[FDINFO_MAX_OCTETS];
  const char *flags;
  const char *position;
  gssize got;
  int fd = openat (process_folder, path, O_RDONLY | O_CLOEXEC);

  if (fd < 0) /* closed in the meantime */
    return READS;
  got = read (fd, text, sizeof text - 1);
  close (fd);
  if (got <= 0)
    return READS;
  text[got] = '\0';
  flags = strstr (text, FLAGS_LABEL);
  if (flags == NULL || (strtoul (flags + strlen (FLAGS_LABEL), NULL, 8) & O_ACCMODE) == O_RDONLY)
    return READS;
  position = strstr (text, POSITION_LABEL);
  if (position == NULL || strtoull (position + strlen (POSITION_LABEL), NULL, 10) > 0)
    return WRITES;
  return MAY_WRITE;
}

/* Some programs, LibreOffice for one, keep a document open for as long as they show it. Who stands
 * at its beginning when the last who wrote has closed it has not written. */
static void
mark (const Wanted *wanted, gsize first, const DsWritten *key, Use use)
{
  for (gsize i = first; i < wanted->n_files && compare_key (wanted->files[i], key) == 0; i++)
    if (use == WRITES || (use == MAY_WRITE && wanted->files[i]->last != DS_TOUCH_CLOSED))
      wanted->files[i]->is_written = TRUE;
}

static gboolean
look_at_process (int proc, const char *pid, const Wanted *wanted)
{
  g_autofree char *path = g_strconcat (pid, "/fd", NULL);
  int process_folder = openat (proc, pid, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int fd_folder = process_folder < 0 ? -1 : openat (proc, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *descriptors = fd_folder < 0 ? NULL : fdopendir (fd_folder);
  struct dirent *entry;

  while (descriptors != NULL && (entry = readdir (descriptors)) != NULL)
    {
      DsWritten key = { 0 };
      gsize first;

      if (!g_ascii_isdigit (entry->d_name[0])
          || !look_at_descriptor (fd_folder, entry->d_name, &key))
        continue;
      first = find_first (wanted, &key);
      if (first < wanted->n_files && compare_key (wanted->files[first], &key) == 0)
        mark (wanted, first, &key, look_at_use (process_folder, entry->d_name));
    }
  if (descriptors != NULL)
    closedir (descriptors); /* closes fd_folder */
  else if (fd_folder >= 0)
    close (fd_folder);
  if (process_folder >= 0)
    close (process_folder);
  return descriptors != NULL;
}

/* By the inode alone: of a file system in several parts maps gives another device than stat(). */
static void
mark_mapped (const Wanted *wanted, const char *line)
{
  char permissions[MAP_PERMISSIONS + 1];
  unsigned long inode;

  if (sscanf (line, "%*s %4s %*s %*s %lu", permissions, &inode) != 2 || permissions[1] != 'w'
      || permissions[3] != 's')
    return;
  for (gsize i = 0; i < wanted->n_files; i++)
    if (wanted->files[i]->inode == inode && wanted->files[i]->last == DS_TOUCH_WRITTEN)
      wanted->files[i]->is_written = TRUE;
}

/* A program may close a file and go on writing through a mapping; the kernel says that it was
 * closed once that is gone. Looking costs far more than at descriptors, hence only if it may be. */
static void
look_at_mappings (int proc, const char *pid, const Wanted *wanted)
{
  g_autofree char *path = g_strconcat (pid, "/maps", NULL);
  g_autofree char *line = NULL;
  gsize size = 0;
  int fd = openat (proc, path, O_RDONLY | O_CLOEXEC);
  FILE *maps = fd < 0 ? NULL : fdopen (fd, "r");

  while (maps != NULL && getline (&line, &size, maps) >= 0)
    mark_mapped (wanted, line);
  if (maps != NULL)
    fclose (maps);
  else if (fd >= 0)
    close (fd);
}

static gboolean
may_be_mapped (const DsWritten *files, gsize n_files)
{
  for (gsize i = 0; i < n_files; i++)
    if (files[i].last == DS_TOUCH_WRITTEN && !files[i].is_written)
      return TRUE;
  return FALSE;
}

/**
 * ds_writers_find:
 * @files: (array length=n_files): the files asked about; is_written is set in each
 *
 * Passes once over the descriptors of all processes that this user may look at; this process's own
 * count like anybody's. A file that is only mapped for writing is found if an event told of a
 * change and none that it was closed. Blocks for some milliseconds.
 *
 * Returns: whether it could look at all. If not, nothing is marked and nothing is known: wait for
 *   %DS_SETTLE_BLIND_QUIET_MS instead.
 */
gboolean
ds_writers_find (DsWritten *files, gsize n_files)
{
  g_autofree DsWritten **sorted = g_new (DsWritten *, MAX (n_files, 1));
  Wanted wanted = { sorted, n_files };
  gboolean could_look = FALSE;
  DIR *proc;
  struct dirent *entry;

  for (gsize i = 0; i < n_files; i++)
    {
      files[i].is_written = FALSE;
      sorted[i] = &files[i];
    }
  qsort (sorted, n_files, sizeof sorted[0], compare_files);
  if (access (SANDBOX_MARK, F_OK) == 0)
    return FALSE;
  proc = opendir ("/proc");
  while (proc != NULL && (entry = readdir (proc)) != NULL)
    if (g_ascii_isdigit (entry->d_name[0])
        && look_at_process (dirfd (proc), entry->d_name, &wanted))
      could_look = TRUE;
  if (could_look && may_be_mapped (files, n_files))
    {
      rewinddir (proc);
      while ((entry = readdir (proc)) != NULL)
        if (g_ascii_isdigit (entry->d_name[0]))
          look_at_mappings (dirfd (proc), entry->d_name, &wanted);
    }
  if (proc != NULL)
    closedir (proc);
  return could_look;
}
