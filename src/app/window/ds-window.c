/* ds-window.c - projects, the timeline of one, and the details of a draft
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/ds-window.h"

#include <glib/gi18n.h>

#include "app/details/ds-details.h"
#include "app/window/ds-project-page.h"
#include "app/window/ds-sidebar.h"
#include "app/window/ds-window-actions.h"
#include "app/look/ds-words.h"

#define SIDEBAR_PX 256
#define FOLDS_PX 760 /* below this one part is seen at a time */
#define NARROWEST_PX 360
#define ROOMY_PX 900 /* below this the buttons of the header go into a menu */

struct _DsWindow
{
  AdwApplicationWindow parent_instance;

  DsSession *session;
  DsThumbnailer *thumbnailer;
  gboolean is_gone; /* its widgets are going one by one, and say so */

  GtkWidget *toasts;
  GtkWidget *leaflet;
  GtkWidget *sidebar;
  GtkWidget *separator;
  GtkWidget *flap;
  GtkWidget *content;
  GtkWidget *content_header;
  GtkWidget *title;
  GtkWidget *back;
  GtkWidget *flap_toggle;
  GtkWidget *buttons;
  GtkWidget *more;
  GtkWidget *page;
  GtkWidget *details;
  GtkWidget *details_title;
  GtkWidget *narrow_page;
  GtkWidget *narrow_details;
  GtkWidget *narrow_title;
};

G_DEFINE_FINAL_TYPE (DsWindow, ds_window, ADW_TYPE_APPLICATION_WINDOW)

static gboolean
is_folded (DsWindow *self)
{
  return adw_leaflet_get_folded (ADW_LEAFLET (self->leaflet));
}

static void
project_selected_cb (DsWindow *self)
{
  DsProjectFacts *facts;
  g_autofree char *folder = NULL;

  if (self->is_gone)
    return;

  facts = ds_window_get_project (self);
  ds_project_page_show (DS_PROJECT_PAGE (self->page), facts);
  ds_window_actions_update (self);
  if (facts == NULL)
    return;

  folder = ds_words_dup_home_path (facts->project->folder);
  adw_window_title_set_title (ADW_WINDOW_TITLE (self->title), facts->project->name);
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->title), folder);
}

static void
project_opened_cb (DsWindow *self)
{
  adw_leaflet_set_visible_child (ADW_LEAFLET (self->leaflet), self->flap);
}

static void
failed_cb (DsWindow *self, const GError *error)
{
  ds_window_toast (self, error->message);
}

static void
draft_selected_cb (DsWindow *self)
{
  DsDraftItem *item;
  g_autofree char *title = NULL;
  g_autofree char *name = NULL;

  if (self->is_gone)
    return;

  item = ds_window_get_draft (self);
  ds_details_set_item (DS_DETAILS (self->details), item);
  ds_details_set_item (DS_DETAILS (self->narrow_details), item);
  ds_window_actions_update (self);
  if (item != NULL)
    {
      DsDraftFacts *facts = ds_draft_item_get_facts (item);

      title = g_strdup_printf (_ ("Draft %d"), (int) facts->draft->number);
      name = ds_draft_facts_dup_name (facts);
    }
  adw_window_title_set_title (ADW_WINDOW_TITLE (self->details_title), title != NULL ? title : "");
  adw_window_title_set_title (ADW_WINDOW_TITLE (self->narrow_title), title != NULL ? title : "");
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->narrow_title), name != NULL ? name : "");
}

/* Folded, the details are a page behind the timeline; it is there only while it is looked at, for
 * the leaflet needs room for every page it has before it unfolds. */
static void
draft_opened_cb (DsWindow *self)
{
  if (!is_folded (self))
    {
      adw_flap_set_reveal_flap (ADW_FLAP (self->flap), TRUE);
      return;
    }

  gtk_widget_set_visible (self->narrow_page, TRUE);
  adw_leaflet_set_visible_child (ADW_LEAFLET (self->leaflet), self->narrow_page);
}

static void
page_shown_cb (DsWindow *self)
{
  if (adw_leaflet_get_visible_child (ADW_LEAFLET (self->leaflet)) != self->narrow_page
      && !adw_leaflet_get_child_transition_running (ADW_LEAFLET (self->leaflet)))
    gtk_widget_set_visible (self->narrow_page, FALSE);
}

/* Window buttons stand in the last pane that is seen. */
static void
panes_changed_cb (DsWindow *self)
{
  gboolean folded;

  if (self->is_gone)
    return;

  folded = is_folded (self);
  ds_sidebar_set_alone (DS_SIDEBAR (self->sidebar), folded);
  adw_header_bar_set_show_end_title_buttons (
      ADW_HEADER_BAR (self->content_header),
      folded || !adw_flap_get_reveal_flap (ADW_FLAP (self->flap)));
}

/* The leaflet folds where its parts have no room beside each other. Folded, each of them may become
 * as narrow as the window, yet their sum must stay, or it would unfold again at once; so the line
 * between them, which is not seen then, is as wide as what is missing. */
static void
set_widths (DsWindow *self, gboolean folded)
{
  gtk_widget_set_size_request (self->sidebar, folded ? NARROWEST_PX : SIDEBAR_PX, -1);
  gtk_widget_set_size_request (self->content, folded ? NARROWEST_PX : FOLDS_PX - SIDEBAR_PX, -1);
  gtk_widget_set_size_request (self->separator, folded ? FOLDS_PX - 2 * NARROWEST_PX : -1, -1);
}

static void
folded_cb (DsWindow *self)
{
  gboolean folded = is_folded (self);

  set_widths (self, folded);
  if (!folded)
    gtk_widget_set_visible (self->narrow_page, FALSE);
  gtk_widget_set_visible (self->back, folded);
  gtk_widget_set_visible (self->flap_toggle, !folded);
  adw_flap_set_reveal_flap (ADW_FLAP (self->flap), !folded);
  ds_project_page_set_narrow (DS_PROJECT_PAGE (self->page), folded);
  panes_changed_cb (self);
}

static void
surface_layout_cb (DsWindow *self, int width)
{
  gtk_widget_set_visible (self->buttons, width >= ROOMY_PX);
  gtk_widget_set_visible (self->more, width < ROOMY_PX);
}

static void
stage_chosen_cb (DsWindow *self, DsDraftItem *item, const char *stage)
{
  ds_window_actions_set_stage (self, ds_draft_item_get_facts (item), stage, TRUE);
}

DsSession *
ds_window_get_session (DsWindow *self)
{
  return self->session;
}

/* Returns: (nullable) (transfer none): the project that is shown */
DsProjectFacts *
ds_window_get_project (DsWindow *self)
{
  DsProjectItem *item = ds_sidebar_get_selected (DS_SIDEBAR (self->sidebar));

  return item == NULL ? NULL : ds_project_item_get_facts (item);
}

/* Returns: (nullable) (transfer none): the draft that is selected */
DsDraftItem *
ds_window_get_draft (DsWindow *self)
{
  return ds_project_page_get_draft (DS_PROJECT_PAGE (self->page));
}

/* Shows what the journal says now, without waiting to be told that it has grown. */
void
ds_window_follow (DsWindow *self)
{
  ds_sidebar_refresh (DS_SIDEBAR (self->sidebar));
  ds_project_page_follow (DS_PROJECT_PAGE (self->page));
}

/* @toast: (transfer full) */
void
ds_window_add_toast (DsWindow *self, AdwToast *toast)
{
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (self->toasts), toast);
}

void
ds_window_toast (DsWindow *self, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  ds_window_add_toast (self, adw_toast_new (escaped));
}

void
ds_window_go_back (DsWindow *self)
{
  if (is_folded (self))
    adw_leaflet_navigate (ADW_LEAFLET (self->leaflet), ADW_NAVIGATION_DIRECTION_BACK);
}

void
ds_window_toggle_search (DsWindow *self)
{
  gboolean is_searching;

  g_object_get (self->page, "searching", &is_searching, NULL);
  g_object_set (self->page, "searching", !is_searching, NULL);
}

void
ds_window_toggle_details (DsWindow *self)
{
  AdwFlap *flap = ADW_FLAP (self->flap);

  if (!is_folded (self))
    adw_flap_set_reveal_flap (flap, !adw_flap_get_reveal_flap (flap));
}

/**
 * ds_window_open_project:
 * @project: id; shown as soon as it is there
 */
void
ds_window_open_project (DsWindow *self, const char *project)
{
  ds_sidebar_select (DS_SIDEBAR (self->sidebar), project);
  project_opened_cb (self);
}

void
ds_window_set_saving (DsWindow *self, const char *project, const char *path, gboolean is_saving)
{
  ds_project_page_set_saving (DS_PROJECT_PAGE (self->page), project, path, is_saving);
}

DsWindow *
ds_window_new (GtkApplication *application, DsSession *session)
{
  DsWindow *self = g_object_new (DS_TYPE_WINDOW, "application", application, NULL);

  self->session = g_object_ref (session);
  self->thumbnailer = ds_thumbnailer_new (ds_session_get_folder (session));
  ds_details_set_thumbnailer (DS_DETAILS (self->details), self->thumbnailer);
  ds_details_set_thumbnailer (DS_DETAILS (self->narrow_details), self->thumbnailer);
  ds_project_page_set_session (DS_PROJECT_PAGE (self->page), session, self->thumbnailer);
  ds_sidebar_set_session (DS_SIDEBAR (self->sidebar), session);
  return self;
}

static void
ds_window_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ds_window_parent_class)->realize (widget);
  g_signal_connect_object (gtk_native_get_surface (GTK_NATIVE (widget)), "layout",
                           G_CALLBACK (surface_layout_cb), widget, G_CONNECT_SWAPPED);
}

static void
ds_window_dispose (GObject *object)
{
  DsWindow *self = DS_WINDOW (object);

  self->is_gone = TRUE;
  g_clear_object (&self->thumbnailer);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ds_window_parent_class)->dispose (object);
}

static void
ds_window_init (DsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  folded_cb (self);
  ds_window_actions_update (self);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, DsWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, DsWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, DsWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, DsWindow, separator);
  gtk_widget_class_bind_template_child (widget_class, DsWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, DsWindow, content);
  gtk_widget_class_bind_template_child (widget_class, DsWindow, content_header);
  gtk_widget_class_bind_template_child (widget_class, DsWindow, title);
  gtk_widget_class_bind_template_child (widget_class, DsWindow, back);
  gtk_widget_class_bind_template_child (widget_class, DsWindow, flap_toggle);
  gtk_widget_class_bind_template_child (widget_class, DsWindow, buttons);
  gtk_widget_class_bind_template_child (widget_class, DsWindow, more);
  gtk_widget_class_bind_template_child (widget_class, DsWindow, page);
  gtk_widget_class_bind_template_child (widget_class, DsWindow, details);
  gtk_widget_class_bind_template_child (widget_class, DsWindow, details_title);
  gtk_widget_class_bind_template_child (widget_class, DsWindow, narrow_page);
  gtk_widget_class_bind_template_child (widget_class, DsWindow, narrow_details);
  gtk_widget_class_bind_template_child (widget_class, DsWindow, narrow_title);
}

static void
ds_window_class_init (DsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ds_window_dispose;
  widget_class->realize = ds_window_realize;
  g_type_ensure (DS_TYPE_DETAILS);
  g_type_ensure (DS_TYPE_PROJECT_PAGE);
  g_type_ensure (DS_TYPE_SIDEBAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/draftseal/Draftseal/ds-window.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, project_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, project_opened_cb);
  gtk_widget_class_bind_template_callback (widget_class, failed_cb);
  gtk_widget_class_bind_template_callback (widget_class, draft_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, draft_opened_cb);
  gtk_widget_class_bind_template_callback (widget_class, page_shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, panes_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, folded_cb);
  gtk_widget_class_bind_template_callback (widget_class, stage_chosen_cb);
  ds_window_actions_install (widget_class);
}
