/* ds-report-steps.c - how to verify one draft by hand: commands and what they print
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The page prints them and the tests run them: what is printed is what was run. Signatures are
 * checked at the time the token states (-attime), so that the steps come out the same in years,
 * when the certificates have ended. */
#include "report/ds-report-steps.h"

#include <string.h>

static void
step_free (DsReportStep *self)
{
  g_free (self->commands);
  g_free (self->output);
  g_free (self);
}

static DsReportStep *
step_new (const char *key, const char *why_key)
{
  DsReportStep *step = g_new0 (DsReportStep, 1);

  step->key = key;
  step->why_key = why_key;
  return step;
}

/* The file's name as a shell takes it. A name that is not plain would not survive being copied from
 * paper. */
static char *
quote_name (const DsReportDraft *draft)
{
  g_autofree char *name = g_path_get_basename (draft->path);

  for (const char *at = name; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && strchr ("._-+", *at) == NULL)
      return g_strdup ("FILE");
  return *name == '-' ? g_strdup ("FILE") : g_steal_pointer (&name);
}

static DsReportStep *
make_file_step (const DsReportDraft *draft)
{
  DsReportStep *step = step_new ("step-file", "step-file-why");
  g_autofree char *name = quote_name (draft);

  step->commands = g_strdup_printf ("sha256sum %s", name);
  step->output = g_strdup_printf ("%s  %s", draft->sha256, name);
  return step;
}

/* The journal counts its entries from 0, sed its lines from 1. */
static DsReportStep *
make_record_step (const DsReportDraft *draft)
{
  DsReportStep *step = step_new ("step-record", "step-record-why");
  guint64 line = draft->seq + 1;

  step->commands =
      g_strdup_printf ("sed -n %" G_GUINT64_FORMAT "p journal | tr -d '\\n' | sha256sum\n"
                       "sed -n %" G_GUINT64_FORMAT "p journal | grep -o '\"sha256\":\"[0-9a-f]*\"'",
                       line, line);
  step->output = g_strdup_printf ("%s  -\n\"sha256\":\"%s\"", draft->record, draft->sha256);
  return step;
}

/* Each pair is sorted, joined and hashed (RFC 4998, 4.2). The last pair is kept: it is what was
 * signed. */
static DsReportStep *
make_root_step (const DsReportDraft *draft, const DsReportToken *token, char **siblings)
{
  DsReportStep *step = step_new ("step-root", "step-root-why");
  GString *commands =
      g_string_new ("pair() { printf '%s\\n%s\\n' \"$1\" \"$2\" | LC_ALL=C sort | tr -d '\\n' |\n"
                    "  tr a-f A-F | basenc --base16 -d; }\n"
                    "hash() { sha256sum | cut -c1-64; }\n");
  guint n = g_strv_length (siblings);

  g_string_append_printf (commands, "n=$(pair %s \\\n  %s | hash)\n", draft->sha256, draft->record);
  for (guint i = 0; i + 1 < n; i++)
    g_string_append_printf (commands, "n=$(pair $n %s | hash)\n", siblings[i]);
  g_string_append_printf (commands, "pair $n %s > root.bin\nsha256sum root.bin", siblings[n - 1]);
  step->commands = g_string_free (commands, FALSE);
  step->output = g_strdup_printf ("%s  root.bin", token->imprint);
  return step;
}

/* As OpenSSL prints a time: May  4 09:52:09 2026 GMT. */
static char *
phrase_openssl_time (DsTime time)
{
  static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  g_autofree char *exact = ds_time_format_exact (time);
  g_autofree char *clock = g_strdup (strchr (exact, 'T') + 1);
  int month = (exact[5] - '0') * 10 + exact[6] - '0';
  int day = (exact[8] - '0') * 10 + exact[9] - '0';

  *strchr (clock, 'Z') = '\0';
  return g_strdup_printf ("%s %2d %s %.4s GMT", months[month - 1], day, clock, exact);
}

static DsReportStep *
make_token_step (const DsReportDraft *draft, const DsReportToken *token)
{
  gboolean is_direct = token->signs == DS_REPORT_SIGNS_FILE;
  DsReportStep *step =
      step_new ("step-token", is_direct ? "step-token-why-direct" : "step-token-why");
  g_autofree char *data = is_direct ? quote_name (draft) : g_strdup ("root.bin");
  g_autofree char *time = phrase_openssl_time (token->gen_time);

  /* Rounded up: at a second within the token's own, every check sees the same certificates. */
  step->commands = g_strdup_printf (
      "cp token/%s token.tst\n"
      "openssl x509 -inform DER -out anchor.pem \\\n  -in trust/%s\n"
      "openssl cms -verify -inform DER -in token.tst -CAfile anchor.pem \\\n"
      "  -purpose timestampsign -attime %" G_GINT64_FORMAT " -out tst.der\n"
      "openssl ts -verify -data %s -token_in -in token.tst -CAfile anchor.pem \\\n"
      "  -attime %" G_GINT64_FORMAT "\n"
      "openssl ts -reply -token_in -in token.tst -text | grep 'Time stamp'",
      token->token, token->anchor, token->gen_time.seconds, data, token->gen_time.seconds);
  step->output = g_strdup_printf ("CMS Verification successful\n"
                                  "Verification: OK\n"
                                  "Time stamp: %s",
                                  time);
  return step;
}

static DsReportStep *
make_anchor_step (const DsReportToken *token)
{
  DsReportStep *step = step_new ("step-anchor", "step-anchor-why");
  g_autofree char *fingerprint = g_ascii_strup (token->anchor, -1);

  step->commands = g_strdup ("openssl x509 -in anchor.pem -noout -fingerprint -sha256 | tr -d :");
  step->output = g_strdup_printf ("sha256 Fingerprint=%s", fingerprint);
  return step;
}

/**
 * ds_report_steps_make:
 *
 * Returns: (transfer full): of DsReportStep, in order; empty if no draft can be shown by hand
 */
GPtrArray *
ds_report_steps_make (const DsReportContent *content)
{
  GPtrArray *steps = g_ptr_array_new_with_free_func ((GDestroyNotify) step_free);
  const DsReportExample *example = content->example;
  const DsReportDraft *draft;
  const DsReportToken *token;

  if (example == NULL)
    return steps;
  draft = g_ptr_array_index (content->drafts, example->draft);
  token = g_ptr_array_index (content->tokens, example->token);
  g_ptr_array_add (steps, make_file_step (draft));
  if (token->signs != DS_REPORT_SIGNS_FILE)
    {
      g_ptr_array_add (steps, make_record_step (draft));
      g_ptr_array_add (steps, make_root_step (draft, token, example->siblings));
    }
  g_ptr_array_add (steps, make_token_step (draft, token));
  g_ptr_array_add (steps, make_anchor_step (token));
  return steps;
}
