/* ds-store-vault.c - how the store's vault is encrypted
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The journal has the setting `vault.encryption`: `{"key":V,"on":bool}`, V being the public half of
 * the vault's key. It is all that keeping needs. `vault-<first 16 digits of V>.key` beside the
 * journal holds the secret half locked by a passphrase (ds-vault-key.h), where there is no keyring:
 * canonical JSON and a line feed. It is no entry, for a passphrase that was changed must be gone.
 */
#include "project/ds-store-vault.h"

#include <string.h>

#include "base/ds-error.h"
#include "base/ds-file.h"
#include "base/ds-hex.h"
#include "base/ds-lock.h"
#include "project/ds-store-private.h"

#define KEY_FILE_OCTETS_MAX 4096
#define KEY_NAME_OCTETS 8 /* of the public half */

/* How it is now, for whoever has taken the journal in. */
DsEncryption
ds_store_get_encryption (DsStore *self)
{
  g_autoptr (DsJson) value =
      ds_catalog_get_setting (self->catalog, NULL, DS_STORE_ENCRYPTION_SETTING);
  const char *key = value != NULL ? ds_json_get_string (value, "key") : NULL;
  DsEncryption encryption = { 0 };

  encryption.has_key =
      key != NULL && ds_hex_decode (key, encryption.public_half, DS_VAULT_KEY_OCTETS);
  encryption.is_on = encryption.has_key && ds_json_get_boolean (value, "on", FALSE);
  return encryption;
}

/**
 * ds_store_get_vault:
 *
 * Returns: (transfer none): the vault, which keeps new drafts as the journal says, up to where
 *   this handle has taken it in
 */
DsVault *
ds_store_get_vault (DsStore *self)
{
  guint64 next_seq = ds_store_get_next_seq (self);
  DsEncryption encryption;

  if (self->vault_seq == next_seq)
    return self->vault;
  self->vault_seq = next_seq;
  encryption = ds_store_get_encryption (self);
  ds_vault_set_seal (self->vault, encryption.is_on ? encryption.public_half : NULL);
  if (ds_catalog_has_kept_drafts (self->catalog))
    ds_vault_expect_objects (self->vault);
  return self->vault;
}

/**
 * ds_store_set_encryption:
 * @public_half: of the vault's key, whose secret half is kept safe already
 * @is_on: whether what is kept from now on is encrypted
 * @error: as ds_store_append()
 */
gboolean
ds_store_set_encryption (DsStore *self, const guint8 *public_half, gboolean is_on, GError **error)
{
  g_autofree char *key = ds_hex_encode (public_half, DS_VAULT_KEY_OCTETS);
  g_autoptr (DsJson) value = ds_json_object_new ();

  ds_json_set_string (value, "key", key);
  ds_json_set_boolean (value, "on", is_on);
  return ds_store_set_setting (self, NULL, DS_STORE_ENCRYPTION_SETTING, value, error);
}

/**
 * ds_store_convert_vault:
 * @error: %DS_ERROR_BUSY if another process is at it, else as ds_vault_convert()
 *
 * ds_vault_convert(), by one process at a time.
 */
gboolean
ds_store_convert_vault (DsStore *self, const DsProgress *progress, DsVaultConversion *result,
                        GCancellable *cancellable, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, "vault.lock", NULL);
  g_autoptr (DsLock) lock = ds_lock_try (path, error);

  return lock != NULL
         && ds_vault_convert (ds_store_get_vault (self), progress, result, cancellable, error);
}

static char *
build_key_path (DsStore *self, const guint8 *public_half)
{
  g_autofree char *hex = ds_hex_encode (public_half, KEY_NAME_OCTETS);
  g_autofree char *name = g_strdup_printf ("vault-%s.key", hex);

  return g_build_filename (self->folder, name, NULL);
}

/**
 * ds_store_keep_locked_key:
 * @passphrase: UTF-8; takes the place of the one before
 * @error: a %G_IO_ERROR
 */
gboolean
ds_store_keep_locked_key (DsStore *self, const DsVaultKey *key, const char *passphrase,
                          GError **error)
{
  g_autoptr (DsJson) locked = ds_vault_key_lock (key, passphrase);
  g_autofree char *text = ds_json_to_text (locked);
  g_autofree char *line = g_strconcat (text, "\n", NULL);
  g_autoptr (GBytes) octets = g_bytes_new_static (line, strlen (line));
  g_autofree char *path = build_key_path (self, key->public_half);

  return ds_file_replace (path, octets, error);
}

gboolean
ds_store_has_locked_key (DsStore *self, const guint8 *public_half)
{
  g_autofree char *path = build_key_path (self, public_half);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

/**
 * ds_store_unlock_key:
 * @error: %DS_ERROR_LOCKED if it is not the passphrase, %DS_ERROR_DAMAGED, else a %G_IO_ERROR
 */
DsVaultKey *
ds_store_unlock_key (DsStore *self, const guint8 *public_half, const char *passphrase,
                     GError **error)
{
  g_autofree char *path = build_key_path (self, public_half);
  g_autoptr (GBytes) octets = ds_file_read (path, KEY_FILE_OCTETS_MAX, error);
  g_autoptr (DsJson) locked = NULL;
  g_autofree char *text = NULL;

  if (octets == NULL)
    return NULL;
  text = g_strndup (g_bytes_get_data (octets, NULL), g_bytes_get_size (octets));
  g_strchomp (text);
  locked = ds_json_parse (text, strlen (text), NULL);
  if (locked != NULL && ds_json_get_type (locked) == DS_JSON_OBJECT)
    return ds_vault_key_unlock (locked, passphrase, error);
  g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED, "%s is damaged: use the recovery key", path);
  return NULL;
}
