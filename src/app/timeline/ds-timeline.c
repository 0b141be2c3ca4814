/* ds-timeline.c - the drafts of one project, newest first, under its stages
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/timeline/ds-timeline.h"

#include <glib/gi18n.h>

#include <adwaita.h>

#include "app/timeline/ds-draft-row.h"
#include "app/look/ds-words.h"
#include "project/ds-stage.h"

#define TOP_PX 8.0 /* scrolled less than this counts as being at the top */

struct _DsTimeline
{
  GtkWidget parent_instance;

  DsThumbnailer *thumbnailer; /* (nullable) */
  char *waiting;              /* (nullable): what rows say below LOCAL */
  guint n_new;                /* drafts that came in above what is looked at */
  gboolean is_narrow;
  gboolean is_at_top;

  GtkWidget *root;
  GtkWidget *banner;
  GtkWidget *strip;
  GtkWidget *stack;
  GtkWidget *scrolled;
  GtkWidget *list;
  GtkWidget *new_drafts;
  GtkWidget *missing;
  GtkSingleSelection *selection;
};

enum
{
  PROP_NARROW = 1,
  PROP_WAITING,
  N_PROPS,
};

enum
{
  SIGNAL_SELECTED,
  SIGNAL_OPENED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DsTimeline, ds_timeline, GTK_TYPE_WIDGET)

/* What differs from row to row is set when a row is bound; what all rows share they follow. */
static void
row_waiting_cb (DsTimeline *self, GParamSpec *spec, DsDraftRow *row)
{
  ds_draft_row_set_waiting (row, self->waiting);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, DsTimeline *self)
{
  GtkWidget *row = ds_draft_row_new (self->thumbnailer);

  g_object_bind_property (self, "narrow", row, "narrow", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (self, "notify::waiting", G_CALLBACK (row_waiting_cb), row, 0);
  gtk_list_item_set_child (item, row);
}

/* A save under way has no details yet. */
static void
allow_selecting (GtkListItem *item, DsDraftItem *draft)
{
  gtk_list_item_set_selectable (item, ds_draft_item_get_facts (draft) != NULL);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, DsTimeline *self)
{
  DsDraftRow *row = DS_DRAFT_ROW (gtk_list_item_get_child (item));
  DsDraftItem *draft = gtk_list_item_get_item (item);

  allow_selecting (item, draft);
  g_signal_connect_object (draft, "changed", G_CALLBACK (allow_selecting), item, G_CONNECT_SWAPPED);
  ds_draft_row_set_waiting (row, self->waiting);
  ds_draft_row_set_item (row, draft);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, DsTimeline *self)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), allow_selecting, item);
}

static void
selected_cb (DsTimeline *self)
{
  g_signal_emit (self, signals[SIGNAL_SELECTED], 0);
}

static void
activated_cb (DsTimeline *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  g_signal_emit (self, signals[SIGNAL_OPENED], 0);
}

static GtkAdjustment *
get_adjustment (DsTimeline *self)
{
  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled));
}

static void
scrolled_cb (DsTimeline *self, GtkAdjustment *adjustment)
{
  self->is_at_top = gtk_adjustment_get_value (adjustment) < TOP_PX;
  if (self->is_at_top)
    {
      self->n_new = 0;
      gtk_widget_set_visible (self->new_drafts, FALSE);
    }
}

static void
scroll_to_top (DsTimeline *self)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0)
    gtk_widget_activate_action (self->list, "list.scroll-to-item", "u", 0);
}

static void
new_drafts_clicked_cb (DsTimeline *self)
{
  scroll_to_top (self);
}

void
ds_timeline_set_thumbnailer (DsTimeline *self, DsThumbnailer *thumbnailer)
{
  g_set_object (&self->thumbnailer, thumbnailer);
}

void
ds_timeline_set_list (DsTimeline *self, DsDraftList *list)
{
  self->n_new = 0;
  gtk_widget_set_visible (self->new_drafts, FALSE);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (list));
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  gtk_adjustment_set_value (get_adjustment (self), 0);
}

void
ds_timeline_set_state (DsTimeline *self, DsTimelineState state)
{
  static const char *const pages[] = {
    [DS_TIMELINE_LOADING] = "loading", [DS_TIMELINE_DRAFTS] = "drafts",
    [DS_TIMELINE_EMPTY] = "empty",     [DS_TIMELINE_MISSING] = "missing",
    [DS_TIMELINE_NOTHING] = "nothing",
  };

  gtk_widget_set_visible (self->strip, state == DS_TIMELINE_DRAFTS || state == DS_TIMELINE_NOTHING);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), pages[state]);
}

/**
 * ds_timeline_set_missing:
 * @folder: where the project's folder was
 * @n_drafts: how many of its drafts are kept
 */
void
ds_timeline_set_missing (DsTimeline *self, const char *folder, guint64 n_drafts)
{
  g_autofree char *shown = ds_words_dup_home_path (folder);
  /* Translators: a path, and how many drafts are kept */
  g_autofree char *text = g_strdup_printf (
      ngettext ("It was at %1$s.\nThe %2$d draft kept here is untouched.",
                "It was at %1$s.\nThe %2$d drafts kept here are untouched.", n_drafts),
      shown, (int) n_drafts);

  adw_status_page_set_description (ADW_STATUS_PAGE (self->missing), text);
}

void
ds_timeline_set_narrow (DsTimeline *self, gboolean narrow)
{
  g_object_set (self, "narrow", narrow, NULL);
}

/**
 * ds_timeline_set_waiting:
 * @waiting: (nullable): what a row says that nobody has signed yet: "stamp in about 40 s"
 */
void
ds_timeline_set_waiting (DsTimeline *self, const char *waiting)
{
  if (g_strcmp0 (self->waiting, waiting) == 0)
    return;

  g_free (self->waiting);
  self->waiting = g_strdup (waiting);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WAITING]);
}

/**
 * ds_timeline_note_new:
 * @n_new: how many rows have just been added at the top
 *
 * Somebody who looks at the newest drafts sees them come in; somebody who has scrolled down keeps
 * his place and is told.
 */
void
ds_timeline_note_new (DsTimeline *self, guint n_new)
{
  g_autofree char *text = NULL;

  if (self->is_at_top)
    {
      /* The list holds on to the row that was first, so it is asked back. */
      scroll_to_top (self);
      return;
    }

  self->n_new += n_new;
  text =
      g_strdup_printf (ngettext ("%d new draft", "%d new drafts", self->n_new), (int) self->n_new);
  gtk_button_set_label (GTK_BUTTON (self->new_drafts), text);
  gtk_widget_set_visible (self->new_drafts, self->n_new > 0);
}

void
ds_timeline_select (DsTimeline *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
}

/* Returns: (nullable) (transfer none): the draft that is selected; a save under way is none */
DsDraftItem *
ds_timeline_get_selected (DsTimeline *self)
{
  DsDraftItem *item = gtk_single_selection_get_selected_item (self->selection);

  return item != NULL && ds_draft_item_get_facts (item) != NULL ? item : NULL;
}

DsBanner *
ds_timeline_get_banner (DsTimeline *self)
{
  return DS_BANNER (self->banner);
}

DsStageStrip *
ds_timeline_get_strip (DsTimeline *self)
{
  return DS_STAGE_STRIP (self->strip);
}

static void
ds_timeline_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  DsTimeline *self = DS_TIMELINE (object);

  if (id == PROP_NARROW)
    g_value_set_boolean (value, self->is_narrow);
  else
    g_value_set_string (value, self->waiting);
}

static void
ds_timeline_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  DsTimeline *self = DS_TIMELINE (object);

  if (id != PROP_NARROW || self->is_narrow == g_value_get_boolean (value))
    return;

  self->is_narrow = g_value_get_boolean (value);
  if (self->is_narrow)
    gtk_widget_add_css_class (GTK_WIDGET (self), "narrow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "narrow");
  g_object_notify_by_pspec (object, spec);
}

static void
ds_timeline_dispose (GObject *object)
{
  DsTimeline *self = DS_TIMELINE (object);

  g_clear_pointer (&self->root, gtk_widget_unparent);
  g_clear_object (&self->thumbnailer);
  g_clear_pointer (&self->waiting, g_free);
  G_OBJECT_CLASS (ds_timeline_parent_class)->dispose (object);
}

static void
ds_timeline_init (DsTimeline *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->is_at_top = TRUE;
  g_object_bind_property (self, "narrow", self->strip, "narrow", G_BINDING_SYNC_CREATE);
  /* Where details are a page of their own, a tap opens them. */
  g_object_bind_property (self, "narrow", self->list, "single-click-activate",
                          G_BINDING_SYNC_CREATE);
  g_signal_connect_swapped (get_adjustment (self), "value-changed", G_CALLBACK (scrolled_cb), self);
}

/* Keys that belong to the list: a digit sets the stage, Ctrl+C copies the digest. */
static void
add_keys (GtkWidgetClass *widget_class)
{
  const char *const *stages = ds_stage_list ();

  for (guint i = 0; stages[i] != NULL; i++)
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1 + i, 0, "win.set-stage", "s",
                                         stages[i]);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "win.copy-digest",
                                       NULL);
}

static void
ds_timeline_class_init (DsTimelineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = ds_timeline_get_property;
  object_class->set_property = ds_timeline_set_property;
  object_class->dispose = ds_timeline_dispose;
  properties[PROP_NARROW] =
      g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_WAITING] =
      g_param_spec_string ("waiting", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_SELECTED] = g_signal_new ("selected", DS_TYPE_TIMELINE, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_OPENED] = g_signal_new ("opened", DS_TYPE_TIMELINE, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (DS_TYPE_BANNER);
  g_type_ensure (DS_TYPE_STAGE_STRIP);
  add_keys (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/draftseal/Draftseal/ds-timeline.ui");
  gtk_widget_class_bind_template_child (widget_class, DsTimeline, root);
  gtk_widget_class_bind_template_child (widget_class, DsTimeline, banner);
  gtk_widget_class_bind_template_child (widget_class, DsTimeline, strip);
  gtk_widget_class_bind_template_child (widget_class, DsTimeline, stack);
  gtk_widget_class_bind_template_child (widget_class, DsTimeline, scrolled);
  gtk_widget_class_bind_template_child (widget_class, DsTimeline, list);
  gtk_widget_class_bind_template_child (widget_class, DsTimeline, new_drafts);
  gtk_widget_class_bind_template_child (widget_class, DsTimeline, missing);
  gtk_widget_class_bind_template_child (widget_class, DsTimeline, selection);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, new_drafts_clicked_cb);
}
