/* ds-filter.h - which names may be drafts, and why the others are not
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Among extensions: those of all kinds of documents that designers are known to save. */
#define DS_FILTER_DOCUMENTS "documents"

/* A person's own for one project. Lists end with %NULL and are (nullable). */
typedef struct
{
  /* Patterns for base names, see ds_glob_new(); one that ends in `/` is for folders only, one that
   * begins with `!` accepts what it matches. A later one overrules an earlier one, and all of them
   * whatever else there is. */
  const char *const *globs;
  const char *const *extensions; /* only these, with or without their dots */
  guint64 smallest;              /* octets of a file */
  guint64 largest;               /* octets; 0: any */
  const char *const *mounts;     /* folders on other file systems that are entered, relative */
} DsFilterRules;

/* Immutable, hence free to cross threads. */
typedef struct _DsFilter DsFilter;

DsFilter *ds_filter_new (const DsFilterRules *rules) G_GNUC_WARN_UNUSED_RESULT;
DsFilter *ds_filter_ref (DsFilter *self);
void      ds_filter_unref (DsFilter *self);

const char *ds_filter_why_ignored (const DsFilter *self, const char *relative_path);
const char *ds_filter_why_skipped (const DsFilter *self, const char *relative_folder);
const char *ds_filter_why_name_ignored (const DsFilter *self, const char *name);
const char *ds_filter_why_name_skipped (const DsFilter *self, const char *name);
const char *ds_filter_why_size_ignored (const DsFilter *self, guint64 size);
gboolean    ds_filter_enters_mount (const DsFilter *self, const char *relative_folder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsFilter, ds_filter_unref)

G_END_DECLS
