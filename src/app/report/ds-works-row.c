/* ds-works-row.c - which works are meant, as a row that unfolds
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/ds-works-row.h"

#include <glib/gi18n.h>

#include "project/ds-catalog-work.h"

struct _DsWorksRow
{
  AdwExpanderRow parent_instance;

  GPtrArray *ids;    /* of char */
  GPtrArray *checks; /* of GtkCheckButton, borrowed from the rows: one for each id */
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (DsWorksRow, ds_works_row, ADW_TYPE_EXPANDER_ROW)

static guint
count_chosen (DsWorksRow *self)
{
  guint n = 0;

  for (guint i = 0; i < self->checks->len; i++)
    n += gtk_check_button_get_active (g_ptr_array_index (self->checks, i)) ? 1 : 0;
  return n;
}

static void
show_choice (DsWorksRow *self)
{
  guint n = count_chosen (self);
  g_autofree char *text = n == self->checks->len ? g_strdup (_ ("All"))
                                                 /* Translators: how many of how many works */
                                                 : g_strdup_printf (_ ("%1$d of %2$d"), (int) n,
                                                                    (int) self->checks->len);

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), text);
}

static void
toggled_cb (DsWorksRow *self)
{
  show_choice (self);
  g_signal_emit (self, changed_signal, 0);
}

static void
add_work (DsWorksRow *self, const DsWork *work)
{
  g_autofree char *path = g_filename_display_name (work->path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *folder = g_path_get_dirname (path);
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *row =
      g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", name, "subtitle",
                    g_str_equal (folder, ".") ? NULL : folder, "activatable-widget", check, NULL);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  /* The row would have it called by the name alone, which several works may have. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, path, -1);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (toggled_cb), self);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  g_ptr_array_add (self->ids, g_strdup (work->id));
  g_ptr_array_add (self->checks, check);
}

/**
 * ds_works_row_set_works:
 * @works: of DsWork; all of them are chosen
 *
 * Called once.
 */
void
ds_works_row_set_works (DsWorksRow *self, GPtrArray *works)
{
  g_return_if_fail (DS_IS_WORKS_ROW (self) && !ds_works_row_is_filled (self));

  for (guint i = 0; i < works->len; i++)
    add_work (self, g_ptr_array_index (works, i));
  show_choice (self);
}

gboolean
ds_works_row_is_filled (DsWorksRow *self)
{
  return self->ids->len > 0;
}

/* Returns: (transfer full) (nullable): ids; %NULL if all are chosen */
char **
ds_works_row_dup_chosen (DsWorksRow *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (count_chosen (self) == self->ids->len)
    return NULL;

  for (guint i = 0; i < self->ids->len; i++)
    if (gtk_check_button_get_active (g_ptr_array_index (self->checks, i)))
      g_strv_builder_add (builder, g_ptr_array_index (self->ids, i));
  return g_strv_builder_end (builder);
}

static void
ds_works_row_dispose (GObject *object)
{
  DsWorksRow *self = DS_WORKS_ROW (object);

  g_clear_pointer (&self->ids, g_ptr_array_unref);
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  G_OBJECT_CLASS (ds_works_row_parent_class)->dispose (object);
}

static void
ds_works_row_init (DsWorksRow *self)
{
  self->ids = g_ptr_array_new_with_free_func (g_free);
  self->checks = g_ptr_array_new ();
  show_choice (self);
}

static void
ds_works_row_class_init (DsWorksRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ds_works_row_dispose;
  changed_signal = g_signal_new ("changed", DS_TYPE_WORKS_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}
