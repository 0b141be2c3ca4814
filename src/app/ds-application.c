/* ds-application.c - the one running Draftseal: it watches whether a window is open or not
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/ds-application.h"

#include <glib/gi18n.h>

#include "app/store/ds-practice-host.h"
#include "app/setup/ds-setup.h"
#include "app/verify/ds-verify-window.h"
#include "app/store/ds-watching.h"
#include "app/setup/ds-welcome.h"
#include "app/window/ds-window.h"
#include "config.h"
#include "evidence/ds-authorities.h"

struct _DsApplication
{
  AdwApplication parent_instance;

  DsSession *session;
  DsWatching *watching;
  DsPracticeHost *practice; /* (nullable): as long as the practice TSA is asked */
  DsWindow *window;         /* (nullable): borrowed from GTK */
  GtkWidget *welcome;       /* (nullable): borrowed from GTK */
};

/* What decides how the application starts. */
typedef struct
{
  guint n_projects;
  gboolean with_practice;
  DsPracticeHost *practice; /* (nullable): started, for the one that is asked */
} DsStart;

G_DEFINE_FINAL_TYPE (DsApplication, ds_application, ADW_TYPE_APPLICATION)

static void refresh (DsApplication *self);

static void
free_start (gpointer data)
{
  DsStart *start = data;

  g_clear_pointer (&start->practice, ds_practice_host_free);
  g_free (start);
}

/* The practice TSA answers only while somebody lets it: a port that was taken meanwhile makes it
 * answer elsewhere, which the store is told. */
static gboolean
start_practice (DsStore *store, DsStart *start, const DsTsa *tsa, GError **error)
{
  g_autoptr (DsTsa) moved = NULL;

  start->practice = ds_practice_host_new (ds_practice_host_read_port (tsa), error);
  if (start->practice == NULL || ds_practice_host_is_of (start->practice, tsa))
    return start->practice != NULL;

  moved = ds_practice_host_make_tsa (start->practice, error);
  return moved != NULL && ds_authorities_remove (store, moved->name, error)
         && ds_authorities_add (store, moved, error);
}

static gpointer
look_job (DsStore *store, gpointer has_practice, GError **error)
{
  DsStart *start = g_new0 (DsStart, 1);
  g_autoptr (GPtrArray) projects =
      ds_catalog_list_projects (ds_store_get_catalog (store), FALSE, error);
  g_autoptr (GPtrArray) tsas = projects == NULL ? NULL : ds_authorities_list (store, error);
  gboolean is_done = tsas != NULL;

  for (guint i = 0; is_done && i < tsas->len; i++)
    {
      const DsTsa *tsa = g_ptr_array_index (tsas, i);

      if (!g_str_equal (tsa->name, DS_PRACTICE_NAME))
        continue;
      start->with_practice = TRUE;
      if (!GPOINTER_TO_INT (has_practice))
        is_done = start_practice (store, start, tsa, error);
    }

  if (!is_done)
    {
      free_start (start);
      return NULL;
    }
  start->n_projects = projects->len;
  return start;
}

static void
show_window (DsApplication *self)
{
  if (self->window == NULL)
    g_set_weak_pointer (&self->window, ds_window_new (GTK_APPLICATION (self), self->session));
  gtk_window_present (GTK_WINDOW (self->window));
}

static void
started_cb (DsApplication *self, DsSetupResult *result)
{
  if (result->practice != NULL)
    {
      g_clear_pointer (&self->practice, ds_practice_host_free);
      self->practice = g_steal_pointer (&result->practice);
    }
  refresh (self);
  show_window (self);
  if (result->project[0] != '\0')
    ds_window_open_project (self->window, result->project);
}

static DsWelcome *
show_welcome (DsApplication *self)
{
  if (self->welcome == NULL)
    {
      g_set_weak_pointer (&self->welcome, ds_welcome_new (GTK_APPLICATION (self), self->session));
      g_signal_connect_object (self->welcome, "started", G_CALLBACK (started_cb), self,
                               G_CONNECT_SWAPPED);
    }
  gtk_window_present (GTK_WINDOW (self->welcome));
  return DS_WELCOME (self->welcome);
}

/* A store that cannot be opened is told where a person looks. */
static void
show_failure (DsApplication *self, const GError *error)
{
  GtkWidget *dialog =
      adw_message_dialog_new (gtk_application_get_active_window (GTK_APPLICATION (self)),
                              _ ("The store cannot be opened"), error->message);

  gtk_window_set_application (GTK_WINDOW (dialog), GTK_APPLICATION (self));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  DsStart *start = ds_session_run_finish (DS_SESSION (source), result, &error);

  g_application_release (G_APPLICATION (self));
  if (start == NULL)
    {
      show_failure (self, error);
      return;
    }

  if (start->practice != NULL || !start->with_practice)
    {
      g_clear_pointer (&self->practice, ds_practice_host_free);
      self->practice = g_steal_pointer (&start->practice);
    }
  if (self->window != NULL || start->n_projects > 0)
    show_window (self);
  else
    show_welcome (self);
  free_start (start);
}

/* Looks at the store and shows what fits it. */
static void
refresh (DsApplication *self)
{
  g_application_hold (G_APPLICATION (self));
  ds_session_run_async (self->session, look_job, GINT_TO_POINTER (self->practice != NULL), NULL,
                        free_start, NULL, looked_cb, g_object_ref (self));
}

/* ── actions ─────────────────────────────────────────────────────────────────────────────── */

static gpointer
add_project_job (DsStore *store, gpointer data, GError **error)
{
  DsProject *project = ds_store_add_project (store, data, NULL, error);
  g_autoptr (DsProject) owned = project;

  return project == NULL ? NULL : g_strdup (project->id);
}

static void
project_added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *project = ds_session_run_finish (DS_SESSION (source), result, &error);

  if (self->window == NULL)
    return;
  if (project == NULL)
    ds_window_toast (self->window, error->message);
  else
    ds_window_open_project (self->window, project);
}

/* Whoever has chosen authorities before is not asked again. */
static void
folder_chosen_cb (GtkNativeDialog *dialog, int response, DsApplication *self)
{
  DsProjectFacts *facts = self->window == NULL ? NULL : ds_window_get_project (self->window);

  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      if (facts != NULL && facts->stamping.has_tsa)
        ds_session_run_async (self->session, add_project_job, g_file_get_path (folder), g_free,
                              g_free, NULL, project_added_cb, g_object_ref (self));
      else
        ds_welcome_choose_authorities (show_welcome (self), g_file_peek_path (folder));
    }
  g_object_unref (dialog);
}

static void
add_project_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DsApplication *self = user_data;
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (self));
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (_ ("Choose a project folder"), parent,
                                   GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("Choose"), NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (folder_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
verify_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DsApplication *self = user_data;

  gtk_window_present (GTK_WINDOW (
      ds_verify_window_new (GTK_APPLICATION (self), ds_session_get_folder (self->session))));
}

/* What is proved about a draft, check by check; the parameter is H(record). */
static void
verify_draft_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DsApplication *self = user_data;
  GtkWidget *window =
      ds_verify_window_new (GTK_APPLICATION (self), ds_session_get_folder (self->session));

  ds_verify_window_verify_draft (DS_VERIFY_WINDOW (window), g_variant_get_string (parameter, NULL));
  gtk_window_present (GTK_WINDOW (window));
}

static void
choose_authority_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ds_welcome_choose_authorities (show_welcome (user_data), NULL);
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
add_actions (DsApplication *self)
{
  static const GActionEntry actions[] = {
    { .name = "add-project", .activate = add_project_action },
    { .name = "choose-authority", .activate = choose_authority_action },
    { .name = "verify", .activate = verify_action },
    { .name = "verify-draft", .activate = verify_draft_action, .parameter_type = "s" },
    { .name = "about", .activate = about_action },
    { .name = "quit", .activate = quit_action },
  };
  static const struct
  {
    const char *action;
    const char *keys[2];
  } accels[] = {
    { "app.add-project", { "<Control>n" } },
    { "app.verify", { "<Control><Shift>v" } },
    { "app.quit", { "<Control>q" } },
    { "win.export-report", { "<Control>e" } },
    { "window.close", { "<Control>w" } },
    { "win.search", { "<Control>f" } },
    { "win.details", { "F9" } },
    { "win.back", { "<Alt>Left" } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (gsize i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accels[i].action,
                                           accels[i].keys);
}

/* ── watching ────────────────────────────────────────────────────────────────────────────── */

static void
saving_cb (DsApplication *self, const char *project, const char *path, gboolean is_saving)
{
  if (self->window != NULL)
    ds_window_set_saving (self->window, project, path, is_saving);
}

static void
problem_cb (DsApplication *self, const char *text)
{
  if (self->window != NULL)
    ds_window_toast (self->window, text);
}

/* Watching goes on with every window closed, until a person quits. */
static void
start_watching (DsApplication *self)
{
  self->watching = ds_watching_new (ds_session_get_folder (self->session));
  g_signal_connect_swapped (self->watching, "saving", G_CALLBACK (saving_cb), self);
  g_signal_connect_swapped (self->watching, "problem", G_CALLBACK (problem_cb), self);
  g_application_hold (G_APPLICATION (self));
}

/* ── the application ─────────────────────────────────────────────────────────────────────── */

static void
ds_application_startup (GApplication *application)
{
  DsApplication *self = DS_APPLICATION (application);
  g_autofree char *folder = ds_store_dup_default_folder ();

  G_APPLICATION_CLASS (ds_application_parent_class)->startup (application);
  add_actions (self);
  self->session = ds_session_new (folder);
  start_watching (self);
}

static void
ds_application_activate (GApplication *application)
{
  DsApplication *self = DS_APPLICATION (application);

  if (self->window != NULL)
    gtk_window_present (GTK_WINDOW (self->window));
  else
    refresh (self);
}

static void
ds_application_shutdown (GApplication *application)
{
  DsApplication *self = DS_APPLICATION (application);

  g_signal_handlers_disconnect_by_data (self->watching, self);
  ds_watching_stop (self->watching);
  g_clear_object (&self->watching);
  g_clear_pointer (&self->practice, ds_practice_host_free);
  G_APPLICATION_CLASS (ds_application_parent_class)->shutdown (application);
}

static void
ds_application_dispose (GObject *object)
{
  DsApplication *self = DS_APPLICATION (object);

  g_clear_weak_pointer (&self->window);
  g_clear_weak_pointer (&self->welcome);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ds_application_parent_class)->dispose (object);
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

  G_OBJECT_CLASS (klass)->dispose = ds_application_dispose;
  application_class->startup = ds_application_startup;
  application_class->activate = ds_application_activate;
  application_class->shutdown = ds_application_shutdown;
}
