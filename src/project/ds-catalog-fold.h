/* ds-catalog-fold.h - how the index is opened and follows the journal
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/ds-catalog.h"
#include "project/ds-journal.h"

G_BEGIN_DECLS

DsCatalog  *ds_catalog_open (const char *folder, gboolean may_write,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
void        ds_catalog_close (DsCatalog *self);
gboolean    ds_catalog_discard (DsCatalog *self, GError **error);
gboolean    ds_catalog_put_aside (DsCatalog *self, GError **error);
void        ds_catalog_drop_aside (DsCatalog *self);
gboolean    ds_catalog_begin (DsCatalog *self, GError **error);
gboolean    ds_catalog_commit (DsCatalog *self, GError **error);
void        ds_catalog_rollback (DsCatalog *self);
gboolean    ds_catalog_fold (DsCatalog *self, const DsEntry *entry, GError **error);
gboolean    ds_catalog_set_place (DsCatalog *self, guint64 offset, guint64 next_seq,
                                  GError **error);
void        ds_catalog_get_place (DsCatalog *self, guint64 *offset, guint64 *next_seq);
gboolean    ds_catalog_set_note (DsCatalog *self, const char *key, const char *text,
                                 GError **error);
char       *ds_catalog_dup_note (DsCatalog *self, const char *key) G_GNUC_WARN_UNUSED_RESULT;
gboolean    ds_catalog_find_entry (DsCatalog *self, guint64 seq, guint64 *offset, gsize *length,
                                   DsDigest *leaf, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsCatalog, ds_catalog_close)

G_END_DECLS
