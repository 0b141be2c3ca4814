/* ds-stamp-plan.h - what is owed to a TSA, and when it may be asked
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/ds-store.h"
#include "stamp/ds-tsa.h"

G_BEGIN_DECLS

typedef enum
{
  DS_STAMP_NOTHING, /* nothing is owed */
  DS_STAMP_ASK,     /* ask now */
  DS_STAMP_WAIT,    /* not before a time */
  DS_STAMP_HELD,    /* owed, but not until a budget or a paid window allows it */
} DsStampAction;

/* An immutable value. */
typedef struct
{
  DsStampAction action;
  DsTime not_before; /* with WAIT and HELD, local clock */
  char *why;         /* (nullable): with HELD, one sentence */
  guint n_batches;   /* frozen batches owed */
  gboolean batches_are_due; /* their window has run */
  guint n_finals;    /* drafts whose own digest is to be signed */
  GPtrArray *owed;   /* DsFrozenBatch */
  GPtrArray *finals; /* DsDirectWish */
} DsStampPlan;

/* How a person or the clock wants it. */
typedef enum
{
  DS_STAMP_BY_CLOCK, /* windows and backoff hold */
  DS_STAMP_AT_ONCE,  /* a person waits: windows of free TSAs and backoff do not hold */
} DsStampHaste;

DsStampPlan *ds_stamp_plan_make (DsStore *store, const DsTsa *tsa, DsTime now, DsStampHaste haste,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
void         ds_stamp_plan_free (DsStampPlan *self);
gboolean     ds_stamp_plan_compute_rest (DsStore *store, const DsTsa *tsa, DsTime now,
                                         DsStampHaste haste, DsTime *earliest, GError **error);
guint64      ds_stamp_plan_compute_spent (DsStore *store, const DsTsa *tsa, DsTime now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsStampPlan, ds_stamp_plan_free)

G_END_DECLS
