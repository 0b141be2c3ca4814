/* ds-vault-convert.c - brings what is kept into the form that new drafts get
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An object is read, checked and written in its new form; that is synced, read again and compared
 * with its name; only then it gets the name, which is synced, and the old form goes. Whatever
 * happens in between, one whole form is there. What is done stays done: called again, it goes on.
 */
#include "project/ds-vault.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "base/ds-file.h"
#include "project/ds-seal.h"
#include "project/ds-vault-private.h"
#include "project/ds-vault-reader.h"

typedef struct
{
  DsVault *vault;
  const DsProgress *progress;
  DsVaultConversion *result;
  GCancellable *cancellable;
  guint64 done;  /* octets on disk */
  guint64 total; /* octets on disk */
} Conversion;

void
ds_vault_conversion_clear (DsVaultConversion *self)
{
  g_clear_pointer (&self->left, g_ptr_array_unref);
}

/* Whom a sealed object is for; what cannot be read is found out when it is converted. */
static gboolean
is_sealed_to (DsVault *vault, const DsVaultObject *object, const guint8 *public_half)
{
  g_autofree char *path = ds_vault_build_path (vault, &object->sha256, object->form);
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  DsSealHeader header;
  gboolean is_to = fd >= 0 && ds_seal_read_header (fd, &header, NULL)
                   && memcmp (header.to, public_half, sizeof header.to) == 0;

  if (fd >= 0)
    close (fd);
  return is_to;
}

static gboolean
is_as_wanted (DsVault *vault, const DsVaultObject *object)
{
  gboolean is_sealed = (object->form & DS_VAULT_SEALED) != 0;

  return is_sealed == vault->is_sealing
         && (!is_sealed || is_sealed_to (vault, object, vault->seal_to));
}

/* Writes the object anew. The reader says at the end whether it was whole. */
static gboolean
write_anew (Conversion *c, const DsVaultObject *object, DsIncoming *incoming, GError **error)
{
  g_autoptr (DsVaultReader) reader =
      ds_vault_reader_open (c->vault, &object->sha256, object->form, error);
  g_autoptr (DsVaultWriter) writer = NULL;
  g_autofree guint8 *block = g_malloc (DS_VAULT_BLOCK_OCTETS);
  gsize got = 1;

  while (reader != NULL && got > 0)
    {
      if (g_cancellable_set_error_if_cancelled (c->cancellable, error)
          || !ds_vault_reader_read (reader, block, DS_VAULT_BLOCK_OCTETS, &got, error))
        return FALSE;
      if (writer == NULL)
        writer = ds_vault_begin_copy (c->vault, incoming, block, got, error);
      if (writer == NULL || !ds_vault_writer_write (writer, block, got, error))
        return FALSE;
    }
  if (reader == NULL || !ds_vault_writer_finish (writer, error))
    return FALSE;
  if (fsync (incoming->fd) == 0)
    return TRUE;
  ds_file_set_errno (error, errno, "sync", c->vault->folder);
  return FALSE;
}

/* Reads what was written from its beginning, as somebody would who wants the draft back. */
static gboolean
read_again (Conversion *c, const DsVaultObject *object, const DsIncoming *incoming, GError **error)
{
  int fd = open (incoming->incoming, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  g_autoptr (DsVaultReader) reader = NULL;
  g_autofree guint8 *block = g_malloc (DS_VAULT_BLOCK_OCTETS);
  gsize got = 1;

  if (fd < 0)
    {
      ds_file_set_errno (error, errno, "read", c->vault->folder);
      return FALSE;
    }
  reader = ds_vault_reader_new (c->vault, fd, &object->sha256, incoming->form, error);
  while (reader != NULL && got > 0)
    if (!ds_vault_reader_read (reader, block, DS_VAULT_BLOCK_OCTETS, &got, error))
      return FALSE;
  return reader != NULL;
}

/* The new form may take the place of a file: what it is was read a moment ago. */
static gboolean
exchange (Conversion *c, const DsVaultObject *object, DsIncoming *incoming, GError **error)
{
  g_autofree char *old = ds_vault_build_path (c->vault, &object->sha256, object->form);
  g_autofree char *path = ds_vault_build_path (c->vault, &object->sha256, incoming->form);
  g_autofree char *shelf = ds_vault_build_shelf (c->vault, &object->sha256);

  if (rename (incoming->incoming, path) != 0)
    {
      ds_file_set_errno (error, errno, "keep", path);
      return FALSE;
    }
  g_clear_pointer (&incoming->incoming, g_free);
  if (!ds_folder_sync (shelf, error))
    return FALSE;
  if (strcmp (old, path) != 0 && unlink (old) != 0)
    {
      ds_file_set_errno (error, errno, "remove", old);
      return FALSE;
    }
  return ds_folder_sync (shelf, error);
}

static gboolean
convert (Conversion *c, const DsVaultObject *object, GError **error)
{
  g_autoptr (DsIncoming) incoming = ds_vault_make_incoming (c->vault, error);

  return incoming != NULL && write_anew (c, object, incoming, error)
         && read_again (c, object, incoming, error) && exchange (c, object, incoming, error);
}

/* Whether the object itself is at fault, not the disk: then the others can be converted. */
static gboolean
is_of_object (const GError *error)
{
  return g_error_matches (error, DS_ERROR, DS_ERROR_DAMAGED)
         || g_error_matches (error, DS_ERROR, DS_ERROR_LOCKED)
         || g_error_matches (error, DS_ERROR, DS_ERROR_NEWER_FORMAT);
}

static gboolean
convert_object (const DsVaultObject *object, gpointer data, GError **error)
{
  Conversion *c = data;
  g_autoptr (GError) inner = NULL;

  if (is_as_wanted (c->vault, object))
    return TRUE;
  if (convert (c, object, &inner))
    c->result->n_converted++;
  else if (is_of_object (inner))
    {
      g_autofree char *hex = ds_digest_to_hex (&object->sha256);

      g_ptr_array_add (c->result->left,
                       g_strdup_printf ("%.16s… stays as it is: %s", hex, inner->message));
    }
  else
    {
      g_propagate_error (error, g_steal_pointer (&inner));
      return FALSE;
    }
  c->done += object->stored_octets;
  ds_progress_tell (c->progress, c->done, c->total);
  return TRUE;
}

static gboolean
add_size (const DsVaultObject *object, gpointer data, GError **error)
{
  Conversion *c = data;

  if (!is_as_wanted (c->vault, object))
    c->total += object->stored_octets;
  return TRUE;
}

/**
 * ds_vault_convert:
 * @progress: told in octets on disk
 * @result: (out): what became of them
 * @cancellable: (nullable): stops between two blocks; nothing is half done then
 * @error: %DS_ERROR_AWAY, else a %G_IO_ERROR such as a full disk; what was converted stays so
 *
 * Encrypts what is kept in clear, or decrypts what is not, or encrypts it for the new key: as
 * ds_vault_set_seal() has it for new drafts. One caller at a time. Blocks.
 */
gboolean
ds_vault_convert (DsVault *self, const DsProgress *progress, DsVaultConversion *result,
                  GCancellable *cancellable, GError **error)
{
  Conversion c = {
    .vault = self, .progress = progress, .result = result, .cancellable = cancellable
  };

  result->n_converted = 0;
  result->left = g_ptr_array_new_with_free_func (g_free);
  return ds_vault_check_place (self, error) && ds_vault_each (self, add_size, &c, error)
         && ds_vault_each (self, convert_object, &c, error);
}
