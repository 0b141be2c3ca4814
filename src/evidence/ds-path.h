/* ds-path.h - the certificate path from a signer to a trust anchor (RFC 5280, 6)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evidence/ds-path-judge.h"

G_BEGIN_DECLS

typedef struct
{
  DsX509List *certificates; /* signer first, anchor last */
  DsVerdict *verdict;       /* the checks of this path */
} DsPath;

DsPath *ds_path_find (X509 *signer, const DsX509List *anchors, const DsX509List *others,
                      const DsPathTerms *terms) G_GNUC_WARN_UNUSED_RESULT;
void    ds_path_free (DsPath *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsPath, ds_path_free)

G_END_DECLS
