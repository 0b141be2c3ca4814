/* cmd-practice-tsa.c - practice-tsa: a TSA of one's own, on loopback only
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib-unix.h>

#include "cli/ds-cli.h"
#include "practice/ds-practice-tsa.h"

#define PORT_MAX 65535

static gboolean
interrupted_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_CONTINUE;
}

DsExit
ds_cmd_practice_tsa (char **arguments)
{
  int port = DS_PRACTICE_PORT;
  const GOptionEntry entries[] = {
    { "port", 0, 0, G_OPTION_ARG_INT, &port, "Port on 127.0.0.1; 0 for any free one", "N" },
    G_OPTION_ENTRY_NULL,
  };
  DsExit exit;
  g_auto (GStrv) rest = ds_cli_parse (arguments, entries, 0, 0, &exit);
  g_autofree char *folder = ds_practice_tsa_dup_default_folder ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (DsPracticeTsa) tsa = NULL;
  g_autofree char *url = NULL;
  g_autoptr (GError) error = NULL;

  if (rest == NULL)
    return exit;
  if (port < 0 || port > PORT_MAX)
    return ds_cli_refuse_usage ("practice-tsa", "a port is 0 to %d", PORT_MAX);
  tsa = ds_practice_tsa_new (folder, &error);
  if (tsa == NULL || !ds_practice_tsa_listen (tsa, (guint) port, &error))
    return ds_cli_refuse (error);
  url = ds_practice_tsa_dup_url (tsa);
  ds_cli_print ("Practice TSA listening on %s\n"
                "Its stamps are TEST and prove nothing to others. Its root: %s/root.pem\n",
                url, folder);
  g_unix_signal_add (SIGINT, interrupted_cb, loop);
  g_unix_signal_add (SIGTERM, interrupted_cb, loop);
  g_main_loop_run (loop);
  return DS_EXIT_DONE;
}
