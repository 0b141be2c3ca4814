/* ds-path-judge.h - whether one path of certificates holds (RFC 5280, 6)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evidence/ds-revocation.h"

G_BEGIN_DECLS

/* What a path is judged by. */
typedef struct
{
  DsTime gen_time;
  DsRevocationTerms revocation;
} DsPathTerms;

DsVerdict *ds_path_judge (const DsX509List *path,
                          const DsPathTerms *terms) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
