/* ds-settle.c - when a save is over: names that were touched, until they have been quiet
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * No single event means “saved”, so none is trusted: every touch of a name starts its quiet time
 * again, and a name that has been quiet is only a candidate. Whoever takes it looks for writers and
 * for changes during the read, and gives it back with ds_settle_defer() or ds_settle_done(). */
#include "watch/ds-settle.h"

#include <string.h>

#define USEC_PER_MSEC 1000

/* What events tell of and what scans found wait apart, so that a first look at a hundred thousand
 * files does not hold up a live save. */
typedef enum
{
  LIVE,
  LOOKED_FOR,
  N_QUEUES,
} Queue;

typedef struct
{
  char *path; /* owned */
  DsFound found;
  gint64 touched;
  gint64 due;
  guint64 serial; /* of the touch: names due at the same time keep their order */
  guint deferrals;
  DsTouch last; /* but for OTHER */
  gboolean is_taken;
  gboolean is_touched_again; /* while it was taken */
  GSequenceIter *place;      /* in its queue; %NULL while taken */
} Entry;

struct _DsSettle
{
  GHashTable *entries;         /* owned: path (of the entry) to Entry */
  GSequence *queues[N_QUEUES]; /* owned: borrowed entries, soonest due first */
  guint64 n_touches;
};

static void
free_entry (gpointer data)
{
  Entry *entry = data;

  g_free (entry->path);
  g_free (entry);
}

static int
compare_due (gconstpointer a, gconstpointer b, gpointer data)
{
  const Entry *first = a;
  const Entry *second = b;

  if (first->due != second->due)
    return first->due < second->due ? -1 : 1;
  if (first->serial != second->serial)
    return first->serial < second->serial ? -1 : 1;
  return 0;
}

DsSettle *
ds_settle_new (void)
{
  DsSettle *self = g_new0 (DsSettle, 1);

  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_entry);
  for (guint i = 0; i < N_QUEUES; i++)
    self->queues[i] = g_sequence_new (NULL);
  return self;
}

void
ds_settle_free (DsSettle *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < N_QUEUES; i++)
    g_sequence_free (self->queues[i]);
  g_hash_table_unref (self->entries);
  g_free (self);
}

static void
unqueue (Entry *entry)
{
  if (entry->place != NULL)
    g_sequence_remove (entry->place);
  entry->place = NULL;
}

static void
queue (DsSettle *self, Entry *entry, gint64 due)
{
  GSequence *target = self->queues[entry->found == DS_FOUND_EVENT ? LIVE : LOOKED_FOR];

  unqueue (entry);
  entry->due = due;
  entry->place = g_sequence_insert_sorted (target, entry, compare_due, NULL);
}

static void
queue_after_quiet (DsSettle *self, Entry *entry)
{
  queue (self, entry, entry->touched + DS_SETTLE_QUIET_MS * USEC_PER_MSEC);
}

/**
 * ds_settle_touch:
 * @path: a name that may have changed
 * @found: how that is known; of several the strongest counts
 * @now: µs of the monotonic clock
 *
 * Starts the quiet time of @path again. A name that is taken now will be due again after it has
 * been given back.
 */
void
ds_settle_touch (DsSettle *self, const char *path, DsFound found, gint64 now)
{
  Entry *entry;

  g_return_if_fail (path != NULL);

  entry = g_hash_table_lookup (self->entries, path);
  if (entry == NULL)
    {
      entry = g_new0 (Entry, 1);
      entry->path = g_strdup (path);
      entry->found = found;
      g_hash_table_insert (self->entries, entry->path, entry);
    }
  entry->found = MIN (entry->found, found);
  entry->touched = now;
  entry->serial = self->n_touches++;
  entry->deferrals = 0;
  if (entry->is_taken)
    entry->is_touched_again = TRUE;
  else
    queue_after_quiet (self, entry);
}

/**
 * ds_settle_note:
 * @path: a name that was touched
 * @touch: what the event says
 */
void
ds_settle_note (DsSettle *self, const char *path, DsTouch touch)
{
  Entry *entry = g_hash_table_lookup (self->entries, path);

  if (entry != NULL && touch != DS_TOUCH_OTHER)
    entry->last = touch;
}

static DsCandidate *
take (Entry *entry)
{
  DsCandidate *candidate = g_new (DsCandidate, 1);

  unqueue (entry);
  entry->is_taken = TRUE;
  candidate->path = g_strdup (entry->path);
  candidate->found = entry->found;
  candidate->touched = entry->touched;
  candidate->deferrals = entry->deferrals;
  candidate->last = entry->last;
  return candidate;
}

/**
 * ds_settle_take_due:
 * @now: µs of the monotonic clock
 * @limit: the most that are wanted
 *
 * Takes the names that have been quiet for long enough: those known from events first, then the
 * others, soonest due first. Each is to be given back by ds_settle_defer() or ds_settle_done() and
 * is not handed out again before that.
 *
 * Returns: (transfer full) (element-type DsCandidate): possibly none
 */
GPtrArray *
ds_settle_take_due (DsSettle *self, gint64 now, guint limit)
{
  GPtrArray *due = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_candidate_free);

  for (guint i = 0; i < N_QUEUES; i++)
    while (due->len < limit && !g_sequence_is_empty (self->queues[i]))
      {
        Entry *entry = g_sequence_get (g_sequence_get_begin_iter (self->queues[i]));

        if (entry->due > now)
          break;
        g_ptr_array_add (due, take (entry));
      }
  return due;
}

static Entry *
give_back (DsSettle *self, const char *path)
{
  Entry *entry = g_hash_table_lookup (self->entries, path);

  if (entry == NULL || !entry->is_taken)
    return NULL;
  entry->is_taken = FALSE;
  return entry;
}

/**
 * ds_settle_defer:
 * @path: a name that was taken
 * @now: µs of the monotonic clock
 *
 * Gives back a name whose save is not over: somebody has it open for writing, or it changed while
 * it was read. It is due again after a wait that grows with every deferral since its last touch.
 */
void
ds_settle_defer (DsSettle *self, const char *path, gint64 now)
{
  Entry *entry = give_back (self, path);
  gint64 wait = DS_SETTLE_DEFER_MIN_MS;

  if (entry == NULL)
    return;
  for (guint i = 0; i < entry->deferrals && wait < DS_SETTLE_DEFER_MAX_MS; i++)
    wait *= 2;
  if (entry->is_touched_again)
    {
      entry->is_touched_again = FALSE;
      queue_after_quiet (self, entry);
      return;
    }
  entry->deferrals++;
  queue (self, entry, now + MIN (wait, DS_SETTLE_DEFER_MAX_MS) * USEC_PER_MSEC);
}

/**
 * ds_settle_done:
 * @path: a name that was taken
 *
 * Gives back a name that was kept, or that turned out to hold nothing new. It is forgotten unless
 * it was touched in the meantime.
 */
void
ds_settle_done (DsSettle *self, const char *path)
{
  Entry *entry = give_back (self, path);

  if (entry == NULL)
    return;
  if (!entry->is_touched_again)
    {
      g_hash_table_remove (self->entries, path);
      return;
    }
  entry->is_touched_again = FALSE;
  queue_after_quiet (self, entry);
}

/**
 * ds_settle_next_due:
 *
 * Returns: when ds_settle_take_due() will have something, µs of the monotonic clock; −1 if nothing
 *   waits
 */
gint64
ds_settle_next_due (const DsSettle *self)
{
  gint64 next = -1;

  for (guint i = 0; i < N_QUEUES; i++)
    if (!g_sequence_is_empty (self->queues[i]))
      {
        const Entry *entry = g_sequence_get (g_sequence_get_begin_iter (self->queues[i]));

        if (next < 0 || entry->due < next)
          next = entry->due;
      }
  return next;
}

/**
 * ds_settle_get_size:
 *
 * Returns: how many names wait or are taken
 */
guint
ds_settle_get_size (const DsSettle *self)
{
  return g_hash_table_size (self->entries);
}

/**
 * ds_settle_has_untried:
 * @found: how a name was found
 *
 * Returns: whether a name found so was never taken since its last touch
 */
gboolean
ds_settle_has_untried (const DsSettle *self, DsFound found)
{
  GHashTableIter iter;
  gpointer entry;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    if (((const Entry *) entry)->found == found && ((const Entry *) entry)->deferrals == 0)
      return TRUE;
  return FALSE;
}

/**
 * ds_found_to_text:
 *
 * Returns: (transfer none): the word that a record has for it
 */
const char *
ds_found_to_text (DsFound found)
{
  static const char *const words[] = { "event", "scan", "first-look" };

  g_return_val_if_fail ((guint) found < G_N_ELEMENTS (words), words[DS_FOUND_SCAN]);

  return words[found];
}

void
ds_candidate_free (DsCandidate *self)
{
  g_free (self->path);
  g_free (self);
}
