/* ds-dates-row.c - from which day to which day, as a row with calendars
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/ds-dates-row.h"

#include <glib/gi18n.h>

#include "app/look/ds-words.h"

struct _DsDatesRow
{
  AdwActionRow parent_instance;

  GtkWidget *range;
  GtkWidget *has_from;
  GtkWidget *from;
  GtkWidget *has_to;
  GtkWidget *to;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (DsDatesRow, ds_dates_row, ADW_TYPE_ACTION_ROW)

/* (transfer full) (nullable): the begin of the day @days after the one that is chosen. */
static GDateTime *
get_day (GtkWidget *is_chosen, GtkWidget *calendar, int days)
{
  g_autoptr (GDateTime) day = NULL;
  g_autoptr (GDateTime) begin = NULL;

  if (!gtk_check_button_get_active (GTK_CHECK_BUTTON (is_chosen)))
    return NULL;

  day = gtk_calendar_get_date (GTK_CALENDAR (calendar));
  begin = g_date_time_new_local (g_date_time_get_year (day), g_date_time_get_month (day),
                                 g_date_time_get_day_of_month (day), 0, 0, 0);
  return g_date_time_add_days (begin, days);
}

static void
show_range (DsDatesRow *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) from = get_day (self->has_from, self->from, 0);
  g_autoptr (GDateTime) to = get_day (self->has_to, self->to, 0);
  g_autofree char *first = from == NULL ? NULL : ds_words_dup_short_date (from, now);
  g_autofree char *last = to == NULL ? NULL : ds_words_dup_short_date (to, now);
  g_autofree char *text = NULL;

  if (from != NULL && to != NULL)
    /* Translators: two dates */
    text = g_strdup_printf (_ ("%1$s – %2$s"), first, last);
  else if (from != NULL)
    text = g_strdup_printf (_ ("from %s"), first);
  else if (to != NULL)
    text = g_strdup_printf (_ ("until %s"), last);
  gtk_label_set_label (GTK_LABEL (self->range), text != NULL ? text : _ ("All"));
}

static void
changed_cb (DsDatesRow *self)
{
  show_range (self);
  g_signal_emit (self, changed_signal, 0);
}

/* A day that is picked is meant. */
static void
from_picked_cb (DsDatesRow *self)
{
  if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->has_from)))
    changed_cb (self);
  else
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->has_from), TRUE);
}

static void
to_picked_cb (DsDatesRow *self)
{
  if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->has_to)))
    changed_cb (self);
  else
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->has_to), TRUE);
}

static gboolean
take_time (GDateTime *day, DsTime *time)
{
  if (day != NULL)
    *time = ds_time_from_unix (g_date_time_to_unix (day));
  return day != NULL;
}

/**
 * ds_dates_row_get_from:
 * @from: (out): the begin of the first day, by the local clock; unchanged if there is no first one
 */
gboolean
ds_dates_row_get_from (DsDatesRow *self, DsTime *from)
{
  g_autoptr (GDateTime) day = get_day (self->has_from, self->from, 0);

  return take_time (day, from);
}

/**
 * ds_dates_row_get_to:
 * @to: (out): the end of the last day, by the local clock; unchanged if there is no last one
 */
gboolean
ds_dates_row_get_to (DsDatesRow *self, DsTime *to)
{
  g_autoptr (GDateTime) day = get_day (self->has_to, self->to, 1);

  return take_time (day, to);
}

static void
ds_dates_row_init (DsDatesRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  show_range (self);
}

static void
ds_dates_row_class_init (DsDatesRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  changed_signal = g_signal_new ("changed", DS_TYPE_DATES_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/draftseal/Draftseal/ds-dates-row.ui");
  gtk_widget_class_bind_template_child (widget_class, DsDatesRow, range);
  gtk_widget_class_bind_template_child (widget_class, DsDatesRow, has_from);
  gtk_widget_class_bind_template_child (widget_class, DsDatesRow, from);
  gtk_widget_class_bind_template_child (widget_class, DsDatesRow, has_to);
  gtk_widget_class_bind_template_child (widget_class, DsDatesRow, to);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, from_picked_cb);
  gtk_widget_class_bind_template_callback (widget_class, to_picked_cb);
}
