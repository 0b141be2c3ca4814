/* ds-stamper.c - has TSAs sign what is owed, and believes only what was verified
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An attempt is journalled before it is sent; its answer is verified in full before it is believed,
 * and on disk before it is journalled. One process sends at a time (`stamp.lock`); within it each
 * TSA has a thread, so that a slow one keeps nobody waiting. */
#include "evidence/ds-stamper.h"

#include <string.h>

#include "base/ds-error.h"
#include "base/ds-lock.h"
#include "evidence/ds-authorities.h"
#include "evidence/ds-batch.h"
#include "evidence/ds-stamp-answer.h"
#include "project/ds-catalog-stamping.h"
#include "stamp/ds-stamp-request.h"
#include "stamp/ds-stamp-response.h"
#include "stamp/ds-tsa-client.h"

#define WAIT_STEP_S 0.2 /* how soon a cancelled wait ends */

/* What is to be signed. */
typedef struct
{
  const char *kind; /* batch | round | draft | file */
  char *digest;     /* owned: names the target in the journal */
  DsDigest imprint;
} Target;

static void
target_clear (Target *self)
{
  g_free (self->digest);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Target, target_clear)

void
ds_stamp_outcome_free (DsStampOutcome *self)
{
  g_free (self->tsa);
  g_clear_error (&self->error);
  g_clear_pointer (&self->plan, ds_stamp_plan_free);
  g_free (self);
}

void
ds_file_stamp_free (DsFileStamp *self)
{
  g_clear_pointer (&self->response, g_bytes_unref);
  g_clear_pointer (&self->token, g_bytes_unref);
  g_free (self->serial);
  g_free (self);
}

static gboolean
choose_target (DsStore *store, const DsTsa *tsa, const DsStampPlan *plan, Target *target,
               GError **error)
{
  if (plan->batches_are_due && plan->n_batches >= 2)
    {
      target->kind = "round";
      return ds_round_freeze (store, tsa, plan->owed, &target->digest, &target->imprint, error);
    }
  if (plan->batches_are_due)
    {
      const DsFrozenBatch *batch = g_ptr_array_index (plan->owed, 0);

      target->kind = "batch";
      target->digest = g_strdup (batch->digest);
      if (ds_digest_from_hex (&target->imprint, DS_DIGEST_SHA256, batch->root))
        return TRUE;
      g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED, "a batch's root is no digest");
      return FALSE;
    }
  {
    const DsDirectWish *wish = g_ptr_array_index (plan->finals, 0);

    target->kind = "draft";
    target->digest = g_strdup (wish->record);
    target->imprint = wish->sha256;
    return TRUE;
  }
}

static gboolean
journal_request (DsStore *store, const DsTsa *tsa, const Target *target, const char *nonce,
                 guint64 *seq, GError **error)
{
  g_autoptr (DsJson) body = ds_json_object_new ();
  g_autofree char *imprint = ds_digest_to_hex (&target->imprint);
  DsJson *named = ds_json_object_new ();

  ds_json_set_string (named, target->kind, target->digest);
  ds_json_set_string (body, "type", "request");
  ds_json_set_string (body, "tsa", tsa->name);
  ds_json_set (body, "target", named);
  ds_json_set_string (body, "imprint", imprint);
  ds_json_set_string (body, "nonce", nonce);
  return ds_store_append (store, body, seq, error);
}

/* One exchange: asks, takes the response apart, verifies the token. Of @failure only what the error
 * cannot hold is filled in. */
static DsStampAnswer *
exchange (const DsTsa *tsa, const Target *target, const char *nonce, GBytes **response,
          DsStampFailure *failure, GCancellable *cancellable, GError **error)
{
  g_autoptr (DsTsaClient) client = ds_tsa_client_new ();
  g_autoptr (GBytes) request =
      ds_stamp_request_encode (&target->imprint, nonce, tsa->policy, error);
  g_autoptr (DsStampResponse) parsed = NULL;

  if (request == NULL)
    return NULL;
  *response = ds_tsa_client_exchange (client, tsa->url, request, &failure->retry_after_s,
                                      cancellable, error);
  if (*response == NULL)
    return NULL;
  parsed = ds_stamp_response_parse (*response, error);
  if (parsed == NULL)
    {
      g_prefix_error (error, "the answer is no time-stamp response: ");
      return NULL;
    }
  if (parsed->token == NULL)
    {
      failure->code = g_strdup (parsed->fail_info);
      g_set_error (error, DS_ERROR, DS_ERROR_REJECTED, "%s refused the request: %s%s%s", tsa->name,
                   parsed->fail_info != NULL ? parsed->fail_info : "no reason given",
                   parsed->status_text != NULL ? " — " : "",
                   parsed->status_text != NULL ? parsed->status_text : "");
      return NULL;
    }
  return ds_stamp_answer_verify (tsa, &target->imprint, nonce, parsed->token, &failure->code,
                                 error);
}

static void
journal_failure (DsStore *store, guint64 request, DsStampFailure *failure, const GError *reason)
{
  g_autoptr (GError) error = NULL;

  failure->trouble = ds_stamp_trouble_from_error (reason);
  failure->reason = g_strdup (reason->message);

  /* If this cannot be written either, the request stays open in the journal, which says as much. */
  if (!ds_stamp_failure_journal (store, request, failure, &error))
    g_debug ("a failed request could not be journalled: %s", error->message);
}

/* Journals the attempt, asks, and journals what came of it. */
static DsStampAnswer *
ask (DsStore *store, const DsTsa *tsa, const Target *target, GBytes **response,
     GCancellable *cancellable, GError **error)
{
  g_autofree char *nonce = ds_stamp_request_make_nonce ();
  g_autoptr (DsStampAnswer) answer = NULL;
  g_auto (DsStampFailure) failure = { 0 };
  g_autoptr (GError) reason = NULL;
  guint64 request;

  if (g_cancellable_set_error_if_cancelled (cancellable, error)
      || !journal_request (store, tsa, target, nonce, &request, error))
    return NULL;
  answer = exchange (tsa, target, nonce, response, &failure, cancellable, &reason);
  if (answer == NULL)
    {
      journal_failure (store, request, &failure, reason);
      g_propagate_error (error, g_steal_pointer (&reason));
      return NULL;
    }
  return ds_stamp_answer_journal (answer, store, tsa, request, error) ? g_steal_pointer (&answer)
                                                                      : NULL;
}

static gboolean
ask_for_plan (DsStore *store, const DsTsa *tsa, const DsStampPlan *plan, GCancellable *cancellable,
              GError **error)
{
  g_auto (Target) target = { 0 };
  g_autoptr (DsStampAnswer) answer = NULL;
  g_autoptr (GBytes) response = NULL;

  if (choose_target (store, tsa, plan, &target, error))
    answer = ask (store, tsa, &target, &response, cancellable, error);
  return answer != NULL;
}

typedef struct
{
  const char *store_folder;
  DsTsa *tsa;
  DsStampHaste haste;
  GCancellable *cancellable;
} Errand;

/* One TSA's part of a pass, on a thread and a handle of its own. */
static gpointer
run_errand (gpointer data)
{
  const Errand *errand = data;
  DsStampOutcome *outcome = g_new0 (DsStampOutcome, 1);
  g_autoptr (DsStore) store = NULL;

  outcome->tsa = g_strdup (errand->tsa->name);
  store = ds_store_open (errand->store_folder, DS_STORE_WRITE, &outcome->error);
  if (store == NULL || !ds_stamp_requests_end (store, errand->tsa, &outcome->error))
    return outcome;
  outcome->plan =
      ds_stamp_plan_make (store, errand->tsa, ds_time_now (), errand->haste, &outcome->error);
  if (outcome->plan == NULL || outcome->plan->action != DS_STAMP_ASK)
    return outcome;

  outcome->was_asked = TRUE;
  ask_for_plan (store, errand->tsa, outcome->plan, errand->cancellable, &outcome->error);
  g_clear_pointer (&outcome->plan, ds_stamp_plan_free);
  outcome->plan = ds_stamp_plan_make (store, errand->tsa, ds_time_now (), errand->haste, NULL);
  return outcome;
}

static GPtrArray *
run_errands (GPtrArray *tsas, const char *store_folder, DsStampHaste haste,
             GCancellable *cancellable)
{
  GPtrArray *outcomes = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_stamp_outcome_free);
  g_autofree Errand *errands = g_new0 (Errand, tsas->len);
  g_autofree GThread **threads = g_new0 (GThread *, tsas->len);

  for (guint i = 0; i < tsas->len; i++)
    {
      errands[i] = (Errand){ store_folder, g_ptr_array_index (tsas, i), haste, cancellable };
      threads[i] = g_thread_new ("stamp", run_errand, &errands[i]);
    }
  for (guint i = 0; i < tsas->len; i++)
    g_ptr_array_add (outcomes, g_thread_join (threads[i]));
  return outcomes;
}

static void
drop_named (GPtrArray *tsas, const char *const *except)
{
  for (guint i = tsas->len; except != NULL && i-- > 0;)
    if (g_strv_contains (except, ((const DsTsa *) g_ptr_array_index (tsas, i))->name))
      g_ptr_array_remove_index (tsas, i);
}

/* Journals that the clock stands before times that were journalled: intervals and windows counted
 * from those would not end before the clock is there again. Under `stamp.lock`. */
static gboolean
note_clock (DsStore *store, GError **error)
{
  g_autoptr (DsJson) body = NULL;
  g_autofree char *text = NULL;
  DsTime latest;

  if (!ds_catalog_get_latest (ds_store_get_catalog (store), &latest)
      || ds_time_compare (latest, ds_time_now ()) <= 0)
    return TRUE;
  body = ds_json_object_new ();
  text = ds_time_format_local (latest);
  ds_json_set_string (body, "type", "clock");
  ds_json_set_string (body, "latest", text);
  return ds_store_append (store, body, NULL, error);
}

/**
 * ds_stamper_pass:
 * @store_folder: the store's
 * @except: (nullable): names of TSAs that are left alone
 * @haste: whether somebody waits
 * @cancellable: (nullable): ends running exchanges at once
 * @error: %DS_ERROR_BUSY if another process is sending just now, else why nothing could be done
 *
 * Asks every TSA that is owed something and may be asked, once. What is owed is frozen already: see
 * ds_batch_freeze_due(). Blocks, at most the time of one exchange.
 *
 * Returns: (transfer full) (element-type DsStampOutcome): one for each TSA
 */
GPtrArray *
ds_stamper_pass (const char *store_folder, const char *const *except, DsStampHaste haste,
                 GCancellable *cancellable, GError **error)
{
  g_autofree char *path = g_build_filename (store_folder, "stamp.lock", NULL);
  g_autoptr (DsStore) store = ds_store_open (store_folder, DS_STORE_WRITE, error);
  g_autoptr (GPtrArray) tsas = store != NULL ? ds_authorities_list (store, error) : NULL;
  g_autoptr (DsLock) lock = tsas != NULL ? ds_lock_try (path, error) : NULL;

  if (lock == NULL || !note_clock (store, error))
    return NULL;
  drop_named (tsas, except);
  return run_errands (tsas, store_folder, haste, cancellable);
}

/* Takes `stamp.lock` at a time when the TSA may be asked; waits outside the lock. */
static DsLock *
lock_when_rested (DsStore *store, const DsTsa *tsa, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = g_build_filename (ds_store_get_folder (store), "stamp.lock", NULL);

  for (;;)
    {
      g_autoptr (DsLock) lock = ds_lock_take (path, error);
      DsTime now = ds_time_now ();
      DsTime earliest;
      double wait_s;

      if (lock == NULL || !ds_store_refresh (store, error) || !note_clock (store, error)
          || !ds_stamp_requests_end (store, tsa, error)
          || !ds_stamp_plan_compute_rest (store, tsa, now, DS_STAMP_AT_ONCE, &earliest, error))
        return NULL;
      wait_s = ds_time_seconds_between (now, earliest);
      if (wait_s <= 0)
        return g_steal_pointer (&lock);
      g_clear_pointer (&lock, ds_lock_release);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      g_usleep ((gulong) (MIN (wait_s, WAIT_STEP_S) * G_USEC_PER_SEC));
    }
}

/**
 * ds_stamper_stamp_digest:
 * @tsa: who is to sign
 * @sha256: of a file outside any project
 * @cancellable: (nullable)
 * @error: %DS_ERROR_NETWORK, %DS_ERROR_NO_TSA, %DS_ERROR_REJECTED, %DS_ERROR_NOT_PROVED, else as
 *   ds_store_append()
 *
 * A direct stamp, journalled like every other. Waits until the TSA's interval has run. Blocks.
 *
 * Returns: (transfer full) (nullable): the verified answer
 */
DsFileStamp *
ds_stamper_stamp_digest (DsStore *store, const DsTsa *tsa, const DsDigest *sha256,
                         GCancellable *cancellable, GError **error)
{
  g_autoptr (DsLock) lock = lock_when_rested (store, tsa, cancellable, error);
  g_auto (Target) target = { "file", ds_digest_to_hex (sha256), *sha256 };
  g_autoptr (DsStampAnswer) answer = NULL;
  g_autoptr (GBytes) response = NULL;
  DsFileStamp *stamp;

  if (lock != NULL)
    answer = ask (store, tsa, &target, &response, cancellable, error);
  if (answer == NULL)
    return NULL;
  stamp = g_new0 (DsFileStamp, 1);
  stamp->response = g_steal_pointer (&response);
  stamp->token = g_bytes_ref (ds_token_get_octets (answer->token));
  stamp->gen_time = ds_token_get_gen_time (answer->token);
  stamp->serial = g_strdup (ds_token_get_serial (answer->token));
  stamp->is_test = tsa->is_test || answer->finding->is_test;
  return stamp;
}
