/* ds-scan.h - every file in a project's folder that may be a draft
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sys/stat.h>

#include "watch/ds-filter.h"

G_BEGIN_DECLS

typedef struct
{
  char *path;     /* relative to the project's folder, octets as on disk */
  struct stat st; /* of the file itself, no link followed */
} DsScanFile;

/* A folder, or an entry of one, that could not be looked at. The rest of the scan holds. */
typedef struct
{
  char *path; /* relative */
  GError *error;
} DsScanFault;

typedef struct
{
  GPtrArray *files;  /* (element-type DsScanFile) */
  GPtrArray *faults; /* (element-type DsScanFault) */
} DsScan;

DsScan *ds_scan_folder (const char *root, const char *folder, const DsFilter *filter,
                        GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void    ds_scan_sort_newest_first (DsScan *self);
void    ds_scan_free (DsScan *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsScan, ds_scan_free)

G_END_DECLS
