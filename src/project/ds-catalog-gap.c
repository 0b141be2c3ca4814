/* ds-catalog-gap.c - the gaps in watching that the index knows
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/ds-catalog-gap.h"

#include "project/ds-catalog-private.h"

void
ds_gap_free (DsGap *self)
{
  g_free (self->reason);
  g_free (self);
}

static DsGap *
read_gap (sqlite3_stmt *statement)
{
  g_autofree char *since = ds_catalog_dup_text (statement, 0);
  g_autofree char *until = ds_catalog_dup_text (statement, 1);
  DsGap *gap = g_new0 (DsGap, 1);

  gap->reason = ds_catalog_dup_text (statement, 2);
  if (since != NULL)
    ds_time_parse_local (since, &gap->since);
  gap->has_ended = until != NULL && ds_time_parse_local (until, &gap->until);
  return gap;
}

/**
 * ds_catalog_list_gaps:
 * @project: id
 * @error: %DS_ERROR_DAMAGED
 *
 * Returns: (transfer full) (element-type DsGap): in the order in which they were journalled
 */
GPtrArray *
ds_catalog_list_gaps (DsCatalog *self, const char *project, GError **error)
{
  g_autoptr (GPtrArray) gaps = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_gap_free);
  sqlite3_stmt *statement = ds_catalog_prepare (
      self, error, "SELECT since, until, reason FROM gap WHERE project = ? ORDER BY seq", "t",
      project);
  gboolean is_row = TRUE;

  while (statement != NULL && ds_catalog_step (self, statement, &is_row, error) && is_row)
    g_ptr_array_add (gaps, read_gap (statement));
  return statement == NULL || is_row ? NULL : g_steal_pointer (&gaps);
}

/**
 * ds_catalog_find_last_watched:
 * @project: id
 * @time: (out): local clock
 *
 * The last moment of which the journal shows that the project was watched: a save was seen, or a
 * gap ended.
 *
 * Returns: whether there is any
 */
gboolean
ds_catalog_find_last_watched (DsCatalog *self, const char *project, DsTime *time)
{
  sqlite3_stmt *statement =
      ds_catalog_prepare (self, NULL,
                          "SELECT max (at) FROM (SELECT max (seen_at) AS at FROM draft"
                          "  WHERE project = ?1 AND found = 'event'"
                          " UNION ALL SELECT max (until) FROM gap WHERE project = ?1)",
                          "t", project);
  g_autofree char *text = NULL;
  gboolean is_row = FALSE;

  if (statement == NULL || !ds_catalog_step (self, statement, &is_row, NULL) || !is_row)
    return FALSE;
  text = ds_catalog_dup_text (statement, 0);
  sqlite3_reset (statement);
  return text != NULL && ds_time_parse_local (text, time);
}
