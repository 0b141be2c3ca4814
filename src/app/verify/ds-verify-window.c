/* ds-verify-window.c - what is proved about a file
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/verify/ds-verify-window.h"

#include <glib/gi18n.h>

#include "app/verify/ds-verdict-view.h"
#include "app/verify/ds-verification.h"

struct _DsVerifyWindow
{
  AdwWindow parent_instance;

  char *store_folder;
  GCancellable *cancellable; /* of the verification under way */

  GtkWidget *title;
  GtkWidget *another;
  GtkWidget *stack;
  GtkWidget *refusal;
  GtkWidget *view;
};

G_DEFINE_FINAL_TYPE (DsVerifyWindow, ds_verify_window, ADW_TYPE_WINDOW)

static void
show_page (DsVerifyWindow *self, const char *page)
{
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), page);
  gtk_widget_set_visible (self->another, g_str_equal (page, "verdict"));
}

static void
verified_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsVerifyWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DsVerification) verification = ds_verification_run_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (verification == NULL)
    {
      g_autofree char *escaped = g_markup_escape_text (error->message, -1);

      adw_status_page_set_description (ADW_STATUS_PAGE (self->refusal), escaped);
      show_page (self, "refusal");
      return;
    }

  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->title), verification->name);
  ds_verdict_view_show (DS_VERDICT_VIEW (self->view), verification);
  show_page (self, "verdict");
}

static void
verify (DsVerifyWindow *self, const char *path, const char *record)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->title), "");
  show_page (self, "busy");
  ds_verification_run_async (self->store_folder, path, record, self->cancellable, verified_cb,
                             g_object_ref (self));
}

/* Judges @file by what lies beside it and by the drafts with the same bytes. */
void
ds_verify_window_verify_file (DsVerifyWindow *self, GFile *file)
{
  if (g_file_peek_path (file) != NULL)
    verify (self, g_file_peek_path (file), NULL);
}

/**
 * ds_verify_window_verify_draft:
 * @record: H(record) of a draft, judged by its kept copy
 */
void
ds_verify_window_verify_draft (DsVerifyWindow *self, const char *record)
{
  verify (self, NULL, record);
}

static void
file_chosen_cb (GtkNativeDialog *dialog, int response, DsVerifyWindow *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      ds_verify_window_verify_file (self, file);
    }
  g_object_unref (dialog);
}

static void
choose_cb (DsVerifyWindow *self)
{
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (_ ("Choose a file to verify"), GTK_WINDOW (self),
                                   GTK_FILE_CHOOSER_ACTION_OPEN, _ ("Verify"), NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (file_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static gboolean
dropped_cb (GtkDropTarget *target, const GValue *value, double x, double y, DsVerifyWindow *self)
{
  GFile *file = g_value_get_object (value);

  if (file == NULL || g_file_peek_path (file) == NULL)
    return FALSE;

  ds_verify_window_verify_file (self, file);
  return TRUE;
}

GtkWidget *
ds_verify_window_new (GtkApplication *application, const char *store_folder)
{
  DsVerifyWindow *self = g_object_new (DS_TYPE_VERIFY_WINDOW, "application", application, NULL);

  self->store_folder = g_strdup (store_folder);
  return GTK_WIDGET (self);
}

static void
ds_verify_window_dispose (GObject *object)
{
  DsVerifyWindow *self = DS_VERIFY_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->store_folder, g_free);
  G_OBJECT_CLASS (ds_verify_window_parent_class)->dispose (object);
}

static void
ds_verify_window_init (DsVerifyWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (target, "drop", G_CALLBACK (dropped_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  show_page (self, "choose");
}

static void
ds_verify_window_class_init (DsVerifyWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ds_verify_window_dispose;
  g_type_ensure (DS_TYPE_VERDICT_VIEW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/draftseal/Draftseal/ds-verify-window.ui");
  gtk_widget_class_bind_template_child (widget_class, DsVerifyWindow, title);
  gtk_widget_class_bind_template_child (widget_class, DsVerifyWindow, another);
  gtk_widget_class_bind_template_child (widget_class, DsVerifyWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, DsVerifyWindow, refusal);
  gtk_widget_class_bind_template_child (widget_class, DsVerifyWindow, view);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
}
