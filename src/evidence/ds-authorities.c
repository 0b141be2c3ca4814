/* ds-authorities.c - the TSAs a person has chosen, as the store keeps them
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A TSA is the setting `authority.NAME`; its anchors lie in `trust`. One that is removed is asked
 * no more, but its anchors stay: tokens it gave are judged by them for ever. */
#include "evidence/ds-authorities.h"

#include <string.h>

#include "base/ds-error.h"

#define KEY_PREFIX "authority."
#define REMOVED "removed"

/* (transfer full) (nullable): the DER of every anchor that @json names. */
static GPtrArray *
read_anchors (DsStore *store, const DsJson *json, GError **error)
{
  g_autoptr (GPtrArray) anchors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  DsJson *names = ds_json_get_typed (json, "trust", DS_JSON_ARRAY);

  for (guint i = 0; names != NULL && i < ds_json_get_size (names); i++)
    {
      const char *name = ds_json_get_text (ds_json_get_nth (names, i));
      GBytes *der = name != NULL ? ds_store_read_object (store, "trust", name, error) : NULL;

      if (der == NULL)
        {
          g_prefix_error (error, "a trust anchor cannot be read: ");
          return NULL;
        }
      g_ptr_array_add (anchors, der);
    }
  return g_steal_pointer (&anchors);
}

/* @json without the mark that says removed, as a TSA. */
static DsTsa *
read_tsa (DsStore *store, const char *name, const DsJson *json, GError **error)
{
  g_autoptr (GPtrArray) anchors = read_anchors (store, json, error);

  return anchors != NULL ? ds_tsa_from_json (name, json, anchors, error) : NULL;
}

/**
 * ds_authorities_find:
 * @name: an authority's
 * @removed_too: whether one that is asked no more counts
 * @error: %DS_ERROR_NOT_FOUND, %DS_ERROR_DAMAGED
 *
 * Returns: (transfer full) (nullable): the authority
 */
DsTsa *
ds_authorities_find (DsStore *store, const char *name, gboolean removed_too, GError **error)
{
  g_autofree char *key = g_strconcat (KEY_PREFIX, name, NULL);
  g_autoptr (DsJson) json = ds_catalog_get_setting (ds_store_get_catalog (store), NULL, key);

  if (json == NULL || (!removed_too && ds_json_get_boolean (json, REMOVED, FALSE)))
    {
      g_set_error (error, DS_ERROR, DS_ERROR_NOT_FOUND,
                   "there is no authority “%s”: see draftseal authority list", name);
      return NULL;
    }
  return read_tsa (store, name, json, error);
}

/**
 * ds_authorities_list:
 * @error: %DS_ERROR_DAMAGED
 *
 * Returns: (transfer full) (element-type DsTsa): those that are asked
 */
GPtrArray *
ds_authorities_list (DsStore *store, GError **error)
{
  g_autoptr (GPtrArray) tsas = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_tsa_unref);
  g_autoptr (GPtrArray) keys =
      ds_catalog_list_settings (ds_store_get_catalog (store), NULL, KEY_PREFIX, error);

  for (guint i = 0; keys != NULL && i < keys->len; i++)
    {
      const char *key = g_ptr_array_index (keys, i);
      g_autoptr (DsJson) json = ds_catalog_get_setting (ds_store_get_catalog (store), NULL, key);
      DsTsa *tsa;

      if (ds_json_get_boolean (json, REMOVED, FALSE))
        continue;
      tsa = read_tsa (store, key + strlen (KEY_PREFIX), json, error);
      if (tsa == NULL)
        return NULL;
      g_ptr_array_add (tsas, tsa);
    }
  return keys != NULL ? g_steal_pointer (&tsas) : NULL;
}

static gboolean
write_setting (DsStore *store, const char *name, DsJson *json, GError **error)
{
  g_autofree char *key = g_strconcat (KEY_PREFIX, name, NULL);

  return ds_store_set_setting (store, NULL, key, json, error);
}

/**
 * ds_authorities_add:
 * @tsa: with at least one anchor
 * @error: %DS_ERROR_EXISTS, else as ds_store_append()
 *
 * Nothing is sent. A TSA added owes a stamp for every batch frozen before: one round.
 */
gboolean
ds_authorities_add (DsStore *store, const DsTsa *tsa, GError **error)
{
  g_autoptr (DsTsa) before = ds_authorities_find (store, tsa->name, FALSE, NULL);
  g_autoptr (DsJson) json = NULL;

  if (before != NULL)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_EXISTS,
                   "there is an authority “%s” already: remove it first or choose another name",
                   tsa->name);
      return FALSE;
    }
  for (guint i = 0; i < tsa->anchors->len; i++)
    if (!ds_store_keep_object (store, "trust", g_ptr_array_index (tsa->anchors, i), NULL, error))
      return FALSE;
  json = ds_tsa_to_json (tsa);
  return write_setting (store, tsa->name, json, error);
}

/**
 * ds_authorities_remove:
 * @name: an authority's
 * @error: %DS_ERROR_NOT_FOUND, else as ds_store_append()
 *
 * It is asked no more; what it signed stays and is judged as before.
 */
gboolean
ds_authorities_remove (DsStore *store, const char *name, GError **error)
{
  g_autoptr (DsTsa) tsa = ds_authorities_find (store, name, FALSE, error);
  g_autoptr (DsJson) json = NULL;

  if (tsa == NULL)
    return FALSE;
  json = ds_tsa_to_json (tsa);
  ds_json_set_boolean (json, REMOVED, TRUE);
  return write_setting (store, name, json, error);
}

/* (transfer full): its anchors as certificates; octets that are none are left out. */
DsX509List *
ds_authorities_dup_anchors (const DsTsa *tsa)
{
  DsX509List *anchors = sk_X509_new_null ();

  for (guint i = 0; i < tsa->anchors->len; i++)
    {
      X509 *certificate = ds_x509_from_der (g_ptr_array_index (tsa->anchors, i));

      if (certificate != NULL)
        sk_X509_push (anchors, certificate);
    }
  return anchors;
}
