/* ds-inotify.h - the kernel's queue of what happens in folders
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  int watch;        /* whose folder it happened in; none if @mask says IN_Q_OVERFLOW */
  guint32 mask;     /* inotify(7) */
  guint32 cookie;   /* ties the two halves of a move together */
  const char *name; /* (nullable): in the folder; %NULL: of the folder itself */
} DsInotifyEvent;

/* Called in the context of the queue; may add and remove watches, not leave. */
typedef void (*DsInotifyFunc) (const DsInotifyEvent *event, gpointer data);

/* One for all projects: a user has few queues (fs.inotify.max_user_instances 128), and other
 * programs want some too. For one thread. */
typedef struct _DsInotify DsInotify;

DsInotify *ds_inotify_new (GMainContext *context) G_GNUC_WARN_UNUSED_RESULT;
void       ds_inotify_free (DsInotify *self);
void       ds_inotify_join (DsInotify *self, DsInotifyFunc func, gpointer data);
void       ds_inotify_leave (DsInotify *self, gpointer data);
int        ds_inotify_add (DsInotify *self, int folder_fd, gpointer data, int *watch);
void       ds_inotify_remove (DsInotify *self, int watch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsInotify, ds_inotify_free)

G_END_DECLS
