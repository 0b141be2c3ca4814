/* ds-path-judge.h - whether one path of certificates holds (RFC 5280, 6)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/ds-openssl.h"
#include "base/ds-verdict.h"

G_BEGIN_DECLS

/* What a path is judged by. */
typedef struct
{
  DsTime gen_time;
  DsTime known_at; /* when the token is known to exist: now, or as a later proof shows */
} DsPathTerms;

DsVerdict *ds_path_judge (const DsX509List *path,
                          const DsPathTerms *terms) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
