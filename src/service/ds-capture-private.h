/* ds-capture-private.h - what the parts of the capture share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sys/stat.h>

#include "base/ds-lock.h"
#include "project/ds-store.h"
#include "service/ds-capture.h"
#include "watch/ds-origins.h"

G_BEGIN_DECLS

struct _DsCapture
{
  DsStore *store;     /* owned */
  DsProject *project; /* owned */
  DsFilter *filter;   /* owned */
  DsSettle *settle;   /* owned */
  GHashTable *faults; /* owned: path of what could not be looked at to why, as told */
  DsOrigins *origins; /* owned: where unsettled names were before */
  DsLock *lock;       /* owned: this project is ours */
  int folder_fd;      /* owned: -1 while the folder is missing */
  gboolean is_first_look; /* it goes on */
  gboolean has_looked;    /* it was over … */
  DsTime looked;          /* … then */
  gboolean is_low_told;   /* that little room is left */
  DsServiceFunc func;
  gpointer data;
};

void     ds_capture_tell (DsCapture *self, DsServiceEventKind kind, const char *path,
                          const char *text);
gboolean ds_capture_passes_over (DsCapture *self, const char *path, DsFound found,
                                 const struct stat *st);
gboolean ds_capture_end_first_look (DsCapture *self, GError **error);

G_END_DECLS
