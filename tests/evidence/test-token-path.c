/* test-token-path.c - which certificates a token's path may be made of
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/ds-hex.h"
#include "test-world.h"

static const TestSetup all_good = { 0 };

static DsTokenFinding *
verify_with (TestWorld *world, DsX509List *anchors, DsX509List *untrusted)
{
  world->expected.anchors = anchors;
  world->expected.untrusted = untrusted;
  return ds_token_verify (world->token, &world->expected);
}

/* A second certificate for the name and key of @identity. */
static TestIdentity *
make_twin (const TestIdentity *identity, const TestProfile *profile, const TestIdentity *issuer)
{
  TestIdentity *twin = test_identity_new (profile, issuer);

  EVP_PKEY_free (twin->key);
  twin->key = identity->key;
  EVP_PKEY_up_ref (twin->key);
  X509_set_pubkey (twin->certificate, twin->key);
  X509_sign (twin->certificate, issuer->key, EVP_sha256 ());
  return twin;
}

static void
test_no_anchor (void)
{
  g_autoptr (TestWorld) world = test_world_new (&all_good);
  g_autoptr (DsX509List) empty = sk_X509_new_null ();
  g_autoptr (DsTokenFinding) with_null = verify_with (world, NULL, NULL);
  g_autoptr (DsTokenFinding) with_empty = verify_with (world, empty, NULL);

  test_world_assert_verdict (with_null->verdict, DS_INDETERMINATE, "NO_CERTIFICATE_CHAIN_FOUND",
                             "path");
  test_world_assert_verdict (with_empty->verdict, DS_INDETERMINATE, "NO_CERTIFICATE_CHAIN_FOUND",
                             "path");
  g_assert_null (with_null->path);
  g_assert_null (with_null->keys);
  g_assert_nonnull (with_null->signer);
}

/* A root that the token brings along, or that somebody hands in untrusted, is no anchor. */
static void
test_root_untrusted (void)
{
  g_autoptr (TestWorld) world = test_world_new (&all_good);
  g_autoptr (TestIdentity) stranger = test_identity_new (&test_good_root, NULL);
  g_autoptr (DsX509List) untrusted = test_list_of (world->root, NULL);
  g_autoptr (DsX509List) anchors = test_list_of (stranger, NULL);
  g_autoptr (DsTokenFinding) finding = verify_with (world, anchors, untrusted);

  test_world_assert_verdict (finding->verdict, DS_INDETERMINATE, "NO_CERTIFICATE_CHAIN_FOUND",
                             "path");
}

static void
assert_path_length (const DsTokenFinding *finding, int length)
{
  test_world_assert_verdict (finding->verdict, DS_PASSED, NULL, NULL);
  g_assert_cmpint (sk_X509_num (finding->path), ==, length);
  g_assert_cmpuint (g_strv_length (finding->keys), ==, length);
}

static void
test_any_anchor (void)
{
  g_autoptr (TestWorld) world = test_world_new (&all_good);
  g_autoptr (DsX509List) signer = test_list_of (world->signer, NULL);
  g_autoptr (DsX509List) issuer = test_list_of (world->issuer, NULL);
  g_autoptr (DsX509List) root = test_list_of (world->root, NULL);
  g_autoptr (DsTokenFinding) to_signer = verify_with (world, signer, NULL);
  g_autoptr (DsTokenFinding) to_issuer = verify_with (world, issuer, NULL);
  g_autoptr (DsTokenFinding) to_root = verify_with (world, root, NULL);

  assert_path_length (to_signer, 1);
  assert_path_length (to_issuer, 2);
  assert_path_length (to_root, 3);
  g_assert_cmpstr (to_root->keys[0], ==, to_signer->keys[0]);
  g_assert_cmpstr (to_root->signature, ==, "ECDSA P-256, SHA-256");
  g_assert_true (ds_hex_is_digits (to_root->keys[2], 64, 64));
  g_assert_cmpint (X509_cmp (sk_X509_value (to_root->path, 2), world->root->certificate), ==, 0);
}

static void
test_certificates_kept_apart (void)
{
  TestSetup setup = { .fault = TEST_FAULT_NO_CERTIFICATE };
  g_autoptr (TestWorld) world = test_world_new (&setup);
  g_autoptr (DsX509List) untrusted = test_list_of (world->issuer, world->signer, NULL);
  g_autoptr (DsX509List) no_issuer = test_list_of (world->signer, NULL);
  g_autoptr (DsTokenFinding) finding = verify_with (world, world->anchors, untrusted);
  g_autoptr (DsTokenFinding) broken = verify_with (world, world->anchors, no_issuer);

  assert_path_length (finding, 3);
  g_assert_cmpint (ds_verdict_find_check (finding->verdict, "signer-certificate")->result, ==,
                   DS_CHECK_NOTED);
  test_world_assert_verdict (broken->verdict, DS_INDETERMINATE, "NO_CERTIFICATE_CHAIN_FOUND",
                             "path");
}

/* Cross-signed: the issuer's name and key have one certificate that has ended and one that has not.
 * The order in which they are handed in must not matter. */
static void
test_cross_signed (void)
{
  TestSetup setup = { .issuer.until = "20260701000000Z" };
  g_autoptr (TestWorld) world = test_world_new (&setup);
  g_autoptr (TestIdentity) other_root = test_identity_new (&test_good_root, NULL);
  g_autoptr (TestIdentity) twin = make_twin (world->issuer, &test_good_issuer, other_root);
  g_autoptr (DsX509List) untrusted = test_list_of (twin, NULL);
  g_autoptr (DsX509List) forwards = test_list_of (world->root, other_root, NULL);
  g_autoptr (DsX509List) backwards = test_list_of (other_root, world->root, NULL);
  g_autoptr (DsTokenFinding) ended = verify_with (world, world->anchors, untrusted);
  g_autoptr (DsTokenFinding) first = verify_with (world, forwards, untrusted);
  g_autoptr (DsTokenFinding) second = verify_with (world, backwards, untrusted);

  test_world_assert_verdict (ended->verdict, DS_INDETERMINATE, "OUT_OF_BOUNDS_NO_POE", "path-age");
  assert_path_length (first, 3);
  assert_path_length (second, 3);
  g_assert_cmpint (X509_cmp (sk_X509_value (first->path, 1), twin->certificate), ==, 0);
}

/* A stranger's CA of the same name but another key is no way around. */
static void
test_namesake (void)
{
  g_autoptr (TestWorld) world = test_world_new (&all_good);
  g_autoptr (TestIdentity) namesake = test_identity_new (&test_good_issuer, NULL);
  g_autoptr (DsX509List) only = test_list_of (namesake, NULL);
  g_autoptr (DsX509List) beside = test_list_of (namesake, world->root, NULL);
  g_autoptr (DsTokenFinding) refused = verify_with (world, only, NULL);
  g_autoptr (DsTokenFinding) found = verify_with (world, beside, only);

  test_world_assert_verdict (refused->verdict, DS_INDETERMINATE, "NO_CERTIFICATE_CHAIN_FOUND",
                             "path");
  assert_path_length (found, 3);
}

/* CAs that certify each other in a circle cost no more than a look at each. */
static void
test_circle (void)
{
  g_autoptr (TestWorld) world = test_world_new (&all_good);
  g_autoptr (DsX509List) untrusted = sk_X509_new_null ();
  g_autoptr (TestIdentity) stranger = test_identity_new (&test_good_root, NULL);
  g_autoptr (DsX509List) anchors = test_list_of (stranger, NULL);
  g_autoptr (DsTokenFinding) finding = NULL;

  for (guint i = 0; i < 12; i++)
    {
      TestProfile profile = test_good_issuer;
      TestIdentity *twin;

      profile.name = i % 2 == 0 ? "Issuer" : "Root";
      twin = make_twin (i % 2 == 0 ? world->issuer : world->root, &profile,
                        i % 2 == 0 ? world->root : world->issuer);
      sk_X509_push (untrusted, g_steal_pointer (&twin->certificate));
      test_identity_free (twin);
    }
  finding = verify_with (world, anchors, untrusted);
  test_world_assert_verdict (finding->verdict, DS_INDETERMINATE, "NO_CERTIFICATE_CHAIN_FOUND",
                             "path");
}

/* Two certificates with the signer's issuer, serial number and key: ESSCertID tells which it was.
 */
static void
test_signer_twin (void)
{
  g_autoptr (TestWorld) world = test_world_new (&all_good);
  g_autoptr (TestIdentity) twin = make_twin (world->signer, &test_good_signer, world->issuer);
  g_autoptr (DsX509List) untrusted = NULL;
  g_autoptr (DsTokenFinding) finding = NULL;
  TestToken options = {
    .signer = twin, .issuer = world->issuer, .imprint = world->imprint, .gen_time = TEST_GEN_TIME
  };
  g_autoptr (GBytes) octets = NULL;

  X509_set_serialNumber (twin->certificate, X509_get_serialNumber (world->signer->certificate));
  X509_sign (twin->certificate, world->issuer->key, EVP_sha256 ());
  octets = test_token_encode (&options);
  ds_token_unref (world->token);
  world->token = ds_token_parse_unverified (octets, NULL);
  untrusted = test_list_of (world->signer, NULL);
  finding = verify_with (world, world->anchors, untrusted);
  assert_path_length (finding, 3);
  g_assert_cmpint (X509_cmp (finding->signer, twin->certificate), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/evidence/token-path/no-anchor", test_no_anchor);
  g_test_add_func ("/evidence/token-path/root-untrusted", test_root_untrusted);
  g_test_add_func ("/evidence/token-path/any-anchor", test_any_anchor);
  g_test_add_func ("/evidence/token-path/certificates-kept-apart", test_certificates_kept_apart);
  g_test_add_func ("/evidence/token-path/cross-signed", test_cross_signed);
  g_test_add_func ("/evidence/token-path/namesake", test_namesake);
  g_test_add_func ("/evidence/token-path/circle", test_circle);
  g_test_add_func ("/evidence/token-path/signer-twin", test_signer_twin);
  return g_test_run ();
}
