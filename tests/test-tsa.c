/* test-tsa.c - a hostile TSA of one's own, with one chosen fault at a time
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tokens are written octet by octet: OpenSSL's own CMS functions make no faults, and no Ed25519. */
#include "test-tsa.h"

#include <openssl/rsa.h>
#include <string.h>

#include "base/ds-der.h"
#include "der-writer.h"

#define OID_SIGNED_DATA "1.2.840.113549.1.7.2"
#define OID_DATA "1.2.840.113549.1.7.1"
#define OID_TST_INFO "1.2.840.113549.1.9.16.1.4"
#define OID_CONTENT_TYPE "1.2.840.113549.1.9.3"
#define OID_MESSAGE_DIGEST "1.2.840.113549.1.9.4"
#define OID_ALGORITHM_PROTECTION "1.2.840.113549.1.9.52"
#define OID_SIGNING_CERTIFICATE "1.2.840.113549.1.9.16.2.12"
#define OID_SIGNING_CERTIFICATE_V2 "1.2.840.113549.1.9.16.2.47"
#define ATTRIBUTE_CERTIFICATE "020101" /* contents; nobody looks into them */
#define OID_UNKNOWN "1.3.6.1.4.1.99999.9"

/* RSASSA-PSS-params: SHA-256, MGF1 with SHA-256, 32 octets of salt (RFC 4055, 3.1). */
#define PSS_PARAMETERS                                                                             \
  "3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d060960864801650304020"  \
  "10500a203020120"

static DsDigestAlgorithm
get_digest (const TestToken *token)
{
  return ds_digest_algorithm_from_name (token->digest != NULL ? token->digest : "sha256");
}

static GBytes *
encode_digest_algorithm (const char *oid)
{
  return der_wrap (DS_DER_SEQUENCE, der_oid (oid), NULL);
}

static GBytes *
encode_stated_digest (const TestToken *token)
{
  return encode_digest_algorithm (token->fault == TEST_FAULT_UNKNOWN_DIGEST
                                      ? OID_UNKNOWN
                                      : ds_digest_algorithm_get_oid (get_digest (token)));
}

static const char *
get_ecdsa_oid (DsDigestAlgorithm digest)
{
  return digest == DS_DIGEST_SHA512   ? "1.2.840.10045.4.3.4"
         : digest == DS_DIGEST_SHA384 ? "1.2.840.10045.4.3.3"
                                      : "1.2.840.10045.4.3.2";
}

static GBytes *
encode_signature_algorithm (const TestToken *token)
{
  int type = EVP_PKEY_get_base_id (token->signer->key);

  if (token->fault == TEST_FAULT_UNKNOWN_SIGNATURE_ALGORITHM)
    return encode_digest_algorithm (OID_UNKNOWN);
  if (token->fault == TEST_FAULT_ALGORITHMS_DISAGREE)
    return encode_digest_algorithm (get_ecdsa_oid (DS_DIGEST_SHA512));
  if (token->fault == TEST_FAULT_PSS)
    return der_wrap (DS_DER_SEQUENCE, der_oid ("1.2.840.113549.1.1.10"), der_hex (PSS_PARAMETERS),
                     NULL);
  if (type == EVP_PKEY_RSA)
    return der_wrap (DS_DER_SEQUENCE, der_oid ("1.2.840.113549.1.1.1"), der_hex ("0500"), NULL);
  if (type == EVP_PKEY_ED25519)
    return encode_digest_algorithm ("1.3.101.112");
  return encode_digest_algorithm (get_ecdsa_oid (get_digest (token)));
}

/* Version 1, the fields asked for, serial number 2a. */
GBytes *
test_tst_info_encode (const TestToken *token)
{
  const char *imprint_oid = ds_digest_algorithm_get_oid (token->imprint.algorithm);

  return der_wrap (
      DS_DER_SEQUENCE, der_small (DS_DER_INTEGER, 1),
      der_oid (token->policy != NULL ? token->policy : TEST_POLICY),
      der_wrap (DS_DER_SEQUENCE, encode_digest_algorithm (imprint_oid),
                der_octets (DS_DER_OCTET_STRING, token->imprint.octets, token->imprint.length),
                NULL),
      der_small (DS_DER_INTEGER, 0x2a), der_text (DS_DER_GENERALIZED_TIME, token->gen_time),
      der_hex (token->tst_tail != NULL ? token->tst_tail : ""), NULL);
}

static GBytes *
encode_attribute (const char *oid, GBytes *value)
{
  return der_wrap (DS_DER_SEQUENCE, der_oid (oid), der_wrap (DS_DER_SET, value, NULL), NULL);
}

static GBytes *
digest_octets (DsDigestAlgorithm algorithm, GBytes *octets)
{
  gsize length;
  const void *data = g_bytes_get_data (octets, &length);
  DsDigest digest = ds_digest_compute (algorithm, data, length);

  return der_octets (DS_DER_OCTET_STRING, digest.octets, digest.length);
}

static GBytes *
encode_issuer_serial (X509 *certificate, gboolean is_right)
{
  unsigned char *name = NULL;
  int name_length = i2d_X509_NAME (X509_get_issuer_name (certificate), &name);
  unsigned char *serial = NULL;
  int serial_length = i2d_ASN1_INTEGER (X509_get_serialNumber (certificate), &serial);
  GBytes *result;

  if (!is_right)
    serial[serial_length - 1] ^= 1;
  result = der_wrap (
      DS_DER_SEQUENCE,
      der_wrap (DS_DER_SEQUENCE,
                der_octets (DS_DER_CONTEXT_CONSTRUCTED (4), name, (gsize) name_length), NULL),
      g_bytes_new (serial, (gsize) serial_length), NULL);
  OPENSSL_free (name);
  OPENSSL_free (serial);
  return result;
}

/* ESSCertID or, with SHA-256, ESSCertIDv2 without its default. */
static GBytes *
encode_ess_id (DsDigestAlgorithm algorithm, X509 *certificate, TestFault fault)
{
  g_autoptr (GBytes) der = certificate != NULL ? ds_x509_to_der (certificate) : der_hex ("2a");

  if (fault != TEST_FAULT_ESS_ISSUER_SERIAL && fault != TEST_FAULT_ESS_OTHER_SERIAL)
    return der_wrap (DS_DER_SEQUENCE, digest_octets (algorithm, der), NULL);
  return der_wrap (DS_DER_SEQUENCE, digest_octets (algorithm, der),
                   encode_issuer_serial (certificate, fault == TEST_FAULT_ESS_ISSUER_SERIAL), NULL);
}

/* One attribute that names @first and @second (nullable). */
static GBytes *
encode_ess (const TestToken *token, DsDigestAlgorithm algorithm, X509 *first, GBytes *second)
{
  return encode_attribute (
      algorithm == DS_DIGEST_SHA1 ? OID_SIGNING_CERTIFICATE : OID_SIGNING_CERTIFICATE_V2,
      der_wrap (
          DS_DER_SEQUENCE,
          der_wrap (DS_DER_SEQUENCE, encode_ess_id (algorithm, first, token->fault), second, NULL),
          NULL));
}

static void
add_ess (const TestToken *token, GPtrArray *attributes)
{
  X509 *own = token->signer->certificate;
  X509 *ca = token->issuer != NULL ? token->issuer->certificate : NULL;
  TestFault fault = token->fault;
  gboolean is_v1 = fault == TEST_FAULT_ESS_V1 || fault == TEST_FAULT_ESS_V1_AND_V2
                   || fault == TEST_FAULT_ESS_V1_RIGHT_V2_WRONG
                   || fault == TEST_FAULT_ESS_V1_WRONG_V2_RIGHT;
  GBytes *second = NULL;

  if (fault == TEST_FAULT_NO_ESS)
    return;
  if (fault == TEST_FAULT_ESS_EMPTY || fault == TEST_FAULT_ESS_UNREADABLE)
    {
      const char *value = fault == TEST_FAULT_ESS_EMPTY ? "30023000" : "3003020101";

      g_ptr_array_add (attributes, encode_attribute (OID_SIGNING_CERTIFICATE_V2, der_hex (value)));
      return;
    }
  if (is_v1)
    g_ptr_array_add (attributes,
                     encode_ess (token, DS_DIGEST_SHA1,
                                 fault == TEST_FAULT_ESS_V1_WRONG_V2_RIGHT ? ca : own, NULL));
  if (fault == TEST_FAULT_ESS_V1)
    return;
  if (fault == TEST_FAULT_ESS_CA_FIRST || fault == TEST_FAULT_ESS_CA_SECOND)
    second = encode_ess_id (DS_DIGEST_SHA256, fault == TEST_FAULT_ESS_CA_FIRST ? own : ca, fault);
  else if (fault == TEST_FAULT_ESS_UNKNOWN_SECOND)
    second = encode_ess_id (DS_DIGEST_SHA256, NULL, fault);
  else if (fault == TEST_FAULT_ESS_ATTRIBUTE_CERTIFICATE)
    {
      g_autoptr (GBytes) named = der_wrap (DS_DER_SEQUENCE, der_hex (ATTRIBUTE_CERTIFICATE), NULL);

      second = der_wrap (DS_DER_SEQUENCE, digest_octets (DS_DIGEST_SHA256, named), NULL);
    }
  g_ptr_array_add (attributes,
                   encode_ess (token, DS_DIGEST_SHA256,
                               fault == TEST_FAULT_ESS_OTHER || fault == TEST_FAULT_ESS_CA_FIRST
                                       || fault == TEST_FAULT_ESS_V1_RIGHT_V2_WRONG
                                   ? ca
                                   : own,
                               second));
}

static void
add_message_digest (const TestToken *token, GBytes *tst_info, GPtrArray *attributes)
{
  g_autoptr (GBytes) other = der_hex ("2a");
  GBytes *covered = token->fault == TEST_FAULT_OTHER_MESSAGE_DIGEST ? other : tst_info;
  GBytes *value = digest_octets (get_digest (token), covered);

  if (token->fault == TEST_FAULT_ATTRIBUTE_OF_TWO_VALUES)
    g_ptr_array_add (attributes,
                     der_wrap (DS_DER_SEQUENCE, der_oid (OID_MESSAGE_DIGEST),
                               der_wrap (DS_DER_SET, g_bytes_ref (value), value, NULL), NULL));
  else
    g_ptr_array_add (attributes, encode_attribute (OID_MESSAGE_DIGEST, value));
  if (token->fault == TEST_FAULT_ATTRIBUTE_TWICE)
    g_ptr_array_add (attributes, g_bytes_ref (g_ptr_array_index (attributes, attributes->len - 1)));
}

/* CMSAlgorithmProtection; its signature algorithm is [1] IMPLICIT (RFC 6211, 2). */
static void
add_protection (const TestToken *token, GPtrArray *attributes)
{
  gboolean is_right = token->fault == TEST_FAULT_PROTECTED;
  const char *oid = get_ecdsa_oid (is_right ? get_digest (token) : DS_DIGEST_SHA512);

  g_ptr_array_add (
      attributes,
      encode_attribute (OID_ALGORITHM_PROTECTION,
                        der_wrap (DS_DER_SEQUENCE, encode_stated_digest (token),
                                  der_wrap (DS_DER_CONTEXT_CONSTRUCTED (1), der_oid (oid), NULL),
                                  NULL)));
}

static int
compare_elements (gconstpointer a, gconstpointer b)
{
  return g_bytes_compare (*(GBytes *const *) a, *(GBytes *const *) b);
}

static GPtrArray *
make_attributes (const TestToken *token, GBytes *tst_info)
{
  GPtrArray *attributes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  const char *type = token->fault == TEST_FAULT_OTHER_CONTENT_TYPE ? OID_DATA : OID_TST_INFO;

  if (token->fault == TEST_FAULT_NO_ATTRIBUTES)
    return attributes;
  if (token->fault != TEST_FAULT_NO_CONTENT_TYPE)
    g_ptr_array_add (attributes, encode_attribute (OID_CONTENT_TYPE, der_oid (type)));
  if (token->fault != TEST_FAULT_NO_MESSAGE_DIGEST)
    add_message_digest (token, tst_info, attributes);
  if (token->fault == TEST_FAULT_PROTECTED || token->fault == TEST_FAULT_PROTECTION_BROKEN)
    add_protection (token, attributes);
  add_ess (token, attributes);
  g_ptr_array_sort (attributes, compare_elements);
  if (token->fault == TEST_FAULT_ATTRIBUTES_UNSORTED)
    g_ptr_array_insert (attributes, 0, g_ptr_array_steal_index (attributes, attributes->len - 1));
  return attributes;
}

static GBytes *
sign (const TestToken *token, GBytes *octets)
{
  g_autoptr (EVP_PKEY) stranger = EVP_EC_gen ("P-256");
  EVP_PKEY *key = token->fault == TEST_FAULT_OTHER_KEY ? stranger : token->signer->key;
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  EVP_PKEY_CTX *parameters;
  const EVP_MD *digest = EVP_get_digestbyname (ds_digest_algorithm_get_name (get_digest (token)));
  gsize length;
  const void *data = g_bytes_get_data (octets, &length);
  guint8 signature[1024];
  gsize signature_length = sizeof signature;

  if (EVP_PKEY_get_base_id (key) == EVP_PKEY_ED25519)
    digest = NULL;
  g_assert_cmpint (EVP_DigestSignInit (context, &parameters, digest, NULL, key), ==, 1);
  if (token->fault == TEST_FAULT_PSS)
    {
      EVP_PKEY_CTX_set_rsa_padding (parameters, RSA_PKCS1_PSS_PADDING);
      EVP_PKEY_CTX_set_rsa_pss_saltlen (parameters, RSA_PSS_SALTLEN_DIGEST);
    }
  g_assert_cmpint (EVP_DigestSign (context, signature, &signature_length, data, length), ==, 1);
  return der_octets (DS_DER_OCTET_STRING, signature, signature_length);
}

/* Issuer and serial number, or the key's identifier. */
static GBytes *
encode_signer_id (const TestToken *token)
{
  X509 *certificate = token->signer->certificate;
  const ASN1_OCTET_STRING *key_id = X509_get0_subject_key_id (certificate);
  unsigned char *name = NULL;
  unsigned char *serial = NULL;
  int name_length, serial_length;
  GBytes *id;

  if (token->fault == TEST_FAULT_KEY_ID)
    return der_octets (DS_DER_CONTEXT (0), ASN1_STRING_get0_data (key_id),
                       (gsize) ASN1_STRING_length (key_id));
  name_length = i2d_X509_NAME (X509_get_issuer_name (certificate), &name);
  serial_length = i2d_ASN1_INTEGER (X509_get_serialNumber (certificate), &serial);
  id = der_wrap (DS_DER_SEQUENCE, g_bytes_new (name, (gsize) name_length),
                 g_bytes_new (serial, (gsize) serial_length), NULL);
  OPENSSL_free (name);
  OPENSSL_free (serial);
  return id;
}

static GBytes *
encode_signer_info (const TestToken *token, GBytes *tst_info)
{
  g_autoptr (GPtrArray) attributes = make_attributes (token, tst_info);
  g_autoptr (GBytes) covered =
      attributes->len > 0 ? der_join (DS_DER_SET, attributes) : g_bytes_ref (tst_info);

  return der_wrap (
      DS_DER_SEQUENCE, der_small (DS_DER_INTEGER, token->fault == TEST_FAULT_KEY_ID ? 3 : 1),
      encode_signer_id (token), encode_stated_digest (token),
      attributes->len > 0 ? der_join (DS_DER_CONTEXT_CONSTRUCTED (0), attributes) : der_hex (""),
      encode_signature_algorithm (token), sign (token, covered), NULL);
}

static GBytes *
encode_certificates (const TestToken *token)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  if (token->fault == TEST_FAULT_NO_CERTIFICATE)
    return der_hex ("");
  g_ptr_array_add (list, ds_x509_to_der (token->signer->certificate));
  if (token->issuer != NULL)
    g_ptr_array_insert (list, token->fault == TEST_FAULT_CERTIFICATES_REVERSED ? 0 : -1,
                        ds_x509_to_der (token->issuer->certificate));
  if (token->fault == TEST_FAULT_ESS_ATTRIBUTE_CERTIFICATE)
    g_ptr_array_add (
        list, der_wrap (DS_DER_CONTEXT_CONSTRUCTED (2), der_hex (ATTRIBUTE_CERTIFICATE), NULL));
  return der_join (DS_DER_CONTEXT_CONSTRUCTED (0), list);
}

static GBytes *
encode_signers (const TestToken *token, GBytes *tst_info)
{
  if (token->fault == TEST_FAULT_NO_SIGNER)
    return der_wrap (DS_DER_SET, NULL);
  if (token->fault == TEST_FAULT_TWO_SIGNERS)
    return der_wrap (DS_DER_SET, encode_signer_info (token, tst_info),
                     encode_signer_info (token, tst_info), NULL);
  return der_wrap (DS_DER_SET, encode_signer_info (token, tst_info), NULL);
}

/* ContentInfo around @signed_data; with an indefinite length it is BER. */
static GBytes *
encode_content_info (GBytes *signed_data, gboolean is_indefinite)
{
  GByteArray *octets;
  g_autoptr (GBytes) type = der_oid (OID_SIGNED_DATA);
  g_autoptr (GBytes) content = der_wrap (DS_DER_CONTEXT_CONSTRUCTED (0), signed_data, NULL);

  if (!is_indefinite)
    return der_wrap (DS_DER_SEQUENCE, g_steal_pointer (&type), g_steal_pointer (&content), NULL);
  octets = g_byte_array_new ();
  g_byte_array_append (octets, (const guint8 *) "\x30\x80", 2);
  g_byte_array_append (octets, g_bytes_get_data (type, NULL), (guint) g_bytes_get_size (type));
  g_byte_array_append (octets, g_bytes_get_data (content, NULL),
                       (guint) g_bytes_get_size (content));
  g_byte_array_append (octets, (const guint8 *) "\0\0", 2);
  return g_byte_array_free_to_bytes (octets);
}

/* A TimeStampToken, good but for its fault. */
GBytes *
test_token_encode (const TestToken *token)
{
  g_autoptr (GBytes) tst_info = test_tst_info_encode (token);
  gsize length;
  const void *octets = g_bytes_get_data (tst_info, &length);
  GBytes *content = der_wrap (DS_DER_SEQUENCE, der_oid (OID_TST_INFO),
                              der_wrap (DS_DER_CONTEXT_CONSTRUCTED (0),
                                        der_octets (DS_DER_OCTET_STRING, octets, length), NULL),
                              NULL);
  GBytes *signed_data =
      der_wrap (DS_DER_SEQUENCE, der_small (DS_DER_INTEGER, 3),
                der_wrap (DS_DER_SET, encode_stated_digest (token), NULL), content,
                encode_certificates (token), encode_signers (token, tst_info), NULL);

  return encode_content_info (signed_data, token->fault == TEST_FAULT_INDEFINITE_LENGTH);
}
