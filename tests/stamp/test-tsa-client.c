/* test-tsa-client.c - the exchange with a TSA against a server that misbehaves as told
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <sys/socket.h>

#include "base/ds-error.h"
#include "stamp/ds-stamp-response.h"
#include "stamp/ds-tsa-client.h"

#define REPLY "Content-Type: application/timestamp-reply\r\n"
#define OK_HEADERS "HTTP/1.1 200 OK\r\n" REPLY
#define TOKEN_BODY "Content-Length: 5\r\n\r\ntoken"
#define GENEROUS_MS 600000 /* a test that waits this long has failed */
#define SHORT_MS 100

typedef enum
{
  THEN_HOLD,  /* nothing more is said; the connection stays open */
  THEN_CLOSE, /* an orderly end */
  THEN_RESET,
} Then;

/* A server in the test's thread that says the same to everybody. */
typedef struct
{
  const char *says;
  gsize filler; /* octets behind that */
  Then then;
  GSocketService *service;   /* owned */
  GPtrArray *connections;    /* owned: those that stay open */
  GString *heard;            /* owned: the last request */
  GCancellable *cancel_then; /* (nullable): cancelled when a request has been heard */
  guint n_requests;
} Server;

/* What the client's thread does. */
typedef struct
{
  char *url;
  guint timeout_ms;
  guint n_exchanges;
  GCancellable *cancellable; /* (nullable) */
  GBytes *answer;            /* of the last exchange */
  GError *error;
  guint retry_after_s;
  gint is_over; /* atomic */
} Client;

/* Reads on until the body announced in the headers is there; FALSE at the end of the stream. */
static gboolean
hear (Server *server, GInputStream *stream)
{
  char buffer[2048];

  g_string_truncate (server->heard, 0);
  for (;;)
    {
      const char *body = strstr (server->heard->str, "\r\n\r\n");
      const char *length = strstr (server->heard->str, "Content-Length: ");
      gssize got;

      if (body != NULL && length != NULL
          && strlen (body + 4) >= g_ascii_strtoull (length + strlen ("Content-Length: "), NULL, 10))
        return TRUE;
      got = g_input_stream_read (stream, buffer, sizeof buffer, NULL, NULL);
      if (got <= 0)
        return FALSE;
      g_string_append_len (server->heard, buffer, got);
    }
}

static void
reset (GSocketConnection *connection)
{
  struct linger at_once = { 1, 0 };
  int fd = g_socket_get_fd (g_socket_connection_get_socket (connection));

  g_assert_no_errno (setsockopt (fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once));
}

static void
serve (Server *server, GSocketConnection *connection)
{
  GIOStream *stream = G_IO_STREAM (connection);
  g_autofree char *filler = g_malloc0 (server->filler + 1);

  if (!hear (server, g_io_stream_get_input_stream (stream)))
    return;
  server->n_requests++;
  g_output_stream_write_all (g_io_stream_get_output_stream (stream), server->says,
                             strlen (server->says), NULL, NULL, NULL);
  /* The client may hang up in the middle of it: that is what some tests want. */
  g_output_stream_write_all (g_io_stream_get_output_stream (stream), filler, server->filler, NULL,
                             NULL, NULL);
  if (server->cancel_then != NULL)
    g_cancellable_cancel (server->cancel_then);
  if (server->then == THEN_RESET)
    reset (connection);
  if (server->then == THEN_RESET || server->then == THEN_CLOSE)
    g_io_stream_close (stream, NULL, NULL);
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection, GObject *source,
             gpointer user_data)
{
  Server *server = user_data;

  g_ptr_array_add (server->connections, g_object_ref (connection));
  serve (server, connection);
  return TRUE;
}

static char *
server_start (Server *server)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) got = NULL;

  server->service = g_socket_service_new ();
  server->connections = g_ptr_array_new_with_free_func (g_object_unref);
  server->heard = g_string_new (NULL);
  g_signal_connect (server->service, "incoming", G_CALLBACK (on_incoming), server);
  g_socket_listener_add_address (G_SOCKET_LISTENER (server->service), wanted, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &got, &error);
  g_assert_no_error (error);
  return g_strdup_printf ("http://127.0.0.1:%u/tsr",
                          g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got)));
}

static void
server_stop (Server *server)
{
  g_socket_service_stop (server->service);
  g_socket_listener_close (G_SOCKET_LISTENER (server->service));
  g_object_unref (server->service);
  g_ptr_array_unref (server->connections);
  g_string_free (server->heard, TRUE);
}

static gpointer
exchange_in_thread (gpointer data)
{
  Client *self = data;
  g_autoptr (DsTsaClient) client = ds_tsa_client_new_with_timeout (self->timeout_ms);
  g_autoptr (GBytes) request = g_bytes_new_static ("request", 7);

  for (guint i = 0; i < self->n_exchanges; i++)
    {
      g_clear_pointer (&self->answer, g_bytes_unref);
      g_clear_error (&self->error);
      self->retry_after_s = 42;
      self->answer = ds_tsa_client_exchange (client, self->url, request, &self->retry_after_s,
                                             self->cancellable, &self->error);
      g_assert_true ((self->answer == NULL) == (self->error != NULL));
    }
  g_atomic_int_set (&self->is_over, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

static void
run (Client *client)
{
  GThread *thread = g_thread_new ("client", exchange_in_thread, client);

  while (!g_atomic_int_get (&client->is_over))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
}

static void
client_clear (Client *client)
{
  g_free (client->url);
  g_clear_pointer (&client->answer, g_bytes_unref);
  g_clear_error (&client->error);
}

typedef struct
{
  const char *path;
  const char *says;
  gsize filler;
  Then then;
  guint timeout_ms;
  int error;           /* a DsError, or NONE: the answer is “token” */
  const char *message; /* a part of the sentence */
  guint retry_after_s;
} ExchangeCase;

#define NONE -1
#define NETWORK DS_ERROR_NETWORK
#define NO_TSA DS_ERROR_NO_TSA

/* clang-format off */
static const ExchangeCase exchange_cases[] = {
  { "/stamp/client/reply", OK_HEADERS TOKEN_BODY, 0, THEN_HOLD, GENEROUS_MS, NONE },
  { "/stamp/client/to-the-end-of-stream", OK_HEADERS "Connection: close\r\n\r\ntoken", 0, THEN_CLOSE, GENEROUS_MS, NONE },
  { "/stamp/client/chunked", OK_HEADERS "Transfer-Encoding: chunked\r\n\r\n2\r\nto\r\n3\r\nken\r\n0\r\n\r\n", 0, THEN_HOLD, GENEROUS_MS, NONE },
  { "/stamp/client/type-with-parameter", "HTTP/1.1 200 OK\r\nContent-Type: Application/Timestamp-Reply; v=1\r\n" TOKEN_BODY, 0, THEN_HOLD, GENEROUS_MS, NONE },
  { "/stamp/client/type-response", "HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-response\r\n" TOKEN_BODY, 0, THEN_HOLD, GENEROUS_MS, NONE },
  { "/stamp/client/type-octets", "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n" TOKEN_BODY, 0, THEN_HOLD, GENEROUS_MS, NONE },

  { "/stamp/client/refuse-type-html", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" TOKEN_BODY, 0, THEN_HOLD, GENEROUS_MS, NO_TSA, "“text/html”" },
  { "/stamp/client/refuse-type-escape", "HTTP/1.1 200 OK\r\nContent-Type: text/\x1b[1m\r\n" TOKEN_BODY, 0, THEN_HOLD, GENEROUS_MS, NO_TSA, "<U+001B>[1m" },
  { "/stamp/client/refuse-no-type", "HTTP/1.1 200 OK\r\n" TOKEN_BODY, 0, THEN_HOLD, GENEROUS_MS, NO_TSA, "no TSA" },
  { "/stamp/client/refuse-moved", "HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:1/\r\n" REPLY TOKEN_BODY, 0, THEN_HOLD, GENEROUS_MS, NO_TSA, "(HTTP 301, http://127.0.0.1:1/)" },
  { "/stamp/client/refuse-found", "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n", 0, THEN_HOLD, GENEROUS_MS, NO_TSA, "HTTP 302" },
  { "/stamp/client/refuse-see-other", "HTTP/1.1 303 See\r\nLocation: /\r\nContent-Length: 0\r\n\r\n", 0, THEN_HOLD, GENEROUS_MS, NO_TSA, "HTTP 303" },
  { "/stamp/client/refuse-temporary", "HTTP/1.1 307 Temporary\r\nLocation: /\r\nContent-Length: 0\r\n\r\n", 0, THEN_HOLD, GENEROUS_MS, NO_TSA, "HTTP 307" },
  { "/stamp/client/refuse-created", "HTTP/1.1 201 Created\r\n" REPLY TOKEN_BODY, 0, THEN_HOLD, GENEROUS_MS, NO_TSA, "HTTP 201" },
  { "/stamp/client/refuse-401", "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"a\"\r\n" TOKEN_BODY, 0, THEN_HOLD, GENEROUS_MS, NO_TSA, "customers" },
  { "/stamp/client/refuse-404", "HTTP/1.1 404 No\r\n" TOKEN_BODY, 0, THEN_HOLD, GENEROUS_MS, NO_TSA, "HTTP 404" },
  { "/stamp/client/refuse-503", "HTTP/1.1 503 Later\r\n" REPLY TOKEN_BODY, 0, THEN_HOLD, GENEROUS_MS, NO_TSA, "HTTP 503" },
  { "/stamp/client/retry-seconds", "HTTP/1.1 429 Slowly\r\nRetry-After: 120\r\n" TOKEN_BODY, 0, THEN_HOLD, GENEROUS_MS, NO_TSA, "HTTP 429", 120 },
  { "/stamp/client/retry-at-most-a-day", "HTTP/1.1 503 Later\r\nRetry-After: 999999999\r\n" TOKEN_BODY, 0, THEN_HOLD, GENEROUS_MS, NO_TSA, "HTTP 503", 86400 },
  { "/stamp/client/retry-date-far", "HTTP/1.1 503 Later\r\nRetry-After: Fri, 31 Dec 2199 23:59:59 GMT\r\n" TOKEN_BODY, 0, THEN_HOLD, GENEROUS_MS, NO_TSA, "HTTP 503", 86400 },
  { "/stamp/client/retry-date-past", "HTTP/1.1 503 Later\r\nRetry-After: Wed, 21 Oct 2015 07:28:00 GMT\r\n" TOKEN_BODY, 0, THEN_HOLD, GENEROUS_MS, NO_TSA, "HTTP 503", 0 },
  { "/stamp/client/retry-nonsense", "HTTP/1.1 503 Later\r\nRetry-After: -5\r\n" TOKEN_BODY, 0, THEN_HOLD, GENEROUS_MS, NO_TSA, "HTTP 503", 0 },
  { "/stamp/client/refuse-oversize", OK_HEADERS "Connection: close\r\n\r\n", DS_RESPONSE_OCTETS_MAX + 1, THEN_HOLD, GENEROUS_MS, DS_ERROR_LIMIT, "octets" },
  { "/stamp/client/refuse-oversize-announced", OK_HEADERS "Content-Length: 9999999999\r\n\r\n", DS_RESPONSE_OCTETS_MAX + 1, THEN_HOLD, GENEROUS_MS, DS_ERROR_LIMIT, "octets" },
  { "/stamp/client/refuse-body-cut-short", OK_HEADERS "Content-Length: 6\r\n\r\ntoken", 0, THEN_CLOSE, GENEROUS_MS, NETWORK, "cut short" },
  { "/stamp/client/refuse-chunk-cut-short", OK_HEADERS "Transfer-Encoding: chunked\r\n\r\n6\r\ntoken", 0, THEN_CLOSE, GENEROUS_MS, NETWORK, "" },
  { "/stamp/client/refuse-no-http", "SSH-2.0-OpenSSH_9.2\r\n", 0, THEN_CLOSE, GENEROUS_MS, NETWORK, "could not be reached" },
  { "/stamp/client/refuse-close", "", 0, THEN_CLOSE, GENEROUS_MS, NETWORK, "could not be reached" },
  { "/stamp/client/refuse-reset", "", 0, THEN_RESET, GENEROUS_MS, NETWORK, "could not be reached" },
  { "/stamp/client/stall-before-headers", "", 0, THEN_HOLD, SHORT_MS, NETWORK, "within 0.1 seconds" },
  { "/stamp/client/stall-within-headers", "HTTP/1.1 200 OK\r\n", 0, THEN_HOLD, SHORT_MS, NETWORK, "within 0.1 seconds" },
  { "/stamp/client/stall-within-body", OK_HEADERS "Content-Length: 6\r\n\r\ntoken", 0, THEN_HOLD, SHORT_MS, NETWORK, "within 0.1 seconds" },
};
/* clang-format on */

static void
test_exchange (gconstpointer data)
{
  const ExchangeCase *c = data;
  Server server = { .says = c->says, .filler = c->filler, .then = c->then };
  Client client = { .timeout_ms = c->timeout_ms, .n_exchanges = 1 };

  client.url = server_start (&server);
  run (&client);
  g_assert_cmpuint (server.n_requests, ==, 1);
  g_assert_cmpuint (client.retry_after_s, ==, c->retry_after_s);
  if (c->error == NONE)
    {
      g_assert_no_error (client.error);
      g_assert_cmpmem (g_bytes_get_data (client.answer, NULL), g_bytes_get_size (client.answer),
                       "token", 5);
    }
  else
    {
      g_assert_error (client.error, DS_ERROR, c->error);
      g_assert_nonnull (strstr (client.error->message, c->message));
    }
  client_clear (&client);
  server_stop (&server);
}

static void
test_what_is_sent (void)
{
  Server server = { .says = OK_HEADERS "Set-Cookie: a=b\r\n" TOKEN_BODY, .then = THEN_HOLD };
  Client client = { .timeout_ms = GENEROUS_MS, .n_exchanges = 20 };

  client.url = server_start (&server);
  run (&client);
  g_assert_no_error (client.error);
  g_assert_cmpuint (server.n_requests, ==, 20);
  g_assert_true (g_str_has_prefix (server.heard->str, "POST /tsr HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (server.heard->str, "Content-Type: application/timestamp-query\r\n"));
  g_assert_nonnull (strstr (server.heard->str, "User-Agent: Draftseal/"));
  g_assert_true (g_str_has_suffix (server.heard->str, "\r\n\r\nrequest"));
  g_assert_null (strstr (server.heard->str, "Cookie"));
  g_assert_nonnull (strstr (server.heard->str, "Connection: close\r\n"));
  g_assert_null (strstr (server.heard->str, "Accept-Encoding"));
  client_clear (&client);
  server_stop (&server);
}

/* After a connection that ended badly the client is as good as new. */
static void
test_after_a_fault (void)
{
  Server server = { .says = OK_HEADERS "Content-Length: 9999999999\r\n\r\n",
                    .filler = DS_RESPONSE_OCTETS_MAX + 1,
                    .then = THEN_CLOSE };
  Client client = { .timeout_ms = GENEROUS_MS, .n_exchanges = 20 };

  client.url = server_start (&server);
  run (&client);
  g_assert_error (client.error, DS_ERROR, DS_ERROR_LIMIT);
  g_assert_cmpuint (server.n_requests, ==, 20);
  client_clear (&client);
  server_stop (&server);
}

static void
test_cancel (gconstpointer says)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Server server = { .says = says, .then = THEN_HOLD, .cancel_then = cancellable };
  Client client = { .timeout_ms = GENEROUS_MS, .n_exchanges = 1, .cancellable = cancellable };

  client.url = server_start (&server);
  run (&client);
  g_assert_error (client.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  client_clear (&client);
  server_stop (&server);
}

static void
test_cancelled_before (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Server server = { .says = OK_HEADERS TOKEN_BODY, .then = THEN_HOLD };
  Client client = { .timeout_ms = GENEROUS_MS, .n_exchanges = 1, .cancellable = cancellable };

  g_cancellable_cancel (cancellable);
  client.url = server_start (&server);
  run (&client);
  g_assert_error (client.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  client_clear (&client);
  server_stop (&server);
}

static void
test_nobody_listens (void)
{
  Server server = { .says = "" };
  Client client = { .timeout_ms = GENEROUS_MS, .n_exchanges = 1 };

  client.url = server_start (&server);
  server_stop (&server);
  run (&client);
  g_assert_error (client.error, DS_ERROR, DS_ERROR_NETWORK);
  client_clear (&client);
}

static void
test_bad_url (void)
{
  g_autoptr (DsTsaClient) client = ds_tsa_client_new ();
  g_autoptr (GBytes) request = g_bytes_new_static ("request", 7);
  g_autoptr (GError) error = NULL;

  g_assert_null (ds_tsa_client_exchange (client, "http:", request, NULL, NULL, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_USAGE);
}

int
main (int argc, char *argv[])
{
  g_setenv ("no_proxy", "127.0.0.1", TRUE);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (exchange_cases); i++)
    g_test_add_data_func (exchange_cases[i].path, &exchange_cases[i], test_exchange);
  g_test_add_func ("/stamp/client/what-is-sent", test_what_is_sent);
  g_test_add_func ("/stamp/client/after-a-fault", test_after_a_fault);
  g_test_add_data_func ("/stamp/client/cancel-before-headers", "", test_cancel);
  g_test_add_data_func ("/stamp/client/cancel-within-body",
                        OK_HEADERS "Content-Length: 6\r\n\r\ntoken", test_cancel);
  g_test_add_func ("/stamp/client/cancelled-before", test_cancelled_before);
  g_test_add_func ("/stamp/client/nobody-listens", test_nobody_listens);
  g_test_add_func ("/stamp/client/refuse-bad-url", test_bad_url);
  return g_test_run ();
}
