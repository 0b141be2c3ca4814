/* ds-vault-private.h - what the parts of the vault share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/ds-vault-writer.h"
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
  GDestroyNotify key_destroy; /* (nullable): of @key_data */
  GPtrArray *keys;            /* owned: those that were found already */

  gboolean is_expected; /* objects are known to be in it: an empty folder is not this vault */
  dev_t device;         /* with @inode: of the folder that was found to be it */
  ino_t inode;

  /* Shelves whose name this handle has seen synced: whoever made one may have died before. */
  gboolean is_shelf_synced[DS_VAULT_N_SHELVES];
};

char *ds_vault_build_shelf (DsVault *self, const DsDigest *sha256) G_GNUC_WARN_UNUSED_RESULT;
gboolean ds_vault_ready_shelf (DsVault *self, const DsDigest *sha256, GError **error);

DsIncoming *ds_vault_make_incoming (DsVault *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
DsVaultWriter *ds_vault_begin_copy (DsVault *self, DsIncoming *incoming, const guint8 *first,
                                    gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
