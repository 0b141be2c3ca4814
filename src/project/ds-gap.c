/* ds-gap.c - journals the times in which saves may have been missed
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What happened to a file in a gap is seen only as it was at its end. A gap is journalled when it
 * begins, for nobody may be there when it ends, and once more, with its end, when that is known. */
#include "project/ds-gap.h"

static gboolean
append (DsStore *store, const char *project, const char *reason, DsTime since, const DsTime *until,
        GError **error)
{
  g_autoptr (DsJson) body = ds_json_object_new ();
  g_autofree char *since_text = ds_time_format_local (since);
  g_autofree char *until_text = until != NULL ? ds_time_format_local (*until) : NULL;

  ds_json_set_string (body, "type", "gap");
  ds_json_set_string (body, "project", project);
  ds_json_set_string (body, "reason", reason);
  ds_json_set_string (body, "since", since_text);
  ds_json_set_string (body, "until", until_text);
  return ds_store_append (store, body, NULL, error);
}

/**
 * ds_gap_begin:
 * @project: id
 * @reason: one of DS_GAP_…
 * @since: local clock
 * @error: as ds_store_append()
 *
 * Does nothing if a gap with this reason lasts already.
 */
gboolean
ds_gap_begin (DsStore *store, const char *project, const char *reason, DsTime since, GError **error)
{
  g_autoptr (GPtrArray) gaps = ds_catalog_list_gaps (ds_store_get_catalog (store), project, error);

  for (guint i = 0; gaps != NULL && i < gaps->len; i++)
    {
      const DsGap *gap = g_ptr_array_index (gaps, i);

      if (!gap->has_ended && g_strcmp0 (gap->reason, reason) == 0)
        return TRUE;
    }
  return gaps != NULL && append (store, project, reason, since, NULL, error);
}

/**
 * ds_gap_end:
 * @project: id
 * @reason: (nullable): %NULL: whatever it is
 * @until: local clock
 * @error: as ds_store_append()
 *
 * Ends the gaps that last, if there are any.
 */
gboolean
ds_gap_end (DsStore *store, const char *project, const char *reason, DsTime until, GError **error)
{
  g_autoptr (GPtrArray) gaps = ds_catalog_list_gaps (ds_store_get_catalog (store), project, error);

  for (guint i = 0; gaps != NULL && i < gaps->len; i++)
    {
      const DsGap *gap = g_ptr_array_index (gaps, i);

      if (!gap->has_ended && (reason == NULL || g_strcmp0 (gap->reason, reason) == 0)
          && !append (store, project, gap->reason, gap->since, &until, error))
        return FALSE;
    }
  return gaps != NULL;
}

/* A gap that is over when it is noticed. */
gboolean
ds_gap_note (DsStore *store, const char *project, const char *reason, DsTime since, DsTime until,
             GError **error)
{
  return append (store, project, reason, since, &until, error);
}

/**
 * ds_gap_note_start:
 * @project: id
 * @now: local clock
 * @error: as ds_store_append()
 *
 * The project is watched from now on: all gaps end. Where it was not watched and no gap tells of
 * it, the watcher was killed; when nobody knows, but not before the last moment of which the
 * journal shows that it ran.
 */
gboolean
ds_gap_note_start (DsStore *store, const char *project, DsTime now, GError **error)
{
  DsCatalog *catalog = ds_store_get_catalog (store);
  g_autoptr (GPtrArray) gaps = ds_catalog_list_gaps (catalog, project, error);
  gboolean is_known = FALSE;
  DsTime last;

  if (gaps == NULL)
    return FALSE;
  for (guint i = 0; i < gaps->len; i++)
    {
      const DsGap *gap = g_ptr_array_index (gaps, i);

      if (!gap->has_ended && g_strcmp0 (gap->reason, DS_GAP_NO_EVENTS) != 0)
        is_known = TRUE;
    }
  if (!is_known && ds_catalog_find_last_watched (catalog, project, &last)
      && !ds_gap_note (store, project, DS_GAP_NOT_RUNNING, last, now, error))
    return FALSE;
  return ds_gap_end (store, project, NULL, now, error);
}

/* The local clock was set: what it showed @before is @after from now on, so that journalled times
 * on both sides of this entry do not tell how long anything took. */
gboolean
ds_gap_note_clock (DsStore *store, DsTime before, DsTime after, GError **error)
{
  g_autoptr (DsJson) body = ds_json_object_new ();
  g_autofree char *before_text = ds_time_format_local (before);
  g_autofree char *after_text = ds_time_format_local (after);

  ds_json_set_string (body, "type", "clock");
  ds_json_set_string (body, "before", before_text);
  ds_json_set_string (body, "after", after_text);
  return ds_store_append (store, body, NULL, error);
}
