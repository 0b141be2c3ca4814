/* ds-catalog-copy.h - when kept copies were read again last, and what was found
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/ds-catalog.h"

G_BEGIN_DECLS

/* What was found, as the journal has it. */
#define DS_COPY_IS_WHOLE "whole"
#define DS_COPY_IS_DAMAGED "damaged"
#define DS_COPY_IS_MISSING "missing"

/* A copy that is to be read again. */
typedef struct
{
  DsDigest sha256;
  guint64 size; /* octets of the draft */
  char *state;  /* owned: what was found the last time */
} DsDueCopy;

GPtrArray *ds_catalog_list_due_copies (DsCatalog *self, DsTime whole_before, DsTime lost_before,
                                       guint limit, GError **error);
gboolean ds_catalog_set_checked (DsCatalog *self, const DsDigest *sha256, DsTime time,
                                 GError **error);
guint64 ds_catalog_count_lost_copies (DsCatalog *self);
void ds_due_copy_free (DsDueCopy *self);

G_END_DECLS
