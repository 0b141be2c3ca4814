/* ds-authority-form.c - an authority entered by hand, with its root certificate
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/setup/ds-authority-form.h"

#include <glib/gi18n.h>

#define NAME_MAX_LENGTH 32

/* "entered" is emitted with the authority, and the form closes. */
struct _DsAuthorityForm
{
  AdwWindow parent_instance;

  GPtrArray *anchors; /* (nullable): DER of each certificate in the file chosen */

  GtkWidget *address;
  GtkWidget *operator_name;
  GtkWidget *policy;
  GtkWidget *root;
  GtkWidget *problem;
  GtkWidget *add;
};

static guint entered_signal;

G_DEFINE_FINAL_TYPE (DsAuthorityForm, ds_authority_form, ADW_TYPE_WINDOW)

/* A name for the journal, from the host: "freetsa.org" is "freetsa-org". */
static char *
dup_name (const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  const char *host = uri == NULL ? NULL : g_uri_get_host (uri);
  char *name;

  if (host == NULL || host[0] == '\0')
    return NULL;

  name = g_ascii_strdown (host, NAME_MAX_LENGTH);
  g_strcanon (name, "abcdefghijklmnopqrstuvwxyz0123456789-", '-');
  return name;
}

static const char *
get_text (GtkWidget *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static void
show_problem (DsAuthorityForm *self, const char *text)
{
  gtk_label_set_label (GTK_LABEL (self->problem), text == NULL ? "" : text);
  gtk_widget_set_visible (self->problem, text != NULL);
}

static void
changed_cb (DsAuthorityForm *self)
{
  g_autofree char *name = dup_name (get_text (self->address));

  show_problem (self, NULL);
  gtk_widget_set_sensitive (self->add, name != NULL && self->anchors != NULL
                                           && get_text (self->operator_name)[0] != '\0');
}

static void
read_anchors_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) anchors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsX509List) list = ds_x509_list_from_file (task_data, &error);

  if (list == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  for (int i = 0; i < sk_X509_num (list); i++)
    g_ptr_array_add (anchors, ds_x509_to_der (sk_X509_value (list, i)));
  g_task_return_pointer (task, g_steal_pointer (&anchors), (GDestroyNotify) g_ptr_array_unref);
}

static void
anchors_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DsAuthorityForm *self = DS_AUTHORITY_FORM (source);
  g_autofree char *shown = g_filename_display_basename (g_task_get_task_data (G_TASK (result)));

  g_clear_pointer (&self->anchors, g_ptr_array_unref);
  self->anchors = g_task_propagate_pointer (G_TASK (result), NULL); /* told in our own words */
  changed_cb (self);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->root), shown);
  if (self->anchors == NULL)
    show_problem (self, _ ("There is no certificate in this file. The authority publishes its root "
                           "as a .pem, .crt or .cer file."));
}

static void
root_chosen_cb (GtkNativeDialog *dialog, int response, DsAuthorityForm *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autoptr (GTask) task = g_task_new (self, NULL, anchors_read_cb, NULL);

      g_task_set_task_data (task, g_file_get_path (file), g_free);
      g_task_run_in_thread (task, read_anchors_in_thread);
    }
  g_object_unref (dialog);
}

static void
choose_root_cb (DsAuthorityForm *self)
{
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (_ ("Root certificate of the authority"), GTK_WINDOW (self),
                                   GTK_FILE_CHOOSER_ACTION_OPEN, _ ("Choose"), NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (root_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
add_cb (DsAuthorityForm *self)
{
  g_autofree char *name = dup_name (get_text (self->address));
  g_autoptr (DsJson) json = ds_json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (DsTsa) tsa = NULL;

  ds_json_set_string (json, "url", get_text (self->address));
  ds_json_set_string (json, "operator", get_text (self->operator_name));
  if (get_text (self->policy)[0] != '\0')
    ds_json_set_string (json, "policy", get_text (self->policy));
  ds_tsa_name_anchors (json, self->anchors);
  tsa = ds_tsa_from_json (name, json, self->anchors, &error);
  if (tsa == NULL)
    {
      show_problem (self, error->message);
      return;
    }

  g_signal_emit (self, entered_signal, 0, tsa);
  gtk_window_close (GTK_WINDOW (self));
}

GtkWidget *
ds_authority_form_new (GtkWindow *parent)
{
  return g_object_new (DS_TYPE_AUTHORITY_FORM, "transient-for", parent, "modal", TRUE, NULL);
}

static void
ds_authority_form_finalize (GObject *object)
{
  g_clear_pointer (&DS_AUTHORITY_FORM (object)->anchors, g_ptr_array_unref);
  G_OBJECT_CLASS (ds_authority_form_parent_class)->finalize (object);
}

static void
ds_authority_form_init (DsAuthorityForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  changed_cb (self);
}

static void
ds_authority_form_class_init (DsAuthorityFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ds_authority_form_finalize;
  entered_signal = g_signal_new ("entered", DS_TYPE_AUTHORITY_FORM, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/draftseal/Draftseal/ds-authority-form.ui");
  gtk_widget_class_bind_template_child (widget_class, DsAuthorityForm, address);
  gtk_widget_class_bind_template_child (widget_class, DsAuthorityForm, operator_name);
  gtk_widget_class_bind_template_child (widget_class, DsAuthorityForm, policy);
  gtk_widget_class_bind_template_child (widget_class, DsAuthorityForm, root);
  gtk_widget_class_bind_template_child (widget_class, DsAuthorityForm, problem);
  gtk_widget_class_bind_template_child (widget_class, DsAuthorityForm, add);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_root_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
}
