/* der-writer.c - DER written by hand, right or wrong, for tests
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "der-writer.h"

#include <string.h>

#include "base/ds-der.h"
#include "base/ds-hex.h"
#include "base/ds-openssl.h"

static void
append_header (GByteArray *element, int tag, gsize length)
{
  guint8 octets[] = { (guint8) tag, (guint8) length, (guint8) (length >> 8), (guint8) length };

  g_assert_cmpuint (length, <, 1 << 16);
  if (length >= 1 << 8)
    octets[1] = 0x82;
  else if (length >= 1 << 7)
    {
      octets[1] = 0x81;
      octets[2] = (guint8) length;
    }
  g_byte_array_append (element, octets, length >= 1 << 8 ? 4 : length >= 1 << 7 ? 3 : 2);
}

GBytes *
der_octets (int tag, const void *octets, gsize length)
{
  GByteArray *element = g_byte_array_new ();

  append_header (element, tag, length);
  g_byte_array_append (element, octets, (guint) length);
  return g_byte_array_free_to_bytes (element);
}

GBytes *
der_text (int tag, const char *text)
{
  return der_octets (tag, text, strlen (text));
}

GBytes *
der_small (int tag, guint8 value)
{
  return der_octets (tag, &value, 1);
}

/* The elements of @elements, which stays the caller's. */
GBytes *
der_join (int tag, GPtrArray *elements)
{
  g_autoptr (GByteArray) contents = g_byte_array_new ();

  for (guint i = 0; i < elements->len; i++)
    {
      gsize length;
      const void *octets = g_bytes_get_data (g_ptr_array_index (elements, i), &length);

      g_byte_array_append (contents, octets, (guint) length);
    }
  return der_octets (tag, contents->data, contents->len);
}

/* Elements (transfer full) up to %NULL. */
GBytes *
der_wrap (int tag, ...)
{
  g_autoptr (GPtrArray) elements = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  va_list arguments;
  GBytes *element;

  va_start (arguments, tag);
  while ((element = va_arg (arguments, GBytes *)) != NULL)
    g_ptr_array_add (elements, element);
  va_end (arguments);
  return der_join (tag, elements);
}

/* Octets as they are, none for "". */
GBytes *
der_hex (const char *digits)
{
  GBytes *octets = *digits != '\0' ? ds_hex_decode_bytes (digits) : g_bytes_new (NULL, 0);

  g_assert_nonnull (octets);
  return octets;
}

GBytes *
der_oid (const char *dotted)
{
  g_autoptr (ASN1_OBJECT) object = OBJ_txt2obj (dotted, TRUE);

  g_assert_nonnull (object);
  return der_octets (DS_DER_OID, OBJ_get0_data (object), OBJ_length (object));
}
