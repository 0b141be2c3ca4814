/* ds-welcome.c - the first run: a folder, and who signs the time
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/setup/ds-welcome.h"

#include <glib/gi18n.h>

#include "app/setup/ds-authority-chooser.h"
#include "app/setup/ds-setup.h"

/* "started" is emitted with a #DsSetupResult, from which the practice host may be taken; then the
 * window closes. */
struct _DsWelcome
{
  AdwWindow parent_instance;

  DsSession *session;
  char *folder; /* (nullable): the one chosen */

  GtkWidget *toasts;
  GtkWidget *leaflet;
  GtkWidget *welcome_page;
  GtkWidget *authority_page;
  GtkWidget *title;
  GtkWidget *back;
  GtkWidget *chooser;
  GtkWidget *summary;
  GtkWidget *found;
};

static guint started_signal;

G_DEFINE_FINAL_TYPE (DsWelcome, ds_welcome, ADW_TYPE_WINDOW)

static void
set_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsWelcome) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSetupResult) done = ds_session_run_finish (DS_SESSION (source), result, &error);

  gtk_widget_set_sensitive (self->leaflet, TRUE);
  if (done == NULL)
    {
      g_autofree char *escaped = g_markup_escape_text (error->message, -1);

      adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (self->toasts), adw_toast_new (escaped));
      return;
    }

  g_signal_emit (self, started_signal, 0, done);
  gtk_window_close (GTK_WINDOW (self));
}

static void
set_up (DsWelcome *self, DsSetup *setup)
{
  gtk_widget_set_sensitive (self->leaflet, FALSE);
  ds_session_run_async (self->session, ds_setup_job, setup, (GDestroyNotify) ds_setup_free,
                        (GDestroyNotify) ds_setup_result_free, NULL, set_up_cb,
                        g_object_ref (self));
}

static void
start_cb (DsWelcome *self)
{
  DsSetup *setup = ds_setup_new (self->folder);

  ds_authority_chooser_fill (DS_AUTHORITY_CHOOSER (self->chooser), setup);
  set_up (self, setup);
}

static void
practice_cb (DsWelcome *self)
{
  g_autofree char *folder = ds_setup_dup_practice_folder ();
  DsSetup *setup = ds_setup_new (folder);

  setup->is_practice = TRUE;
  setup->with_practice = TRUE;
  set_up (self, setup);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsWelcome) self = user_data;
  guint n = GPOINTER_TO_UINT (ds_session_run_finish (DS_SESSION (source), result, NULL));
  g_autofree char *text = NULL;

  /* A folder that can't be looked at is refused by Start, with the reason. */
  if (n < 2)
    return;

  n--;
  text = g_strdup_printf (
      ngettext ("%d file already in the folder becomes a draft “found at the first look”.",
                "%d files already in the folder become drafts “found at the first look”.", n),
      (int) n);
  gtk_label_set_label (GTK_LABEL (self->found), text);
  gtk_widget_show (self->found);
}

/**
 * ds_welcome_choose_authorities:
 * @folder: (nullable): the folder of a new project; %NULL to choose authorities only
 *
 * Shows the second page.
 */
void
ds_welcome_choose_authorities (DsWelcome *self, const char *folder)
{
  g_autofree char *name = folder == NULL ? NULL : g_filename_display_basename (folder);

  g_free (self->folder);
  self->folder = g_strdup (folder);
  gtk_widget_hide (self->found);
  gtk_widget_set_visible (self->back, folder != NULL);
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->title), name == NULL ? "" : name);
  adw_leaflet_set_visible_child (ADW_LEAFLET (self->leaflet), self->authority_page);
  if (folder != NULL)
    ds_session_run_async (self->session, ds_setup_look_job, ds_setup_new (folder),
                          (GDestroyNotify) ds_setup_free, NULL, NULL, looked_cb,
                          g_object_ref (self));
}

static void
folder_chosen_cb (GtkNativeDialog *dialog, int response, DsWelcome *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      ds_welcome_choose_authorities (self, g_file_peek_path (folder));
    }
  g_object_unref (dialog);
}

static void
choose_folder_cb (DsWelcome *self)
{
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (_ ("Choose a project folder"), GTK_WINDOW (self),
                                   GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("Choose"), NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (folder_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static gboolean
dropped_cb (GtkDropTarget *target, const GValue *value, double x, double y, DsWelcome *self)
{
  GFile *file = g_value_get_object (value);

  if (file == NULL || g_file_peek_path (file) == NULL
      || !g_file_test (g_file_peek_path (file), G_FILE_TEST_IS_DIR))
    return FALSE;

  ds_welcome_choose_authorities (self, g_file_peek_path (file));
  return TRUE;
}

static void
back_cb (DsWelcome *self)
{
  adw_leaflet_set_visible_child (ADW_LEAFLET (self->leaflet), self->welcome_page);
}

static void
choice_changed_cb (DsWelcome *self)
{
  g_autofree char *summary =
      ds_authority_chooser_dup_summary (DS_AUTHORITY_CHOOSER (self->chooser));

  gtk_label_set_label (GTK_LABEL (self->summary), summary);
}

GtkWidget *
ds_welcome_new (GtkApplication *application, DsSession *session)
{
  DsWelcome *self = g_object_new (DS_TYPE_WELCOME, "application", application, NULL);

  self->session = g_object_ref (session);
  ds_authority_chooser_load (DS_AUTHORITY_CHOOSER (self->chooser), session);
  return GTK_WIDGET (self);
}

static void
ds_welcome_finalize (GObject *object)
{
  DsWelcome *self = DS_WELCOME (object);

  g_clear_object (&self->session);
  g_free (self->folder);
  G_OBJECT_CLASS (ds_welcome_parent_class)->finalize (object);
}

static void
ds_welcome_init (DsWelcome *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (target, "drop", G_CALLBACK (dropped_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  choice_changed_cb (self);
}

static void
ds_welcome_class_init (DsWelcomeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ds_welcome_finalize;
  started_signal = g_signal_new ("started", DS_TYPE_WELCOME, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_POINTER);
  g_type_ensure (DS_TYPE_AUTHORITY_CHOOSER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/draftseal/Draftseal/ds-welcome.ui");
  gtk_widget_class_bind_template_child (widget_class, DsWelcome, toasts);
  gtk_widget_class_bind_template_child (widget_class, DsWelcome, leaflet);
  gtk_widget_class_bind_template_child (widget_class, DsWelcome, welcome_page);
  gtk_widget_class_bind_template_child (widget_class, DsWelcome, authority_page);
  gtk_widget_class_bind_template_child (widget_class, DsWelcome, title);
  gtk_widget_class_bind_template_child (widget_class, DsWelcome, back);
  gtk_widget_class_bind_template_child (widget_class, DsWelcome, chooser);
  gtk_widget_class_bind_template_child (widget_class, DsWelcome, summary);
  gtk_widget_class_bind_template_child (widget_class, DsWelcome, found);
  gtk_widget_class_bind_template_callback (widget_class, choose_folder_cb);
  gtk_widget_class_bind_template_callback (widget_class, practice_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, start_cb);
  gtk_widget_class_bind_template_callback (widget_class, choice_changed_cb);
}
