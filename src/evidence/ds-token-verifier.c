/* ds-token-verifier.c - whether a TimeStampToken proves what it is said to prove
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * OpenSSL's TS_RESP_verify_*() is no verdict: it refuses genuine tokens and never looks at genTime,
 * at the path's dates then, at extensions of TSTInfo or at the strength of anything. So each rule
 * is a check of its own here, and OpenSSL is asked for signatures and links of a path only. Forged
 * or altered octets are FAILED; a genuine token that breaks the standard, or that cannot be decided
 * with what is here, is INDETERMINATE. */
#include "evidence/ds-token-verifier.h"

#include <glib/gi18n.h>
#include <openssl/err.h>
#include <string.h>

#include "evidence/ds-algorithms.h"
#include "evidence/ds-ess.h"
#include "evidence/ds-path.h"
#include "evidence/ds-signed-data.h"
#include "evidence/ds-signer-profile.h"
#include "stamp/ds-tsa.h"

#define CLOCK_TOLERANCE_S 300 /* between a TSA's clock and this computer's */
#define ACCURACY_MAX_S 3600   /* beyond it a token says nothing about the day's work */
#define PRACTICE_MARK "Draftseal practice"

/* What the checks of one token share. */
typedef struct
{
  DsToken *token;
  const DsTokenExpectation *expected;
  DsTokenFinding *finding;
  DsVerdict *verdict;          /* of @finding */
  CMS_ContentInfo *cms;        /* owned; a copy of its own, since OpenSSL writes to it */
  CMS_SignerInfo *signer_info; /* borrowed from @cms */
  STACK_OF (X509) * pool;      /* owned list, borrowed certificates: all that are not trusted */
} Verification;

/* The token's constructor refused anything that is not so. */
static void
tell_form (Verification *self)
{
  g_autofree char *octets =
      g_strdup_printf ("%" G_GSIZE_FORMAT, g_bytes_get_size (ds_token_get_octets (self->token)));

  ds_verdict_pass (self->verdict, "token-form", "RFC 5652, 5.1; RFC 3161, 2.4.2",
                   N_ ("a SignedData over a TSTInfo of version 1, %s octets, read to the last"),
                   octets);
}

/* Since when the token is known to exist, besides by what it says itself. */
static void
tell_existence (Verification *self)
{
  const DsTime *covered_at = self->expected->covered_at;
  g_autofree char *time =
      ds_time_format_display (covered_at != NULL ? *covered_at : self->expected->now);

  if (covered_at != NULL)
    ds_verdict_pass (self->verdict, "proof-of-existence", "EN 319 102-1, 5.6.2",
                     N_ ("a later time stamp of %s covers the token, which is judged as of then"),
                     time);
  else
    ds_verdict_skip (self->verdict, "proof-of-existence", "EN 319 102-1, 5.6.2",
                     N_ ("nothing later covers the token; it is judged as of %s"), time);
}

static void
check_imprint (Verification *self)
{
  const DsDigest *stated = ds_token_get_imprint (self->token);
  const DsDigest *wanted = self->expected->imprint;
  const char *oid = ds_token_get_imprint_oid (self->token);
  const char *name = ds_digest_algorithm_get_name (stated->algorithm);
  g_autofree char *hex = ds_digest_to_hex (stated);

  if (stated->algorithm == DS_DIGEST_NONE && ds_digest_algorithm_from_oid (oid) != DS_DIGEST_NONE)
    {
      ds_verdict_doubt (
          self->verdict, "token-imprint", "CRYPTO_CONSTRAINTS_FAILURE", "RFC 3161, 2.4.1",
          N_ ("the imprint is said to be a %s digest, but has another length: it covers "
              "nothing"),
          ds_digest_algorithm_get_name (ds_digest_algorithm_from_oid (oid)));
      ds_verdict_set_trouble (self->verdict, DS_TROUBLE_NONCONFORMANT);
    }
  else if (stated->algorithm == DS_DIGEST_NONE)
    ds_verdict_doubt (self->verdict, "token-imprint", "CRYPTO_CONSTRAINTS_FAILURE",
                      "RFC 3161, 2.4.2", N_ ("algorithm not supported: the imprint's digest %s"),
                      oid);
  else if (wanted == NULL)
    ds_verdict_doubt (self->verdict, "token-imprint", "SIGNED_DATA_NOT_FOUND", "RFC 3161, 2.4.2",
                      N_ ("the token covers %s %s; the data is not here"), name, hex);
  else if (wanted->algorithm != stated->algorithm && !self->expected->is_answer)
    ds_verdict_doubt (self->verdict, "token-imprint", "SIGNED_DATA_NOT_FOUND", "RFC 3161, 2.4.2",
                      N_ ("the token covers %s %s; of the data only a %s digest is here"), name,
                      hex, ds_digest_algorithm_get_name (wanted->algorithm));
  else if (!ds_digest_equal (wanted, stated))
    ds_verdict_fail (self->verdict, "token-imprint", "HASH_FAILURE", "RFC 3161, 2.4.2",
                     N_ ("the token covers %s %s, which is not the digest of the data"), name, hex);
  else
    ds_verdict_pass (self->verdict, "token-imprint", "RFC 3161, 2.4.2",
                     N_ ("the token covers the data: %s %s"), name, hex);
}

/* Nonces are integers: leading zeros and the case of digits mean nothing. */
static gboolean
nonces_are_equal (const char *a, const char *b)
{
  while (*a == '0')
    a++;
  while (*b == '0')
    b++;
  return g_ascii_strcasecmp (a, b) == 0;
}

static void
check_nonce (Verification *self)
{
  const char *sent = self->expected->nonce;
  const char *received = ds_token_get_nonce (self->token);

  if (sent == NULL && received == NULL)
    ds_verdict_pass (self->verdict, "token-nonce", "RFC 3161, 2.4.2",
                     N_ ("none was sent, none came"));
  else if (sent != NULL && received != NULL && nonces_are_equal (sent, received))
    ds_verdict_pass (self->verdict, "token-nonce", "RFC 3161, 2.4.2",
                     N_ ("the request's nonce %s came back"), received);
  else
    ds_verdict_doubt (self->verdict, "token-nonce", "SIG_CONSTRAINTS_FAILURE", "RFC 3161, 2.4.2",
                      N_ ("the nonce is %s, the request's was %s: this answers another request"),
                      received != NULL ? received : "–", sent != NULL ? sent : "–");
}

static void
check_policy (Verification *self)
{
  const char *asked = self->expected->policy;
  const char *stated = ds_token_get_policy (self->token);

  if (asked == NULL)
    ds_verdict_pass (self->verdict, "token-policy", "RFC 3161, 2.4.2",
                     N_ ("policy %s; none was asked for"), stated);
  else if (strcmp (asked, stated) == 0)
    ds_verdict_pass (self->verdict, "token-policy", "RFC 3161, 2.4.2",
                     N_ ("policy %s, as asked for"), stated);
  else
    ds_verdict_doubt (self->verdict, "token-policy", "SIG_CONSTRAINTS_FAILURE", "RFC 3161, 2.4.2",
                      N_ ("policy %s, but %s was asked for"), stated, asked);
}

static void
check_request (Verification *self)
{
  if (self->expected->is_answer)
    {
      check_nonce (self);
      check_policy (self);
    }
  else
    ds_verdict_skip (self->verdict, "token-request", "RFC 3161, 2.4.2",
                     N_ ("the request is not here; nonce and policy (%s) were not compared"),
                     ds_token_get_policy (self->token));
}

static void
check_time (Verification *self)
{
  DsTime gen_time = ds_token_get_gen_time (self->token);
  DsTime latest = ds_time_add_seconds (self->expected->now, CLOCK_TOLERANCE_S);
  DsTime earliest = ds_time_add_seconds (self->expected->now, -CLOCK_TOLERANCE_S);
  g_autofree char *stated = ds_time_format_display (gen_time);
  g_autofree char *now = ds_time_format_display (self->expected->now);

  if (ds_token_gen_time_is_loose (self->token))
    {
      ds_verdict_doubt (self->verdict, "token-time", "FORMAT_FAILURE", "RFC 3161, 2.4.2",
                        N_ ("genTime %s is not written in UTC without needless zeros"), stated);
      ds_verdict_set_trouble (self->verdict, DS_TROUBLE_NONCONFORMANT);
    }
  else if (self->expected->covered_at != NULL
           && ds_time_compare (gen_time, *self->expected->covered_at) > 0)
    ds_verdict_doubt (self->verdict, "token-time", "TIMESTAMP_ORDER_FAILURE", "EN 319 102-1, 5.6.2",
                      N_ ("genTime %s is after that of a later time stamp over it"), stated);
  else if (ds_time_compare (gen_time, latest) > 0)
    ds_verdict_doubt (
        self->verdict, "token-time", "TIMESTAMP_ORDER_FAILURE",
        "RFC 3161, 2.4.2; EN 319 102-1, 5.6.2",
        N_ ("genTime %s is after the validation time %s: one of the two clocks is wrong"), stated,
        now);
  else if (self->expected->is_answer && ds_time_compare (gen_time, earliest) < 0)
    ds_verdict_note (
        self->verdict, "token-time", "RFC 3161, 2.4.2",
        N_ ("signed at %s; this computer's clock says %s: one of the two clocks is wrong"), stated,
        now);
  else
    ds_verdict_pass (self->verdict, "token-time", "RFC 3161, 2.4.2",
                     N_ ("signed at %s, not after the validation time %s"), stated, now);
}

static void
check_accuracy (Verification *self)
{
  DsAccuracy accuracy = ds_token_get_accuracy (self->token);
  guint32 microseconds = accuracy.milliseconds * 1000 + accuracy.microseconds;
  g_autofree char *stated =
      g_strdup_printf ("%" G_GUINT64_FORMAT ".%06u", accuracy.seconds, microseconds);

  if (!accuracy.is_present)
    ds_verdict_note (self->verdict, "token-accuracy", "RFC 3161, 2.4.2",
                     N_ ("the token states no accuracy; the TSA's policy may"));
  else if (accuracy.seconds > ACCURACY_MAX_S)
    ds_verdict_doubt (self->verdict, "token-accuracy", "SIG_CONSTRAINTS_FAILURE", "RFC 3161, 2.4.2",
                      N_ ("the time is good to ± %s s only; more than %s s is not accepted"),
                      stated, G_STRINGIFY (ACCURACY_MAX_S));
  else
    ds_verdict_pass (self->verdict, "token-accuracy", "RFC 3161, 2.4.2",
                     N_ ("the time is good to ± %s s"), stated);
}

static void
check_extensions (Verification *self)
{
  const char *critical = ds_token_get_critical_extension (self->token);

  if (critical == NULL)
    {
      ds_verdict_pass (self->verdict, "token-extensions", "RFC 3161, 2.4.2",
                       N_ ("no critical extension"));
      return;
    }
  ds_verdict_fail (
      self->verdict, "token-extensions", "FORMAT_FAILURE", "RFC 3161, 2.4.2",
      N_ ("the critical extension %s is not known: what the token means is not, either"), critical);
  ds_verdict_set_trouble (self->verdict, DS_TROUBLE_NONCONFORMANT);
}

static void
add_all (STACK_OF (X509) * pool, const DsX509List *list)
{
  for (int i = 0; i < sk_X509_num (list); i++)
    sk_X509_push (pool, sk_X509_value (list, i));
}

/* Of all certificates that the signer's id fits, the one that ESSCertID names; else the first. A
 * certificate's place in the token means nothing. */
static X509 *
find_signer (Verification *self, const DsEss *ess)
{
  X509 *found = NULL;

  for (int i = 0; i < sk_X509_num (self->pool); i++)
    {
      X509 *certificate = sk_X509_value (self->pool, i);

      if (CMS_SignerInfo_cert_cmp (self->signer_info, certificate) != 0)
        continue;
      if (ds_ess_names_first (ess, certificate))
        return certificate;
      if (found == NULL)
        found = certificate;
    }
  return found;
}

static void
tell_signer (Verification *self, X509 *signer)
{
  g_autofree char *name = NULL;

  if (signer == NULL)
    {
      ds_verdict_doubt (
          self->verdict, "signer-certificate", "NO_SIGNING_CERTIFICATE_FOUND", "RFC 5652, 5.3",
          N_ ("the signing certificate is neither in the token nor among those given"));
      return;
    }
  name = ds_x509_name_to_text (X509_get_subject_name (signer));
  if (ds_x509_list_contains (ds_token_get_certificates (self->token), signer))
    ds_verdict_pass (self->verdict, "signer-certificate", "RFC 5652, 5.3", N_ ("signed by %s"),
                     name);
  else
    ds_verdict_note (self->verdict, "signer-certificate", "RFC 3161, 2.4.1",
                     N_ ("signed by %s, whose certificate is not in the token"), name);
}

static char **
digest_keys (const DsX509List *path)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();

  for (int i = 0; i < sk_X509_num (path); i++)
    {
      unsigned char *der = NULL;
      int length = i2d_X509_PUBKEY (X509_get_X509_PUBKEY (sk_X509_value (path, i)), &der);
      DsDigest digest = ds_digest_sha256 (der, (gsize) MAX (length, 0));

      OPENSSL_free (der);
      g_ptr_array_add (keys, ds_digest_to_hex (&digest));
    }
  g_ptr_array_add (keys, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&keys), FALSE);
}

static void
check_path (Verification *self, const DsPath *path)
{
  g_autofree char *count = g_strdup_printf ("%d", sk_X509_num (self->expected->anchors));

  if (path != NULL)
    ds_verdict_append (self->verdict, path->verdict);
  else if (sk_X509_num (self->expected->anchors) <= 0)
    ds_verdict_doubt (self->verdict, "path", "NO_CERTIFICATE_CHAIN_FOUND", "RFC 5280, 6",
                      N_ ("no trust anchor is known for this TSA, so nothing can be proved"));
  else
    ds_verdict_doubt (self->verdict, "path", "NO_CERTIFICATE_CHAIN_FOUND", "RFC 5280, 6",
                      N_ ("no path leads from the signing certificate to one of %s trust anchors"),
                      count);
}

static DsAlgorithms *
collect_algorithms (Verification *self, X509 *signer)
{
  DsAlgorithms *algorithms = ds_algorithms_new ();

  ds_algorithms_add_digest (algorithms, DS_USE_IMPRINT,
                            ds_token_get_imprint (self->token)->algorithm);
  ds_algorithms_add_digest (algorithms, DS_USE_SIGNATURE,
                            ds_signed_data_get_digest (self->signer_info));
  ds_algorithms_add_key (algorithms, X509_get0_pubkey (signer));
  ERR_clear_error ();
  return algorithms;
}

static gboolean
name_is_practice (const X509_NAME *name)
{
  g_autofree char *text = ds_x509_name_to_text (name);

  return strstr (text, PRACTICE_MARK) != NULL;
}

static gboolean
is_practice (DsToken *token, X509 *signer)
{
  if (strcmp (ds_token_get_policy (token), DS_PRACTICE_POLICY) == 0)
    return TRUE;
  return signer != NULL
         && (name_is_practice (X509_get_subject_name (signer))
             || name_is_practice (X509_get_issuer_name (signer)));
}

static void
describe_signer (Verification *self, X509 *signer, const DsPath *path)
{
  self->finding->signer = signer;
  X509_up_ref (signer);
  self->finding->signature = ds_signed_data_describe_signature (self->signer_info, signer);
  if (path == NULL)
    return;
  self->finding->path = X509_chain_up_ref (path->certificates);
  self->finding->keys = digest_keys (path->certificates);
}

static DsPathTerms
get_terms (const Verification *self)
{
  const DsTokenExpectation *expected = self->expected;
  DsTime gen_time = ds_token_get_gen_time (self->token);
  DsAccuracy accuracy = ds_token_get_accuracy (self->token);
  gint64 spread = (gint64) MIN (accuracy.seconds, ACCURACY_MAX_S)
                  + (accuracy.milliseconds + accuracy.microseconds > 0 ? 1 : 0);
  DsRevocationTerms revocation = { expected->revocation,
                                   expected->needs_revocation,
                                   ds_time_add_seconds (gen_time, -spread),
                                   ds_time_add_seconds (gen_time, spread),
                                   expected->covered_at != NULL ? *expected->covered_at
                                                                : expected->now,
                                   expected->covered_at != NULL };

  return (DsPathTerms){ gen_time, revocation };
}

static void
check_signer (Verification *self)
{
  DsTime gen_time = ds_token_get_gen_time (self->token);
  DsPathTerms terms = get_terms (self);
  g_autoptr (DsEss) ess = ds_ess_new (self->signer_info);
  X509 *signer = find_signer (self, ess);
  g_autoptr (DsAlgorithms) algorithms = NULL;
  g_autoptr (DsPath) path = NULL;

  tell_signer (self, signer);
  if (signer == NULL)
    return;
  path = ds_path_find (signer, self->expected->anchors, self->pool, &terms);
  algorithms = collect_algorithms (self, signer);
  describe_signer (self, signer, path);
  ds_ess_check (ess, signer, self->finding->path, self->token, self->verdict);
  ds_signed_data_check_signature (self->signer_info, signer, self->verdict);
  ds_signer_profile_check (signer, ds_token_get_tsa_name (self->token), self->verdict);
  ds_algorithms_judge_then (algorithms, self->verdict, "token-algorithms", gen_time);
  check_path (self, path);
  ds_algorithms_judge_since (algorithms, self->verdict, "token-algorithms-since", gen_time,
                             terms.revocation.known_at);
}

/* Own copy: CMS_SignerInfo_verify() writes into what the token shares between threads. */
static CMS_ContentInfo *
copy_cms (DsToken *token)
{
  gsize length;
  const guint8 *at = g_bytes_get_data (ds_token_get_octets (token), &length);
  CMS_ContentInfo *cms = d2i_CMS_ContentInfo (NULL, &at, (long) length);

  g_assert (cms != NULL); /* the token's constructor read the same octets */
  return cms;
}

static void
check_signed_data (Verification *self)
{
  self->signer_info = ds_signed_data_check_signers (self->cms, self->verdict);
  if (self->signer_info == NULL
      || !ds_signed_data_check_attributes (self->signer_info, self->token, self->verdict))
    return;
  check_signer (self);
}

/**
 * ds_token_verify:
 * @token: a token
 * @expected: what to judge it against
 *
 * Makes every check that needs no revocation data and no later proof; the worst decides. Pure: no
 * clock, no network, no file; any thread. For a proof that a later time stamp covers, @expected's
 * now is that stamp's genTime.
 *
 * Returns: (transfer full): the verdict, and what was found on the way
 */
DsTokenFinding *
ds_token_verify (DsToken *token, const DsTokenExpectation *expected)
{
  DsTokenFinding *finding;
  Verification self = { token, expected };

  g_return_val_if_fail (token != NULL && expected != NULL, NULL);

  finding = self.finding = g_new0 (DsTokenFinding, 1);
  self.verdict = finding->verdict = ds_verdict_new ();
  self.cms = copy_cms (token);
  self.pool = sk_X509_new_null ();
  add_all (self.pool, ds_token_get_certificates (token));
  add_all (self.pool, expected->untrusted);
  add_all (self.pool, expected->anchors);

  tell_form (&self);
  check_imprint (&self);
  check_request (&self);
  check_time (&self);
  check_signed_data (&self);
  tell_existence (&self);
  check_accuracy (&self);
  check_extensions (&self);
  if (ds_verdict_find_check (self.verdict, "revocation") == NULL)
    ds_verdict_skip (self.verdict, "revocation", "RFC 5280, 6.3",
                     N_ ("revocation was not checked: there is no path to check"));
  finding->is_test = is_practice (token, finding->signer);

  sk_X509_free (self.pool);
  CMS_ContentInfo_free (self.cms);
  ERR_clear_error ();
  return finding;
}

void
ds_token_finding_free (DsTokenFinding *self)
{
  g_clear_pointer (&self->verdict, ds_verdict_unref);
  ds_x509_list_free (self->path);
  g_strfreev (self->keys);
  X509_free (self->signer);
  g_free (self->signature);
  g_free (self);
}
