/* test-practice-http.c - the practice TSA over HTTP
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <libsoup/soup.h>
#include <string.h>

#include "fixture.h"
#include "stamp/ds-tsa-client.h"
#include "stamp/ds-tsa.h"

#define QUERY_TYPE "application/timestamp-query"

typedef struct
{
  const char *path;
  const char *method;
  const char *type;
  gsize octets; /* 0: a proper request */
  gboolean is_chunked;
  guint status;
} HttpCase;

static const HttpCase http_cases[] = {
  { "/practice/http/post", "POST", QUERY_TYPE, 0, FALSE, 200 },
  { "/practice/http/type-in-capitals", "POST", "Application/Timestamp-Query", 0, FALSE, 200 },
  { "/practice/http/type-with-parameter", "POST", QUERY_TYPE "; v=1", 0, FALSE, 200 },
  { "/practice/http/chunked", "POST", QUERY_TYPE, 0, TRUE, 200 },
  { "/practice/http/junk-is-answered", "POST", QUERY_TYPE, 8192, FALSE, 200 },
  { "/practice/http/refuse-get", "GET", NULL, 0, FALSE, 405 },
  { "/practice/http/refuse-put", "PUT", QUERY_TYPE, 0, FALSE, 405 },
  { "/practice/http/refuse-no-type", "POST", NULL, 0, FALSE, 415 },
  { "/practice/http/refuse-other-type", "POST", "application/json", 0, FALSE, 415 },
  { "/practice/http/refuse-large", "POST", QUERY_TYPE, 8193, FALSE, 413 },
  { "/practice/http/refuse-large-chunked", "POST", QUERY_TYPE, 300000, TRUE, 413 },
};

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GBytes **answer = user_data;
  g_autoptr (GError) error = NULL;

  *answer = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);
  g_assert_no_error (error);
}

static void
set_body (SoupMessage *message, const HttpCase *c, GBytes *request)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  g_autoptr (GBytes) junk = g_bytes_new_take (g_malloc0 (c->octets), c->octets);
  g_autoptr (GInputStream) stream =
      g_memory_input_stream_new_from_bytes (c->octets > 0 ? junk : request);

  if (strcmp (c->method, "GET") == 0)
    return;
  if (c->is_chunked)
    soup_message_set_request_body (message, c->type, stream, -1);
  else
    soup_message_set_request_body_from_bytes (message, c->type, c->octets > 0 ? junk : request);
  if (c->type == NULL)
    soup_message_headers_remove (headers, "Content-Type");
}

static void
test_http (Fixture *fixture, gconstpointer data)
{
  const HttpCase *c = data;
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (GBytes) request = make_request (DS_DIGEST_SHA256, NULL);
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;

  ds_practice_tsa_listen (fixture->tsa, 0, &error);
  g_assert_no_error (error);
  url = ds_practice_tsa_dup_url (fixture->tsa);
  g_assert_true (g_str_has_prefix (url, "http://127.0.0.1:"));
  message = soup_message_new (c->method, url);
  set_body (message, c, request);
  soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT, NULL, on_answer, &answer);
  while (answer == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (soup_message_get_status (message), ==, c->status);
  if (c->status == SOUP_STATUS_OK)
    {
      g_assert_cmpstr (
          soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL),
          ==, "application/timestamp-reply");
      g_assert_cmpint (openssl_believes (fixture, request, answer), ==, c->octets == 0);
    }
}

typedef struct
{
  char *url;
  GBytes *request;
  GBytes *answer; /* atomic: there when it is there */
} Asking;

static gpointer
ask_in_thread (gpointer data)
{
  Asking *asking = data;
  g_autoptr (DsTsaClient) client = ds_tsa_client_new ();
  g_autoptr (GError) error = NULL;
  GBytes *answer =
      ds_tsa_client_exchange (client, asking->url, asking->request, NULL, NULL, &error);

  g_assert_no_error (error);
  g_atomic_pointer_set (&asking->answer, answer);
  g_main_context_wakeup (NULL);
  return NULL;
}

/* Our own client and the practice TSA understand each other. */
static void
test_client (Fixture *fixture, gconstpointer data)
{
  Asking asking = { .request = make_request (DS_DIGEST_SHA256, DS_PRACTICE_POLICY) };
  GThread *thread;

  g_assert_true (ds_practice_tsa_listen (fixture->tsa, 0, NULL));
  asking.url = ds_practice_tsa_dup_url (fixture->tsa);
  thread = g_thread_new ("client", ask_in_thread, &asking);
  while (g_atomic_pointer_get (&asking.answer) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);

  g_assert_true (openssl_believes (fixture, asking.request, asking.answer));
  g_bytes_unref (asking.request);
  g_bytes_unref (asking.answer);
  g_free (asking.url);
}

static void
test_port_in_use (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DsPracticeTsa) second = ds_practice_tsa_new (fixture->home, NULL);
  g_autoptr (GUri) uri = NULL;
  g_autofree char *url = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (ds_practice_tsa_listen (fixture->tsa, 0, NULL));
  url = ds_practice_tsa_dup_url (fixture->tsa);
  uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  g_assert_false (ds_practice_tsa_listen (second, (guint) g_uri_get_port (uri), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
}

int
main (int argc, char *argv[])
{
  g_setenv ("no_proxy", "127.0.0.1", TRUE);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (http_cases); i++)
    fixture_add (http_cases[i].path, &http_cases[i], test_http);
  fixture_add ("/practice/http/client", NULL, test_client);
  fixture_add ("/practice/http/port-in-use", NULL, test_port_in_use);
  return g_test_run ();
}
