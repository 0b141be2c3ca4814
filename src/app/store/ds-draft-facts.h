/* ds-draft-facts.h - what the window shows of one draft, read in one go
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/ds-draft.h"

G_BEGIN_DECLS

/* Immutable after construction, hence free to cross threads. */
typedef struct
{
  DsDraft *draft;    /* owned */
  GPtrArray *stamps; /* of DsStamp, owned: the tokens that cover the draft */
  guint64 n_others;  /* other drafts in the same batch */
} DsDraftFacts;

#define DS_TYPE_DRAFT_FACTS (ds_draft_facts_get_type ())

GType ds_draft_facts_get_type (void);
DsDraftFacts *ds_draft_facts_new (DsDraft *draft, GPtrArray *stamps,
                                  guint64 n_others) G_GNUC_WARN_UNUSED_RESULT;
DsDraftFacts *ds_draft_facts_ref (DsDraftFacts *self);
void ds_draft_facts_unref (DsDraftFacts *self);
gboolean ds_draft_facts_equal (const DsDraftFacts *a, const DsDraftFacts *b);
char *ds_draft_facts_dup_name (const DsDraftFacts *self) G_GNUC_WARN_UNUSED_RESULT;
char *ds_draft_facts_dup_folder (const DsDraftFacts *self) G_GNUC_WARN_UNUSED_RESULT;
const DsStamp *ds_draft_facts_get_first_stamp (const DsDraftFacts *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsDraftFacts, ds_draft_facts_unref)

G_END_DECLS
