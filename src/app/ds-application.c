/* ds-application.c - the one running Draftseal: it watches whether a window is open or not
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/ds-application.h"

#include <glib/gi18n.h>

#include "app/ds-reading.h"
#include "app/ds-window.h"
#include "config.h"

struct _DsApplication
{
  AdwApplication parent_instance;

  DsSession *session;
  DsWindow *window; /* (nullable): borrowed from GTK */
};

G_DEFINE_FINAL_TYPE (DsApplication, ds_application, ADW_TYPE_APPLICATION)

static void
show_window (DsApplication *self)
{
  if (self->window == NULL)
    {
      self->window = ds_window_new (GTK_APPLICATION (self), self->session);
      g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
    }
  gtk_window_present (GTK_WINDOW (self->window));
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DsApplication *self = user_data;

  adw_show_about_window (gtk_application_get_active_window (GTK_APPLICATION (self)),
                         "application-name", _ ("Draftseal"), "application-icon", DS_APPLICATION_ID,
                         "version", DS_VERSION, "license-type", GTK_LICENSE_GPL_3_0, "comments",
                         _ ("Keeps every draft you save and has independent authorities sign that "
                            "it existed no later than that moment."),
                         NULL);
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_application_quit (user_data);
}

static void
ds_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
    { .name = "about", .activate = about_action },
    { .name = "quit", .activate = quit_action },
  };
  static const struct
  {
    const char *action;
    const char *keys[2];
  } accels[] = {
    { "app.add-project", { "<Control>n" } },    { "app.verify", { "<Control><Shift>v" } },
    { "app.quit", { "<Control>q" } },           { "window.close", { "<Control>w" } },
    { "win.search", { "<Control>f" } },         { "win.details", { "F9" } },
    { "win.copy-digest", { "<Control>c" } },    { "win.back", { "<Alt>Left" } },
    { "win.set-stage::outline", { "<Alt>1" } },
  };
  DsApplication *self = DS_APPLICATION (application);
  g_autofree char *folder = ds_store_dup_default_folder ();

  G_APPLICATION_CLASS (ds_application_parent_class)->startup (application);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (gsize i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accels[i].action,
                                           accels[i].keys);
  self->session = ds_session_new (folder);
}

static void
ds_application_activate (GApplication *application)
{
  show_window (DS_APPLICATION (application));
}

static void
ds_application_shutdown (GApplication *application)
{
  DsApplication *self = DS_APPLICATION (application);

  g_clear_object (&self->session);
  G_APPLICATION_CLASS (ds_application_parent_class)->shutdown (application);
}

DsApplication *
ds_application_new (void)
{
  return g_object_new (DS_TYPE_APPLICATION, "application-id", DS_APPLICATION_ID, "flags",
                       G_APPLICATION_DEFAULT_FLAGS, "resource-base-path",
                       "/io/github/draftseal/Draftseal", NULL);
}

static void
ds_application_init (DsApplication *self)
{
}

static void
ds_application_class_init (DsApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->startup = ds_application_startup;
  application_class->activate = ds_application_activate;
  application_class->shutdown = ds_application_shutdown;
}
