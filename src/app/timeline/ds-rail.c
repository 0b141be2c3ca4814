/* ds-rail.c - the line down the timeline, with the mark of one draft
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/timeline/ds-rail.h"

#include "app/look/ds-stage-look.h"
#include "project/ds-stage.h"

#define LINE_WIDTH 2
#define RING_RADIUS 7.0f
#define RING_WIDTH 3.0f
#define DISC_RADIUS 7.5f

struct _DsRail
{
  GtkWidget parent_instance;

  DsRailParts parts;
  char *stage; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (DsRail, ds_rail, GTK_TYPE_WIDGET)

/**
 * ds_rail_set:
 * @parts: what is drawn
 * @stage: (nullable): the stage whose colour the mark has
 */
void
ds_rail_set (DsRail *self, DsRailParts parts, const char *stage)
{
  g_return_if_fail (DS_IS_RAIL (self));

  self->parts = parts;
  g_free (self->stage);
  self->stage = g_strdup (stage);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* A ring is a disc with a disc of the list's own colour in it, so that the line ends at its edge.
 */
static void
append_mark (DsRail *self, GtkSnapshot *snapshot, float x, float y)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean is_final = g_strcmp0 (self->stage, DS_STAGE_FINAL) == 0;
  GdkRGBA colour = ds_stage_look_get_colour (widget, self->stage);

  ds_stage_look_append_disc (snapshot, x, y, is_final ? DISC_RADIUS : RING_RADIUS, &colour);
  if (!is_final)
    {
      GdkRGBA inside = ds_stage_look_lookup (widget, "view_bg_color");

      ds_stage_look_append_disc (snapshot, x, y, RING_RADIUS - RING_WIDTH, &inside);
    }
}

static void
ds_rail_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  DsRail *self = DS_RAIL (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  GdkRGBA line = ds_stage_look_lookup (widget, "ds_rail_color");
  float x = (float) (width - LINE_WIDTH) / 2;
  float half = (float) height / 2;

  if (self->parts & DS_RAIL_ABOVE)
    gtk_snapshot_append_color (snapshot, &line, &GRAPHENE_RECT_INIT (x, 0, LINE_WIDTH, half));
  if (self->parts & DS_RAIL_BELOW)
    gtk_snapshot_append_color (snapshot, &line,
                               &GRAPHENE_RECT_INIT (x, half, LINE_WIDTH, half + 1));
  if (self->parts & DS_RAIL_MARK)
    append_mark (self, snapshot, (float) width / 2, half);
}

static void
ds_rail_finalize (GObject *object)
{
  g_free (DS_RAIL (object)->stage);
  G_OBJECT_CLASS (ds_rail_parent_class)->finalize (object);
}

static void
ds_rail_init (DsRail *self)
{
}

static void
ds_rail_class_init (DsRailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ds_rail_finalize;
  widget_class->snapshot = ds_rail_snapshot;
  gtk_widget_class_set_css_name (widget_class, "rail");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}
