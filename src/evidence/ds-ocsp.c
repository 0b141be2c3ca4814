/* ds-ocsp.c - what an OCSP answer says of one certificate (RFC 6960)
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * By hand, because OCSP_basic_verify() looks at the responder's certificate now, not at the time of
 * the answer. Believed is the issuer itself, or a responder whose certificate the issuer signed for
 * that purpose (4.2.2.2); one that a person would have to trust beside them is refused. */
#include <glib/gi18n.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "evidence/ds-algorithms.h"
#include "evidence/ds-revocation-status.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_CERTID, OCSP_CERTID_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free)

/* (nullable): borrowed: the part of @answer that names @certificate. */
static OCSP_SINGLERESP *
find_single (OCSP_BASICRESP *answer, X509 *certificate, X509 *issuer)
{
  for (int i = 0; i < OCSP_resp_count (answer); i++)
    {
      OCSP_SINGLERESP *single = OCSP_resp_get0 (answer, i);
      OCSP_CERTID *id = (OCSP_CERTID *) OCSP_SINGLERESP_get0_id (single);
      ASN1_OBJECT *algorithm = NULL;
      const EVP_MD *digest;
      g_autoptr (OCSP_CERTID) own = NULL;

      OCSP_id_get0_info (NULL, &algorithm, NULL, NULL, id);
      digest = EVP_get_digestbyobj (algorithm);
      if (digest != NULL)
        own = OCSP_cert_to_id (digest, certificate, issuer);
      if (own != NULL && OCSP_id_cmp (own, id) == 0)
        return single;
    }
  return NULL;
}

static gboolean
may_answer (X509 *responder, X509 *issuer, DsTime time)
{
  g_autoptr (EXTENDED_KEY_USAGE) usage =
      X509_get_ext_d2i (responder, NID_ext_key_usage, NULL, NULL);
  gboolean is_for_answers = FALSE;

  for (int i = 0; i < sk_ASN1_OBJECT_num (usage); i++)
    if (OBJ_obj2nid (sk_ASN1_OBJECT_value (usage, i)) == NID_OCSP_sign)
      is_for_answers = TRUE;
  return is_for_answers
         && X509_NAME_cmp (X509_get_issuer_name (responder), X509_get_subject_name (issuer)) == 0
         && X509_verify (responder, X509_get0_pubkey (issuer)) == 1
         && ds_time_compare (time, ds_time_from_asn1 (X509_get0_notBefore (responder))) >= 0
         && ds_time_compare (time, ds_time_from_asn1 (X509_get0_notAfter (responder))) <= 0;
}

static gboolean
has_signed (X509 *responder, OCSP_BASICRESP *answer)
{
  EVP_PKEY *key = X509_get0_pubkey (responder);

  return key != NULL
         && ASN1_item_verify (ASN1_ITEM_rptr (OCSP_RESPDATA), OCSP_resp_get0_tbs_sigalg (answer),
                              (ASN1_BIT_STRING *) OCSP_resp_get0_signature (answer),
                              (void *) OCSP_resp_get0_respdata (answer), key)
                == 1;
}

/* (nullable): borrowed: the authorised certificate whose key the answer is signed with. */
static X509 *
find_responder (OCSP_BASICRESP *answer, X509 *issuer, DsTime time)
{
  const STACK_OF (X509) *certificates = OCSP_resp_get0_certs (answer);

  if (has_signed (issuer, answer))
    return issuer;
  for (int i = 0; i < sk_X509_num (certificates); i++)
    {
      X509 *certificate = sk_X509_value (certificates, i);

      if (may_answer (certificate, issuer, time) && has_signed (certificate, answer))
        return certificate;
    }
  return NULL;
}

/* (nullable): why the answer is not to be believed. */
static const char *
find_origin_fault (OCSP_BASICRESP *answer, X509 *issuer, DsTime time)
{
  X509 *responder = find_responder (answer, issuer, time);
  g_autoptr (DsAlgorithms) algorithms = NULL;

  if (responder == NULL)
    return N_ ("nobody whom the issuer authorised has signed it");
  if (ds_time_compare (time, ds_time_from_asn1 (X509_get0_notAfter (issuer))) > 0)
    return N_ ("the issuer's certificate was not valid when it was issued");
  algorithms = ds_algorithms_new ();
  ds_algorithms_add_key (algorithms, X509_get0_pubkey (responder));
  ds_algorithms_add_signature (algorithms, DS_USE_REVOCATION, OCSP_resp_get0_tbs_sigalg (answer));
  return ds_algorithms_are_trusted (algorithms, time)
             ? NULL
             : N_ ("its signature was too weak at its time");
}

/* Since when it tells of certificates that have ended (RFC 6960, 4.4.4). */
static DsTime
get_told_since (OCSP_SINGLERESP *single, DsTime this_update)
{
  g_autoptr (ASN1_GENERALIZEDTIME) cutoff =
      OCSP_SINGLERESP_get1_ext_d2i (single, NID_id_pkix_OCSP_archiveCutoff, NULL, NULL);

  return cutoff != NULL ? ds_time_from_asn1 (cutoff) : this_update;
}

static void
read_single (OCSP_SINGLERESP *single, DsRevocationStatus *status)
{
  ASN1_GENERALIZEDTIME *revoked = NULL;
  ASN1_GENERALIZEDTIME *this_update = NULL;
  ASN1_GENERALIZEDTIME *next_update = NULL;
  int reason = DS_REASON_ABSENT;
  int told = OCSP_single_get0_status (single, &reason, &revoked, &this_update, &next_update);

  status->this_update = ds_time_from_asn1 (this_update);
  status->next_update = next_update != NULL ? ds_time_from_asn1 (next_update) : status->this_update;
  status->told_since = get_told_since (single, status->this_update);
  status->revoked_since = ds_time_from_asn1 (revoked);
  status->reason = reason;
  if (told == V_OCSP_CERTSTATUS_GOOD)
    status->state = DS_STATUS_GOOD;
  else if (told != V_OCSP_CERTSTATUS_REVOKED)
    status->state = DS_STATUS_NOT_TOLD;
  else
    status->state = reason == CRL_REASON_CERTIFICATE_HOLD ? DS_STATUS_ON_HOLD : DS_STATUS_REVOKED;
}

/**
 * ds_ocsp_get_status:
 * @issuer: of @certificate, next in its path
 *
 * Returns: what @answer says of @certificate; whether it covers a certain time is for the caller
 */
DsRevocationStatus
ds_ocsp_get_status (OCSP_BASICRESP *answer, X509 *certificate, X509 *issuer)
{
  DsRevocationStatus status = { .state = DS_STATUS_NOT_TOLD, .kind = N_ ("OCSP answer") };
  OCSP_SINGLERESP *single = find_single (answer, certificate, issuer);

  if (single != NULL)
    {
      read_single (single, &status);
      status.fault = find_origin_fault (answer, issuer, status.this_update);
      if (status.fault != NULL)
        status.state = DS_STATUS_UNUSABLE;
    }
  ERR_clear_error ();
  return status;
}
