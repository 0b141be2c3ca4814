/* ds-inotify.c - the kernel's queue of what happens in folders
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Not GFileMonitor: that keeps an overflow of the queue and the limit of watches to itself, shows
 * nothing of a file that was written through a mapping, and costs every turn of its main context
 * time for each folder. Here a lost event and a refused watch are told, and ten thousand folders
 * cost what one does. */
#include "watch/ds-inotify.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/inotify.h>
#include <unistd.h>

/* IN_CLOSE_WRITE comes for whatever was open for writing, changed or not. */
#define HAPPENINGS                                                                                 \
  (IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO    \
   | IN_DELETE_SELF | IN_MOVE_SELF)
#define BUFFER_OCTETS (64 * 1024) /* some two thousand events */
#define DESCRIPTOR_PATH_OCTETS 32

typedef struct
{
  DsInotifyFunc func;
  gpointer data;
} Listener;

struct _DsInotify
{
  GMainContext *context; /* owned */
  int fd;                /* -1 while the system gives none */
  GSource *source;       /* owned (nullable) */
  GHashTable *listeners; /* owned: data → Listener */
  GHashTable *watches;   /* owned: watch → data of its listener */
};

static void
tell_all (DsInotify *self, const DsInotifyEvent *event)
{
  GHashTableIter iter;
  gpointer listener;

  g_hash_table_iter_init (&iter, self->listeners);
  while (g_hash_table_iter_next (&iter, NULL, &listener))
    ((Listener *) listener)->func (event, ((Listener *) listener)->data);
}

/* What comes from a watch that was removed meanwhile is nobody's. */
static void
tell (DsInotify *self, const struct inotify_event *raw)
{
  DsInotifyEvent event = { raw->wd, raw->mask, raw->cookie, raw->len > 0 ? raw->name : NULL };
  gpointer data;
  Listener *listener;

  if ((raw->mask & IN_Q_OVERFLOW) != 0)
    {
      tell_all (self, &event);
      return;
    }
  if (!g_hash_table_lookup_extended (self->watches, GINT_TO_POINTER (raw->wd), NULL, &data))
    return;
  if ((raw->mask & IN_IGNORED) != 0)
    g_hash_table_remove (self->watches, GINT_TO_POINTER (raw->wd));
  listener = g_hash_table_lookup (self->listeners, data);
  listener->func (&event, listener->data);
}

static gboolean
readable_cb (int fd, GIOCondition condition, gpointer data)
{
  DsInotify *self = data;
  _Alignas(struct inotify_event) char buffer[BUFFER_OCTETS];
  gssize got = read (fd, buffer, sizeof buffer);

  for (gssize at = 0; at < got;)
    {
      const struct inotify_event *raw = (const struct inotify_event *) (buffer + at);

      tell (self, raw);
      at += (gssize) (sizeof *raw + raw->len);
    }
  return G_SOURCE_CONTINUE;
}

/* The system may be out of queues now and have one later. */
static gboolean
open_queue (DsInotify *self)
{
  if (self->fd >= 0)
    return TRUE;
  self->fd = inotify_init1 (IN_CLOEXEC | IN_NONBLOCK);
  if (self->fd < 0)
    return FALSE;
  self->source = g_unix_fd_source_new (self->fd, G_IO_IN);
  g_source_set_callback (self->source, G_SOURCE_FUNC (readable_cb), self, NULL);
  g_source_attach (self->source, self->context);
  return TRUE;
}

/**
 * ds_inotify_new:
 * @context: where listeners are called
 *
 * Returns: (transfer full): a queue without watches
 */
DsInotify *
ds_inotify_new (GMainContext *context)
{
  DsInotify *self = g_new0 (DsInotify, 1);

  self->context = g_main_context_ref (context);
  self->fd = -1;
  self->listeners = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->watches = g_hash_table_new (NULL, NULL);
  return self;
}

void
ds_inotify_free (DsInotify *self)
{
  if (self == NULL)
    return;
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  if (self->fd >= 0)
    close (self->fd);
  g_hash_table_unref (self->watches);
  g_hash_table_unref (self->listeners);
  g_main_context_unref (self->context);
  g_free (self);
}

/**
 * ds_inotify_join:
 * @func: told what happens in the folders that @data watches, and of every overflow
 * @data: who listens; once
 */
void
ds_inotify_join (DsInotify *self, DsInotifyFunc func, gpointer data)
{
  Listener *listener = g_new (Listener, 1);

  listener->func = func;
  listener->data = data;
  g_hash_table_insert (self->listeners, data, listener);
}

/* Whoever leaves has removed his watches. */
void
ds_inotify_leave (DsInotify *self, gpointer data)
{
  g_hash_table_remove (self->listeners, data);
}

/**
 * ds_inotify_add:
 * @folder_fd: an open folder: no name is looked up, so no other one can be meant
 * @data: who joined for it
 * @watch: (out): its number, the same as before if @data watches it already; −1 on failure
 *
 * Returns: 0, or why it can't be watched: %ENOSPC at the limit of watches, %EMFILE at that of
 *   queues, %EEXIST if somebody else who joined watches it
 */
int
ds_inotify_add (DsInotify *self, int folder_fd, gpointer data, int *watch)
{
  char path[DESCRIPTOR_PATH_OCTETS];
  gpointer other;

  *watch = -1;
  if (!open_queue (self))
    return errno;
  g_snprintf (path, sizeof path, "/proc/self/fd/%d", folder_fd);
  *watch = inotify_add_watch (self->fd, path, HAPPENINGS | IN_ONLYDIR);
  if (*watch < 0)
    return errno;
  if (g_hash_table_lookup_extended (self->watches, GINT_TO_POINTER (*watch), NULL, &other)
      && other != data)
    {
      *watch = -1;
      return EEXIST;
    }
  g_hash_table_insert (self->watches, GINT_TO_POINTER (*watch), data);
  return 0;
}

void
ds_inotify_remove (DsInotify *self, int watch)
{
  if (g_hash_table_remove (self->watches, GINT_TO_POINTER (watch)))
    inotify_rm_watch (self->fd, watch); /* fails if the folder is gone, which is as good */
}
