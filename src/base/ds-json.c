/* ds-json.c - the canonical subset of JSON that the store is written in
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stricter than RFC 8785, so that a value has exactly one text and a text exactly one value:
 * no null, no fractions or negative numbers, integers up to 2^53 − 1, keys of printable ASCII
 * (whose UTF-16 order is their octet order), no U+0000, depth at most 8. */
#include "base/ds-json.h"

#include <string.h>

struct _DsJson
{
  gatomicrefcount references;
  DsJsonType type;
  GPtrArray *keys;   /* owned; objects only: sorted, parallel to values */
  GPtrArray *values; /* owned; objects and arrays */
  char *text;        /* owned; strings only */
  guint64 number;    /* integers; booleans as 0 or 1 */
};

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

/* Whether @key is printable ASCII and not empty. */
gboolean
ds_json_key_is_allowed (const char *key)
{
  if (*key == '\0')
    return FALSE;
  for (; *key != '\0'; key++)
    if (*key < 0x20 || *key > 0x7e)
      return FALSE;
  return TRUE;
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

  g_return_if_fail (object->type == DS_JSON_OBJECT && value != NULL
                    && ds_json_key_is_allowed (key));

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
