/* ds-catalog-work.c - works, and what the watcher remembers of their files
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/ds-catalog-work.h"

#include "base/ds-time.h"
#include "project/ds-catalog-private.h"

#define WORK_COLUMNS "work.id, work.path, work.record, work.number, work.sha256"

void
ds_work_free (DsWork *self)
{
  g_free (self->id);
  g_free (self->path);
  g_free (self->record);
  g_free (self);
}

static DsWork *
read_work (sqlite3_stmt *statement)
{
  DsWork *work = g_new0 (DsWork, 1);

  work->id = ds_catalog_dup_text (statement, 0);
  work->path = ds_catalog_dup_text (statement, 1);
  work->record = ds_catalog_dup_text (statement, 2);
  work->number = (guint64) sqlite3_column_int64 (statement, 3);
  work->sha256 = ds_digest_from_octets (DS_DIGEST_SHA256, sqlite3_column_blob (statement, 4),
                                        (gsize) sqlite3_column_bytes (statement, 4));
  return work;
}

/* @statement: %NULL with @error set */
static GPtrArray *
list_works (DsCatalog *self, sqlite3_stmt *statement, GError **error)
{
  g_autoptr (GPtrArray) works = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_work_free);
  gboolean is_row = TRUE;

  while (statement != NULL && ds_catalog_step (self, statement, &is_row, error) && is_row)
    g_ptr_array_add (works, read_work (statement));
  return statement == NULL || is_row ? NULL : g_steal_pointer (&works);
}

/**
 * ds_catalog_find_work:
 * @project: id
 * @path: relative
 *
 * Returns: (transfer full) (nullable): the work that is at @path now
 */
DsWork *
ds_catalog_find_work (DsCatalog *self, const char *project, const char *path)
{
  sqlite3_stmt *statement = ds_catalog_prepare (
      self, NULL,
      "SELECT " WORK_COLUMNS " FROM work WHERE project = ? AND path = ? ORDER BY seq DESC LIMIT 1",
      "tp", project, path);
  gboolean is_row = FALSE;
  DsWork *work;

  if (statement == NULL || !ds_catalog_step (self, statement, &is_row, NULL) || !is_row)
    return NULL;
  work = read_work (statement);
  sqlite3_reset (statement);
  return work;
}

/**
 * ds_catalog_find_works_of_digest:
 * @project: id
 * @sha256: of a file
 * @error: %DS_ERROR_DAMAGED
 *
 * Returns: (transfer full) (element-type DsWork): works whose last draft has these bytes
 */
GPtrArray *
ds_catalog_find_works_of_digest (DsCatalog *self, const char *project, const DsDigest *sha256,
                                 GError **error)
{
  /* In this order, or each new file would cost a look at all works. */
  return list_works (
      self,
      ds_catalog_prepare (
          self, error,
          "SELECT " WORK_COLUMNS " FROM draft CROSS JOIN work"
          " WHERE draft.sha256 = ? AND work.id = draft.work AND work.record = draft.record"
          " AND work.project = ?",
          "bt", sha256, project),
      error);
}

/**
 * ds_catalog_list_works:
 * @project: id
 * @error: %DS_ERROR_DAMAGED
 *
 * Returns: (transfer full) (element-type DsWork): by path
 */
GPtrArray *
ds_catalog_list_works (DsCatalog *self, const char *project, GError **error)
{
  return list_works (self,
                     ds_catalog_prepare (self, error,
                                         "SELECT " WORK_COLUMNS
                                         " FROM work WHERE project = ? ORDER BY path",
                                         "t", project),
                     error);
}

/* Whether anything of the project was ever recorded: else the first look is still to come. */
gboolean
ds_catalog_has_works (DsCatalog *self, const char *project)
{
  return ds_catalog_get_number (self, "SELECT count (*) FROM work WHERE project = ? LIMIT 1", "t",
                                project)
         > 0;
}

static gint64
to_nanoseconds (const struct timespec *spec)
{
  return (gint64) spec->tv_sec * DS_NSEC_PER_SEC + spec->tv_nsec;
}

/**
 * ds_catalog_is_seen:
 * @project: id
 * @path: relative
 * @st: how the file looks now
 *
 * Returns: whether the file looks exactly as when it was last read
 */
gboolean
ds_catalog_is_seen (DsCatalog *self, const char *project, const char *path, const struct stat *st)
{
  return ds_catalog_get_number (self,
                                "SELECT count (*) FROM seen WHERE project = ? AND path = ?"
                                " AND device = ? AND inode = ? AND size = ? AND mtime = ?"
                                " AND ctime = ?",
                                "tpiiiii", project, path, (gint64) st->st_dev, (gint64) st->st_ino,
                                (gint64) st->st_size, to_nanoseconds (&st->st_mtim),
                                to_nanoseconds (&st->st_ctim))
         > 0;
}

/* Remembers how the file looked when it was read. Only a cache: without it a file is read again. */
gboolean
ds_catalog_set_seen (DsCatalog *self, const char *project, const char *path, const struct stat *st,
                     const DsDigest *sha256, GError **error)
{
  return ds_catalog_run (self, error, "INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                         "tpiiiiib", project, path, (gint64) st->st_dev, (gint64) st->st_ino,
                         (gint64) st->st_size, to_nanoseconds (&st->st_mtim),
                         to_nanoseconds (&st->st_ctim), sha256);
}
