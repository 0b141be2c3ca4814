/* ds-store-private.h - what the parts of the store share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/ds-journal.h"
#include "project/ds-log-tree.h"
#include "project/ds-store.h"

G_BEGIN_DECLS

#define DS_STORE_NOTE_DAMAGE "damage" /* in the index: what is wrong with the journal */

struct _DsStore
{
  char *folder;  /* owned */
  char *id;      /* owned: the first 32 digits of H(genesis entry) */
  char *damage;  /* owned (nullable): what is wrong with the journal */
  char *mending; /* owned (nullable): what this handle put aside */
  DsStoreMode mode;
  gboolean has_genesis; /* the journal begins with the entry that the id is of */
  DsJournal *journal;   /* owned */
  DsCatalog *catalog;   /* owned */
  DsVault *vault;       /* owned */
  guint64 vault_seq;    /* entries that it is set by */
  DsLogTree *tree;      /* owned (nullable): over the octets on disk, read when first needed */
};

gboolean ds_store_ready_identity (DsStore *self, GError **error);
gboolean ds_store_ready_index (DsStore *self, GError **error);
gboolean ds_store_refresh_locked (DsStore *self, GError **error);
gboolean ds_store_is_genesis (DsStore *self, const DsEntry *entry);

G_END_DECLS
