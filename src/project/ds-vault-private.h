/* ds-vault-private.h - what the parts of the vault share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/ds-vault.h"

G_BEGIN_DECLS

#define DS_VAULT_BLOCK_OCTETS (1024 * 1024) /* read, hashed and written at a time */
#define DS_VAULT_N_FORMS 4
#define DS_VAULT_N_SHELVES 256 /* the folders `00` to `ff` */

struct _DsVault
{
  char *folder; /* owned */
  gboolean is_sealing;
  guint8 seal_to[DS_VAULT_KEY_OCTETS]; /* whose secret half opens what is kept from now on */
  DsVaultKeyFunc key_func;             /* (nullable): asked before the keyring */
  gpointer key_data;
  DsVaultKey *key; /* owned (nullable): the one that opened something last */

  /* Shelves whose name this handle has seen synced: whoever made one may have died before. */
  gboolean is_shelf_synced[DS_VAULT_N_SHELVES];
};

char *ds_vault_build_shelf (DsVault *self, const DsDigest *sha256) G_GNUC_WARN_UNUSED_RESULT;
gboolean ds_vault_ready_shelf (DsVault *self, const DsDigest *sha256, GError **error);

const DsVaultKey *ds_vault_get_key (DsVault *self, const guint8 *public_half, GError **error);

G_END_DECLS
