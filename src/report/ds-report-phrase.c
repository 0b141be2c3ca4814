/* ds-report-phrase.c - values of the content as words of the report
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/ds-report-phrase.h"

#include <string.h>

#include "project/ds-stage.h"

#define DIGITS_IN_GROUP 3

/* A test authority outranks PASSED, never FAILED: a failed check is told whoever signed. */
DsOutcome
ds_report_judge (const DsReportFigures *figures)
{
  if (figures->verdict == DS_FAILED)
    return DS_OUTCOME_FAILED;
  if (figures->is_test)
    return DS_OUTCOME_TEST;
  return figures->verdict == DS_PASSED ? DS_OUTCOME_PASSED : DS_OUTCOME_INDETERMINATE;
}

DsOutcome
ds_report_judge_token (const DsReportToken *token)
{
  const DsReportFigures figures = { .verdict = token->verdict, .is_test = token->is_test };

  return ds_report_judge (&figures);
}

/* Of its word in the table. */
const char *
ds_outcome_get_key (DsOutcome outcome)
{
  static const char *const keys[] = { "verdict-passed", "verdict-test", "verdict-indeterminate",
                                      "verdict-failed" };

  return keys[outcome];
}

DsColour
ds_outcome_get_colour (DsOutcome outcome)
{
  static const DsColour colours[] = { DS_COLOUR_GREEN, DS_COLOUR_AMBER, DS_COLOUR_AMBER,
                                      DS_COLOUR_RED };

  return colours[outcome];
}

/* A stage of the project's own has no other name than its id. */
const char *
ds_report_phrase_stage (const DsReportText *text, DsReportRank rank, const char *stage)
{
  g_autofree char *key = g_strconcat ("stage-", stage, NULL);

  return ds_stage_is_known (stage) ? ds_report_text_get (text, rank, key) : stage;
}

/* Octets in groups of three digits: 84 611 302. */
char *
ds_report_phrase_size (guint64 octets)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, octets);
  GString *grouped = g_string_new (NULL);
  gsize left = strlen (digits);

  for (const char *at = digits; left > 0; at++, left--)
    {
      if (at != digits && left % DIGITS_IN_GROUP == 0)
        g_string_append_c (grouped, ' ');
      g_string_append_c (grouped, *at);
    }
  return g_string_free (grouped, FALSE);
}

/* @time in the zone of the report, as g_date_time_format() has it. */
char *
ds_report_phrase_local (const DsReportContent *content, DsTime time, const char *format)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time.seconds);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, content->zone);

  return g_date_time_format (local, format);
}
