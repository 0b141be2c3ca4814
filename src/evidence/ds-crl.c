/* ds-crl.c - what a CRL says of one certificate (RFC 5280, 5 and 6.3)
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A CRL is judged at its own time, thisUpdate, not at genTime: one issued later is worth more,
 * since it knows more. Indirect and delta CRLs, and those for some reasons only, are refused by
 * name. */
#include <glib/gi18n.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "evidence/ds-algorithms.h"
#include "evidence/ds-revocation-status.h"

#define POINT_BY_FULL_NAME 0                 /* DIST_POINT_NAME.type */
#define OID_EXPIRED_CERTS_ON_CRL "2.5.29.60" /* X.509, 9.5.2.8 */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ASN1_ENUMERATED, ASN1_ENUMERATED_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ISSUING_DIST_POINT, ISSUING_DIST_POINT_free)

static gboolean
has_unknown_critical (X509_CRL *crl)
{
  for (int i = 0; i < X509_CRL_get_ext_count (crl); i++)
    {
      X509_EXTENSION *extension = X509_CRL_get_ext (crl, i);
      int nid = OBJ_obj2nid (X509_EXTENSION_get_object (extension));

      if (X509_EXTENSION_get_critical (extension) && nid != NID_issuing_distribution_point
          && nid != NID_crl_number && nid != NID_authority_key_identifier)
        return TRUE;
    }
  return FALSE;
}

static gboolean
names_overlap (const DIST_POINT_NAME *a, const DIST_POINT_NAME *b)
{
  if (a == NULL || b == NULL || a->type != POINT_BY_FULL_NAME || b->type != POINT_BY_FULL_NAME)
    return FALSE;
  for (int i = 0; i < sk_GENERAL_NAME_num (a->name.fullname); i++)
    for (int k = 0; k < sk_GENERAL_NAME_num (b->name.fullname); k++)
      if (GENERAL_NAME_cmp (sk_GENERAL_NAME_value (a->name.fullname, i),
                            sk_GENERAL_NAME_value (b->name.fullname, k))
          == 0)
        return TRUE;
  return FALSE;
}

/* A CA may have several CRLs; the certificate says which of them is its own. */
static gboolean
is_point_of (const DIST_POINT_NAME *point, X509 *certificate)
{
  CRL_DIST_POINTS *own = X509_get_ext_d2i (certificate, NID_crl_distribution_points, NULL, NULL);
  gboolean is_own = FALSE;

  for (int i = 0; i < sk_DIST_POINT_num (own) && !is_own; i++)
    is_own = names_overlap (point, sk_DIST_POINT_value (own, i)->distpoint);
  CRL_DIST_POINTS_free (own);
  return is_own;
}

/* (nullable): why its scope does not include @certificate for certain (RFC 5280, 5.2.5). */
static const char *
find_scope_fault (X509_CRL *crl, X509 *certificate)
{
  int critical;
  g_autoptr (ISSUING_DIST_POINT) point =
      X509_CRL_get_ext_d2i (crl, NID_issuing_distribution_point, &critical, NULL);
  gboolean is_ca = (X509_get_extension_flags (certificate) & EXFLAG_CA) != 0;

  if (X509_CRL_get_ext_by_NID (crl, NID_delta_crl, -1) >= 0)
    return N_ ("it is a delta CRL");
  if (has_unknown_critical (crl))
    return N_ ("it has a critical extension that is not known");
  if (point == NULL)
    return critical >= 0 || critical == -2 ? N_ ("its scope cannot be read") : NULL;
  if (point->indirectCRL > 0)
    return N_ ("it is an indirect CRL");
  if (point->onlysomereasons != NULL)
    return N_ ("it is for some reasons only");
  if (point->onlyattr > 0 || (point->onlyuser > 0 && is_ca) || (point->onlyCA > 0 && !is_ca))
    return N_ ("it is about other kinds of certificates");
  if (point->distpoint != NULL && !is_point_of (point->distpoint, certificate))
    return N_ ("it is another of the issuer's CRLs than the certificate names");
  return NULL;
}

static gboolean
is_strong (X509_CRL *crl, X509 *issuer, DsTime time)
{
  g_autoptr (DsAlgorithms) algorithms = ds_algorithms_new ();
  const X509_ALGOR *algorithm;

  ds_algorithms_add_key (algorithms, X509_get0_pubkey (issuer));
  X509_CRL_get0_signature (crl, NULL, &algorithm);
  ds_algorithms_add_signature (algorithms, DS_USE_REVOCATION, algorithm);
  return ds_algorithms_are_trusted (algorithms, time);
}

/* (nullable): why it is not to be believed. */
static const char *
find_origin_fault (X509_CRL *crl, X509 *issuer, DsTime time)
{
  EVP_PKEY *key = X509_get0_pubkey (issuer);
  guint32 usage = X509_get_key_usage (issuer); /* all ones if the extension is absent */

  if (key == NULL || X509_CRL_verify (crl, key) != 1)
    return N_ ("its signature is not of the issuer's key");
  if ((usage & X509v3_KU_CRL_SIGN) == 0)
    return N_ ("the issuer's key is not for CRLs");
  if (ds_time_compare (time, ds_time_from_asn1 (X509_get0_notBefore (issuer))) < 0
      || ds_time_compare (time, ds_time_from_asn1 (X509_get0_notAfter (issuer))) > 0)
    return N_ ("the issuer's certificate was not valid when it was issued");
  return is_strong (crl, issuer, time) ? NULL : N_ ("its signature was too weak at its time");
}

/* Since when it tells of certificates that have ended: a CA may drop those from its CRL, unless the
 * extension says from when on it keeps them. */
static DsTime
get_told_since (X509_CRL *crl, DsTime this_update)
{
  g_autoptr (ASN1_OBJECT) oid = OBJ_txt2obj (OID_EXPIRED_CERTS_ON_CRL, TRUE);
  int index = X509_CRL_get_ext_by_OBJ (crl, oid, -1);
  const ASN1_OCTET_STRING *value;
  const guint8 *at;
  g_autoptr (ASN1_GENERALIZEDTIME) since = NULL;

  if (index < 0)
    return this_update;
  value = X509_EXTENSION_get_data (X509_CRL_get_ext (crl, index));
  at = ASN1_STRING_get0_data (value);
  since = d2i_ASN1_GENERALIZEDTIME (NULL, &at, ASN1_STRING_length (value));
  return since != NULL ? ds_time_from_asn1 (since) : this_update;
}

static void
read_entry (X509_REVOKED *entry, DsRevocationStatus *status)
{
  g_autoptr (ASN1_ENUMERATED) reason = X509_REVOKED_get_ext_d2i (entry, NID_crl_reason, NULL, NULL);
  g_autoptr (ASN1_GENERALIZEDTIME) invalid =
      X509_REVOKED_get_ext_d2i (entry, NID_invalidity_date, NULL, NULL);
  DsTime invalid_since = ds_time_from_asn1 (invalid);

  status->revoked_since = ds_time_from_asn1 (X509_REVOKED_get0_revocationDate (entry));
  if (invalid != NULL && ds_time_compare (invalid_since, status->revoked_since) < 0)
    status->revoked_since = invalid_since;
  status->reason = reason != NULL ? (int) ASN1_ENUMERATED_get (reason) : DS_REASON_ABSENT;
  status->state =
      status->reason == CRL_REASON_CERTIFICATE_HOLD ? DS_STATUS_ON_HOLD : DS_STATUS_REVOKED;
}

/**
 * ds_crl_get_status:
 * @issuer: of @certificate, next in its path
 *
 * Returns: what @crl says of @certificate; whether it covers a certain time is for the caller
 */
DsRevocationStatus
ds_crl_get_status (X509_CRL *crl, X509 *certificate, X509 *issuer)
{
  DsRevocationStatus status = { .state = DS_STATUS_NOT_TOLD, .kind = "CRL" };
  const ASN1_TIME *next = X509_CRL_get0_nextUpdate (crl);
  X509_REVOKED *entry = NULL;

  if (X509_NAME_cmp (X509_CRL_get_issuer (crl), X509_get_issuer_name (certificate)) != 0)
    return status;
  status.this_update = ds_time_from_asn1 (X509_CRL_get0_lastUpdate (crl));
  status.next_update = next != NULL ? ds_time_from_asn1 (next) : status.this_update;
  status.told_since = get_told_since (crl, status.this_update);
  status.fault = find_scope_fault (crl, certificate);
  if (status.fault == NULL)
    status.fault = find_origin_fault (crl, issuer, status.this_update);
  if (status.fault != NULL)
    status.state = DS_STATUS_UNUSABLE;
  else if (X509_CRL_get0_by_cert (crl, &entry, certificate) == 1)
    read_entry (entry, &status);
  else
    status.state = DS_STATUS_GOOD;
  ERR_clear_error ();
  return status;
}
