/* test-world.c - a PKI, a token of it, and what it is judged against
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-world.h"

#include <string.h>

const TestProfile test_good_root = {
  "Root", "P-256", NULL, "20160101000000Z", "20460101000000Z", TEST_CA_EXTENSIONS
};
const TestProfile test_good_issuer = { "Issuer",          "P-256",           NULL,
                                       "20180101000000Z", "20440101000000Z", TEST_CA_EXTENSIONS };
const TestProfile test_good_signer = {
  "TSA", "P-256", NULL, "20200101000000Z", "20340101000000Z", TEST_TSA_EXTENSIONS
};

static TestIdentity *
make_identity (const TestProfile *changes, const TestProfile *good, const TestIdentity *issuer)
{
  TestProfile profile = *good;

  if (changes->name != NULL)
    profile.name = changes->name;
  if (changes->key != NULL)
    profile.key = changes->key;
  if (changes->digest != NULL)
    profile.digest = changes->digest;
  if (changes->from != NULL)
    profile.from = changes->from;
  if (changes->until != NULL)
    profile.until = changes->until;
  if (changes->extensions != NULL)
    profile.extensions = changes->extensions;
  return test_identity_new (&profile, issuer);
}

/* (transfer full): the certificates of identities up to %NULL. */
DsX509List *
test_list_of (const TestIdentity *first, ...)
{
  DsX509List *list = sk_X509_new_null ();
  va_list arguments;

  va_start (arguments, first);
  for (const TestIdentity *at = first; at != NULL; at = va_arg (arguments, const TestIdentity *))
    {
      X509_up_ref (at->certificate);
      sk_X509_push (list, at->certificate);
    }
  va_end (arguments);
  return list;
}

static DsToken *
make_token (const TestWorld *self, const TestSetup *setup)
{
  TestToken options = { .signer = self->signer,
                        .issuer = self->issuer,
                        .imprint = self->imprint,
                        .gen_time = setup->gen_time != NULL ? setup->gen_time : TEST_GEN_TIME,
                        .digest = setup->digest,
                        .policy = setup->policy,
                        .tst_tail = setup->tst_tail,
                        .fault = setup->fault };
  g_autoptr (GBytes) octets = test_token_encode (&options);
  g_autoptr (GError) error = NULL;
  DsToken *token = ds_token_parse_unverified (octets, &error);

  g_assert_no_error (error);
  return token;
}

TestWorld *
test_world_new (const TestSetup *setup)
{
  TestWorld *self = g_new0 (TestWorld, 1);
  DsDigestAlgorithm algorithm =
      setup->imprint != DS_DIGEST_NONE ? setup->imprint : DS_DIGEST_SHA256;
  const char *now = setup->now != NULL ? setup->now : TEST_NOW;

  self->root = make_identity (&setup->root, &test_good_root, NULL);
  self->issuer = make_identity (&setup->issuer, &test_good_issuer, self->root);
  self->signer = make_identity (&setup->signer, &test_good_signer, self->issuer);
  self->anchors = test_list_of (self->root, NULL);
  self->imprint = ds_digest_compute (algorithm, TEST_DATA, strlen (TEST_DATA));
  self->token = make_token (self, setup);
  self->expected.imprint = &self->imprint;
  self->expected.anchors = self->anchors;
  g_assert_true (ds_time_parse_exact (now, &self->expected.now));
  return self;
}

void
test_world_free (TestWorld *self)
{
  ds_token_unref (self->token);
  ds_x509_list_free (self->anchors);
  test_identity_free (self->signer);
  test_identity_free (self->issuer);
  test_identity_free (self->root);
  g_free (self);
}

/* @reason and @check: of the worst check, %NULL with PASSED. */
void
test_world_assert_verdict (const DsVerdict *verdict, DsIndication indication, const char *reason,
                           const char *check)
{
  const DsCheck *worst = ds_verdict_get_worst (verdict);

  for (guint i = 0; i < ds_verdict_get_n_checks (verdict); i++)
    {
      const DsCheck *one = ds_verdict_get_check (verdict, i);

      g_test_message ("%s %s: %s", one->name, ds_check_result_to_text (one->result), one->detail);
    }
  g_assert_cmpstr (ds_indication_to_text (ds_verdict_get_indication (verdict)), ==,
                   ds_indication_to_text (indication));
  g_assert_cmpstr (ds_verdict_get_reason (verdict), ==, reason);
  g_assert_cmpstr (worst != NULL ? worst->name : NULL, ==, check);
}
