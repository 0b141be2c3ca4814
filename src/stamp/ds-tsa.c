/* ds-tsa.c - a time-stamping authority as the person chose it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "stamp/ds-tsa.h"

#include <string.h>

#include "base/ds-digest.h"
#include "base/ds-error.h"

#define NAME_CHARACTERS_MAX 32
#define URL_OCTETS_MAX 2048
#define OPERATOR_CHARACTERS_MAX 200
#define ANCHORS_MAX 20
#define AMOUNT_DIGITS_MAX 9     /* before the point */
#define WAIT_S_MAX (31 * 86400) /* of interval and window */

/**
 * ds_tsa_name_is_valid:
 *
 * Returns: whether @name is 1–32 of [a-z0-9-]; it becomes part of file names
 */
gboolean
ds_tsa_name_is_valid (const char *name)
{
  gsize length = strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-");

  return length >= 1 && length <= NAME_CHARACTERS_MAX && name[length] == '\0';
}

/**
 * ds_amount_parse:
 * @text: digits, or digits, a point and one or two digits
 * @hundredths: (out): unchanged on failure
 *
 * Returns: whether @text was an amount of money
 */
gboolean
ds_amount_parse (const char *text, guint64 *hundredths)
{
  gsize whole = strspn (text, "0123456789");
  const char *fraction = text + whole;
  gsize places = 0;
  guint64 amount = 0;

  if (*fraction == '.')
    {
      places = strspn (++fraction, "0123456789");
      if (places == 0)
        return FALSE;
    }
  if (whole == 0 || whole > AMOUNT_DIGITS_MAX || places > 2 || fraction[places] != '\0'
      || (text[0] == '0' && whole > 1))
    return FALSE;

  amount = g_ascii_strtoull (text, NULL, 10) * 100;
  if (places > 0)
    amount += g_ascii_strtoull (fraction, NULL, 10) * (places == 1 ? 10 : 1);
  *hundredths = amount;
  return TRUE;
}

/* (transfer full): the amount with two places: 10.00 */
char *
ds_amount_format (guint64 hundredths)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT ".%02u", hundredths / 100,
                          (guint) (hundredths % 100));
}

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, DS_ERROR, DS_ERROR_USAGE, why);
  return FALSE;
}

/* Leaves @text as it is if the field is absent. */
static gboolean
read_string (const DsJson *json, const char *key, char **text, GError **error)
{
  DsJson *value = ds_json_get (json, key);

  if (value == NULL)
    return TRUE;
  if (ds_json_get_type (value) != DS_JSON_STRING)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_FORMAT, "“%s” of a TSA is not a string", key);
      return FALSE;
    }
  *text = g_strdup (ds_json_get_text (value));
  return TRUE;
}

static gboolean
read_seconds (const DsJson *json, const char *key, guint *seconds, GError **error)
{
  DsJson *value = ds_json_get (json, key);

  if (value == NULL)
    return TRUE;
  if (ds_json_get_type (value) != DS_JSON_INTEGER || ds_json_get_number (value) > WAIT_S_MAX)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_USAGE, "the %s of a TSA is 0 to %d seconds", key,
                   WAIT_S_MAX);
      return FALSE;
    }
  *seconds = (guint) ds_json_get_number (value);
  return TRUE;
}

static gboolean
read_amount (const DsJson *json, const char *key, guint64 *hundredths, GError **error)
{
  g_autofree char *text = NULL;

  if (!read_string (json, key, &text, error))
    return FALSE;
  if (text != NULL && !ds_amount_parse (text, hundredths))
    {
      g_set_error (error, DS_ERROR, DS_ERROR_USAGE,
                   "the %s of a TSA is an amount such as 10 or 10.00", key);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_url (const char *url, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  const char *scheme;

  if (url == NULL || strlen (url) > URL_OCTETS_MAX)
    return refuse (error, "a TSA needs a URL of at most 2048 octets");
  for (const char *at = url; *at != '\0'; at++)
    if (!g_ascii_isgraph (*at))
      return refuse (error, "the URL of a TSA is ASCII without blanks");
  uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL); /* why it is none does not help a person */
  scheme = uri != NULL ? g_uri_get_scheme (uri) : "";
  if ((strcmp (scheme, "http") != 0 && strcmp (scheme, "https") != 0)
      || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return refuse (error, "the URL of a TSA begins with http:// or https:// and names a host");
  if (g_uri_get_userinfo (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    return refuse (error, "the URL of a TSA holds neither a user, a password nor a fragment");
  return TRUE;
}

static gboolean
check_operator (const char *name, GError **error)
{
  glong characters = g_utf8_strlen (name, -1);

  if (characters == 0 || characters > OPERATOR_CHARACTERS_MAX)
    return refuse (error, "the operator of a TSA is a name of at most 200 characters");
  for (; *name != '\0'; name = g_utf8_next_char (name))
    if (!g_unichar_isprint (g_utf8_get_char (name)))
      return refuse (error, "the operator of a TSA is a name in one line of printable characters");
  return TRUE;
}

static gboolean
check_policy (const char *policy, GError **error)
{
  g_autoptr (ASN1_OBJECT) oid = ds_oid_from_text (policy);

  return oid != NULL || refuse (error, "the policy of a TSA is an OID such as 1.2.3.4");
}

/* The caller has read the certificates that `trust` names: they are these, in this order. */
static gboolean
check_anchors (const DsJson *json, GPtrArray *anchors, GError **error)
{
  DsJson *trust = ds_json_get_typed (json, "trust", DS_JSON_ARRAY);

  if (anchors->len == 0 || anchors->len > ANCHORS_MAX)
    return refuse (error, "a TSA needs 1 to 20 trust anchors: without one nothing can be proved");
  if (trust == NULL || ds_json_get_size (trust) != anchors->len)
    return refuse (error, "“trust” of a TSA does not name its trust anchors");
  for (guint i = 0; i < anchors->len; i++)
    {
      GBytes *der = g_ptr_array_index (anchors, i);
      DsDigest digest = ds_digest_sha256_bytes (der);
      g_autofree char *hex = ds_digest_to_hex (&digest);
      g_autoptr (X509) certificate = ds_x509_from_der (der);

      if (g_strcmp0 (ds_json_get_text (ds_json_get_nth (trust, i)), hex) != 0)
        return refuse (error, "“trust” of a TSA does not name its trust anchors");
      if (certificate == NULL)
        return refuse (error, "a trust anchor of a TSA is no certificate");
    }
  return TRUE;
}

static gboolean
read_test (const DsJson *json, gboolean *is_test, GError **error)
{
  DsJson *value = ds_json_get (json, "test");

  *is_test = value != NULL && ds_json_get_truth (value);
  return value == NULL || *is_test
         || refuse (error, "“test” of a TSA is true or absent: a mark is never lifted this way");
}

static gboolean
read_fields (DsTsa *self, const DsJson *json, GError **error)
{
  if (!read_string (json, "url", &self->url, error)
      || !read_string (json, "operator", &self->operator_name, error)
      || !read_string (json, "policy", &self->policy, error)
      || !read_amount (json, "price", &self->price, error)
      || !read_amount (json, "budget", &self->budget, error)
      || !read_test (json, &self->is_test, error))
    return FALSE;
  if (!check_url (self->url, error)
      || (self->operator_name != NULL && !check_operator (self->operator_name, error))
      || (self->policy != NULL && !check_policy (self->policy, error)))
    return FALSE;

  self->interval_s = DS_TSA_INTERVAL_S;
  self->window_s = self->price > 0 ? DS_TSA_PAID_WINDOW_S : DS_TSA_WINDOW_S;
  return read_seconds (json, "interval", &self->interval_s, error)
         && read_seconds (json, "window", &self->window_s, error);
}

/**
 * ds_tsa_name_anchors:
 * @json: what a TSA is made from
 * @anchors: (element-type GBytes): DER of each trust anchor
 *
 * Writes into @json which anchors a TSA is judged by, as ds_tsa_from_json() wants it.
 */
void
ds_tsa_name_anchors (DsJson *json, GPtrArray *anchors)
{
  DsJson *trust = ds_json_array_new ();

  for (guint i = 0; i < anchors->len; i++)
    {
      DsDigest digest = ds_digest_sha256_bytes (g_ptr_array_index (anchors, i));
      g_autofree char *hex = ds_digest_to_hex (&digest);

      ds_json_add_string (trust, hex);
    }
  ds_json_set (json, "trust", trust);
}

/**
 * ds_tsa_from_json:
 * @name: what the person calls it
 * @json: url, operator, policy, trust, interval, window, price, budget, test; what is absent has
 *   its default, what is unknown is skipped
 * @anchors: (element-type GBytes): DER of the certificates that `trust` names, in its order
 * @error: %DS_ERROR_USAGE for a value that makes no sense, %DS_ERROR_FORMAT for a wrong type
 *
 * Returns: (transfer full) (nullable): the TSA
 */
DsTsa *
ds_tsa_from_json (const char *name, const DsJson *json, GPtrArray *anchors, GError **error)
{
  g_autoptr (DsTsa) self = g_new0 (DsTsa, 1);

  g_atomic_ref_count_init (&self->references);
  if (!ds_tsa_name_is_valid (name))
    {
      refuse (error, "the name of a TSA is 1 to 32 of a–z, 0–9 and -");
      return NULL;
    }
  if (!check_anchors (json, anchors, error) || !read_fields (self, json, error))
    return NULL;

  self->name = g_strdup (name);
  self->anchors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  for (guint i = 0; i < anchors->len; i++)
    g_ptr_array_add (self->anchors, g_bytes_ref (g_ptr_array_index (anchors, i)));
  return g_steal_pointer (&self);
}

static void
set_amount (DsJson *json, const char *key, guint64 hundredths)
{
  g_autofree char *text = hundredths > 0 ? ds_amount_format (hundredths) : NULL;

  ds_json_set_string (json, key, text);
}

/**
 * ds_tsa_to_json:
 *
 * Interval and window are always written: what was chosen stays chosen when a later release has
 * other defaults.
 *
 * Returns: (transfer full): what ds_tsa_from_json() reads; the name is not in it
 */
DsJson *
ds_tsa_to_json (const DsTsa *self)
{
  DsJson *json = ds_json_object_new ();
  DsJson *trust = ds_json_array_new ();

  for (guint i = 0; i < self->anchors->len; i++)
    {
      DsDigest digest = ds_digest_sha256_bytes (g_ptr_array_index (self->anchors, i));
      g_autofree char *hex = ds_digest_to_hex (&digest);

      ds_json_add_string (trust, hex);
    }
  ds_json_set (json, "trust", trust);
  ds_json_set_string (json, "url", self->url);
  ds_json_set_string (json, "operator", self->operator_name);
  ds_json_set_string (json, "policy", self->policy);
  ds_json_set_integer (json, "interval", self->interval_s);
  ds_json_set_integer (json, "window", self->window_s);
  set_amount (json, "price", self->price);
  set_amount (json, "budget", self->budget);
  if (self->is_test)
    ds_json_set_boolean (json, "test", TRUE);
  return json;
}

DsTsa *
ds_tsa_ref (DsTsa *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
ds_tsa_unref (DsTsa *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_free (self->name);
  g_free (self->url);
  g_free (self->operator_name);
  g_free (self->policy);
  g_clear_pointer (&self->anchors, g_ptr_array_unref);
  g_free (self);
}
