/* ds-catalog.c - the index over the journal: its file, its tables, its statements
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `index.sqlite` is a fold of the journal and a cache: deleted, damaged or of another release's
 * shape, it is made anew. It is only written under the journal's lock. */
#include "project/ds-catalog.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/ds-error.h"
#include "base/ds-file.h"
#include "project/ds-catalog-fold.h"
#include "project/ds-catalog-private.h"

#define FILE_NAME "index.sqlite"
#define ASIDE_SUFFIX ".aside"
#define SHAPE 3 /* of the tables; another number in the file: made anew */
#define BUSY_TIMEOUT_MS 30000

/* clang-format off */
static const char tables[] =
  "CREATE TABLE note (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;"
  "CREATE TABLE entry (seq INTEGER PRIMARY KEY, offset INTEGER, length INTEGER, leaf BLOB);"
  "CREATE TABLE project (id TEXT PRIMARY KEY, seq INTEGER, name TEXT, folder BLOB,"
  "  removed INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;"
  "CREATE TABLE work (id TEXT PRIMARY KEY, project TEXT, path BLOB, number INTEGER, record TEXT,"
  "  sha256 BLOB, seq INTEGER) WITHOUT ROWID;"
  "CREATE INDEX work_path ON work (project, path);"
  "CREATE TABLE draft (seq INTEGER PRIMARY KEY, record TEXT, project TEXT, work TEXT,"
  "  number INTEGER, path BLOB, path_text TEXT, size INTEGER, sha256 BLOB, seen_at TEXT,"
  "  mtime TEXT, stage TEXT, stage_by TEXT, found TEXT, kept INTEGER, batch TEXT,"
  "  direct INTEGER NOT NULL DEFAULT 0, grade INTEGER NOT NULL DEFAULT 0);"
  "CREATE UNIQUE INDEX draft_record ON draft (record);"
  "CREATE INDEX draft_sha256 ON draft (sha256);"
  "CREATE INDEX draft_project ON draft (project, seq);"
  "CREATE INDEX draft_work ON draft (work, seq);"
  "CREATE INDEX draft_batch ON draft (batch, project);"
  "CREATE TABLE batch (digest TEXT PRIMARY KEY, seq INTEGER, root TEXT, count INTEGER,"
  "  covers INTEGER, time TEXT) WITHOUT ROWID;"
  "CREATE INDEX batch_root ON batch (root);"
  "CREATE INDEX batch_covers ON batch (covers);"
  "CREATE TABLE round (digest TEXT PRIMARY KEY, seq INTEGER, root TEXT, tsa TEXT) WITHOUT ROWID;"
  "CREATE TABLE round_root (round TEXT, root TEXT, PRIMARY KEY (round, root)) WITHOUT ROWID;"
  "CREATE INDEX round_root_root ON round_root (root);"
  "CREATE TABLE request (seq INTEGER PRIMARY KEY, tsa TEXT, kind TEXT, target TEXT, imprint TEXT,"
  "  nonce TEXT, time TEXT, state TEXT, ended TEXT, reason TEXT, retry_after INTEGER,"
  "  trouble TEXT, code TEXT);"
  "CREATE INDEX request_tsa ON request (tsa, seq);"
  "CREATE INDEX request_target ON request (target);"
  "CREATE TABLE stamp (seq INTEGER PRIMARY KEY, request INTEGER, tsa TEXT, token TEXT,"
  "  gen_time TEXT, serial TEXT, kind TEXT, target TEXT, test INTEGER, keys TEXT, operator TEXT);"
  "CREATE INDEX stamp_target ON stamp (target);"
  "CREATE INDEX stamp_tsa ON stamp (tsa, target);"
  "CREATE TABLE setting (project TEXT, key TEXT, value TEXT, seq INTEGER,"
  "  PRIMARY KEY (project, key)) WITHOUT ROWID;"
  "CREATE TABLE direct (record TEXT PRIMARY KEY, seq INTEGER) WITHOUT ROWID;"
  "CREATE TABLE gap (seq INTEGER PRIMARY KEY, project TEXT, since TEXT, until TEXT, reason TEXT);"
  "CREATE TABLE copy (sha256 BLOB PRIMARY KEY, checked TEXT, state TEXT NOT NULL DEFAULT 'whole')"
  "  WITHOUT ROWID;"
  "CREATE TABLE seen (project TEXT, path BLOB, device INTEGER, inode INTEGER, size INTEGER,"
  "  mtime INTEGER, ctime INTEGER, sha256 BLOB, PRIMARY KEY (project, path)) WITHOUT ROWID;";
/* clang-format on */

/* What the system said of the index's file, as far as SQLite tells; 0: it does not. */
static int
find_errno (DsCatalog *self, int code)
{
  switch (code)
    {
    case SQLITE_FULL:
      return ENOSPC;
    case SQLITE_PERM:
      return EACCES;
    case SQLITE_READONLY: /* SQLite reads on, whatever kept it from opening the file for writing */
      return 0;
    default:
      return sqlite3_system_errno (self->db);
    }
}

/* A disk that is full or fails is no fault of the index, and its index no worse. */
static gboolean
is_of_the_disk (int code)
{
  return code == SQLITE_FULL || code == SQLITE_PERM || code == SQLITE_READONLY
         || code == SQLITE_CANTOPEN || code == SQLITE_IOERR;
}

/* %DS_ERROR_DAMAGED if the index itself is at fault, else a %G_IO_ERROR. */
void
ds_catalog_set_error (DsCatalog *self, GError **error)
{
  int code = self->db != NULL ? sqlite3_errcode (self->db) & 0xff : SQLITE_OK;
  const char *message = self->db != NULL ? sqlite3_errmsg (self->db) : "it is not open";
  int saved_errno = is_of_the_disk (code) ? find_errno (self, code) : 0;

  if (ds_file_get_advice (saved_errno)[0] != '\0')
    ds_file_set_errno (error, saved_errno, "use", FILE_NAME);
  else if (is_of_the_disk (code))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                 "could not use %s: %s: see to it that its disk works, has room and may be written",
                 FILE_NAME, message);
  else
    g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED,
                 "the index cannot be used (%s): delete index.sqlite, it is made anew", message);
}

static void
bind_arguments (sqlite3_stmt *statement, const char *types, va_list arguments)
{
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
  for (int i = 1; *types != '\0'; types++, i++)
    switch (*types)
      {
      case 't':
        sqlite3_bind_text (statement, i, va_arg (arguments, const char *), -1, SQLITE_TRANSIENT);
        break;
      case 'i':
        sqlite3_bind_int64 (statement, i, va_arg (arguments, gint64));
        break;
      case 'b':
        {
          const DsDigest *digest = va_arg (arguments, const DsDigest *);

          sqlite3_bind_blob (statement, i, digest->octets, digest->length, SQLITE_TRANSIENT);
          break;
        }
      case 'p':
        {
          const char *path = va_arg (arguments, const char *);

          sqlite3_bind_blob (statement, i, path, (int) strlen (path), SQLITE_TRANSIENT);
          break;
        }
      default:
        g_assert_not_reached ();
      }
}

static sqlite3_stmt *
find_statement (DsCatalog *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);

  if (statement != NULL)
    return statement;
  if (sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL)
      != SQLITE_OK)
    {
      ds_catalog_set_error (self, error);
      return NULL;
    }
  g_hash_table_insert (self->statements, g_strdup (sql), statement);
  return statement;
}

/* (transfer none) (nullable): a statement ready for ds_catalog_step(). */
sqlite3_stmt *
ds_catalog_prepare (DsCatalog *self, GError **error, const char *sql, const char *types, ...)
{
  sqlite3_stmt *statement = find_statement (self, sql, error);
  va_list arguments;

  if (statement == NULL)
    return NULL;
  va_start (arguments, types);
  bind_arguments (statement, types, arguments);
  va_end (arguments);
  return statement;
}

/* Steps once; @is_row tells whether there is a row. The statement is reset at its end. */
gboolean
ds_catalog_step (DsCatalog *self, sqlite3_stmt *statement, gboolean *is_row, GError **error)
{
  int result = sqlite3_step (statement);

  *is_row = result == SQLITE_ROW;
  if (result == SQLITE_ROW)
    return TRUE;
  if (result != SQLITE_DONE)
    ds_catalog_set_error (self, error);
  sqlite3_reset (statement);
  return result == SQLITE_DONE;
}

gboolean
ds_catalog_run (DsCatalog *self, GError **error, const char *sql, const char *types, ...)
{
  sqlite3_stmt *statement = find_statement (self, sql, error);
  gboolean is_row = TRUE;
  va_list arguments;

  if (statement == NULL)
    return FALSE;
  va_start (arguments, types);
  bind_arguments (statement, types, arguments);
  va_end (arguments);
  while (is_row)
    if (!ds_catalog_step (self, statement, &is_row, error))
      return FALSE;
  return TRUE;
}

/* The first column of the first row, 0 if there is none. */
gint64
ds_catalog_get_number (DsCatalog *self, const char *sql, const char *types, ...)
{
  sqlite3_stmt *statement = find_statement (self, sql, NULL);
  gint64 number = 0;
  va_list arguments;

  if (statement == NULL)
    return 0;
  va_start (arguments, types);
  bind_arguments (statement, types, arguments);
  va_end (arguments);
  if (sqlite3_step (statement) == SQLITE_ROW)
    number = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);
  return number;
}

/* (transfer full) (nullable): a column as text, octets as they are. */
char *
ds_catalog_dup_text (sqlite3_stmt *statement, int column)
{
  const void *octets = sqlite3_column_blob (statement, column);
  int length = sqlite3_column_bytes (statement, column);

  if (sqlite3_column_type (statement, column) == SQLITE_NULL)
    return NULL;
  return g_strndup (octets != NULL ? octets : "", (gsize) length);
}

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

static void
close_db (DsCatalog *self)
{
  g_hash_table_remove_all (self->statements);
  sqlite3_close_v2 (self->db);
  self->db = NULL;
}

static gboolean
open_db (DsCatalog *self, const char *path, GError **error)
{
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI;

  if (sqlite3_open_v2 (path, &self->db, flags, NULL) != SQLITE_OK)
    {
      ds_catalog_set_error (self, error);
      return FALSE;
    }
  sqlite3_busy_timeout (self->db, BUSY_TIMEOUT_MS);
  return TRUE;
}

/* Whether the file is an index of this release's shape; an empty one is given it. */
static gboolean
ready_tables (DsCatalog *self)
{
  gint64 shape = -1;
  sqlite3_stmt *statement = NULL;

  if (sqlite3_exec (self->db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL", NULL, NULL,
                    NULL)
          != SQLITE_OK
      || sqlite3_prepare_v2 (self->db, "PRAGMA user_version", -1, &statement, NULL) != SQLITE_OK)
    return FALSE;
  if (sqlite3_step (statement) == SQLITE_ROW)
    shape = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  if (shape == 0)
    {
      g_autofree char *sql =
          g_strdup_printf ("BEGIN IMMEDIATE; %s PRAGMA user_version = %d; COMMIT", tables, SHAPE);

      return sqlite3_exec (self->db, sql, NULL, NULL, NULL) == SQLITE_OK;
    }
  return shape == SHAPE;
}

/* (transfer full): where the index of a store lies; @aside: the one that did not fit the journal.
 */
char *
ds_catalog_build_path (const char *store_folder, gboolean aside)
{
  return g_build_filename (store_folder, aside ? FILE_NAME ASIDE_SUFFIX : FILE_NAME, NULL);
}

/* The index and what SQLite keeps beside it. */
static const char *const suffixes[] = { "", "-wal", "-shm" };

static void
unlink_files (const char *folder, gboolean aside)
{
  g_autofree char *path = ds_catalog_build_path (folder, aside);

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *file = g_strconcat (path, suffixes[i], NULL);

      g_unlink (file);
    }
}

static gboolean
open_ready (DsCatalog *self, const char *path, GError **error)
{
  if (!open_db (self, path, error))
    return FALSE;
  if (ready_tables (self))
    return TRUE;
  ds_catalog_set_error (self, error);
  return FALSE;
}

static gboolean
open_on_disk (DsCatalog *self, GError **error)
{
  g_autofree char *path = ds_catalog_build_path (self->folder, FALSE);

  /* Where somebody deleted only the index itself, a program that still has the old one open would
   * share log and memory with whoever makes a new one. */
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    unlink_files (self->folder, FALSE);
  return open_ready (self, path, error);
}

/**
 * ds_catalog_discard:
 * @error: %DS_ERROR_DAMAGED
 *
 * Throws the index away and begins an empty one. Other handles go on with the old file until they
 * open anew.
 */
gboolean
ds_catalog_discard (DsCatalog *self, GError **error)
{
  close_db (self);
  unlink_files (self->folder, FALSE);
  return open_on_disk (self, error);
}

/**
 * ds_catalog_put_aside:
 * @error: %DS_ERROR_DAMAGED
 *
 * Begins an empty index, but keeps this one: it remembers entries that the journal has not, or has
 * otherwise. The first one that was put aside stays.
 */
gboolean
ds_catalog_put_aside (DsCatalog *self, GError **error)
{
  g_autofree char *from = ds_catalog_build_path (self->folder, FALSE);
  g_autofree char *to = ds_catalog_build_path (self->folder, TRUE);

  close_db (self);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes) && !g_file_test (to, G_FILE_TEST_EXISTS); i++)
    {
      guint last_first = G_N_ELEMENTS (suffixes) - 1 - i; /* its own file tells that all is done */
      g_autofree char *file = g_strconcat (from, suffixes[last_first], NULL);
      g_autofree char *aside = g_strconcat (to, suffixes[last_first], NULL);

      g_rename (file, aside); /* there need not be all of them */
    }
  unlink_files (self->folder, FALSE);
  return open_on_disk (self, error);
}

/* Forgets an index that was put aside. */
void
ds_catalog_drop_aside (DsCatalog *self)
{
  unlink_files (self->folder, TRUE);
}

/**
 * ds_catalog_open:
 * @folder: the store's
 * @may_write: whether it may be kept on disk; else it is made in memory and forgotten
 * @error: %DS_ERROR_DAMAGED
 *
 * Under the journal's lock where @may_write.
 */
DsCatalog *
ds_catalog_open (const char *folder, gboolean may_write, GError **error)
{
  g_autoptr (DsCatalog) self = g_new0 (DsCatalog, 1);

  self->folder = g_strdup (folder);
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, finalize_statement);
  if (!may_write)
    return open_ready (self, ":memory:", error) ? g_steal_pointer (&self) : NULL;
  if (open_on_disk (self, NULL))
    return g_steal_pointer (&self);
  return ds_catalog_discard (self, error) ? g_steal_pointer (&self) : NULL;
}

void
ds_catalog_close (DsCatalog *self)
{
  if (self->db != NULL)
    close_db (self);
  g_hash_table_unref (self->statements);
  g_free (self->folder);
  g_free (self);
}

gboolean
ds_catalog_begin (DsCatalog *self, GError **error)
{
  return ds_catalog_run (self, error, "BEGIN IMMEDIATE", "");
}

gboolean
ds_catalog_commit (DsCatalog *self, GError **error)
{
  return ds_catalog_run (self, error, "COMMIT", "");
}

void
ds_catalog_rollback (DsCatalog *self)
{
  ds_catalog_run (self, NULL, "ROLLBACK", ""); /* fails only if there is nothing to undo */
}

/* A small fact about the index itself. */
gboolean
ds_catalog_set_note (DsCatalog *self, const char *key, const char *text, GError **error)
{
  return ds_catalog_run (self, error, "INSERT OR REPLACE INTO note VALUES (?, ?)", "tt", key, text);
}

char *
ds_catalog_dup_note (DsCatalog *self, const char *key)
{
  sqlite3_stmt *statement =
      ds_catalog_prepare (self, NULL, "SELECT value FROM note WHERE key = ?", "t", key);
  gboolean is_row = FALSE;
  char *text;

  if (statement == NULL || !ds_catalog_step (self, statement, &is_row, NULL) || !is_row)
    return NULL;
  text = ds_catalog_dup_text (statement, 0);
  sqlite3_reset (statement);
  return text;
}

/* Up to where the journal has been folded in. */
gboolean
ds_catalog_set_place (DsCatalog *self, guint64 offset, guint64 next_seq, GError **error)
{
  return ds_catalog_run (self, error, "INSERT OR REPLACE INTO note VALUES ('offset', ?)", "i",
                         (gint64) offset)
         && ds_catalog_run (self, error, "INSERT OR REPLACE INTO note VALUES ('seq', ?)", "i",
                            (gint64) next_seq);
}

void
ds_catalog_get_place (DsCatalog *self, guint64 *offset, guint64 *next_seq)
{
  *offset = (guint64) ds_catalog_get_number (
      self, "SELECT CAST (value AS INTEGER) FROM note WHERE key = 'offset'", "");
  *next_seq = (guint64) ds_catalog_get_number (
      self, "SELECT CAST (value AS INTEGER) FROM note WHERE key = 'seq'", "");
}

/**
 * ds_catalog_find_entry:
 * @seq: of an entry
 * @offset: (out): where its line begins
 * @length: (out): its octets without LF
 * @leaf: (out): its leaf hash when it was taken in
 * @error: %DS_ERROR_NOT_FOUND
 */
gboolean
ds_catalog_find_entry (DsCatalog *self, guint64 seq, guint64 *offset, gsize *length, DsDigest *leaf,
                       GError **error)
{
  sqlite3_stmt *statement = ds_catalog_prepare (
      self, error, "SELECT offset, length, leaf FROM entry WHERE seq = ?", "i", (gint64) seq);
  gboolean is_row;

  if (statement == NULL || !ds_catalog_step (self, statement, &is_row, error))
    return FALSE;
  if (!is_row)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_NOT_FOUND,
                   "the journal has no entry %" G_GUINT64_FORMAT, seq);
      return FALSE;
    }
  *offset = (guint64) sqlite3_column_int64 (statement, 0);
  *length = (gsize) sqlite3_column_int64 (statement, 1);
  *leaf = ds_digest_from_octets (DS_DIGEST_SHA256, sqlite3_column_blob (statement, 2),
                                 (gsize) sqlite3_column_bytes (statement, 2));
  sqlite3_reset (statement);
  return TRUE;
}
