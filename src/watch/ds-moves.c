/* ds-moves.c - the first halves of moves, until the second ones come
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The kernel tells of both halves of a rename one after the other, with the same cookie; between
 * them there are at most halves of other processes' renames. Where the second never comes the file
 * was moved out of all folders that are watched. */
#include "watch/ds-moves.h"

/* More renames than this do not happen at the same moment. */
#define DEPARTURES_MAX 64

typedef struct
{
  guint32 cookie;
  char *path; /* owned */
} Departure;

struct _DsMoves
{
  GQueue departures; /* (element-type Departure): oldest first */
};

static void
free_departure (gpointer data)
{
  Departure *departure = data;

  g_free (departure->path);
  g_free (departure);
}

DsMoves *
ds_moves_new (void)
{
  DsMoves *self = g_new0 (DsMoves, 1);

  g_queue_init (&self->departures);
  return self;
}

void
ds_moves_free (DsMoves *self)
{
  g_queue_clear_full (&self->departures, free_departure);
  g_free (self);
}

/* What was at @path went away. */
void
ds_moves_depart (DsMoves *self, guint32 cookie, const char *path)
{
  Departure *departure = g_new (Departure, 1);

  departure->cookie = cookie;
  departure->path = g_strdup (path);
  g_queue_push_tail (&self->departures, departure);
  if (g_queue_get_length (&self->departures) > DEPARTURES_MAX)
    free_departure (g_queue_pop_head (&self->departures));
}

/* (transfer full) (nullable): where what arrives now was before; %NULL if nobody knows. */
char *
ds_moves_arrive (DsMoves *self, guint32 cookie)
{
  for (GList *link = self->departures.tail; link != NULL; link = link->prev)
    {
      Departure *departure = link->data;
      char *path;

      if (departure->cookie != cookie)
        continue;
      path = g_steal_pointer (&departure->path);
      g_queue_delete_link (&self->departures, link);
      free_departure (departure);
      return path;
    }
  return NULL;
}
