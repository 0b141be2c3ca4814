/* test-stamper.c - what is owed is asked for once, and only a verified answer is believed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/ds-error.h"
#include "base/ds-lock.h"
#include "evidence/ds-authorities.h"
#include "evidence/ds-batch.h"
#include "evidence/ds-stamper.h"
#include "project/ds-catalog-stamping.h"
#include "stamp/ds-stamp-request.h"
#include "stamp/ds-stamp-response.h"
#include "store-scratch.h"
#include "tsa-server.h"

#define NO_INTERVAL "\"interval\":0"
#define LONG_INTERVAL "\"interval\":3600"

typedef struct
{
  Scratch scratch;
  DsStore *store;
  DsProject *project;
  TsaServer *server;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  scratch_setup (&f->scratch, NULL);
  f->store = scratch_open (&f->scratch);
  f->project = scratch_add_project (&f->scratch, f->store, "tea");
  f->server = tsa_server_start (f->scratch.scratch);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  tsa_server_stop (f->server);
  ds_project_free (f->project);
  ds_store_close (f->store);
  scratch_teardown (&f->scratch, NULL);
}

static void
add_tsa (Fixture *f, const char *name, const char *fields)
{
  g_autoptr (DsTsa) tsa = tsa_server_make_tsa (f->server, name, fields);
  g_autoptr (GError) error = NULL;

  ds_authorities_add (f->store, tsa, &error);
  g_assert_no_error (error);
}

/* One more draft in a batch of its own. */
static void
freeze_one (Fixture *f, const char *path)
{
  g_autofree char *record = scratch_append (f->store, f->project, &(ScratchDraft){ .path = path });

  scratch_freeze (f->store);
}

/* One pass, with one TSA: its outcome. */
static GPtrArray *
pass (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *outcomes = ds_stamper_pass (f->scratch.folder, NULL, DS_STAMP_AT_ONCE, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (ds_store_refresh (f->store, NULL));
  return outcomes;
}

static const DsStampOutcome *
nth (GPtrArray *outcomes, guint index)
{
  return g_ptr_array_index (outcomes, index);
}

static guint
count_stamps (Fixture *f)
{
  g_autoptr (GPtrArray) drafts = scratch_list_drafts (f->store);
  guint n = 0;

  for (guint i = 0; i < drafts->len; i++)
    {
      g_autoptr (GPtrArray) stamps = ds_catalog_list_stamps (ds_store_get_catalog (f->store),
                                                             g_ptr_array_index (drafts, i), NULL);

      n += stamps->len;
    }
  return n;
}

static DsTsaHistory *
read_history (Fixture *f, const char *tsa)
{
  return ds_catalog_read_history (ds_store_get_catalog (f->store), tsa, NULL);
}

static void
test_batch_is_stamped_once (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) second = NULL;

  add_tsa (f, "one", NO_INTERVAL);
  freeze_one (f, "a.svg");
  first = pass (f);
  g_assert_no_error (nth (first, 0)->error);
  g_assert_true (nth (first, 0)->was_asked);
  g_assert_cmpint (nth (first, 0)->plan->action, ==, DS_STAMP_NOTHING);
  second = pass (f);
  g_assert_false (nth (second, 0)->was_asked);
  g_assert_cmpuint (tsa_server_count_asked (f->server), ==, 1);
  g_assert_cmpuint (count_stamps (f), ==, 1);
}

static void
test_each_tsa_stamps (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) outcomes = NULL;

  add_tsa (f, "one", NO_INTERVAL);
  add_tsa (f, "two", NO_INTERVAL);
  freeze_one (f, "a.svg");
  outcomes = pass (f);
  g_assert_cmpuint (outcomes->len, ==, 2);
  g_assert_cmpuint (count_stamps (f), ==, 2);
}

/* However many batches an absent TSA owes, it signs one round when it is back. */
static void
test_round_for_what_was_missed (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) missed = NULL;
  g_autoptr (GPtrArray) back = NULL;

  add_tsa (f, "one", NO_INTERVAL);
  tsa_server_set_mood (f->server, TSA_HANGS_UP);
  freeze_one (f, "a.svg");
  missed = pass (f);
  g_assert_error (nth (missed, 0)->error, DS_ERROR, DS_ERROR_NETWORK);
  g_assert_cmpuint (count_stamps (f), ==, 0);
  freeze_one (f, "b.svg");
  freeze_one (f, "c.svg");
  tsa_server_set_mood (f->server, TSA_ANSWERS);
  back = pass (f);
  g_assert_no_error (nth (back, 0)->error);
  g_assert_cmpint (nth (back, 0)->plan->action, ==, DS_STAMP_NOTHING);
  g_assert_cmpuint (count_stamps (f), ==, 3);
  g_assert_cmpuint (ds_catalog_count_tokens (ds_store_get_catalog (f->store), "one"), ==, 1);
}

/* A retry asks for the same round. */
static void
test_round_is_kept_for_a_retry (Fixture *f, gconstpointer data)
{
  DsCatalog *catalog = ds_store_get_catalog (f->store);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  add_tsa (f, "one", NO_INTERVAL);
  tsa_server_set_mood (f->server, TSA_REFUSES);
  freeze_one (f, "a.svg");
  freeze_one (f, "b.svg");
  g_ptr_array_unref (pass (f));
  first = ds_catalog_dup_current_round (catalog, "one");
  g_ptr_array_unref (pass (f));
  second = ds_catalog_dup_current_round (catalog, "one");
  g_assert_nonnull (first);
  g_assert_cmpstr (first, ==, second);
}

typedef struct
{
  const char *name;
  TsaMood mood;
  int error;
  DsStampTrouble trouble;
  const char *code; /* (nullable) */
} Refusal;

static void
test_only_a_verified_answer_counts (Fixture *f, gconstpointer data)
{
  static const Refusal refusals[] = {
    { "refuses", TSA_REFUSES, DS_ERROR_REJECTED, DS_STAMP_TROUBLE_REFUSED, "badAlg" },
    { "hangs up", TSA_HANGS_UP, DS_ERROR_NETWORK, DS_STAMP_TROUBLE_UNREACHABLE, NULL },
    { "says garbage", TSA_SAYS_GARBAGE, DS_ERROR_FORMAT, DS_STAMP_TROUBLE_NOT_ACCEPTED, NULL },
    { "answers the request before", TSA_ANSWERS_LAST, DS_ERROR_NOT_PROVED,
      DS_STAMP_TROUBLE_NOT_ACCEPTED, "HASH_FAILURE" },
    { "is busy", TSA_IS_BUSY, DS_ERROR_NO_TSA, DS_STAMP_TROUBLE_NO_TSA, NULL },
  };
  g_autoptr (GPtrArray) at_rest = NULL;

  add_tsa (f, "one", NO_INTERVAL);
  freeze_one (f, "a.svg");
  g_ptr_array_unref (pass (f));
  freeze_one (f, "b.svg");
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr (GPtrArray) outcomes = NULL;
      g_autoptr (DsTsaHistory) history = NULL;

      g_test_message ("%s", refusals[i].name);
      tsa_server_set_mood (f->server, refusals[i].mood);
      outcomes = pass (f);
      g_assert_error (nth (outcomes, 0)->error, DS_ERROR, refusals[i].error);
      g_assert_cmpuint (count_stamps (f), ==, 1);
      history = read_history (f, "one");
      g_assert_cmpuint (history->n_failures, ==, i + 1);
      g_assert_nonnull (history->failure);
      g_assert_cmpint (history->trouble, ==, refusals[i].trouble);
      g_assert_cmpstr (history->code, ==, refusals[i].code);
      g_assert_cmpuint (history->retry_after_s, ==,
                        refusals[i].mood == TSA_IS_BUSY ? TSA_RETRY_AFTER_S : 0);
    }
  at_rest = pass (f); /* the last one asked for it */
  g_assert_false (nth (at_rest, 0)->was_asked);
}

static void
test_one_sender (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->scratch.folder, "stamp.lock", NULL);
  g_autoptr (DsLock) lock = ds_lock_take (path, NULL);
  g_autoptr (GError) error = NULL;

  add_tsa (f, "one", NO_INTERVAL);
  freeze_one (f, "a.svg");
  g_assert_null (ds_stamper_pass (f->scratch.folder, NULL, DS_STAMP_AT_ONCE, NULL, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_BUSY);
  g_assert_cmpuint (tsa_server_count_asked (f->server), ==, 0);
}

/* A request as one leaves it who dies before the answer: its sequence number. */
static guint64
journal_request (Fixture *f, const char *tsa, const DsFrozenBatch *batch, const char *nonce)
{
  g_autoptr (DsJson) body = ds_json_object_new ();
  DsJson *target = ds_json_object_new ();
  g_autoptr (GError) error = NULL;
  guint64 seq = 0;

  ds_json_set_string (target, "batch", batch->digest);
  ds_json_set_string (body, "type", "request");
  ds_json_set_string (body, "tsa", tsa);
  ds_json_set (body, "target", target);
  ds_json_set_string (body, "imprint", batch->root);
  ds_json_set_string (body, "nonce", nonce);
  ds_store_append (f->store, body, &seq, &error);
  g_assert_no_error (error);
  return seq;
}

static GPtrArray *
list_owed (Fixture *f)
{
  return ds_catalog_list_owed (ds_store_get_catalog (f->store), "one", NULL);
}

/* Nobody knows when a dead sender's request arrived: only that it was before its lock was free. The
 * interval runs from then. */
static void
test_request_of_a_dead_sender_ends (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) owed = NULL;
  g_autoptr (GPtrArray) outcomes = NULL;
  g_autoptr (DsTsaHistory) history = NULL;
  DsTime before;

  add_tsa (f, "one", LONG_INTERVAL);
  freeze_one (f, "a.svg");
  owed = list_owed (f);
  journal_request (f, "one", g_ptr_array_index (owed, 0), "123456789abcdef0");
  before = ds_time_now ();
  outcomes = pass (f);
  g_assert_no_error (nth (outcomes, 0)->error);
  g_assert_false (nth (outcomes, 0)->was_asked);
  g_assert_cmpint (nth (outcomes, 0)->plan->action, ==, DS_STAMP_WAIT);
  history = read_history (f, "one");
  g_assert_cmpuint (history->n_failures, ==, 1);
  g_assert_cmpint (ds_time_compare (history->ended, before), >=, 0);
  g_assert_cmpuint (tsa_server_count_asked (f->server), ==, 0);
}

/* What the TSA says to a request with this nonce, as token. */
static GBytes *
make_token (Fixture *f, const DsFrozenBatch *batch, const char *nonce)
{
  g_autoptr (GBytes) request = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (DsStampResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  DsDigest root;

  g_assert_true (ds_digest_from_hex (&root, DS_DIGEST_SHA256, batch->root));
  request = ds_stamp_request_encode (&root, nonce, NULL, &error);
  g_assert_no_error (error);
  answer = tsa_server_respond (f->server, request);
  response = ds_stamp_response_parse (answer, &error);
  g_assert_no_error (error);
  return g_bytes_ref (response->token);
}

typedef struct
{
  const char *name;
  const char *nonce; /* of the token that lies there */
  gboolean other_imprint;
  gboolean is_adopted;
} Orphan;

static const Orphan orphans[] = {
  { "answers-the-request", "123456789abcdef0", FALSE, TRUE },
  { "has-another-nonce", "123456789abcdef1", FALSE, FALSE },
  { "has-another-imprint", "123456789abcdef0", TRUE, FALSE },
};

/* The sender died between keeping the token and telling of it: it is paid for, so it is used. */
static void
test_token_of_a_dead_sender (Fixture *f, gconstpointer data)
{
  const Orphan *orphan = data;
  g_autoptr (GPtrArray) owed = NULL;
  g_autoptr (GPtrArray) outcomes = NULL;
  g_autoptr (GBytes) token = NULL;
  DsFrozenBatch *batch;

  add_tsa (f, "one", LONG_INTERVAL);
  freeze_one (f, "a.svg");
  freeze_one (f, "b.svg");
  owed = list_owed (f);
  batch = g_ptr_array_index (owed, 0);
  journal_request (f, "one", batch, "123456789abcdef0");
  token = make_token (f, g_ptr_array_index (owed, orphan->other_imprint ? 1 : 0), orphan->nonce);
  g_assert_true (ds_store_keep_object (f->store, "token", token, NULL, NULL));

  outcomes = pass (f);
  g_assert_no_error (nth (outcomes, 0)->error);
  g_assert_cmpuint (tsa_server_count_asked (f->server), ==, 0);
  g_assert_cmpuint (count_stamps (f), ==, orphan->is_adopted ? 1 : 0);
  g_assert_cmpuint (nth (outcomes, 0)->plan->n_batches, ==, orphan->is_adopted ? 1 : 2);
  g_ptr_array_unref (pass (f));
  g_assert_cmpuint (count_stamps (f), ==, orphan->is_adopted ? 1 : 0);
}

/* Puts the year of every entry from line @first on far into the future. */
static void
postdate (Fixture *f, guint64 first)
{
  g_autofree char *text = scratch_read (f->scratch.journal, NULL);
  const char *at = text;

  for (guint64 i = 0; *at != '\0'; i++, at = strchr (at, '\n') + 1)
    if (i >= first)
      scratch_poke (f->scratch.journal, strstr (at, "\"time\":\"") + 8 - text, "2099", 4);
  g_clear_pointer (&f->store, ds_store_close);
  scratch_remove_index (&f->scratch);
  f->store = scratch_open (&f->scratch);
}

/* The clock was wrong and is right again: an interval that ends in 2099 is over after an interval.
 */
static void
test_clock_set_back (Fixture *f, gconstpointer data)
{
  gint64 deadline = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;
  guint64 first;

  add_tsa (f, "one", "\"interval\":1");
  freeze_one (f, "a.svg");
  first = ds_store_get_next_seq (f->store);
  tsa_server_set_mood (f->server, TSA_REFUSES);
  g_ptr_array_unref (pass (f));
  postdate (f, first);
  tsa_server_set_mood (f->server, TSA_ANSWERS);
  for (gboolean was_asked = FALSE; !was_asked;)
    {
      g_autoptr (GPtrArray) outcomes = pass (f);

      was_asked = nth (outcomes, 0)->was_asked;
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (G_USEC_PER_SEC / 10);
    }
  g_assert_cmpuint (count_stamps (f), ==, 1);
}

static void
test_file_waits_for_the_interval (Fixture *f, gconstpointer data)
{
  DsDigest digest = ds_digest_sha256 ("a file", 6);
  g_autoptr (DsTsa) tsa = NULL;
  g_autoptr (DsFileStamp) first = NULL;
  g_autoptr (DsFileStamp) second = NULL;
  g_autoptr (GError) error = NULL;
  gint64 began;

  add_tsa (f, "one", "\"interval\":1");
  tsa = ds_authorities_find (f->store, "one", FALSE, NULL);
  first = ds_stamper_stamp_digest (f->store, tsa, &digest, NULL, &error);
  g_assert_no_error (error);
  began = g_get_monotonic_time ();
  second = ds_stamper_stamp_digest (f->store, tsa, &digest, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_get_monotonic_time () - began, >=, G_USEC_PER_SEC * 9 / 10);
  g_assert_true (first->is_test);
  g_assert_cmpstr (first->serial, !=, second->serial);
}

static void
test_cancelled_before_it_is_sent (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) outcomes = NULL;

  add_tsa (f, "one", NO_INTERVAL);
  freeze_one (f, "a.svg");
  g_cancellable_cancel (cancellable);
  outcomes = ds_stamper_pass (f->scratch.folder, NULL, DS_STAMP_AT_ONCE, cancellable, NULL);
  g_assert_error (nth (outcomes, 0)->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (tsa_server_count_asked (f->server), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/evidence/stamper/" name, Fixture, NULL, setup, func, teardown)
  ADD ("batch-is-stamped-once", test_batch_is_stamped_once);
  ADD ("each-tsa-stamps", test_each_tsa_stamps);
  ADD ("round-for-what-was-missed", test_round_for_what_was_missed);
  ADD ("round-is-kept-for-a-retry", test_round_is_kept_for_a_retry);
  ADD ("only-a-verified-answer-counts", test_only_a_verified_answer_counts);
  ADD ("one-sender", test_one_sender);
  ADD ("request-of-a-dead-sender-ends", test_request_of_a_dead_sender_ends);
  ADD ("clock-set-back", test_clock_set_back);
  ADD ("file-waits-for-the-interval", test_file_waits_for_the_interval);
  ADD ("cancelled-before-it-is-sent", test_cancelled_before_it_is_sent);
  for (guint i = 0; i < G_N_ELEMENTS (orphans); i++)
    {
      g_autofree char *path =
          g_strconcat ("/evidence/stamper/token-of-a-dead-sender/", orphans[i].name, NULL);

      g_test_add (path, Fixture, &orphans[i], setup, test_token_of_a_dead_sender, teardown);
    }
  return g_test_run ();
}
