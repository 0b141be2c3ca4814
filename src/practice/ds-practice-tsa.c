/* ds-practice-tsa.c - a TSA of one's own for trying things out: its tokens prove nothing to others
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An honest TSA of RFC 3161 in all but trust: whoever owns this computer owns its key and its
 * clock, so policy and subject say TEST. */
#include "practice/ds-practice-tsa.h"

#include <libsoup/soup.h>
#include <openssl/err.h>
#include <string.h>

#include "base/ds-der.h"
#include "base/ds-random.h"
#include "practice/ds-practice-identity.h"
#include "stamp/ds-tsa.h"

#define PRACTICE_FOLDER "draftseal-practice"
#define REQUEST_OCTETS_MAX 8192
#define SERIAL_OCTETS 16
#define ACCURACY_S 1
#define FRACTION_DIGITS 3
#define QUERY_TYPE "application/timestamp-query"
#define REPLY_TYPE "application/timestamp-reply"

struct _DsPracticeTsa
{
  DsPracticeIdentity *identity; /* owned */
  SoupServer *server;           /* owned (nullable): while it listens */
};

/* The answer where not even an answer could be made: rejection, systemFailure. */
static const guint8 system_failure[] = {
  0x30, 0x0c, 0x30, 0x0a, 0x02, 0x01, 0x02, 0x03, 0x05, 0x06, 0x00, 0x00, 0x00, 0x40,
};

/**
 * ds_practice_tsa_dup_default_folder:
 *
 * Returns: (transfer full): where the practice TSA of this user lives
 */
char *
ds_practice_tsa_dup_default_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), PRACTICE_FOLDER, NULL);
}

/**
 * ds_practice_tsa_read_root:
 * @folder: of the practice TSA
 * @error: %DS_ERROR_NOT_FOUND if there is none yet, %DS_ERROR_DAMAGED, else a %G_IO_ERROR
 *
 * Returns: (transfer full) (nullable): DER of its root certificate
 */
GBytes *
ds_practice_tsa_read_root (const char *folder, GError **error)
{
  g_return_val_if_fail (folder != NULL, NULL);

  return ds_practice_identity_read_root (folder, error);
}

/**
 * ds_practice_tsa_new:
 * @folder: where its key and certificates are kept; made on first use
 * @error: %DS_ERROR_DAMAGED, else a %G_IO_ERROR
 *
 * Returns: (transfer full) (nullable): the practice TSA; for one thread
 */
DsPracticeTsa *
ds_practice_tsa_new (const char *folder, GError **error)
{
  DsPracticeIdentity *identity;
  DsPracticeTsa *self;

  g_return_val_if_fail (folder != NULL, NULL);

  identity = ds_practice_identity_open (folder, error);
  if (identity == NULL)
    return NULL;
  self = g_new0 (DsPracticeTsa, 1);
  self->identity = identity;
  return self;
}

/* A serial number is unique because it is random: nothing to keep, nothing to lose. */
static ASN1_INTEGER *
make_serial (TS_RESP_CTX *context, void *data)
{
  guint8 octets[SERIAL_OCTETS];
  g_autoptr (BIGNUM) number = NULL;

  ds_random_octets (octets, sizeof octets);
  octets[0] = (octets[0] & 0x3f) | 0x40; /* positive, and always of the same length */
  number = BN_bin2bn (octets, sizeof octets, NULL);
  return BN_to_ASN1_INTEGER (number, NULL);
}

/* (nullable): everything an answer needs, fresh for each request. */
static TS_RESP_CTX *
context_new (const DsPracticeIdentity *identity)
{
  g_autoptr (TS_RESP_CTX) context = TS_RESP_CTX_new ();
  g_autoptr (ASN1_OBJECT) policy = ds_oid_from_text (DS_PRACTICE_POLICY);
  STACK_OF (X509) *chain = sk_X509_new_null ();
  gboolean ready;

  sk_X509_push (chain, identity->root);
  ready = TS_RESP_CTX_set_signer_cert (context, identity->certificate)
          && TS_RESP_CTX_set_signer_key (context, identity->key)
          && TS_RESP_CTX_set_signer_digest (context, EVP_sha256 ())
          && TS_RESP_CTX_set_ess_cert_id_digest (context, EVP_sha256 ())
          && TS_RESP_CTX_set_certs (context, chain) && TS_RESP_CTX_set_def_policy (context, policy)
          && TS_RESP_CTX_add_md (context, EVP_sha256 ())
          && TS_RESP_CTX_add_md (context, EVP_sha384 ())
          && TS_RESP_CTX_add_md (context, EVP_sha512 ())
          && TS_RESP_CTX_set_accuracy (context, ACCURACY_S, 0, 0)
          && TS_RESP_CTX_set_clock_precision_digits (context, FRACTION_DIGITS);
  sk_X509_free (chain); /* TS_RESP_CTX_set_certs() took references */
  TS_RESP_CTX_set_serial_cb (context, make_serial, NULL);
  return ready ? g_steal_pointer (&context) : NULL;
}

/* OpenSSL reads the first element and ignores the rest: an empty request stands for what is not
 * exactly one element, and is answered with badDataFormat as it deserves. */
static BIO *
open_request (GBytes *request)
{
  gsize length;
  const guint8 *octets = g_bytes_get_data (request, &length);

  if (length > REQUEST_OCTETS_MAX || !ds_der_check_strict (octets, length, NULL))
    length = 0;
  return BIO_new_mem_buf (length > 0 ? (const void *) octets : "", (int) length);
}

/**
 * ds_practice_tsa_respond:
 * @self: the practice TSA
 * @request: what claims to be a TimeStampReq
 *
 * Policy, digest algorithm, extensions and form of the request are judged by OpenSSL; a refusal is
 * an answer too (RFC 3161, 2.4.2).
 *
 * Returns: (transfer full): DER of the TimeStampResp
 */
GBytes *
ds_practice_tsa_respond (DsPracticeTsa *self, GBytes *request)
{
  g_autoptr (TS_RESP_CTX) context = context_new (self->identity);
  g_autoptr (BIO) bio = open_request (request);
  g_autoptr (TS_RESP) response = context != NULL ? TS_RESP_create_response (context, bio) : NULL;
  unsigned char *der = NULL;
  int length = response != NULL ? i2d_TS_RESP (response, &der) : 0;
  GBytes *bytes;

  ERR_clear_error (); /* what was wrong with the request stands in the response */
  if (length <= 0)
    return g_bytes_new_static (system_failure, sizeof system_failure);
  bytes = g_bytes_new (der, (gsize) length);
  OPENSSL_free (der);
  return bytes;
}

/* Stops keeping a body that is too long: on_request() sees its length and refuses. */
static void
on_chunk (SoupServerMessage *message, GBytes *chunk, gpointer user_data)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  if (body->length > REQUEST_OCTETS_MAX)
    soup_message_body_set_accumulate (body, FALSE);
}

/* Before the body is read. */
static void
on_headers (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer user_data)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);

  if (strcmp (soup_server_message_get_method (message), SOUP_METHOD_POST) != 0)
    {
      soup_message_headers_replace (soup_server_message_get_response_headers (message), "Allow",
                                    SOUP_METHOD_POST);
      soup_server_message_set_status (message, SOUP_STATUS_METHOD_NOT_ALLOWED, NULL);
    }
  else if (type == NULL || g_ascii_strcasecmp (type, QUERY_TYPE) != 0)
    soup_server_message_set_status (message, SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE, NULL);
  else if (soup_message_headers_get_content_length (headers) > REQUEST_OCTETS_MAX)
    soup_server_message_set_status (message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, NULL);
  else
    g_signal_connect (message, "got-chunk", G_CALLBACK (on_chunk), NULL);
}

static void
on_request (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer user_data)
{
  DsPracticeTsa *self = user_data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) request = NULL;
  g_autoptr (GBytes) response = NULL;

  if (body->length > REQUEST_OCTETS_MAX)
    {
      soup_server_message_set_status (message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, NULL);
      return;
    }
  request = soup_message_body_flatten (body);
  response = ds_practice_tsa_respond (self, request);
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, REPLY_TYPE, SOUP_MEMORY_COPY,
                                    g_bytes_get_data (response, NULL), g_bytes_get_size (response));
}

/**
 * ds_practice_tsa_listen:
 * @self: a practice TSA that does not listen yet
 * @port: on 127.0.0.1; 0 for any that is free
 * @error: a %G_IO_ERROR, e.g. %G_IO_ERROR_ADDRESS_IN_USE
 *
 * Answers over HTTP from now on, in the thread-default main context of this moment.
 */
gboolean
ds_practice_tsa_listen (DsPracticeTsa *self, guint port, GError **error)
{
  g_autoptr (SoupServer) server = soup_server_new (NULL, NULL);

  g_return_val_if_fail (self->server == NULL, FALSE);

  if (!soup_server_listen_local (server, port, SOUP_SERVER_LISTEN_IPV4_ONLY, error))
    return FALSE;
  soup_server_add_early_handler (server, NULL, on_headers, NULL, NULL);
  soup_server_add_handler (server, NULL, on_request, self, NULL);
  self->server = g_steal_pointer (&server);
  return TRUE;
}

/**
 * ds_practice_tsa_dup_url:
 * @self: a practice TSA that listens
 *
 * Returns: (transfer full): where it is asked
 */
char *
ds_practice_tsa_dup_url (DsPracticeTsa *self)
{
  GSList *uris;
  char *url;

  g_return_val_if_fail (self->server != NULL, NULL);

  uris = soup_server_get_uris (self->server);
  url = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return url;
}

void
ds_practice_tsa_free (DsPracticeTsa *self)
{
  if (self->server != NULL)
    soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  ds_practice_identity_free (self->identity);
  g_free (self);
}
