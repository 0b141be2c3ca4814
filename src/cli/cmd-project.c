/* cmd-project.c - add, remove, relink: which folders are looked after
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/ds-cli.h"

DsExit
ds_cmd_add (char **arguments)
{
  g_autofree char *name = NULL;
  const GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_FILENAME, &name, "What to call it", "NAME" },
    G_OPTION_ENTRY_NULL,
  };
  DsExit exit;
  g_auto (GStrv) rest = ds_cli_parse (arguments, entries, 1, 1, &exit);
  g_autoptr (DsStore) store = NULL;
  g_autoptr (DsProject) project = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;

  if (rest == NULL)
    return exit;
  store = ds_cli_open_store (&error);
  if (store != NULL)
    project = ds_store_add_project (store, rest[0], name, &error);
  if (project == NULL)
    return ds_cli_refuse (error);
  folder = ds_cli_show_path (project->folder);
  ds_cli_print ("%s is looked after as “%s”.\n", folder, project->name);
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
