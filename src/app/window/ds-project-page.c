/* ds-project-page.c - one project: its timeline with what is the matter, and a search
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/ds-project-page.h"

#include <glib/gi18n.h>

#include "app/timeline/ds-feed.h"
#include "app/window/ds-project-banner.h"
#include "app/timeline/ds-timeline.h"
#include "app/look/ds-words.h"

#define SOON_S 120
#define SECONDS_ROUNDING 10 /* "in about 40 s" is no more exact than that */

/* "draft-selected" is emitted when another draft is selected, "draft-opened" when a person asks
 * for its details, "failed" with a GError. */
struct _DsProjectPage
{
  GtkWidget parent_instance;

  DsSession *session;    /* (nullable) */
  DsProjectFacts *facts; /* (nullable): the project shown */
  DsFeed *feed;          /* (nullable): its drafts */
  gboolean is_narrow;

  GtkWidget *root;
  GtkWidget *search_bar;
  GtkWidget *search_entry;
  GtkWidget *timeline;
};

enum
{
  PROP_SEARCHING = 1,
  N_PROPS,
};

enum
{
  SIGNAL_DRAFT_SELECTED,
  SIGNAL_DRAFT_OPENED,
  SIGNAL_FAILED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DsProjectPage, ds_project_page, GTK_TYPE_WIDGET)

/* "in about 40 s", or from when on where that is longer off. */
static char *
dup_due (DsTime due, DsTime now)
{
  int seconds = (int) MIN (ds_time_seconds_between (now, due), G_MAXINT / 2);
  g_autoptr (GDateTime) local = ds_words_to_local (due);
  g_autoptr (GDateTime) local_now = ds_words_to_local (now);
  g_autofree char *when = NULL;

  if (seconds <= 0)
    return g_strdup (_ ("stamp under way"));

  if (seconds <= SOON_S)
    {
      seconds = (seconds + SECONDS_ROUNDING - 1) / SECONDS_ROUNDING * SECONDS_ROUNDING;
      return g_strdup_printf (ngettext ("stamp in about %d s", "stamp in about %d s", seconds),
                              seconds);
    }

  when = ds_words_is_same_day (local, local_now) ? ds_words_dup_clock (due)
                                                 : ds_words_dup_short_date (local, local_now);
  /* Translators: a time of day or a date */
  return g_strdup_printf (_ ("stamp from %s on"), when);
}

/* What a row says that nobody has signed yet. %NULL: since when it waits. */
static char *
dup_waiting (const DsStampingState *stamping)
{
  if (!stamping->has_tsa)
    return g_strdup (_ ("no authority chosen"));
  if (stamping->is_stalled || !stamping->has_due)
    return NULL;
  return dup_due (stamping->due, ds_time_now ());
}

static gboolean
is_searching (DsProjectPage *self)
{
  return gtk_search_bar_get_search_mode (GTK_SEARCH_BAR (self->search_bar));
}

static void
show_state (DsProjectPage *self)
{
  DsTimelineState state = DS_TIMELINE_DRAFTS;

  if (self->facts == NULL)
    state = DS_TIMELINE_LOADING;
  else if (self->facts->is_missing)
    state = DS_TIMELINE_MISSING;
  else if (g_list_model_get_n_items (G_LIST_MODEL (ds_feed_get_list (self->feed))) == 0)
    state = !ds_feed_is_loaded (self->feed) ? DS_TIMELINE_LOADING
            : is_searching (self)           ? DS_TIMELINE_NOTHING
                                            : DS_TIMELINE_EMPTY;
  ds_timeline_set_state (DS_TIMELINE (self->timeline), state);
}

/* Where details stand beside the list, they never stand empty. */
static void
select_newest (DsProjectPage *self)
{
  if (!self->is_narrow && ds_project_page_get_draft (self) == NULL)
    ds_timeline_select (DS_TIMELINE (self->timeline),
                        ds_draft_list_get_first_draft (ds_feed_get_list (self->feed)));
}

static void
feed_loaded_cb (DsProjectPage *self)
{
  show_state (self);
  select_newest (self);
}

static void
feed_arrived_cb (DsProjectPage *self, guint n_new)
{
  show_state (self);
  ds_timeline_note_new (DS_TIMELINE (self->timeline), n_new);
  select_newest (self);
}

static void
feed_failed_cb (DsProjectPage *self, GError *error)
{
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
}

static void
close_feed (DsProjectPage *self)
{
  if (self->feed == NULL)
    return;

  ds_feed_stop (self->feed);
  g_signal_handlers_disconnect_by_data (self->feed, self);
  g_clear_object (&self->feed);
}

static void
open_feed (DsProjectPage *self, const char *project)
{
  close_feed (self);
  g_object_set (self, "searching", FALSE, NULL);
  self->feed = ds_feed_new (self->session, project);
  g_signal_connect_swapped (self->feed, "loaded", G_CALLBACK (feed_loaded_cb), self);
  g_signal_connect_swapped (self->feed, "arrived", G_CALLBACK (feed_arrived_cb), self);
  g_signal_connect_swapped (self->feed, "failed", G_CALLBACK (feed_failed_cb), self);
  ds_timeline_set_list (DS_TIMELINE (self->timeline), ds_feed_get_list (self->feed));
}

static void
search_changed_cb (DsProjectPage *self)
{
  if (self->feed != NULL)
    ds_feed_set_text (self->feed, gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
}

static void
search_mode_cb (DsProjectPage *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCHING]);
}

static void
selected_cb (DsProjectPage *self)
{
  g_signal_emit (self, signals[SIGNAL_DRAFT_SELECTED], 0);
}

static void
opened_cb (DsProjectPage *self)
{
  g_signal_emit (self, signals[SIGNAL_DRAFT_OPENED], 0);
}

void
ds_project_page_set_session (DsProjectPage *self, DsSession *session, DsThumbnailer *thumbnailer)
{
  g_set_object (&self->session, session);
  ds_timeline_set_thumbnailer (DS_TIMELINE (self->timeline), thumbnailer);
}

/**
 * ds_project_page_show:
 * @facts: (nullable): a project, or what is new about the one that is shown; also called as time
 *   goes by, for what is said of it
 */
void
ds_project_page_show (DsProjectPage *self, DsProjectFacts *facts)
{
  DsTimeline *timeline = DS_TIMELINE (self->timeline);
  g_autofree char *waiting = NULL;

  g_clear_pointer (&self->facts, ds_project_facts_unref);
  if (facts == NULL)
    {
      close_feed (self);
      ds_timeline_set_list (timeline, NULL);
      show_state (self);
      return;
    }

  self->facts = ds_project_facts_ref (facts);
  if (self->feed == NULL || !g_str_equal (ds_feed_get_project (self->feed), facts->project->id))
    open_feed (self, facts->project->id);
  waiting = dup_waiting (&facts->stamping);
  ds_timeline_set_waiting (timeline, waiting);
  ds_stage_strip_set_counts (ds_timeline_get_strip (timeline), facts->stages, ds_time_now ());
  if (facts->is_missing)
    ds_timeline_set_missing (timeline, facts->project->folder, facts->project->n_drafts);
  ds_project_banner_show (ds_timeline_get_banner (timeline), facts);
  show_state (self);
}

/* Shows what the journal says now, without waiting to be told that it has grown. */
void
ds_project_page_follow (DsProjectPage *self)
{
  if (self->feed != NULL)
    ds_feed_follow (self->feed);
}

/**
 * ds_project_page_set_saving:
 * @project: id; another one than that shown is not listened to
 * @path: relative to its folder
 * @is_saving: whether a save of it is under way
 */
void
ds_project_page_set_saving (DsProjectPage *self, const char *project, const char *path,
                            gboolean is_saving)
{
  if (self->feed != NULL && g_str_equal (ds_feed_get_project (self->feed), project))
    ds_feed_set_saving (self->feed, path, is_saving);
}

void
ds_project_page_set_narrow (DsProjectPage *self, gboolean is_narrow)
{
  self->is_narrow = is_narrow;
  ds_timeline_set_narrow (DS_TIMELINE (self->timeline), is_narrow);
}

/* Returns: (nullable) (transfer none): the draft that is selected */
DsDraftItem *
ds_project_page_get_draft (DsProjectPage *self)
{
  return ds_timeline_get_selected (DS_TIMELINE (self->timeline));
}

static void
ds_project_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_value_set_boolean (value, is_searching (DS_PROJECT_PAGE (object)));
}

static void
ds_project_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  DsProjectPage *self = DS_PROJECT_PAGE (object);

  gtk_search_bar_set_search_mode (GTK_SEARCH_BAR (self->search_bar), g_value_get_boolean (value));
}

static void
ds_project_page_dispose (GObject *object)
{
  DsProjectPage *self = DS_PROJECT_PAGE (object);

  close_feed (self);
  g_clear_pointer (&self->root, gtk_widget_unparent);
  g_clear_pointer (&self->facts, ds_project_facts_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ds_project_page_parent_class)->dispose (object);
}

static void
ds_project_page_init (DsProjectPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
ds_project_page_class_init (DsProjectPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = ds_project_page_get_property;
  object_class->set_property = ds_project_page_set_property;
  object_class->dispose = ds_project_page_dispose;
  properties[PROP_SEARCHING] =
      g_param_spec_boolean ("searching", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_DRAFT_SELECTED] =
      g_signal_new ("draft-selected", DS_TYPE_PROJECT_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 0);
  signals[SIGNAL_DRAFT_OPENED] = g_signal_new (
      "draft-opened", DS_TYPE_PROJECT_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", DS_TYPE_PROJECT_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);

  g_type_ensure (DS_TYPE_TIMELINE);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/draftseal/Draftseal/ds-project-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DsProjectPage, root);
  gtk_widget_class_bind_template_child (widget_class, DsProjectPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, DsProjectPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, DsProjectPage, timeline);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_mode_cb);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, opened_cb);
}
