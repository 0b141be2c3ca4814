/* ds-catalog-private.h - what the parts of the index share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "project/ds-catalog.h"
#include "project/ds-journal.h"

G_BEGIN_DECLS

struct _DsCatalog
{
  char *folder;            /* owned: the store's */
  sqlite3 *db;             /* owned (nullable) */
  GHashTable *statements;  /* owned: SQL text → sqlite3_stmt */
};

/* One statement: bound by @types (t text, i gint64, b DsDigest *, p path octets), %NULL text binds
 * NULL. */
sqlite3_stmt *ds_catalog_prepare (DsCatalog *self, GError **error, const char *sql,
                                  const char *types, ...);
gboolean      ds_catalog_run (DsCatalog *self, GError **error, const char *sql, const char *types,
                              ...);
gboolean      ds_catalog_step (DsCatalog *self, sqlite3_stmt *statement, gboolean *is_row,
                               GError **error);
gint64        ds_catalog_get_number (DsCatalog *self, const char *sql, const char *types, ...);
char         *ds_catalog_dup_text (sqlite3_stmt *statement, int column);
void          ds_catalog_set_error (DsCatalog *self, GError **error);
char         *ds_catalog_build_path (const char *store_folder,
                                     gboolean aside) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
