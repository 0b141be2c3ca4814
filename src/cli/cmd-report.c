/* cmd-report.c - report: the evidence of a project as a PDF file
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/ds-error.h"
#include "cli/ds-cli.h"
#include "project/ds-stage.h"
#include "report/ds-report-manifest.h"
#include "report/ds-report-phrase.h"
#include "report/ds-report-source.h"
#include "report/ds-report.h"

#define SECONDS_PER_DAY 86400

/* What was asked for on the command line. */
typedef struct
{
  char *project;
  char *output;
  char *language;
  char *from;
  char *to;
  char *applicant;
  char **stages;
} Request;

static void
request_clear (Request *self)
{
  g_free (self->project);
  g_free (self->output);
  g_free (self->language);
  g_free (self->from);
  g_free (self->to);
  g_free (self->applicant);
  g_strfreev (self->stages);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Request, request_clear)

/* A date alone means all of that day. */
static gboolean
parse_bounds (const Request *request, DsReportScope *scope, GError **error)
{
  scope->has_from = request->from != NULL;
  scope->has_to = request->to != NULL;
  if ((scope->has_from && !ds_time_parse_person (request->from, &scope->from, error))
      || (scope->has_to && !ds_time_parse_person (request->to, &scope->to, error)))
    return FALSE;
  if (scope->has_to && strlen (request->to) == strlen ("YYYY-MM-DD"))
    scope->to = ds_time_add_seconds (scope->to, SECONDS_PER_DAY);
  return TRUE;
}

/* Words for stages become ids, in place. */
static gboolean
parse_stages (Request *request, DsReportScope *scope, GError **error)
{
  for (guint i = 0; request->stages != NULL && request->stages[i] != NULL; i++)
    {
      const char *stage = ds_stage_from_word (request->stages[i]);

      if (stage == NULL)
        {
          g_set_error (error, DS_ERROR, DS_ERROR_USAGE,
                       "there is no stage “%s”: outline, concept, sketch, revision or final",
                       request->stages[i]);
          return FALSE;
        }
      g_free (request->stages[i]);
      request->stages[i] = g_strdup (stage);
    }
  scope->stages = (const char *const *) request->stages;
  return TRUE;
}

static void
print_done (const DsReportContent *content, const char *output)
{
  DsReportFigures figures = ds_report_content_count (content);
  DsOutcome outcome = ds_report_judge (&figures);
  g_autofree char *shown = ds_cli_show_path (output);
  g_autofree char *manifest = ds_report_manifest_write (content);
  g_autofree char *root = ds_report_manifest_digest (manifest);

  ds_cli_print ("%s: %" G_GUINT64_FORMAT " drafts, %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
                " time stamps PASSED%s; evidence root %s\n",
                shown, figures.n_drafts, figures.n_passed, figures.n_tokens,
                outcome == DS_OUTCOME_TEST ? ", TEST" : "", root);
}

static DsExit
write_report (Request *request, DsReportLanguage language)
{
  DsReportScope scope = { .project = request->project,
                          .applicant = request->applicant,
                          .now = ds_time_from_unix (ds_time_now ().seconds) };
  g_autoptr (GError) error = NULL;
  g_autoptr (DsStore) store = NULL;
  g_autoptr (DsReportContent) content = NULL;
  DsReportOptions options = { .language = language, .pictures = { ds_report_source_draw, NULL } };

  if (!parse_bounds (request, &scope, &error) || !parse_stages (request, &scope, &error))
    return ds_cli_refuse (error);
  store = ds_cli_open_store (&error);
  if (store == NULL)
    return ds_cli_refuse (error);
  content = ds_report_source_read (store, &scope, NULL, NULL, NULL, &error);
  options.pictures.data = store;
  if (content == NULL || !ds_report_write (content, &options, request->output, NULL, &error))
    return ds_cli_refuse (error);
  print_done (content, request->output);
  return DS_EXIT_DONE;
}

DsExit
ds_cmd_report (char **arguments)
{
  g_auto (Request) request = { 0 };
  const GOptionEntry entries[] = {
    { "project", 0, 0, G_OPTION_ARG_FILENAME, &request.project, "The project", "NAME" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &request.output,
      "Where to write; nothing may be there", "OUT.pdf" },
    { "language", 0, 0, G_OPTION_ARG_STRING, &request.language, "zh_CN, en or both (the default)",
      "LANGUAGE" },
    { "from", 0, 0, G_OPTION_ARG_STRING, &request.from,
      "Only drafts saved since, by the local clock", "DATE" },
    { "to", 0, 0, G_OPTION_ARG_STRING, &request.to, "Only drafts saved until, by the local clock",
      "DATE" },
    { "stage", 0, 0, G_OPTION_ARG_STRING_ARRAY, &request.stages,
      "Only drafts of this stage; may be given again", "STAGE" },
    { "applicant", 0, 0, G_OPTION_ARG_STRING, &request.applicant,
      "Who presents the report, printed as stated, not verified", "TEXT" },
    G_OPTION_ENTRY_NULL,
  };
  DsExit exit;
  g_auto (GStrv) rest = ds_cli_parse (arguments, entries, 0, 0, &exit);
  DsReportLanguage language = DS_REPORT_BOTH;

  if (rest == NULL)
    return exit;
  if (request.project == NULL || request.output == NULL)
    return ds_cli_refuse_usage ("report", "say which project with --project NAME and where to "
                                          "write with -o OUT.pdf");
  if (request.language != NULL && !ds_report_language_parse (request.language, &language))
    return ds_cli_refuse_usage ("report", "there is no language “%s”: zh_CN, en or both",
                                request.language);
  return write_report (&request, language);
}
