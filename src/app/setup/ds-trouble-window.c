/* ds-trouble-window.c - why an authority gave no stamp, and what can be done about it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/setup/ds-trouble-window.h"

#include <glib/gi18n.h>

#include "app/look/ds-spoken.h"
#include "app/setup/ds-trouble-words.h"
#include "evidence/ds-stamper.h"

struct _DsTroubleWindow
{
  AdwWindow parent_instance;

  char *store_folder;
  char *tsa;
  GCancellable *cancellable; /* of an attempt under way */

  GtkWidget *title;
  GtkWidget *message;
  GtkWidget *heading;
  GtkWidget *icon;
  GtkWidget *meaning;
  GtkWidget *reason;
  GtkWidget *tried;
  GtkWidget *try_now;
  GtkWidget *outcome;
};

G_DEFINE_FINAL_TYPE (DsTroubleWindow, ds_trouble_window, ADW_TYPE_WINDOW)

static void
set_fact (GtkWidget *row, const char *value)
{
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row));
  g_autofree char *spoken = g_strdup_printf ("%s: %s", title, value);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), value);
  ds_spoken_set (row, spoken);
}

/* What came of an attempt; nothing before the first. */
static void
show_outcome (DsTroubleWindow *self, const char *text)
{
  gtk_label_set_label (GTK_LABEL (self->outcome), text);
  gtk_widget_set_visible (self->outcome, TRUE);
}

/* What only time or the network cures is no error of anybody's. */
static void
show_severity (DsTroubleWindow *self, DsStampTrouble trouble)
{
  gboolean is_error = trouble > DS_STAMP_TROUBLE_UNREACHABLE;

  gtk_widget_add_css_class (self->message, is_error ? "error" : "warning");
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon),
                                is_error ? "ds-refused-symbolic" : "ds-offline-symbolic");
}

static void
show_state (DsTroubleWindow *self, const DsStampingState *state)
{
  g_autofree char *heading = ds_trouble_words_dup_title (state);
  g_autofree char *tried = ds_trouble_words_dup_tried (state);
  const char *sentence = ds_trouble_words_for_reason (state);
  g_autofree char *reason =
      state->code == NULL ? g_strdup (sentence) : g_strdup_printf ("%s\n%s", sentence, state->code);

  adw_window_title_set_title (ADW_WINDOW_TITLE (self->title), state->troubled);
  gtk_label_set_label (GTK_LABEL (self->heading), heading);
  set_fact (self->meaning, ds_trouble_words_for_meaning (state));
  set_fact (self->reason, reason);
  set_fact (self->tried, tried);
  show_severity (self, state->trouble);
}

/* ── try now ─────────────────────────────────────────────────────────────────────────────── */

static void
try_in_thread (GTask *task, gpointer source, gpointer store_folder, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *outcomes = ds_stamper_pass (store_folder, NULL, DS_STAMP_AT_ONCE, cancellable, &error);

  if (outcomes == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, outcomes, (GDestroyNotify) g_ptr_array_unref);
}

static const DsStampOutcome *
find_outcome (GPtrArray *outcomes, const char *tsa)
{
  for (guint i = 0; i < outcomes->len; i++)
    {
      const DsStampOutcome *outcome = g_ptr_array_index (outcomes, i);

      if (g_str_equal (outcome->tsa, tsa))
        return outcome;
    }
  return NULL;
}

/* The journal tells the rest; this window is about one attempt. */
static const char *
describe_outcome (const DsStampOutcome *outcome)
{
  if (outcome == NULL || (!outcome->was_asked && outcome->error == NULL))
    return _ ("It was asked a moment ago and must be left alone for a while.");
  return outcome->error == NULL ? _ ("It stamps again.") : _ ("It still gives no stamp.");
}

static void
tried_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DsTroubleWindow *self = DS_TROUBLE_WINDOW (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) outcomes = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  gtk_widget_set_sensitive (self->try_now, TRUE);
  show_outcome (self, outcomes == NULL ? _ ("It is being asked already.")
                                       : describe_outcome (find_outcome (outcomes, self->tsa)));
}

static void
try_now_cb (DsTroubleWindow *self)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, tried_cb, NULL);

  gtk_widget_set_sensitive (self->try_now, FALSE);
  show_outcome (self, _ ("Asking…"));
  g_task_set_source_tag (task, try_now_cb);
  g_task_set_task_data (task, g_strdup (self->store_folder), g_free);
  g_task_run_in_thread (task, try_in_thread);
}

static void
choose_another_cb (DsTroubleWindow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "app.choose-authority", NULL);
  gtk_window_close (GTK_WINDOW (self));
}

/**
 * ds_trouble_window_new:
 * @store_folder: the store's
 * @state: with an authority in trouble; read before this returns
 */
GtkWidget *
ds_trouble_window_new (GtkWindow *parent, const char *store_folder, const DsStampingState *state)
{
  DsTroubleWindow *self = g_object_new (DS_TYPE_TROUBLE_WINDOW, "transient-for", parent,
                                        "application", gtk_window_get_application (parent), NULL);

  self->store_folder = g_strdup (store_folder);
  self->tsa = g_strdup (state->troubled);
  show_state (self, state);
  return GTK_WIDGET (self);
}

static void
ds_trouble_window_dispose (GObject *object)
{
  DsTroubleWindow *self = DS_TROUBLE_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->store_folder, g_free);
  g_clear_pointer (&self->tsa, g_free);
  G_OBJECT_CLASS (ds_trouble_window_parent_class)->dispose (object);
}

static void
ds_trouble_window_init (DsTroubleWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
ds_trouble_window_class_init (DsTroubleWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ds_trouble_window_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/draftseal/Draftseal/ds-trouble-window.ui");
  gtk_widget_class_bind_template_child (widget_class, DsTroubleWindow, title);
  gtk_widget_class_bind_template_child (widget_class, DsTroubleWindow, message);
  gtk_widget_class_bind_template_child (widget_class, DsTroubleWindow, heading);
  gtk_widget_class_bind_template_child (widget_class, DsTroubleWindow, icon);
  gtk_widget_class_bind_template_child (widget_class, DsTroubleWindow, meaning);
  gtk_widget_class_bind_template_child (widget_class, DsTroubleWindow, reason);
  gtk_widget_class_bind_template_child (widget_class, DsTroubleWindow, tried);
  gtk_widget_class_bind_template_child (widget_class, DsTroubleWindow, try_now);
  gtk_widget_class_bind_template_child (widget_class, DsTroubleWindow, outcome);
  gtk_widget_class_bind_template_callback (widget_class, try_now_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_another_cb);
}
