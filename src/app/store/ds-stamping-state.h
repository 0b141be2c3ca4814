/* ds-stamping-state.h - whether a project's drafts get their stamps, and what is in the way
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/ds-stamp-trouble.h"
#include "project/ds-store.h"

G_BEGIN_DECLS

/* Immutable once it was read. Times are this computer's. */
typedef struct
{
  gboolean has_tsa;     /* some authority stamps the project */
  gboolean is_practice; /* no other than test authorities do */
  gboolean is_offline;  /* none of them could be reached */
  gboolean is_stalled;  /* none of them stamped when it was last asked */
  gboolean has_due;     /* whether due says anything */
  DsTime due;           /* when the next stamp is to be had */
  /* Of the authority that needs a person most. */
  char *troubled; /* (nullable): its name; %NULL if none is in trouble */
  DsStampTrouble trouble;
  char *code;       /* (nullable): what RFC 3161 or ETSI EN 319 102-1 calls it */
  guint n_failures; /* in a row */
  DsTime tried;
  DsTime next;
} DsStampingState;

gboolean ds_stamping_state_read (DsStampingState *self, DsStore *store, const DsProject *project,
                                 GError **error);
void ds_stamping_state_clear (DsStampingState *self);

G_END_DECLS
