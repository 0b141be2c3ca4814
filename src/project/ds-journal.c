/* ds-journal.c - the append-only list of all that happened
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One entry a line: canonical JSON and LF. A line is written once, in one piece, under
 * `journal.lock`, and is on disk before anybody is told of it; nothing is ever rewritten. */
#include "project/ds-journal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "base/ds-file.h"
#include "base/ds-hex.h"
#include "base/ds-lock.h"
#include "base/ds-random.h"
#include "base/ds-time.h"

#define READ_BLOCK_OCTETS (1024 * 1024)

struct _DsJournal
{
  char *folder; /* owned */
  char *path;   /* owned */
  int fd;       /* owned */
  gboolean may_write;
  DsLock *lock;         /* owned (nullable): held now */
  guint64 offset;       /* where the entries taken in so far end */
  guint64 next_seq;     /* seq of the entry that begins there */
  gboolean is_resuming; /* behind a damaged line: the next seq is not known */
};

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

/**
 * ds_journal_sync:
 * @is_new: (out): whether the file goes on behind what was taken in
 * @error: %DS_ERROR_DAMAGED if the file is shorter than what was taken in or was replaced, else a
 *   %G_IO_ERROR
 *
 * Brings what another process wrote to disk: it may have died before its own fsync.
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
  if (*is_new && fdatasync (self->fd) != 0 && self->may_write)
    {
      ds_file_set_errno (error, errno, "sync", self->path);
      return FALSE;
    }
  return TRUE;
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
static gboolean
take_line (DsJournal *self, const char *line, gsize length, DsJournalFunc func, gpointer data,
           GError **error)
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
  g_autofree char *block = g_malloc (READ_BLOCK_OCTETS);

  for (;;)
    {
      gssize got = pread (self->fd, block, READ_BLOCK_OCTETS, (off_t) self->offset);
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

          if (!take_line (self, at, (gsize) (feed - at), func, data, &inner))
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
  g_autofree char *block = g_malloc (READ_BLOCK_OCTETS);
  gssize got;

  self->is_resuming = TRUE;
  while ((got = pread (self->fd, block, READ_BLOCK_OCTETS, (off_t) self->offset)) > 0)
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

static gboolean
copy_tail (DsJournal *self, int to, guint64 *octets, GError **error)
{
  g_autofree char *block = g_malloc (READ_BLOCK_OCTETS);
  gssize got;

  for (*octets = 0;; *octets += (guint64) got)
    {
      got = pread (self->fd, block, READ_BLOCK_OCTETS, (off_t) (self->offset + *octets));
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
  gsize done = 0;

  while (done < length)
    {
      gssize wrote = pwrite (self->fd, text + done, length - done, (off_t) (self->offset + done));

      if (wrote < 0 && errno == EINTR)
        continue;
      if (wrote <= 0)
        break;
      done += (gsize) wrote;
    }
  if (done == length && fdatasync (self->fd) == 0)
    return TRUE;

  ds_file_set_errno (error, errno, "write", self->path);
  /* Half a line may be there: cut it off again. Should that fail too, it is a torn tail, and the
   * next opening deals with it. */
  if (ftruncate (self->fd, (off_t) self->offset) != 0)
    g_debug ("a torn tail stays in the journal: %s", g_strerror (errno));
  return FALSE;
}

/**
 * ds_journal_append:
 * @bodies: (element-type DsJson): objects without v, seq, time, salt, which are added here
 * @func: called for each entry once all are on disk
 * @data: for @func
 * @error: %DS_ERROR_LIMIT if an entry could not be read back, else a %G_IO_ERROR; nothing was
 *   appended then
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
  if (!write_at_end (self, lines->str, lines->len, error))
    return FALSE;

  at = lines->str;
  for (guint i = 0; i < bodies->len; i++)
    {
      const char *feed = strchr (at, '\n');

      if (!take_line (self, at, (gsize) (feed - at), func, data, error))
        {
          g_prefix_error (error, "the entry is in the journal, but: ");
          return FALSE;
        }
      at = feed + 1;
    }
  return TRUE;
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
