/* ds-filter.h - which names may be drafts, and why the others are not
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Immutable, hence free to cross threads. */
typedef struct _DsFilter DsFilter;

DsFilter *ds_filter_new (const char *const *own_globs) G_GNUC_WARN_UNUSED_RESULT;
DsFilter *ds_filter_ref (DsFilter *self);
void      ds_filter_unref (DsFilter *self);

const char *ds_filter_why_ignored (const DsFilter *self, const char *relative_path);
const char *ds_filter_why_skipped (const DsFilter *self, const char *relative_folder);
const char *ds_filter_why_name_ignored (const DsFilter *self, const char *name);
const char *ds_filter_why_name_skipped (const DsFilter *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsFilter, ds_filter_unref)

G_END_DECLS
