/* ds-vault-key.h - the key pair that a vault is encrypted for
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An X25519 key pair (RFC 7748). The public half seals and may be known to everybody, so drafts
 * are kept while nobody can read them; the secret half opens. It lies in the person's keyring, or,
 * where there is none, locked by a passphrase; and on paper:
 *
 * The RECOVERY KEY is the secret half in hexadecimal, 64 digits, and as a guard against slips of
 * the pen the first 8 digits of its SHA-256 (over the 32 octets): “DSK1” and nine groups of eight
 * digits, with hyphens between them. Case, blanks and hyphens do not matter.
 *
 * LOCKED BY A PASSPHRASE it is a JSON object: `public`, the public half; `argon2id` with `salt`
 * (16 octets), `passes`, `memory_kib`, `lanes`; `secret`, 48 octets: the secret half encrypted
 * with AES-256-GCM, the tag behind it, nonce 12 zero octets, no additional data, the key being
 * Argon2id version 19 (RFC 9106) of the passphrase's UTF-8 octets, 32 octets long. Octets are
 * lower-case hexadecimal digits. */
#pragma once

#include "base/ds-json.h"

G_BEGIN_DECLS

#define DS_VAULT_KEY_OCTETS 32

typedef struct
{
  guint8 public_half[DS_VAULT_KEY_OCTETS];
  guint8 secret_half[DS_VAULT_KEY_OCTETS];
} DsVaultKey;

DsVaultKey *ds_vault_key_new (void) G_GNUC_WARN_UNUSED_RESULT;
DsVaultKey *ds_vault_key_new_from_secret (const guint8 *secret_half) G_GNUC_WARN_UNUSED_RESULT;
DsVaultKey *ds_vault_key_copy (const DsVaultKey *self) G_GNUC_WARN_UNUSED_RESULT;
void ds_vault_key_free (DsVaultKey *self);
gboolean ds_vault_key_agree (const DsVaultKey *self, const guint8 *public_half,
                             guint8 *shared) G_GNUC_WARN_UNUSED_RESULT;

char *ds_vault_key_to_recovery (const DsVaultKey *self) G_GNUC_WARN_UNUSED_RESULT;
DsVaultKey *ds_vault_key_from_recovery (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

DsJson *ds_vault_key_lock (const DsVaultKey *self,
                           const char *passphrase) G_GNUC_WARN_UNUSED_RESULT;
DsVaultKey *ds_vault_key_unlock (const DsJson *locked, const char *passphrase,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsVaultKey, ds_vault_key_free)

G_END_DECLS
