/* cmd-verify.c - verify: what is proved, check by check
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/ds-error.h"
#include "base/ds-file.h"
#include "base/ds-hex.h"
#include "base/ds-openssl.h"
#include "cli/ds-cli-verdict.h"
#include "cli/ds-cli.h"

#define DIGEST_DIGITS_MAX 128

/* What was asked, and what is found out. */
typedef struct
{
  char *digest_text;
  char *proof;
  char **trust;
  char **untrusted;
  char **crls;
  char *revocation;
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
  g_strfreev (self->crls);
  g_free (self->revocation);
  g_free (self->at);
  g_free (self->name);
  g_clear_pointer (&self->store, ds_store_close);
  g_clear_pointer (&self->judgement, ds_judgement_free);
  g_clear_pointer (&self->options.anchors, ds_x509_list_free);
  g_clear_pointer (&self->options.untrusted, ds_x509_list_free);
  g_clear_pointer (&self->options.revocation, ds_revocation_data_free);
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

  if (hex != NULL && algorithm != DS_DIGEST_NONE
      && (ds_digest_from_hex (&v->digest, algorithm, hex)
          /* Tokens over such digests exist: with one of them it is a verdict, not a mistake. */
          || (v->proof != NULL && ds_hex_is_digits (hex, 2, DIGEST_DIGITS_MAX))))
    return TRUE;
  g_set_error (error, DS_ERROR, DS_ERROR_USAGE,
               "--digest takes an algorithm and its hexadecimal digits, such as sha256:9f2c…");
  return FALSE;
}

static gboolean
read_revocation (Verify *v, GError **error)
{
  v->options.revocation = ds_revocation_data_new ();
  for (guint i = 0; v->crls != NULL && v->crls[i] != NULL; i++)
    {
      g_autoptr (GBytes) octets = ds_file_read (v->crls[i], DS_REVOCATION_OCTETS_MAX, error);

      if (octets == NULL)
        return FALSE;
      if (!ds_revocation_data_add (v->options.revocation, octets, error))
        {
          g_prefix_error (error, "%s: ", v->crls[i]);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
parse_revocation (Verify *v, GError **error)
{
  v->options.needs_revocation = g_strcmp0 (v->revocation, "require") == 0;
  if (v->revocation == NULL || v->options.needs_revocation
      || strcmp (v->revocation, "if-available") == 0)
    return TRUE;
  g_set_error (error, DS_ERROR, DS_ERROR_USAGE, "--revocation is if-available or require");
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
         && parse_revocation (v, error) && read_revocation (v, error)
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
  DsCliVerdictContext context = { 0 };

  if (!ready_options (v, &error))
    return ds_cli_refuse (error);
  v->store = ds_cli_open_store (&error);
  if (v->store == NULL)
    return ds_cli_refuse (error);
  v->judgement = ds_judgement_new ();
  if (!judge (v, what, &error))
    return ds_cli_refuse (error);
  ds_judgement_conclude (v->judgement);
  context = (DsCliVerdictContext){ v->options.now, v->at != NULL, v->trust != NULL,
                                   v->options.needs_revocation };
  if (v->json)
    ds_cli_verdict_print_json (v->judgement, v->name, &context);
  else
    ds_cli_verdict_print_text (v->judgement, v->name, &context);
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
    { "crl", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &v.crls,
      "A CRL or an OCSP answer, of any time from genTime on", "FILE" },
    { "revocation", 0, 0, G_OPTION_ARG_STRING, &v.revocation,
      "if-available (default) or require: without it the verdict stays open", "HOW" },
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
