/* ds-json-text.c - canonical JSON as text: one text for each value, one value for each text
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The reader refuses every text that the writer would not have written. */
#include <string.h>

#include "base/ds-error.h"
#include "base/ds-json.h"

typedef struct
{
  const char *start;
  const char *at;
  const char *end;
  GError **error;
} Reader;

static gpointer
refuse (Reader *r, const char *why)
{
  g_set_error (r->error, DS_ERROR, DS_ERROR_FORMAT, "%s at octet %" G_GSIZE_FORMAT, why,
               (gsize) (r->at - r->start));
  return NULL;
}

static gboolean
take_char (Reader *r, char wanted)
{
  if (r->at >= r->end || *r->at != wanted)
    return FALSE;
  r->at++;
  return TRUE;
}

/* The canonical escapes of RFC 8785, 3.2.2.2, after the backslash. */
static gboolean
take_escape (Reader *r, GString *text)
{
  static const char short_forms[] = "\"\\btnfr";
  static const char meanings[] = "\"\\\b\t\n\f\r";
  const char *found;

  if (r->at >= r->end)
    return FALSE;
  if (*r->at != '\0' && (found = strchr (short_forms, *r->at)) != NULL)
    {
      g_string_append_c (text, meanings[found - short_forms]);
      r->at++;
      return TRUE;
    }
  if (r->end - r->at >= 5 && memcmp (r->at, "u00", 3) == 0 && (r->at[3] == '0' || r->at[3] == '1'))
    {
      int low = g_ascii_xdigit_value (r->at[4]);
      int value = (r->at[3] - '0') * 16 + low;

      if (low < 0 || g_ascii_isupper (r->at[4]) || value == 0 || strchr ("\b\t\n\f\r", value))
        return FALSE;
      g_string_append_c (text, (char) value);
      r->at += 5;
      return TRUE;
    }
  return FALSE;
}

static char *
take_string (Reader *r)
{
  g_autoptr (GString) text = NULL;

  if (!take_char (r, '"'))
    return refuse (r, "a string was expected");

  text = g_string_new (NULL);
  for (;;)
    {
      const char *run = r->at;

      while (r->at < r->end && (guchar) *r->at >= 0x20 && *r->at != '"' && *r->at != '\\')
        r->at++;
      g_string_append_len (text, run, r->at - run);
      if (take_char (r, '"'))
        break;
      if (!take_char (r, '\\') || !take_escape (r, text))
        return refuse (r, "a string is not ended or not written canonically");
    }
  if (!g_utf8_validate (text->str, (gssize) text->len, NULL))
    return refuse (r, "a string is not UTF-8");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static DsJson *
take_integer (Reader *r)
{
  const char *first = r->at;
  guint64 number = 0;

  for (; r->at < r->end && g_ascii_isdigit (*r->at); r->at++)
    {
      number = number * 10 + (guint64) (*r->at - '0');
      if (number > DS_JSON_INTEGER_MAX)
        return refuse (r, "an integer is over 2^53 - 1");
    }
  if (r->at == first || (*first == '0' && r->at - first > 1))
    return refuse (r, "a value is not written canonically");
  return ds_json_integer_new (number);
}

static gboolean
take_word (Reader *r, const char *word)
{
  gsize length = strlen (word);

  if ((gsize) (r->end - r->at) < length || memcmp (r->at, word, length) != 0)
    return FALSE;
  r->at += length;
  return TRUE;
}

static DsJson *take_value (Reader *r, guint depth);

static DsJson *
take_array (Reader *r, guint depth)
{
  g_autoptr (DsJson) array = ds_json_array_new ();

  if (take_char (r, ']'))
    return g_steal_pointer (&array);
  do
    {
      DsJson *value = take_value (r, depth + 1);

      if (value == NULL)
        return NULL;
      ds_json_add (array, value);
    }
  while (take_char (r, ','));
  if (!take_char (r, ']'))
    return refuse (r, "an array is not ended");
  return g_steal_pointer (&array);
}

static DsJson *
take_object (Reader *r, guint depth)
{
  g_autoptr (DsJson) object = ds_json_object_new ();

  if (take_char (r, '}'))
    return g_steal_pointer (&object);
  do
    {
      g_autofree char *key = take_string (r);
      guint count = ds_json_get_size (object);
      DsJson *value;

      if (key == NULL)
        return NULL;
      if (!ds_json_key_is_allowed (key))
        return refuse (r, "a key is not printable ASCII");
      if (count > 0 && strcmp (ds_json_get_key (object, count - 1), key) >= 0)
        return refuse (r, "keys are repeated or out of order");
      if (!take_char (r, ':'))
        return refuse (r, "a colon was expected");
      value = take_value (r, depth + 1);
      if (value == NULL)
        return NULL;
      ds_json_set (object, key, value);
    }
  while (take_char (r, ','));
  if (!take_char (r, '}'))
    return refuse (r, "an object is not ended");
  return g_steal_pointer (&object);
}

static DsJson *
take_value (Reader *r, guint depth)
{
  if (depth > DS_JSON_DEPTH_MAX)
    return refuse (r, "nested deeper than 8");
  if (take_char (r, '{'))
    return take_object (r, depth);
  if (take_char (r, '['))
    return take_array (r, depth);
  if (r->at < r->end && *r->at == '"')
    {
      g_autofree char *text = take_string (r);

      return text != NULL ? ds_json_string_new (text) : NULL;
    }
  if (take_word (r, "true"))
    return ds_json_boolean_new (TRUE);
  if (take_word (r, "false"))
    return ds_json_boolean_new (FALSE);
  return take_integer (r);
}

/**
 * ds_json_parse:
 * @text: not necessarily terminated
 * @length: octets; the caller bounds them
 * @error: %DS_ERROR_FORMAT
 *
 * Reads one value that fills @text to its last octet. Whatever ds_json_to_text() would write
 * differently is refused.
 *
 * Returns: (transfer full) (nullable): the value
 */
DsJson *
ds_json_parse (const char *text, gsize length, GError **error)
{
  Reader r = { text, text, text + length, error };
  g_autoptr (DsJson) value = take_value (&r, 1);

  if (value == NULL)
    return NULL;
  if (r.at != r.end)
    return refuse (&r, "something follows the value");
  return g_steal_pointer (&value);
}

static void
write_string (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (; *text != '\0'; text++)
    switch (*text)
      {
      case '"':
        g_string_append (out, "\\\"");
        break;
      case '\\':
        g_string_append (out, "\\\\");
        break;
      case '\b':
        g_string_append (out, "\\b");
        break;
      case '\t':
        g_string_append (out, "\\t");
        break;
      case '\n':
        g_string_append (out, "\\n");
        break;
      case '\f':
        g_string_append (out, "\\f");
        break;
      case '\r':
        g_string_append (out, "\\r");
        break;
      default:
        if ((guchar) *text < 0x20)
          g_string_append_printf (out, "\\u%04x", (guchar) *text);
        else
          g_string_append_c (out, *text);
      }
  g_string_append_c (out, '"');
}

static void
write_value (GString *out, const DsJson *self)
{
  DsJsonType type = ds_json_get_type (self);

  switch (type)
    {
    case DS_JSON_OBJECT:
    case DS_JSON_ARRAY:
      g_string_append_c (out, type == DS_JSON_OBJECT ? '{' : '[');
      for (guint i = 0; i < ds_json_get_size (self); i++)
        {
          if (i > 0)
            g_string_append_c (out, ',');
          if (type == DS_JSON_OBJECT)
            {
              write_string (out, ds_json_get_key (self, i));
              g_string_append_c (out, ':');
            }
          write_value (out, ds_json_get_nth (self, i));
        }
      g_string_append_c (out, type == DS_JSON_OBJECT ? '}' : ']');
      break;
    case DS_JSON_STRING:
      write_string (out, ds_json_get_text (self));
      break;
    case DS_JSON_INTEGER:
      g_string_append_printf (out, "%" G_GUINT64_FORMAT, ds_json_get_number (self));
      break;
    case DS_JSON_BOOLEAN:
      g_string_append (out, ds_json_get_truth (self) ? "true" : "false");
      break;
    default:
      g_assert_not_reached ();
    }
}

/**
 * ds_json_to_text:
 *
 * Returns: (transfer full): the one canonical text of @self, without a line feed
 */
char *
ds_json_to_text (const DsJson *self)
{
  GString *out = g_string_new (NULL);

  write_value (out, self);
  return g_string_free (out, FALSE);
}
