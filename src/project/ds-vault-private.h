/* ds-vault-private.h - what the parts of the vault share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/ds-vault.h"

G_BEGIN_DECLS

#define DS_VAULT_BLOCK_OCTETS (1024 * 1024) /* read, hashed and written at a time */
#define DS_VAULT_N_FORMS 2
#define DS_VAULT_N_SHELVES 256 /* the folders `00` to `ff` */

struct _DsVault
{
  char *folder; /* owned */

  /* Shelves whose name this handle has seen synced: whoever made one may have died before. */
  gboolean is_shelf_synced[DS_VAULT_N_SHELVES];
};

char *ds_vault_build_shelf (DsVault *self, const DsDigest *sha256) G_GNUC_WARN_UNUSED_RESULT;
gboolean ds_vault_ready_shelf (DsVault *self, const DsDigest *sha256, GError **error);

G_END_DECLS
