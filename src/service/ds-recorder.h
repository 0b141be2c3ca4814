/* ds-recorder.h - turns kept files into drafts of works
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/ds-store.h"
#include "service/ds-service-event.h"

G_BEGIN_DECLS

/* A file that was read: its copy, and how it was found. */
typedef struct
{
  char *path;        /* relative, octets as on disk */
  char *origin;      /* (nullable): where a move brought it from, relative */
  const char *found; /* event | scan | first-look */
  DsTime seen_at;    /* local clock, when the read began */
  DsIncoming *incoming;
} DsKept;

gboolean ds_recorder_record (DsStore *store, const DsProject *project, int folder_fd,
                             GPtrArray *kept, DsServiceFunc func, gpointer data, GError **error);
void ds_kept_free (DsKept *self);

G_END_DECLS
