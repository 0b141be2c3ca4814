/* ds-spoken.c - what a screen reader says of a row
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/look/ds-spoken.h"

/**
 * ds_spoken_set:
 * @row: a row of libadwaita
 * @name: the whole of what it says
 *
 * Such a row is named by its title alone; with a name of its own beside that, GTK 4.8 would speak
 * both.
 */
void
ds_spoken_set (GtkWidget *row, const char *name)
{
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
