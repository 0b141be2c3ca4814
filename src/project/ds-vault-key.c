/* ds-vault-key.c - the key pair that a vault is encrypted for
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/ds-vault-key.h"

#include <gcrypt.h>
#include <string.h>

#include "base/ds-aead.h"
#include "base/ds-digest.h"
#include "base/ds-error.h"
#include "base/ds-hex.h"
#include "base/ds-random.h"

#define RECOVERY_PREFIX "DSK1"
#define RECOVERY_GROUP 8 /* digits */
#define RECOVERY_CHECK 8 /* digits of the SHA-256 */
#define RECOVERY_DIGITS (2 * DS_VAULT_KEY_OCTETS + RECOVERY_CHECK)

/* RFC 9106, 4: the second recommended choice, for computers with little memory. */
#define PASSES 3
#define MEMORY_KIB 65536
#define LANES 4
#define SALT_OCTETS 16

/* A locked key comes from a file: it may not ask for a day, or for all of the memory. */
#define PASSES_MAX 32
#define MEMORY_KIB_MAX (1024 * 1024)
#define LANES_MAX 16

/* One key encrypts one message, so there is nothing to count. */
static const guint8 zero_nonce[DS_AEAD_NONCE_OCTETS];

/* The work of one Argon2id. */
typedef struct
{
  guint8 salt[SALT_OCTETS];
  guint64 passes;
  guint64 memory_kib;
  guint64 lanes;
} Stretch;

static gboolean
multiply (const guint8 *secret_half, const guint8 *point, guint8 *result)
{
  static const guint8 zero[DS_VAULT_KEY_OCTETS];
  guint8 scalar[DS_VAULT_KEY_OCTETS];
  gcry_error_t code;

  ds_digest_init ();
  memcpy (scalar, secret_half, sizeof scalar);
  scalar[0] &= 0xf8; /* decodeScalar25519 (RFC 7748, 5), which libgcrypt leaves to its caller */
  scalar[31] = (scalar[31] & 0x7f) | 0x40;
  code = gcry_ecc_mul_point (GCRY_ECC_CURVE25519, result, scalar, point);
  explicit_bzero (scalar, sizeof scalar);
  return code == 0 && memcmp (result, zero, sizeof zero) != 0; /* RFC 7748, 6.1 */
}

/* @secret_half: 32 octets, any */
DsVaultKey *
ds_vault_key_new_from_secret (const guint8 *secret_half)
{
  DsVaultKey *self = g_new0 (DsVaultKey, 1);

  memcpy (self->secret_half, secret_half, DS_VAULT_KEY_OCTETS);
  if (!multiply (self->secret_half, NULL, self->public_half))
    g_error ("libgcrypt offers no X25519");
  return self;
}

/* A fresh one. */
DsVaultKey *
ds_vault_key_new (void)
{
  guint8 secret_half[DS_VAULT_KEY_OCTETS];
  DsVaultKey *self;

  ds_random_octets (secret_half, sizeof secret_half);
  self = ds_vault_key_new_from_secret (secret_half);
  explicit_bzero (secret_half, sizeof secret_half);
  return self;
}

DsVaultKey *
ds_vault_key_copy (const DsVaultKey *self)
{
  return g_memdup2 (self, sizeof *self);
}

void
ds_vault_key_free (DsVaultKey *self)
{
  explicit_bzero (self, sizeof *self);
  g_free (self);
}

/**
 * ds_vault_key_agree:
 * @public_half: somebody else's
 * @shared: (out caller-allocates): 32 octets
 *
 * X25519. Returns: %FALSE if @public_half is none that somebody can have the secret half of
 */
gboolean
ds_vault_key_agree (const DsVaultKey *self, const guint8 *public_half, guint8 *shared)
{
  return multiply (self->secret_half, public_half, shared);
}

static char *
compute_check (const guint8 *secret_half)
{
  DsDigest digest = ds_digest_sha256 (secret_half, DS_VAULT_KEY_OCTETS);

  return ds_hex_encode (digest.octets, RECOVERY_CHECK / 2);
}

/* (transfer full): the recovery key, to be written down. */
char *
ds_vault_key_to_recovery (const DsVaultKey *self)
{
  g_autofree char *hex = ds_hex_encode (self->secret_half, DS_VAULT_KEY_OCTETS);
  g_autofree char *check = compute_check (self->secret_half);
  g_autofree char *digits = g_strconcat (hex, check, NULL);
  GString *text = g_string_new (RECOVERY_PREFIX);

  for (guint i = 0; i < RECOVERY_DIGITS; i += RECOVERY_GROUP)
    g_string_append_printf (text, "-%.*s", RECOVERY_GROUP, digits + i);
  return g_string_free (text, FALSE);
}

/**
 * ds_vault_key_from_recovery:
 * @text: as a person typed it
 * @error: %DS_ERROR_LOCKED if it is no recovery key, or has a slip in it
 */
DsVaultKey *
ds_vault_key_from_recovery (const char *text, GError **error)
{
  g_autoptr (GString) digits = g_string_new (NULL);
  g_autofree char *check = NULL;
  guint8 secret_half[DS_VAULT_KEY_OCTETS];
  DsVaultKey *self = NULL;

  for (const char *at = text; *at != '\0'; at++)
    if (!g_ascii_isspace (*at) && *at != '-')
      g_string_append_c (digits, g_ascii_tolower (*at));
  if (g_str_has_prefix (digits->str, "dsk1"))
    g_string_erase (digits, 0, strlen (RECOVERY_PREFIX));
  if (digits->len == RECOVERY_DIGITS)
    {
      check = g_strdup (digits->str + 2 * DS_VAULT_KEY_OCTETS);
      g_string_truncate (digits, 2 * DS_VAULT_KEY_OCTETS);
      if (ds_hex_decode (digits->str, secret_half, sizeof secret_half))
        self = ds_vault_key_new_from_secret (secret_half);
    }
  if (self != NULL)
    {
      g_autofree char *computed = compute_check (self->secret_half);

      if (strcmp (computed, check) != 0)
        g_clear_pointer (&self, ds_vault_key_free);
    }
  explicit_bzero (digits->str, digits->allocated_len);
  explicit_bzero (secret_half, sizeof secret_half);
  if (self == NULL)
    g_set_error (error, DS_ERROR, DS_ERROR_LOCKED,
                 "this is no recovery key: it is DSK1 and nine groups of eight digits (0-9, a-f); "
                 "compare each with what was written down");
  return self;
}

/* (nullable): encrypts what @passphrase locks. */
static DsAead *
stretch (const Stretch *how, const char *passphrase)
{
  const unsigned long parameters[] = { DS_AEAD_KEY_OCTETS, how->passes, how->memory_kib,
                                       how->lanes };
  guint8 key[DS_AEAD_KEY_OCTETS];
  gcry_kdf_hd_t handle;
  gboolean derived;
  DsAead *aead;

  ds_digest_init ();
  if (gcry_kdf_open (&handle, GCRY_KDF_ARGON2, GCRY_KDF_ARGON2ID, parameters,
                     G_N_ELEMENTS (parameters), passphrase, strlen (passphrase), how->salt,
                     SALT_OCTETS, NULL, 0, NULL, 0)
      != 0)
    return NULL;
  derived = gcry_kdf_compute (handle, NULL) == 0 && gcry_kdf_final (handle, sizeof key, key) == 0;
  gcry_kdf_close (handle);
  aead = derived ? ds_aead_new (key) : NULL;
  explicit_bzero (key, sizeof key);
  return aead;
}

/**
 * ds_vault_key_lock:
 * @passphrase: UTF-8
 *
 * Takes about a quarter of a second and 64 MiB.
 *
 * Returns: (transfer full): may be written down anywhere the passphrase is not
 */
DsJson *
ds_vault_key_lock (const DsVaultKey *self, const char *passphrase)
{
  Stretch how = { .passes = PASSES, .memory_kib = MEMORY_KIB, .lanes = LANES };
  guint8 sealed[DS_VAULT_KEY_OCTETS + DS_AEAD_TAG_OCTETS];
  g_autoptr (DsAead) aead = NULL;
  g_autofree char *salt = NULL;
  g_autofree char *secret = NULL;
  g_autofree char *public_half = ds_hex_encode (self->public_half, DS_VAULT_KEY_OCTETS);
  DsJson *argon2id = ds_json_object_new ();
  DsJson *locked = ds_json_object_new ();

  ds_random_octets (how.salt, SALT_OCTETS);
  aead = stretch (&how, passphrase);
  if (aead == NULL)
    g_error ("libgcrypt offers no Argon2id");
  memcpy (sealed, self->secret_half, DS_VAULT_KEY_OCTETS);
  ds_aead_seal (aead, zero_nonce, sealed, DS_VAULT_KEY_OCTETS, sealed + DS_VAULT_KEY_OCTETS);
  salt = ds_hex_encode (how.salt, SALT_OCTETS);
  secret = ds_hex_encode (sealed, sizeof sealed);
  ds_json_set_string (argon2id, "salt", salt);
  ds_json_set_integer (argon2id, "passes", how.passes);
  ds_json_set_integer (argon2id, "memory_kib", how.memory_kib);
  ds_json_set_integer (argon2id, "lanes", how.lanes);
  ds_json_set_string (locked, "public", public_half);
  ds_json_set (locked, "argon2id", argon2id);
  ds_json_set_string (locked, "secret", secret);
  return locked;
}

static gboolean
read_count (const DsJson *object, const char *key, guint64 at_most, guint64 *count)
{
  return ds_json_get_integer (object, key, count) && *count > 0 && *count <= at_most;
}

static gboolean
read_locked (const DsJson *locked, Stretch *how, guint8 *sealed, gsize sealed_length)
{
  DsJson *argon2id = ds_json_get_typed (locked, "argon2id", DS_JSON_OBJECT);
  const char *secret = ds_json_get_string (locked, "secret");
  const char *salt = argon2id != NULL ? ds_json_get_string (argon2id, "salt") : NULL;

  return salt != NULL && secret != NULL && ds_hex_decode (salt, how->salt, SALT_OCTETS)
         && ds_hex_decode (secret, sealed, sealed_length)
         && read_count (argon2id, "passes", PASSES_MAX, &how->passes)
         && read_count (argon2id, "memory_kib", MEMORY_KIB_MAX, &how->memory_kib)
         && read_count (argon2id, "lanes", LANES_MAX, &how->lanes);
}

/**
 * ds_vault_key_unlock:
 * @locked: from ds_vault_key_lock()
 * @error: %DS_ERROR_LOCKED if it is not the passphrase, %DS_ERROR_DAMAGED if @locked is no locked
 *   key
 */
DsVaultKey *
ds_vault_key_unlock (const DsJson *locked, const char *passphrase, GError **error)
{
  guint8 sealed[DS_VAULT_KEY_OCTETS + DS_AEAD_TAG_OCTETS];
  g_autoptr (DsAead) aead = NULL;
  Stretch how = { 0 };
  DsVaultKey *self = NULL;

  if (!read_locked (locked, &how, sealed, sizeof sealed)
      || (aead = stretch (&how, passphrase)) == NULL)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED,
                   "the file with the locked key is damaged: use the recovery key");
      return NULL;
    }
  if (ds_aead_open (aead, zero_nonce, sealed, DS_VAULT_KEY_OCTETS, sealed + DS_VAULT_KEY_OCTETS))
    self = ds_vault_key_new_from_secret (sealed);
  else
    g_set_error (error, DS_ERROR, DS_ERROR_LOCKED, "this is not the passphrase of the vault");
  explicit_bzero (sealed, sizeof sealed);
  return self;
}
