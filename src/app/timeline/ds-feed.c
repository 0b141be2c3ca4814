/* ds-feed.c - fills the list of a project's drafts and keeps it as the journal tells
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/timeline/ds-feed.h"

#include "app/store/ds-reading.h"

#define FIRST_PAGE 60 /* more than the tallest screen shows */
#define PAGE 400
#define UPDATE_MS 150 /* what comes in faster is shown together */
#define SAVING_MAX 12 /* rows; of a larger burst the rest is shown once recorded */

/* "loaded" is emitted when the first page is there, "arrived" when rows may have come
 * in since, with how many of them are drafts, "failed" with a GError that keeps the list from being
 * filled. */
struct _DsFeed
{
  GObject parent_instance;

  DsSession *session;
  DsDraftList *list;
  char *project;
  char *text;                /* (nullable): what is searched for */
  GPtrArray *news;           /* of DsDraftFacts: read, but not yet in the list */
  GPtrArray *saving;         /* of char *: files of which a save is under way, the latest last */
  gint64 updated;            /* when the list was last brought up to date, monotonic µs */
  guint update_later;        /* source, or 0 */
  GCancellable *cancellable; /* of all that is under way; a new search makes a new one */
  guint64 before_seq;        /* where the next page begins */
  guint64 next_seq;          /* the first journal entry not yet followed */
  gboolean is_loading;
  gboolean is_loaded; /* the first page is there */
  gboolean is_following;
  gboolean is_stale;  /* every page is to be read again */
  gboolean is_behind; /* the journal grew while it was followed */
};

typedef struct
{
  char *project;
  char *text; /* (nullable) */
  guint64 seq;
  guint limit;
} DsFeedQuestion;

enum
{
  SIGNAL_LOADED,
  SIGNAL_ARRIVED,
  SIGNAL_FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DsFeed, ds_feed, G_TYPE_OBJECT)

static void load_page (DsFeed *self);
static void reload (DsFeed *self);

static void
free_question (gpointer data)
{
  DsFeedQuestion *question = data;

  g_free (question->project);
  g_free (question->text);
  g_free (question);
}

static DsFeedQuestion *
ask (DsFeed *self, guint64 seq, guint limit)
{
  DsFeedQuestion *question = g_new0 (DsFeedQuestion, 1);

  question->project = g_strdup (self->project);
  question->text = g_strdup (self->text);
  question->seq = seq;
  question->limit = limit;
  return question;
}

static gpointer
list_page_job (DsStore *store, gpointer data, GError **error)
{
  const DsFeedQuestion *question = data;
  DsDraftQuery query = {
    .project = question->project,
    .text = question->text,
    .before_seq = question->seq,
    .limit = question->limit,
  };

  return ds_reading_list_page (store, &query, error);
}

static gpointer
follow_job (DsStore *store, gpointer data, GError **error)
{
  const DsFeedQuestion *question = data;

  return ds_reading_follow (store, question->project, question->seq, error);
}

/* Takes what a job answered. %NULL with nothing to do if the list has become another one. */
static DsNews *
take_answer (DsFeed *self, GObject *source, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  DsNews *news = ds_session_run_finish (DS_SESSION (source), result, &error);

  if (news == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
  return news;
}

/* ── what comes in ───────────────────────────────────────────────────────────────────────── */

static void
update_list (DsFeed *self)
{
  guint n_new;

  g_clear_handle_id (&self->update_later, g_source_remove);
  n_new = ds_draft_list_update (self->list, self->news, !self->is_loading, self->saving,
                                ds_time_now ());
  g_ptr_array_set_size (self->news, 0);
  self->updated = g_get_monotonic_time ();
  g_signal_emit (self, signals[SIGNAL_ARRIVED], 0, n_new);
}

static gboolean
update_later_cb (gpointer user_data)
{
  DsFeed *self = user_data;

  self->update_later = 0;
  update_list (self);
  return G_SOURCE_REMOVE;
}

/* A save by itself is shown at once, one of many with those that come within the same moment. */
static void
update_soon (DsFeed *self)
{
  gint64 waited_ms = (g_get_monotonic_time () - self->updated) / 1000;

  if (self->update_later != 0 || !self->is_loaded)
    return;

  if (waited_ms >= UPDATE_MS)
    update_list (self);
  else
    self->update_later = g_timeout_add (UPDATE_MS - waited_ms, update_later_cb, self);
}

/**
 * ds_feed_set_saving:
 * @path: a file of the project
 * @is_saving: whether a save of it is under way
 *
 * Shows a row that stands for the save. It becomes that of the draft or, when the journal tells of
 * none, goes.
 */
void
ds_feed_set_saving (DsFeed *self, const char *path, gboolean is_saving)
{
  gboolean was_saving;
  guint at;

  g_return_if_fail (DS_IS_FEED (self) && path != NULL);

  was_saving = g_ptr_array_find_with_equal_func (self->saving, path, g_str_equal, &at);
  if (is_saving && !was_saving && self->saving->len < SAVING_MAX)
    {
      g_ptr_array_add (self->saving, g_strdup (path));
      update_soon (self);
    }
  else if (!is_saving)
    {
      if (was_saving)
        g_ptr_array_remove_index (self->saving, at);
      ds_feed_follow (self);
    }
}

/* ── pages ───────────────────────────────────────────────────────────────────────────────── */

static void
page_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsFeed) self = user_data;
  g_autoptr (DsNews) news = take_answer (self, source, result);
  gboolean is_last;

  if (news == NULL)
    return;

  is_last = news->drafts->len < (self->before_seq == 0 ? FIRST_PAGE : PAGE);
  update_list (self); /* first what was read before the page */
  ds_draft_list_update (self->list, news->drafts, FALSE, self->saving, ds_time_now ());
  ds_draft_list_append (self->list, news->drafts);
  if (news->drafts->len > 0)
    {
      DsDraftFacts *oldest = g_ptr_array_index (news->drafts, news->drafts->len - 1);

      self->before_seq = oldest->draft->seq;
    }

  if (!self->is_loaded)
    {
      self->is_loaded = TRUE;
      self->next_seq = news->next_seq;
      g_signal_emit (self, signals[SIGNAL_LOADED], 0);
    }
  self->is_loading = FALSE;
  if (!is_last)
    load_page (self);
  else if (self->is_stale)
    reload (self);
}

static void
load_page (DsFeed *self)
{
  guint limit = self->before_seq == 0 ? FIRST_PAGE : PAGE;

  self->is_loading = TRUE;
  ds_session_run_async (self->session, list_page_job, ask (self, self->before_seq, limit),
                        free_question, (GDestroyNotify) ds_news_free, self->cancellable,
                        page_read_cb, g_object_ref (self));
}

static void
reload (DsFeed *self)
{
  self->is_stale = FALSE;
  self->before_seq = 0;
  load_page (self);
}

/* ── the journal ─────────────────────────────────────────────────────────────────────────── */

/* The index finds what matches; of what has just come in the same is asked here. */
static void
drop_unmatched (DsFeed *self, GPtrArray *drafts)
{
  g_autofree char *wanted = self->text == NULL ? NULL : g_utf8_casefold (self->text, -1);

  for (guint i = drafts->len; wanted != NULL && i > 0; i--)
    {
      DsDraftFacts *facts = g_ptr_array_index (drafts, i - 1);
      g_autofree char *path = ds_draft_dup_display_path (facts->draft);
      g_autofree char *folded = g_utf8_casefold (path, -1);

      if (strstr (folded, wanted) == NULL)
        g_ptr_array_remove_index (drafts, i - 1);
    }
}

static void
followed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsFeed) self = user_data;
  g_autoptr (DsNews) news = take_answer (self, source, result);

  if (news == NULL)
    return;

  self->is_following = FALSE;
  self->next_seq = news->next_seq;
  drop_unmatched (self, news->drafts);
  g_ptr_array_extend_and_steal (self->news, g_steal_pointer (&news->drafts));
  update_soon (self);
  self->is_stale = self->is_stale || news->is_all;
  if (self->is_stale && !self->is_loading)
    reload (self);
  if (self->is_behind)
    ds_feed_follow (self);
}

/**
 * ds_feed_follow:
 *
 * Brings the list to where the journal is. Called whenever the journal has grown.
 */
void
ds_feed_follow (DsFeed *self)
{
  g_return_if_fail (DS_IS_FEED (self));

  self->is_behind = self->is_following || !self->is_loaded;
  if (self->is_behind)
    return;

  self->is_following = TRUE;
  ds_session_run_async (self->session, follow_job, ask (self, self->next_seq, 0), free_question,
                        (GDestroyNotify) ds_news_free, self->cancellable, followed_cb,
                        g_object_ref (self));
}

static void
start (DsFeed *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->before_seq = 0;
  self->is_loaded = FALSE;
  self->is_following = FALSE;
  self->is_stale = FALSE;
  g_clear_handle_id (&self->update_later, g_source_remove);
  g_ptr_array_set_size (self->news, 0);
  ds_draft_list_clear (self->list);
  load_page (self);
}

/**
 * ds_feed_set_text:
 * @text: (nullable): only drafts with this in their path
 */
void
ds_feed_set_text (DsFeed *self, const char *text)
{
  const char *wanted = text == NULL || text[0] == '\0' ? NULL : text;

  if (g_strcmp0 (self->text, wanted) == 0)
    return;

  g_free (self->text);
  self->text = g_strdup (wanted);
  start (self);
}

/* Ends all reading: what is under way comes to nothing. */
void
ds_feed_stop (DsFeed *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->update_later, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->session, self);
}

const char *
ds_feed_get_project (DsFeed *self)
{
  return self->project;
}

/* Whether the first page is there, so that an empty list means that there is nothing. */
gboolean
ds_feed_is_loaded (DsFeed *self)
{
  return self->is_loaded;
}

DsDraftList *
ds_feed_get_list (DsFeed *self)
{
  return self->list;
}

/**
 * ds_feed_new:
 * @project: id
 *
 * Starts to read at once.
 */
DsFeed *
ds_feed_new (DsSession *session, const char *project)
{
  DsFeed *self = g_object_new (DS_TYPE_FEED, NULL);

  self->session = g_object_ref (session);
  self->project = g_strdup (project);
  g_signal_connect_object (session, "changed", G_CALLBACK (ds_feed_follow), self,
                           G_CONNECT_SWAPPED);
  start (self);
  return self;
}

static void
ds_feed_dispose (GObject *object)
{
  DsFeed *self = DS_FEED (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->update_later, g_source_remove);
  g_clear_pointer (&self->news, g_ptr_array_unref);
  g_clear_pointer (&self->saving, g_ptr_array_unref);
  g_clear_object (&self->session);
  g_clear_object (&self->list);
  g_clear_pointer (&self->project, g_free);
  g_clear_pointer (&self->text, g_free);
  G_OBJECT_CLASS (ds_feed_parent_class)->dispose (object);
}

static void
ds_feed_init (DsFeed *self)
{
  self->list = ds_draft_list_new ();
  self->news = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_draft_facts_unref);
  self->saving = g_ptr_array_new_with_free_func (g_free);
}

static void
ds_feed_class_init (DsFeedClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ds_feed_dispose;
  signals[SIGNAL_LOADED] =
      g_signal_new ("loaded", DS_TYPE_FEED, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ARRIVED] = g_signal_new ("arrived", DS_TYPE_FEED, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", DS_TYPE_FEED, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}
