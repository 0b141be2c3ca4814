/* ds-revocation.h - whether the certificates of a path were revoked, and what that means
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/ds-verdict.h"
#include "evidence/ds-revocation-data.h"

G_BEGIN_DECLS

/* What revocation is judged by. */
typedef struct
{
  const DsRevocationData *data; /* (nullable) */
  gboolean is_required;         /* what cannot be checked leaves the verdict open */
  DsTime earliest;              /* genTime less its accuracy */
  DsTime latest;                /* genTime and its accuracy */
  DsTime known_at;              /* when the token is known to exist */
  gboolean is_covered;          /* a later proof shows that, not just our looking at it */
} DsRevocationTerms;

void ds_revocation_judge (const DsX509List *path, const DsRevocationTerms *terms,
                          DsVerdict *verdict);

G_END_DECLS
