/* ds-revocation.c - whether the certificates of a path were revoked, and what that means
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * RFC 3161, 4: what a key signed before it was retired stays valid if the reason says that it was
 * only retired; if the key may have been in other hands, or no reason is given, every token of it
 * is doubtful, whatever its genTime says, unless a later proof shows that it existed before. */
#include "evidence/ds-revocation.h"

#include <glib/gi18n.h>
#include <openssl/x509v3.h>

#include "evidence/ds-revocation-status.h"

#define CHECK "revocation"
#define DATA_CHECK "revocation-data"
#define SOURCE "RFC 5280, 6.3; RFC 6960"
#define REASON_SOURCE "RFC 3161, 4; RFC 5280, 5.3"

/* One certificate of the path on its way through the checks. */
typedef struct
{
  const DsRevocationTerms *terms;
  DsVerdict *verdict;
  X509 *certificate;
  X509 *issuer;
  gboolean is_signer;
  char *name; /* owned */
} Question;

static const char *
describe_reason (int reason)
{
  static const char *const words[] = {
    [CRL_REASON_UNSPECIFIED] = N_ ("no reason given"),
    [CRL_REASON_KEY_COMPROMISE] = N_ ("key compromised"),
    [CRL_REASON_CA_COMPROMISE] = N_ ("CA compromised"),
    [CRL_REASON_AFFILIATION_CHANGED] = N_ ("affiliation changed"),
    [CRL_REASON_SUPERSEDED] = N_ ("superseded"),
    [CRL_REASON_CESSATION_OF_OPERATION] = N_ ("operation ended"),
    [CRL_REASON_CERTIFICATE_HOLD] = N_ ("on hold"),
    [CRL_REASON_PRIVILEGE_WITHDRAWN] = N_ ("privilege withdrawn"),
    [CRL_REASON_AA_COMPROMISE] = N_ ("AA compromised"),
  };

  if (reason < 0 || reason >= (int) G_N_ELEMENTS (words) || words[reason] == NULL)
    return words[CRL_REASON_UNSPECIFIED];
  return words[reason];
}

/* The key was retired, and never in other hands. */
static gboolean
is_mere_retirement (int reason)
{
  return reason == CRL_REASON_AFFILIATION_CHANGED || reason == CRL_REASON_SUPERSEDED
         || reason == CRL_REASON_CESSATION_OF_OPERATION;
}

/* Whether “good” is an answer for genTime: given later, or in force then; and not from after the
 * certificate's end, when its entry may have been dropped. */
static gboolean
covers (const DsRevocationStatus *status, const Question *q)
{
  DsTime until = ds_time_from_asn1 (X509_get0_notAfter (q->certificate));

  return ds_time_compare (status->next_update, q->terms->latest) >= 0
         && ds_time_compare (status->told_since, until) <= 0;
}

/* Whether @other is to be followed rather than @best. What says that it was revoked counts most; of
 * two others the later one. */
static gboolean
is_better (const DsRevocationStatus *other, const DsRevocationStatus *best)
{
  if (best->state == DS_STATUS_NOT_TOLD)
    return TRUE;
  if ((other->state == DS_STATUS_REVOKED) != (best->state == DS_STATUS_REVOKED))
    return other->state == DS_STATUS_REVOKED;
  if (other->state == DS_STATUS_REVOKED)
    return ds_time_compare (other->revoked_since, best->revoked_since) < 0;
  return ds_time_compare (other->this_update, best->this_update) > 0;
}

static void
consider (const Question *q, DsRevocationStatus status, DsRevocationStatus *best)
{
  g_autofree char *made = ds_time_format_display (status.this_update);

  if (status.state == DS_STATUS_NOT_TOLD)
    return;
  if (status.state == DS_STATUS_UNUSABLE)
    ds_verdict_note (q->verdict, DATA_CHECK, SOURCE, N_ ("not used for %s: the %s of %s, since %s"),
                     q->name, status.kind, made, status.fault);
  else if (status.state == DS_STATUS_GOOD && !covers (&status, q))
    ds_verdict_note (q->verdict, DATA_CHECK, SOURCE,
                     N_ ("not used for %s: the %s of %s says nothing about genTime"), q->name,
                     status.kind, made);
  else if (is_better (&status, best))
    *best = status;
}

static DsRevocationStatus
find_best (const Question *q)
{
  const DsRevocationData *data = q->terms->data;
  DsRevocationStatus best = { .state = DS_STATUS_NOT_TOLD };

  for (guint i = 0; i < ds_revocation_data_get_n_crls (data); i++)
    consider (q,
              ds_crl_get_status (ds_revocation_data_get_crl (data, i), q->certificate, q->issuer),
              &best);
  for (guint i = 0; i < ds_revocation_data_get_n_answers (data); i++)
    consider (
        q, ds_ocsp_get_status (ds_revocation_data_get_answer (data, i), q->certificate, q->issuer),
        &best);
  return best;
}

static void
tell_unknown (const Question *q)
{
  if (q->terms->is_required)
    ds_verdict_doubt (q->verdict, CHECK, "TRY_LATER", SOURCE,
                      N_ ("revocation of %s was not checked: no CRL or OCSP answer tells of it"),
                      q->name);
  else
    ds_verdict_skip (q->verdict, CHECK, SOURCE,
                     N_ ("revocation of %s was not checked: no CRL or OCSP answer tells of it"),
                     q->name);
}

/* Revoked after genTime, for a reason that puts every token of the key in doubt. */
static void
tell_compromised (const Question *q, const DsRevocationStatus *status, const char *since)
{
  const char *reason = describe_reason (status->reason);

  if (q->terms->is_covered && ds_time_compare (q->terms->known_at, status->revoked_since) < 0)
    ds_verdict_note (q->verdict, CHECK, REASON_SOURCE,
                     N_ ("%s was revoked as of %s (%s); a later proof shows that the token existed "
                         "before"),
                     q->name, since, reason);
  else
    ds_verdict_doubt (
        q->verdict, CHECK, q->is_signer ? "REVOKED_NO_POE" : "REVOKED_CA_NO_POE", REASON_SOURCE,
        N_ ("%s was revoked as of %s (%s): nothing later proves that the token existed "
            "before"),
        q->name, since, reason);
}

static void
tell_revoked (const Question *q, const DsRevocationStatus *status)
{
  g_autofree char *since = ds_time_format_display (status->revoked_since);
  const char *reason = describe_reason (status->reason);
  gboolean is_after = ds_time_compare (status->revoked_since, q->terms->latest) > 0;
  gboolean is_before = ds_time_compare (status->revoked_since, q->terms->earliest) <= 0;

  if (is_after && is_mere_retirement (status->reason))
    ds_verdict_note (q->verdict, CHECK, REASON_SOURCE,
                     N_ ("%s was revoked as of %s (%s), after genTime: earlier tokens stay valid"),
                     q->name, since, reason);
  else if (is_before && q->is_signer)
    {
      ds_verdict_fail (q->verdict, CHECK, "REVOKED", REASON_SOURCE,
                       N_ ("%s was revoked as of %s (%s), before genTime"), q->name, since, reason);
      ds_verdict_set_trouble (q->verdict, DS_TROUBLE_NONCONFORMANT);
    }
  else
    tell_compromised (q, status, since);
}

static void
tell (const Question *q, const DsRevocationStatus *status)
{
  g_autofree char *made = ds_time_format_display (status->this_update);
  g_autofree char *next = ds_time_format_display (status->next_update);

  if (status->state == DS_STATUS_GOOD)
    ds_verdict_pass (q->verdict, CHECK, SOURCE,
                     N_ ("%s was not revoked: %s of %s, the next one due %s"), q->name,
                     status->kind, made, next);
  else if (status->state == DS_STATUS_ON_HOLD)
    ds_verdict_doubt (q->verdict, CHECK, "TRY_LATER", REASON_SOURCE,
                      N_ ("%s was on hold by the %s of %s: whether it will be revoked is open"),
                      q->name, status->kind, made);
  else if (status->state == DS_STATUS_REVOKED)
    tell_revoked (q, status);
  else
    tell_unknown (q);
}

static void
tell_no_data (const DsRevocationTerms *terms, DsVerdict *verdict)
{
  if (terms->is_required)
    ds_verdict_doubt (verdict, CHECK, "TRY_LATER", SOURCE,
                      N_ ("revocation was not checked: there is no CRL or OCSP answer"));
  else
    ds_verdict_skip (verdict, CHECK, SOURCE, N_ ("revocation was not checked"));
}

/**
 * ds_revocation_judge:
 * @path: signer first, anchor last; an anchor is not revoked but taken out of the store
 * @terms: what it is judged by
 * @verdict: gets one check for each certificate, or one that nothing was checked
 */
void
ds_revocation_judge (const DsX509List *path, const DsRevocationTerms *terms, DsVerdict *verdict)
{
  if (terms->data == NULL || ds_revocation_data_is_empty (terms->data))
    {
      tell_no_data (terms, verdict);
      return;
    }
  for (int i = 0; i < sk_X509_num (path) - 1; i++)
    {
      X509 *certificate = sk_X509_value (path, i);
      g_autofree char *name = ds_x509_name_to_text (X509_get_subject_name (certificate));
      Question q = { terms, verdict, certificate, sk_X509_value (path, i + 1), i == 0, name };
      DsRevocationStatus status = find_best (&q);

      tell (&q, &status);
    }
}
