/* ds-asic-manifest.h - what a time stamp of an ASiC container covers (EN 319 162-1, A.4)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/ds-digest.h"

G_BEGIN_DECLS

#define DS_ASIC_MANIFEST_OCTETS_MAX (1024 * 1024)

typedef struct
{
  char *uri;
  DsDigest digest; /* %DS_DIGEST_NONE: not of an algorithm known here */
} DsAsicReference;

/* An ASiCManifest or ASiCArchiveManifest. */
typedef struct
{
  char *stamp;           /* URI of the token, or signature, that covers the manifest itself */
  GPtrArray *references; /* DsAsicReference: what the manifest covers */
} DsAsicManifest;

DsAsicManifest *ds_asic_manifest_parse (GBytes *octets, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void            ds_asic_manifest_free (DsAsicManifest *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsAsicManifest, ds_asic_manifest_free)

G_END_DECLS
