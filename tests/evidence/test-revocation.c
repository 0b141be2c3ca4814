/* test-revocation.c - revoked when, why, by whose word, and what a token is worth then
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each row hands in one CRL or OCSP answer about the signer and a good CRL about its issuer; the
 * token is of 2026-06-01 12:00:00 and is looked at on 2026-11-22. */
#include <openssl/ocsp.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "evidence/ds-revocation-data.h"
#include "test-world.h"

#define CA "basicConstraints=critical,CA:TRUE|keyUsage=critical,keyCertSign,cRLSign"
#define POINT "crlDistributionPoints=URI:http://a/1.crl"
#define NOT_REVOKED (-2)
#define ABSENT (-1)

typedef enum
{
  CRL_GOOD,
  CRL_DELTA,
  CRL_INDIRECT,
  CRL_SOME_REASONS,
  CRL_OF_ATTRIBUTES,
  CRL_OF_CAS,
  CRL_OF_USERS,
  CRL_OF_OWN_POINT,
  CRL_OF_OTHER_POINT,
  CRL_UNKNOWN_CRITICAL,
  CRL_OF_STRANGER,
  CRL_WITH_EXPIRED,
  CRL_OVER_SHA1,
  OCSP_OF_ISSUER,
  OCSP_OF_RESPONDER,
  OCSP_OF_TSA,
  OCSP_OF_STRANGER,
  OCSP_UNKNOWN,
} Kind;

typedef struct
{
  const char *path;
  DsIndication indication;
  const char *reason;
  DsCheckResult result; /* of the check of the signer's revocation */
  Kind kind;
  int code; /* CRL_REASON_…, ABSENT or NOT_REVOKED */
  const char *revoked;
  const char *invalid; /* (nullable): invalidity date */
  const char *made;    /* (nullable): thisUpdate; a week goes by until the next one */
  const char *covered; /* (nullable): a later proof of the token */
  gboolean is_required;
  const char *tst_tail;
  const char *now;
} Case;

#define PASS DS_PASSED, NULL, DS_CHECK_PASSED
#define NOTE DS_PASSED, NULL, DS_CHECK_NOTED
#define SKIP DS_PASSED, NULL, DS_CHECK_NOT_DONE
#define OPEN(reason) DS_INDETERMINATE, reason, DS_CHECK_INDETERMINATE
#define FAIL DS_FAILED, "REVOKED", DS_CHECK_FAILED
#define AFTER "20260801000000Z"
#define BEFORE "20260501000000Z"
#define LATER_PROOF "2026-07-01T00:00:00Z"

static const Case cases[] = {
  /* not revoked */
  { "good/crl-of-later", PASS, CRL_GOOD, NOT_REVOKED, .made = "20261001000000Z" },
  { "good/crl-in-force-then", PASS, CRL_GOOD, NOT_REVOKED, .made = "20260530000000Z" },
  { "good/crl-ended-before", SKIP, CRL_GOOD, NOT_REVOKED, .made = "20260501000000Z" },
  { "good/ended-before-required", OPEN ("TRY_LATER"), CRL_GOOD, NOT_REVOKED,
    .made = "20260501000000Z", .is_required = TRUE },
  { "good/required", PASS, CRL_GOOD, NOT_REVOKED, .is_required = TRUE },
  { "good/ocsp-of-issuer", PASS, OCSP_OF_ISSUER, NOT_REVOKED },
  { "good/ocsp-of-responder", PASS, OCSP_OF_RESPONDER, NOT_REVOKED },
  { "good/of-users", PASS, CRL_OF_USERS, NOT_REVOKED },
  { "good/of-own-point", PASS, CRL_OF_OWN_POINT, NOT_REVOKED },
  /* after the signer's end in 2034 */
  { "ended/crl-drops-expired", DS_INDETERMINATE, "OUT_OF_BOUNDS_NO_POE", DS_CHECK_NOT_DONE,
    CRL_GOOD, NOT_REVOKED, .made = "20340201000000Z", .now = "2034-02-02T00:00:00Z" },
  { "ended/crl-keeps-expired", DS_INDETERMINATE, "OUT_OF_BOUNDS_NOT_REVOKED", DS_CHECK_PASSED,
    CRL_WITH_EXPIRED, NOT_REVOKED, .made = "20340201000000Z", .now = "2034-02-02T00:00:00Z" },
  { "ended/later-proof", PASS, CRL_GOOD, NOT_REVOKED, .now = "2036-02-02T00:00:00Z",
    .covered = LATER_PROOF },
  /* whose word does not count */
  { "unusable/delta", SKIP, CRL_DELTA, NOT_REVOKED },
  { "unusable/indirect", SKIP, CRL_INDIRECT, NOT_REVOKED },
  { "unusable/some-reasons", SKIP, CRL_SOME_REASONS, NOT_REVOKED },
  { "unusable/of-attributes", SKIP, CRL_OF_ATTRIBUTES, NOT_REVOKED },
  { "unusable/of-cas", SKIP, CRL_OF_CAS, NOT_REVOKED },
  { "unusable/of-other-point", SKIP, CRL_OF_OTHER_POINT, NOT_REVOKED },
  { "unusable/unknown-critical", SKIP, CRL_UNKNOWN_CRITICAL, NOT_REVOKED },
  { "unusable/of-stranger", SKIP, CRL_OF_STRANGER, 1, AFTER },
  { "unusable/over-sha1", SKIP, CRL_OVER_SHA1, NOT_REVOKED },
  { "unusable/ocsp-of-tsa", SKIP, OCSP_OF_TSA, NOT_REVOKED },
  { "unusable/ocsp-of-stranger", SKIP, OCSP_OF_STRANGER, 1, AFTER },
  { "unusable/ocsp-unknown", SKIP, OCSP_UNKNOWN, NOT_REVOKED },
  { "unusable/required", OPEN ("TRY_LATER"), CRL_DELTA, NOT_REVOKED, .is_required = TRUE },
  /* revoked after genTime */
  { "after/key-compromise", OPEN ("REVOKED_NO_POE"), CRL_GOOD, 1, AFTER },
  { "after/ca-compromise", OPEN ("REVOKED_NO_POE"), CRL_GOOD, 2, AFTER },
  { "after/affiliation-changed", NOTE, CRL_GOOD, 3, AFTER },
  { "after/superseded", NOTE, CRL_GOOD, 4, AFTER },
  { "after/cessation", NOTE, CRL_GOOD, 5, AFTER },
  { "after/hold", OPEN ("TRY_LATER"), CRL_GOOD, 6, AFTER },
  { "after/privilege-withdrawn", OPEN ("REVOKED_NO_POE"), CRL_GOOD, 9, AFTER },
  { "after/aa-compromise", OPEN ("REVOKED_NO_POE"), CRL_GOOD, 10, AFTER },
  { "after/no-reason", OPEN ("REVOKED_NO_POE"), CRL_GOOD, ABSENT, AFTER },
  { "after/unspecified", OPEN ("REVOKED_NO_POE"), CRL_GOOD, 0, AFTER },
  { "after/stale-crl-still-counts", OPEN ("REVOKED_NO_POE"), CRL_GOOD, 1, AFTER,
    .made = "20260501000000Z" },
  { "after/ocsp-key-compromise", OPEN ("REVOKED_NO_POE"), OCSP_OF_RESPONDER, 1, AFTER },
  { "after/ocsp-superseded", NOTE, OCSP_OF_ISSUER, 4, AFTER },
  { "after/compromise-but-proved", NOTE, CRL_GOOD, 1, AFTER, .covered = LATER_PROOF },
  { "after/compromise-before-proof", OPEN ("REVOKED_NO_POE"), CRL_GOOD, 1, "20260615000000Z",
    .covered = LATER_PROOF },
  { "after/invalid-since-before", FAIL, CRL_GOOD, 4, AFTER, .invalid = BEFORE },
  { "after/invalid-since-before-proof", OPEN ("REVOKED_NO_POE"), CRL_GOOD, 1, AFTER,
    .invalid = "20260615000000Z", .covered = LATER_PROOF },
  { "after/within-accuracy", OPEN ("REVOKED_NO_POE"), CRL_GOOD, 4, "20260601120030Z",
    .tst_tail = "300302013c" },
  { "after/beyond-accuracy", NOTE, CRL_GOOD, 4, "20260601120101Z", .tst_tail = "300302013c" },
  /* revoked before genTime */
  { "before/superseded", FAIL, CRL_GOOD, 4, BEFORE },
  { "before/key-compromise", FAIL, CRL_GOOD, 1, BEFORE },
  { "before/no-proof-helps", FAIL, CRL_GOOD, 1, BEFORE, .covered = LATER_PROOF },
  { "before/to-the-second", FAIL, CRL_GOOD, 4, "20260601120000Z" },
  { "before/ocsp", FAIL, OCSP_OF_ISSUER, 4, BEFORE },
};

static ASN1_TIME *
make_time (const char *text)
{
  ASN1_TIME *time = ASN1_TIME_new ();

  g_assert_true (ASN1_TIME_set_string (time, text));
  return time;
}

/* A week after @text. */
static ASN1_TIME *
make_next (const char *text)
{
  ASN1_TIME *time = make_time (text);
  struct tm parts;

  g_assert_true (ASN1_TIME_to_tm (time, &parts));
  return ASN1_TIME_adj (time, timegm (&parts), 7, 0);
}

static void
add_entry (X509_CRL *crl, X509 *certificate, const Case *c)
{
  X509_REVOKED *entry = X509_REVOKED_new ();
  ASN1_TIME *date = make_time (c->revoked);

  X509_REVOKED_set_serialNumber (entry, X509_get_serialNumber (certificate));
  X509_REVOKED_set_revocationDate (entry, date);
  if (c->code != ABSENT)
    {
      ASN1_ENUMERATED *reason = ASN1_ENUMERATED_new ();

      ASN1_ENUMERATED_set (reason, c->code);
      X509_REVOKED_add1_ext_i2d (entry, NID_crl_reason, reason, 0, 0);
      ASN1_ENUMERATED_free (reason);
    }
  if (c->invalid != NULL)
    {
      ASN1_GENERALIZEDTIME *since = ASN1_GENERALIZEDTIME_new ();

      ASN1_GENERALIZEDTIME_set_string (since, c->invalid);
      X509_REVOKED_add1_ext_i2d (entry, NID_invalidity_date, since, 0, 0);
      ASN1_GENERALIZEDTIME_free (since);
    }
  X509_CRL_add0_revoked (crl, entry);
  ASN1_TIME_free (date);
}

static void
add_extension (X509_CRL *crl, Kind kind)
{
  static const struct
  {
    Kind kind;
    const char *name;
    const char *value;
  } extensions[] = {
    { CRL_DELTA, "2.5.29.27", "critical,DER:020101" },
    { CRL_INDIRECT, "issuingDistributionPoint", "critical,indirectCRL:TRUE" },
    { CRL_SOME_REASONS, "issuingDistributionPoint", "critical,onlysomereasons:superseded" },
    { CRL_OF_ATTRIBUTES, "issuingDistributionPoint", "critical,onlyAA:TRUE" },
    { CRL_OF_CAS, "issuingDistributionPoint", "critical,onlyCA:TRUE" },
    { CRL_OF_USERS, "issuingDistributionPoint", "critical,onlyuser:TRUE" },
    { CRL_OF_OWN_POINT, "issuingDistributionPoint", "critical,fullname:URI:http://a/1.crl" },
    { CRL_OF_OTHER_POINT, "issuingDistributionPoint", "critical,fullname:URI:http://a/2.crl" },
    { CRL_UNKNOWN_CRITICAL, "1.3.6.1.4.1.99999.9", "critical,DER:0500" },
    { CRL_WITH_EXPIRED, "2.5.29.60", "DER:180f32303230303130313030303030305a" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (extensions); i++)
    if (extensions[i].kind == kind)
      {
        g_autoptr (X509_EXTENSION) extension =
            X509V3_EXT_conf (NULL, NULL, extensions[i].name, extensions[i].value);

        g_assert_nonnull (extension);
        X509_CRL_add_ext (crl, extension, -1);
      }
}

static const char *
get_made (const Case *c)
{
  return c->made != NULL ? c->made : "20261001000000Z";
}

static GBytes *
make_crl (X509 *certificate, const TestIdentity *issuer, const Case *c)
{
  X509_CRL *crl = X509_CRL_new ();
  ASN1_TIME *made = make_time (get_made (c));
  ASN1_TIME *next = make_next (get_made (c));
  unsigned char *der = NULL;
  int length;

  X509_CRL_set_version (crl, 1);
  X509_CRL_set_issuer_name (crl, X509_get_issuer_name (certificate));
  X509_CRL_set1_lastUpdate (crl, made);
  X509_CRL_set1_nextUpdate (crl, next);
  if (c->code != NOT_REVOKED)
    add_entry (crl, certificate, c);
  add_extension (crl, c->kind);
  X509_CRL_sort (crl);
  X509_CRL_sign (crl, issuer->key, c->kind == CRL_OVER_SHA1 ? EVP_sha1 () : EVP_sha256 ());
  length = i2d_X509_CRL (crl, &der);
  ASN1_TIME_free (made);
  ASN1_TIME_free (next);
  X509_CRL_free (crl);
  g_assert_cmpint (length, >, 0);
  return g_bytes_new_with_free_func (der, (gsize) length, (GDestroyNotify) free, der);
}

static OCSP_BASICRESP *
fill_answer (TestWorld *world, const Case *c)
{
  OCSP_BASICRESP *answer = OCSP_BASICRESP_new ();
  OCSP_CERTID *id = OCSP_cert_to_id (NULL, world->signer->certificate, world->issuer->certificate);
  ASN1_TIME *made = make_time (get_made (c));
  ASN1_TIME *next = make_next (get_made (c));
  ASN1_TIME *revoked = c->revoked != NULL ? make_time (c->revoked) : NULL;
  int status = c->kind == OCSP_UNKNOWN  ? V_OCSP_CERTSTATUS_UNKNOWN
               : c->code == NOT_REVOKED ? V_OCSP_CERTSTATUS_GOOD
                                        : V_OCSP_CERTSTATUS_REVOKED;

  OCSP_basic_add1_status (answer, id, status, c->code, revoked, made, next);
  OCSP_CERTID_free (id);
  ASN1_TIME_free (made);
  ASN1_TIME_free (next);
  ASN1_TIME_free (revoked);
  return answer;
}

static GBytes *
make_answer (TestWorld *world, const Case *c)
{
  static const TestProfile responder = {
    "OCSP", "P-256", NULL, "20200101000000Z", "20300101000000Z", "extendedKeyUsage=OCSPSigning"
  };
  gboolean is_stranger = c->kind == OCSP_OF_STRANGER;
  g_autoptr (TestIdentity) delegate =
      test_identity_new (&responder, is_stranger ? NULL : world->issuer);
  const TestIdentity *by = c->kind == OCSP_OF_RESPONDER || is_stranger ? delegate
                           : c->kind == OCSP_OF_TSA                    ? world->signer
                                                                       : world->issuer;
  OCSP_BASICRESP *answer = fill_answer (world, c);
  OCSP_RESPONSE *response;
  unsigned char *der = NULL;
  int length;

  g_assert_true (OCSP_basic_sign (answer, by->certificate, by->key, EVP_sha256 (), NULL, 0));
  response = OCSP_response_create (OCSP_RESPONSE_STATUS_SUCCESSFUL, answer);
  length = i2d_OCSP_RESPONSE (response, &der);
  OCSP_RESPONSE_free (response);
  OCSP_BASICRESP_free (answer);
  g_assert_cmpint (length, >, 0);
  return g_bytes_new_with_free_func (der, (gsize) length, (GDestroyNotify) free, der);
}

static DsRevocationData *
make_data (TestWorld *world, const Case *c)
{
  static const Case good = { .kind = CRL_GOOD, .code = NOT_REVOKED };
  const TestIdentity *by = c->kind == CRL_OF_STRANGER ? world->root : world->issuer;
  g_autoptr (GBytes) of_signer = c->kind >= OCSP_OF_ISSUER
                                     ? make_answer (world, c)
                                     : make_crl (world->signer->certificate, by, c);
  g_autoptr (GBytes) of_issuer = make_crl (world->issuer->certificate, world->root, &good);
  DsRevocationData *data = ds_revocation_data_new ();
  g_autoptr (GError) error = NULL;

  ds_revocation_data_add (data, of_signer, &error);
  g_assert_no_error (error);
  ds_revocation_data_add (data, of_issuer, &error);
  g_assert_no_error (error);
  return data;
}

static void
test_case (gconstpointer row)
{
  const Case *c = row;
  TestSetup setup = { .issuer.extensions = CA,
                      .root.extensions = CA,
                      .tst_tail = c->tst_tail,
                      .signer.extensions = TEST_TSA_EXTENSIONS "|" POINT,
                      .now = c->now };
  g_autoptr (TestWorld) world = test_world_new (&setup);
  g_autoptr (DsRevocationData) data = make_data (world, c);
  g_autoptr (DsTokenFinding) finding = NULL;
  const DsCheck *check;
  DsTime covered;

  world->expected.revocation = data;
  world->expected.needs_revocation = c->is_required;
  if (c->covered != NULL)
    {
      g_assert_true (ds_time_parse_exact (c->covered, &covered));
      world->expected.covered_at = &covered;
    }
  finding = ds_token_verify (world->token, &world->expected);
  for (guint i = 0; i < ds_verdict_get_n_checks (finding->verdict); i++)
    g_test_message ("%s", ds_verdict_get_check (finding->verdict, i)->detail);
  g_assert_cmpstr (ds_indication_to_text (ds_verdict_get_indication (finding->verdict)), ==,
                   ds_indication_to_text (c->indication));
  g_assert_cmpstr (ds_verdict_get_reason (finding->verdict), ==, c->reason);
  check = ds_verdict_find_check (finding->verdict, "revocation");
  g_assert_cmpstr (ds_check_result_to_text (check->result), ==,
                   ds_check_result_to_text (c->result));
  g_assert_true ((ds_verdict_find_check (finding->verdict, "revocation-data") != NULL)
                     == (check->result == DS_CHECK_NOT_DONE && c->kind != OCSP_UNKNOWN)
                 || c->is_required);
}

/* The issuer's word about itself, and the root's about the issuer. */
static void
test_issuer_revoked (void)
{
  static const Case revoked = { .kind = CRL_GOOD, .code = 1, .revoked = AFTER };
  TestSetup setup = { .issuer.extensions = CA, .root.extensions = CA };
  g_autoptr (TestWorld) world = test_world_new (&setup);
  g_autoptr (GBytes) crl = make_crl (world->issuer->certificate, world->root, &revoked);
  g_autoptr (DsRevocationData) data = ds_revocation_data_new ();
  g_autoptr (DsTokenFinding) finding = NULL;

  g_assert_true (ds_revocation_data_add (data, crl, NULL));
  world->expected.revocation = data;
  finding = ds_token_verify (world->token, &world->expected);
  test_world_assert_verdict (finding->verdict, DS_INDETERMINATE, "REVOKED_CA_NO_POE", "revocation");
}

static void
test_nothing_here (void)
{
  TestSetup setup = { 0 };
  g_autoptr (TestWorld) world = test_world_new (&setup);
  g_autoptr (DsTokenFinding) finding = NULL;

  world->expected.needs_revocation = TRUE;
  finding = ds_token_verify (world->token, &world->expected);
  test_world_assert_verdict (finding->verdict, DS_INDETERMINATE, "TRY_LATER", "revocation");
}

/* What is neither is refused; one octet more or less is, too. */
static void
test_unreadable (void)
{
  static const Case good = { .kind = CRL_GOOD, .code = NOT_REVOKED };
  TestSetup setup = { 0 };
  g_autoptr (TestWorld) world = test_world_new (&setup);
  g_autoptr (GBytes) whole = make_crl (world->signer->certificate, world->issuer, &good);
  g_autoptr (DsRevocationData) data = ds_revocation_data_new ();
  gsize length = g_bytes_get_size (whole);
  g_autofree guint8 *longer = g_malloc0 (length + 1);

  memcpy (longer, g_bytes_get_data (whole, NULL), length);
  for (gsize n = 0; n <= length + 1; n++)
    {
      g_autoptr (GBytes) part = g_bytes_new (longer, n);
      g_autoptr (GError) error = NULL;

      g_assert_true (ds_revocation_data_add (data, part, &error) == (n == length));
      g_assert_true ((error == NULL) == (n == length));
    }
  g_assert_cmpuint (ds_revocation_data_get_n_crls (data), ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/evidence/revocation/", cases[i].path, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/evidence/revocation/issuer", test_issuer_revoked);
  g_test_add_func ("/evidence/revocation/nothing-here", test_nothing_here);
  g_test_add_func ("/evidence/revocation/unreadable", test_unreadable);
  return g_test_run ();
}
