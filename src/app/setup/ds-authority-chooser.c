/* ds-authority-chooser.c - who signs the time: the authorities to choose from
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/setup/ds-authority-chooser.h"

#include <glib/gi18n.h>

#include <adwaita.h>

#include "app/setup/ds-authority-form.h"
#include "app/look/ds-grade-badge.h"
#include "app/store/ds-practice-host.h"
#include "evidence/ds-authorities.h"

/* "changed" is emitted when another choice has been made. */
struct _DsAuthorityChooser
{
  GtkWidget parent_instance;

  GPtrArray *tsas;   /* of DsTsa: those entered by hand */
  GPtrArray *checks; /* of GtkCheckButton, borrowed: one for each */
  GCancellable *cancellable;

  GtkWidget *root;
  GtkWidget *list;
  GtkWidget *practice;
  GtkWidget *promise;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (DsAuthorityChooser, ds_authority_chooser, GTK_TYPE_WIDGET)

static gboolean
is_ticked (GtkWidget *check)
{
  return gtk_check_button_get_active (GTK_CHECK_BUTTON (check));
}

/* The practice TSA proves nothing, so it never stands beside one that does. */
static void
ticked_cb (DsAuthorityChooser *self, GtkWidget *check)
{
  if (is_ticked (check) && check == self->practice)
    for (guint i = 0; i < self->checks->len; i++)
      gtk_check_button_set_active (g_ptr_array_index (self->checks, i), FALSE);
  else if (is_ticked (check))
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->practice), FALSE);

  g_signal_emit (self, changed_signal, 0);
}

static void
add_tsa (DsAuthorityChooser *self, const DsTsa *tsa)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *suffix = gtk_label_new (_ ("authority added by you"));
  const char *title = tsa->operator_name != NULL ? tsa->operator_name : tsa->name;

  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (suffix, "secondary");
  gtk_widget_add_css_class (suffix, "small");
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), tsa->url);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), suffix);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  gtk_list_box_insert (GTK_LIST_BOX (self->list), row, (int) self->tsas->len);

  g_ptr_array_add (self->tsas, ds_tsa_ref ((DsTsa *) tsa));
  g_ptr_array_add (self->checks, check);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (ticked_cb), self);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
}

static void
entered_cb (DsAuthorityChooser *self, const DsTsa *tsa)
{
  add_tsa (self, tsa);
}

static void
another_cb (DsAuthorityChooser *self)
{
  GtkWidget *form = ds_authority_form_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));

  g_signal_connect_object (form, "entered", G_CALLBACK (entered_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (form));
}

static gpointer
list_authorities_job (DsStore *store, gpointer data, GError **error)
{
  return ds_authorities_list (store, error);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsAuthorityChooser) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tsas = ds_session_run_finish (DS_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  /* What cannot be read cannot be shown; Start tells why. */
  for (guint i = 0; tsas != NULL && i < tsas->len; i++)
    {
      const DsTsa *tsa = g_ptr_array_index (tsas, i);

      if (g_str_equal (tsa->name, DS_PRACTICE_NAME))
        gtk_check_button_set_active (GTK_CHECK_BUTTON (self->practice), TRUE);
      else
        add_tsa (self, tsa);
    }
  g_signal_emit (self, changed_signal, 0);
}

/* Shows the authorities that are asked already, ticked. */
void
ds_authority_chooser_load (DsAuthorityChooser *self, DsSession *session)
{
  ds_session_run_async (session, list_authorities_job, NULL, NULL,
                        (GDestroyNotify) g_ptr_array_unref, self->cancellable, listed_cb,
                        g_object_ref (self));
}

/* Writes what is ticked into @setup. */
void
ds_authority_chooser_fill (DsAuthorityChooser *self, DsSetup *setup)
{
  setup->with_practice = is_ticked (self->practice);
  setup->authorities = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_tsa_unref);
  for (guint i = 0; i < self->tsas->len; i++)
    if (is_ticked (g_ptr_array_index (self->checks, i)))
      g_ptr_array_add (setup->authorities, ds_tsa_ref (g_ptr_array_index (self->tsas, i)));
}

/* Returns: (transfer full): the choice in a few words */
char *
ds_authority_chooser_dup_summary (DsAuthorityChooser *self)
{
  g_autoptr (GHashTable) operators = g_hash_table_new (g_str_hash, g_str_equal);
  guint n = 0;

  if (is_ticked (self->practice))
    return g_strdup (_ ("Practice only: every draft stays LOCAL"));

  for (guint i = 0; i < self->tsas->len; i++)
    {
      const DsTsa *tsa = g_ptr_array_index (self->tsas, i);

      if (is_ticked (g_ptr_array_index (self->checks, i)))
        g_hash_table_add (operators, tsa->operator_name != NULL ? tsa->operator_name : tsa->name);
    }

  n = g_hash_table_size (operators);
  if (n == 0)
    return g_strdup (_ ("Drafts stay LOCAL until you choose one."));
  return g_strdup_printf (ngettext ("%d operator chosen", "%d operators chosen", n), (int) n);
}

static void
ds_authority_chooser_dispose (GObject *object)
{
  DsAuthorityChooser *self = DS_AUTHORITY_CHOOSER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->root, gtk_widget_unparent);
  g_clear_pointer (&self->tsas, g_ptr_array_unref);
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  G_OBJECT_CLASS (ds_authority_chooser_parent_class)->dispose (object);
}

static void
ds_authority_chooser_init (DsAuthorityChooser *self)
{
  self->tsas = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_tsa_unref);
  self->checks = g_ptr_array_new ();
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  ds_grade_badge_set_grade (DS_GRADE_BADGE (self->promise), DS_GRADE_CORROBORATED);
}

static void
ds_authority_chooser_class_init (DsAuthorityChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ds_authority_chooser_dispose;
  changed_signal = g_signal_new ("changed", DS_TYPE_AUTHORITY_CHOOSER, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (DS_TYPE_GRADE_BADGE);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/draftseal/Draftseal/ds-authority-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, DsAuthorityChooser, root);
  gtk_widget_class_bind_template_child (widget_class, DsAuthorityChooser, list);
  gtk_widget_class_bind_template_child (widget_class, DsAuthorityChooser, practice);
  gtk_widget_class_bind_template_child (widget_class, DsAuthorityChooser, promise);
  gtk_widget_class_bind_template_callback (widget_class, ticked_cb);
  gtk_widget_class_bind_template_callback (widget_class, another_cb);
}
