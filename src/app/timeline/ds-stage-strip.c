/* ds-stage-strip.c - how far a project has come, stage by stage
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/timeline/ds-stage-strip.h"

#include <glib/gi18n.h>

#include "app/look/ds-stage-look.h"
#include "app/look/ds-words.h"
#include "project/ds-stage.h"

#define MARGIN 26
#define HEIGHT 80
#define NARROW_HEIGHT 60
#define DOT_Y 23
#define DOT_RADIUS 6.5f
#define HOLLOW_RADIUS 3.5f
#define LINE_GAP 10
#define LINE_WIDTH 3
#define NAME_Y 36
#define BAR_Y 16
#define BAR_HEIGHT 5
#define BAR_GAP 3
#define BAR_LEAST 5
#define LAST_SHARE 0.63 /* the last stage needs no line to a next one */
#define SECONDS_PER_DAY 86400

struct _DsStageStrip
{
  GtkWidget parent_instance;

  DsStageCount counts[DS_STAGES];
  GtkWidget *names[DS_STAGES];
  GtkWidget *captions[DS_STAGES];
  GtkWidget *summary; /* narrow: which stage now */
  GtkWidget *total;   /* narrow: how many drafts */
  gboolean is_narrow;
};

enum
{
  PROP_NARROW = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (DsStageStrip, ds_stage_strip, GTK_TYPE_WIDGET)

static char *
dup_since (DsTime first_seen, GDateTime *now)
{
  g_autoptr (GDateTime) first = ds_words_to_local (first_seen);

  return ds_words_is_same_day (first, now) ? g_strdup (_ ("today"))
                                           : ds_words_dup_short_date (first, now);
}

static char *
dup_caption (const DsStageCount *count, GDateTime *now)
{
  g_autofree char *number =
      g_strdup_printf (ngettext ("%d draft", "%d drafts", count->n_drafts), (int) count->n_drafts);
  g_autoptr (GDateTime) first = NULL;
  g_autofree char *since = NULL;

  if (count->n_drafts == 0)
    return g_strdup (C_ ("stage", "not yet"));

  first = ds_words_to_local (count->first_seen);
  since = dup_since (count->first_seen, now);
  if (ds_words_is_same_day (first, now))
    return g_strdup_printf ("%s · %s", number, since);
  /* Translators: "12 drafts · 3 Sep": how many, and the day of the first one */
  return g_strdup_printf (_ ("%1$s · %2$s"), number, since);
}

static void
show_summary (DsStageStrip *self, GDateTime *now)
{
  int last = -1;
  guint64 n = 0;
  gint64 first = G_MAXINT64;
  g_autofree char *since = NULL;
  g_autofree char *summary = NULL;
  g_autofree char *drafts = NULL;
  g_autofree char *total = NULL;
  int days;

  for (int i = 0; i < DS_STAGES; i++)
    {
      n += self->counts[i].n_drafts;
      if (self->counts[i].n_drafts == 0)
        continue;
      last = i;
      first = MIN (first, self->counts[i].first_seen.seconds);
    }
  if (last < 0)
    return;

  since = dup_since (self->counts[last].first_seen, now);
  /* Translators: a stage, and the day of its first draft: "Final since today" */
  summary =
      g_strdup_printf (_ ("%1$s since %2$s"), ds_words_for_stage (ds_stage_list ()[last]), since);
  gtk_label_set_label (GTK_LABEL (self->summary), summary);
  days = 1 + (int) ((g_date_time_to_unix (now) - first) / SECONDS_PER_DAY);
  drafts = g_strdup_printf (ngettext ("%d draft", "%d drafts", n), (int) n);
  /* Translators: "215 drafts · 82 days" */
  total = g_strdup_printf (ngettext ("%1$s · %2$d day", "%1$s · %2$d days", days), drafts, days);
  gtk_label_set_label (GTK_LABEL (self->total), total);
}

/**
 * ds_stage_strip_set_counts:
 * @counts: (array fixed-size=5): one for each stage of ds_stage_list()
 * @now: this computer's clock
 */
void
ds_stage_strip_set_counts (DsStageStrip *self, const DsStageCount *counts, DsTime now)
{
  g_autoptr (GDateTime) local_now = ds_words_to_local (now);

  g_return_if_fail (DS_IS_STAGE_STRIP (self));

  for (int i = 0; i < DS_STAGES; i++)
    {
      g_autofree char *caption = dup_caption (&counts[i], local_now);

      self->counts[i] = counts[i];
      gtk_label_set_label (GTK_LABEL (self->captions[i]), caption);
      if (counts[i].n_drafts == 0)
        gtk_widget_add_css_class (self->names[i], "unreached");
      else
        gtk_widget_remove_css_class (self->names[i], "unreached");
    }
  show_summary (self, local_now);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static float
get_pitch (DsStageStrip *self)
{
  float width = (float) gtk_widget_get_width (GTK_WIDGET (self)) - 2 * MARGIN;

  return width / (float) (DS_STAGES - 1 + LAST_SHARE);
}

/* The line after the last stage that was reached fades: the way goes on, nobody knows where to. */
static void
append_line (DsStageStrip *self, GtkSnapshot *snapshot, int index, const GdkRGBA *colour)
{
  float pitch = get_pitch (self);
  float x = MARGIN + DOT_RADIUS + (float) index * pitch + LINE_GAP;
  float length = pitch - 2 * LINE_GAP + 2;
  GdkRGBA faded = *colour;
  graphene_rect_t line;

  if (index == DS_STAGES - 1)
    length = (float) (pitch * LAST_SHARE) - 3 * LINE_GAP;
  line = GRAPHENE_RECT_INIT (x, DOT_Y - (float) LINE_WIDTH / 2, MAX (length, 1), LINE_WIDTH);
  if (index < DS_STAGES - 1)
    {
      gtk_snapshot_append_color (snapshot, colour, &line);
      return;
    }

  faded.alpha = 0;
  gtk_snapshot_append_linear_gradient (snapshot, &line, &GRAPHENE_POINT_INIT (x, 0),
                                       &GRAPHENE_POINT_INIT (x + length, 0),
                                       (GskColorStop[]){ { 0, *colour }, { 1, faded } }, 2);
}

static void
snapshot_wide (DsStageStrip *self, GtkSnapshot *snapshot)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const char *const *stages = ds_stage_list ();

  for (int i = 0; i < DS_STAGES; i++)
    {
      gboolean is_reached = self->counts[i].n_drafts > 0;
      GdkRGBA colour = ds_stage_look_get_colour (widget, is_reached ? stages[i] : NULL);
      float x = MARGIN + DOT_RADIUS + (float) i * get_pitch (self);

      ds_stage_look_append_disc (snapshot, x, DOT_Y, DOT_RADIUS, &colour);
      if (!is_reached)
        {
          GdkRGBA inside = ds_stage_look_lookup (widget, "view_bg_color");

          ds_stage_look_append_disc (snapshot, x, DOT_Y, HOLLOW_RADIUS, &inside);
        }
      append_line (self, snapshot, i, &colour);
    }
}

/* One bar, its parts as long as the stages are rich in drafts. */
static void
snapshot_narrow (DsStageStrip *self, GtkSnapshot *snapshot)
{
  GtkWidget *widget = GTK_WIDGET (self);
  float room = (float) gtk_widget_get_width (widget) - 2 * 16;
  float x = 16;
  guint64 total = 0;

  for (int i = 0; i < DS_STAGES; i++)
    {
      total += self->counts[i].n_drafts;
      if (self->counts[i].n_drafts > 0)
        room -= BAR_LEAST + BAR_GAP;
    }

  for (int i = 0; i < DS_STAGES && total > 0; i++)
    {
      GdkRGBA colour = ds_stage_look_get_colour (widget, ds_stage_list ()[i]);
      float share = (float) self->counts[i].n_drafts / (float) total;
      float length = BAR_LEAST + share * room;

      if (self->counts[i].n_drafts == 0)
        continue;
      gtk_snapshot_append_color (snapshot, &colour,
                                 &GRAPHENE_RECT_INIT (x, BAR_Y, length, BAR_HEIGHT));
      x += length + BAR_GAP;
    }
}

static void
ds_stage_strip_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  DsStageStrip *self = DS_STAGE_STRIP (widget);

  if (self->is_narrow)
    snapshot_narrow (self, snapshot);
  else
    snapshot_wide (self, snapshot);
  GTK_WIDGET_CLASS (ds_stage_strip_parent_class)->snapshot (widget, snapshot);
}

static void
ds_stage_strip_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline, int *natural_baseline)
{
  DsStageStrip *self = DS_STAGE_STRIP (widget);
  int height = self->is_narrow ? NARROW_HEIGHT : HEIGHT;

  *minimum = orientation == GTK_ORIENTATION_VERTICAL ? height : 0;
  *natural = *minimum;
  if (orientation == GTK_ORIENTATION_VERTICAL && !self->is_narrow)
    {
      int name, caption;

      gtk_widget_measure (self->names[0], orientation, -1, NULL, &name, NULL, NULL);
      gtk_widget_measure (self->captions[0], orientation, -1, NULL, &caption, NULL, NULL);
      *minimum = *natural = MAX (height, NAME_Y + name + caption + 8);
    }
}

static void
place (GtkWidget *child, int x, int y, int width)
{
  int least, height;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  width = MAX (width, least);
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
  gtk_widget_size_allocate (child, &(GtkAllocation){ x, y, width, height }, -1);
}

static void
ds_stage_strip_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  DsStageStrip *self = DS_STAGE_STRIP (widget);
  int pitch = (int) get_pitch (self);
  int name_height;

  if (self->is_narrow)
    {
      place (self->summary, 16, 28, (width - 32) / 2);
      place (self->total, 16 + (width - 32) / 2, 28, (width - 32) / 2);
      return;
    }

  gtk_widget_measure (self->names[0], GTK_ORIENTATION_VERTICAL, -1, NULL, &name_height, NULL, NULL);
  for (int i = 0; i < DS_STAGES; i++)
    {
      int x = MARGIN + (int) ((float) i * get_pitch (self));
      int room = MIN (pitch - 6, width - x - 2);

      place (self->names[i], x, NAME_Y, room);
      place (self->captions[i], x, NAME_Y + name_height, room);
    }
}

static void
ds_stage_strip_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  DsStageStrip *self = DS_STAGE_STRIP (object);

  self->is_narrow = g_value_get_boolean (value);
  for (int i = 0; i < DS_STAGES; i++)
    {
      gtk_widget_set_visible (self->names[i], !self->is_narrow);
      gtk_widget_set_visible (self->captions[i], !self->is_narrow);
    }
  gtk_widget_set_visible (self->summary, self->is_narrow);
  gtk_widget_set_visible (self->total, self->is_narrow);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static GtkWidget *
add_label (DsStageStrip *self, const char *css_class, float xalign)
{
  GtkWidget *label =
      g_object_new (GTK_TYPE_LABEL, "xalign", xalign, "ellipsize", PANGO_ELLIPSIZE_END, NULL);

  gtk_widget_add_css_class (label, css_class);
  gtk_widget_add_css_class (label, "small");
  gtk_widget_set_parent (label, GTK_WIDGET (self));
  return label;
}

static void
ds_stage_strip_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (ds_stage_strip_parent_class)->dispose (object);
}

static void
ds_stage_strip_init (DsStageStrip *self)
{
  for (int i = 0; i < DS_STAGES; i++)
    {
      self->names[i] = add_label (self, "name", 0);
      gtk_label_set_label (GTK_LABEL (self->names[i]), ds_words_for_stage (ds_stage_list ()[i]));
      self->captions[i] = add_label (self, "secondary", 0);
    }
  self->summary = add_label (self, "name", 0);
  self->total = add_label (self, "secondary", 1);
  gtk_widget_set_visible (self->summary, FALSE);
  gtk_widget_set_visible (self->total, FALSE);
}

static void
ds_stage_strip_class_init (DsStageStripClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = ds_stage_strip_set_property;
  object_class->dispose = ds_stage_strip_dispose;
  properties[PROP_NARROW] =
      g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  widget_class->measure = ds_stage_strip_measure;
  widget_class->size_allocate = ds_stage_strip_size_allocate;
  widget_class->snapshot = ds_stage_strip_snapshot;
  gtk_widget_class_set_css_name (widget_class, "stagestrip");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}
