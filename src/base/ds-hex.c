/* ds-hex.c - octets as lower-case hexadecimal text
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/ds-hex.h"

#include <string.h>

static int
digit_value (char c)
{
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  return -1;
}

/**
 * ds_hex_encode:
 * @octets: (array length=length): what to write
 * @length: number of octets
 *
 * Returns: (transfer full): 2 × @length lower-case digits
 */
char *
ds_hex_encode (const guint8 *octets, gsize length)
{
  static const char digits[] = "0123456789abcdef";
  char *text = g_malloc (2 * length + 1);

  for (gsize i = 0; i < length; i++)
    {
      text[2 * i] = digits[octets[i] >> 4];
      text[2 * i + 1] = digits[octets[i] & 0x0f];
    }
  text[2 * length] = '\0';
  return text;
}

/**
 * ds_hex_decode:
 * @text: lower-case digits, exactly 2 × @length of them
 * @octets: (out caller-allocates): unchanged on failure beyond the octets read so far
 * @length: number of octets wanted
 *
 * Strict: capitals, spaces and any other length are refused.
 *
 * Returns: whether @text was exactly @length octets
 */
gboolean
ds_hex_decode (const char *text, guint8 *octets, gsize length)
{
  if (strlen (text) != 2 * length)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    {
      int high = digit_value (text[2 * i]);
      int low = digit_value (text[2 * i + 1]);

      if (high < 0 || low < 0)
        return FALSE;
      octets[i] = (guint8) (high << 4 | low);
    }
  return TRUE;
}

/**
 * ds_hex_decode_bytes:
 * @text: lower-case digits, an even number of them
 *
 * Returns: (transfer full) (nullable): the octets, or %NULL if @text is not hexadecimal
 */
GBytes *
ds_hex_decode_bytes (const char *text)
{
  gsize length = strlen (text) / 2;
  g_autofree guint8 *octets = g_malloc (length + 1);

  if (!ds_hex_decode (text, octets, length))
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&octets), length);
}

/**
 * ds_hex_is_digits:
 * @text: any text
 * @at_least: smallest number of digits
 * @at_most: largest number of digits
 *
 * Returns: whether @text consists of lower-case hexadecimal digits only, within the bounds
 */
gboolean
ds_hex_is_digits (const char *text, gsize at_least, gsize at_most)
{
  gsize length = 0;

  for (; text[length] != '\0'; length++)
    if (length >= at_most || digit_value (text[length]) < 0)
      return FALSE;
  return length >= at_least;
}
