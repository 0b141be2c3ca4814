/* ds-details.c - everything there is to say about one draft
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/details/ds-details.h"

#include <glib/gi18n.h>

#include <adwaita.h>

#include "app/look/ds-grade-badge.h"
#include "app/look/ds-spoken.h"
#include "app/look/ds-thumbnail.h"
#include "app/look/ds-words.h"
#include "project/ds-stage.h"

#define PREVIEW_PX 640 /* 302 wide, twice for dense displays */

struct _DsDetails
{
  GtkWidget parent_instance;

  DsThumbnailer *thumbnailer; /* (nullable) */
  DsDraftItem *item;          /* (nullable) */
  gulong changed;             /* handler on item */
  gboolean is_filling;        /* the stage is being shown, not chosen */
  GPtrArray *proof_rows;      /* of GtkWidget, borrowed from proof */

  GtkWidget *root;
  GtkWidget *preview;
  GtkWidget *stage;
  GtkWidget *stage_pin;
  GtkWidget *saved;
  GtkWidget *existed;
  GtkWidget *digest;
  GtkWidget *grade;
  GtkWidget *proof;
  GtkWidget *open_copy;
};

enum
{
  SIGNAL_STAGE_CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DsDetails, ds_details, GTK_TYPE_WIDGET)

/* The row's name for a screen reader: what it is and what it says. */
static void
set_fact (GtkWidget *row, const char *value)
{
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row));
  g_autofree char *spoken = g_strdup_printf ("%s: %s", title, value);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), value);
  ds_spoken_set (row, spoken);
}

static void
add_proof (DsDetails *self, const char *icon, const char *title, const char *subtitle)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", title, "subtitle", subtitle,
                                 "activatable", TRUE, "use-markup", FALSE, NULL);
  GtkWidget *image = gtk_image_new_from_icon_name (icon);
  g_autofree char *spoken = g_strdup_printf ("%s: %s", title, subtitle);

  gtk_widget_add_css_class (image, g_str_equal (icon, "ds-pass-symbolic") ? "proven-text"
                                                                          : "warning-text");
  gtk_widget_add_css_class (row, "proof-row");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
  ds_spoken_set (row, spoken);
  gtk_list_box_append (GTK_LIST_BOX (self->proof), row);
  g_ptr_array_add (self->proof_rows, row);
}

static void
add_stamp (DsDetails *self, const DsStamp *stamp)
{
  g_autofree char *moment = ds_words_dup_moment (stamp->gen_time, TRUE);
  g_autofree char *title = NULL;
  g_autofree char *subtitle = NULL;

  /* Translators: the name of an authority */
  title = g_strdup_printf (
      stamp->is_direct ? _ ("%s signed the digest itself") : _ ("%s signed the batch"), stamp->tsa);
  subtitle = g_strdup_printf ("%s\n%s", moment,
                              stamp->is_test ? _ ("test authority")
                                             : ds_words_for_trust (DS_GRADE_STAMPED));
  add_proof (self, stamp->is_test ? "ds-note-symbolic" : "ds-pass-symbolic", title, subtitle);
}

static void
show_proof (DsDetails *self, const DsDraftFacts *facts)
{
  g_autofree char *size = g_format_size (facts->draft->size);

  for (guint i = 0; i < self->proof_rows->len; i++)
    gtk_list_box_remove (GTK_LIST_BOX (self->proof), g_ptr_array_index (self->proof_rows, i));
  g_ptr_array_set_size (self->proof_rows, 0);

  ds_grade_badge_set_grade (DS_GRADE_BADGE (self->grade), facts->draft->grade);
  for (guint i = 0; i < facts->stamps->len; i++)
    add_stamp (self, g_ptr_array_index (facts->stamps, i));
  if (facts->stamps->len == 0)
    add_proof (self, "ds-local-symbolic", _ ("Nobody has signed it yet"),
               _ ("Its time will be that of the stamp, not of the save."));
  if (facts->draft->is_kept)
    add_proof (self, "ds-pass-symbolic", _ ("The bytes are kept"), size);
  else
    add_proof (self, "ds-note-symbolic", _ ("Recorded and stamped only"),
               _ ("The bytes are not kept."));
}

static void
show_stage (DsDetails *self, const DsDraft *draft)
{
  const char *const *stages = ds_stage_list ();

  self->is_filling = TRUE;
  for (guint i = 0; stages[i] != NULL; i++)
    if (g_str_equal (stages[i], draft->stage))
      adw_combo_row_set_selected (ADW_COMBO_ROW (self->stage), i);
  self->is_filling = FALSE;
  gtk_widget_set_visible (self->stage_pin, draft->stage_by_person);
}

static void
show_item (DsDetails *self)
{
  DsDraftFacts *facts = ds_draft_item_get_facts (self->item);
  const DsStamp *first = ds_draft_facts_get_first_stamp (facts);
  g_autofree char *saved = ds_words_dup_moment (facts->draft->seen_at, FALSE);
  g_autofree char *digest = ds_words_dup_digest (&facts->draft->sha256);
  g_autofree char *existed =
      first == NULL ? g_strdup (_ ("not known yet")) : ds_words_dup_moment (first->gen_time, TRUE);
  g_autofree char *name = ds_draft_facts_dup_name (facts);
  g_autofree char *spoken = g_strdup_printf (_ ("Preview of %s"), name);

  ds_thumbnail_show (DS_THUMBNAIL (self->preview), self->thumbnailer, facts->draft, PREVIEW_PX);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->preview), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken, -1);
  show_stage (self, facts->draft);
  set_fact (self->saved, saved);
  set_fact (self->existed, existed);
  set_fact (self->digest, digest);
  show_proof (self, facts);
  gtk_widget_set_visible (self->open_copy, facts->draft->is_kept);
}

static void
stage_selected_cb (DsDetails *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->stage));

  if (!self->is_filling && self->item != NULL
      && selected < g_strv_length ((char **) ds_stage_list ()))
    g_signal_emit (self, signals[SIGNAL_STAGE_CHOSEN], 0, self->item, ds_stage_list ()[selected]);
}

static void
proof_activated_cb (DsDetails *self)
{
  if (self->item != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "app.verify-draft", "s",
                                ds_draft_item_get_facts (self->item)->draft->record);
}

void
ds_details_set_thumbnailer (DsDetails *self, DsThumbnailer *thumbnailer)
{
  g_set_object (&self->thumbnailer, thumbnailer);
}

/**
 * ds_details_set_item:
 * @item: (nullable): a draft, not a save under way; %NULL for none
 */
void
ds_details_set_item (DsDetails *self, DsDraftItem *item)
{
  g_return_if_fail (DS_IS_DETAILS (self));

  /* GTK tells of a selection whenever the list changes above it; the draft tells of itself. */
  if (item != NULL && item == self->item)
    return;

  if (self->item != NULL)
    g_clear_signal_handler (&self->changed, self->item);
  g_set_object (&self->item, item);
  gtk_widget_set_visible (self->root, item != NULL);
  if (item == NULL)
    return;

  self->changed = g_signal_connect_swapped (item, "changed", G_CALLBACK (show_item), self);
  show_item (self);
}

static void
ds_details_dispose (GObject *object)
{
  DsDetails *self = DS_DETAILS (object);

  if (self->item != NULL)
    g_clear_signal_handler (&self->changed, self->item);
  g_clear_object (&self->item);
  g_clear_object (&self->thumbnailer);
  g_clear_pointer (&self->proof_rows, g_ptr_array_unref);
  g_clear_pointer (&self->root, gtk_widget_unparent);
  G_OBJECT_CLASS (ds_details_parent_class)->dispose (object);
}

static void
ds_details_init (DsDetails *self)
{
  const char *const *stages = ds_stage_list ();
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  self->proof_rows = g_ptr_array_new ();
  self->is_filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  ds_thumbnail_set_contain (DS_THUMBNAIL (self->preview));
  for (guint i = 0; stages[i] != NULL; i++)
    gtk_string_list_append (names, ds_words_for_stage (stages[i]));
  adw_combo_row_set_model (ADW_COMBO_ROW (self->stage), G_LIST_MODEL (names));
  self->is_filling = FALSE;
}

static void
ds_details_class_init (DsDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ds_details_dispose;
  signals[SIGNAL_STAGE_CHOSEN] =
      g_signal_new ("stage-chosen", DS_TYPE_DETAILS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, DS_TYPE_DRAFT_ITEM, G_TYPE_STRING);

  g_type_ensure (DS_TYPE_GRADE_BADGE);
  g_type_ensure (DS_TYPE_THUMBNAIL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/draftseal/Draftseal/ds-details.ui");
  gtk_widget_class_bind_template_child (widget_class, DsDetails, root);
  gtk_widget_class_bind_template_child (widget_class, DsDetails, preview);
  gtk_widget_class_bind_template_child (widget_class, DsDetails, stage);
  gtk_widget_class_bind_template_child (widget_class, DsDetails, stage_pin);
  gtk_widget_class_bind_template_child (widget_class, DsDetails, saved);
  gtk_widget_class_bind_template_child (widget_class, DsDetails, existed);
  gtk_widget_class_bind_template_child (widget_class, DsDetails, digest);
  gtk_widget_class_bind_template_child (widget_class, DsDetails, grade);
  gtk_widget_class_bind_template_child (widget_class, DsDetails, proof);
  gtk_widget_class_bind_template_child (widget_class, DsDetails, open_copy);
  gtk_widget_class_bind_template_callback (widget_class, stage_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, proof_activated_cb);
}
