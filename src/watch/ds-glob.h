/* ds-glob.h - a pattern for the names of files, octet by octet and without regard to case
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Immutable. */
typedef struct _DsGlob DsGlob;

DsGlob  *ds_glob_new (const char *pattern) G_GNUC_WARN_UNUSED_RESULT;
void     ds_glob_free (DsGlob *self);
gboolean ds_glob_matches (const DsGlob *self, const char *folded_name, gsize length);
void     ds_glob_fold (char *name, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsGlob, ds_glob_free)

G_END_DECLS
