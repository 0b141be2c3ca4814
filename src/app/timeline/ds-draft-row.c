/* ds-draft-row.c - one draft in the timeline
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/timeline/ds-draft-row.h"

#include <glib/gi18n.h>

#include "app/look/ds-grade-badge.h"
#include "app/timeline/ds-rail.h"
#include "app/look/ds-stage-look.h"
#include "app/look/ds-thumbnail.h"
#include "app/look/ds-words.h"

#define THUMBNAIL_PX 152 /* 76 wide, twice for dense displays */

/* A row with the place for a day's head above it: GTK 4.8 has no sections in lists. */
struct _DsDraftRow
{
  GtkWidget parent_instance;

  DsThumbnailer *thumbnailer; /* (nullable) */
  DsDraftItem *item;          /* (nullable): bound now */
  gulong changed;             /* handler on item */
  char *waiting;              /* (nullable): what is said below LOCAL */
  int drawn_on;               /* day of the year: another day, another head */
  gboolean is_narrow;

  GtkWidget *head;
  GtkWidget *head_rail;
  GtkWidget *head_day;
  GtkWidget *head_rest;
  GtkWidget *body;
  GtkWidget *time;
  GtkWidget *rail;
  GtkWidget *thumbnail;
  GtkWidget *name;
  GtkWidget *folder;
  GtkWidget *facts;
  GtkWidget *chip;
  GtkWidget *below;
  GtkWidget *below_chip;
  GtkWidget *below_grade;
  GtkWidget *proof;
  GtkWidget *grade;
  GtkWidget *line;
};

enum
{
  PROP_NARROW = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (DsDraftRow, ds_draft_row, GTK_TYPE_WIDGET)

/* "Today  Sunday 22 November · 4 drafts" */
static void
show_head (DsDraftRow *self)
{
  GDateTime *time = ds_draft_item_get_local_time (self->item);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = ds_words_dup_weekday (time);
  guint n = ds_draft_item_get_day_count (self->item);
  g_autofree char *count = g_strdup_printf (ngettext ("%d draft", "%d drafts", n), (int) n);
  g_autofree char *rest = NULL;

  gtk_widget_set_visible (self->head, ds_draft_item_get_heads_day (self->item));
  if (g_date_time_get_year (time) != g_date_time_get_year (now))
    {
      g_free (day);
      day = ds_words_dup_date (time, now);
    }

  if (ds_words_is_same_day (time, now))
    {
      gtk_label_set_label (GTK_LABEL (self->head_day), _ ("Today"));
      rest = g_strdup_printf ("%s · %s", day, count);
    }
  else
    {
      gtk_label_set_label (GTK_LABEL (self->head_day), day);
      rest = g_steal_pointer (&count);
    }
  gtk_label_set_label (GTK_LABEL (self->head_rest), rest);
}

static void
name_row (DsDraftRow *self, const char *name)
{
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (self));

  /* The list's own row is what a screen reader finds; GTK 4.8 gives it no name by itself. */
  if (row != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
show_saving (DsDraftRow *self)
{
  const char *path = ds_draft_item_get_saving_path (self->item);
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = g_filename_display_name (base);
  g_autofree char *spoken = NULL;

  gtk_label_set_label (GTK_LABEL (self->name), name);
  gtk_label_set_label (GTK_LABEL (self->facts), _ ("saving…"));
  gtk_widget_hide (self->folder);
  ds_stage_look_set_chip (GTK_LABEL (self->chip), NULL);
  gtk_widget_hide (self->proof);
  gtk_widget_hide (self->below);
  ds_thumbnail_show (DS_THUMBNAIL (self->thumbnail), NULL, NULL, THUMBNAIL_PX);
  ds_rail_set (DS_RAIL (self->rail), DS_RAIL_BELOW | DS_RAIL_MARK, NULL);
  /* Translators: file name; what a screen reader says of a save under way */
  spoken = g_strdup_printf (_ ("%s, saving…"), name);
  name_row (self, spoken);
}

static void
show_facts_line (DsDraftRow *self, const DsDraftFacts *facts)
{
  g_autofree char *folder = ds_draft_facts_dup_folder (facts);
  g_autofree char *number = g_strdup_printf (_ ("draft %d"), (int) facts->draft->number);
  g_autofree char *size = g_format_size (facts->draft->size);
  gboolean has_folder = folder[0] != '\0' && !self->is_narrow;
  g_autofree char *line = g_strconcat (has_folder ? " · " : "", number, " · ", size, NULL);

  gtk_label_set_label (GTK_LABEL (self->folder), folder);
  gtk_widget_set_visible (self->folder, has_folder);
  gtk_label_set_label (GTK_LABEL (self->facts), line);
}

static void
show_proof (DsDraftRow *self, const DsDraftFacts *facts)
{
  const DsStamp *first = ds_draft_facts_get_first_stamp (facts);
  g_autofree char *clock = ds_words_dup_clock (facts->draft->seen_at);
  g_autofree char *line = NULL;

  if (first != NULL)
    line = ds_words_dup_proof_line (facts);
  else if (self->waiting != NULL)
    line = g_strdup (self->waiting);
  else
    /* Translators: a time of day */
    line = g_strdup_printf (_ ("waits since %s"), clock);
  gtk_label_set_label (GTK_LABEL (self->line), line);
  ds_grade_badge_set_grade (DS_GRADE_BADGE (self->grade), facts->draft->grade);
  ds_grade_badge_set_grade (DS_GRADE_BADGE (self->below_grade), facts->draft->grade);
}

/* Asked for when it is to be seen: to set a tooltip's text asks the display where the pointer is,
 * and waits, for every row. */
static gboolean
query_tooltip_cb (GtkWidget *line, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip,
                  DsDraftRow *self)
{
  DsDraftFacts *facts = self->item == NULL ? NULL : ds_draft_item_get_facts (self->item);
  const DsStamp *first = facts == NULL ? NULL : ds_draft_facts_get_first_stamp (facts);
  g_autofree char *moment = first == NULL ? NULL : ds_words_dup_moment (first->gen_time, TRUE);

  gtk_tooltip_set_text (tooltip, moment);
  return moment != NULL;
}

static void
show_draft (DsDraftRow *self)
{
  DsDraftFacts *facts = ds_draft_item_get_facts (self->item);
  g_autofree char *name = ds_draft_facts_dup_name (facts);
  g_autofree char *spoken = ds_words_dup_row_name (facts);
  DsRailParts parts = DS_RAIL_MARK;

  gtk_label_set_label (GTK_LABEL (self->name), name);
  show_facts_line (self, facts);
  show_proof (self, facts);
  ds_stage_look_set_chip (GTK_LABEL (self->chip), facts->draft->stage);
  ds_stage_look_set_chip (GTK_LABEL (self->below_chip), facts->draft->stage);
  gtk_widget_set_visible (self->chip, !self->is_narrow);
  gtk_widget_set_visible (self->proof, !self->is_narrow);
  gtk_widget_set_visible (self->below, self->is_narrow);
  ds_thumbnail_show (DS_THUMBNAIL (self->thumbnail), self->thumbnailer, facts->draft, THUMBNAIL_PX);

  if (!ds_draft_item_is_newest (self->item))
    parts |= DS_RAIL_ABOVE;
  if (!ds_draft_item_is_oldest (self->item))
    parts |= DS_RAIL_BELOW;
  ds_rail_set (DS_RAIL (self->rail), parts, facts->draft->stage);
  ds_rail_set (DS_RAIL (self->head_rail),
               parts & DS_RAIL_ABOVE ? DS_RAIL_ABOVE | DS_RAIL_BELOW : DS_RAIL_NONE, NULL);
  name_row (self, spoken);
}

static int
get_today (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  return g_date_time_get_day_of_year (now);
}

/* Draws the row anew, because its draft, its place or the day has changed. */
static void
refresh (DsDraftRow *self)
{
  g_autofree char *clock = NULL;

  if (self->item == NULL)
    return;

  self->drawn_on = get_today ();
  clock = g_date_time_format (ds_draft_item_get_local_time (self->item), "%H:%M");
  gtk_label_set_label (GTK_LABEL (self->time), clock);
  show_head (self);
  if (ds_draft_item_get_facts (self->item) == NULL)
    show_saving (self);
  else
    show_draft (self);
}

/**
 * ds_draft_row_set_item:
 * @item: what to show
 *
 * Does nothing if that is what the row shows: whenever a list changes, GTK binds every row behind
 * the change again.
 */
void
ds_draft_row_set_item (DsDraftRow *self, DsDraftItem *item)
{
  g_return_if_fail (DS_IS_DRAFT_ROW (self) && item != NULL);

  if (self->item == item && self->drawn_on == get_today ())
    return;

  if (self->item != NULL)
    g_clear_signal_handler (&self->changed, self->item);
  g_set_object (&self->item, item);
  self->changed = g_signal_connect_swapped (item, "changed", G_CALLBACK (refresh), self);
  refresh (self);
}

/**
 * ds_draft_row_set_waiting:
 * @waiting: (nullable): what is said below LOCAL, "stamp in about 40 s"; %NULL for since when
 */
void
ds_draft_row_set_waiting (DsDraftRow *self, const char *waiting)
{
  DsDraftFacts *facts = self->item == NULL ? NULL : ds_draft_item_get_facts (self->item);

  if (g_strcmp0 (self->waiting, waiting) == 0)
    return;

  g_free (self->waiting);
  self->waiting = g_strdup (waiting);
  if (facts != NULL)
    show_proof (self, facts);
}

GtkWidget *
ds_draft_row_new (DsThumbnailer *thumbnailer)
{
  DsDraftRow *self = g_object_new (DS_TYPE_DRAFT_ROW, NULL);

  g_set_object (&self->thumbnailer, thumbnailer);
  return GTK_WIDGET (self);
}

static void
ds_draft_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  DsDraftRow *self = DS_DRAFT_ROW (object);

  if (self->is_narrow == g_value_get_boolean (value))
    return;

  self->is_narrow = g_value_get_boolean (value);
  if (self->is_narrow)
    gtk_widget_add_css_class (GTK_WIDGET (self), "narrow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "narrow");
  refresh (self);
}

static void
ds_draft_row_dispose (GObject *object)
{
  DsDraftRow *self = DS_DRAFT_ROW (object);

  if (self->item != NULL)
    g_clear_signal_handler (&self->changed, self->item);
  g_clear_object (&self->item);
  g_clear_object (&self->thumbnailer);
  g_clear_pointer (&self->waiting, g_free);
  g_clear_pointer (&self->head, gtk_widget_unparent);
  g_clear_pointer (&self->body, gtk_widget_unparent);
  G_OBJECT_CLASS (ds_draft_row_parent_class)->dispose (object);
}

static void
ds_draft_row_init (DsDraftRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
ds_draft_row_class_init (DsDraftRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = ds_draft_row_set_property;
  object_class->dispose = ds_draft_row_dispose;
  properties[PROP_NARROW] =
      g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (DS_TYPE_GRADE_BADGE);
  g_type_ensure (DS_TYPE_RAIL);
  g_type_ensure (DS_TYPE_THUMBNAIL);
  gtk_widget_class_set_css_name (widget_class, "draftrow");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/draftseal/Draftseal/ds-draft-row.ui");
  gtk_widget_class_bind_template_child (widget_class, DsDraftRow, head);
  gtk_widget_class_bind_template_child (widget_class, DsDraftRow, head_rail);
  gtk_widget_class_bind_template_child (widget_class, DsDraftRow, head_day);
  gtk_widget_class_bind_template_child (widget_class, DsDraftRow, head_rest);
  gtk_widget_class_bind_template_child (widget_class, DsDraftRow, body);
  gtk_widget_class_bind_template_child (widget_class, DsDraftRow, time);
  gtk_widget_class_bind_template_child (widget_class, DsDraftRow, rail);
  gtk_widget_class_bind_template_child (widget_class, DsDraftRow, thumbnail);
  gtk_widget_class_bind_template_child (widget_class, DsDraftRow, name);
  gtk_widget_class_bind_template_child (widget_class, DsDraftRow, folder);
  gtk_widget_class_bind_template_child (widget_class, DsDraftRow, facts);
  gtk_widget_class_bind_template_child (widget_class, DsDraftRow, chip);
  gtk_widget_class_bind_template_child (widget_class, DsDraftRow, below);
  gtk_widget_class_bind_template_child (widget_class, DsDraftRow, below_chip);
  gtk_widget_class_bind_template_child (widget_class, DsDraftRow, below_grade);
  gtk_widget_class_bind_template_child (widget_class, DsDraftRow, proof);
  gtk_widget_class_bind_template_child (widget_class, DsDraftRow, grade);
  gtk_widget_class_bind_template_child (widget_class, DsDraftRow, line);
  gtk_widget_class_bind_template_callback (widget_class, query_tooltip_cb);
}
