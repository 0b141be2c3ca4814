/* ds-catalog-compare.c - whether the index on disk says what the journal says
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The index keeps the leaf hash of each entry as it was when it was taken in. Behind the last
 * checkpoint nothing else tells whether an entry was changed, so this is looked at before an index
 * is thrown away. Nothing is written here. */
#include "project/ds-catalog-compare.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "base/ds-file.h"
#include "project/ds-catalog-fold.h"
#include "project/ds-catalog-private.h"

/* Tables that hold more than what the journal says. */
static const char *const own_tables[] = { "note", "seen", "copy", NULL };

/* (transfer full): the index on disk for SQLite: changes nothing where nothing may be changed. */
static char *
make_uri (const char *store_folder, gboolean aside, GError **error)
{
  g_autofree char *path = ds_catalog_build_path (store_folder, aside);
  g_autofree char *absolute = realpath (path, NULL);
  g_autofree char *uri = absolute != NULL ? g_filename_to_uri (absolute, NULL, error) : NULL;

  if (absolute == NULL)
    g_set_error (error, DS_ERROR, DS_ERROR_NOT_FOUND, "there is no index");
  if (uri == NULL)
    return NULL;
  return g_strconcat (uri, access (store_folder, W_OK) == 0 ? "?mode=rw" : "?immutable=1", NULL);
}

gboolean
ds_catalog_is_on_disk (const char *store_folder, gboolean aside)
{
  g_autofree char *path = ds_catalog_build_path (store_folder, aside);

  return access (path, F_OK) == 0;
}

static gboolean
attach (DsCatalog *self, gboolean aside, GError **error)
{
  g_autofree char *uri = make_uri (self->folder, aside, error);

  return uri != NULL && ds_catalog_run (self, error, "ATTACH ? AS kept", "t", uri);
}

static gboolean
check_shape (DsCatalog *self, GError **error)
{
  if (ds_catalog_get_number (self, "PRAGMA kept.user_version", "")
      == ds_catalog_get_number (self, "PRAGMA main.user_version", ""))
    return TRUE;
  g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED, "it is damaged or of another release");
  return FALSE;
}

static gboolean
read_leaf (sqlite3_stmt *statement, GArray *leaves)
{
  DsKeptLeaf leaf = { .seq = (guint64) sqlite3_column_int64 (statement, 0),
                      .offset = (guint64) sqlite3_column_int64 (statement, 1),
                      .length = (guint64) sqlite3_column_int64 (statement, 2) };

  if (sqlite3_column_bytes (statement, 3) != DS_SHA256_OCTETS)
    return FALSE;
  leaf.leaf = ds_digest_from_octets (DS_DIGEST_SHA256, sqlite3_column_blob (statement, 3),
                                     DS_SHA256_OCTETS);
  g_array_append_val (leaves, leaf);
  return TRUE;
}

/**
 * ds_catalog_read_leaves:
 * @store_folder: the store's
 * @aside: of the index that was put aside because it did not fit the journal
 * @error: %DS_ERROR_NOT_FOUND if there is no index, %DS_ERROR_DAMAGED
 *
 * Read them before the journal: it then has all that the index has taken in.
 *
 * Returns: (transfer full) (nullable) (element-type DsKeptLeaf): by seq
 */
GArray *
ds_catalog_read_leaves (const char *store_folder, gboolean aside, GError **error)
{
  g_autoptr (DsCatalog) self = ds_catalog_open (store_folder, FALSE, error);
  g_autoptr (GArray) leaves = g_array_new (FALSE, FALSE, sizeof (DsKeptLeaf));
  sqlite3_stmt *statement;
  gboolean is_row = TRUE;

  if (self == NULL || !attach (self, aside, error) || !check_shape (self, error))
    return NULL;
  statement = ds_catalog_prepare (
      self, error, "SELECT seq, offset, length, leaf FROM kept.entry ORDER BY seq", "");
  while (statement != NULL && ds_catalog_step (self, statement, &is_row, error) && is_row)
    if (!read_leaf (statement, leaves))
      {
        g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED, "it holds a leaf that is no digest");
        return NULL;
      }
  return statement != NULL && !is_row ? g_steal_pointer (&leaves) : NULL;
}

/* (transfer full) (nullable): what SQLite itself finds wrong with the file. */
static char *
check_integrity (DsCatalog *self)
{
  sqlite3_stmt *statement = ds_catalog_prepare (self, NULL, "PRAGMA kept.integrity_check (1)", "");
  gboolean is_row = FALSE;
  g_autofree char *text = NULL;

  if (statement == NULL || !ds_catalog_step (self, statement, &is_row, NULL) || !is_row)
    return g_strdup ("it cannot be read");
  text = ds_catalog_dup_text (statement, 0);
  sqlite3_reset (statement);
  return g_strcmp0 (text, "ok") == 0 ? NULL : g_strdup ("it is broken");
}

static gboolean
tables_are_equal (DsCatalog *self, const char *table)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT (SELECT count (*) FROM main.\"%1$s\") = (SELECT count (*) FROM kept.\"%1$s\")"
      " AND NOT EXISTS (SELECT * FROM main.\"%1$s\" EXCEPT SELECT * FROM kept.\"%1$s\")",
      table);

  return ds_catalog_get_number (self, sql, "") == 1;
}

static GPtrArray *
list_tables (DsCatalog *self, GError **error)
{
  g_autoptr (GPtrArray) tables = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *statement = ds_catalog_prepare (
      self, error, "SELECT name FROM main.sqlite_schema WHERE type = 'table' ORDER BY name", "");
  gboolean is_row = TRUE;

  while (statement != NULL && ds_catalog_step (self, statement, &is_row, error) && is_row)
    g_ptr_array_add (tables, ds_catalog_dup_text (statement, 0));
  return statement != NULL && !is_row ? g_steal_pointer (&tables) : NULL;
}

static gboolean
is_up_to_date (DsCatalog *self)
{
  return ds_catalog_get_number (self,
                                "SELECT (SELECT value FROM main.note WHERE key = 'offset') ="
                                " (SELECT value FROM kept.note WHERE key = 'offset')",
                                "")
         == 1;
}

/**
 * ds_catalog_compare:
 * @self: one that was made in memory from the whole journal
 * @difference: (out) (transfer full) (nullable): what is wrong with the index on disk, as the rest
 *   of a sentence; %NULL if nothing is, or if it has taken in another part of the journal
 * @error: %DS_ERROR_NOT_FOUND if there is no index
 */
gboolean
ds_catalog_compare (DsCatalog *self, char **difference, GError **error)
{
  g_autoptr (GPtrArray) tables = NULL;

  *difference = NULL;
  if (!attach (self, FALSE, error) || (tables = list_tables (self, error)) == NULL)
    return FALSE;
  *difference = check_integrity (self);
  for (guint i = 0; *difference == NULL && is_up_to_date (self) && i < tables->len; i++)
    {
      const char *table = g_ptr_array_index (tables, i);

      if (!g_strv_contains (own_tables, table) && !tables_are_equal (self, table))
        *difference = g_strdup_printf ("its table “%s” is not what the journal says", table);
    }
  return TRUE;
}
