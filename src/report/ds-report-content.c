/* ds-report-content.c - everything the pages of a report show, as plain values
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/ds-report-content.h"

#include <math.h>
#include <string.h>

#include "project/ds-stage.h"

#define SECONDS_PER_DAY 86400

void
ds_report_token_free (DsReportToken *self)
{
  g_free (self->tsa);
  g_free (self->operator_name);
  g_free (self->serial);
  g_free (self->policy);
  g_free (self->token);
  g_free (self->imprint);
  g_free (self->reason);
  g_free (self->anchor);
  g_free (self);
}

DsReportDraft *
ds_report_draft_new (void)
{
  DsReportDraft *self = g_new0 (DsReportDraft, 1);

  self->tokens = g_ptr_array_new ();
  return self;
}

void
ds_report_draft_free (DsReportDraft *self)
{
  g_free (self->record);
  g_free (self->path);
  g_free (self->sha256);
  g_free (self->stage);
  g_free (self->reason);
  g_free (self->batch_root);
  g_ptr_array_unref (self->tokens);
  g_free (self);
}

void
ds_report_gap_free (DsReportGap *self)
{
  g_free (self->reason);
  g_free (self);
}

void
ds_report_failure_free (DsReportFailure *self)
{
  g_free (self->tsa);
  g_free (self->reason);
  g_free (self);
}

void
ds_report_example_free (DsReportExample *self)
{
  g_strfreev (self->siblings);
  g_free (self);
}

/* Without drafts; the other texts are for the caller to set. */
DsReportContent *
ds_report_content_new (const char *project)
{
  DsReportContent *self = g_new0 (DsReportContent, 1);

  self->project = g_strdup (project);
  self->zone = g_time_zone_new_utc ();
  self->drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_report_draft_free);
  self->tokens = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_report_token_free);
  self->gaps = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_report_gap_free);
  self->failures = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_report_failure_free);
  return self;
}

void
ds_report_content_free (DsReportContent *self)
{
  g_free (self->project);
  g_free (self->applicant);
  g_free (self->software);
  g_time_zone_unref (self->zone);
  g_strfreev (self->stages);
  g_strfreev (self->works);
  g_ptr_array_unref (self->drafts);
  g_ptr_array_unref (self->tokens);
  g_ptr_array_unref (self->gaps);
  g_ptr_array_unref (self->failures);
  g_clear_pointer (&self->example, ds_report_example_free);
  g_free (self);
}

/* Takes @token and numbers it. */
void
ds_report_content_add_token (DsReportContent *self, DsReportToken *token)
{
  g_ptr_array_add (self->tokens, token);
  token->number = self->tokens->len;
}

/**
 * ds_report_draft_get_first_passed:
 *
 * Returns: (nullable): the earliest token whose checks all passed, a test authority's or not
 */
const DsReportToken *
ds_report_draft_get_first_passed (const DsReportDraft *self)
{
  const DsReportToken *first = NULL;

  for (guint i = 0; i < self->tokens->len; i++)
    {
      const DsReportToken *token = g_ptr_array_index (self->tokens, i);

      if (token->verdict == DS_PASSED
          && (first == NULL || ds_time_compare (token->gen_time, first->gen_time) < 0))
        first = token;
    }
  return first;
}

/**
 * ds_report_draft_is_doubtful:
 *
 * Returns: whether something about it is wrong or undecided that more than time could mend: a draft
 *   that nobody has signed yet is only pending
 */
gboolean
ds_report_draft_is_doubtful (const DsReportDraft *self)
{
  return self->verdict == DS_FAILED || (self->verdict != DS_PASSED && self->tokens->len > 0);
}

/* Whether somebody who is no test authority has signed it, and the token passed. */
gboolean
ds_report_draft_is_stamped (const DsReportDraft *self)
{
  return self->grade >= DS_GRADE_STAMPED;
}

static DsIndication
find_worse (DsIndication a, DsIndication b)
{
  if (a == DS_FAILED || b == DS_FAILED)
    return DS_FAILED;
  return a == DS_PASSED ? b : a;
}

static void
count_tokens (const DsReportContent *self, DsReportFigures *figures)
{
  g_autoptr (GHashTable) authorities = g_hash_table_new (g_str_hash, g_str_equal);

  figures->n_tokens = self->tokens->len;
  figures->verdict = self->tokens->len > 0 ? DS_PASSED : DS_INDETERMINATE;
  for (guint i = 0; i < self->tokens->len; i++)
    {
      const DsReportToken *token = g_ptr_array_index (self->tokens, i);

      figures->verdict = find_worse (figures->verdict, token->verdict);
      figures->is_test |= token->is_test;
      if (token->verdict != DS_PASSED)
        continue;

      figures->n_passed++;
      g_hash_table_add (authorities, token->tsa);
      if (!figures->has_stamp || ds_time_compare (token->gen_time, figures->first) < 0)
        figures->first = token->gen_time;
      if (!figures->has_stamp || ds_time_compare (token->gen_time, figures->last) > 0)
        figures->last = token->gen_time;
      figures->has_stamp = TRUE;
    }
  figures->n_authorities = g_hash_table_size (authorities);
}

/**
 * ds_report_content_count:
 *
 * First, last, days and authorities count tokens that passed, a test authority's too: is_test
 * tells of those.
 */
DsReportFigures
ds_report_content_count (const DsReportContent *self)
{
  DsReportFigures figures = { .n_drafts = self->drafts->len };
  DsIndication worst = DS_PASSED;

  for (guint i = 0; i < self->drafts->len; i++)
    {
      const DsReportDraft *draft = g_ptr_array_index (self->drafts, i);

      figures.n_of_grade[draft->grade]++;
      if (draft->tokens->len == 0)
        figures.n_pending++;
      if (ds_report_draft_is_stamped (draft))
        figures.n_stamped++;
      if (ds_report_draft_is_doubtful (draft))
        worst = find_worse (worst, draft->verdict);
    }
  count_tokens (self, &figures);
  figures.verdict = find_worse (figures.verdict, worst);
  if (figures.has_stamp)
    figures.n_days =
        (guint64) ceil (ds_time_seconds_between (figures.first, figures.last) / SECONDS_PER_DAY);
  return figures;
}

/**
 * ds_report_content_get_last:
 *
 * Returns: (nullable): the last Final, else the last draft, %NULL without any
 */
const DsReportDraft *
ds_report_content_get_last (const DsReportContent *self)
{
  for (guint i = self->drafts->len; i > 0; i--)
    {
      const DsReportDraft *draft = g_ptr_array_index (self->drafts, i - 1);

      if (strcmp (draft->stage, DS_STAGE_FINAL) == 0)
        return draft;
    }
  return self->drafts->len > 0 ? g_ptr_array_index (self->drafts, self->drafts->len - 1) : NULL;
}

/* The number of @draft in the report, from 1. */
guint
ds_report_content_find (const DsReportContent *self, const DsReportDraft *draft)
{
  guint index = 0;

  if (!g_ptr_array_find (self->drafts, draft, &index))
    g_return_val_if_reached (0);
  return index + 1;
}

static void
add_words (GString *words, const char *text)
{
  if (text != NULL)
    g_string_append (words, text);
}

/* All text that comes from outside, for the fonts to be cut to. */
char *
ds_report_content_dup_words (const DsReportContent *self)
{
  GString *words = g_string_new (self->project);

  add_words (words, self->applicant);
  add_words (words, self->software);
  for (guint i = 0; self->stages != NULL && self->stages[i] != NULL; i++)
    add_words (words, self->stages[i]);
  for (guint i = 0; i < self->drafts->len; i++)
    {
      const DsReportDraft *draft = g_ptr_array_index (self->drafts, i);

      add_words (words, draft->path);
      add_words (words, draft->stage);
      add_words (words, draft->reason);
    }
  for (guint i = 0; i < self->tokens->len; i++)
    {
      const DsReportToken *token = g_ptr_array_index (self->tokens, i);

      add_words (words, token->tsa);
      add_words (words, token->operator_name);
      add_words (words, token->reason);
    }
  for (guint i = 0; i < self->gaps->len; i++)
    add_words (words, ((const DsReportGap *) g_ptr_array_index (self->gaps, i))->reason);
  for (guint i = 0; i < self->failures->len; i++)
    add_words (words, ((const DsReportFailure *) g_ptr_array_index (self->failures, i))->reason);
  return g_string_free (words, FALSE);
}
