/* ds-self-check.c - reads the kept copies again in the background, a little at a time
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A disk forgets without telling anybody. Each copy is read again when its last reading is old, the
 * oldest first, within a budget of octets an hour; a copy larger than that is read in one piece,
 * and the next one waits the longer. A copy is journalled as damaged, missing or whole again when
 * that changes, and a person is told. */
#include "service/ds-self-check.h"

#include <gio/gio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "base/ds-lock.h"
#include "project/ds-catalog-copy.h"
#include "project/ds-store.h"

#define DUE_AT_ONCE 32
#define LOST_AGE_S 3600    /* a lost copy may have been brought back */
#define NOTHING_DUE_S 3600 /* until the next look; also where another process does this */
#define SECONDS_AN_HOUR 3600
#define COST_AT_LEAST_OCTETS (1024 * 1024) /* of a copy, however small: the disk seeks */
#define SHORTEST_REST_S 10                 /* many small copies are read in one go */

/* linux/ioprio.h, which not every libc has */
#define IOPRIO_WHO_PROCESS 1
#define IOPRIO_IDLE (3 << 13) /* only when nobody else reads or writes */

struct _DsSelfCheck
{
  char *store_folder; /* owned */
  DsSelfCheckPace pace;
  DsServiceFunc func;
  gpointer data;
  GThread *thread;           /* owned */
  GCancellable *cancellable; /* owned: cancelled at the end */
  GHashTable *told;          /* owned: SHA-256 of lost copies that a person was told of */
  GMutex mutex;
  GCond ended;
  gboolean is_ended; /* under mutex */
};

/* FALSE when it is to end. */
static gboolean
rest (DsSelfCheck *self, double seconds)
{
  gint64 until = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  gboolean goes_on;

  g_mutex_lock (&self->mutex);
  while (!self->is_ended && g_cond_wait_until (&self->ended, &self->mutex, until))
    ;
  goes_on = !self->is_ended;
  g_mutex_unlock (&self->mutex);
  return goes_on;
}

static const char *
name_state (const GError *error, const char *before)
{
  if (error == NULL)
    return DS_COPY_IS_WHOLE;
  if (g_error_matches (error, DS_ERROR, DS_ERROR_NOT_FOUND))
    return DS_COPY_IS_MISSING;
  if (g_error_matches (error, DS_ERROR, DS_ERROR_LOCKED)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return before; /* nobody can tell */
  return DS_COPY_IS_DAMAGED;
}

static void
tell_loss (DsSelfCheck *self, DsStore *store, const DsDueCopy *copy, const char *state)
{
  g_autoptr (GPtrArray) drafts =
      ds_catalog_find_drafts_of_digest (ds_store_get_catalog (store), &copy->sha256, NULL);
  const DsDraft *draft = drafts != NULL && drafts->len > 0 ? g_ptr_array_index (drafts, 0) : NULL;
  DsServiceEvent event = { .kind = DS_SERVICE_PROBLEM };
  g_autofree char *text = NULL;

  if (draft == NULL)
    return;
  text = g_strdup_printf ("the kept copy of draft %" G_GUINT64_FORMAT " (%.16s) is %s: bring its "
                          "file back from a backup; draftseal check tells which drafts are lost",
                          draft->number, draft->record, state);
  event.project = draft->project;
  event.path = draft->path;
  event.record = draft->record;
  event.text = text;
  self->func (&event, self->data);
}

/* The journal is told of a change only, a person once while it runs. */
static gboolean
note_state (DsSelfCheck *self, DsStore *store, const DsDueCopy *copy, const char *state,
            GError **error)
{
  g_autoptr (DsJson) body = NULL;
  g_autofree char *hex = NULL;

  hex = ds_digest_to_hex (&copy->sha256);
  if (g_str_equal (state, DS_COPY_IS_WHOLE))
    g_hash_table_remove (self->told, hex);
  else if (g_hash_table_add (self->told, g_strdup (hex)))
    tell_loss (self, store, copy, state);
  if (g_str_equal (state, copy->state))
    return TRUE;
  body = ds_json_object_new ();
  ds_json_set_string (body, "type", "checked");
  ds_json_set_string (body, "sha256", hex);
  ds_json_set_string (body, "result", state);
  return ds_store_append (store, body, NULL, error);
}

static gboolean
read_copy (DsSelfCheck *self, DsStore *store, const DsDueCopy *copy, GError **error)
{
  g_autoptr (GError) inner = NULL;

  ds_vault_verify (ds_store_get_vault (store), &copy->sha256, NULL, self->cancellable, &inner);
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  return note_state (self, store, copy, name_state (inner, copy->state), error)
         && ds_catalog_set_checked (ds_store_get_catalog (store), &copy->sha256, ds_time_now (),
                                    error);
}

/* A vault that is not there at all is on a disk that is away: that is waited for. */
static gboolean
vault_is_there (DsSelfCheck *self)
{
  g_autofree char *path = g_build_filename (self->store_folder, "vault", NULL);

  return g_file_test (path, G_FILE_TEST_IS_DIR);
}

static double
compute_rest (const DsSelfCheck *self, const DsDueCopy *copy)
{
  return (double) MAX (copy->size, COST_AT_LEAST_OCTETS) * SECONDS_AN_HOUR
         / (double) self->pace.octets_per_hour;
}

/* Returns whether anything was due. */
static gboolean
turn (DsSelfCheck *self, DsStore *store, GError **error)
{
  DsTime now = ds_time_now ();
  g_autoptr (GPtrArray) due = NULL;
  double rest_s = 0;

  if (!ds_store_refresh (store, error) || !vault_is_there (self))
    return FALSE;
  due = ds_catalog_list_due_copies (
      ds_store_get_catalog (store), ds_time_add_seconds (now, -(gint64) self->pace.age_s),
      ds_time_add_seconds (now, -(gint64) MIN (self->pace.age_s, LOST_AGE_S)), DUE_AT_ONCE, error);
  for (guint i = 0; due != NULL && i < due->len; i++)
    {
      const DsDueCopy *copy = g_ptr_array_index (due, i);

      if (!read_copy (self, store, copy, error))
        return FALSE;
      rest_s += compute_rest (self, copy);
      if (rest_s < SHORTEST_REST_S && i + 1 < due->len)
        continue;
      if (!rest (self, rest_s))
        return FALSE;
      rest_s = 0;
    }
  return due != NULL && due->len > 0;
}

static gpointer
run (gpointer data)
{
  DsSelfCheck *self = data;
  g_autofree char *lock_path = g_build_filename (self->store_folder, "self-check.lock", NULL);
  g_autoptr (DsLock) lock = NULL;
  g_autoptr (DsStore) store = NULL;
  gboolean goes_on = TRUE;

  /* Where the kernel does not know it, the pace alone must do. */
  syscall (SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0, IOPRIO_IDLE);
  while (goes_on)
    {
      g_autoptr (GError) error = NULL; /* trouble with the store is told by those who need it */

      if (lock == NULL)
        lock = ds_lock_try (lock_path, NULL); /* another process does it meanwhile */
      if (lock != NULL && store == NULL)
        store = ds_store_open (self->store_folder, DS_STORE_WRITE, &error);
      goes_on = rest (self, store != NULL && turn (self, store, &error) ? 0 : NOTHING_DUE_S);
      if (error != NULL)
        g_clear_pointer (&store, ds_store_close);
    }
  return NULL;
}

/**
 * ds_self_check_new:
 * @store_folder: the store's
 * @pace: how much and how often
 * @func: told what is lost, on a thread of its own
 * @data: for @func
 *
 * Starts at once. One process at a time does it.
 */
DsSelfCheck *
ds_self_check_new (const char *store_folder, const DsSelfCheckPace *pace, DsServiceFunc func,
                   gpointer data)
{
  DsSelfCheck *self = g_new0 (DsSelfCheck, 1);

  self->store_folder = g_strdup (store_folder);
  self->pace = *pace;
  self->func = func;
  self->data = data;
  self->cancellable = g_cancellable_new ();
  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->ended);
  self->thread = g_thread_new ("self-check", run, self);
  return self;
}

/* Ends within a block of a copy, which is read again another time. */
void
ds_self_check_free (DsSelfCheck *self)
{
  g_mutex_lock (&self->mutex);
  self->is_ended = TRUE;
  g_cond_signal (&self->ended);
  g_mutex_unlock (&self->mutex);
  g_cancellable_cancel (self->cancellable);
  g_thread_join (self->thread);
  g_object_unref (self->cancellable);
  g_hash_table_unref (self->told);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->ended);
  g_free (self->store_folder);
  g_free (self);
}
