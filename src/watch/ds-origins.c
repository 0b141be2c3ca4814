/* ds-origins.c - where what has a name now was before it was moved
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "watch/ds-origins.h"

#include <string.h>

struct _DsOrigins
{
  GHashTable *by_name; /* owned: new path to old path, of files and folders */
};

DsOrigins *
ds_origins_new (void)
{
  DsOrigins *self = g_new (DsOrigins, 1);

  self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
ds_origins_free (DsOrigins *self)
{
  g_hash_table_unref (self->by_name);
  g_free (self);
}

/**
 * ds_origins_move:
 * @from: what a file or folder was called
 * @to: what it is called now
 *
 * Moves of one thing add up: what went from a to b and from b to c came from a.
 */
void
ds_origins_move (DsOrigins *self, const char *from, const char *to)
{
  char *origin = ds_origins_find (self, from);

  g_hash_table_remove (self->by_name, from);
  if (origin == NULL)
    origin = g_strdup (from);
  if (strcmp (origin, to) != 0)
    g_hash_table_replace (self->by_name, g_strdup (to), origin);
  else /* it is back */
    {
      g_hash_table_remove (self->by_name, to);
      g_free (origin);
    }
}

/**
 * ds_origins_find:
 * @path: of a file or folder
 *
 * Returns: (transfer full) (nullable): where it was, itself moved or a folder above it; %NULL if
 *   nothing is known of a move
 */
char *
ds_origins_find (const DsOrigins *self, const char *path)
{
  g_autofree char *above = g_strdup (path);
  char *slash = above + strlen (above);

  while (slash != NULL)
    {
      const char *origin;

      *slash = '\0';
      origin = g_hash_table_lookup (self->by_name, above);
      if (origin != NULL)
        return g_strconcat (origin, path + (slash - above), NULL);
      slash = strrchr (above, '/');
    }
  return NULL;
}

/* Nothing is unsettled any more. */
void
ds_origins_forget (DsOrigins *self)
{
  g_hash_table_remove_all (self->by_name);
}
