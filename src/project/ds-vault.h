/* ds-vault.h - keeps one exact, content-addressed copy of every saved draft
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sys/stat.h>

#include "base/ds-digest.h"

G_BEGIN_DECLS

typedef struct _DsVault DsVault;

/* A copy that is on disk but has no name yet: it becomes a draft's, or is dropped. */
typedef struct
{
  DsDigest sha256;  /* of the file's octets */
  guint64 size;     /* octets */
  struct stat stat; /* of the file, the same before and after the read */
  char *incoming;   /* owned (nullable): where the copy lies */
  int fd;           /* owned: of the copy, locked */
} DsIncoming;

DsVault    *ds_vault_new (const char *folder) G_GNUC_WARN_UNUSED_RESULT;
void        ds_vault_free (DsVault *self);
DsIncoming *ds_vault_receive (DsVault *self, int folder_fd, const char *path,
                              GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean    ds_vault_keep (DsVault *self, DsIncoming *incoming, GError **error);
void        ds_incoming_free (DsIncoming *self);
gboolean    ds_vault_has (DsVault *self, const DsDigest *sha256);
gboolean    ds_vault_restore (DsVault *self, const DsDigest *sha256, const char *path,
                              GCancellable *cancellable, GError **error);
gboolean    ds_vault_digest (DsVault *self, const DsDigest *sha256, DsDigest *found, guint64 *size,
                             GCancellable *cancellable, GError **error);
void        ds_vault_clean (DsVault *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsVault, ds_vault_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsIncoming, ds_incoming_free)

G_END_DECLS
