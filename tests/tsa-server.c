/* tsa-server.c - a TSA on loopback, on a thread of its own, in the mood a test wants
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tsa-server.h"

#include <libsoup/soup.h>
#include <string.h>

#include "base/ds-digest.h"
#include "practice/ds-practice-tsa.h"

struct _TsaServer
{
  DsPracticeTsa *tsa;
  SoupServer *server;
  char *folder; /* of the practice TSA */
  char *url;
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  GMutex mutex;
  TsaMood mood;  /* under mutex */
  guint n_asked; /* under mutex */
  GBytes *last;  /* under mutex (nullable) */
};

/* The TSA's own words; it is for one thread at a time. */
GBytes *
tsa_server_respond (TsaServer *self, GBytes *request)
{
  GBytes *response;

  g_mutex_lock (&self->mutex);
  response = ds_practice_tsa_respond (self->tsa, request);
  g_mutex_unlock (&self->mutex);
  return response;
}

static GBytes *
read_body (SoupServerMessage *message)
{
  return soup_message_body_flatten (soup_server_message_get_request_body (message));
}

static void
reply (SoupServerMessage *message, GBytes *body)
{
  gsize length;
  const char *data = g_bytes_get_data (body, &length);

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, "application/timestamp-reply", SOUP_MEMORY_COPY, data,
                                    length);
}

static void
answer (TsaServer *self, SoupServerMessage *message, TsaMood mood)
{
  g_autoptr (GBytes) request = read_body (message);
  g_autoptr (GBytes) response = tsa_server_respond (self, request);

  if (mood == TSA_ANSWERS_LAST && self->last != NULL)
    reply (message, self->last);
  else
    reply (message, response);
  g_clear_pointer (&self->last, g_bytes_unref);
  self->last = g_steal_pointer (&response);
}

static void
on_request (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer data)
{
  /* Status 2, failInfo badAlg. */
  static const guint8 rejection[] = { 0x30, 0x09, 0x30, 0x07, 0x02, 0x01,
                                      0x02, 0x03, 0x02, 0x07, 0x80 };
  g_autoptr (GBytes) refusal = g_bytes_new_static (rejection, sizeof rejection);
  g_autoptr (GBytes) garbage = g_bytes_new_static ("no token", 8);
  TsaServer *self = data;
  g_autofree char *seconds = g_strdup_printf ("%d", TSA_RETRY_AFTER_S);
  TsaMood mood;

  g_mutex_lock (&self->mutex);
  mood = self->mood;
  self->n_asked++;
  g_mutex_unlock (&self->mutex);
  switch (mood)
    {
    case TSA_REFUSES:
      reply (message, refusal);
      break;
    case TSA_IS_BUSY:
      soup_message_headers_append (soup_server_message_get_response_headers (message),
                                   "Retry-After", seconds);
      soup_server_message_set_status (message, SOUP_STATUS_SERVICE_UNAVAILABLE, NULL);
      break;
    case TSA_HANGS_UP:
      g_io_stream_close (soup_server_message_steal_connection (message), NULL, NULL);
      break;
    case TSA_SAYS_GARBAGE:
      reply (message, garbage);
      break;
    case TSA_ANSWERS:
    case TSA_ANSWERS_LAST:
    default:
      answer (self, message, mood);
    }
}

static gpointer
run (gpointer data)
{
  TsaServer *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static gboolean
quit_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static void
serve (TsaServer *self)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;

  g_main_context_push_thread_default (self->context);
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, on_request, self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  g_main_context_pop_thread_default (self->context);
  uris = soup_server_get_uris (self->server);
  self->url = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

/* @folder: a scratch folder. */
TsaServer *
tsa_server_start (const char *folder)
{
  TsaServer *self = g_new0 (TsaServer, 1);
  g_autoptr (GError) error = NULL;

  g_mutex_init (&self->mutex);
  self->folder = g_build_filename (folder, "practice", NULL);
  self->tsa = ds_practice_tsa_new (self->folder, &error);
  g_assert_no_error (error);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  serve (self);
  self->thread = g_thread_new ("tsa", run, self);
  return self;
}

void
tsa_server_stop (TsaServer *self)
{
  g_autoptr (GSource) quit = g_idle_source_new ();

  g_source_set_callback (quit, quit_cb, self->loop, NULL);
  g_source_attach (quit, self->context);
  g_thread_join (self->thread);
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_clear_pointer (&self->last, g_bytes_unref);
  ds_practice_tsa_free (self->tsa);
  g_mutex_clear (&self->mutex);
  g_free (self->folder);
  g_free (self->url);
  g_free (self);
}

void
tsa_server_set_mood (TsaServer *self, TsaMood mood)
{
  g_mutex_lock (&self->mutex);
  self->mood = mood;
  g_mutex_unlock (&self->mutex);
}

/* How many requests have arrived. */
guint
tsa_server_count_asked (TsaServer *self)
{
  guint n_asked;

  g_mutex_lock (&self->mutex);
  n_asked = self->n_asked;
  g_mutex_unlock (&self->mutex);
  return n_asked;
}

/* This server as an authority; @fields (nullable): more of its setting, as `"interval":0`. */
DsTsa *
tsa_server_make_tsa (TsaServer *self, const char *name, const char *fields)
{
  g_autoptr (GPtrArray) anchors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autofree char *text = g_strdup_printf ("{%s}", fields != NULL ? fields : "");
  g_autoptr (GError) error = NULL;
  g_autoptr (DsJson) json = ds_json_parse (text, strlen (text), &error);
  DsJson *trust = ds_json_array_new ();
  g_autofree char *fingerprint = NULL;
  DsDigest digest;
  DsTsa *tsa;

  g_assert_no_error (error);
  g_ptr_array_add (anchors, ds_practice_tsa_read_root (self->folder, &error));
  g_assert_no_error (error);
  digest = ds_digest_sha256_bytes (g_ptr_array_index (anchors, 0));
  fingerprint = ds_digest_to_hex (&digest);
  ds_json_add_string (trust, fingerprint);
  ds_json_set (json, "trust", trust);
  ds_json_set_string (json, "url", self->url);
  tsa = ds_tsa_from_json (name, json, anchors, &error);
  g_assert_no_error (error);
  return tsa;
}
