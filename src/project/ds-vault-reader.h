/* ds-vault-reader.h - one object of the vault, read as the draft it is
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/ds-vault.h"

G_BEGIN_DECLS

typedef struct _DsVaultReader DsVaultReader;

DsVaultReader *ds_vault_reader_new (DsVault *vault, int fd, const DsDigest *sha256,
                                    DsVaultForm form, GError **error) G_GNUC_WARN_UNUSED_RESULT;
DsVaultReader *ds_vault_reader_open (DsVault *vault, const DsDigest *sha256, DsVaultForm form,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ds_vault_reader_read (DsVaultReader *self, guint8 *block, gsize length, gsize *got,
                               GError **error);
void ds_vault_reader_free (DsVaultReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsVaultReader, ds_vault_reader_free)

G_END_DECLS
