/* ds-der.c - a strict reader of DER
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every length is the shortest form, every element ends inside its parent, nothing is recursed into
 * deeper than DS_DER_DEPTH_MAX. Tags of more than one octet are refused: none of our formats has
 * one. */
#include "base/ds-der.h"

#include <string.h>

#include "base/ds-error.h"
#include "base/ds-hex.h"
#include "base/ds-openssl.h"

#define OID_TEXT_MAX 512 /* 64 octets make at most 155 digits and as many points */
#define CONSTRUCTED 0x20
#define LONG_TAG 0x1f
#define INDEFINITE 0x80

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error (error, DS_ERROR, DS_ERROR_FORMAT, "%s (X.690)", why);
  return FALSE;
}

DsDer
ds_der_init (const guint8 *octets, gsize length)
{
  /* No octets may come as NULL, and C knows no NULL + 0. */
  DsDer self = { octets, length > 0 ? octets + length : octets };

  return self;
}

gboolean
ds_der_is_empty (const DsDer *self)
{
  return self->at == self->end;
}

/* Octets not yet taken. */
gsize
ds_der_get_length (const DsDer *self)
{
  return (gsize) (self->end - self->at);
}

/* The next identifier octet, or -1 at the end. */
int
ds_der_peek (const DsDer *self)
{
  return self->at < self->end ? *self->at : -1;
}

/* Reads identifier and length octets; in DER the length is the shortest form (10.1). */
static gboolean
take_header (DsDer *self, gsize *length, GError **error)
{
  guint8 first;
  gsize value = 0;

  if (ds_der_get_length (self) < 2)
    return refuse (error, "an element is cut short");
  if ((self->at[0] & LONG_TAG) == LONG_TAG)
    return refuse (error, "a tag of more than one octet");
  first = self->at[1];
  self->at += 2;
  if (first < 0x80)
    value = first;
  else
    {
      guint count = first & 0x7f;

      if (count == 0)
        return refuse (error, "an indefinite length where DER is due");
      if (count > 4 || count > ds_der_get_length (self))
        return refuse (error, "a length is too long");
      if (self->at[0] == 0)
        return refuse (error, "a length has leading zeros");
      for (; count > 0; count--)
        value = value << 8 | *self->at++;
      if (value < 0x80)
        return refuse (error, "a length is not in its shortest form");
    }
  if (value > ds_der_get_length (self))
    return refuse (error, "an element is longer than what holds it");
  *length = value;
  return TRUE;
}

/**
 * ds_der_take:
 * @self: where to read; moved behind the element on success
 * @tag: the identifier octet wanted
 * @contents: (out): the content octets
 * @error: %DS_ERROR_FORMAT
 */
gboolean
ds_der_take (DsDer *self, int tag, DsDer *contents, GError **error)
{
  DsDer at = *self;
  gsize length;

  if (ds_der_peek (self) != tag)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_FORMAT, "tag 0x%02x was expected, not %s0x%02x",
                   (guint) tag, ds_der_is_empty (self) ? "the end " : "",
                   ds_der_is_empty (self) ? 0 : (guint) *self->at);
      return FALSE;
    }
  if (!take_header (&at, &length, error))
    return FALSE;
  *contents = ds_der_init (at.at, length);
  self->at = at.at + length;
  return TRUE;
}

/**
 * ds_der_take_any:
 * @self: where to read; moved behind the element on success
 * @whole: (out): the element with its identifier and length octets
 * @error: %DS_ERROR_FORMAT
 */
gboolean
ds_der_take_any (DsDer *self, DsDer *whole, GError **error)
{
  DsDer at = *self;
  gsize length;

  if (!take_header (&at, &length, error))
    return FALSE;
  whole->at = self->at;
  whole->end = at.at + length;
  self->at = whole->end;
  return TRUE;
}

/**
 * ds_der_take_optional:
 * @present: (out): whether the next element had @tag
 *
 * Like ds_der_take(), but another element or the end is no error.
 */
gboolean
ds_der_take_optional (DsDer *self, int tag, DsDer *contents, gboolean *present, GError **error)
{
  *present = ds_der_peek (self) == tag;
  return !*present || ds_der_take (self, tag, contents, error);
}

/* Refuses anything left over. */
gboolean
ds_der_take_end (const DsDer *self, GError **error)
{
  return ds_der_is_empty (self) || refuse (error, "something follows where nothing may");
}

static gboolean
integer_is_minimal (const DsDer *value)
{
  gsize length = ds_der_get_length (value);

  if (length == 0)
    return FALSE;
  return length == 1
         || !((value->at[0] == 0x00 && value->at[1] < 0x80)
              || (value->at[0] == 0xff && value->at[1] >= 0x80));
}

/**
 * ds_der_take_integer:
 * @value: (out): two's complement content octets, as short as they can be
 * @error: %DS_ERROR_FORMAT
 */
gboolean
ds_der_take_integer (DsDer *self, DsDer *value, GError **error)
{
  DsDer at = *self;
  DsDer contents;

  if (!ds_der_take (&at, DS_DER_INTEGER, &contents, error))
    return FALSE;
  if (!integer_is_minimal (&contents))
    return refuse (error, "an integer is not in its shortest form");
  *value = contents;
  *self = at;
  return TRUE;
}

/**
 * ds_der_take_small:
 * @tag: %DS_DER_INTEGER or the context tag that replaces it
 * @value: (out): 0 … 2^56 − 1
 * @error: %DS_ERROR_FORMAT if it is negative, larger or not in its shortest form
 */
gboolean
ds_der_take_small (DsDer *self, int tag, guint64 *value, GError **error)
{
  DsDer at = *self;
  DsDer contents;
  guint64 number = 0;

  if (!ds_der_take (&at, tag, &contents, error))
    return FALSE;
  if (!integer_is_minimal (&contents))
    return refuse (error, "an integer is not in its shortest form");
  if (contents.at[0] >= 0x80 || ds_der_get_length (&contents) > 7)
    return refuse (error, "an integer is negative or too large");
  while (contents.at < contents.end)
    number = number << 8 | *contents.at++;
  *value = number;
  *self = at;
  return TRUE;
}

gboolean
ds_der_take_boolean (DsDer *self, gboolean *value, GError **error)
{
  DsDer at = *self;
  DsDer contents;

  if (!ds_der_take (&at, DS_DER_BOOLEAN, &contents, error))
    return FALSE;
  if (ds_der_get_length (&contents) != 1 || (*contents.at != 0x00 && *contents.at != 0xff))
    return refuse (error, "a BOOLEAN is neither 00 nor FF");
  *value = *contents.at == 0xff;
  *self = at;
  return TRUE;
}

/**
 * ds_der_take_oid:
 * @error: %DS_ERROR_FORMAT, %DS_ERROR_LIMIT beyond DS_DER_OID_OCTETS_MAX
 *
 * Arcs of any size are written out in full, so two OIDs are equal exactly if their texts are.
 *
 * Returns: (transfer full) (nullable): dotted decimal
 */
char *
ds_der_take_oid (DsDer *self, GError **error)
{
  DsDer at = *self;
  DsDer contents;
  g_autoptr (ASN1_OBJECT) object = NULL;
  const guint8 *octets;
  char text[OID_TEXT_MAX];

  if (!ds_der_take (&at, DS_DER_OID, &contents, error))
    return NULL;
  if (ds_der_get_length (&contents) > DS_DER_OID_OCTETS_MAX)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_LIMIT, "an OID of more than %d octets",
                   DS_DER_OID_OCTETS_MAX);
      return NULL;
    }
  if (ds_der_is_empty (&contents) || (contents.end[-1] & 0x80) != 0)
    {
      refuse (error, "an OID is empty or cut short");
      return NULL;
    }

  for (gboolean arc_begins = TRUE; !ds_der_is_empty (&contents); contents.at++)
    {
      if (arc_begins && *contents.at == 0x80)
        {
          refuse (error, "an OID's arc has leading zeros");
          return NULL;
        }
      arc_begins = (*contents.at & 0x80) == 0;
    }

  octets = self->at;
  object = d2i_ASN1_OBJECT (NULL, &octets, at.at - self->at);
  if (object == NULL || OBJ_obj2txt (text, sizeof text, object, TRUE) <= 0)
    {
      ds_openssl_set_error (error, DS_ERROR_FORMAT, "an OID cannot be read");
      return NULL;
    }
  *self = at;
  return g_strdup (text);
}

static gboolean
check_level (DsDer at, guint depth, GError **error)
{
  if (depth > DS_DER_DEPTH_MAX)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_LIMIT, "nested deeper than %d", DS_DER_DEPTH_MAX);
      return FALSE;
    }
  while (!ds_der_is_empty (&at))
    {
      gboolean constructed = (*at.at & CONSTRUCTED) != 0;
      DsDer contents;

      if (!ds_der_take (&at, *at.at, &contents, error))
        return FALSE;
      if (constructed && !check_level (contents, depth + 1, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * ds_der_check_strict:
 * @octets: (array length=length): exactly one element
 * @error: %DS_ERROR_FORMAT, %DS_ERROR_LIMIT
 *
 * Whether framing is DER down to the last level: definite shortest lengths, bounded depth, nothing
 * behind the element. SET order and string contents are not looked at.
 */
gboolean
ds_der_check_strict (const guint8 *octets, gsize length, GError **error)
{
  DsDer at = ds_der_init (octets, length);
  DsDer whole;

  if (!ds_der_take_any (&at, &whole, error) || !ds_der_take_end (&at, error))
    return FALSE;
  return check_level (whole, 1, error);
}

/* Skips one BER element; indefinite lengths end with two zero octets (X.690, 8.1.5). */
static gboolean
skip_ber (DsDer *at, guint depth, GError **error)
{
  guint8 identifier;
  guint8 first;
  gsize length = 0;

  if (depth > DS_DER_DEPTH_MAX)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_LIMIT, "nested deeper than %d", DS_DER_DEPTH_MAX);
      return FALSE;
    }
  if (ds_der_get_length (at) < 2)
    return refuse (error, "an element is cut short");
  identifier = at->at[0];
  first = at->at[1];
  if ((identifier & LONG_TAG) == LONG_TAG)
    return refuse (error, "a tag of more than one octet");
  at->at += 2;

  if (first == INDEFINITE)
    {
      if ((identifier & CONSTRUCTED) == 0)
        return refuse (error, "an indefinite length on a primitive element");
      while (ds_der_get_length (at) >= 2 && !(at->at[0] == 0 && at->at[1] == 0))
        if (!skip_ber (at, depth + 1, error))
          return FALSE;
      if (ds_der_get_length (at) < 2)
        return refuse (error, "an indefinite length is not ended");
      at->at += 2;
      return TRUE;
    }

  length = first;
  if (first > 0x80)
    {
      guint count = first & 0x7f;

      if (count > 4 || count > ds_der_get_length (at))
        return refuse (error, "a length is too long");
      for (length = 0; count > 0; count--)
        length = length << 8 | *at->at++;
    }
  if (length > ds_der_get_length (at))
    return refuse (error, "an element is longer than what holds it");
  if ((identifier & CONSTRUCTED) != 0)
    {
      DsDer inner = ds_der_init (at->at, length);

      while (!ds_der_is_empty (&inner))
        if (!skip_ber (&inner, depth + 1, error))
          return FALSE;
    }
  at->at += length;
  return TRUE;
}

/**
 * ds_der_measure_ber:
 * @octets: (array length=length): begins with one BER element
 * @used: (out): octets of that element
 * @error: %DS_ERROR_FORMAT, %DS_ERROR_LIMIT
 *
 * Bounds a BER element before a laxer parser sees it: depth, lengths, tags.
 */
gboolean
ds_der_measure_ber (const guint8 *octets, gsize length, gsize *used, GError **error)
{
  DsDer at = ds_der_init (octets, length);

  if (!skip_ber (&at, 1, error))
    return FALSE;
  *used = (gsize) (at.at - octets);
  return TRUE;
}

/**
 * ds_der_integer_to_hex:
 * @value: content octets of an INTEGER
 *
 * Serial numbers are up to 20 octets and more (RFC 3161, 2.4.2), so never a machine integer.
 *
 * Returns: (transfer full): lower-case hexadecimal without leading zeros, `-` in front if negative
 */
char *
ds_der_integer_to_hex (const DsDer *value)
{
  gsize length = ds_der_get_length (value);
  g_autofree guint8 *magnitude = g_memdup2 (value->at, length);
  gboolean negative = length > 0 && magnitude[0] >= 0x80;
  g_autofree char *digits = NULL;
  const char *start;

  if (negative)
    {
      guint carry = 1;

      for (gsize i = length; i-- > 0;)
        {
          guint octet = (guint8) ~magnitude[i] + carry;

          magnitude[i] = (guint8) octet;
          carry = octet >> 8;
        }
    }
  digits = ds_hex_encode (magnitude, length);
  for (start = digits; start[0] == '0' && start[1] != '\0'; start++)
    ;
  return g_strconcat (negative ? "-" : "", start, NULL);
}
