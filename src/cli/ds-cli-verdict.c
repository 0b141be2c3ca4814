/* ds-cli-verdict.c - a judgement as JSON and as text
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/ds-cli-verdict.h"

#include "base/ds-openssl.h"
#include "cli/ds-cli.h"
#include "evidence/ds-algorithms.h"

/* (nullable): what kind of trouble a check tells of. */
static const char *
get_trouble (DsTrouble trouble)
{
  static const char *const texts[] = { NULL, "forged-or-altered", "breaks-the-standard",
                                       "undecided" };

  return texts[trouble];
}

static const char *
get_extent (DsRevocationExtent extent)
{
  static const char *const texts[] = { "not-checked", "partly-checked", "checked" };

  return texts[extent];
}

static void
add_checks (JsonBuilder *builder, const DsVerdict *verdict)
{
  json_builder_set_member_name (builder, "checks");
  json_builder_begin_array (builder);
  for (guint i = 0; i < ds_verdict_get_n_checks (verdict); i++)
    {
      const DsCheck *check = ds_verdict_get_check (verdict, i);

      json_builder_begin_object (builder);
      ds_cli_json_string (builder, "name", check->name);
      ds_cli_json_string (builder, "result", ds_check_result_to_text (check->result));
      ds_cli_json_string (builder, "reason", check->reason);
      ds_cli_json_string (builder, "trouble", get_trouble (check->trouble));
      ds_cli_json_string (builder, "detail", check->detail);
      ds_cli_json_string (builder, "source", check->source);
      ds_cli_json_string (builder, "subject", check->subject);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_tokens (JsonBuilder *builder, GPtrArray *tokens)
{
  json_builder_set_member_name (builder, "tokens");
  json_builder_begin_array (builder);
  for (guint i = 0; i < tokens->len; i++)
    {
      const DsJudgedToken *token = g_ptr_array_index (tokens, i);
      g_autofree char *gen_time = ds_time_format_exact (token->gen_time);

      json_builder_begin_object (builder);
      ds_cli_json_string (builder, "tsa", token->tsa);
      ds_cli_json_string (builder, "gen_time", gen_time);
      ds_cli_json_string (builder, "serial", token->serial);
      ds_cli_json_string (builder, "policy", token->policy);
      ds_cli_json_string (builder, "signature", token->signature);
      ds_cli_json_string (builder, "kind", token->is_direct ? "direct" : "batch");
      ds_cli_json_string (builder, "verdict", ds_indication_to_text (token->indication));
      ds_cli_json_boolean (builder, "test", token->is_test);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/* The versions and choices that decide the verdict beside the evidence itself. */
static void
add_context (JsonBuilder *builder, const DsCliVerdictContext *context)
{
  g_autofree char *now = ds_time_format_exact (ds_time_from_unix (context->now.seconds));

  ds_cli_json_string (builder, "validation_time", now);
  ds_cli_json_string (builder, "validation_time_source",
                      context->time_is_given ? "given" : "clock");
  ds_cli_json_string (builder, "anchors_source", context->anchors_are_given ? "given" : "store");
  ds_cli_json_string (builder, "revocation_policy",
                      context->needs_revocation ? "require" : "if-available");
  ds_cli_json_string (builder, "version", DS_VERSION);
  ds_cli_json_string (builder, "openssl", ds_openssl_get_version ());
  ds_cli_json_string (builder, "algorithm_table", DS_ALGORITHMS_VERSION);
}

/**
 * ds_cli_verdict_print_json:
 * @name: what was judged, for people
 *
 * Deterministic: the same evidence, time and versions give the same octets.
 */
void
ds_cli_verdict_print_json (const DsJudgement *judgement, const char *name,
                           const DsCliVerdictContext *context)
{
  g_autofree char *sentence = ds_judgement_dup_sentence (judgement, name);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *gen_time =
      judgement->has_gen_time ? ds_time_format_exact (judgement->gen_time) : NULL;

  json_builder_begin_object (builder);
  ds_cli_json_string (builder, "verdict",
                      ds_indication_to_text (ds_verdict_get_indication (judgement->verdict)));
  ds_cli_json_string (builder, "reason", ds_verdict_get_reason (judgement->verdict));
  ds_cli_json_string (builder, "sentence", sentence);
  ds_cli_json_string (builder, "gen_time", gen_time);
  ds_cli_json_string (builder, "tsa", judgement->tsa);
  ds_cli_json_string (builder, "grade", ds_grade_to_text (judgement->grade));
  ds_cli_json_string (builder, "sha256", judgement->sha256);
  ds_cli_json_string (builder, "revocation", get_extent (judgement->revocation));
  add_context (builder, context);
  add_tokens (builder, judgement->tokens);
  add_checks (builder, judgement->verdict);
  json_builder_end_object (builder);
  ds_cli_print_json (builder);
}

static const char *
get_mark (DsCheckResult result)
{
  static const char *const marks[] = { "✓", "✓", "–", "?", "✗" };

  return marks[result];
}

void
ds_cli_verdict_print_text (const DsJudgement *judgement, const char *name,
                           const DsCliVerdictContext *context)
{
  const DsVerdict *verdict = judgement->verdict;
  g_autofree char *sentence = ds_judgement_dup_sentence (judgement, name);
  g_autofree char *now = ds_time_format_display (ds_time_from_unix (context->now.seconds));
  const char *reason = ds_verdict_get_reason (verdict);
  const char *subject = NULL;

  ds_cli_print ("%s%s%s%s\n%s\n\nWhat was checked\n",
                ds_indication_to_text (ds_verdict_get_indication (verdict)),
                reason != NULL ? " / " : "", reason != NULL ? reason : "",
                judgement->is_test ? " — TEST" : "", sentence);
  for (guint i = 0; i < ds_verdict_get_n_checks (verdict); i++)
    {
      const DsCheck *check = ds_verdict_get_check (verdict, i);

      if (g_strcmp0 (check->subject, subject) != 0 && check->subject != NULL)
        ds_cli_print ("  The token of %s:\n", check->subject);
      subject = check->subject;
      ds_cli_print ("  %s %-22s %s%s [%s]\n", get_mark (check->result), check->name, check->detail,
                    check->result == DS_CHECK_NOT_DONE ? " (not done)" : "", check->source);
    }
  ds_cli_print ("\nWhat this does not show: who made the data, or when it was made.\n"
                "Judged as of %s (%s), with anchors %s; Draftseal %s, %s, algorithm table of %s.\n",
                now, context->time_is_given ? "as given" : "this computer's clock",
                context->anchors_are_given ? "as given" : "of the store", DS_VERSION,
                ds_openssl_get_version (), DS_ALGORITHMS_VERSION);
}
