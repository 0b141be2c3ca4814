/* ds-project-facts.h - what the window shows of one project, read in one go
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/timeline/ds-stage-count.h"
#include "app/store/ds-stamping-state.h"

G_BEGIN_DECLS

/* Immutable after construction, hence free to cross threads. */
typedef struct
{
  DsProject *project;  /* owned */
  gboolean is_missing; /* its folder is not there */
  DsStampingState stamping;
  guint64 n_waiting; /* newest drafts that nobody has signed yet */
  gboolean has_stamp;
  DsTime last_stamp; /* genTime of the newest draft that is signed */
  gboolean has_draft;
  DsTime last_seen; /* of the newest draft, this computer's clock */
  DsStageCount stages[DS_STAGES];
} DsProjectFacts;

DsProjectFacts *ds_project_facts_read (DsStore *store, const DsProject *project,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
DsProjectFacts *ds_project_facts_ref (DsProjectFacts *self);
void ds_project_facts_unref (DsProjectFacts *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsProjectFacts, ds_project_facts_unref)

G_END_DECLS
