/* ds-tsa-client.c - one exchange with a TSA over HTTP (RFC 3161, 3.4)
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Blocking for the caller, asynchronous within: the exchange runs in a main context of its own,
 * where one timeout bounds all of it (resolving, connecting, TLS, sending, reading) and where the
 * caller's cancellable is heard at once. What arrives is only as trustworthy as the network;
 * nothing is believed here. */
#include "stamp/ds-tsa-client.h"

#include <libsoup/soup.h>
#include <string.h>

#include "base/ds-error.h"
#include "base/ds-text.h"
#include "config.h"
#include "stamp/ds-stamp-response.h"

#define QUERY_TYPE "application/timestamp-query"
#define READ_OCTETS 16384
#define SHOWN_CHARACTERS_MAX 200 /* of what a server says, in a message */
#define RETRY_AFTER_S_MAX 86400

struct _DsTsaClient
{
  GMainContext *context; /* owned: everything happens in it */
  SoupSession *session;  /* owned */
  guint timeout_ms;
};

/* One exchange while it lasts; on the stack of ds_tsa_client_exchange(). */
typedef struct
{
  SoupMessage *message;      /* borrowed */
  GCancellable *cancellable; /* borrowed: cancelled by the timeout or by the caller */
  GByteArray *octets;        /* borrowed: of the body so far */
  guint timeout_ms;
  GInputStream *body; /* owned (nullable): from the headers on */
  GError *error;      /* owned (nullable) */
  gboolean is_over;
} Exchange;

/**
 * ds_tsa_client_new_with_timeout:
 * @timeout_ms: how long a whole exchange may take, milliseconds
 *
 * Returns: (transfer full): a client; for one thread
 */
DsTsaClient *
ds_tsa_client_new_with_timeout (guint timeout_ms)
{
  DsTsaClient *self = g_new0 (DsTsaClient, 1);

  self->timeout_ms = timeout_ms;
  self->context = g_main_context_new ();
  g_main_context_push_thread_default (self->context);
  self->session = soup_session_new_with_options ("user-agent", "Draftseal/" DS_VERSION, NULL);
  /* A token is its octets: none are unpacked on the way, nor can a small answer become large. */
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_CONTENT_DECODER);
  g_main_context_pop_thread_default (self->context);
  return self;
}

/**
 * ds_tsa_client_new:
 *
 * Returns: (transfer full): a client that gives a TSA DS_TSA_EXCHANGE_TIMEOUT_S; for one thread
 */
DsTsaClient *
ds_tsa_client_new (void)
{
  return ds_tsa_client_new_with_timeout (DS_TSA_EXCHANGE_TIMEOUT_S * 1000);
}

void
ds_tsa_client_free (DsTsaClient *self)
{
  g_main_context_push_thread_default (self->context);
  g_object_unref (self->session);
  g_main_context_pop_thread_default (self->context);
  g_main_context_unref (self->context);
  g_free (self);
}

/* (transfer full): a header's value as it may be shown. */
static char *
show_header (SoupMessage *message, const char *name)
{
  const char *value =
      soup_message_headers_get_one (soup_message_get_response_headers (message), name);

  return ds_text_make_inert (value != NULL ? value : "", value != NULL ? strlen (value) : 0,
                             SHOWN_CHARACTERS_MAX);
}

static gboolean
check_status (SoupMessage *message, GError **error)
{
  guint status = soup_message_get_status (message);

  if (status == SOUP_STATUS_OK)
    return TRUE;
  if (SOUP_STATUS_IS_REDIRECTION (status))
    {
      g_autofree char *location = show_header (message, "Location");

      g_set_error (error, DS_ERROR, DS_ERROR_NO_TSA,
                   "the TSA refers to another address (HTTP %u, %s): if it can be trusted, enter "
                   "that address instead",
                   status, location);
    }
  else if (status == SOUP_STATUS_UNAUTHORIZED || status == SOUP_STATUS_FORBIDDEN)
    g_set_error (error, DS_ERROR, DS_ERROR_NO_TSA,
                 "the TSA answers customers only (HTTP %u): ask its operator for access", status);
  else
    g_set_error (error, DS_ERROR, DS_ERROR_NO_TSA, "the TSA did not answer the request (HTTP %u)",
                 status);
  return FALSE;
}

/* The first is the one of RFC 3161, 3.4; the others are what genuine servers say instead. */
static gboolean
check_type (SoupMessage *message, GError **error)
{
  static const char *const types[] = { "application/timestamp-reply",
                                       "application/timestamp-response",
                                       "application/octet-stream" };
  const char *type =
      soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL);
  g_autofree char *shown = NULL;

  for (gsize i = 0; type != NULL && i < G_N_ELEMENTS (types); i++)
    if (g_ascii_strcasecmp (type, types[i]) == 0)
      return TRUE;
  shown = show_header (message, "Content-Type");
  g_set_error (error, DS_ERROR, DS_ERROR_NO_TSA,
               "what answers there is no TSA, or something stands between (its answer is “%s”)",
               shown);
  return FALSE;
}

static void
end (Exchange *self, GError *error)
{
  self->error = error;
  self->is_over = TRUE;
}

/* libsoup takes the end of a connection for the end of a body, whatever length was announced. */
static gboolean
check_length (const Exchange *self, GError **error)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);

  if (soup_message_headers_get_encoding (headers) != SOUP_ENCODING_CONTENT_LENGTH
      || soup_message_headers_get_content_length (headers) == self->octets->len)
    return TRUE;
  g_set_error_literal (error, DS_ERROR, DS_ERROR_NETWORK, "the TSA's answer was cut short");
  return FALSE;
}

static void read_on (Exchange *self);

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Exchange *self = user_data;
  GError *error = NULL;
  g_autoptr (GBytes) read =
      g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  gsize length = read != NULL ? g_bytes_get_size (read) : 0;

  if (length == 0)
    {
      if (read != NULL)
        check_length (self, &error);
      end (self, error);
      return;
    }
  if (self->octets->len + length > DS_RESPONSE_OCTETS_MAX)
    {
      end (self, g_error_new (DS_ERROR, DS_ERROR_LIMIT, "the TSA's answer has more than %d octets",
                              DS_RESPONSE_OCTETS_MAX));
      return;
    }
  g_byte_array_append (self->octets, g_bytes_get_data (read, NULL), (guint) length);
  read_on (self);
}

static void
read_on (Exchange *self)
{
  g_input_stream_read_bytes_async (self->body, READ_OCTETS, G_PRIORITY_DEFAULT, self->cancellable,
                                   on_read, self);
}

static void
on_headers (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Exchange *self = user_data;
  GError *error = NULL;

  self->body = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (self->body == NULL || !check_status (self->message, &error)
      || !check_type (self->message, &error))
    end (self, error);
  else
    read_on (self);
}

static gboolean
on_timeout (gpointer user_data)
{
  Exchange *self = user_data;

  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

static void
on_cancelled (GCancellable *caller, gpointer exchange_cancellable)
{
  g_cancellable_cancel (exchange_cancellable);
}

/* Seconds, or a date (RFC 9110, 10.2.3); 0 if the server says nothing that makes sense. */
static guint
read_retry_after (SoupMessage *message)
{
  const char *text =
      soup_message_headers_get_one (soup_message_get_response_headers (message), "Retry-After");
  g_autoptr (GDateTime) then = NULL;
  guint64 seconds;
  gint64 wait;

  if (text == NULL)
    return 0;
  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, &seconds, NULL))
    return (guint) MIN (seconds, RETRY_AFTER_S_MAX);

  then = soup_date_time_new_from_http_string (text);
  wait = then != NULL ? g_date_time_to_unix (then) - g_get_real_time () / G_USEC_PER_SEC : 0;
  return (guint) CLAMP (wait, 0, RETRY_AFTER_S_MAX);
}

/* What ended the exchange, in our words: the caller's wish stays what it is, the rest is trouble on
 * the way. */
static void
report (Exchange *self, GCancellable *caller, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (caller, error))
    return;
  if (self->error->domain == DS_ERROR)
    g_propagate_error (error, g_steal_pointer (&self->error));
  else if (g_cancellable_is_cancelled (self->cancellable))
    g_set_error (error, DS_ERROR, DS_ERROR_NETWORK, "the TSA did not answer within %.1f seconds",
                 self->timeout_ms / 1000.0);
  else
    g_set_error (error, DS_ERROR, DS_ERROR_NETWORK, "the TSA could not be reached: %s",
                 self->error->message);
}

static void
run (DsTsaClient *client, Exchange *self, GCancellable *caller)
{
  GSource *timeout = g_timeout_source_new (self->timeout_ms);
  gulong handler = 0;

  g_main_context_push_thread_default (client->context);
  g_source_set_callback (timeout, on_timeout, self, NULL);
  g_source_attach (timeout, client->context);
  if (caller != NULL)
    handler = g_cancellable_connect (caller, G_CALLBACK (on_cancelled), self->cancellable, NULL);

  soup_session_send_async (client->session, self->message, G_PRIORITY_DEFAULT, self->cancellable,
                           on_headers, self);
  while (!self->is_over)
    g_main_context_iteration (client->context, TRUE);

  g_cancellable_disconnect (caller, handler);
  g_source_destroy (timeout);
  g_source_unref (timeout);
  g_clear_object (&self->body);
  g_main_context_pop_thread_default (client->context);
}

/**
 * ds_tsa_client_exchange:
 * @self: a client of this thread
 * @url: http or https
 * @request: DER of a TimeStampReq
 * @retry_after_s: (out) (optional): seconds the server asks to be left alone, at most a day; 0 if
 * it does not say
 * @cancellable: (nullable): ends the exchange at once
 * @error: %DS_ERROR_NETWORK if there was no answer, %DS_ERROR_NO_TSA if it was none of a TSA,
 * %DS_ERROR_LIMIT if it is larger than DS_RESPONSE_OCTETS_MAX, %G_IO_ERROR_CANCELLED
 *
 * Sends one request and waits for the answer. Redirections are not followed: the person chose an
 * address, and what is sent goes nowhere else. There are no cookies and no passwords.
 *
 * Returns: (transfer full) (nullable): the body of the answer, not looked into
 */
GBytes *
ds_tsa_client_exchange (DsTsaClient *self, const char *url, GBytes *request, guint *retry_after_s,
                        GCancellable *cancellable, GError **error)
{
  g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_POST, url);
  g_autoptr (GCancellable) inner = g_cancellable_new ();
  g_autoptr (GByteArray) octets = g_byte_array_new ();
  Exchange exchange = { message, inner, octets, self->timeout_ms, NULL, NULL, FALSE };

  if (retry_after_s != NULL)
    *retry_after_s = 0;
  if (message == NULL)
    {
      g_set_error_literal (error, DS_ERROR, DS_ERROR_USAGE, "the TSA's URL cannot be read");
      return NULL;
    }
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  soup_message_set_request_body_from_bytes (message, QUERY_TYPE, request);
  /* A POST gets a connection of its own in libsoup, since a stale one could not be told from a lost
   * answer, and asking twice may cost twice. So none is kept. */
  soup_message_headers_replace (soup_message_get_request_headers (message), "Connection", "close");
  run (self, &exchange, cancellable);

  if (exchange.error != NULL)
    {
      if (retry_after_s != NULL)
        *retry_after_s = read_retry_after (message);
      report (&exchange, cancellable, error);
      g_clear_error (&exchange.error);
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&octets));
}
