/* ds-practice-host.c - the practice TSA, answering as long as the application runs
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/store/ds-practice-host.h"

#include "practice/ds-practice-tsa.h"

#define PRACTICE_INTERVAL_S 2
#define PRACTICE_WINDOW_S 4 /* whoever tries it out wants to see a stamp come */

/* It signs on a thread of its own, for signing takes longer than a frame. */
struct _DsPracticeHost
{
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  guint port;      /* wanted */
  GMutex starting; /* guards what follows until it has started */
  GCond started;
  char *url;     /* (nullable): where it answers */
  GError *error; /* (nullable): why it does not */
};

static void
tell_started (DsPracticeHost *self, DsPracticeTsa *practice, GError *error)
{
  g_mutex_lock (&self->starting);
  if (error == NULL)
    self->url = ds_practice_tsa_dup_url (practice);
  self->error = error;
  g_cond_signal (&self->started);
  g_mutex_unlock (&self->starting);
}

/* Where the port is taken any other will do: whoever asks is told which. */
static gboolean
listen_somewhere (DsPracticeTsa *practice, guint port, GError **error)
{
  return ds_practice_tsa_listen (practice, port, NULL)
         || ds_practice_tsa_listen (practice, 0, error);
}

static gpointer
serve_in_thread (gpointer data)
{
  DsPracticeHost *self = data;
  g_autofree char *folder = ds_practice_tsa_dup_default_folder ();
  GError *error = NULL;
  g_autoptr (DsPracticeTsa) practice = NULL;

  g_main_context_push_thread_default (self->context);
  practice = ds_practice_tsa_new (folder, &error);
  if (practice != NULL)
    listen_somewhere (practice, self->port, &error);
  tell_started (self, practice, error);
  g_main_loop_run (self->loop);
  g_clear_pointer (&practice, ds_practice_tsa_free);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

/**
 * ds_practice_host_new:
 * @port: the one it had before; another one if that is taken
 * @error: %DS_ERROR_DAMAGED, else a %G_IO_ERROR
 *
 * Blocks until it answers: makes the key of the practice TSA if there is none yet.
 */
DsPracticeHost *
ds_practice_host_new (guint port, GError **error)
{
  g_autoptr (DsPracticeHost) self = g_new0 (DsPracticeHost, 1);

  self->port = port;
  g_mutex_init (&self->starting);
  g_cond_init (&self->started);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("practice-tsa", serve_in_thread, self);

  g_mutex_lock (&self->starting);
  while (self->url == NULL && self->error == NULL)
    g_cond_wait (&self->started, &self->starting);
  g_mutex_unlock (&self->starting);
  if (self->error == NULL)
    return g_steal_pointer (&self);

  g_propagate_error (error, g_steal_pointer (&self->error));
  return NULL;
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

void
ds_practice_host_free (DsPracticeHost *self)
{
  /* As a source of its own: the loop may not run yet, and would miss a call from here. */
  g_autoptr (GSource) quit = g_idle_source_new ();

  g_source_set_callback (quit, quit_cb, self->loop, NULL);
  g_source_attach (quit, self->context);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->starting);
  g_cond_clear (&self->started);
  g_free (self->url);
  g_free (self);
}

/* Returns: the port at which @tsa is asked */
guint
ds_practice_host_read_port (const DsTsa *tsa)
{
  g_autoptr (GUri) uri = g_uri_parse (tsa->url, G_URI_FLAGS_NONE, NULL);

  return uri == NULL || g_uri_get_port (uri) < 0 ? DS_PRACTICE_PORT : (guint) g_uri_get_port (uri);
}

/* Returns: whether @tsa is asked where this one answers */
gboolean
ds_practice_host_is_of (DsPracticeHost *self, const DsTsa *tsa)
{
  return g_str_equal (self->url, tsa->url);
}

/**
 * ds_practice_host_make_tsa:
 * @error: %DS_ERROR_DAMAGED, else a %G_IO_ERROR
 *
 * Returns: (transfer full) (nullable): the practice TSA as an authority, marked TEST
 */
DsTsa *
ds_practice_host_make_tsa (DsPracticeHost *self, GError **error)
{
  g_autofree char *folder = ds_practice_tsa_dup_default_folder ();
  g_autoptr (GPtrArray) anchors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (DsJson) json = ds_json_object_new ();
  GBytes *root = ds_practice_tsa_read_root (folder, error);

  if (root == NULL)
    return NULL;

  g_ptr_array_add (anchors, root);
  ds_json_set_string (json, "url", self->url);
  ds_json_set_string (json, "operator", "Draftseal, on this computer");
  ds_json_set_integer (json, "interval", PRACTICE_INTERVAL_S);
  ds_json_set_integer (json, "window", PRACTICE_WINDOW_S);
  ds_json_set_boolean (json, "test", TRUE);
  ds_tsa_name_anchors (json, anchors);
  return ds_tsa_from_json (DS_PRACTICE_NAME, json, anchors, error);
}
