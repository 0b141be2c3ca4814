/* ds-tst-info.c - what a TSA signed: a TSTInfo taken apart strictly (RFC 3161, 2.4.2)
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * By hand, because OpenSSL's TS_TST_INFO takes octets behind the structure, any text as genTime and
 * any number as accuracy. Laxer than DER in one point: a BOOLEAN may be written out as its default
 * FALSE, as Sectigo and LuxTrust do. */
#include "stamp/ds-tst-info.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "base/ds-der.h"
#include "base/ds-error.h"

#define TST_INFO_VERSION 1
#define ACCURACY_PART_MAX 999 /* of milliseconds and of microseconds */
#define EXTENSIONS_MAX 16
#define OFFSET_CHARACTERS 5 /* +0100 */
#define GEN_TIME_CHARACTERS_MAX 32

static gboolean G_GNUC_PRINTF (2, 3) refuse (GError **error, const char *format, ...)
{
  va_list arguments;
  g_autofree char *text = NULL;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, DS_ERROR, DS_ERROR_FORMAT, text);
  return FALSE;
}

static gboolean
take_version (DsDer *at, GError **error)
{
  guint64 version;

  if (!ds_der_take_small (at, DS_DER_INTEGER, &version, error))
    return FALSE;
  return version == TST_INFO_VERSION
         || refuse (error, "TSTInfo's version is %" G_GUINT64_FORMAT ", not 1 (RFC 3161, 2.4.2)",
                    version);
}

/* AlgorithmIdentifier of a digest: parameters are NULL or absent (RFC 5754, 2). */
static gboolean
take_digest_algorithm (DsDer *at, char **oid, GError **error)
{
  DsDer algorithm;
  DsDer null;
  gboolean present;
  g_autofree char *text = NULL;

  if (!ds_der_take (at, DS_DER_SEQUENCE, &algorithm, error))
    return FALSE;
  text = ds_der_take_oid (&algorithm, error);
  if (text == NULL)
    return FALSE;
  if (!ds_der_take_optional (&algorithm, DS_DER_NULL, &null, &present, error)
      || (present && !ds_der_take_end (&null, error)))
    return FALSE;
  if (!ds_der_is_empty (&algorithm))
    return refuse (error, "the imprint's algorithm has parameters (RFC 5754, 2)");
  *oid = g_steal_pointer (&text);
  return TRUE;
}

static gboolean
take_imprint (DsDer *at, DsTstInfo *self, GError **error)
{
  DsDer imprint;
  DsDer octets;

  if (!ds_der_take (at, DS_DER_SEQUENCE, &imprint, error)
      || !take_digest_algorithm (&imprint, &self->imprint_oid, error)
      || !ds_der_take (&imprint, DS_DER_OCTET_STRING, &octets, error)
      || !ds_der_take_end (&imprint, error))
    return FALSE;

  /* A length that does not fit gives no digest: such tokens exist, they cover nothing at all. */
  self->imprint = ds_digest_from_octets (ds_digest_algorithm_from_oid (self->imprint_oid),
                                         octets.at, ds_der_get_length (&octets));
  return TRUE;
}

/* BOOLEAN DEFAULT FALSE. DER leaves the default out (X.690, 11.5); genuine TSAs write it. */
static gboolean
take_default_false (DsDer *at, gboolean *value, GError **error)
{
  *value = FALSE;
  return ds_der_peek (at) != DS_DER_BOOLEAN || ds_der_take_boolean (at, value, error);
}

/* Takes a zone of the form +0100 off the end of @text; seconds east of UTC. */
static gboolean
cut_offset (char *text, gint64 *seconds)
{
  gsize length = strlen (text);
  char *zone = text + length - OFFSET_CHARACTERS;
  int number;

  if (length <= OFFSET_CHARACTERS || (*zone != '+' && *zone != '-')
      || strspn (zone + 1, "0123456789") != OFFSET_CHARACTERS - 1)
    return FALSE;
  number = atoi (zone + 1);
  *seconds = (number / 100 * 60 + number % 100) * 60 * (*zone == '-' ? -1 : 1);
  *zone = '\0';
  return number / 100 < 24 && number % 100 < 60;
}

/* Genuine TSAs write local time with its offset, or zeros at the end of the fraction. What is meant
 * is plain, so it is read, and told: that breaks RFC 3161, 2.4.2. */
static gboolean
read_loose_time (const DsDer *written, DsTime *time)
{
  g_autofree char *text = g_strndup ((const char *) written->at, ds_der_get_length (written));
  gint64 east_s = 0;
  g_autofree char *strict = NULL;

  if (strlen (text) != ds_der_get_length (written) || strlen (text) > GEN_TIME_CHARACTERS_MAX)
    return FALSE;
  if (g_str_has_suffix (text, "Z"))
    text[strlen (text) - 1] = '\0';
  else if (!cut_offset (text, &east_s))
    return FALSE;
  while (strchr (text, '.') != NULL && strchr ("0.", text[strlen (text) - 1]) != NULL)
    text[strlen (text) - 1] = '\0';
  strict = g_strconcat (text, "Z", NULL);
  if (!ds_time_parse_gen_time (strict, strlen (strict), time, NULL))
    return FALSE;
  *time = ds_time_add_seconds (*time, -east_s);
  return TRUE;
}

static gboolean
take_gen_time (DsDer *at, DsTstInfo *self, GError **error)
{
  g_autoptr (GError) inner = NULL;
  DsDer text;

  if (!ds_der_take (at, DS_DER_GENERALIZED_TIME, &text, error))
    return FALSE;
  if (ds_time_parse_gen_time ((const char *) text.at, ds_der_get_length (&text), &self->gen_time,
                              &inner))
    return TRUE;
  self->gen_time_is_loose = read_loose_time (&text, &self->gen_time);
  if (!self->gen_time_is_loose)
    g_propagate_error (error, g_steal_pointer (&inner));
  return self->gen_time_is_loose;
}

static gboolean
take_accuracy_part (DsDer *at, int tag, const char *name, guint32 *part, GError **error)
{
  guint64 value;

  if (ds_der_peek (at) != tag)
    return TRUE;
  if (!ds_der_take_small (at, tag, &value, error))
    return FALSE;
  if (value < 1 || value > ACCURACY_PART_MAX)
    return refuse (error, "accuracy.%s %" G_GUINT64_FORMAT " outside 1..999 (RFC 3161, 2.4.2)",
                   name, value);
  *part = (guint32) value;
  return TRUE;
}

static gboolean
take_accuracy (DsDer *at, DsAccuracy *accuracy, GError **error)
{
  DsDer parts;

  if (!ds_der_take_optional (at, DS_DER_SEQUENCE, &parts, &accuracy->is_present, error))
    return FALSE;
  if (!accuracy->is_present)
    return TRUE;
  if (ds_der_peek (&parts) == DS_DER_INTEGER
      && !ds_der_take_small (&parts, DS_DER_INTEGER, &accuracy->seconds, error))
    return FALSE;
  return take_accuracy_part (&parts, DS_DER_CONTEXT (0), "millis", &accuracy->milliseconds, error)
         && take_accuracy_part (&parts, DS_DER_CONTEXT (1), "micros", &accuracy->microseconds,
                                error)
         && ds_der_take_end (&parts, error);
}

static gboolean
take_integer_as_hex (DsDer *at, char **hex, GError **error)
{
  DsDer value;

  if (!ds_der_take_integer (at, &value, error))
    return FALSE;
  *hex = ds_der_integer_to_hex (&value);
  return TRUE;
}

static gboolean
take_tsa_name (DsDer *at, GENERAL_NAME **name, GError **error)
{
  DsDer contents;
  gboolean present;
  const guint8 *octets;

  if (!ds_der_take_optional (at, DS_DER_CONTEXT_CONSTRUCTED (0), &contents, &present, error))
    return FALSE;
  if (!present)
    return TRUE;
  octets = contents.at;
  *name = d2i_GENERAL_NAME (NULL, &octets, (long) ds_der_get_length (&contents));
  ERR_clear_error ();
  return (*name != NULL && octets == contents.end)
         || refuse (error, "TSTInfo's tsa field is no GeneralName (RFC 3161, 2.4.2)");
}

static gboolean
take_extension (DsDer *at, GHashTable *seen, DsTstInfo *self, GError **error)
{
  DsDer extension;
  DsDer value;
  gboolean critical;
  char *oid;

  if (!ds_der_take (at, DS_DER_SEQUENCE, &extension, error))
    return FALSE;
  oid = ds_der_take_oid (&extension, error);
  if (oid == NULL)
    return FALSE;
  if (!g_hash_table_add (seen, oid))
    return refuse (error, "TSTInfo has an extension twice (RFC 5280, 4.2)");
  if (!take_default_false (&extension, &critical, error)
      || !ds_der_take (&extension, DS_DER_OCTET_STRING, &value, error)
      || !ds_der_take_end (&extension, error))
    return FALSE;
  if (critical && self->critical_extension == NULL)
    self->critical_extension = g_strdup (oid);
  return TRUE;
}

static gboolean
take_extensions (DsDer *at, DsTstInfo *self, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  DsDer extensions;
  gboolean present;

  if (!ds_der_take_optional (at, DS_DER_CONTEXT_CONSTRUCTED (1), &extensions, &present, error))
    return FALSE;
  while (present && !ds_der_is_empty (&extensions))
    {
      if (!take_extension (&extensions, seen, self, error))
        return FALSE;
      if (g_hash_table_size (seen) > EXTENSIONS_MAX)
        return refuse (error, "TSTInfo has more than %d extensions", EXTENSIONS_MAX);
    }
  return TRUE;
}

static gboolean
take_optional_fields (DsDer *at, DsTstInfo *self, GError **error)
{
  if (!take_accuracy (at, &self->accuracy, error))
    return FALSE;
  if (!take_default_false (at, &self->ordering, error))
    return FALSE;
  if (ds_der_peek (at) == DS_DER_INTEGER && !take_integer_as_hex (at, &self->nonce, error))
    return FALSE;
  return take_tsa_name (at, &self->tsa_name, error) && take_extensions (at, self, error);
}

/**
 * ds_tst_info_parse:
 * @octets: contents of id-ct-TSTInfo
 * @error: %DS_ERROR_FORMAT, %DS_ERROR_LIMIT, %DS_ERROR_BAD_TIME
 *
 * Returns: (transfer full) (nullable): the fields; nothing is believed yet
 */
DsTstInfo *
ds_tst_info_parse (GBytes *octets, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (octets, &length);
  DsDer whole = ds_der_init (data, length);
  g_autoptr (DsTstInfo) self = g_new0 (DsTstInfo, 1);
  DsDer at;

  if (!ds_der_check_strict (data, length, error)
      || !ds_der_take (&whole, DS_DER_SEQUENCE, &at, error) || !take_version (&at, error))
    return NULL;
  self->policy = ds_der_take_oid (&at, error);
  if (self->policy == NULL || !take_imprint (&at, self, error)
      || !take_integer_as_hex (&at, &self->serial, error) || !take_gen_time (&at, self, error)
      || !take_optional_fields (&at, self, error) || !ds_der_take_end (&at, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
ds_tst_info_free (DsTstInfo *self)
{
  g_free (self->policy);
  g_free (self->imprint_oid);
  g_free (self->serial);
  g_free (self->nonce);
  GENERAL_NAME_free (self->tsa_name);
  g_free (self->critical_extension);
  g_free (self);
}
