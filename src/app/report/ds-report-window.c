/* ds-report-window.c - exports the report of a project
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/ds-report-window.h"

#include <glib/gi18n.h>

#include "app/report/ds-dates-row.h"
#include "app/report/ds-report-job.h"
#include "app/report/ds-stage-toggles.h"
#include "app/report/ds-works-row.h"
#include "base/ds-error.h"

#define SETTLE_MS 300 /* after the last change, before the pages are drawn anew */
#define PROGRESS_MS 100

/* What is seen is what is exported: the pages shown are those of the file that is copied. */
struct _DsReportWindow
{
  AdwWindow parent_instance;

  char *store_folder;
  DsProject *project;
  DsReportFile *file;        /* (nullable): as the choices stand */
  DsReportSteps *steps;      /* (nullable): of the report under way */
  GCancellable *cancellable; /* of the report under way */
  char *exported;            /* (nullable): where it was written */
  guint settle;
  guint progress_tick;

  GtkWidget *toasts;
  GtkWidget *title;
  GtkWidget *works;
  GtkWidget *stages;
  GtkWidget *dates;
  GtkWidget *language;
  GtkWidget *applicant;
  GtkWidget *pages;
  GtkWidget *foot;
  GtkWidget *summary;
  GtkWidget *remark;
  GtkWidget *progress_text;
  GtkWidget *progress;
  GtkWidget *refusal;
  GtkWidget *done_name;
  GtkWidget *done_verdict;
};

static const DsReportLanguage languages[] = { DS_REPORT_BOTH, DS_REPORT_CHINESE,
                                              DS_REPORT_ENGLISH };

G_DEFINE_FINAL_TYPE (DsReportWindow, ds_report_window, ADW_TYPE_WINDOW)

static void
show_foot (DsReportWindow *self, const char *page)
{
  gtk_stack_set_visible_child_name (GTK_STACK (self->foot), page);
}

static const char *
get_verdict_words (DsOutcome outcome)
{
  switch (outcome)
    {
    case DS_OUTCOME_PASSED:
      return _ ("Every timestamp in it passed");
    case DS_OUTCOME_TEST:
      return _ ("It holds timestamps of a test authority: they prove nothing to others");
    case DS_OUTCOME_FAILED:
      return _ ("It holds timestamps that failed, and says so");
    case DS_OUTCOME_INDETERMINATE:
    default:
      return _ ("It holds drafts that are not proved yet, and says so");
    }
}

static void
show_pages (DsReportWindow *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->pages)) != NULL)
    gtk_box_remove (GTK_BOX (self->pages), child);
  for (guint i = 0; i < self->file->pages->len; i++)
    {
      g_autofree char *name = g_strdup_printf (_ ("Page %d"), (int) i + 1);
      GtkWidget *page = gtk_picture_new_for_paintable (g_ptr_array_index (self->file->pages, i));

      gtk_widget_add_css_class (page, "page");
      gtk_picture_set_alternative_text (GTK_PICTURE (page), name);
      gtk_box_append (GTK_BOX (self->pages), page);
    }
  gtk_widget_remove_css_class (self->pages, "stale");
}

static void
show_summary (DsReportWindow *self)
{
  g_autofree char *size = g_format_size (self->file->size);
  g_autofree char *text = g_strdup_printf (
      /* Translators: number of pages, and the size of the file */
      ngettext ("%1$d page · %2$s", "%1$d pages · %2$s", self->file->n_pages),
      (int) self->file->n_pages, size);

  gtk_label_set_label (GTK_LABEL (self->summary), text);
  gtk_label_set_label (GTK_LABEL (self->remark), get_verdict_words (self->file->outcome));
  show_foot (self, "ready");
}

static gboolean
progress_cb (gpointer user_data)
{
  DsReportWindow *self = user_data;
  int done = g_atomic_int_get (&self->steps->done);
  int all = g_atomic_int_get (&self->steps->all);
  gboolean is_drawing = g_atomic_int_get (&self->steps->phase) == DS_REPORT_DRAWING;
  g_autofree char *text = NULL;

  if (all == 0)
    return G_SOURCE_CONTINUE;

  /* Translators: how many of how many */
  text = g_strdup_printf (
      is_drawing ? _ ("Drawing page %1$d of %2$d") : _ ("Checking draft %1$d of %2$d"), done, all);
  gtk_label_set_label (GTK_LABEL (self->progress_text), text);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), (double) done / all);
  return G_SOURCE_CONTINUE;
}

static void
stop (DsReportWindow *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->progress_tick, g_source_remove);
  g_clear_pointer (&self->steps, g_atomic_rc_box_release);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsReportWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  DsReportFile *file = ds_report_job_run_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  stop (self);
  if (file == NULL)
    {
      gtk_label_set_label (GTK_LABEL (self->refusal),
                           g_error_matches (error, DS_ERROR, DS_ERROR_NOT_FOUND)
                               ? _ ("No draft is chosen. Choose more works, stages or days.")
                               : error->message);
      show_foot (self, "refused");
      return;
    }

  g_clear_pointer (&self->file, ds_report_file_free);
  self->file = file;
  if (!ds_works_row_is_filled (DS_WORKS_ROW (self->works)))
    ds_works_row_set_works (DS_WORKS_ROW (self->works), file->works);
  show_pages (self);
  show_summary (self);
}

static gboolean
make_cb (gpointer user_data)
{
  DsReportWindow *self = user_data;
  DsReportOrder *order = g_new0 (DsReportOrder, 1);
  const char *applicant = gtk_editable_get_text (GTK_EDITABLE (self->applicant));

  self->settle = 0;
  stop (self);
  self->cancellable = g_cancellable_new ();
  self->steps = g_atomic_rc_box_new0 (DsReportSteps);
  self->progress_tick = g_timeout_add (PROGRESS_MS, progress_cb, self);
  order->store_folder = g_strdup (self->store_folder);
  order->project = g_strdup (self->project->id);
  order->applicant = applicant[0] == '\0' ? NULL : g_strdup (applicant);
  order->stages = ds_stage_toggles_dup_chosen (DS_STAGE_TOGGLES (self->stages));
  order->works = ds_works_row_dup_chosen (DS_WORKS_ROW (self->works));
  order->has_from = ds_dates_row_get_from (DS_DATES_ROW (self->dates), &order->from);
  order->has_to = ds_dates_row_get_to (DS_DATES_ROW (self->dates), &order->to);
  order->language = languages[adw_combo_row_get_selected (ADW_COMBO_ROW (self->language))];
  gtk_label_set_label (GTK_LABEL (self->progress_text), _ ("Reading the journal"));
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), 0);
  show_foot (self, "busy");
  ds_report_job_run_async (order, self->steps, self->cancellable, made_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

/* The pages of before stay, dimmed, until there are new ones. */
static void
changed_cb (DsReportWindow *self)
{
  if (self->store_folder == NULL)
    return;

  gtk_widget_add_css_class (self->pages, "stale");
  g_clear_handle_id (&self->settle, g_source_remove);
  self->settle = g_timeout_add (SETTLE_MS, make_cb, self);
}

static void
stop_cb (DsReportWindow *self)
{
  stop (self);
  gtk_label_set_label (GTK_LABEL (self->refusal), _ ("Stopped. Nothing was written."));
  show_foot (self, "refused");
}

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsReportWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;

  if (!g_file_copy_finish (G_FILE (source), result, &error))
    {
      g_autofree char *escaped = g_markup_escape_text (error->message, -1);

      adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (self->toasts), adw_toast_new (escaped));
      return;
    }

  name = g_filename_display_basename (self->exported);
  gtk_label_set_label (GTK_LABEL (self->done_name), name);
  gtk_label_set_label (GTK_LABEL (self->done_verdict), get_verdict_words (self->file->outcome));
  show_foot (self, "done");
}

static void
place_chosen_cb (GtkNativeDialog *dialog, int response, DsReportWindow *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) to = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autoptr (GFile) from = g_file_new_for_path (self->file->path);

      g_free (self->exported);
      self->exported = g_file_get_path (to);
      /* The file chooser has asked already about a file that is there. */
      g_file_copy_async (from, to, G_FILE_COPY_OVERWRITE, G_PRIORITY_DEFAULT, NULL, NULL, NULL,
                         copied_cb, g_object_ref (self));
    }
  g_object_unref (dialog);
}

static void
export_cb (DsReportWindow *self)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      _ ("Export report"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("Export"), NULL);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%d");
  g_autofree char *name = g_strdup_printf ("%s %s.pdf", self->project->name, date);

  g_strdelimit (name, "/", '-');
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (place_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
show_uri (DsReportWindow *self, const char *path)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

  gtk_show_uri (GTK_WINDOW (self), uri, GDK_CURRENT_TIME);
}

static void
open_cb (DsReportWindow *self)
{
  show_uri (self, self->exported);
}

static void
show_in_folder_cb (DsReportWindow *self)
{
  g_autofree char *folder = g_path_get_dirname (self->exported);

  show_uri (self, folder);
}

GtkWidget *
ds_report_window_new (GtkWindow *parent, const char *store_folder, const DsProject *project)
{
  DsReportWindow *self = g_object_new (DS_TYPE_REPORT_WINDOW, "transient-for", parent, NULL);

  self->store_folder = g_strdup (store_folder);
  self->project = ds_project_copy (project);
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->title), project->name);
  make_cb (self);
  return GTK_WIDGET (self);
}

static void
ds_report_window_dispose (GObject *object)
{
  DsReportWindow *self = DS_REPORT_WINDOW (object);

  stop (self);
  g_clear_handle_id (&self->settle, g_source_remove);
  g_clear_pointer (&self->file, ds_report_file_free);
  g_clear_pointer (&self->project, ds_project_free);
  g_clear_pointer (&self->store_folder, g_free);
  g_clear_pointer (&self->exported, g_free);
  G_OBJECT_CLASS (ds_report_window_parent_class)->dispose (object);
}

static void
ds_report_window_init (DsReportWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
ds_report_window_class_init (DsReportWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ds_report_window_dispose;
  g_type_ensure (DS_TYPE_DATES_ROW);
  g_type_ensure (DS_TYPE_STAGE_TOGGLES);
  g_type_ensure (DS_TYPE_WORKS_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/draftseal/Draftseal/ds-report-window.ui");
  gtk_widget_class_bind_template_child (widget_class, DsReportWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, DsReportWindow, title);
  gtk_widget_class_bind_template_child (widget_class, DsReportWindow, works);
  gtk_widget_class_bind_template_child (widget_class, DsReportWindow, stages);
  gtk_widget_class_bind_template_child (widget_class, DsReportWindow, dates);
  gtk_widget_class_bind_template_child (widget_class, DsReportWindow, language);
  gtk_widget_class_bind_template_child (widget_class, DsReportWindow, applicant);
  gtk_widget_class_bind_template_child (widget_class, DsReportWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, DsReportWindow, foot);
  gtk_widget_class_bind_template_child (widget_class, DsReportWindow, summary);
  gtk_widget_class_bind_template_child (widget_class, DsReportWindow, remark);
  gtk_widget_class_bind_template_child (widget_class, DsReportWindow, progress_text);
  gtk_widget_class_bind_template_child (widget_class, DsReportWindow, progress);
  gtk_widget_class_bind_template_child (widget_class, DsReportWindow, refusal);
  gtk_widget_class_bind_template_child (widget_class, DsReportWindow, done_name);
  gtk_widget_class_bind_template_child (widget_class, DsReportWindow, done_verdict);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, export_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_in_folder_cb);
}
