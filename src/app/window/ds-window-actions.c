/* ds-window-actions.c - what can be done from the window
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/ds-window-actions.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "app/report/ds-report-window.h"
#include "app/setup/ds-trouble-window.h"
#include "app/look/ds-words.h"

#define READ_ONLY 0400
#define UNDO_S 12 /* time enough to hear it read out, and to act */

/* A thing to do with the store, for a window that is to show what came of it. */
typedef struct
{
  DsDraftFacts *facts; /* (nullable) */
  char *project;       /* (nullable): id */
  char *text;          /* a stage or a path */
} DsOrder;

static DsOrder *
order_new (DsDraftFacts *facts, const char *project, const char *text)
{
  DsOrder *order = g_new0 (DsOrder, 1);

  order->facts = facts == NULL ? NULL : ds_draft_facts_ref (facts);
  order->project = g_strdup (project);
  order->text = g_strdup (text);
  return order;
}

static void
order_free (gpointer data)
{
  DsOrder *order = data;

  g_clear_pointer (&order->facts, ds_draft_facts_unref);
  g_free (order->project);
  g_free (order->text);
  g_free (order);
}

static void
ordered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsWindow) window = user_data;
  g_autoptr (GError) error = NULL;

  if (ds_session_run_finish (DS_SESSION (source), result, &error) == NULL)
    ds_window_toast (window, error->message);
  ds_window_follow (window);
}

static void
run_order (DsWindow *window, DsSessionJob job, DsOrder *order)
{
  ds_session_run_async (ds_window_get_session (window), job, order, order_free, NULL, NULL,
                        ordered_cb, g_object_ref (window));
}

/* ── stage ───────────────────────────────────────────────────────────────────────────────── */

static gpointer
set_stage_job (DsStore *store, gpointer data, GError **error)
{
  const DsOrder *order = data;

  return ds_store_set_stage (store, order->facts->draft, order->text, error) ? DS_SESSION_DONE
                                                                             : NULL;
}

static void
undo_stage_cb (AdwToast *toast, DsWindow *window)
{
  DsDraftFacts *facts = g_object_get_data (G_OBJECT (toast), "facts");

  ds_window_actions_set_stage (window, facts, facts->draft->stage, FALSE);
}

/**
 * ds_window_actions_set_stage:
 * @facts: a draft as it was before
 * @stage: the stage a person chose
 * @can_undo: whether a toast offers to take it back
 */
void
ds_window_actions_set_stage (DsWindow *window, DsDraftFacts *facts, const char *stage,
                             gboolean can_undo)
{
  g_autofree char *name = ds_draft_facts_dup_name (facts);
  g_autofree char *escaped = g_markup_escape_text (name, -1);
  g_autofree char *text = NULL;
  AdwToast *toast;

  run_order (window, set_stage_job, order_new (facts, NULL, stage));
  if (!can_undo)
    return;

  /* Translators: a file name and a stage */
  text = g_strdup_printf (_ ("%1$s is now %2$s"), escaped, ds_words_for_stage (stage));
  toast = adw_toast_new (text);
  adw_toast_set_button_label (toast, _ ("Undo"));
  adw_toast_set_timeout (toast, UNDO_S);
  g_object_set_data_full (G_OBJECT (toast), "facts", ds_draft_facts_ref (facts),
                          (GDestroyNotify) ds_draft_facts_unref);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (undo_stage_cb), window, 0);
  ds_window_add_toast (window, toast);
}

static void
set_stage_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DsWindow *window = DS_WINDOW (widget);
  DsDraftItem *item = ds_window_get_draft (window);

  if (item != NULL)
    ds_window_actions_set_stage (window, ds_draft_item_get_facts (item),
                                 g_variant_get_string (parameter, NULL), TRUE);
}

/* ── the kept copy ───────────────────────────────────────────────────────────────────────── */

/* A copy in a folder of its own, so that it bears the draft's name and never lies in the vault. */
static gpointer
restore_copy_job (DsStore *store, gpointer data, GError **error)
{
  const DsOrder *order = data;
  g_autofree char *folder = g_dir_make_tmp ("draftseal-XXXXXX", error);
  g_autofree char *base = g_path_get_basename (order->facts->draft->path);
  g_autofree char *path = NULL;

  if (folder == NULL)
    return NULL;

  path = g_build_filename (folder, base, NULL);
  if (!ds_vault_restore (ds_store_get_vault (store), &order->facts->draft->sha256, path, NULL,
                         error))
    return NULL;

  g_chmod (path, READ_ONLY);
  return g_steal_pointer (&path);
}

static void
copy_restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsWindow) window = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = ds_session_run_finish (DS_SESSION (source), result, &error);
  g_autofree char *uri = NULL;

  if (path == NULL)
    {
      ds_window_toast (window, error->message);
      return;
    }

  uri = g_filename_to_uri (path, NULL, NULL);
  gtk_show_uri (GTK_WINDOW (window), uri, GDK_CURRENT_TIME);
}

static void
open_copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DsWindow *window = DS_WINDOW (widget);
  DsDraftItem *item = ds_window_get_draft (window);

  if (item != NULL)
    ds_session_run_async (ds_window_get_session (window), restore_copy_job,
                          order_new (ds_draft_item_get_facts (item), NULL, NULL), order_free,
                          g_free, NULL, copy_restored_cb, g_object_ref (window));
}

static void
copy_digest_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DsWindow *window = DS_WINDOW (widget);
  DsDraftItem *item = ds_window_get_draft (window);
  g_autofree char *hex = NULL;

  if (item == NULL)
    return;

  hex = ds_digest_to_hex (&ds_draft_item_get_facts (item)->draft->sha256);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), hex);
  ds_window_toast (window, _ ("Digest copied"));
}

/* ── the project ─────────────────────────────────────────────────────────────────────────── */

static void
open_folder_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DsProjectFacts *facts = ds_window_get_project (DS_WINDOW (widget));
  g_autofree char *uri = NULL;

  if (facts == NULL)
    return;

  uri = g_filename_to_uri (facts->project->folder, NULL, NULL);
  gtk_show_uri (GTK_WINDOW (widget), uri, GDK_CURRENT_TIME);
}

static void
export_report_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DsWindow *window = DS_WINDOW (widget);
  DsProjectFacts *facts = ds_window_get_project (window);

  if (facts != NULL)
    gtk_window_present (GTK_WINDOW (ds_report_window_new (
        GTK_WINDOW (window), ds_session_get_folder (ds_window_get_session (window)),
        facts->project)));
}

/* Why an authority gives no stamps, if one of the project's does not. */
static void
show_trouble_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DsWindow *window = DS_WINDOW (widget);
  DsProjectFacts *facts = ds_window_get_project (window);

  if (facts != NULL && facts->stamping.troubled != NULL)
    gtk_window_present (GTK_WINDOW (ds_trouble_window_new (
        GTK_WINDOW (window), ds_session_get_folder (ds_window_get_session (window)),
        &facts->stamping)));
}

static gpointer
remove_project_job (DsStore *store, gpointer data, GError **error)
{
  const DsOrder *order = data;

  return ds_store_remove_project (store, order->project, error) ? DS_SESSION_DONE : NULL;
}

static void
remove_project_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DsProjectFacts *facts = ds_window_get_project (DS_WINDOW (widget));

  if (facts != NULL)
    run_order (DS_WINDOW (widget), remove_project_job, order_new (NULL, facts->project->id, NULL));
}

static gpointer
relink_project_job (DsStore *store, gpointer data, GError **error)
{
  const DsOrder *order = data;

  return ds_store_relink_project (store, order->project, order->text, error) ? DS_SESSION_DONE
                                                                             : NULL;
}

static void
folder_found_cb (GtkNativeDialog *dialog, int response, DsWindow *window)
{
  DsProjectFacts *facts = ds_window_get_project (window);
  g_autoptr (GFile) folder = NULL;

  if (response == GTK_RESPONSE_ACCEPT && facts != NULL)
    {
      folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      run_order (window, relink_project_job,
                 order_new (NULL, facts->project->id, g_file_peek_path (folder)));
    }
  g_object_unref (dialog);
}

static void
relink_project_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (_ ("Where is the folder now?"), GTK_WINDOW (widget),
                                   GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("Choose"), NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (folder_found_cb), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* ── the window ──────────────────────────────────────────────────────────────────────────── */

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ds_window_toggle_search (DS_WINDOW (widget));
}

static void
details_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ds_window_toggle_details (DS_WINDOW (widget));
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ds_window_go_back (DS_WINDOW (widget));
}

/* An action that has nothing to work on can't be chosen. */
void
ds_window_actions_update (DsWindow *window)
{
  GtkWidget *widget = GTK_WIDGET (window);
  DsDraftItem *item = ds_window_get_draft (window);
  gboolean has_project = ds_window_get_project (window) != NULL;
  gboolean is_kept = item != NULL && ds_draft_item_get_facts (item)->draft->is_kept;

  gtk_widget_action_set_enabled (widget, "win.set-stage", item != NULL);
  gtk_widget_action_set_enabled (widget, "win.copy-digest", item != NULL);
  gtk_widget_action_set_enabled (widget, "win.open-copy", is_kept);
  gtk_widget_action_set_enabled (widget, "win.export-report", has_project);
  gtk_widget_action_set_enabled (widget, "win.open-folder", has_project);
  gtk_widget_action_set_enabled (widget, "win.remove-project", has_project);
  gtk_widget_action_set_enabled (widget, "win.relink-project", has_project);
}

/* Called once from the window's class. */
void
ds_window_actions_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.set-stage", "s", set_stage_action);
  gtk_widget_class_install_action (widget_class, "win.open-copy", NULL, open_copy_action);
  gtk_widget_class_install_action (widget_class, "win.copy-digest", NULL, copy_digest_action);
  gtk_widget_class_install_action (widget_class, "win.export-report", NULL, export_report_action);
  gtk_widget_class_install_action (widget_class, "win.show-trouble", NULL, show_trouble_action);
  gtk_widget_class_install_action (widget_class, "win.open-folder", NULL, open_folder_action);
  gtk_widget_class_install_action (widget_class, "win.remove-project", NULL, remove_project_action);
  gtk_widget_class_install_action (widget_class, "win.relink-project", NULL, relink_project_action);
  gtk_widget_class_install_action (widget_class, "win.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "win.details", NULL, details_action);
}
