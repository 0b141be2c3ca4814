/* ds-store-check-private.h - what the parts of a check share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evidence/ds-store-check.h"
#include "project/ds-inventory.h"
#include "project/ds-log-tree.h"
#include "project/ds-store.h"

G_BEGIN_DECLS

/* What is the matter with the copy of a draft: nothing, or nobody can tell. */
#define DS_COPY_WHOLE ""
#define DS_COPY_LOCKED "its kept copy is encrypted, and its key is not at hand"

/* What the tokens over one root or one draft show at the most. */
typedef enum
{
  DS_STRENGTH_NONE,   /* nobody was asked, or nobody answered */
  DS_STRENGTH_BROKEN, /* there was a token; it shows nothing any more */
  DS_STRENGTH_TEST,
  DS_STRENGTH_PROVEN,
} DsStrength;

/* A link of many drafts' chains, by what is the matter with it. */
typedef struct
{
  DsStrength strength;
  char *why; /* owned (nullable): with BROKEN */
} DsLink;

/* A chain from a draft's bytes to a token is as good as its links, and each link is looked at
 * once, however many drafts share it. */
typedef struct
{
  DsStoreCheck *result;
  const DsStoreCheckOptions *options;
  GCancellable *cancellable;

  GArray *kept_leaves;    /* (nullable): DsKeptLeaf, as the index on disk has them */
  GArray *aside_leaves;   /* (nullable): … of the index that was put aside */
  DsInventory *inventory; /* read after kept_leaves */
  DsStore *store;         /* opened after inventory: its index is made anew, in memory */
  DsLogTree *tree;        /* over the entries up to the first that is missing */
  GPtrArray *drafts;      /* DsDraft: all */
  GHashTable *by_record;  /* H(record) → DsDraft, borrowed from drafts */

  guint64 stamped_reach;  /* entries under the largest checkpoint that holds */
  guint64 spoilt_reach;   /* entries under the smallest one that does not; 0: all hold */
  GHashTable *members;    /* H(record) → DsFrozenFile of the whole batch that holds it */
  GHashTable *roots;      /* digest of a whole batch or round → its root, as text */
  GHashTable *rounds;     /* root of a batch → GPtrArray of the digests of whole rounds over it */
  guint64 n_lost_members; /* records of whole batches that the journal does not have */
  GPtrArray *lost;        /* DsFrozenFile, borrowed: batches and rounds that are not whole */
  GHashTable *changed;    /* seq (gint64) of entries that are not as the index took them in */
  GHashTable *links;      /* target of a request → DsLink */
  GHashTable *copies;     /* SHA-256 of a draft, as text → DS_COPY_WHOLE or what the matter is */
} DsExamination;

void ds_examination_tell (DsExamination *self, const char *what, const char *name, gboolean is_loss,
                          const char *format, ...) G_GNUC_PRINTF (5, 6);

void ds_examination_tell_strays (DsExamination *self, const char *folder, guint n);
gboolean ds_examination_covers (const DsExamination *self, const DsDraft *draft);

/* In this order. FALSE only if it was cancelled or the store cannot be read at all. */
void ds_examination_look_at_identity (DsExamination *self);
void ds_examination_look_at_journal (DsExamination *self);
gboolean ds_examination_look_at_roots (DsExamination *self, GError **error);
void ds_examination_look_at_index (DsExamination *self);
gboolean ds_examination_look_at_tokens (DsExamination *self, GError **error);
gboolean ds_examination_look_at_vault (DsExamination *self, GError **error);
void ds_examination_look_at_strays (DsExamination *self);
void ds_examination_judge_drafts (DsExamination *self);

G_END_DECLS
