/* ds-report-manifest.c - the list whose digest names a report: the evidence root
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/ds-report-manifest.h"

#include <string.h>

#include "base/ds-digest.h"
#include "base/ds-json.h"

#define MANIFEST_VERSION 1

static void
set_optional (DsJson *object, const char *key, const char *text)
{
  if (text != NULL)
    ds_json_set_string (object, key, text);
}

static void
set_time (DsJson *object, const char *key, DsTime time)
{
  g_autofree char *text = ds_time_format_exact (time);

  ds_json_set_string (object, key, text);
}

static DsJson *
describe_token (const DsReportToken *token)
{
  DsJson *object = ds_json_object_new ();

  ds_json_set_string (object, "tsa", token->tsa);
  set_optional (object, "operator", token->operator_name);
  set_time (object, "gen_time", token->gen_time);
  ds_json_set_string (object, "serial", token->serial);
  set_optional (object, "policy", token->policy);
  ds_json_set_string (object, "token", token->token);
  set_optional (object, "imprint", token->imprint);
  ds_json_set_boolean (object, "test", token->is_test);
  ds_json_set_string (object, "verdict", ds_indication_to_text (token->verdict));
  set_optional (object, "reason", token->reason);
  set_optional (object, "anchor", token->anchor);
  return object;
}

static DsJson *
describe_draft (const DsReportDraft *draft)
{
  DsJson *object = ds_json_object_new ();
  DsJson *tokens = ds_json_array_new ();

  ds_json_set_string (object, "record", draft->record);
  ds_json_set_integer (object, "seq", draft->seq);
  ds_json_set_integer (object, "number", draft->number);
  ds_json_set_string (object, "path", draft->path);
  ds_json_set_string (object, "sha256", draft->sha256);
  ds_json_set_integer (object, "size", draft->size);
  set_time (object, "seen_at", draft->seen_at);
  if (draft->has_mtime)
    set_time (object, "mtime", draft->mtime);
  ds_json_set_string (object, "stage", draft->stage);
  ds_json_set_string (object, "stage_by", draft->stage_by_person ? "person" : "rule");
  ds_json_set_string (object, "grade", ds_grade_to_text (draft->grade));
  ds_json_set_string (object, "verdict", ds_indication_to_text (draft->verdict));
  set_optional (object, "reason", draft->reason);
  set_optional (object, "batch_root", draft->batch_root);
  for (guint i = 0; i < draft->tokens->len; i++)
    ds_json_add_string (tokens,
                        ((const DsReportToken *) g_ptr_array_index (draft->tokens, i))->token);
  ds_json_set (object, "tokens", tokens);
  return object;
}

static DsJson *
describe_gaps (const DsReportContent *content)
{
  DsJson *array = ds_json_array_new ();

  for (guint i = 0; i < content->gaps->len; i++)
    {
      const DsReportGap *gap = g_ptr_array_index (content->gaps, i);
      DsJson *object = ds_json_object_new ();

      if (gap->has_from)
        set_time (object, "from", gap->from);
      set_time (object, "to", gap->to);
      ds_json_set_string (object, "reason", gap->reason);
      ds_json_add (array, object);
    }
  return array;
}

static DsJson *
describe_failures (const DsReportContent *content)
{
  DsJson *array = ds_json_array_new ();

  for (guint i = 0; i < content->failures->len; i++)
    {
      const DsReportFailure *failure = g_ptr_array_index (content->failures, i);
      DsJson *object = ds_json_object_new ();

      set_time (object, "at", failure->at);
      ds_json_set_string (object, "tsa", failure->tsa);
      ds_json_set_string (object, "reason", failure->reason);
      ds_json_add (array, object);
    }
  return array;
}

static void
set_texts (DsJson *object, const char *key, char **texts)
{
  DsJson *array = ds_json_array_new ();

  for (guint i = 0; texts[i] != NULL; i++)
    ds_json_add_string (array, texts[i]);
  ds_json_set (object, key, array);
}

static DsJson *
describe_scope (const DsReportContent *content)
{
  DsJson *object = ds_json_object_new ();

  ds_json_set_integer (object, "all", content->n_all);
  if (content->has_from)
    set_time (object, "from", content->from);
  if (content->has_to)
    set_time (object, "to", content->to);
  if (content->stages != NULL)
    set_texts (object, "stages", content->stages);
  if (content->works != NULL)
    set_texts (object, "works", content->works);
  return object;
}

/**
 * ds_report_manifest_write:
 *
 * Returns: (transfer full): canonical JSON (RFC 8785) that lists every draft, token and root, and
 *   whatever else the pages state as a fact
 */
char *
ds_report_manifest_write (const DsReportContent *content)
{
  g_autoptr (DsJson) manifest = ds_json_object_new ();
  DsJson *drafts = ds_json_array_new ();
  DsJson *tokens = ds_json_array_new ();

  for (guint i = 0; i < content->drafts->len; i++)
    ds_json_add (drafts, describe_draft (g_ptr_array_index (content->drafts, i)));
  for (guint i = 0; i < content->tokens->len; i++)
    ds_json_add (tokens, describe_token (g_ptr_array_index (content->tokens, i)));

  ds_json_set_integer (manifest, "v", MANIFEST_VERSION);
  ds_json_set_string (manifest, "project", content->project);
  set_optional (manifest, "applicant", content->applicant);
  set_optional (manifest, "software", content->software);
  set_time (manifest, "produced_at", content->produced_at);
  ds_json_set (manifest, "scope", describe_scope (content));
  ds_json_set (manifest, "drafts", drafts);
  ds_json_set (manifest, "tokens", tokens);
  ds_json_set (manifest, "gaps", describe_gaps (content));
  ds_json_set (manifest, "failures", describe_failures (content));
  return ds_json_to_text (manifest);
}

/* The evidence root: SHA-256 of the manifest's octets. */
char *
ds_report_manifest_digest (const char *manifest)
{
  DsDigest digest = ds_digest_sha256 (manifest, strlen (manifest));

  return ds_digest_to_hex (&digest);
}

/* DS-<date>-<first eight digits of the root>: the same content has the same name. */
char *
ds_report_manifest_name_report (const DsReportContent *content, const char *root)
{
  g_autofree char *time = ds_time_format_display (content->produced_at);
  g_autofree char *digits = g_ascii_strup (root, 8);

  return g_strdup_printf ("DS-%.4s-%.2s%.2s-%.4s-%.4s", time, time + 5, time + 8, digits,
                          digits + 4);
}
