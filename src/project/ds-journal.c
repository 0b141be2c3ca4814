/* ds-journal.c - the append-only list of all that happened
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One entry a line: canonical JSON and LF. How lines come there: ds-journal-append.c. */
#include "project/ds-journal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "base/ds-file.h"
#include "base/ds-hex.h"
#include "base/ds-lock.h"
#include "base/ds-time.h"
#include "project/ds-journal-private.h"

/**
 * ds_journal_open:
 * @folder: the store's
 * @may_write: whether entries may be appended; the file is made if need be
 * @error: a %G_IO_ERROR
 *
 * Starts before the first entry; see ds_journal_seek().
 */
DsJournal *
ds_journal_open (const char *folder, gboolean may_write, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "journal", NULL);
  int fd = open (path, (may_write ? O_RDWR | O_CREAT : O_RDONLY) | O_CLOEXEC, 0600);
  DsJournal *self;

  if (fd < 0)
    {
      ds_file_set_errno (error, errno, "open", path);
      return NULL;
    }
  self = g_new0 (DsJournal, 1);
  self->folder = g_strdup (folder);
  self->path = g_steal_pointer (&path);
  self->fd = fd;
  self->may_write = may_write;
  return self;
}

void
ds_journal_close (DsJournal *self)
{
  g_clear_pointer (&self->lock, ds_lock_release);
  close (self->fd);
  g_free (self->path);
  g_free (self->folder);
  g_free (self);
}

/**
 * ds_journal_lock:
 * @error: a %G_IO_ERROR
 *
 * Waits until no other handle appends. A journal that may not be written needs no lock: whoever
 * reads it then stops before a line that is not whole.
 */
gboolean
ds_journal_lock (DsJournal *self, GError **error)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (self->lock == NULL, FALSE);

  if (!self->may_write)
    return TRUE;
  path = g_build_filename (self->folder, "journal.lock", NULL);
  self->lock = ds_lock_take (path, error);
  return self->lock != NULL;
}

void
ds_journal_unlock (DsJournal *self)
{
  g_clear_pointer (&self->lock, ds_lock_release);
}

/* Goes on from a place known from an earlier reading. */
void
ds_journal_seek (DsJournal *self, guint64 offset, guint64 next_seq)
{
  self->offset = offset;
  self->next_seq = next_seq;
  self->is_resuming = FALSE;
}

guint64
ds_journal_get_offset (DsJournal *self)
{
  return self->offset;
}

guint64
ds_journal_get_next_seq (DsJournal *self)
{
  return self->next_seq;
}

/**
 * ds_journal_parse_entry:
 * @octets: a line without its LF
 * @length: octets
 * @error: %DS_ERROR_FORMAT
 *
 * Checks what every entry has, of this release or a later one: v, seq, type, time, salt.
 *
 * Returns: (transfer full) (nullable): the entry
 */
DsJson *
ds_journal_parse_entry (const char *octets, gsize length, GError **error)
{
  g_autoptr (DsJson) json = NULL;
  guint64 number;
  DsTime time;
  const char *text;

  if (length > DS_JOURNAL_LINE_OCTETS_MAX)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_FORMAT, "an entry is longer than %d octets",
                   DS_JOURNAL_LINE_OCTETS_MAX);
      return NULL;
    }
  json = ds_json_parse (octets, length, error);
  if (json == NULL)
    return NULL;
  if (ds_json_get_type (json) != DS_JSON_OBJECT || !ds_json_get_integer (json, "v", &number)
      || !ds_json_get_integer (json, "seq", &number) || ds_json_get_string (json, "type") == NULL
      || (text = ds_json_get_string (json, "time")) == NULL || !ds_time_parse_local (text, &time)
      || (text = ds_json_get_string (json, "salt")) == NULL
      || !ds_hex_is_digits (text, 2 * DS_JOURNAL_SALT_OCTETS, 2 * DS_JOURNAL_SALT_OCTETS))
    {
      g_set_error (error, DS_ERROR, DS_ERROR_FORMAT,
                   "an entry lacks one of v, seq, type, time, salt");
      return NULL;
    }
  return g_steal_pointer (&json);
}

/* Hands the entry that begins at @line on. FALSE without @error: the line is no next entry. */
gboolean
ds_journal_take_line (DsJournal *self, const char *line, gsize length, DsJournalFunc func,
                      gpointer data, GError **error)
{
  g_autoptr (DsJson) json = ds_journal_parse_entry (line, length, NULL); /* told as not whole */
  DsEntry entry = { .offset = self->offset, .octets = line, .length = length, .json = json };

  if (json == NULL)
    return FALSE;
  ds_json_get_integer (json, "seq", &entry.seq);
  if (self->is_resuming ? entry.seq < self->next_seq : entry.seq != self->next_seq)
    return FALSE;
  entry.type = ds_json_get_string (json, "type");
  if (!func (&entry, data, error))
    return FALSE;
  self->offset += length + 1;
  self->next_seq = entry.seq + 1;
  self->is_resuming = FALSE;
  return TRUE;
}

/**
 * ds_journal_follow:
 * @func: called for each entry not taken in yet, in order
 * @data: for @func
 * @is_whole: (out): %FALSE if the file goes on with something that is not the next entry
 * @error: what @func said, or a %G_IO_ERROR
 */
gboolean
ds_journal_follow (DsJournal *self, DsJournalFunc func, gpointer data, gboolean *is_whole,
                   GError **error)
{
  g_autofree char *block = g_malloc (DS_JOURNAL_BLOCK_OCTETS);

  for (;;)
    {
      gssize got = pread (self->fd, block, DS_JOURNAL_BLOCK_OCTETS, (off_t) self->offset);
      const char *at = block;
      const char *end = block + MAX (got, 0);
      const char *feed;

      if (got < 0)
        {
          ds_file_set_errno (error, errno, "read", self->path);
          return FALSE;
        }
      *is_whole = got == 0;
      if (got == 0)
        return TRUE;
      while ((feed = memchr (at, '\n', (gsize) (end - at))) != NULL)
        {
          GError *inner = NULL;

          if (!ds_journal_take_line (self, at, (gsize) (feed - at), func, data, &inner))
            {
              if (inner == NULL)
                return TRUE;
              g_propagate_error (error, inner);
              return FALSE;
            }
          at = feed + 1;
        }
      if (at == block) /* not one whole line in a block larger than any line may be */
        return TRUE;
    }
}

/**
 * ds_journal_skip_line:
 * @error: a %G_IO_ERROR
 *
 * Only for reading on in a damaged journal: passes over one line; the next whole entry may have any
 * later sequence number.
 *
 * Returns: whether there was a whole line to pass over
 */
gboolean
ds_journal_skip_line (DsJournal *self, GError **error)
{
  g_autofree char *block = g_malloc (DS_JOURNAL_BLOCK_OCTETS);
  gssize got;

  self->is_resuming = TRUE;
  while ((got = pread (self->fd, block, DS_JOURNAL_BLOCK_OCTETS, (off_t) self->offset)) > 0)
    {
      const char *feed = memchr (block, '\n', (gsize) got);

      self->offset += feed != NULL ? (guint64) (feed + 1 - block) : (guint64) got;
      if (feed != NULL)
        return TRUE;
    }
  if (got < 0)
    ds_file_set_errno (error, errno, "read", self->path);
  return FALSE;
}

/**
 * ds_journal_read_line:
 * @offset: where the entry's line begins
 * @length: its octets without LF
 * @error: %DS_ERROR_DAMAGED if they are not there, else a %G_IO_ERROR
 *
 * Returns: (transfer full) (nullable): the octets, unchecked
 */
GBytes *
ds_journal_read_line (DsJournal *self, guint64 offset, gsize length, GError **error)
{
  g_autofree char *octets = g_malloc (length + 1);
  gssize got = pread (self->fd, octets, length, (off_t) offset);

  if (got < 0)
    {
      ds_file_set_errno (error, errno, "read", self->path);
      return NULL;
    }
  if ((gsize) got != length)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED, "the journal ends before this entry");
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&octets), length);
}
