/* ds-journal-private.h - what reading and writing the journal share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/ds-lock.h"
#include "project/ds-journal.h"

G_BEGIN_DECLS

#define DS_JOURNAL_BLOCK_OCTETS (1024 * 1024) /* read at once; larger than any line may be */

struct _DsJournal
{
  char *folder; /* owned */
  char *path;   /* owned */
  int fd;       /* owned */
  gboolean may_write;
  DsLock *lock;         /* owned (nullable): held now */
  guint64 offset;       /* where the entries taken in so far end */
  guint64 next_seq;     /* seq of the entry that begins there */
  gboolean is_resuming; /* behind a damaged line: the next seq is not known */
};

gboolean ds_journal_take_line (DsJournal *self, const char *line, gsize length, DsJournalFunc func,
                               gpointer data, GError **error);

G_END_DECLS
