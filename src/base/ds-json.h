/* ds-json.h - the canonical subset of JSON that the store is written in
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define DS_JSON_DEPTH_MAX 8
#define DS_JSON_INTEGER_MAX G_GUINT64_CONSTANT (9007199254740991) /* 2^53 − 1 */

typedef enum
{
  DS_JSON_OBJECT,
  DS_JSON_ARRAY,
  DS_JSON_STRING,
  DS_JSON_INTEGER,
  DS_JSON_BOOLEAN,
} DsJsonType;

/* A JSON value. Built once, then only read, hence free to cross threads. */
typedef struct _DsJson DsJson;

DsJson *ds_json_object_new (void) G_GNUC_WARN_UNUSED_RESULT;
DsJson *ds_json_array_new (void) G_GNUC_WARN_UNUSED_RESULT;
DsJson *ds_json_string_new (const char *text) G_GNUC_WARN_UNUSED_RESULT;
DsJson *ds_json_integer_new (guint64 integer) G_GNUC_WARN_UNUSED_RESULT;
DsJson *ds_json_boolean_new (gboolean boolean) G_GNUC_WARN_UNUSED_RESULT;
DsJson *ds_json_ref (DsJson *self);
void    ds_json_unref (DsJson *self);

DsJson *ds_json_parse (const char *text, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char   *ds_json_to_text (const DsJson *self) G_GNUC_WARN_UNUSED_RESULT;

gboolean ds_json_key_is_allowed (const char *key);

void ds_json_set (DsJson *object, const char *key, DsJson *value);
void ds_json_set_string (DsJson *object, const char *key, const char *text);
void ds_json_set_integer (DsJson *object, const char *key, guint64 integer);
void ds_json_set_boolean (DsJson *object, const char *key, gboolean boolean);
void ds_json_add (DsJson *array, DsJson *value);
void ds_json_add_string (DsJson *array, const char *text);

DsJsonType  ds_json_get_type (const DsJson *self);
guint       ds_json_get_size (const DsJson *self);
DsJson     *ds_json_get_nth (const DsJson *self, guint index);
const char *ds_json_get_key (const DsJson *object, guint index);
const char *ds_json_get_text (const DsJson *self);
guint64     ds_json_get_number (const DsJson *self);
gboolean    ds_json_get_truth (const DsJson *self);
DsJson     *ds_json_get (const DsJson *object, const char *key);
DsJson     *ds_json_get_typed (const DsJson *object, const char *key, DsJsonType type);
const char *ds_json_get_string (const DsJson *object, const char *key);
gboolean    ds_json_get_integer (const DsJson *object, const char *key, guint64 *integer);
gboolean    ds_json_get_boolean (const DsJson *object, const char *key, gboolean otherwise);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsJson, ds_json_unref)

G_END_DECLS
