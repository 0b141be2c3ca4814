/* test-identity.c - a PKI of one's own, with chosen faults
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "test-tsa.h"

#define SERIAL_BITS 63

static EVP_PKEY *
make_key (const char *name)
{
  EVP_PKEY *key;

  if (g_str_has_prefix (name, "RSA-"))
    key = EVP_RSA_gen ((unsigned int) g_ascii_strtoull (name + strlen ("RSA-"), NULL, 10));
  else if (g_str_equal (name, "Ed25519"))
    key = EVP_PKEY_Q_keygen (NULL, NULL, "ED25519");
  else
    key = EVP_EC_gen (name);
  g_assert_nonnull (key);
  return key;
}

static void
set_times (X509 *certificate, const TestProfile *profile)
{
  g_autoptr (ASN1_GENERALIZEDTIME) from = ASN1_GENERALIZEDTIME_new ();
  g_autoptr (ASN1_GENERALIZEDTIME) until = ASN1_GENERALIZEDTIME_new ();

  g_assert_true (ASN1_GENERALIZEDTIME_set_string (from, profile->from));
  g_assert_true (ASN1_GENERALIZEDTIME_set_string (until, profile->until));
  X509_set1_notBefore (certificate, from);
  X509_set1_notAfter (certificate, until);
}

static void
set_names (X509 *certificate, const TestProfile *profile, const TestIdentity *issuer)
{
  g_autoptr (BIGNUM) serial = BN_new ();
  X509_NAME *subject = X509_get_subject_name (certificate);

  BN_rand (serial, SERIAL_BITS, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY);
  BN_to_ASN1_INTEGER (serial, X509_get_serialNumber (certificate));
  X509_NAME_add_entry_by_txt (subject, "CN", MBSTRING_UTF8, (const guchar *) profile->name, -1, -1,
                              0);
  X509_set_issuer_name (certificate,
                        issuer != NULL ? X509_get_subject_name (issuer->certificate) : subject);
}

static void
add_extensions (X509 *certificate, const char *extensions, const TestIdentity *issuer)
{
  g_auto (GStrv) lines = g_strsplit (extensions, "|", -1);
  X509V3_CTX context;

  X509V3_set_ctx (&context, issuer != NULL ? issuer->certificate : certificate, certificate, NULL,
                  NULL, 0);
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_auto (GStrv) parts = g_strsplit (lines[i], "=", 2);
      g_autoptr (X509_EXTENSION) extension = X509V3_EXT_conf (NULL, &context, parts[0], parts[1]);

      g_assert_nonnull (extension);
      X509_add_ext (certificate, extension, -1);
    }
}

/* Signed by @issuer, or by itself. */
TestIdentity *
test_identity_new (const TestProfile *profile, const TestIdentity *issuer)
{
  TestIdentity *self = g_new0 (TestIdentity, 1);
  EVP_PKEY *issuer_key;
  const EVP_MD *digest = NULL;

  self->key = make_key (profile->key);
  self->certificate = X509_new ();
  X509_set_version (self->certificate, X509_VERSION_3);
  X509_set_pubkey (self->certificate, self->key);
  set_names (self->certificate, profile, issuer);
  set_times (self->certificate, profile);
  add_extensions (self->certificate, profile->extensions, issuer);
  issuer_key = issuer != NULL ? issuer->key : self->key;
  if (EVP_PKEY_get_base_id (issuer_key) != EVP_PKEY_ED25519)
    digest = EVP_get_digestbyname (profile->digest != NULL ? profile->digest : "SHA256");
  g_assert_cmpint (X509_sign (self->certificate, issuer_key, digest), >, 0);
  return self;
}

void
test_identity_free (TestIdentity *self)
{
  X509_free (self->certificate);
  EVP_PKEY_free (self->key);
  g_free (self);
}
