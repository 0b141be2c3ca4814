/* ds-stamp-response.c - a TimeStampResp taken apart (RFC 3161, 2.4.2)
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * By hand, not by TS_RESP: that parser refuses genuine tokens (attribute certificates, OCSP answers
 * inside) and takes responses with octets behind the end. Stricter than RFC 3161: TimeStampResp and
 * PKIStatusInfo are DER; the token inside may be BER, as the CMS shells of many TSAs are. */
#include "stamp/ds-stamp-response.h"

#include "base/ds-der.h"
#include "base/ds-error.h"
#include "base/ds-text.h"

#define STATUS_TEXT_CHARACTERS_MAX 200
#define STATUS_STRINGS_MAX 16
#define FAIL_INFO_OCTETS_MAX 8

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error (error, DS_ERROR, DS_ERROR_FORMAT, "%s (RFC 3161, 2.4.2)", why);
  return FALSE;
}

/* PKIFreeText: the strings joined by blanks, made inert, bounded as a whole; nothing said is none.
 */
static gboolean
take_status_text (DsDer *info, char **text, GError **error)
{
  g_autoptr (GString) joined = NULL;
  DsDer strings, string;
  gboolean present;

  if (!ds_der_take_optional (info, DS_DER_SEQUENCE, &strings, &present, error))
    return FALSE;
  if (!present)
    return TRUE;

  joined = g_string_new (NULL);
  for (guint count = 0; !ds_der_is_empty (&strings); count++)
    {
      if (count == STATUS_STRINGS_MAX)
        return refuse (error, "the status has too many strings");
      if (!ds_der_take (&strings, DS_DER_UTF8_STRING, &string, error))
        return FALSE;
      if (count > 0)
        g_string_append_c (joined, ' ');
      g_string_append_len (joined, (const char *) string.at, (gssize) ds_der_get_length (&string));
    }
  if (joined->len > 0)
    *text = ds_text_make_inert (joined->str, joined->len, STATUS_TEXT_CHARACTERS_MAX);
  return TRUE;
}

/* PKIFailureInfo as RFC 3161 uses it. */
static const char *
fail_bit_name (guint bit)
{
  static const struct
  {
    guint bit;
    const char *name;
  } names[] = {
    { 0, "badAlg" },
    { 2, "badRequest" },
    { 5, "badDataFormat" },
    { 14, "timeNotAvailable" },
    { 15, "unacceptedPolicy" },
    { 16, "unacceptedExtension" },
    { 17, "addInfoNotAvailable" },
    { 25, "systemFailure" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i].bit == bit)
      return names[i].name;
  return NULL;
}

static gboolean
take_fail_info (DsDer *info, char **fail_info, GError **error)
{
  g_autoptr (GString) names = NULL;
  DsDer bits;
  gboolean present;
  guint count, unused;

  if (!ds_der_take_optional (info, DS_DER_BIT_STRING, &bits, &present, error))
    return FALSE;
  if (!present)
    return TRUE;
  if (ds_der_is_empty (&bits) || ds_der_get_length (&bits) > 1 + FAIL_INFO_OCTETS_MAX)
    return refuse (error, "failInfo is empty or too long");

  unused = *bits.at++;
  count = (guint) ds_der_get_length (&bits) * 8;
  if (unused > 7 || unused > count)
    return refuse (error, "failInfo is no BIT STRING");

  names = g_string_new (NULL);
  for (guint bit = 0; bit < count - unused; bit++)
    {
      const char *name = fail_bit_name (bit);

      if ((bits.at[bit / 8] & (0x80 >> bit % 8)) == 0)
        continue;
      if (names->len > 0)
        g_string_append (names, ", ");
      if (name != NULL)
        g_string_append (names, name);
      else
        g_string_append_printf (names, "bit %u", bit);
    }
  if (names->len > 0)
    *fail_info = g_string_free (g_steal_pointer (&names), FALSE);
  return TRUE;
}

static gboolean
take_status_info (DsDer *response, DsStampResponse *self, GError **error)
{
  DsDer info;
  guint64 status;

  if (!ds_der_take (response, DS_DER_SEQUENCE, &info, error)
      || !ds_der_take_small (&info, DS_DER_INTEGER, &status, error))
    return FALSE;
  if (status > DS_PKI_STATUS_REVOCATION_NOTIFICATION)
    return refuse (error, "the status is none of 0 to 5");

  self->status = (DsPkiStatus) status;
  return take_status_text (&info, &self->status_text, error)
         && take_fail_info (&info, &self->fail_info, error) && ds_der_take_end (&info, error);
}

/* What follows the status is one token or nothing, and which of both the status decides. */
static gboolean
take_token (DsDer *response, DsStampResponse *self, GError **error)
{
  gboolean granted =
      self->status == DS_PKI_STATUS_GRANTED || self->status == DS_PKI_STATUS_GRANTED_WITH_MODS;
  gsize length = ds_der_get_length (response);
  gsize used;

  if (granted == ds_der_is_empty (response))
    return refuse (error, granted ? "the request is granted, but there is no token"
                                  : "there is a token, but the request is not granted");
  if (!granted)
    return TRUE;
  if (ds_der_peek (response) != DS_DER_SEQUENCE)
    return refuse (error, "the token is no SEQUENCE");
  if (!ds_der_measure_ber (response->at, length, &used, error))
    return FALSE;
  if (used != length)
    return refuse (error, "something follows the token");
  self->token = g_bytes_new (response->at, length);
  return TRUE;
}

/**
 * ds_stamp_response_parse:
 * @octets: all that the TSA answered
 * @error: %DS_ERROR_FORMAT, %DS_ERROR_LIMIT
 *
 * Takes a response apart to its last octet. A refusal by the TSA is a response too: its status says
 * so, and it has no token. The token itself is not looked into.
 *
 * Returns: (transfer full) (nullable): the response
 */
DsStampResponse *
ds_stamp_response_parse (GBytes *octets, GError **error)
{
  g_autoptr (DsStampResponse) self = g_new0 (DsStampResponse, 1);
  gsize length;
  const guint8 *data = g_bytes_get_data (octets, &length);
  DsDer at = ds_der_init (data, length);
  DsDer response;

  if (length > DS_RESPONSE_OCTETS_MAX)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_LIMIT, "the response has more than %d octets",
                   DS_RESPONSE_OCTETS_MAX);
      return NULL;
    }
  if (!ds_der_take (&at, DS_DER_SEQUENCE, &response, error) || !ds_der_take_end (&at, error)
      || !take_status_info (&response, self, error) || !take_token (&response, self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* Steps into an element that has @tag, over its length octets, whatever they say. */
static gboolean
enter (DsDer *at, int tag)
{
  gsize octets;

  if (ds_der_peek (at) != tag || ds_der_get_length (at) < 2)
    return FALSE;
  octets = 2 + (at->at[1] > 0x80 ? at->at[1] & 0x7f : 0);
  if (octets > ds_der_get_length (at))
    return FALSE;
  at->at += octets;
  return TRUE;
}

/**
 * ds_stamp_response_looks_like:
 * @octets: a file of unknown kind
 *
 * Decides by content: a TimeStampResp begins with a PKIStatusInfo, a SEQUENCE that begins with an
 * INTEGER; a bare token is a ContentInfo, which begins with an OID. Says nothing about whether the
 * rest is right, so that a damaged response is reported as one.
 *
 * Returns: whether @octets are to be read as a TimeStampResp
 */
gboolean
ds_stamp_response_looks_like (GBytes *octets)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (octets, &length);
  DsDer at = ds_der_init (data, length);

  return enter (&at, DS_DER_SEQUENCE) && enter (&at, DS_DER_SEQUENCE)
         && ds_der_peek (&at) == DS_DER_INTEGER;
}

void
ds_stamp_response_free (DsStampResponse *self)
{
  g_free (self->status_text);
  g_free (self->fail_info);
  g_clear_pointer (&self->token, g_bytes_unref);
  g_free (self);
}
