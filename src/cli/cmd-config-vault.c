/* cmd-config-vault.c - config vault.encryption: whether drafts are kept encrypted
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cmd-config-vault.h"

#include <string.h>

#include "base/ds-error.h"
#include "base/ds-hex.h"
#include "cli/ds-cli-key.h"
#include "cli/ds-cli-work.h"
#include "project/ds-keyring.h"
#include "project/ds-store-vault.h"

#define PASSPHRASE_OCTETS_MIN 8
#define KEY_SHOWN_OCTETS 8

/* Nothing is encrypted before its key is kept where it is found again. */
static gboolean
keep_key (DsStore *store, const DsVaultKey *key, GError **error)
{
  g_autoptr (GError) no_keyring = NULL;
  g_autofree char *passphrase = NULL;
  gboolean kept;

  if (ds_keyring_keep (key, &no_keyring))
    return TRUE;
  ds_cli_warn ("%s; so a passphrase of your own is to lock it", no_keyring->message);
  passphrase = ds_cli_ask_new_secret ("A passphrase for the vault", PASSPHRASE_OCTETS_MIN, error);
  if (passphrase == NULL)
    return FALSE;
  kept = ds_store_keep_locked_key (store, key, passphrase, error);
  explicit_bzero (passphrase, strlen (passphrase));
  return kept;
}

static gboolean
is_at_hand (DsStore *store, const guint8 *public_half)
{
  g_autoptr (DsVaultKey) key = ds_keyring_find (public_half, NULL);

  return key != NULL || ds_store_has_locked_key (store, public_half);
}

static void
print_recovery (const DsVaultKey *key)
{
  g_autofree char *recovery = ds_vault_key_to_recovery (key);

  ds_cli_print ("\nThis is the recovery key. It opens every draft encrypted from now on, on any "
                "computer, and it\nis shown this once: write it down, and keep it apart from this "
                "computer.\n\n    %s\n\n",
                recovery);
}

/* A fresh key: for the first time, or because the one before is lost or known to others. */
static gboolean
begin_with_new_key (DsStore *store, GError **error)
{
  g_autoptr (DsVaultKey) key = ds_vault_key_new ();

  if (!keep_key (store, key, error)
      || !ds_store_set_encryption (store, key->public_half, TRUE, error))
    return FALSE;
  ds_vault_take_key (ds_store_get_vault (store), ds_vault_key_copy (key));
  print_recovery (key);
  return TRUE;
}

/* With a key that cannot be found, drafts would be encrypted for nobody. */
static gboolean
go_on_with_key (DsStore *store, const DsEncryption *encryption, GError **error)
{
  const DsVaultKey *key;

  if (!is_at_hand (store, encryption->public_half))
    {
      key = ds_vault_find_key (ds_store_get_vault (store), encryption->public_half, error);
      if (key == NULL)
        g_prefix_error (error, "the encryption was not turned on (new-key begins with another "
                               "key): ");
      if (key == NULL || !keep_key (store, key, error))
        return FALSE;
    }
  return encryption->is_on || ds_store_set_encryption (store, encryption->public_half, TRUE, error);
}

static gboolean
change (DsStore *store, const char *value, GError **error)
{
  DsEncryption encryption = ds_store_get_encryption (store);

  if (strcmp (value, "new-key") == 0 || (strcmp (value, "on") == 0 && !encryption.has_key))
    return begin_with_new_key (store, error);
  if (strcmp (value, "on") == 0)
    return go_on_with_key (store, &encryption, error);
  if (strcmp (value, "off") == 0)
    return !encryption.is_on
           || ds_store_set_encryption (store, encryption.public_half, FALSE, error);
  g_set_error (error, DS_ERROR, DS_ERROR_USAGE,
               DS_STORE_ENCRYPTION_SETTING " is on, off or new-key, not “%s”", value);
  return FALSE;
}

/* (transfer full): “on” or “off”, and for which key. */
char *
ds_config_vault_show (DsStore *store)
{
  DsEncryption encryption = ds_store_get_encryption (store);
  g_autofree char *key = ds_hex_encode (encryption.public_half, KEY_SHOWN_OCTETS);

  if (!encryption.is_on)
    return g_strdup ("off");
  return g_strdup_printf ("on, key %s…", key);
}

typedef struct
{
  DsStore *store;
  DsVaultConversion result;
} Conversion;

static gboolean
convert_in_thread (const DsProgress *progress, GCancellable *cancellable, gpointer data,
                   GError **error)
{
  Conversion *c = data;

  return ds_store_convert_vault (c->store, progress, &c->result, cancellable, error);
}

/* The main thread only shows how far it is, so the handle may be used by the other. */
static DsExit
convert (DsStore *store)
{
  Conversion c = { .store = store };
  g_autoptr (GError) error = NULL;
  gboolean converted = ds_cli_work ("Converting what is kept", convert_in_thread, &c, &error);
  guint n_left = c.result.left != NULL ? c.result.left->len : 0;

  ds_cli_print ("%u kept cop%s converted.\n", c.result.n_converted,
                c.result.n_converted == 1 ? "y was" : "ies were");
  for (guint i = 0; i < n_left; i++)
    ds_cli_warn ("%s", (const char *) g_ptr_array_index (c.result.left, i));
  ds_vault_conversion_clear (&c.result);
  if (!converted)
    return ds_cli_refuse (error);
  return n_left > 0 ? DS_EXIT_REFUSED : DS_EXIT_DONE;
}

/**
 * ds_config_vault_set:
 * @value: on | off | new-key
 * @convert_kept: what is kept already, too
 */
DsExit
ds_config_vault_set (DsStore *store, const char *value, gboolean convert_kept)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *shown = NULL;

  if (!change (store, value, &error))
    return ds_cli_refuse (error);
  shown = ds_config_vault_show (store);
  ds_cli_print (DS_STORE_ENCRYPTION_SETTING " = %s\n", shown);
  if (ds_store_get_encryption (store).is_on)
    ds_cli_print ("Names, sizes, times and digests of drafts stay readable: only their bytes are "
                  "encrypted.\n");
  return convert_kept ? convert (store) : DS_EXIT_DONE;
}
