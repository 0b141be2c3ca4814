/* ds-vault.c - keeps one exact, content-addressed copy of every saved draft
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `vault/xx/<SHA-256>[.zst][.enc]`, xx being its first two digits: the shelf. The name is the
 * digest of the draft, whatever the form. A copy gets its name only when it is whole and synced,
 * and a name that is there is never replaced. */
#include "project/ds-vault.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/ds-file.h"
#include "project/ds-keyring.h"
#include "project/ds-vault-private.h"

#define SHELF_DIGITS 2

static const char *const suffixes[DS_VAULT_N_FORMS] = {
  [DS_VAULT_PLAIN] = "",
  [DS_VAULT_ZSTD] = ".zst",
  [DS_VAULT_SEALED] = ".enc",
  [DS_VAULT_ZSTD | DS_VAULT_SEALED] = ".zst.enc",
};

/**
 * ds_vault_new:
 * @folder: the store's `vault`; made when the first draft is kept
 */
DsVault *
ds_vault_new (const char *folder)
{
  DsVault *self = g_new0 (DsVault, 1);

  self->folder = g_strdup (folder);
  self->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_vault_key_free);
  return self;
}

void
ds_vault_free (DsVault *self)
{
  ds_vault_set_key_func (self, NULL, NULL, NULL);
  g_ptr_array_unref (self->keys);
  g_free (self->folder);
  g_free (self);
}

/**
 * ds_vault_set_seal:
 * @public_half: (nullable): what is kept from now on is encrypted for this key; %NULL: it is not
 *   encrypted
 */
void
ds_vault_set_seal (DsVault *self, const guint8 *public_half)
{
  self->is_sealing = public_half != NULL;
  if (public_half != NULL)
    memcpy (self->seal_to, public_half, sizeof self->seal_to);
}

/**
 * ds_vault_set_key_func:
 * @func: (nullable): finds the key that an encrypted copy needs; %NULL: the keyring does
 * @data: for @func
 * @destroy: (nullable): frees @data
 */
void
ds_vault_set_key_func (DsVault *self, DsVaultKeyFunc func, gpointer data, GDestroyNotify destroy)
{
  if (self->key_destroy != NULL)
    self->key_destroy (self->key_data);
  self->key_func = func;
  self->key_data = data;
  self->key_destroy = destroy;
}

/* @key: (transfer full): need not be looked for */
void
ds_vault_take_key (DsVault *self, DsVaultKey *key)
{
  g_ptr_array_add (self->keys, key);
}

/**
 * ds_vault_find_key:
 * @public_half: of the key wanted
 * @error: %DS_ERROR_LOCKED if it is not at hand
 *
 * Returns: (transfer none) (nullable): the key pair, as long as the vault lives
 */
const DsVaultKey *
ds_vault_find_key (DsVault *self, const guint8 *public_half, GError **error)
{
  DsVaultKey *found;

  for (guint i = 0; i < self->keys->len; i++)
    {
      const DsVaultKey *key = g_ptr_array_index (self->keys, i);

      if (memcmp (key->public_half, public_half, DS_VAULT_KEY_OCTETS) == 0)
        return key;
    }
  found = self->key_func != NULL ? self->key_func (public_half, self->key_data, error)
                                 : ds_keyring_find (public_half, error);
  if (found != NULL)
    ds_vault_take_key (self, found);
  return found;
}

char *
ds_vault_build_shelf (DsVault *self, const DsDigest *sha256)
{
  g_autofree char *shelf = g_strdup_printf ("%02x", sha256->octets[0]);

  return g_build_filename (self->folder, shelf, NULL);
}

/**
 * ds_vault_build_path:
 * @sha256: names the object
 * @form: one it may have
 *
 * Returns: (transfer full) (type filename): where it lies, if it is there in that form
 */
char *
ds_vault_build_path (DsVault *self, const DsDigest *sha256, DsVaultForm form)
{
  g_autofree char *shelf = ds_vault_build_shelf (self, sha256);
  g_autofree char *hex = ds_digest_to_hex (sha256);

  return g_strconcat (shelf, G_DIR_SEPARATOR_S, hex, suffixes[form], NULL);
}

/* Whether the octets are here, in any form, right or wrong. */
gboolean
ds_vault_has (DsVault *self, const DsDigest *sha256)
{
  for (guint form = 0; form < DS_VAULT_N_FORMS; form++)
    {
      g_autofree char *path = ds_vault_build_path (self, sha256, form);

      if (access (path, F_OK) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Whether @name is one of an object that belongs on @shelf. */
static gboolean
parse_name (const char *name, const char *shelf, DsVaultObject *object)
{
  g_autofree char *hex = g_strndup (name, 2 * DS_SHA256_OCTETS);

  if (strncmp (name, shelf, SHELF_DIGITS) != 0
      || !ds_digest_from_hex (&object->sha256, DS_DIGEST_SHA256, hex))
    return FALSE;
  for (guint form = 0; form < DS_VAULT_N_FORMS; form++)
    if (strcmp (name + 2 * DS_SHA256_OCTETS, suffixes[form]) == 0)
      {
        object->form = form;
        return TRUE;
      }
  return FALSE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* (nullable): the names on a shelf, sorted; none if there is no such shelf. */
static GPtrArray *
list_shelf (const char *path, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) inner = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &inner);
  const char *name;

  if (dir == NULL && !g_error_matches (inner, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    {
      g_propagate_error (error, g_steal_pointer (&inner));
      return NULL;
    }
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

static gboolean
walk_shelf (DsVault *self, const char *shelf, DsVaultFunc func, gpointer data, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, shelf, NULL);
  g_autoptr (GPtrArray) names = list_shelf (path, error);

  if (names == NULL)
    return FALSE;
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *file = g_build_filename (path, g_ptr_array_index (names, i), NULL);
      DsVaultObject object;
      struct stat st;

      if (!parse_name (g_ptr_array_index (names, i), shelf, &object) || lstat (file, &st) != 0)
        continue; /* no object, or converted since it was listed */
      object.stored_octets = (guint64) st.st_size;
      if (!func (&object, data, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * ds_vault_each:
 * @func: called for each object in each of its forms, in the order of the names
 * @data: for @func
 * @error: what @func said, %DS_ERROR_AWAY, else why a shelf cannot be read
 *
 * What is kept meanwhile may or may not be among them.
 */
gboolean
ds_vault_each (DsVault *self, DsVaultFunc func, gpointer data, GError **error)
{
  if (!ds_vault_check_place (self, error))
    return FALSE;
  for (guint i = 0; i < DS_VAULT_N_SHELVES; i++)
    {
      g_autofree char *shelf = g_strdup_printf ("%02x", i);

      if (!walk_shelf (self, shelf, func, data, error))
        return FALSE;
    }
  return TRUE;
}
