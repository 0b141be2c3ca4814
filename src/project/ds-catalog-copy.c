/* ds-catalog-copy.c - when kept copies were read again last, and what was found
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The time of each reading lives in the index only: with the index it is forgotten, and the copies
 * are read again sooner. What was found is journalled when it changes, so that a loss is known for
 * as long as it lasts, and the journal does not grow with readings that found nothing. */
#include "project/ds-catalog-copy.h"

#include "project/ds-catalog-private.h"

void
ds_due_copy_free (DsDueCopy *self)
{
  g_free (self->state);
  g_free (self);
}

static DsDueCopy *
read_due (sqlite3_stmt *statement)
{
  DsDueCopy *due = g_new0 (DsDueCopy, 1);

  due->sha256 = ds_digest_from_octets (DS_DIGEST_SHA256, sqlite3_column_blob (statement, 0),
                                       (gsize) sqlite3_column_bytes (statement, 0));
  due->size = (guint64) sqlite3_column_int64 (statement, 1);
  due->state = ds_catalog_dup_text (statement, 2);
  return due;
}

/**
 * ds_catalog_list_due_copies:
 * @whole_before: copies are due that were whole, and kept or read before this
 * @lost_before: … that were not, and read before this: somebody may have brought them back
 * @limit: of them at the most
 * @error: %DS_ERROR_DAMAGED
 *
 * Returns: (transfer full) (element-type DsDueCopy): the lost ones, then the oldest reading first
 */
GPtrArray *
ds_catalog_list_due_copies (DsCatalog *self, DsTime whole_before, DsTime lost_before, guint limit,
                            GError **error)
{
  g_autoptr (GPtrArray) copies = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_due_copy_free);
  g_autofree char *whole = ds_time_format_local (whole_before);
  g_autofree char *lost = ds_time_format_local (lost_before);
  sqlite3_stmt *statement = ds_catalog_prepare (
      self, error,
      "SELECT draft.sha256, max (size), coalesce (state, 'whole') AS found,"
      " coalesce (max (checked), min (seen_at)) AS at"
      " FROM draft LEFT JOIN copy ON copy.sha256 = draft.sha256 WHERE kept"
      " GROUP BY draft.sha256 HAVING at < CASE found WHEN 'whole' THEN ?1 ELSE ?2 END"
      " ORDER BY found = 'whole', at LIMIT ?3",
      "tti", whole, lost, (gint64) limit);
  gboolean is_row = TRUE;

  while (statement != NULL && ds_catalog_step (self, statement, &is_row, error) && is_row)
    g_ptr_array_add (copies, read_due (statement));
  return statement == NULL || is_row ? NULL : g_steal_pointer (&copies);
}

/**
 * ds_catalog_set_checked:
 * @time: when the copy was read, local clock
 * @error: %DS_ERROR_DAMAGED
 *
 * What was found stays as the journal has it.
 */
gboolean
ds_catalog_set_checked (DsCatalog *self, const DsDigest *sha256, DsTime time, GError **error)
{
  g_autofree char *text = ds_time_format_local (time);

  return ds_catalog_run (self, error,
                         "INSERT INTO copy (sha256, checked) VALUES (?1, ?2)"
                         " ON CONFLICT (sha256) DO UPDATE SET checked = ?2",
                         "bt", sha256, text);
}

/* Copies of drafts that were found damaged or missing, and not whole since. */
guint64
ds_catalog_count_lost_copies (DsCatalog *self)
{
  return (guint64) ds_catalog_get_number (self, "SELECT count (*) FROM copy WHERE state != 'whole'",
                                          "");
}
