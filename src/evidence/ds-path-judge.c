/* ds-path-judge.c - whether one path of certificates holds (RFC 5280, 6)
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stricter than RFC 5280: the anchor's own dates count, too. It lends its trust for that time only.
 * Laxer: an anchor may be any certificate the person trusts, even the signer's own; requiring a
 * policy (policyConstraints) is not enforced, since genuine TSAs have paths that break it. */
#include "evidence/ds-path-judge.h"

#include <glib/gi18n.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "evidence/ds-algorithms.h"

#define X509_CA_BY_BASIC_CONSTRAINTS 1 /* of X509_check_ca() */

static char *
describe (X509 *certificate)
{
  return ds_x509_name_to_text (X509_get_subject_name (certificate));
}

/* An intermediate must say itself that it is a CA; for anchors OpenSSL's older forms are enough. */
static X509 *
find_non_ca (const DsX509List *path)
{
  for (int i = 1; i < sk_X509_num (path) - 1; i++)
    if (X509_check_ca (sk_X509_value (path, i)) != X509_CA_BY_BASIC_CONSTRAINTS)
      return sk_X509_value (path, i);
  return NULL;
}

/* Signatures, CA flags, path lengths, name constraints and critical extensions of exactly @path.
 * Dates are judged apart from it, to be told in words. */
static int
verify_links (const DsX509List *path, X509 **culprit)
{
  g_autoptr (X509_STORE) store = X509_STORE_new ();
  g_autoptr (X509_STORE_CTX) context = X509_STORE_CTX_new ();
  STACK_OF (X509) *between = sk_X509_dup (path);
  X509 *anchor = sk_X509_value (path, sk_X509_num (path) - 1);
  gboolean is_right;
  int result;

  X509_STORE_add_cert (store, anchor);
  X509_STORE_CTX_init (context, store, sk_X509_value (path, 0), between);
  X509_VERIFY_PARAM_set_flags (X509_STORE_CTX_get0_param (context),
                               X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME);
  is_right = X509_verify_cert (context) == 1;
  result = X509_STORE_CTX_get_error (context);
  if (is_right != (result == X509_V_OK)) /* out of memory, or worse */
    result = X509_V_ERR_UNSPECIFIED;
  *culprit = sk_X509_value (
      path, CLAMP (X509_STORE_CTX_get_error_depth (context), 0, sk_X509_num (path) - 1));
  if (result == X509_V_OK && find_non_ca (path) != NULL)
    {
      *culprit = find_non_ca (path);
      result = X509_V_ERR_INVALID_CA;
    }
  sk_X509_free (between);
  ERR_clear_error ();
  return result;
}

static void
check_links (DsVerdict *verdict, const DsX509List *path)
{
  X509 *culprit;
  int error = verify_links (path, &culprit);
  g_autofree char *count = g_strdup_printf ("%d", sk_X509_num (path));
  g_autofree char *name = describe (culprit);

  if (error == X509_V_OK)
    ds_verdict_pass (
        verdict, "path-links", "RFC 5280, 6.1",
        N_ ("signatures, CA flags, path lengths and constraints of %s certificates hold"), count);
  else
    {
      ds_verdict_doubt (verdict, "path-links",
                        error == X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION
                            ? "CERTIFICATE_CHAIN_GENERAL_FAILURE"
                            : "CHAIN_CONSTRAINTS_FAILURE",
                        "RFC 5280, 6.1", N_ ("the path breaks at %s: %s"), name,
                        X509_verify_cert_error_string (error));
      ds_verdict_set_trouble (verdict, DS_TROUBLE_NONCONFORMANT);
    }
}

/* The certificate that was not in force when the token was signed; %NULL if all were. */
static X509 *
find_invalid (const DsX509List *path, DsTime gen_time, gboolean *is_early)
{
  for (int i = 0; i < sk_X509_num (path); i++)
    {
      X509 *certificate = sk_X509_value (path, i);

      *is_early =
          ds_time_compare (gen_time, ds_time_from_asn1 (X509_get0_notBefore (certificate))) < 0;
      if (*is_early
          || ds_time_compare (gen_time, ds_time_from_asn1 (X509_get0_notAfter (certificate))) > 0)
        return certificate;
    }
  return NULL;
}

static char *
describe_date (const ASN1_TIME *date)
{
  return ds_time_format_display (ds_time_from_asn1 (date));
}

/* RFC 3161 asks for a certificate in force when it signs. */
static void
check_dates_at_gen_time (DsVerdict *verdict, const DsX509List *path, DsTime gen_time)
{
  gboolean is_early;
  X509 *culprit = find_invalid (path, gen_time, &is_early);
  g_autofree char *signed_at = ds_time_format_display (gen_time);
  g_autofree char *name = culprit != NULL ? describe (culprit) : NULL;
  g_autofree char *limit = NULL;

  if (culprit == NULL)
    {
      ds_verdict_pass (verdict, "path-validity", "RFC 5280, 6.1.3",
                       N_ ("signed at %s; every certificate of the path was valid then"),
                       signed_at);
      return;
    }
  limit = describe_date (is_early ? X509_get0_notBefore (culprit) : X509_get0_notAfter (culprit));
  if (is_early)
    ds_verdict_doubt (verdict, "path-validity", "NOT_YET_VALID", "RFC 5280, 6.1.3",
                      N_ ("signed at %s, but the certificate of %s begins at %s"), signed_at, name,
                      limit);
  else
    ds_verdict_doubt (verdict, "path-validity", "EXPIRED", "RFC 5280, 6.1.3",
                      N_ ("signed at %s, but the certificate of %s had ended at %s"), signed_at,
                      name, limit);
  ds_verdict_set_trouble (verdict, DS_TROUBLE_NONCONFORMANT);
}

/* The certificate that ends first. */
static X509 *
find_first_to_end (const DsX509List *path)
{
  X509 *first = sk_X509_value (path, 0);

  for (int i = 1; i < sk_X509_num (path); i++)
    if (ds_time_compare (ds_time_from_asn1 (X509_get0_notAfter (sk_X509_value (path, i))),
                         ds_time_from_asn1 (X509_get0_notAfter (first)))
        < 0)
      first = sk_X509_value (path, i);
  return first;
}

/* Whether every certificate of the path was told of, and none as revoked. */
static gboolean
none_was_revoked (const DsVerdict *verdict)
{
  gboolean was_asked = FALSE;

  for (guint i = 0; i < ds_verdict_get_n_checks (verdict); i++)
    {
      const DsCheck *check = ds_verdict_get_check (verdict, i);

      if (strcmp (check->name, "revocation") != 0)
        continue;
      if (check->result != DS_CHECK_PASSED)
        return FALSE;
      was_asked = TRUE;
    }
  return was_asked;
}

/* A key that has ended is no longer guarded by revocation, so somebody may have it by now. */
static void
check_dates_at_now (DsVerdict *verdict, const DsX509List *path, const DsPathTerms *terms)
{
  DsTime gen_time = terms->gen_time;
  DsTime now = terms->revocation.known_at;
  X509 *first = find_first_to_end (path);
  DsTime until = ds_time_from_asn1 (X509_get0_notAfter (first));
  g_autofree char *signed_at = ds_time_format_display (gen_time);
  g_autofree char *looked_at = ds_time_format_display (now);
  g_autofree char *limit = ds_time_format_display (until);
  g_autofree char *name = describe (first);

  if (ds_time_compare (now, until) <= 0)
    ds_verdict_pass (verdict, "path-age", "EN 319 102-1, 5.6.2",
                     N_ ("no certificate of the path has ended by %s; the first to end is that of "
                         "%s, at %s"),
                     looked_at, name, limit);
  else if (ds_time_compare (gen_time, until) <= 0 && none_was_revoked (verdict))
    ds_verdict_doubt (verdict, "path-age", "OUT_OF_BOUNDS_NOT_REVOKED", "EN 319 102-1, 5.6.2",
                      N_ ("signed at %s; the certificate of %s was valid then and was not revoked, "
                          "but ended at %s, and nothing later proves the token's age at %s"),
                      signed_at, name, limit, looked_at);
  else if (ds_time_compare (gen_time, until) <= 0)
    ds_verdict_doubt (
        verdict, "path-age", "OUT_OF_BOUNDS_NO_POE", "EN 319 102-1, 5.6.2",
        N_ ("signed at %s; the certificate of %s was valid then, but ended at %s, and "
            "nothing later proves the token's age at %s"),
        signed_at, name, limit, looked_at);
  else
    ds_verdict_doubt (verdict, "path-age", "OUT_OF_BOUNDS_NO_POE", "EN 319 102-1, 5.6.2",
                      N_ ("signed at %s; the certificate of %s ended before, at %s, and nothing "
                          "later proves the token's age at %s"),
                      signed_at, name, limit, looked_at);
}

static DsAlgorithms *
collect_algorithms (const DsX509List *path)
{
  DsAlgorithms *algorithms = ds_algorithms_new ();
  int last = sk_X509_num (path) - 1;

  for (int i = 0; i <= last; i++)
    {
      ds_algorithms_add_key (algorithms, X509_get0_pubkey (sk_X509_value (path, i)));
      if (i < last) /* an anchor is trusted for what it is, not for who signed it */
        ds_algorithms_add_signature (algorithms, DS_USE_CERTIFICATE,
                                     X509_get0_tbs_sigalg (sk_X509_value (path, i)));
    }
  ERR_clear_error ();
  return algorithms;
}

static void
name_anchor (DsVerdict *verdict, const DsX509List *path)
{
  X509 *anchor = sk_X509_value (path, sk_X509_num (path) - 1);
  g_autoptr (GBytes) der = ds_x509_to_der (anchor);
  DsDigest digest = ds_digest_sha256_bytes (der);
  g_autofree char *fingerprint = ds_digest_to_hex (&digest);
  g_autofree char *count = g_strdup_printf ("%d", sk_X509_num (path));
  g_autofree char *name = describe (anchor);

  ds_verdict_pass (verdict, "path", "RFC 5280, 6",
                   N_ ("a path of %s certificates ends in the trust anchor %s (SHA-256 %s)"), count,
                   name, fingerprint);
}

/**
 * ds_path_judge:
 * @path: signer first, anchor last
 * @terms: what it is judged by
 *
 * Makes the checks from the least forgivable to the most, so that of two paths the one whose first
 * doubt comes later is the better one.
 *
 * Returns: (transfer full): the checks
 */
DsVerdict *
ds_path_judge (const DsX509List *path, const DsPathTerms *terms)
{
  g_autoptr (DsAlgorithms) algorithms = collect_algorithms (path);
  DsVerdict *verdict = ds_verdict_new ();

  name_anchor (verdict, path);
  check_links (verdict, path);
  check_dates_at_gen_time (verdict, path, terms->gen_time);
  ds_algorithms_judge_then (algorithms, verdict, "path-algorithms", terms->gen_time);
  ds_revocation_judge (path, &terms->revocation, verdict);
  check_dates_at_now (verdict, path, terms);
  ds_algorithms_judge_since (algorithms, verdict, "path-algorithms-since", terms->gen_time,
                             terms->revocation.known_at);
  return verdict;
}
