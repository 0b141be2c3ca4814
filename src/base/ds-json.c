/* ds-json.c - the canonical subset of JSON that the store is written in
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stricter than RFC 8785, so that a value has exactly one text and a text exactly one value:
 * no null, no fractions or negative numbers, integers up to 2^53 − 1, keys of printable ASCII
 * (whose UTF-16 order is their octet order), no U+0000, depth at most 8. The reader refuses every
 * text that the writer would not have written. */
#include "base/ds-json.h"

#include <string.h>

#include "base/ds-error.h"

struct _DsJson
{
  gatomicrefcount references;
  DsJsonType type;
  GPtrArray *keys;   /* owned; objects only: sorted, parallel to values */
  GPtrArray *values; /* owned; objects and arrays */
  char *text;        /* owned; strings only */
  guint64 number;    /* integers; booleans as 0 or 1 */
};

typedef struct
{
  const char *start;
  const char *at;
  const char *end;
  GError **error;
} Reader;

static DsJson *
json_new (DsJsonType type)
{
  DsJson *self = g_new0 (DsJson, 1);

  g_atomic_ref_count_init (&self->references);
  self->type = type;
  if (type == DS_JSON_OBJECT)
    self->keys = g_ptr_array_new_with_free_func (g_free);
  if (type == DS_JSON_OBJECT || type == DS_JSON_ARRAY)
    self->values = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_json_unref);
  return self;
}

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

static gboolean
key_is_allowed (const char *key)
{
  if (*key == '\0')
    return FALSE;
  for (; *key != '\0'; key++)
    if (*key < 0x20 || *key > 0x7e)
      return FALSE;
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
      guint count = object->keys->len;
      DsJson *value;

      if (key == NULL)
        return NULL;
      if (!key_is_allowed (key))
        return refuse (r, "a key is not printable ASCII");
      if (count > 0 && strcmp (g_ptr_array_index (object->keys, count - 1), key) >= 0)
        return refuse (r, "keys are repeated or out of order");
      if (!take_char (r, ':'))
        return refuse (r, "a colon was expected");
      value = take_value (r, depth + 1);
      if (value == NULL)
        return NULL;
      g_ptr_array_add (object->keys, g_steal_pointer (&key));
      g_ptr_array_add (object->values, value);
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
      DsJson *string;

      if (text == NULL)
        return NULL;
      string = json_new (DS_JSON_STRING);
      string->text = g_steal_pointer (&text);
      return string;
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
  switch (self->type)
    {
    case DS_JSON_OBJECT:
    case DS_JSON_ARRAY:
      g_string_append_c (out, self->type == DS_JSON_OBJECT ? '{' : '[');
      for (guint i = 0; i < self->values->len; i++)
        {
          if (i > 0)
            g_string_append_c (out, ',');
          if (self->type == DS_JSON_OBJECT)
            {
              write_string (out, g_ptr_array_index (self->keys, i));
              g_string_append_c (out, ':');
            }
          write_value (out, g_ptr_array_index (self->values, i));
        }
      g_string_append_c (out, self->type == DS_JSON_OBJECT ? '}' : ']');
      break;
    case DS_JSON_STRING:
      write_string (out, self->text);
      break;
    case DS_JSON_INTEGER:
      g_string_append_printf (out, "%" G_GUINT64_FORMAT, self->number);
      break;
    case DS_JSON_BOOLEAN:
      g_string_append (out, self->number != 0 ? "true" : "false");
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

DsJson *
ds_json_object_new (void)
{
  return json_new (DS_JSON_OBJECT);
}

DsJson *
ds_json_array_new (void)
{
  return json_new (DS_JSON_ARRAY);
}

/* @text is UTF-8 without U+0000: the caller has checked what comes from outside. */
DsJson *
ds_json_string_new (const char *text)
{
  DsJson *self;

  g_return_val_if_fail (g_utf8_validate (text, -1, NULL), NULL);

  self = json_new (DS_JSON_STRING);
  self->text = g_strdup (text);
  return self;
}

DsJson *
ds_json_integer_new (guint64 integer)
{
  DsJson *self;

  g_return_val_if_fail (integer <= DS_JSON_INTEGER_MAX, NULL);

  self = json_new (DS_JSON_INTEGER);
  self->number = integer;
  return self;
}

DsJson *
ds_json_boolean_new (gboolean boolean)
{
  DsJson *self = json_new (DS_JSON_BOOLEAN);

  self->number = boolean ? 1 : 0;
  return self;
}

DsJson *
ds_json_ref (DsJson *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
ds_json_unref (DsJson *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  g_clear_pointer (&self->values, g_ptr_array_unref);
  g_free (self->text);
  g_free (self);
}

/* The index of @key, or where it belongs. */
static gboolean
find_key (const DsJson *object, const char *key, guint *index)
{
  guint low = 0;
  guint high = object->keys->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      int order = strcmp (g_ptr_array_index (object->keys, middle), key);

      if (order == 0)
        {
          *index = middle;
          return TRUE;
        }
      if (order < 0)
        low = middle + 1;
      else
        high = middle;
    }
  *index = low;
  return FALSE;
}

/**
 * ds_json_set:
 * @object: an object still being built
 * @key: printable ASCII
 * @value: (transfer full): its value; an earlier one of that key is replaced
 */
void
ds_json_set (DsJson *object, const char *key, DsJson *value)
{
  guint index;

  g_return_if_fail (object->type == DS_JSON_OBJECT && value != NULL && key_is_allowed (key));

  if (find_key (object, key, &index))
    {
      ds_json_unref (g_ptr_array_index (object->values, index));
      g_ptr_array_index (object->values, index) = value;
      return;
    }
  g_ptr_array_insert (object->keys, (int) index, g_strdup (key));
  g_ptr_array_insert (object->values, (int) index, value);
}

/* A %NULL @text sets nothing: a field that does not apply is absent. */
void
ds_json_set_string (DsJson *object, const char *key, const char *text)
{
  if (text != NULL)
    ds_json_set (object, key, ds_json_string_new (text));
}

void
ds_json_set_integer (DsJson *object, const char *key, guint64 integer)
{
  ds_json_set (object, key, ds_json_integer_new (integer));
}

void
ds_json_set_boolean (DsJson *object, const char *key, gboolean boolean)
{
  ds_json_set (object, key, ds_json_boolean_new (boolean));
}

/**
 * ds_json_add:
 * @array: an array still being built
 * @value: (transfer full): the next element
 */
void
ds_json_add (DsJson *array, DsJson *value)
{
  g_return_if_fail (array->type == DS_JSON_ARRAY && value != NULL);

  g_ptr_array_add (array->values, value);
}

void
ds_json_add_string (DsJson *array, const char *text)
{
  ds_json_add (array, ds_json_string_new (text));
}

DsJsonType
ds_json_get_type (const DsJson *self)
{
  return self->type;
}

/* Members of an object or elements of an array; 0 for the rest. */
guint
ds_json_get_size (const DsJson *self)
{
  return self->values != NULL ? self->values->len : 0;
}

/* (transfer none): the value at @index of an object or array. */
DsJson *
ds_json_get_nth (const DsJson *self, guint index)
{
  g_return_val_if_fail (index < ds_json_get_size (self), NULL);

  return g_ptr_array_index (self->values, index);
}

const char *
ds_json_get_key (const DsJson *object, guint index)
{
  g_return_val_if_fail (object->type == DS_JSON_OBJECT && index < object->keys->len, NULL);

  return g_ptr_array_index (object->keys, index);
}

/* (nullable): the text of a string, else %NULL. */
const char *
ds_json_get_text (const DsJson *self)
{
  return self->type == DS_JSON_STRING ? self->text : NULL;
}

/* The value of an integer, else 0. */
guint64
ds_json_get_number (const DsJson *self)
{
  return self->type == DS_JSON_INTEGER ? self->number : 0;
}

gboolean
ds_json_get_truth (const DsJson *self)
{
  return self->type == DS_JSON_BOOLEAN && self->number != 0;
}

/* (transfer none) (nullable): the value of @key, or %NULL; also where @object is no object. */
DsJson *
ds_json_get (const DsJson *object, const char *key)
{
  guint index;

  if (object->type != DS_JSON_OBJECT || !find_key (object, key, &index))
    return NULL;
  return g_ptr_array_index (object->values, index);
}

/* (transfer none) (nullable): the value of @key if it has that type. */
DsJson *
ds_json_get_typed (const DsJson *object, const char *key, DsJsonType type)
{
  DsJson *value = ds_json_get (object, key);

  return value != NULL && value->type == type ? value : NULL;
}

const char *
ds_json_get_string (const DsJson *object, const char *key)
{
  DsJson *value = ds_json_get_typed (object, key, DS_JSON_STRING);

  return value != NULL ? value->text : NULL;
}

gboolean
ds_json_get_integer (const DsJson *object, const char *key, guint64 *integer)
{
  DsJson *value = ds_json_get_typed (object, key, DS_JSON_INTEGER);

  if (value == NULL)
    return FALSE;
  *integer = value->number;
  return TRUE;
}

gboolean
ds_json_get_boolean (const DsJson *object, const char *key, gboolean otherwise)
{
  DsJson *value = ds_json_get_typed (object, key, DS_JSON_BOOLEAN);

  return value != NULL ? value->number != 0 : otherwise;
}
