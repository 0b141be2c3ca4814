/* ds-keyring.c - the secret half of a vault's key in the person's keyring
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The keyring is whatever offers the Secret Service on the session bus. It is never unlocked from
 * here: that asks a person, and most of what reads a draft runs where none can answer. */
#include "project/ds-keyring.h"

#include <libsecret/secret.h>

#include "base/ds-error.h"
#include "base/ds-hex.h"

#define PUBLIC_ATTRIBUTE "public"

/* Found again by its name in thirty years: it is not to be changed. */
static const SecretSchema schema = {
  "io.github.draftseal.VaultKey",
  SECRET_SCHEMA_NONE,
  { { PUBLIC_ATTRIBUTE, SECRET_SCHEMA_ATTRIBUTE_STRING } },
};

static DsVaultKey *
refuse (GError **error, const char *why)
{
  g_set_error (error, DS_ERROR, DS_ERROR_LOCKED, "the kept copy is encrypted, and %s", why);
  return NULL;
}

/* What was found may be another key by mistake, or may have been written by somebody else. */
static DsVaultKey *
parse_secret (SecretValue *value, const guint8 *public_half)
{
  const char *text = secret_value_get_text (value);
  g_autoptr (DsVaultKey) key = text != NULL ? ds_vault_key_from_recovery (text, NULL) : NULL;

  if (key == NULL || memcmp (key->public_half, public_half, DS_VAULT_KEY_OCTETS) != 0)
    return NULL;
  return g_steal_pointer (&key);
}

static DsVaultKey *
retrieve (SecretRetrievable *item, const guint8 *public_half, GError **error)
{
  g_autoptr (GError) inner = NULL;
  g_autoptr (SecretValue) value = secret_retrievable_retrieve_secret_sync (item, NULL, &inner);
  DsVaultKey *key = value != NULL ? parse_secret (value, public_half) : NULL;

  if (key != NULL)
    return key;
  if (value == NULL)
    return refuse (error,
                   "the keyring with its key is locked: unlock it, or give the recovery key");
  return refuse (error, "what the keyring has in place of its key is none: give the recovery key");
}

/**
 * ds_keyring_find:
 * @public_half: of the key wanted
 * @error: %DS_ERROR_LOCKED: there is no keyring, it is locked, or the key is not in it
 *
 * Blocks for as long as the keyring takes to answer.
 */
DsVaultKey *
ds_keyring_find (const guint8 *public_half, GError **error)
{
  g_autofree char *hex = ds_hex_encode (public_half, DS_VAULT_KEY_OCTETS);
  g_autoptr (GError) inner = NULL;
  GList *items = secret_password_search_sync (&schema, SECRET_SEARCH_NONE, NULL, &inner,
                                              PUBLIC_ATTRIBUTE, hex, NULL);
  DsVaultKey *key;

  if (inner != NULL)
    return refuse (error, "there is no keyring here to have its key: give the recovery key");
  if (items == NULL)
    return refuse (error, "its key is not in the keyring: give the recovery key");
  key = retrieve (items->data, public_half, error);
  g_list_free_full (items, g_object_unref);
  return key;
}

/**
 * ds_keyring_keep:
 * @error: %DS_ERROR_UNSUPPORTED if there is no keyring here
 *
 * Blocks; may ask a person to unlock the keyring.
 */
gboolean
ds_keyring_keep (const DsVaultKey *key, GError **error)
{
  g_autofree char *public_half = ds_hex_encode (key->public_half, DS_VAULT_KEY_OCTETS);
  g_autofree char *recovery = ds_vault_key_to_recovery (key);
  g_autofree char *label = g_strdup_printf ("Draftseal: key of the vault (%.16s)", public_half);
  g_autoptr (GError) inner = NULL;

  if (secret_password_store_sync (&schema, SECRET_COLLECTION_DEFAULT, label, recovery, NULL, &inner,
                                  PUBLIC_ATTRIBUTE, public_half, NULL))
    return TRUE;
  g_set_error (error, DS_ERROR, DS_ERROR_UNSUPPORTED, "no keyring takes the key: %s",
               inner->message);
  return FALSE;
}
