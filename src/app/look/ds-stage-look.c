/* ds-stage-look.c - the colour of a stage
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/look/ds-stage-look.h"

#include "app/look/ds-words.h"
#include "project/ds-stage.h"

/**
 * ds_stage_look_lookup:
 * @name: a colour that style.css defines
 *
 * Returns: the colour as the light or dark style has it; black if style.css does not define it
 */
GdkRGBA
ds_stage_look_lookup (GtkWidget *widget, const char *name)
{
  GdkRGBA colour = { 0, 0, 0, 1 };

  gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, &colour);
  return colour;
}

/**
 * ds_stage_look_get_colour:
 * @stage: (nullable): a stage; one this release does not know looks like a sketch, %NULL grey
 */
GdkRGBA
ds_stage_look_get_colour (GtkWidget *widget, const char *stage)
{
  g_autofree char *name = NULL;

  if (stage == NULL)
    return ds_stage_look_lookup (widget, "ds_rail_color");

  name = g_strdup_printf ("ds_%s_mark", ds_stage_is_known (stage) ? stage : DS_STAGE_SKETCH);
  return ds_stage_look_lookup (widget, name);
}

void
ds_stage_look_append_disc (GtkSnapshot *snapshot, float x, float y, float radius,
                           const GdkRGBA *colour)
{
  GskRoundedRect disc;

  gsk_rounded_rect_init_from_rect (
      &disc, &GRAPHENE_RECT_INIT (x - radius, y - radius, 2 * radius, 2 * radius), radius);
  gtk_snapshot_push_rounded_clip (snapshot, &disc);
  gtk_snapshot_append_color (snapshot, colour, &disc.bounds);
  gtk_snapshot_pop (snapshot);
}

/**
 * ds_stage_look_set_chip:
 * @chip: a label with the class "stage-chip"
 * @stage: (nullable): its stage; %NULL hides it
 */
void
ds_stage_look_set_chip (GtkLabel *chip, const char *stage)
{
  const char *const *stages = ds_stage_list ();

  gtk_widget_set_visible (GTK_WIDGET (chip), stage != NULL);
  if (stage == NULL)
    return;

  for (guint i = 0; stages[i] != NULL; i++)
    gtk_widget_remove_css_class (GTK_WIDGET (chip), stages[i]);
  gtk_widget_add_css_class (GTK_WIDGET (chip), ds_stage_is_known (stage) ? stage : DS_STAGE_SKETCH);
  gtk_label_set_label (chip, ds_words_for_stage (stage));
}
