/* ds-store-check-strays.c - files of the store that no entry of the journal speaks of
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/ds-hex.h"
#include "evidence/ds-data.h"
#include "evidence/ds-store-check-private.h"

#define DIGEST_DIGITS (2 * DS_SHA256_OCTETS)

void
ds_examination_tell_strays (DsExamination *self, const char *folder, guint n)
{
  if (n > 0)
    ds_examination_tell (self, "file", folder, FALSE,
                         "%u file%s in “%s” %s named by no entry of the journal: left by a save or "
                         "a stamp that was interrupted, or named by an entry that was changed",
                         n, n == 1 ? "" : "s", folder, n == 1 ? "is" : "are");
}

static gboolean
is_frozen (const DsExamination *self, const char *name)
{
  for (guint i = 0; i < self->inventory->frozen->len; i++)
    {
      const DsFrozenFile *frozen = g_ptr_array_index (self->inventory->frozen, i);

      if (strcmp (frozen->digest, name) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_spoken_of (const DsExamination *self, const char *folder, const char *name)
{
  if (strcmp (folder, "token") == 0)
    return g_hash_table_contains (self->inventory->tokens, name);
  if (strcmp (folder, "trust") == 0)
    return g_hash_table_contains (self->inventory->trust, name);
  return is_frozen (self, name);
}

/* What nobody speaks of is still what its name says, or it is damaged. */
static void
look_at_object (DsExamination *self, const char *folder, const char *name, guint *n_strays)
{
  g_autofree char *path = ds_store_build_path (self->store, folder, name);
  g_autofree char *shown = g_build_filename (folder, name, NULL);
  g_autofree char *hex = NULL;
  DsDigest digest;

  if (!ds_hex_is_digits (name, DIGEST_DIGITS, DIGEST_DIGITS) || is_spoken_of (self, folder, name))
    return;
  (*n_strays)++;
  self->result->n_files++;
  if (ds_data_digest_file (path, DS_DIGEST_SHA256, &digest, NULL))
    hex = ds_digest_to_hex (&digest);
  if (g_strcmp0 (hex, name) != 0)
    ds_examination_tell (self, folder, shown, TRUE,
                         "%s, which no entry of the journal names, is not what was stored", shown);
}

/**
 * ds_examination_look_at_strays:
 *
 * Not where only one project is looked at.
 */
void
ds_examination_look_at_strays (DsExamination *self)
{
  static const char *const folders[] = { "batch", "token", "trust" };

  if (self->options->project != NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = ds_store_build_path (self->store, folders[i], "");
      g_autoptr (GDir) dir = g_dir_open (path, 0, NULL); /* absent before the first of them */
      const char *name;
      guint n_strays = 0;

      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        look_at_object (self, folders[i], name, &n_strays);
      ds_examination_tell_strays (self, folders[i], n_strays);
    }
}
