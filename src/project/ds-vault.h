/* ds-vault.h - keeps one exact, content-addressed copy of every saved draft
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sys/stat.h>

#include "base/ds-digest.h"
#include "base/ds-progress.h"
#include "project/ds-vault-key.h"

G_BEGIN_DECLS

typedef struct _DsVault DsVault;

/* How an object lies on disk: flags, each of them a suffix of its name. */
typedef enum
{
  DS_VAULT_PLAIN = 0,
  DS_VAULT_ZSTD = 1 << 0,   /* .zst: one zstd frame (RFC 8878) of the octets */
  DS_VAULT_SEALED = 1 << 1, /* .enc: encrypted (ds-seal.h) */
} DsVaultForm;

/* One object of the vault in one form. */
typedef struct
{
  DsDigest sha256; /* of the draft's octets, as its name has it */
  DsVaultForm form;
  guint64 stored_octets; /* what it takes on disk */
} DsVaultObject;

/* FALSE with @error set ends the walk. */
typedef gboolean (*DsVaultFunc) (const DsVaultObject *object, gpointer data, GError **error);

/* (transfer full) (nullable): the key pair with that public half; %DS_ERROR_LOCKED if it is not at
 * hand. May ask a person. */
typedef DsVaultKey *(*DsVaultKeyFunc) (const guint8 *public_half, gpointer data, GError **error);

/* What became of the objects that lay there in another form than new ones get. */
typedef struct
{
  guint n_converted;
  GPtrArray *left; /* owned: a sentence for each that could not be read, and stays as it is */
} DsVaultConversion;

/* A copy that is on disk but has no name yet: it becomes a draft's, or is dropped. */
typedef struct
{
  DsDigest sha256;  /* of the file's octets */
  guint64 size;     /* octets */
  struct stat stat; /* of the file, the same before and after the read */
  DsVaultForm form; /* of the copy */
  char *incoming;   /* owned (nullable): where the copy lies */
  int fd;           /* owned: of the copy, locked */
} DsIncoming;

DsVault *ds_vault_new (const char *folder) G_GNUC_WARN_UNUSED_RESULT;
void ds_vault_free (DsVault *self);

/* A vault that holds something may be on a disk that is away. */
void ds_vault_expect_objects (DsVault *self);
gboolean ds_vault_check_place (DsVault *self, GError **error);

/* Keeping. */
DsIncoming *ds_vault_receive (DsVault *self, int folder_fd, const char *path,
                              GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ds_vault_keep (DsVault *self, DsIncoming *incoming, GError **error);
void ds_incoming_free (DsIncoming *self);
void ds_vault_clean (DsVault *self);

/* Reading back, in whatever form the bytes lie: the exact ones, or an error. */
gboolean ds_vault_restore (DsVault *self, const DsDigest *sha256, const char *path,
                           GCancellable *cancellable, GError **error);
gboolean ds_vault_verify (DsVault *self, const DsDigest *sha256, guint64 *size,
                          GCancellable *cancellable, GError **error);
gboolean ds_vault_verify_form (DsVault *self, const DsDigest *sha256, DsVaultForm form,
                               guint64 *size, GCancellable *cancellable, GError **error);
GBytes *ds_vault_read (DsVault *self, const DsDigest *sha256, gsize limit,
                       GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Encryption. */
void ds_vault_set_seal (DsVault *self, const guint8 *public_half);
void ds_vault_set_key_func (DsVault *self, DsVaultKeyFunc func, gpointer data,
                            GDestroyNotify destroy);
void ds_vault_take_key (DsVault *self, DsVaultKey *key);
const DsVaultKey *ds_vault_find_key (DsVault *self, const guint8 *public_half, GError **error);
gboolean ds_vault_convert (DsVault *self, const DsProgress *progress, DsVaultConversion *result,
                           GCancellable *cancellable, GError **error);

/* What is there. */
gboolean ds_vault_has (DsVault *self, const DsDigest *sha256);
gboolean ds_vault_each (DsVault *self, DsVaultFunc func, gpointer data, GError **error);
char *ds_vault_build_path (DsVault *self, const DsDigest *sha256,
                           DsVaultForm form) G_GNUC_WARN_UNUSED_RESULT;

void ds_vault_conversion_clear (DsVaultConversion *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsVault, ds_vault_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DsVaultConversion, ds_vault_conversion_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsIncoming, ds_incoming_free)

G_END_DECLS
