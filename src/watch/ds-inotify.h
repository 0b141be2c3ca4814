/* ds-inotify.h - which folders the kernel really watches for this process
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* As it was when it was read. */
typedef struct _DsInotify DsInotify;

DsInotify *ds_inotify_read (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean   ds_inotify_watches (const DsInotify *self, guint64 inode);
void       ds_inotify_free (DsInotify *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsInotify, ds_inotify_free)

G_END_DECLS
