/* ds-store-vault.h - how the store's vault is encrypted
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/ds-store.h"

G_BEGIN_DECLS

#define DS_STORE_ENCRYPTION_SETTING "vault.encryption"

/* As the journal has it. */
typedef struct
{
  gboolean has_key; /* one was made once */
  guint8 public_half[DS_VAULT_KEY_OCTETS];
  gboolean is_on; /* what is kept from now on is encrypted for it */
} DsEncryption;

DsEncryption ds_store_get_encryption (DsStore *self);
gboolean ds_store_set_encryption (DsStore *self, const guint8 *public_half, gboolean is_on,
                                  GError **error);
gboolean ds_store_convert_vault (DsStore *self, const DsProgress *progress,
                                 DsVaultConversion *result, GCancellable *cancellable,
                                 GError **error);

/* The secret half, locked by a passphrase: where there is no keyring. */
gboolean ds_store_keep_locked_key (DsStore *self, const DsVaultKey *key, const char *passphrase,
                                   GError **error);
gboolean ds_store_has_locked_key (DsStore *self, const guint8 *public_half);
DsVaultKey *ds_store_unlock_key (DsStore *self, const guint8 *public_half, const char *passphrase,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
