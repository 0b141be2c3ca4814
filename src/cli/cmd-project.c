/* cmd-project.c - add, remove, relink: which folders are looked after
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/ds-cli.h"
#include "service/ds-capture.h"
#include "watch/ds-survey.h"

/* What the first look will find. */
static void
print_counts (DsStore *store, const DsProject *project, DsFirstLook look)
{
  g_autoptr (DsFilter) filter = ds_capture_make_filter (project);
  g_autoptr (DsSurvey) survey = ds_survey_make (project->folder, filter, NULL, NULL);
  g_autofree char *documents = NULL;
  g_autofree char *others = NULL;

  if (survey == NULL || survey->documents.n_files + survey->others.n_files == 0)
    return;
  documents = ds_cli_show_size (survey->documents.octets);
  others = ds_cli_show_size (survey->others.octets);
  ds_cli_print ("It holds %" G_GUINT64_FORMAT " design documents (%s) and %" G_GUINT64_FORMAT
                " other files (%s).\n",
                survey->documents.n_files, documents, survey->others.n_files, others);
  switch (look)
    {
    case DS_FIRST_LOOK_DOCUMENTS:
      ds_cli_print ("The documents will be kept and recorded, the others when they are saved.\n");
      break;
    case DS_FIRST_LOOK_RECORD_ONLY:
      ds_cli_print ("All will be recorded and stamped; their bytes will not be kept.\n");
      break;
    case DS_FIRST_LOOK_EVERYTHING:
    default:
      ds_cli_print ("All will be kept and recorded.\n");
    }
}

DsExit
ds_cmd_add (char **arguments)
{
  g_autofree char *name = NULL;
  g_autofree char *look_text = NULL;
  const GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_FILENAME, &name, "What to call it", "NAME" },
    { "first-look", 0, 0, G_OPTION_ARG_STRING, &look_text,
      "What becomes of what is there already: everything, documents or record-only", "CHOICE" },
    G_OPTION_ENTRY_NULL,
  };
  DsExit exit;
  g_auto (GStrv) rest = ds_cli_parse (arguments, entries, 1, 1, &exit);
  g_autoptr (DsStore) store = NULL;
  g_autoptr (DsProject) project = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;
  DsFirstLook look = DS_FIRST_LOOK_EVERYTHING;

  if (rest == NULL)
    return exit;
  if (look_text != NULL && !ds_first_look_parse (look_text, &look))
    return ds_cli_refuse_usage ("add", "--first-look is everything, documents or record-only");
  store = ds_cli_open_store (&error);
  if (store != NULL)
    project = ds_store_add_project_to_look_at (store, rest[0], name, look, &error);
  if (project == NULL)
    return ds_cli_refuse (error);
  folder = ds_cli_show_path (project->folder);
  ds_cli_print ("%s is looked after as “%s”.\n", folder, project->name);
  print_counts (store, project, look);
  return DS_EXIT_DONE;
}

DsExit
ds_cmd_remove (char **arguments)
{
  DsExit exit;
  g_auto (GStrv) rest = ds_cli_parse (arguments, NULL, 1, 1, &exit);
  g_autoptr (DsStore) store = NULL;
  g_autoptr (DsProject) project = NULL;
  g_autoptr (GError) error = NULL;

  if (rest == NULL)
    return exit;
  store = ds_cli_open_store (&error);
  if (store != NULL)
    project = ds_catalog_find_project (ds_store_get_catalog (store), rest[0], &error);
  if (project == NULL || !ds_store_remove_project (store, project->id, &error))
    return ds_cli_refuse (error);
  ds_cli_print ("“%s” is looked after no more; its %" G_GUINT64_FORMAT " drafts stay kept.\n",
                project->name, project->n_drafts);
  return DS_EXIT_DONE;
}

DsExit
ds_cmd_relink (char **arguments)
{
  DsExit exit;
  g_auto (GStrv) rest = ds_cli_parse (arguments, NULL, 2, 2, &exit);
  g_autoptr (DsStore) store = NULL;
  g_autoptr (DsProject) project = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;

  if (rest == NULL)
    return exit;
  store = ds_cli_open_store (&error);
  if (store != NULL)
    project = ds_catalog_find_project (ds_store_get_catalog (store), rest[0], &error);
  if (project == NULL || !ds_store_relink_project (store, project->id, rest[1], &error))
    return ds_cli_refuse (error);
  folder = ds_cli_show_path (rest[1]);
  ds_cli_print ("“%s” is at %s now.\n", project->name, folder);
  return DS_EXIT_DONE;
}
