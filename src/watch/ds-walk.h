/* ds-walk.h - a way through the folders below a folder that follows no link and ends
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sys/stat.h>

#include "watch/ds-filter.h"

G_BEGIN_DECLS

/* What is met on the way. Paths are relative to the root ("" is the root itself), octets as on
 * disk, and the callee's only while it runs. */
typedef struct
{
  const char *root;       /* absolute; it alone may be reached through links */
  const DsFilter *filter; /* what it skips or ignores is not met */
  /* (nullable): a folder that could be opened, before its entries are read */
  void (*folder_entered) (const char *path, int fd, const struct stat *st, gpointer data);
  /* (nullable): a regular file; without this none is looked at */
  void (*file_met) (const char *path, const struct stat *st, gpointer data);
  /* (nullable): a name that the filter refuses, and why; a folder's ends with a slash */
  void (*ignored_met) (const char *path, const char *reason, gpointer data);
  /* a folder or file that could not be looked at, or a folder on another file system */
  void (*fault_met) (const char *path, const GError *error, gpointer data);
  gpointer data;
  GCancellable *cancellable; /* (nullable) */
} DsWalk;

gboolean ds_walk_below (const DsWalk *self, const char *folder, GError **error);

G_END_DECLS
