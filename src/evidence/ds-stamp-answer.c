/* ds-stamp-answer.c - what came back from a TSA, verified, kept and journalled
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Nothing is believed before it was verified in full, and the journal speaks of nothing that is not
 * on disk. */
#include "evidence/ds-stamp-answer.h"

#include <string.h>

#include "base/ds-error.h"
#include "evidence/ds-authorities.h"
#include "project/ds-catalog-stamping.h"

#define REASON_CHARACTERS_MAX 400
#define SENDER_DIED "the program ended before an answer was kept"

/**
 * ds_stamp_answer_verify:
 * @tsa: who was asked
 * @imprint: what was to be signed
 * @nonce: of the request, hexadecimal
 * @token: as received
 * @code: (out) (optional): why it is not believed, a sub-indication; %NULL if there is none
 * @error: %DS_ERROR_NOT_PROVED, or that of ds_token_parse_unverified()
 *
 * Returns: (transfer full) (nullable): the answer, if it is one to this request and to be believed
 */
DsStampAnswer *
ds_stamp_answer_verify (const DsTsa *tsa, const DsDigest *imprint, const char *nonce, GBytes *token,
                        char **code, GError **error)
{
  g_autoptr (DsX509List) anchors = ds_authorities_dup_anchors (tsa);
  DsTokenExpectation expected = { .imprint = imprint,
                                  .anchors = anchors,
                                  .now = ds_time_now (),
                                  .nonce = nonce,
                                  .policy = tsa->policy,
                                  .is_answer = TRUE };
  g_autoptr (DsStampAnswer) self = g_new0 (DsStampAnswer, 1);
  const DsCheck *worst;

  self->token = ds_token_parse_unverified (token, error);
  if (self->token == NULL)
    {
      g_prefix_error (error, "the answer holds no time-stamp token: ");
      return NULL;
    }
  self->finding = ds_token_verify (self->token, &expected);
  if (ds_verdict_get_indication (self->finding->verdict) == DS_PASSED)
    return g_steal_pointer (&self);
  worst = ds_verdict_get_worst (self->finding->verdict);
  if (code != NULL)
    *code = g_strdup (worst != NULL ? worst->reason : NULL);
  g_set_error (error, DS_ERROR, DS_ERROR_NOT_PROVED, "the answer of %s was not accepted: %s (%s)",
               tsa->name, worst != NULL ? worst->detail : "nothing was proved",
               worst != NULL && worst->reason != NULL ? worst->reason : "INDETERMINATE");
  return NULL;
}

void
ds_stamp_answer_free (DsStampAnswer *self)
{
  g_clear_pointer (&self->token, ds_token_unref);
  g_clear_pointer (&self->finding, ds_token_finding_free);
  g_free (self);
}

/* Keeps the certificates of the path and those that came with the token. */
static DsJson *
keep_certificates (DsStore *store, DsStampAnswer *answer, GError **error)
{
  const DsX509List *lists[] = { answer->finding->path, ds_token_get_certificates (answer->token) };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (DsJson) names = ds_json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (int j = 0; lists[i] != NULL && j < sk_X509_num (lists[i]); j++)
      {
        g_autoptr (GBytes) der = ds_x509_to_der (sk_X509_value (lists[i], j));
        char *name = NULL;

        if (der == NULL || !ds_store_keep_object (store, "trust", der, &name, error))
          return NULL;
        if (!g_hash_table_contains (seen, name))
          ds_json_add_string (names, name);
        g_hash_table_add (seen, name);
      }
  return g_steal_pointer (&names);
}

static DsJson *
list_keys (const DsTokenFinding *finding)
{
  DsJson *keys = ds_json_array_new ();

  for (guint i = 0; finding->keys != NULL && finding->keys[i] != NULL; i++)
    ds_json_add_string (keys, finding->keys[i]);
  return keys;
}

static void
set_list (DsJson *body, const char *field, DsJson *list)
{
  if (ds_json_get_size (list) > 0)
    ds_json_set (body, field, list);
  else
    ds_json_unref (list);
}

/**
 * ds_stamp_answer_journal:
 * @request: seq of the request that it answers
 * @error: as ds_store_append()
 *
 * Token and certificates are on disk before the journal speaks of them.
 */
gboolean
ds_stamp_answer_journal (DsStampAnswer *self, DsStore *store, const DsTsa *tsa, guint64 request,
                         GError **error)
{
  g_autoptr (DsJson) body = ds_json_object_new ();
  g_autofree char *token = NULL;
  g_autofree char *gen_time = ds_time_format_exact (ds_token_get_gen_time (self->token));
  DsJson *certs;

  if (!ds_store_keep_object (store, "token", ds_token_get_octets (self->token), &token, error)
      || (certs = keep_certificates (store, self, error)) == NULL)
    return FALSE;
  ds_json_set_string (body, "type", "stamped");
  ds_json_set_integer (body, "request", request);
  ds_json_set_string (body, "tsa", tsa->name);
  ds_json_set_string (body, "token", token);
  ds_json_set_string (body, "gen_time", gen_time);
  ds_json_set_string (body, "serial", ds_token_get_serial (self->token));
  ds_json_set_string (body, "operator", tsa->operator_name);
  set_list (body, "certs", certs);
  set_list (body, "keys", list_keys (self->finding));
  if (tsa->is_test || self->finding->is_test)
    ds_json_set_boolean (body, "test", TRUE);
  return ds_store_append (store, body, NULL, error);
}

void
ds_stamp_failure_clear (DsStampFailure *self)
{
  g_free (self->reason);
  g_free (self->code);
}

/**
 * ds_stamp_failure_journal:
 * @request: seq of the request that failed
 * @failure: why
 * @error: as ds_store_append()
 */
gboolean
ds_stamp_failure_journal (DsStore *store, guint64 request, const DsStampFailure *failure,
                          GError **error)
{
  g_autoptr (DsJson) body = ds_json_object_new ();
  g_autofree char *valid = g_utf8_make_valid (failure->reason, -1);
  g_autofree char *text =
      g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), REASON_CHARACTERS_MAX));

  ds_json_set_string (body, "type", "failed");
  ds_json_set_integer (body, "request", request);
  ds_json_set_string (body, "reason", text);
  if (ds_stamp_trouble_to_word (failure->trouble) != NULL)
    ds_json_set_string (body, "trouble", ds_stamp_trouble_to_word (failure->trouble));
  if (failure->code != NULL)
    ds_json_set_string (body, "code", failure->code);
  if (failure->retry_after_s > 0)
    ds_json_set_integer (body, "retry_after", failure->retry_after_s);
  return ds_store_append (store, body, NULL, error);
}

/* Names of tokens that are kept but that no entry speaks of. */
static GPtrArray *
list_untold_tokens (DsStore *store)
{
  GPtrArray *untold = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *path = ds_store_build_path (store, "token", "");
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL); /* absent before the first token */
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (!ds_catalog_has_token (ds_store_get_catalog (store), name))
      g_ptr_array_add (untold, g_strdup (name));
  return untold;
}

/* The answer to @request among tokens that are kept: its sender died before he told of it. */
static DsStampAnswer *
find_answer (DsStore *store, const DsTsa *tsa, const DsOpenRequest *request, GPtrArray *untold)
{
  for (guint i = 0; i < untold->len; i++)
    {
      g_autoptr (GBytes) octets =
          ds_store_read_object (store, "token", g_ptr_array_index (untold, i), NULL);
      DsStampAnswer *answer =
          octets != NULL
              ? ds_stamp_answer_verify (tsa, &request->imprint, request->nonce, octets, NULL, NULL)
              : NULL;

      if (answer != NULL)
        return answer;
    }
  return NULL;
}

/**
 * ds_stamp_requests_end:
 * @tsa: an authority
 * @error: as ds_store_append()
 *
 * Ends in the journal what senders left open who died: with the answer where it was kept, so that
 * it is not bought twice, else as failed. When such a request arrived nobody knows, but the sender
 * held `stamp.lock` as the caller does now: the TSA's interval runs from this moment.
 */
gboolean
ds_stamp_requests_end (DsStore *store, const DsTsa *tsa, GError **error)
{
  g_autoptr (GPtrArray) open =
      ds_catalog_list_open_requests (ds_store_get_catalog (store), tsa->name, error);
  g_autoptr (GPtrArray) untold =
      open != NULL && open->len > 0 ? list_untold_tokens (store) : g_ptr_array_new ();

  for (guint i = 0; open != NULL && i < open->len; i++)
    {
      const DsOpenRequest *request = g_ptr_array_index (open, i);
      g_autoptr (DsStampAnswer) answer = find_answer (store, tsa, request, untold);
      DsStampFailure died = { .reason = (char *) SENDER_DIED };

      if (!(answer != NULL ? ds_stamp_answer_journal (answer, store, tsa, request->seq, error)
                           : ds_stamp_failure_journal (store, request->seq, &died, error)))
        return FALSE;
    }
  return open != NULL;
}
