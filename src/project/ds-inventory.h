/* ds-inventory.h - what the journal, read from its first line on, says there is
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base/ds-digest.h"

G_BEGIN_DECLS

/* An entry as it lies on disk. */
typedef struct
{
  guint64 seq;
  guint64 offset; /* of its line */
  DsDigest leaf;
} DsInventoryEntry;

/* A file of `batch` that an entry froze. */
typedef struct
{
  guint64 seq; /* of the `batch` or `round` entry */
  char *digest;
  char *root;    /* (nullable) as the entry has it */
  guint64 count; /* drafts of a batch */
  gboolean is_round;
} DsFrozenFile;

/* Needs no index and believes none. An immutable value. */
typedef struct
{
  char *store_id;      /* (nullable): by the first entry */
  GArray *entries;     /* DsInventoryEntry, by seq */
  GArray *bad_lines;   /* guint64: seq that was expected where a line is no entry, others follow */
  guint64 end;         /* where the last whole entry ends */
  guint64 tail_octets; /* behind that */
  GPtrArray *frozen;   /* DsFrozenFile, by seq */
  GHashTable *tokens;  /* digest → seq of the entry that names it */
  GHashTable *trust;   /* digest → seq of the first entry that names it */
} DsInventory;

DsInventory *ds_inventory_read (const char *store_folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ds_inventory_free (DsInventory *self);
const DsInventoryEntry *ds_inventory_find (const DsInventory *self, guint64 seq);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsInventory, ds_inventory_free)

G_END_DECLS
