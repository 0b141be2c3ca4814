/* ds-report-trouble.c - gaps and failed requests, as the journal has them
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * No scope narrows them: a report that left them out would look better than what happened. */
#include "report/ds-report-trouble.h"

#include <string.h>

static DsJson *
read_entry (DsStore *store, guint64 seq, GError **error)
{
  g_autoptr (GBytes) octets = ds_store_read_entry (store, seq, NULL, error);

  if (octets == NULL)
    return NULL;
  return ds_json_parse (g_bytes_get_data (octets, NULL), g_bytes_get_size (octets), error);
}

/* Most entries are drafts: only those that may be meant are taken apart. */
static gboolean
may_be_trouble (GBytes *octets)
{
  static const char *const types[] = { "\"type\":\"gap\"", "\"type\":\"failed\"" };
  gsize length;
  const char *text = g_bytes_get_data (octets, &length);

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (memmem (text, length, types[i], strlen (types[i])) != NULL)
      return TRUE;
  return FALSE;
}

/* The end of a gap repeats its beginning, which was all that was known before. */
static void
drop_beginning (GPtrArray *gaps, const DsReportGap *whole)
{
  for (guint i = gaps->len; whole->has_from && i-- > 0;)
    {
      const DsReportGap *gap = g_ptr_array_index (gaps, i);

      if (gap->has_from && ds_time_compare (gap->from, whole->from) == 0
          && strcmp (gap->reason, whole->reason) == 0)
        g_ptr_array_remove_index (gaps, i);
    }
}

static void
add_gap (DsReportContent *content, const DsJson *entry)
{
  DsReportGap *gap = g_new0 (DsReportGap, 1);
  const char *since = ds_json_get_string (entry, "since");
  const char *until = ds_json_get_string (entry, "until");
  const char *reason = ds_json_get_string (entry, "reason");

  gap->has_from = since != NULL && ds_time_parse_exact (since, &gap->from);
  if (until == NULL || !ds_time_parse_exact (until, &gap->to))
    ds_time_parse_exact (ds_json_get_string (entry, "time"), &gap->to);
  gap->reason = g_strdup (reason != NULL ? reason : "–");
  drop_beginning (content->gaps, gap);
  g_ptr_array_add (content->gaps, gap);
}

/* A failure names its request, and only that names the TSA. */
static gboolean
add_failure (DsReportContent *content, DsStore *store, const DsProject *project,
             const DsJson *entry, GError **error)
{
  g_autoptr (DsJson) request = NULL;
  const char *reason = ds_json_get_string (entry, "reason");
  const char *tsa;
  DsReportFailure *failure;
  guint64 seq;

  if (!ds_json_get_integer (entry, "request", &seq))
    return TRUE;
  request = read_entry (store, seq, error);
  if (request == NULL)
    return FALSE;
  tsa = ds_json_get_string (request, "tsa");
  if (tsa == NULL || !ds_project_is_stamped_by (project, tsa))
    return TRUE;
  failure = g_new0 (DsReportFailure, 1);
  ds_time_parse_exact (ds_json_get_string (entry, "time"), &failure->at);
  failure->tsa = g_strdup (tsa);
  failure->reason = g_strdup (reason != NULL ? reason : "–");
  g_ptr_array_add (content->failures, failure);
  return TRUE;
}

static gboolean
add_entry (DsReportContent *content, DsStore *store, const DsProject *project, GBytes *octets,
           GError **error)
{
  g_autoptr (DsJson) entry =
      ds_json_parse (g_bytes_get_data (octets, NULL), g_bytes_get_size (octets), error);
  const char *of_project;

  if (entry == NULL)
    return FALSE;
  if (g_strcmp0 (ds_json_get_string (entry, "type"), "failed") == 0)
    return add_failure (content, store, project, entry, error);
  of_project = ds_json_get_string (entry, "project");
  if (g_strcmp0 (ds_json_get_string (entry, "type"), "gap") == 0
      && (of_project == NULL || strcmp (of_project, project->id) == 0))
    add_gap (content, entry);
  return TRUE;
}

/**
 * ds_report_trouble_add:
 * @error: why the journal could not be read
 *
 * Adds every gap of @project and every failed request to a TSA that stamps it.
 */
gboolean
ds_report_trouble_add (DsReportContent *content, DsStore *store, const DsProject *project,
                       GError **error)
{
  guint64 n = ds_store_get_next_seq (store);

  for (guint64 seq = 0; seq < n; seq++)
    {
      g_autoptr (GBytes) octets = ds_store_read_entry (store, seq, NULL, error);

      if (octets == NULL
          || (may_be_trouble (octets) && !add_entry (content, store, project, octets, error)))
        return FALSE;
    }
  return TRUE;
}
