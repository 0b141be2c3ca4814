/* ds-project-row.c - one project in the sidebar
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/ds-project-row.h"

#include <glib/gi18n.h>

#include "app/setup/ds-trouble-words.h"
#include "app/look/ds-words.h"

struct _DsProjectRow
{
  GtkListBoxRow parent_instance;

  DsProjectItem *item;

  GtkWidget *state;
  GtkWidget *name;
  GtkWidget *line;
  GtkWidget *count;
};

typedef struct
{
  const char *style; /* of the dot */
  const char *word;  /* its name for a screen reader */
} DsProjectState;

G_DEFINE_FINAL_TYPE (DsProjectRow, ds_project_row, GTK_TYPE_LIST_BOX_ROW)

/* An authority that does not answer may do so again; what it refused, or should not have signed, is
 * for a person to look at. */
static gboolean
is_refused (const DsProjectFacts *facts)
{
  return facts->stamping.troubled != NULL && facts->stamping.trouble > DS_STAMP_TROUBLE_UNREACHABLE;
}

static DsProjectState
get_state (const DsProjectFacts *facts)
{
  if (facts->is_missing || is_refused (facts))
    return (DsProjectState){ "missing", _ ("needs you") };
  if (facts->n_waiting > 0 && facts->stamping.has_tsa)
    return (DsProjectState){ "waiting", _ ("waiting for a stamp") };
  return (DsProjectState){ "watching", _ ("watching") };
}

static char *
dup_line (const DsProjectFacts *facts)
{
  DsTime now = ds_time_now ();
  g_autofree char *ago = NULL;
  guint64 n = facts->n_waiting;

  if (facts->is_missing)
    return g_strdup (_ ("The folder is not there"));
  if (!facts->has_draft)
    return g_strdup (_ ("No draft yet"));
  if (is_refused (facts))
    return ds_trouble_words_dup_title (&facts->stamping);
  if (n > 0 && facts->stamping.is_offline)
    return g_strdup_printf (
        ngettext ("%d draft waits for the network", "%d drafts wait for the network", n), (int) n);
  if (n > 0 && facts->stamping.has_tsa)
    return g_strdup_printf (
        ngettext ("%d draft waits for a stamp", "%d drafts wait for a stamp", n), (int) n);

  ago = ds_words_dup_ago (facts->has_stamp ? facts->last_stamp : facts->last_seen, now);
  /* Translators: how long ago, or a date: "stamped 4 min ago", "last draft 4 October" */
  return g_strdup_printf (facts->has_stamp ? _ ("stamped %s") : _ ("last draft %s"), ago);
}

static void
show_facts (DsProjectRow *self)
{
  static const char *const styles[] = { "missing", "waiting", "watching" };
  DsProjectFacts *facts = ds_project_item_get_facts (self->item);
  DsProjectState state = get_state (facts);
  g_autofree char *line = dup_line (facts);
  g_autofree char *count = g_strdup_printf ("%d", (int) facts->project->n_drafts);
  g_autofree char *drafts = g_strdup_printf (
      ngettext ("%d draft", "%d drafts", facts->project->n_drafts), (int) facts->project->n_drafts);
  g_autofree char *spoken =
      g_strdup_printf ("%s, %s, %s, %s", facts->project->name, state.word, line, drafts);

  for (gsize i = 0; i < G_N_ELEMENTS (styles); i++)
    gtk_widget_remove_css_class (self->state, styles[i]);
  gtk_widget_add_css_class (self->state, state.style);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->state), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  state.word, -1);
  gtk_label_set_label (GTK_LABEL (self->name), facts->project->name);
  gtk_label_set_label (GTK_LABEL (self->line), line);
  gtk_label_set_label (GTK_LABEL (self->count), count);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

GtkWidget *
ds_project_row_new (DsProjectItem *item)
{
  DsProjectRow *self = g_object_new (DS_TYPE_PROJECT_ROW, NULL);

  self->item = g_object_ref (item);
  g_signal_connect_object (item, "changed", G_CALLBACK (show_facts), self, G_CONNECT_SWAPPED);
  show_facts (self);
  return GTK_WIDGET (self);
}

DsProjectItem *
ds_project_row_get_item (DsProjectRow *self)
{
  return self->item;
}

static void
ds_project_row_dispose (GObject *object)
{
  g_clear_object (&DS_PROJECT_ROW (object)->item);
  G_OBJECT_CLASS (ds_project_row_parent_class)->dispose (object);
}

static void
ds_project_row_init (DsProjectRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
ds_project_row_class_init (DsProjectRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ds_project_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/draftseal/Draftseal/ds-project-row.ui");
  gtk_widget_class_bind_template_child (widget_class, DsProjectRow, state);
  gtk_widget_class_bind_template_child (widget_class, DsProjectRow, name);
  gtk_widget_class_bind_template_child (widget_class, DsProjectRow, line);
  gtk_widget_class_bind_template_child (widget_class, DsProjectRow, count);
}
