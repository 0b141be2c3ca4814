/* ds-sidebar.c - the projects that are looked after
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/ds-sidebar.h"

#include <glib/gi18n.h>

#include <adwaita.h>

#include "app/window/ds-project-row.h"
#include "app/store/ds-reading.h"

#define TICK_S 5 /* how often "4 min ago" is said anew */

/* "selected" is emitted when another project is selected, or the selected one has changed;
 * "opened" when a person asks to see it. */
struct _DsSidebar
{
  GtkWidget parent_instance;

  DsSession *session;        /* (nullable) */
  GListStore *projects;      /* of DsProjectItem */
  char *wanted;              /* (nullable): to be selected once it is there */
  GCancellable *cancellable; /* of what is being read */
  guint tick;
  gboolean is_listing;
  gboolean is_behind; /* the journal grew while projects were listed */

  GtkWidget *root;
  GtkWidget *header;
  GtkWidget *list;
  GtkWidget *waiting;
};

enum
{
  SIGNAL_SELECTED,
  SIGNAL_OPENED,
  SIGNAL_FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DsSidebar, ds_sidebar, GTK_TYPE_WIDGET)

static void
show_waiting (DsSidebar *self, GPtrArray *facts)
{
  guint64 waiting = 0;
  g_autofree char *text = NULL;

  for (guint i = 0; i < facts->len; i++)
    waiting += ((DsProjectFacts *) g_ptr_array_index (facts, i))->n_waiting;

  text = g_strdup_printf (
      ngettext ("%d draft here waits for a stamp.", "%d drafts here wait for a stamp.", waiting),
      (int) waiting);
  gtk_widget_set_visible (self->waiting, waiting > 0);
  gtk_label_set_label (GTK_LABEL (self->waiting), text);
}

static void
select_row (DsSidebar *self)
{
  GtkListBox *box = GTK_LIST_BOX (self->list);
  GtkListBoxRow *row;

  if (self->wanted == NULL && gtk_list_box_get_selected_row (box) == NULL)
    gtk_list_box_select_row (box, gtk_list_box_get_row_at_index (box, 0));

  for (int i = 0; self->wanted != NULL; i++)
    {
      DsProjectFacts *facts;

      row = gtk_list_box_get_row_at_index (box, i);
      if (row == NULL)
        return; /* it comes with the next look at the journal */
      facts = ds_project_item_get_facts (ds_project_row_get_item (DS_PROJECT_ROW (row)));
      if (!g_str_equal (facts->project->id, self->wanted))
        continue;
      gtk_list_box_select_row (box, row);
      g_clear_pointer (&self->wanted, g_free);
    }
}

static gpointer
list_projects_job (DsStore *store, gpointer data, GError **error)
{
  return ds_reading_list_projects (store, error);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsSidebar) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) facts = ds_session_run_finish (DS_SESSION (source), result, &error);

  self->is_listing = FALSE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (facts == NULL)
    {
      g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
      return;
    }

  ds_project_item_merge (self->projects, facts);
  show_waiting (self, facts);
  select_row (self);
  g_signal_emit (self, signals[SIGNAL_SELECTED], 0);
  if (self->is_behind)
    ds_sidebar_refresh (self);
}

/* Shows what the journal says now. */
void
ds_sidebar_refresh (DsSidebar *self)
{
  self->is_behind = self->is_listing;
  if (self->is_listing)
    return;

  self->is_listing = TRUE;
  ds_session_run_async (self->session, list_projects_job, NULL, NULL,
                        (GDestroyNotify) g_ptr_array_unref, self->cancellable, listed_cb,
                        g_object_ref (self));
}

static gboolean
tick_cb (gpointer user_data)
{
  DsSidebar *self = user_data;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->projects)); i++)
    {
      g_autoptr (DsProjectItem) item = g_list_model_get_item (G_LIST_MODEL (self->projects), i);

      ds_project_item_set_facts (item, ds_project_item_get_facts (item));
    }
  g_signal_emit (self, signals[SIGNAL_SELECTED], 0);
  return G_SOURCE_CONTINUE;
}

static void
row_selected_cb (DsSidebar *self)
{
  g_signal_emit (self, signals[SIGNAL_SELECTED], 0);
}

static void
row_activated_cb (DsSidebar *self)
{
  g_signal_emit (self, signals[SIGNAL_OPENED], 0);
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  return ds_project_row_new (item);
}

static void
show_head (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  GtkWidget *label;

  if (before != NULL)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }

  label = gtk_label_new (_ ("Watching"));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "section");
  gtk_list_box_row_set_header (row, label);
}

/* Starts to follow the journal. Called once. */
void
ds_sidebar_set_session (DsSidebar *self, DsSession *session)
{
  g_return_if_fail (DS_IS_SIDEBAR (self) && self->session == NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "changed", G_CALLBACK (ds_sidebar_refresh), self,
                           G_CONNECT_SWAPPED);
  self->tick = g_timeout_add_seconds (TICK_S, tick_cb, self);
  ds_sidebar_refresh (self);
}

/**
 * ds_sidebar_select:
 * @project: id; selected as soon as it is there
 */
void
ds_sidebar_select (DsSidebar *self, const char *project)
{
  g_free (self->wanted);
  self->wanted = g_strdup (project);
  ds_sidebar_refresh (self);
}

/* Returns: (nullable) (transfer none): the project that is selected */
DsProjectItem *
ds_sidebar_get_selected (DsSidebar *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));

  return row == NULL ? NULL : ds_project_row_get_item (DS_PROJECT_ROW (row));
}

/* Whether the sidebar is all that is seen, and bears the window's buttons. */
void
ds_sidebar_set_alone (DsSidebar *self, gboolean is_alone)
{
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (self->header), is_alone);
}

static void
ds_sidebar_dispose (GObject *object)
{
  DsSidebar *self = DS_SIDEBAR (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_pointer (&self->root, gtk_widget_unparent);
  g_clear_object (&self->projects);
  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->wanted, g_free);
  G_OBJECT_CLASS (ds_sidebar_parent_class)->dispose (object);
}

static void
ds_sidebar_init (DsSidebar *self)
{
  self->cancellable = g_cancellable_new ();
  self->projects = g_list_store_new (DS_TYPE_PROJECT_ITEM);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_bind_model (GTK_LIST_BOX (self->list), G_LIST_MODEL (self->projects), make_row, NULL,
                           NULL);
  gtk_list_box_set_header_func (GTK_LIST_BOX (self->list), show_head, NULL, NULL);
}

static void
ds_sidebar_class_init (DsSidebarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ds_sidebar_dispose;
  signals[SIGNAL_SELECTED] = g_signal_new ("selected", DS_TYPE_SIDEBAR, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_OPENED] = g_signal_new ("opened", DS_TYPE_SIDEBAR, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", DS_TYPE_SIDEBAR, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/draftseal/Draftseal/ds-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, DsSidebar, root);
  gtk_widget_class_bind_template_child (widget_class, DsSidebar, header);
  gtk_widget_class_bind_template_child (widget_class, DsSidebar, list);
  gtk_widget_class_bind_template_child (widget_class, DsSidebar, waiting);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}
