/* test-token-verifier.c - what a token proves, fault by fault
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each row makes a PKI and a token of its own in which only the named fault is wrong; what a row
 * does not say is right. */
#include "evidence/ds-token-verifier.h"
#include "test-world.h"

#define PURPOSE "extendedKeyUsage=critical,timeStamping"
#define USAGE "keyUsage=critical,digitalSignature"
#define UNKNOWN_EXTENSION "|1.3.6.1.4.1.99999.9=critical,DER:0500"
#define CRITICAL_IN_TST "a112301006092b06010401868d1f090101ff0400"
#define FORGED DS_TROUBLE_FORGED
#define BREAKS DS_TROUBLE_NONCONFORMANT
#define OPEN DS_TROUBLE_UNDECIDED

typedef struct
{
  const char *path;
  /* the expected verdict; with a reason, the check that has it, and its kind of trouble */
  DsIndication indication;
  const char *reason;
  const char *check;
  DsTrouble trouble;
  TestSetup with;
  const char *noted; /* the check that has a remark, although all holds */
} Case;

static const Case cases[] = {
  /* good */
  { "good/p-256", DS_PASSED },
  { "good/p-384", DS_PASSED, .with.digest = "sha384", .with.signer.key = "P-384" },
  { "good/p-521", DS_PASSED, .with.digest = "sha512", .with.signer.key = "P-521" },
  { "good/rsa-2048", DS_PASSED, .with.signer.key = "RSA-2048" },
  { "good/rsa-3072-sha512", DS_PASSED, .with.digest = "sha512", .with.signer.key = "RSA-3072" },
  { "good/rsa-pss", DS_PASSED, .with.fault = TEST_FAULT_PSS, .with.signer.key = "RSA-2048" },
  { "good/ed25519", DS_PASSED, .with.digest = "sha512", .with.signer.key = "Ed25519" },
  { "good/issued-by-rsa", DS_PASSED, .with.issuer.key = "RSA-2048" },
  { "good/issued-by-ed25519", DS_PASSED, .with.issuer.key = "Ed25519" },
  { "good/imprint-sha384", DS_PASSED, .with.imprint = DS_DIGEST_SHA384 },
  { "good/imprint-sha512", DS_PASSED, .with.imprint = DS_DIGEST_SHA512 },
  { "good/imprint-sha3-256", DS_PASSED, .with.imprint = DS_DIGEST_SHA3_256 },
  { "good/signer-by-key-id", DS_PASSED, .with.fault = TEST_FAULT_KEY_ID,
    .with.signer.extensions = TEST_TSA_EXTENSIONS "|subjectKeyIdentifier=hash" },
  { "good/issuer-first", DS_PASSED, .with.fault = TEST_FAULT_CERTIFICATES_REVERSED },
  { "good/ber-outside", DS_PASSED, .with.fault = TEST_FAULT_INDEFINITE_LENGTH },
  { "good/fraction", DS_PASSED, .with.gen_time = "20260601120000.125Z" },
  { "good/accuracy", DS_PASSED, .with.tst_tail = "3004800203e7" },
  { "good/attributes-unsorted", DS_PASSED, .with.fault = TEST_FAULT_ATTRIBUTES_UNSORTED,
    .noted = "token-attributes" },
  { "good/algorithms-protected", DS_PASSED, .with.fault = TEST_FAULT_PROTECTED },
  { "good/ess-v1", DS_PASSED, .with.fault = TEST_FAULT_ESS_V1, .noted = "signer-reference" },
  { "good/ess-v1-and-v2", DS_PASSED, .with.fault = TEST_FAULT_ESS_V1_AND_V2 },
  { "good/ess-names-issuer-second", DS_PASSED, .with.fault = TEST_FAULT_ESS_CA_SECOND },
  { "good/ess-names-attribute-certificate", DS_PASSED,
    .with.fault = TEST_FAULT_ESS_ATTRIBUTE_CERTIFICATE },
  { "good/ess-names-stranger-second", DS_PASSED, .with.fault = TEST_FAULT_ESS_UNKNOWN_SECOND,
    .noted = "signer-reference" },
  { "good/ess-issuer-serial", DS_PASSED, .with.fault = TEST_FAULT_ESS_ISSUER_SERIAL },
  { "good/non-repudiation", DS_PASSED,
    .with.signer.extensions = PURPOSE "|keyUsage=critical,nonRepudiation" },
  { "good/no-key-usage", DS_PASSED, .with.signer.extensions = PURPOSE },
  { "good/path-length-0", DS_PASSED,
    .with.issuer.extensions = "basicConstraints=critical,CA:TRUE,pathlen:0" },

  /* C: the shell */
  { "shell/no-signer", DS_FAILED, "FORMAT_FAILURE", "token-signers", BREAKS,
    .with.fault = TEST_FAULT_NO_SIGNER },
  { "shell/two-signers", DS_FAILED, "FORMAT_FAILURE", "token-signers", BREAKS,
    .with.fault = TEST_FAULT_TWO_SIGNERS },
  { "shell/no-attributes", DS_FAILED, "FORMAT_FAILURE", "token-attributes", BREAKS,
    .with.fault = TEST_FAULT_NO_ATTRIBUTES },
  { "shell/attribute-twice", DS_FAILED, "FORMAT_FAILURE", "token-attributes", BREAKS,
    .with.fault = TEST_FAULT_ATTRIBUTE_TWICE },
  { "shell/attribute-of-two-values", DS_FAILED, "FORMAT_FAILURE", "token-attributes", BREAKS,
    .with.fault = TEST_FAULT_ATTRIBUTE_OF_TWO_VALUES },
  { "shell/no-content-type", DS_FAILED, "SIG_CRYPTO_FAILURE", "token-content-type", FORGED,
    .with.fault = TEST_FAULT_NO_CONTENT_TYPE },
  { "shell/other-content-type", DS_FAILED, "SIG_CRYPTO_FAILURE", "token-content-type", FORGED,
    .with.fault = TEST_FAULT_OTHER_CONTENT_TYPE },
  { "shell/no-message-digest", DS_FAILED, "FORMAT_FAILURE", "token-message-digest", BREAKS,
    .with.fault = TEST_FAULT_NO_MESSAGE_DIGEST },
  { "shell/other-message-digest", DS_FAILED, "HASH_FAILURE", "token-message-digest", FORGED,
    .with.fault = TEST_FAULT_OTHER_MESSAGE_DIGEST },
  { "shell/algorithms-disagree", DS_INDETERMINATE, "SIG_CONSTRAINTS_FAILURE",
    "token-algorithms-agree", BREAKS, .with.fault = TEST_FAULT_ALGORITHMS_DISAGREE },
  { "shell/algorithms-not-as-signed", DS_FAILED, "SIG_CRYPTO_FAILURE", "token-algorithms-agree",
    FORGED, .with.fault = TEST_FAULT_PROTECTION_BROKEN },
  { "shell/unknown-signature-algorithm", DS_INDETERMINATE, "CRYPTO_CONSTRAINTS_FAILURE",
    "token-signature", OPEN, .with.fault = TEST_FAULT_UNKNOWN_SIGNATURE_ALGORITHM },
  { "shell/unknown-digest", DS_INDETERMINATE, "CRYPTO_CONSTRAINTS_FAILURE", "token-message-digest",
    OPEN, .with.fault = TEST_FAULT_UNKNOWN_DIGEST },

  /* D: the signer */
  { "signer/other-key", DS_FAILED, "SIG_CRYPTO_FAILURE", "token-signature", FORGED,
    .with.fault = TEST_FAULT_OTHER_KEY },
  { "signer/not-in-token", DS_INDETERMINATE, "NO_SIGNING_CERTIFICATE_FOUND", "signer-certificate",
    OPEN, .with.fault = TEST_FAULT_NO_CERTIFICATE },
  { "signer/no-ess", DS_INDETERMINATE, "SIG_CONSTRAINTS_FAILURE", "signer-reference", BREAKS,
    .with.fault = TEST_FAULT_NO_ESS },
  { "signer/ess-empty", DS_INDETERMINATE, "SIG_CONSTRAINTS_FAILURE", "signer-reference", BREAKS,
    .with.fault = TEST_FAULT_ESS_EMPTY },
  { "signer/ess-unreadable", DS_INDETERMINATE, "SIG_CONSTRAINTS_FAILURE", "signer-reference",
    BREAKS, .with.fault = TEST_FAULT_ESS_UNREADABLE },
  { "signer/ess-names-another", DS_INDETERMINATE, "NO_SIGNING_CERTIFICATE_FOUND",
    "signer-reference", OPEN, .with.fault = TEST_FAULT_ESS_OTHER },
  { "signer/ess-v2-names-another", DS_INDETERMINATE, "NO_SIGNING_CERTIFICATE_FOUND",
    "signer-reference", OPEN, .with.fault = TEST_FAULT_ESS_V1_RIGHT_V2_WRONG },
  { "signer/ess-v1-names-another", DS_INDETERMINATE, "NO_SIGNING_CERTIFICATE_FOUND",
    "signer-reference", OPEN, .with.fault = TEST_FAULT_ESS_V1_WRONG_V2_RIGHT },
  { "signer/ess-issuer-first", DS_INDETERMINATE, "SIG_CONSTRAINTS_FAILURE", "signer-reference",
    BREAKS, .with.fault = TEST_FAULT_ESS_CA_FIRST },
  { "signer/ess-other-serial", DS_INDETERMINATE, "NO_SIGNING_CERTIFICATE_FOUND", "signer-reference",
    OPEN, .with.fault = TEST_FAULT_ESS_OTHER_SERIAL },
  { "signer/no-purpose", DS_INDETERMINATE, "CHAIN_CONSTRAINTS_FAILURE", "signer-purpose", OPEN,
    .with.signer.extensions = USAGE },
  { "signer/purpose-not-critical", DS_INDETERMINATE, "CHAIN_CONSTRAINTS_FAILURE", "signer-purpose",
    BREAKS, .with.signer.extensions = USAGE "|extendedKeyUsage=timeStamping" },
  { "signer/two-purposes", DS_INDETERMINATE, "CHAIN_CONSTRAINTS_FAILURE", "signer-purpose", BREAKS,
    .with.signer.extensions = USAGE "|extendedKeyUsage=critical,timeStamping,codeSigning" },
  { "signer/private-purpose-beside", DS_INDETERMINATE, "CHAIN_CONSTRAINTS_FAILURE",
    "signer-purpose", BREAKS,
    .with.signer.extensions = USAGE "|extendedKeyUsage=critical,timeStamping,1.3.6.1.4.1.99999.8" },
  { "signer/any-purpose", DS_INDETERMINATE, "CHAIN_CONSTRAINTS_FAILURE", "signer-purpose", OPEN,
    .with.signer.extensions = USAGE "|extendedKeyUsage=critical,anyExtendedKeyUsage" },
  { "signer/purposes-twice", DS_INDETERMINATE, "CHAIN_CONSTRAINTS_FAILURE", "signer-purpose", OPEN,
    .with.signer.extensions = USAGE "|" PURPOSE "|" PURPOSE },
  { "signer/is-ca", DS_INDETERMINATE, "CHAIN_CONSTRAINTS_FAILURE", "signer-usage", BREAKS,
    .with.signer.extensions = PURPOSE "|basicConstraints=critical,CA:TRUE" },
  { "signer/signs-certificates", DS_INDETERMINATE, "CHAIN_CONSTRAINTS_FAILURE", "signer-usage",
    BREAKS, .with.signer.extensions = PURPOSE "|keyUsage=critical,digitalSignature,keyCertSign" },
  { "signer/only-encrypts", DS_INDETERMINATE, "CHAIN_CONSTRAINTS_FAILURE", "signer-usage", BREAKS,
    .with.signer.extensions = PURPOSE "|keyUsage=critical,keyEncipherment" },
  { "signer/unknown-critical-extension", DS_INDETERMINATE, "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    "path-links", BREAKS, .with.signer.extensions = TEST_TSA_EXTENSIONS UNKNOWN_EXTENSION },
  { "signer/tsa-name-of-another", DS_INDETERMINATE, "SIG_CONSTRAINTS_FAILURE", "signer-name",
    BREAKS, .with.tst_tail = "a003820161" },
  { "signer/tsa-name-is-alternative", DS_PASSED, .with.tst_tail = "a003820161",
    .with.signer.extensions = TEST_TSA_EXTENSIONS "|subjectAltName=DNS:a" },

  /* E: TSTInfo */
  { "tst/genTime-after-now", DS_INDETERMINATE, "TIMESTAMP_ORDER_FAILURE", "token-time", OPEN,
    .with.gen_time = "20261122000501Z" },
  { "tst/genTime-with-offset", DS_INDETERMINATE, "FORMAT_FAILURE", "token-time", BREAKS,
    .with.gen_time = "20260601120000+0800" },
  { "tst/genTime-with-trailing-zero", DS_INDETERMINATE, "FORMAT_FAILURE", "token-time", BREAKS,
    .with.gen_time = "20260601120000.50Z" },
  { "tst/genTime-within-tolerance", DS_PASSED, .with.gen_time = "20261122000500Z" },
  { "tst/genTime-in-year-9999", DS_INDETERMINATE, "TIMESTAMP_ORDER_FAILURE", "token-time", OPEN,
    .with.gen_time = "99991231235959Z" },
  { "tst/accuracy-of-an-hour", DS_PASSED, .with.tst_tail = "300402020e10" },
  { "tst/accuracy-beyond-an-hour", DS_INDETERMINATE, "SIG_CONSTRAINTS_FAILURE", "token-accuracy",
    OPEN, .with.tst_tail = "300402020e11" },
  { "tst/unknown-critical-extension", DS_FAILED, "FORMAT_FAILURE", "token-extensions", BREAKS,
    .with.tst_tail = CRITICAL_IN_TST },

  /* F: the path */
  { "path/before-signer-begins", DS_INDETERMINATE, "NOT_YET_VALID", "path-validity", BREAKS,
    .with.gen_time = "20191231235959Z" },
  { "path/after-signer-ended", DS_INDETERMINATE, "EXPIRED", "path-validity", BREAKS,
    .with.gen_time = "20340101000001Z", .with.now = "2035-01-01T00:00:00Z" },
  { "path/before-issuer-begins", DS_INDETERMINATE, "NOT_YET_VALID", "path-validity", BREAKS,
    .with.issuer.from = "20260601120001Z" },
  { "path/root-had-ended", DS_INDETERMINATE, "EXPIRED", "path-validity", BREAKS,
    .with.root.until = "20260601115959Z" },
  { "path/last-second", DS_PASSED, .with.signer.until = "20261122000000Z" },
  { "path/signer-ended-since", DS_INDETERMINATE, "OUT_OF_BOUNDS_NO_POE", "path-age", OPEN,
    .with.signer.until = "20261121235959Z" },
  { "path/in-2036", DS_INDETERMINATE, "OUT_OF_BOUNDS_NO_POE", "path-age", OPEN,
    .with.now = "2036-11-22T00:00:00Z" },
  { "path/in-2036-long-lived", DS_PASSED, .with.signer.until = "20400101000000Z",
    .with.now = "2036-11-22T00:00:00Z" },
  { "path/in-2050", DS_INDETERMINATE, "OUT_OF_BOUNDS_NO_POE", "path-age", OPEN,
    .with.signer.until = "20600101000000Z", .with.now = "2050-11-22T00:00:00Z" },
  { "path/issuer-no-ca", DS_INDETERMINATE, "CHAIN_CONSTRAINTS_FAILURE", "path-links", BREAKS,
    .with.issuer.extensions = "basicConstraints=critical,CA:FALSE" },
  { "path/issuer-says-nothing", DS_INDETERMINATE, "CHAIN_CONSTRAINTS_FAILURE", "path-links", BREAKS,
    .with.issuer.extensions = "keyUsage=critical,keyCertSign" },
  { "path/issuer-may-not-sign", DS_INDETERMINATE, "CHAIN_CONSTRAINTS_FAILURE", "path-links", BREAKS,
    .with.issuer.extensions = "basicConstraints=critical,CA:TRUE|keyUsage=critical,cRLSign" },
  { "path/root-allows-no-issuer", DS_INDETERMINATE, "CHAIN_CONSTRAINTS_FAILURE", "path-links",
    BREAKS, .with.root.extensions = "basicConstraints=critical,CA:TRUE,pathlen:0" },
  { "path/name-not-permitted", DS_INDETERMINATE, "CHAIN_CONSTRAINTS_FAILURE", "path-links", BREAKS,
    .with.issuer.extensions = TEST_CA_EXTENSIONS "|nameConstraints=critical,permitted;DNS:b",
    .with.signer.extensions = TEST_TSA_EXTENSIONS "|subjectAltName=DNS:a" },

  /* H: algorithms at genTime and since */
  { "weak/rsa-1024", DS_INDETERMINATE, "CRYPTO_CONSTRAINTS_FAILURE", "token-algorithms", OPEN,
    .with.signer.key = "RSA-1024" },
  { "weak/rsa-512", DS_INDETERMINATE, "CRYPTO_CONSTRAINTS_FAILURE", "token-algorithms", OPEN,
    .with.signer.key = "RSA-512" },
  { "weak/issuer-rsa-1024", DS_INDETERMINATE, "CRYPTO_CONSTRAINTS_FAILURE", "path-algorithms", OPEN,
    .with.issuer.key = "RSA-1024" },
  { "weak/then-outranks-ended-since", DS_INDETERMINATE, "CRYPTO_CONSTRAINTS_FAILURE",
    "token-algorithms", OPEN, .with.signer.key = "RSA-1024", .with.now = "2050-01-01T00:00:00Z" },
  { "weak/rsa-2048-in-2033", DS_INDETERMINATE, "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
    "path-algorithms-since", OPEN, .with.signer.key = "RSA-2048",
    .with.now = "2033-01-01T00:00:00Z" },
  { "weak/signed-over-sha1", DS_INDETERMINATE, "CRYPTO_CONSTRAINTS_FAILURE", "token-algorithms",
    OPEN, .with.digest = "sha1", .with.signer.key = "RSA-2048" },
  { "weak/certificate-over-sha1", DS_INDETERMINATE, "CRYPTO_CONSTRAINTS_FAILURE", "path-algorithms",
    OPEN, .with.signer.digest = "SHA1" },
  { "weak/certificate-over-md5", DS_INDETERMINATE, "CRYPTO_CONSTRAINTS_FAILURE", "path-algorithms",
    OPEN, .with.signer.digest = "MD5", .with.issuer.key = "RSA-2048" },
  { "weak/root-over-sha1-is-no-matter", DS_PASSED, .with.root.digest = "SHA1" },
  { "weak/imprint-sha1", DS_INDETERMINATE, "CRYPTO_CONSTRAINTS_FAILURE", "token-algorithms", OPEN,
    .with.imprint = DS_DIGEST_SHA1 },
  { "weak/imprint-md5", DS_INDETERMINATE, "CRYPTO_CONSTRAINTS_FAILURE", "token-algorithms", OPEN,
    .with.imprint = DS_DIGEST_MD5 },
};
/* Remarks are made where they are due, and nowhere else; all rows but few state no accuracy. */
static void
assert_noted (const DsVerdict *verdict, const char *name)
{
  gboolean found = FALSE;

  for (guint i = 0; i < ds_verdict_get_n_checks (verdict); i++)
    {
      const DsCheck *check = ds_verdict_get_check (verdict, i);

      if (check->result != DS_CHECK_NOTED || g_str_equal (check->name, "token-accuracy"))
        continue;
      g_assert_cmpstr (check->name, ==, name);
      found = TRUE;
    }
  g_assert_cmpint (found, ==, name != NULL);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (TestWorld) world = test_world_new (&c->with);
  g_autoptr (DsTokenFinding) finding = ds_token_verify (world->token, &world->expected);
  const DsCheck *worst = ds_verdict_get_worst (finding->verdict);

  test_world_assert_verdict (finding->verdict, c->indication, c->reason, c->check);
  if (worst != NULL)
    g_assert_cmpint (worst->trouble, ==, c->trouble);
  else
    assert_noted (finding->verdict, c->noted);
  g_assert_cmpint (ds_verdict_find_check (finding->verdict, "revocation")->result, ==,
                   DS_CHECK_NOT_DONE);
  g_assert_false (finding->is_test);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/evidence/token-verifier/", cases[i].path, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  return g_test_run ();
}
