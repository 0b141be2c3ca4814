/* ds-stamp-request.c - a TimeStampReq (RFC 3161, 2.4.1)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "stamp/ds-stamp-request.h"

#include "base/ds-error.h"
#include "base/ds-hex.h"
#include "base/ds-openssl.h"
#include "base/ds-random.h"

#define REQUEST_VERSION 1
#define NONCE_OCTETS_MAX 20

static TS_MSG_IMPRINT *
imprint_new (const DsDigest *digest)
{
  g_autoptr (TS_MSG_IMPRINT) imprint = TS_MSG_IMPRINT_new ();
  g_autoptr (X509_ALGOR) algorithm = X509_ALGOR_new ();
  g_autoptr (ASN1_OBJECT) oid = ds_oid_from_text (ds_digest_algorithm_get_oid (digest->algorithm));

  /* Parameters NULL, as every TSA knows them from OpenSSL. */
  if (oid == NULL || !X509_ALGOR_set0 (algorithm, oid, V_ASN1_NULL, NULL))
    return NULL;
  oid = NULL; /* X509_ALGOR_set0() has taken it */
  if (!TS_MSG_IMPRINT_set_algo (imprint, algorithm)
      || !TS_MSG_IMPRINT_set_msg (imprint, (guint8 *) digest->octets, digest->length))
    return NULL;
  return g_steal_pointer (&imprint);
}

static gboolean
set_nonce (TS_REQ *request, const char *nonce, GError **error)
{
  BIGNUM *number = NULL;
  g_autoptr (ASN1_INTEGER) integer = NULL;

  /* A token's nonce is compared as text, so the text sent is the only one of its number. */
  if (!ds_hex_is_digits (nonce, 1, 2 * NONCE_OCTETS_MAX) || nonce[0] == '0')
    {
      g_set_error (error, DS_ERROR, DS_ERROR_FORMAT,
                   "a nonce is 1 to %d hexadecimal digits and does not begin with 0",
                   2 * NONCE_OCTETS_MAX);
      return FALSE;
    }
  BN_hex2bn (&number, nonce);
  integer = BN_to_ASN1_INTEGER (number, NULL);
  BN_free (number);
  if (integer == NULL || !TS_REQ_set_nonce (request, integer))
    {
      ds_openssl_set_error (error, DS_ERROR_FORMAT, "the nonce could not be set");
      return FALSE;
    }
  return TRUE;
}

static gboolean
set_policy (TS_REQ *request, const char *policy, GError **error)
{
  g_autoptr (ASN1_OBJECT) oid = ds_oid_from_text (policy);

  if (oid == NULL || !TS_REQ_set_policy_id (request, oid))
    {
      ds_openssl_set_error (error, DS_ERROR_FORMAT, "the policy is no OID in dotted decimal");
      return FALSE;
    }
  return TRUE;
}

static GBytes *
encode (TS_REQ *request, GError **error)
{
  unsigned char *der = NULL;
  int length = i2d_TS_REQ (request, &der);
  GBytes *bytes;

  if (length <= 0)
    {
      ds_openssl_set_error (error, DS_ERROR_FORMAT, "the request could not be encoded");
      return NULL;
    }
  bytes = g_bytes_new (der, (gsize) length);
  OPENSSL_free (der);
  return bytes;
}

/**
 * ds_stamp_request_encode:
 * @imprint: what is to be stamped
 * @nonce: hexadecimal without leading zeros, at most 20 octets
 * @policy: (nullable): dotted OID to be asked for
 * @error: %DS_ERROR_FORMAT if nonce or policy are not what they should be
 *
 * A TimeStampReq of version 1. certReq is always TRUE: a TSA's certificate is kept when the token
 * is bought, for it may not be found years later.
 *
 * Returns: (transfer full) (nullable): DER
 */
GBytes *
ds_stamp_request_encode (const DsDigest *imprint, const char *nonce, const char *policy,
                         GError **error)
{
  g_autoptr (TS_REQ) request = TS_REQ_new ();
  g_autoptr (TS_MSG_IMPRINT) message_imprint = NULL;

  g_return_val_if_fail (imprint->algorithm != DS_DIGEST_NONE && nonce != NULL, NULL);

  message_imprint = imprint_new (imprint);
  if (message_imprint == NULL || !TS_REQ_set_version (request, REQUEST_VERSION)
      || !TS_REQ_set_msg_imprint (request, message_imprint) || !TS_REQ_set_cert_req (request, TRUE))
    {
      ds_openssl_set_error (error, DS_ERROR_FORMAT, "the request could not be made");
      return NULL;
    }
  if (!set_nonce (request, nonce, error)
      || (policy != NULL && !set_policy (request, policy, error)))
    return NULL;
  return encode (request, error);
}

/**
 * ds_stamp_request_make_nonce:
 *
 * Returns: (transfer full): 32 fresh hexadecimal digits; the first is 4 … 7, so the number is
 *   positive in DER without a leading octet, and its text has no leading zero
 */
char *
ds_stamp_request_make_nonce (void)
{
  guint8 octets[DS_NONCE_OCTETS];

  ds_random_octets (octets, sizeof octets);
  octets[0] = (octets[0] & 0x3f) | 0x40;
  return ds_hex_encode (octets, sizeof octets);
}
