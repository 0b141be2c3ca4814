/* ds-writers.h - which files some process has open for writing now
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sys/types.h>

#include "watch/ds-settle.h"

G_BEGIN_DECLS

typedef struct
{
  dev_t device;        /* st_dev */
  ino_t inode;         /* st_ino */
  DsTouch last;        /* in: what events said last of whoever changed it */
  gboolean is_written; /* out: whether somebody has it open or mapped for writing */
} DsWritten;

gboolean ds_writers_find (DsWritten *files, gsize n_files);

G_END_DECLS
