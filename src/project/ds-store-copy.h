/* ds-store-copy.h - the files of a store, copied to another folder piece by piece
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base/ds-progress.h"

G_BEGIN_DECLS

/* One copying from folder to folder. An interrupted one is taken up by doing it again. */
typedef struct
{
  const char *from;
  const char *to;
  gboolean reads_again; /* what is there already is read again, not only looked at */
  gboolean as_it_is;    /* damaged files too */
  DsProgress progress;  /* in octets on disk */
  GCancellable *cancellable;

  guint64 n_copied;
  guint64 n_there;         /* files that were there already */
  guint64 n_octets_copied;
  guint64 n_locked;        /* encrypted, and the key is not at hand: copied as they are */
  GPtrArray *losses;       /* owned: one sentence for each file that was not copied */
} DsStoreCopy;

void     ds_store_copy_clear (DsStoreCopy *self);
gboolean ds_store_copy_begin (DsStoreCopy *self, GError **error);
gboolean ds_store_copy_files (DsStoreCopy *self, GError **error);
gboolean ds_store_copy_compare_journal (DsStoreCopy *self, guint64 end, GError **error);
gboolean ds_store_copy_journal (DsStoreCopy *self, guint64 end, GError **error);

/* A store that others work on meanwhile, kept in another folder. */
gboolean ds_store_backup (DsStoreCopy *self, guint64 *n_entries, GError **error);

/* A store that nobody works on meanwhile, to another place. */
gboolean ds_store_move (DsStoreCopy *self, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DsStoreCopy, ds_store_copy_clear)

G_END_DECLS
