/* ds-ignore-row.h - names that are no drafts, unless a person says so
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  DS_IGNORE_FILES = 1 << 0,
  DS_IGNORE_FOLDERS = 1 << 1,
  DS_IGNORE_BOTH = DS_IGNORE_FILES | DS_IGNORE_FOLDERS,
} DsIgnoreKinds;

/* When a row that matches counts. */
typedef enum
{
  DS_IGNORE_ALWAYS,
  DS_IGNORE_UNLESS_DOCUMENT,       /* not for a name that ends in a document's extension */
  DS_IGNORE_AFTER_DOCUMENT,        /* only if what the leading `*` stands for does */
  DS_IGNORE_AFTER_DOCUMENT_RANDOM, /* and the rest looks as if a program had thrown dice for it */
} DsIgnoreCondition;

typedef struct
{
  const char *glob;
  const char *program; /* who makes such names, for people */
  DsIgnoreKinds kinds;
  DsIgnoreCondition condition;
} DsIgnoreRow;

const DsIgnoreRow *ds_ignore_row_list (gsize *n_rows);

G_END_DECLS
