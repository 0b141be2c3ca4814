/* main.c - draftseal-gtk
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <locale.h>

#include "app/ds-application.h"
#include "config.h"

int
main (int argc, char *argv[])
{
  const char *catalogs = g_getenv ("DRAFTSEAL_LOCALEDIR"); /* to run from the build folder */
  g_autoptr (DsApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain ("draftseal", catalogs != NULL ? catalogs : DS_LOCALEDIR);
  bind_textdomain_codeset ("draftseal", "UTF-8");
  textdomain ("draftseal");
  g_set_application_name (_ ("Draftseal"));

  /* Names in Chinese are drawn in Chinese forms whatever language the window speaks; without a
   * language Pango takes the Japanese ones. */
  g_setenv ("PANGO_LANGUAGE", "en:zh-cn", FALSE);

  application = ds_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
