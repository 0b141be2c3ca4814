/* ds-store-check-vault.c - the kept copies read again, each file of them once
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "evidence/ds-store-check-private.h"

/* What is the matter with the copy of a draft. */
#define WHOLE ""
#define MISSING "the vault has no copy of it"

/* The vault is walked twice: to know how much there is, and to read it. */
typedef struct
{
  DsExamination *examination;
  guint64 done;  /* octets on disk */
  guint64 total; /* octets on disk */
  guint n_strays;
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

/* Of two forms of a copy one that is whole will do. */
static void
note_copy (DsExamination *self, const char *hex, const char *trouble)
{
  const char *before = g_hash_table_lookup (self->copies, hex);

  if (before != NULL && strcmp (before, WHOLE) != 0)
    g_hash_table_insert (self->copies, g_strdup (hex),
                         *trouble == '\0' ? g_strdup (WHOLE)
                                          : g_strdup_printf ("its kept copy is lost: %s", trouble));
}

static gboolean
read_object (const DsVaultObject *object, gpointer data, GError **error)
{
  Walk *walk = data;
  DsExamination *self = walk->examination;
  DsVault *vault = ds_store_get_vault (self->store);
  g_autofree char *hex = ds_digest_to_hex (&object->sha256);
  g_autofree char *path = ds_vault_build_path (vault, &object->sha256, object->form);
  g_autofree char *file = g_path_get_basename (path);
  g_autofree char *name = g_strdup_printf ("vault/%.2s/%s", file, file);
  gboolean is_wanted = g_hash_table_contains (self->copies, hex);
  g_autoptr (GError) inner = NULL;
  guint64 size = 0;

  if (!is_wanted && self->options->project != NULL)
    return TRUE;
  if (!ds_vault_verify_form (vault, &object->sha256, object->form, &size, self->cancellable, &inner)
      && g_error_matches (inner, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&inner));
      return FALSE;
    }
  self->result->n_files++;
  self->result->n_octets += size;
  walk->n_strays += is_wanted ? 0 : 1;
  note_copy (self, hex, inner != NULL ? inner->message : WHOLE);
  if (inner != NULL)
    ds_examination_tell (self, "vault", name, TRUE, "%s: %s", name, inner->message);
  walk->done += object->stored_octets;
  ds_progress_tell (&self->options->progress, walk->done, walk->total);
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
  return TRUE;
}
