/* ds-store-check-vault.c - the kept copies read again, each file of them once
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/ds-error.h"
#include "evidence/ds-store-check-private.h"

#define MISSING "the vault has no copy of it"

/* The vault is walked twice: to know how much there is, and to read it. */
typedef struct
{
  DsExamination *examination;
  guint64 done;  /* octets on disk */
  guint64 total; /* octets on disk */
  guint n_strays;
  guint n_locked;
} Walk;

/* The copies that drafts speak of, with the mark that none of them was seen. */
static void
note_wanted (DsExamination *self)
{
  for (guint i = 0; i < self->drafts->len; i++)
    {
      const DsDraft *draft = g_ptr_array_index (self->drafts, i);

      if (draft->is_kept && ds_examination_covers (self, draft))
        g_hash_table_insert (self->copies, ds_digest_to_hex (&draft->sha256), g_strdup (MISSING));
    }
}

static gboolean
add_size (const DsVaultObject *object, gpointer data, GError **error)
{
  Walk *walk = data;
  g_autofree char *hex = ds_digest_to_hex (&object->sha256);

  if (walk->examination->options->project == NULL
      || g_hash_table_contains (walk->examination->copies, hex))
    walk->total += object->stored_octets;
  return TRUE;
}

/* (transfer full): what the matter is with one file of a copy. */
static char *
describe_trouble (const GError *error)
{
  if (error == NULL)
    return g_strdup (DS_COPY_WHOLE);
  if (g_error_matches (error, DS_ERROR, DS_ERROR_LOCKED))
    return g_strdup (DS_COPY_LOCKED);
  return g_strdup_printf ("its kept copy is lost: %s", error->message);
}

/* Of two forms of a copy one that is whole will do. */
static void
note_copy (DsExamination *self, const char *hex, const GError *error)
{
  const char *before = g_hash_table_lookup (self->copies, hex);

  if (before != NULL && strcmp (before, DS_COPY_WHOLE) != 0)
    g_hash_table_insert (self->copies, g_strdup (hex), describe_trouble (error));
}

static void
note_object (Walk *walk, const DsVaultObject *object, const GError *error)
{
  DsExamination *self = walk->examination;
  g_autofree char *hex = ds_digest_to_hex (&object->sha256);
  g_autofree char *path =
      ds_vault_build_path (ds_store_get_vault (self->store), &object->sha256, object->form);
  g_autofree char *file = g_path_get_basename (path);
  g_autofree char *name = g_strdup_printf ("vault/%.2s/%s", file, file);

  if (!g_hash_table_contains (self->copies, hex))
    walk->n_strays++;
  note_copy (self, hex, error);
  if (g_error_matches (error, DS_ERROR, DS_ERROR_LOCKED))
    walk->n_locked++;
  else if (error != NULL)
    ds_examination_tell (self, "vault", name, TRUE, "%s: %s", name, error->message);
  walk->done += object->stored_octets;
  ds_progress_tell (&self->options->progress, walk->done, walk->total);
}

static gboolean
read_object (const DsVaultObject *object, gpointer data, GError **error)
{
  Walk *walk = data;
  DsExamination *self = walk->examination;
  g_autofree char *hex = ds_digest_to_hex (&object->sha256);
  g_autoptr (GError) inner = NULL;
  guint64 size = 0;

  if (self->options->project != NULL && !g_hash_table_contains (self->copies, hex))
    return TRUE;
  if (!ds_vault_verify_form (ds_store_get_vault (self->store), &object->sha256, object->form, &size,
                             self->cancellable, &inner)
      && g_error_matches (inner, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&inner));
      return FALSE;
    }
  self->result->n_files++;
  self->result->n_octets += size;
  note_object (walk, object, inner);
  return TRUE;
}

static void
tell_missing (DsExamination *self)
{
  GHashTableIter iter;
  gpointer hex;
  gpointer trouble;

  g_hash_table_iter_init (&iter, self->copies);
  while (g_hash_table_iter_next (&iter, &hex, &trouble))
    if (strcmp (trouble, MISSING) == 0)
      {
        g_autofree char *name = g_strdup_printf ("vault/%.2s/%s", (char *) hex, (char *) hex);

        ds_examination_tell (self, "vault", name, TRUE, "%s is missing", name);
      }
}

/**
 * ds_examination_look_at_vault:
 * @error: %G_IO_ERROR_CANCELLED, or why the vault cannot be read at all
 *
 * Copies that no draft speaks of are read too, unless only one project was asked about.
 */
gboolean
ds_examination_look_at_vault (DsExamination *self, GError **error)
{
  DsVault *vault = ds_store_get_vault (self->store);
  Walk walk = { .examination = self };

  note_wanted (self);
  if (!ds_vault_each (vault, add_size, &walk, error)
      || !ds_vault_each (vault, read_object, &walk, error))
    return FALSE;
  tell_missing (self);
  ds_examination_tell_strays (self, "vault", walk.n_strays);
  if (walk.n_locked > 0)
    ds_examination_tell (self, "vault", "vault", FALSE,
                         "%u encrypted cop%s not read, for the key is not at hand: unlock the "
                         "keyring and check again",
                         walk.n_locked, walk.n_locked == 1 ? "y was" : "ies were");
  return TRUE;
}
