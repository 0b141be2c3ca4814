/* ds-text.c - a stranger's words, made safe to show
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a TSA, a certificate or a server says is shown to people, on terminals too: escape codes,
 * line breaks and marks that turn the direction of writing must be seen, not obeyed. */
#include "base/ds-text.h"

#define UTF8_OCTETS_MAX 4 /* for one character (RFC 3629, 3) */

static gboolean
is_inert (gunichar character)
{
  switch (g_unichar_type (character))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT: /* the marks of direction are among these */
    case G_UNICODE_UNASSIGNED:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return FALSE;
    default:
      return TRUE;
    }
}

/**
 * ds_text_make_inert:
 * @text: (array length=length): octets that claim to be UTF-8
 * @length: octets
 * @characters_max: of @text to show; what follows becomes an ellipsis
 *
 * Returns: (transfer full): UTF-8 of one line; characters that act instead of showing are written
 *   as <U+202E>
 */
char *
ds_text_make_inert (const char *text, gsize length, gsize characters_max)
{
  gsize looked_at = MIN (length, (characters_max + 1) * UTF8_OCTETS_MAX);
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) looked_at);
  GString *inert = g_string_new (NULL);
  gsize shown = 0;

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at), shown++)
    {
      gunichar character = g_utf8_get_char (at);

      if (shown == characters_max)
        {
          g_string_append (inert, "…");
          break;
        }
      if (is_inert (character))
        g_string_append_unichar (inert, character);
      else
        g_string_append_printf (inert, "<U+%04X>", character);
    }
  return g_string_free (inert, FALSE);
}
