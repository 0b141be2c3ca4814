/* cmd-verify.c - verify: what is proved, check by check
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/ds-error.h"
#include "base/ds-hex.h"
#include "base/ds-openssl.h"
#include "cli/ds-cli.h"
#include "evidence/ds-judgement.h"

/* What was asked, and what is found out. */
typedef struct
{
  char *digest_text;
  char *proof;
  char **trust;
  char **untrusted;
  char *at;
  gboolean json;

  DsStore *store;
  DsJudgement *judgement;
  DsJudgeOptions options;
  DsDigest digest;  /* given with --digest; NONE without */
  const char *path; /* (nullable): the file */
  char *name;       /* of what is verified, for people */
} Verify;

static void
verify_clear (Verify *self)
{
  g_free (self->digest_text);
  g_free (self->proof);
  g_strfreev (self->trust);
  g_strfreev (self->untrusted);
  g_free (self->at);
  g_free (self->name);
  g_clear_pointer (&self->store, ds_store_close);
  g_clear_pointer (&self->judgement, ds_judgement_free);
  g_clear_pointer (&self->options.anchors, ds_x509_list_free);
  g_clear_pointer (&self->options.untrusted, ds_x509_list_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Verify, verify_clear)

/* All certificates of all files; %NULL without @error if no file is given. */
static gboolean
read_certificates (char **paths, DsX509List **list, GError **error)
{
  *list = NULL;
  if (paths == NULL)
    return TRUE;
  *list = sk_X509_new_null ();
  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autoptr (DsX509List) one = ds_x509_list_from_file (paths[i], error);

      if (one == NULL)
        return FALSE;
      while (sk_X509_num (one) > 0)
        sk_X509_push (*list, sk_X509_shift (one));
    }
  return TRUE;
}

static gboolean
parse_digest (Verify *v, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (v->digest_text, ":", 2);
  DsDigestAlgorithm algorithm = ds_digest_algorithm_from_name (parts[0]);
  g_autofree char *hex = parts[1] != NULL ? g_ascii_strdown (parts[1], -1) : NULL;

  if (hex != NULL && algorithm != DS_DIGEST_NONE && ds_digest_from_hex (&v->digest, algorithm, hex))
    return TRUE;
  g_set_error (error, DS_ERROR, DS_ERROR_USAGE,
               "--digest takes an algorithm and its hexadecimal digits, such as sha256:9f2c…");
  return FALSE;
}

static gboolean
ready_options (Verify *v, GError **error)
{
  v->options.now = ds_time_now ();
  v->options.now.digits = 3; /* shown to the millisecond, as genTime often is */
  return (v->at == NULL || ds_time_parse_person (v->at, &v->options.now, error))
         && read_certificates (v->trust, &v->options.anchors, error)
         && read_certificates (v->untrusted, &v->options.untrusted, error)
         && (v->digest_text == NULL || parse_digest (v, error));
}

static gboolean
judge_data (Verify *v, GError **error)
{
  DsJudgedData data = { v->path, v->digest, v->proof };

  return ds_judgement_judge_data (v->judgement, v->store, &data, &v->options, error);
}

static gboolean
judge_draft (Verify *v, const char *id, GError **error)
{
  g_autoptr (DsDraft) draft = ds_catalog_find_draft (ds_store_get_catalog (v->store), id, error);
  g_autofree char *path = NULL;

  if (draft == NULL)
    return FALSE;
  path = ds_cli_show_path (draft->path);
  v->name = g_strdup_printf ("%s, draft %" G_GUINT64_FORMAT ",", path, draft->number);
  return ds_judgement_judge_draft (v->judgement, v->store, draft, DS_DATA_KEPT, &v->options, NULL,
                                   error);
}

/* A file of that name goes before a draft of that id. */
static gboolean
judge (Verify *v, const char *what, GError **error)
{
  if (what == NULL)
    {
      v->name = g_strdup_printf ("The data with digest %s", v->digest_text);
      return judge_data (v, error);
    }
  if (v->proof == NULL && !g_file_test (what, G_FILE_TEST_EXISTS) && ds_hex_is_digits (what, 8, 64))
    return judge_draft (v, what, error);
  v->path = what;
  v->name = ds_cli_show_path (what);
  return judge_data (v, error);
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

static void
print_json (const Verify *v, const char *sentence)
{
  const DsJudgement *judgement = v->judgement;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *gen_time =
      judgement->has_gen_time ? ds_time_format_exact (judgement->gen_time) : NULL;
  g_autofree char *now = ds_time_format_exact (ds_time_from_unix (v->options.now.seconds));

  json_builder_begin_object (builder);
  ds_cli_json_string (builder, "verdict",
                      ds_indication_to_text (ds_verdict_get_indication (judgement->verdict)));
  ds_cli_json_string (builder, "reason", ds_verdict_get_reason (judgement->verdict));
  ds_cli_json_string (builder, "sentence", sentence);
  ds_cli_json_string (builder, "gen_time", gen_time);
  ds_cli_json_string (builder, "tsa", judgement->tsa);
  ds_cli_json_string (builder, "grade", ds_grade_to_text (judgement->grade));
  ds_cli_json_string (builder, "sha256", judgement->sha256);
  ds_cli_json_string (builder, "validation_time", now);
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

static void
print_text (const Verify *v, const char *sentence)
{
  const DsVerdict *verdict = v->judgement->verdict;
  const char *reason = ds_verdict_get_reason (verdict);
  const char *subject = NULL;

  ds_cli_print ("%s%s%s%s\n%s\n\nWhat was checked\n",
                ds_indication_to_text (ds_verdict_get_indication (verdict)),
                reason != NULL ? " / " : "", reason != NULL ? reason : "",
                v->judgement->is_test ? " — TEST" : "", sentence);
  for (guint i = 0; i < ds_verdict_get_n_checks (verdict); i++)
    {
      const DsCheck *check = ds_verdict_get_check (verdict, i);

      if (g_strcmp0 (check->subject, subject) != 0 && check->subject != NULL)
        ds_cli_print ("  The token of %s:\n", check->subject);
      subject = check->subject;
      ds_cli_print ("  %s %-22s %s%s [%s]\n", get_mark (check->result), check->name, check->detail,
                    check->result == DS_CHECK_NOT_DONE ? " (not done)" : "", check->source);
    }
  ds_cli_print ("\nWhat this does not show: who made the data, or when it was made.\n");
}

static DsExit
get_exit (const DsJudgement *judgement)
{
  DsIndication indication = ds_verdict_get_indication (judgement->verdict);

  if (indication == DS_FAILED)
    return DS_EXIT_REFUSED;
  return indication == DS_PASSED && !judgement->is_test ? DS_EXIT_DONE : DS_EXIT_INDETERMINATE;
}

static DsExit
verify (Verify *v, const char *what)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (!ready_options (v, &error))
    return ds_cli_refuse (error);
  v->store = ds_cli_open_store (&error);
  if (v->store == NULL)
    return ds_cli_refuse (error);
  v->judgement = ds_judgement_new ();
  if (!judge (v, what, &error))
    return ds_cli_refuse (error);
  ds_judgement_conclude (v->judgement);
  sentence = ds_judgement_dup_sentence (v->judgement, v->name);
  if (v->json)
    print_json (v, sentence);
  else
    print_text (v, sentence);
  return get_exit (v->judgement);
}

DsExit
ds_cmd_verify (char **arguments)
{
  g_auto (Verify) v = { 0 };
  const GOptionEntry entries[] = {
    { "digest", 0, 0, G_OPTION_ARG_FILENAME, &v.digest_text,
      "Verify data that is not here, by its digest", "ALG:HEX" },
    { "proof", 0, 0, G_OPTION_ARG_FILENAME, &v.proof, "A token, bare or in a response", "PROOF" },
    { "trust", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &v.trust,
      "Trust anchors, in place of the store's own", "PEM" },
    { "untrusted", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &v.untrusted, "More certificates for paths",
      "PEM" },
    { "at", 0, 0, G_OPTION_ARG_FILENAME, &v.at, "Validation time (default now)", "TIME" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &v.json, "Print JSON", NULL },
    G_OPTION_ENTRY_NULL,
  };
  DsExit exit;
  g_auto (GStrv) rest = ds_cli_parse (arguments, entries, 0, 1, &exit);

  if (rest == NULL)
    return exit;
  if ((rest[0] != NULL) == (v.digest_text != NULL))
    return ds_cli_refuse_usage ("verify", "name one file or draft, or a --digest");
  return verify (&v, rest[0]);
}
