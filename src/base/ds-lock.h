/* ds-lock.h - a lock between processes that dies with its holder
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _DsLock DsLock;

DsLock *ds_lock_take (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
DsLock *ds_lock_try (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void    ds_lock_release (DsLock *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsLock, ds_lock_release)

G_END_DECLS
