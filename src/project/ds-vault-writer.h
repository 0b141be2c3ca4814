/* ds-vault-writer.h - writes a draft in one of the forms that the vault keeps
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/ds-vault.h"

G_BEGIN_DECLS

typedef struct _DsVaultWriter DsVaultWriter;

gboolean ds_vault_writer_pays_zstd (const guint8 *first, gsize length);

DsVaultWriter *ds_vault_writer_new (int fd, const char *path, DsVaultForm form,
                                    const guint8 *seal_to,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ds_vault_writer_write (DsVaultWriter *self, const guint8 *block, gsize length,
                                GError **error);
gboolean ds_vault_writer_finish (DsVaultWriter *self, GError **error);
void ds_vault_writer_free (DsVaultWriter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsVaultWriter, ds_vault_writer_free)

G_END_DECLS
