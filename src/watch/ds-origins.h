/* ds-origins.h - where what has a name now was before it was moved
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Paths are relative to the project's folder, octets as on disk. */
typedef struct _DsOrigins DsOrigins;

DsOrigins *ds_origins_new (void) G_GNUC_WARN_UNUSED_RESULT;
void       ds_origins_free (DsOrigins *self);
void       ds_origins_move (DsOrigins *self, const char *from, const char *to);
char      *ds_origins_find (const DsOrigins *self, const char *path) G_GNUC_WARN_UNUSED_RESULT;
void       ds_origins_forget (DsOrigins *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsOrigins, ds_origins_free)

G_END_DECLS
