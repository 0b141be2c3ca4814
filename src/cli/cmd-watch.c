/* cmd-watch.c - watch: look after projects in the foreground
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib-unix.h>

#include "cli/ds-cli.h"
#include "service/ds-service.h"

static void
print_event (const DsServiceEvent *event, gpointer data)
{
  g_autofree char *path = event->path != NULL ? ds_cli_show_path (event->path) : NULL;

  switch (event->kind)
    {
    case DS_SERVICE_RECORDED:
      ds_cli_print ("draft %.16s  %s\n", event->record, path);
      break;
    case DS_SERVICE_RENAMED:
      ds_cli_print ("renamed to %s\n", path);
      break;
    case DS_SERVICE_LOOKED:
      ds_cli_print ("the first look is over\n");
      break;
    case DS_SERVICE_WAITING:
      ds_cli_print ("%s is still open for writing: waiting\n", path);
      break;
    case DS_SERVICE_STAMPED:
      ds_cli_print ("stamped by %s\n", event->tsa);
      break;
    case DS_SERVICE_STAMP_FAILED:
      ds_cli_warn ("%s gave no stamp: %s; it is asked again later", event->tsa, event->text);
      break;
    case DS_SERVICE_WATCHED:
      ds_cli_print ("watching\n");
      break;
    case DS_SERVICE_NOT_WATCHED:
    case DS_SERVICE_LEFT_OUT:
    case DS_SERVICE_PROBLEM:
    case DS_SERVICE_LOW_ROOM:
      ds_cli_warn ("%s%s%s", path != NULL ? path : "", path != NULL ? ": " : "", event->text);
      break;
    case DS_SERVICE_SAVING:
      break;
    default:
      g_assert_not_reached ();
    }
}

static gboolean
interrupted_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_CONTINUE;
}

static DsExit
run_until_interrupted (const char *store_folder, const char *project)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (DsService) service = NULL;
  g_autoptr (GError) error = NULL;

  g_unix_signal_add (SIGINT, interrupted_cb, loop);
  g_unix_signal_add (SIGTERM, interrupted_cb, loop);
  service = ds_service_start (store_folder, project, print_event, NULL, &error);
  if (service == NULL)
    return ds_cli_refuse (error);
  g_main_loop_run (loop);
  return DS_EXIT_DONE;
}

DsExit
ds_cmd_watch (char **arguments)
{
  g_autofree char *project_name = NULL;
  const GOptionEntry entries[] = {
    { "project", 0, 0, G_OPTION_ARG_FILENAME, &project_name, "Only this project", "NAME" },
    G_OPTION_ENTRY_NULL,
  };
  DsExit exit;
  g_auto (GStrv) rest = ds_cli_parse (arguments, entries, 0, 0, &exit);
  g_autoptr (DsStore) store = NULL;
  g_autoptr (DsProject) project = NULL;
  g_autoptr (GError) error = NULL;

  if (rest == NULL)
    return exit;
  store = ds_cli_open_store (&error);
  if (store == NULL)
    return ds_cli_refuse (error);
  if (ds_store_get_damage (store) != NULL)
    return DS_EXIT_REFUSED; /* told already: nothing may be recorded */
  if (project_name != NULL)
    {
      project = ds_catalog_find_project (ds_store_get_catalog (store), project_name, &error);
      if (project == NULL)
        return ds_cli_refuse (error);
    }
  return run_until_interrupted (ds_store_get_folder (store), project != NULL ? project->id : NULL);
}
