/* ds-journal.h - the append-only list of all that happened
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/ds-digest.h"
#include "base/ds-json.h"

G_BEGIN_DECLS

#define DS_JOURNAL_LINE_OCTETS_MAX (64 * 1024)
#define DS_JOURNAL_SALT_OCTETS 32

typedef struct _DsJournal DsJournal;

/* One entry, borrowed by whoever is handed it. */
typedef struct
{
  guint64 seq;
  guint64 offset;      /* of its line in the file */
  const char *octets;  /* its line without LF, not terminated */
  gsize length;        /* octets of it */
  DsJson *json;
  const char *type;    /* borrowed from json */
} DsEntry;

typedef gboolean (*DsJournalFunc) (const DsEntry *entry, gpointer data, GError **error);

DsJournal *ds_journal_open (const char *folder, gboolean may_write,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
void       ds_journal_close (DsJournal *self);

/* Everything below but read_entry happens under the lock where somebody may write. */
gboolean ds_journal_lock (DsJournal *self, GError **error);
void     ds_journal_unlock (DsJournal *self);

void     ds_journal_seek (DsJournal *self, guint64 offset, guint64 next_seq);
guint64  ds_journal_get_offset (DsJournal *self);
guint64  ds_journal_get_next_seq (DsJournal *self);
gboolean ds_journal_sync (DsJournal *self, gboolean *is_new, GError **error);
gboolean ds_journal_follow (DsJournal *self, DsJournalFunc func, gpointer data,
                            gboolean *is_whole, GError **error);
gboolean ds_journal_skip_line (DsJournal *self, GError **error);
gboolean ds_journal_move_tail (DsJournal *self, guint64 *octets, GError **error);
gboolean ds_journal_append (DsJournal *self, GPtrArray *bodies, DsJournalFunc func, gpointer data,
                            GError **error);
GBytes  *ds_journal_read_line (DsJournal *self, guint64 offset, gsize length,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
DsJson  *ds_journal_parse_entry (const char *octets, gsize length, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsJournal, ds_journal_close)

G_END_DECLS
