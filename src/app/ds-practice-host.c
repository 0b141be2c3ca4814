/* ds-practice-host.c - the practice TSA, answering as long as the application runs
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/ds-practice-host.h"

#include "practice/ds-practice-tsa.h"

#define PRACTICE_INTERVAL_S 2
#define PRACTICE_WINDOW_S 4 /* whoever tries it out wants to see a stamp come */

/* It signs on a thread of its own, for signing takes longer than a frame. */
struct _DsPracticeHost
{
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
};

static gpointer
serve_in_thread (gpointer data)
{
  DsPracticeHost *self = data;
  g_autofree char *folder = ds_practice_tsa_dup_default_folder ();
  g_autoptr (GError) error = NULL;
  g_autoptr (DsPracticeTsa) practice = NULL;

  g_main_context_push_thread_default (self->context);
  practice = ds_practice_tsa_new (folder, &error);
  /* If the port is taken, `draftseal practice-tsa` or another window of this person answers there
   * with the same key; if not, drafts stay LOCAL and the window says that they wait. */
  if (practice == NULL || !ds_practice_tsa_listen (practice, DS_PRACTICE_PORT, &error))
    g_info ("the practice TSA does not answer here: %s", error->message);
  g_main_loop_run (self->loop);
  g_clear_pointer (&practice, ds_practice_tsa_free);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

DsPracticeHost *
ds_practice_host_new (void)
{
  DsPracticeHost *self = g_new0 (DsPracticeHost, 1);

  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("practice-tsa", serve_in_thread, self);
  return self;
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
  g_main_context_invoke (self->context, quit_cb, self->loop);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_free (self);
}

/**
 * ds_practice_host_make_tsa:
 * @error: %DS_ERROR_DAMAGED, else a %G_IO_ERROR
 *
 * Blocks: makes the key of the practice TSA if there is none yet.
 *
 * Returns: (transfer full) (nullable): the practice TSA as an authority, marked TEST
 */
DsTsa *
ds_practice_host_make_tsa (GError **error)
{
  g_autofree char *folder = ds_practice_tsa_dup_default_folder ();
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%d/", DS_PRACTICE_PORT);
  g_autoptr (DsPracticeTsa) practice = ds_practice_tsa_new (folder, error);
  g_autoptr (GPtrArray) anchors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (DsJson) json = ds_json_object_new ();
  GBytes *root;

  if (practice == NULL || (root = ds_practice_tsa_read_root (folder, error)) == NULL)
    return NULL;

  g_ptr_array_add (anchors, root);
  ds_json_set_string (json, "url", url);
  ds_json_set_string (json, "operator", "Draftseal, on this computer");
  ds_json_set_integer (json, "interval", PRACTICE_INTERVAL_S);
  ds_json_set_integer (json, "window", PRACTICE_WINDOW_S);
  ds_json_set_boolean (json, "test", TRUE);
  ds_tsa_name_anchors (json, anchors);
  return ds_tsa_from_json (DS_PRACTICE_NAME, json, anchors, error);
}
