/* ds-journal-append.c - what is written to the journal, and when it is on disk
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A line is written once, in one piece, under `journal.lock`, and is on disk before anybody is told
 * of it; no line is ever changed. */
#include "project/ds-journal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "base/ds-file.h"
#include "base/ds-random.h"
#include "base/ds-time.h"
#include "project/ds-journal-private.h"

#define APPEND_OCTETS_MAX (16 * 1024 * 1024)

/* FALSE with errno. */
static gboolean
write_at (DsJournal *self, guint64 offset, const char *octets, gsize length)
{
  gsize done = 0;

  while (done < length)
    {
      gssize wrote = pwrite (self->fd, octets + done, length - done, (off_t) (offset + done));

      if (wrote < 0 && errno != EINTR)
        return FALSE;
      done += (gsize) MAX (wrote, 0);
    }
  return TRUE;
}

/* Whether the file open here still is the one that others open: what is appended to another nobody
 * would ever read. */
static gboolean
check_in_place (DsJournal *self, const struct stat *st, GError **error)
{
  struct stat by_name;

  if (stat (self->path, &by_name) == 0 && by_name.st_dev == st->st_dev
      && by_name.st_ino == st->st_ino)
    return TRUE;
  g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED,
               "the journal was replaced or removed while it was open: start Draftseal again");
  return FALSE;
}

/* Writes what another process wrote once more, the same octets in the same place: its own sync may
 * have failed, and what the disk did not take then no later sync brings there, for the kernel holds
 * it to be written. Only the last append can be meant, since whoever appends has come through here.
 */
static gboolean
write_again (DsJournal *self, guint64 size, GError **error)
{
  g_autofree char *block = g_malloc (DS_JOURNAL_BLOCK_OCTETS);
  guint64 at = size > APPEND_OCTETS_MAX ? size - APPEND_OCTETS_MAX : 0;

  for (at = MAX (at, self->offset); at < size;)
    {
      gssize got = pread (self->fd, block, DS_JOURNAL_BLOCK_OCTETS, (off_t) at);

      if (got <= 0)
        {
          ds_file_set_errno (error, got < 0 ? errno : EIO, "read", self->path);
          return FALSE;
        }
      if (!write_at (self, at, block, (gsize) got))
        {
          ds_file_set_errno (error, errno, "write", self->path);
          return FALSE;
        }
      at += (guint64) got;
    }
  return TRUE;
}

/**
 * ds_journal_sync:
 * @is_new: (out): whether the file goes on behind what was taken in
 * @error: %DS_ERROR_DAMAGED if the file is shorter than what was taken in or was replaced, else a
 *   %G_IO_ERROR
 *
 * Brings what another process wrote to disk: it may have died before its own fsync, or have been
 * told that it failed.
 */
gboolean
ds_journal_sync (DsJournal *self, gboolean *is_new, GError **error)
{
  struct stat st;

  if (fstat (self->fd, &st) != 0)
    {
      ds_file_set_errno (error, errno, "look at", self->path);
      return FALSE;
    }
  if (!check_in_place (self, &st, error))
    return FALSE;
  if ((guint64) st.st_size < self->offset)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED,
                   "the journal is shorter than it was: restore it from a backup");
      return FALSE;
    }
  *is_new = (guint64) st.st_size > self->offset;
  if (!*is_new || !self->may_write)
    return TRUE;
  if (!write_again (self, (guint64) st.st_size, error))
    return FALSE;
  if (fdatasync (self->fd) == 0)
    return TRUE;
  ds_file_set_errno (error, errno, "sync", self->path);
  return FALSE;
}

static gboolean
copy_tail (DsJournal *self, int to, guint64 *octets, GError **error)
{
  g_autofree char *block = g_malloc (DS_JOURNAL_BLOCK_OCTETS);
  gssize got;

  for (*octets = 0;; *octets += (guint64) got)
    {
      got = pread (self->fd, block, DS_JOURNAL_BLOCK_OCTETS, (off_t) (self->offset + *octets));
      if (got < 0)
        ds_file_set_errno (error, errno, "read", self->path);
      if (got <= 0)
        break;
      if (!ds_file_write_all (to, block, (gsize) got, "journal.torn", error))
        return FALSE;
    }
  return got == 0;
}

/**
 * ds_journal_move_tail:
 * @octets: (out): how many were moved
 * @error: a %G_IO_ERROR
 *
 * Moves what follows the last whole entry to the end of `journal.torn`, synced there before it is
 * cut off here.
 */
gboolean
ds_journal_move_tail (DsJournal *self, guint64 *octets, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, "journal.torn", NULL);
  int fd = open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  gboolean copied;

  if (fd < 0)
    {
      ds_file_set_errno (error, errno, "write", path);
      return FALSE;
    }
  copied = copy_tail (self, fd, octets, error);
  if (copied && fsync (fd) != 0)
    {
      ds_file_set_errno (error, errno, "sync", path);
      copied = FALSE;
    }
  close (fd);
  if (!copied || !ds_folder_sync (self->folder, error))
    return FALSE;
  if (ftruncate (self->fd, (off_t) self->offset) != 0 || fsync (self->fd) != 0)
    {
      ds_file_set_errno (error, errno, "cut", self->path);
      return FALSE;
    }
  return TRUE;
}

/* The line of @body with what every entry has. What could not be read back is refused: it would be
 * a torn line for ever, and all behind it with it. */
static char *
complete_body (DsJson *body, guint64 seq, GError **error)
{
  g_autoptr (GError) refusal = NULL;
  g_autoptr (DsJson) read_back = NULL;
  g_autofree char *line = NULL;
  g_autofree char *salt = ds_random_hex (DS_JOURNAL_SALT_OCTETS);
  g_autofree char *time = ds_time_format_local (ds_time_now ());

  ds_json_set_integer (body, "v", 1);
  ds_json_set_integer (body, "seq", seq);
  ds_json_set_string (body, "time", time);
  ds_json_set_string (body, "salt", salt);
  line = ds_json_to_text (body);
  read_back = ds_journal_parse_entry (line, strlen (line), &refusal);
  if (read_back != NULL)
    return g_steal_pointer (&line);
  g_set_error (error, DS_ERROR, DS_ERROR_LIMIT, "nothing was written: %s", refusal->message);
  return NULL;
}

static gboolean
write_at_end (DsJournal *self, const char *text, gsize length, GError **error)
{
  if (write_at (self, self->offset, text, length) && fdatasync (self->fd) == 0)
    return TRUE;

  ds_file_set_errno (error, errno, "write", self->path);
  /* Half a line may be there: cut it off again. Should that fail too, the next one to come takes in
   * what is whole of it, and puts the rest aside. */
  if (ftruncate (self->fd, (off_t) self->offset) != 0)
    g_debug ("a torn tail stays in the journal: %s", g_strerror (errno));
  return FALSE;
}

/**
 * ds_journal_append:
 * @bodies: (element-type DsJson): objects without v, seq, time, salt, which are added here
 * @func: called for each entry once all are on disk
 * @data: for @func
 * @error: %DS_ERROR_LIMIT if an entry could not be read back or all are too long, else a
 *   %G_IO_ERROR; nothing was appended then
 *
 * One write and one sync for all. The lock is held, and everything before was taken in.
 */
gboolean
ds_journal_append (DsJournal *self, GPtrArray *bodies, DsJournalFunc func, gpointer data,
                   GError **error)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  const char *at;

  g_return_val_if_fail (self->lock != NULL, FALSE);

  for (guint i = 0; i < bodies->len; i++)
    {
      g_autofree char *line =
          complete_body (g_ptr_array_index (bodies, i), self->next_seq + i, error);

      if (line == NULL)
        return FALSE;
      g_string_append (lines, line);
      g_string_append_c (lines, '\n');
    }
  if (lines->len > APPEND_OCTETS_MAX)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_LIMIT, "more than %d octets at once",
                   APPEND_OCTETS_MAX);
      return FALSE;
    }
  if (!write_at_end (self, lines->str, lines->len, error))
    return FALSE;

  at = lines->str;
  for (guint i = 0; i < bodies->len; i++)
    {
      const char *feed = strchr (at, '\n');

      if (!ds_journal_take_line (self, at, (gsize) (feed - at), func, data, error))
        {
          g_prefix_error (error, "the entry is in the journal, but: ");
          return FALSE;
        }
      at = feed + 1;
    }
  return TRUE;
}
