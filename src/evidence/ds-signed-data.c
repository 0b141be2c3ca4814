/* ds-signed-data.c - the CMS shell of a token: attributes and the signature over them (RFC 5652, 5)
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One written rule for attributes out of DER order: the signature is verified over them as they
 * were sent, and a note is made. Genuine tokens of that kind exist. */
#include "evidence/ds-signed-data.h"

#include <glib/gi18n.h>
#include <openssl/err.h>
#include <string.h>

#include "base/ds-der.h"
#include "evidence/ds-algorithms.h"

#define OID_CONTENT_TYPE "1.2.840.113549.1.9.3"
#define OID_MESSAGE_DIGEST "1.2.840.113549.1.9.4"
#define OID_ALGORITHM_PROTECTION "1.2.840.113549.1.9.52"
#define OID_TST_INFO "1.2.840.113549.1.9.16.1.4"
#define OID_TEXT_MAX 160

/* How a signature is to be verified. */
typedef enum
{
  SCHEME_UNSUPPORTED,
  SCHEME_DIGESTED, /* RSA, RSA-PSS, DSA, ECDSA: by CMS_SignerInfo_verify() */
  SCHEME_EDDSA,    /* by hand: CMS of OpenSSL 3.0 knows no signature without a digest */
} Scheme;

static void
read_oid (const ASN1_OBJECT *object, char text[OID_TEXT_MAX])
{
  if (OBJ_obj2txt (text, OID_TEXT_MAX, object, TRUE) <= 0)
    text[0] = '\0';
}

static const ASN1_OBJECT *
get_digest_oid (CMS_SignerInfo *signer_info)
{
  X509_ALGOR *digest;
  const ASN1_OBJECT *object;

  CMS_SignerInfo_get0_algs (signer_info, NULL, NULL, &digest, NULL);
  X509_ALGOR_get0 (&object, NULL, NULL, digest);
  return object;
}

static const ASN1_OBJECT *
get_signature_oid (CMS_SignerInfo *signer_info)
{
  X509_ALGOR *signature;
  const ASN1_OBJECT *object;

  CMS_SignerInfo_get0_algs (signer_info, NULL, NULL, NULL, &signature);
  X509_ALGOR_get0 (&object, NULL, NULL, signature);
  return object;
}

/* %DS_DIGEST_NONE if digestAlgorithm is not known here. */
DsDigestAlgorithm
ds_signed_data_get_digest (CMS_SignerInfo *signer_info)
{
  char oid[OID_TEXT_MAX];

  read_oid (get_digest_oid (signer_info), oid);
  return ds_digest_algorithm_from_oid (oid);
}

/**
 * ds_signed_data_dup_attribute:
 * @oid: dotted decimal
 *
 * Returns: (transfer full) (nullable): the one value of that signed attribute, as DER
 */
GBytes *
ds_signed_data_dup_attribute (CMS_SignerInfo *signer_info, const char *oid)
{
  g_autoptr (ASN1_OBJECT) object = OBJ_txt2obj (oid, TRUE);
  int index = CMS_signed_get_attr_by_OBJ (signer_info, object, -1);
  X509_ATTRIBUTE *attribute = index >= 0 ? CMS_signed_get_attr (signer_info, index) : NULL;
  ASN1_TYPE *value = attribute != NULL ? X509_ATTRIBUTE_get0_type (attribute, 0) : NULL;
  unsigned char *der = NULL;
  int length = value != NULL ? i2d_ASN1_TYPE (value, &der) : 0;
  GBytes *bytes = length > 0 ? g_bytes_new (der, (gsize) length) : NULL;

  OPENSSL_free (der);
  ERR_clear_error ();
  return bytes;
}

/**
 * ds_signed_data_check_signers:
 * @cms: a SignedData
 *
 * Returns: (nullable): borrowed from @cms; %NULL unless it is the only one
 */
CMS_SignerInfo *
ds_signed_data_check_signers (CMS_ContentInfo *cms, DsVerdict *verdict)
{
  STACK_OF (CMS_SignerInfo) *signers = CMS_get0_SignerInfos (cms);
  int count = MAX (sk_CMS_SignerInfo_num (signers), 0);
  g_autofree char *text = g_strdup_printf ("%d", count);

  if (count == 1)
    {
      ds_verdict_pass (verdict, "token-signers", "RFC 3161, 2.4.2", N_ ("exactly one signer"));
      return sk_CMS_SignerInfo_value (signers, 0);
    }
  ds_verdict_fail (verdict, "token-signers", "FORMAT_FAILURE", "RFC 3161, 2.4.2",
                   N_ ("%s signers where exactly one must be"), text);
  ds_verdict_set_trouble (verdict, DS_TROUBLE_NONCONFORMANT);
  return NULL;
}

static GBytes *
encode_attribute (X509_ATTRIBUTE *attribute)
{
  unsigned char *der = NULL;
  int length = i2d_X509_ATTRIBUTE (attribute, &der);
  GBytes *bytes = g_bytes_new (der, (gsize) MAX (length, 0));

  OPENSSL_free (der);
  return bytes;
}

/* DER of the attributes in the order they were sent, one behind the other. */
static GByteArray *
join_attributes (CMS_SignerInfo *signer_info)
{
  GByteArray *contents = g_byte_array_new ();

  for (int i = 0; i < CMS_signed_get_attr_count (signer_info); i++)
    {
      g_autoptr (GBytes) one = encode_attribute (CMS_signed_get_attr (signer_info, i));

      g_byte_array_append (contents, g_bytes_get_data (one, NULL), (guint) g_bytes_get_size (one));
    }
  return contents;
}

/* OpenSSL reads attributes laxly and writes them as DER, so an altered tag would go unseen. */
static gboolean
were_sent_as_der (CMS_SignerInfo *signer_info, DsToken *token)
{
  g_autoptr (GByteArray) contents = join_attributes (signer_info);
  gsize length;
  const void *octets = g_bytes_get_data (ds_token_get_octets (token), &length);

  return memmem (octets, length, contents->data, contents->len) != NULL;
}

/* Ascending, the shorter one padded with zeros (X.690, 11.6). */
static gboolean
is_in_der_order (CMS_SignerInfo *signer_info)
{
  for (int i = 1; i < CMS_signed_get_attr_count (signer_info); i++)
    {
      g_autoptr (GBytes) before = encode_attribute (CMS_signed_get_attr (signer_info, i - 1));
      g_autoptr (GBytes) after = encode_attribute (CMS_signed_get_attr (signer_info, i));

      if (g_bytes_compare (before, after) > 0)
        return FALSE;
    }
  return TRUE;
}

static gboolean
have_one_value_each (CMS_SignerInfo *signer_info)
{
  for (int i = 0; i < CMS_signed_get_attr_count (signer_info); i++)
    if (X509_ATTRIBUTE_count (CMS_signed_get_attr (signer_info, i)) != 1)
      return FALSE;
  return TRUE;
}

static gboolean
occur_once_each (CMS_SignerInfo *signer_info)
{
  for (int i = 0; i < CMS_signed_get_attr_count (signer_info); i++)
    {
      X509_ATTRIBUTE *attribute = CMS_signed_get_attr (signer_info, i);

      if (CMS_signed_get_attr_by_OBJ (signer_info, X509_ATTRIBUTE_get0_object (attribute), i) >= 0)
        return FALSE;
    }
  return TRUE;
}

/* Whether the attributes as a set are such that a signature over them can be judged. */
static gboolean
check_attribute_set (CMS_SignerInfo *signer_info, DsToken *token, DsVerdict *verdict)
{
  int count = CMS_signed_get_attr_count (signer_info);
  g_autofree char *text = g_strdup_printf ("%d", count);

  if (count <= 0)
    ds_verdict_fail (verdict, "token-attributes", "FORMAT_FAILURE", "RFC 5652, 5.3",
                     N_ ("the signer has no signed attributes"));
  else if (!have_one_value_each (signer_info))
    ds_verdict_fail (verdict, "token-attributes", "FORMAT_FAILURE", "RFC 5652, 11",
                     N_ ("a signed attribute has not exactly one value"));
  else if (!occur_once_each (signer_info))
    ds_verdict_fail (verdict, "token-attributes", "FORMAT_FAILURE", "RFC 5652, 11",
                     N_ ("a signed attribute occurs twice"));
  else if (!were_sent_as_der (signer_info, token))
    ds_verdict_fail (verdict, "token-attributes", "FORMAT_FAILURE", "RFC 5652, 5.3",
                     N_ ("the signed attributes are not DER"));
  else if (is_in_der_order (signer_info))
    {
      ds_verdict_pass (verdict, "token-attributes", "RFC 5652, 5.3",
                       N_ ("%s signed attributes, each once, in DER order"), text);
      return TRUE;
    }
  else
    {
      ds_verdict_note (verdict, "token-attributes", "RFC 5652, 5.3",
                       N_ ("%s signed attributes, each once, but not in DER order; the signature "
                           "is verified over them as they were sent"),
                       text);
      return TRUE;
    }
  ds_verdict_set_trouble (verdict, DS_TROUBLE_NONCONFORMANT);
  return FALSE;
}

static void
check_content_type (CMS_SignerInfo *signer_info, DsVerdict *verdict)
{
  g_autoptr (GBytes) value = ds_signed_data_dup_attribute (signer_info, OID_CONTENT_TYPE);
  gsize length = 0;
  const guint8 *data = value != NULL ? g_bytes_get_data (value, &length) : NULL;
  DsDer at = ds_der_init (data, length);
  g_autofree char *oid = value != NULL ? ds_der_take_oid (&at, NULL) : NULL;

  if (g_strcmp0 (oid, OID_TST_INFO) == 0)
    ds_verdict_pass (verdict, "token-content-type", "RFC 5652, 11.1",
                     N_ ("the signature is said to cover a TSTInfo"));
  else
    ds_verdict_fail (verdict, "token-content-type", "SIG_CRYPTO_FAILURE", "RFC 5652, 11.1",
                     N_ ("the signed contentType (%s) is not that of a TSTInfo"),
                     oid != NULL ? oid : "–");
}

/* (nullable) (transfer full): the signed digest of the TSTInfo. */
static GBytes *
dup_message_digest (CMS_SignerInfo *signer_info)
{
  g_autoptr (GBytes) value = ds_signed_data_dup_attribute (signer_info, OID_MESSAGE_DIGEST);
  gsize length = 0;
  const guint8 *data = value != NULL ? g_bytes_get_data (value, &length) : NULL;
  DsDer at = ds_der_init (data, length);
  DsDer octets;

  if (value == NULL || !ds_der_take (&at, DS_DER_OCTET_STRING, &octets, NULL))
    return NULL;
  return g_bytes_new (octets.at, ds_der_get_length (&octets));
}

static void
check_message_digest (CMS_SignerInfo *signer_info, GBytes *content, DsVerdict *verdict)
{
  g_autoptr (GBytes) stated = dup_message_digest (signer_info);
  DsDigestAlgorithm algorithm = ds_signed_data_get_digest (signer_info);
  char oid[OID_TEXT_MAX];
  gsize length;
  const void *data = g_bytes_get_data (content, &length);
  g_autoptr (GBytes) computed = NULL;
  DsDigest digest;

  if (stated == NULL)
    {
      ds_verdict_fail (verdict, "token-message-digest", "FORMAT_FAILURE", "RFC 5652, 11.2",
                       N_ ("no signed digest of the TSTInfo"));
      ds_verdict_set_trouble (verdict, DS_TROUBLE_NONCONFORMANT);
      return;
    }
  if (algorithm == DS_DIGEST_NONE)
    {
      read_oid (get_digest_oid (signer_info), oid);
      ds_verdict_doubt (verdict, "token-message-digest", "CRYPTO_CONSTRAINTS_FAILURE",
                        "RFC 5652, 11.2", N_ ("algorithm not supported: digest %s"), oid);
      return;
    }
  digest = ds_digest_compute (algorithm, data, length);
  computed = g_bytes_new (digest.octets, digest.length);
  if (g_bytes_equal (stated, computed))
    ds_verdict_pass (verdict, "token-message-digest", "RFC 5652, 11.2",
                     N_ ("the signed %s digest is that of the TSTInfo"),
                     ds_digest_algorithm_get_name (algorithm));
  else
    ds_verdict_fail (verdict, "token-message-digest", "HASH_FAILURE", "RFC 5652, 11.2",
                     N_ ("the signed %s digest is not that of the TSTInfo: it was altered"),
                     ds_digest_algorithm_get_name (algorithm));
}

/* CMSAlgorithmProtection: SEQUENCE of digestAlgorithm and [1] signatureAlgorithm. Parameters need
 * no comparing: none changes what a digest or signature of the same name means without breaking it.
 */
static gboolean
protection_matches (GBytes *value, const char *digest_oid, const char *signature_oid)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (value, &length);
  DsDer whole = ds_der_init (data, length);
  DsDer at, algorithm;
  g_autofree char *digest = NULL;
  g_autofree char *signature = NULL;

  if (!ds_der_take (&whole, DS_DER_SEQUENCE, &at, NULL)
      || !ds_der_take (&at, DS_DER_SEQUENCE, &algorithm, NULL))
    return FALSE;
  digest = ds_der_take_oid (&algorithm, NULL);
  if (!ds_der_take (&at, DS_DER_CONTEXT_CONSTRUCTED (1), &algorithm, NULL))
    return FALSE;
  signature = ds_der_take_oid (&algorithm, NULL);
  return g_strcmp0 (digest, digest_oid) == 0 && g_strcmp0 (signature, signature_oid) == 0;
}

static void
check_algorithms_agree (CMS_SignerInfo *signer_info, DsVerdict *verdict)
{
  g_autoptr (GBytes) protection =
      ds_signed_data_dup_attribute (signer_info, OID_ALGORITHM_PROTECTION);
  char digest_oid[OID_TEXT_MAX];
  char signature_oid[OID_TEXT_MAX];
  int implied = NID_undef;
  int stated = OBJ_obj2nid (get_digest_oid (signer_info));

  read_oid (get_digest_oid (signer_info), digest_oid);
  read_oid (get_signature_oid (signer_info), signature_oid);
  OBJ_find_sigid_algs (OBJ_obj2nid (get_signature_oid (signer_info)), &implied, NULL);
  if (protection != NULL && !protection_matches (protection, digest_oid, signature_oid))
    ds_verdict_fail (verdict, "token-algorithms-agree", "SIG_CRYPTO_FAILURE", "RFC 6211, 2",
                     N_ ("the algorithms %s and %s are not those that were signed"), digest_oid,
                     signature_oid);
  else if (implied != NID_undef && implied != stated)
    {
      ds_verdict_doubt (
          verdict, "token-algorithms-agree", "SIG_CONSTRAINTS_FAILURE", "RFC 5652, 5.3",
          N_ ("signatureAlgorithm %s implies another digest than %s"), signature_oid, digest_oid);
      ds_verdict_set_trouble (verdict, DS_TROUBLE_NONCONFORMANT);
    }
  else if (protection != NULL)
    ds_verdict_pass (verdict, "token-algorithms-agree", "RFC 6211, 2",
                     N_ ("digest %s and signature algorithm %s agree, as signed"), digest_oid,
                     signature_oid);
  else
    ds_verdict_pass (verdict, "token-algorithms-agree", "RFC 5652, 5.3",
                     N_ ("digest %s and signature algorithm %s agree"), digest_oid, signature_oid);
}

/**
 * ds_signed_data_check_attributes:
 * @token: the token that it signs
 *
 * Returns: whether the attributes are of a form that the signature can be verified over
 */
gboolean
ds_signed_data_check_attributes (CMS_SignerInfo *signer_info, DsToken *token, DsVerdict *verdict)
{
  if (!check_attribute_set (signer_info, token, verdict))
    return FALSE;
  check_content_type (signer_info, verdict);
  check_message_digest (signer_info, ds_token_get_tst_info (token), verdict);
  check_algorithms_agree (signer_info, verdict);
  ERR_clear_error ();
  return TRUE;
}

/* Whether signatureAlgorithm is one for keys of @type: sha256WithRSAEncryption, RSASSA-PSS,
 * ecdsa-with-SHA256, or the key's own name, as rsaEncryption is (RFC 3370, 3.2). */
static gboolean
is_algorithm_of_key (const ASN1_OBJECT *algorithm, int type)
{
  int nid = OBJ_obj2nid (algorithm);
  int key_type = NID_undef;

  if (nid == type)
    return TRUE;
  return OBJ_find_sigid_algs (nid, NULL, &key_type) == 1
         && (key_type == type || (key_type == NID_rsassaPss && type == EVP_PKEY_RSA));
}

static Scheme
find_scheme (CMS_SignerInfo *signer_info, EVP_PKEY *key)
{
  int type = key != NULL ? EVP_PKEY_get_base_id (key) : EVP_PKEY_NONE;

  if (!is_algorithm_of_key (get_signature_oid (signer_info), type))
    return SCHEME_UNSUPPORTED;
  if (type == EVP_PKEY_ED25519 || type == EVP_PKEY_ED448)
    return SCHEME_EDDSA;
  if (type != EVP_PKEY_RSA && type != EVP_PKEY_RSA_PSS && type != EVP_PKEY_DSA
      && type != EVP_PKEY_EC)
    return SCHEME_UNSUPPORTED;
  return EVP_get_digestbyobj (get_digest_oid (signer_info)) != NULL ? SCHEME_DIGESTED
                                                                    : SCHEME_UNSUPPORTED;
}

/* The SET OF attributes in the order they were sent. */
static GBytes *
encode_attributes (CMS_SignerInfo *signer_info)
{
  g_autoptr (GByteArray) contents = join_attributes (signer_info);
  int length = ASN1_object_size (TRUE, (int) contents->len, V_ASN1_SET);
  guint8 *whole = g_malloc ((gsize) length);
  guint8 *at = whole;

  ASN1_put_object (&at, TRUE, (int) contents->len, V_ASN1_SET, V_ASN1_UNIVERSAL);
  memcpy (at, contents->data, contents->len);
  return g_bytes_new_take (whole, (gsize) length);
}

static gboolean
verify_eddsa (CMS_SignerInfo *signer_info, EVP_PKEY *key)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  g_autoptr (GBytes) attributes = encode_attributes (signer_info);
  const ASN1_OCTET_STRING *signature = CMS_SignerInfo_get0_signature (signer_info);

  return EVP_DigestVerifyInit (context, NULL, NULL, NULL, key) == 1
         && EVP_DigestVerify (context, ASN1_STRING_get0_data (signature),
                              (gsize) ASN1_STRING_length (signature),
                              g_bytes_get_data (attributes, NULL), g_bytes_get_size (attributes))
                == 1;
}

static gboolean
verify_digested (CMS_SignerInfo *signer_info, X509 *signer)
{
  CMS_SignerInfo_set1_signer_cert (signer_info, signer);
  return CMS_SignerInfo_verify (signer_info) == 1;
}

/**
 * ds_signed_data_check_signature:
 * @signer_info: of a CMS that nobody else reads: it is written to
 * @signer: the signing certificate
 */
void
ds_signed_data_check_signature (CMS_SignerInfo *signer_info, X509 *signer, DsVerdict *verdict)
{
  EVP_PKEY *key = X509_get0_pubkey (signer);
  Scheme scheme = find_scheme (signer_info, key);
  g_autofree char *text = ds_signed_data_describe_signature (signer_info, signer);
  char oid[OID_TEXT_MAX];

  read_oid (get_signature_oid (signer_info), oid);
  if (scheme == SCHEME_UNSUPPORTED)
    ds_verdict_doubt (verdict, "token-signature", "CRYPTO_CONSTRAINTS_FAILURE", "RFC 5652, 5.4",
                      N_ ("algorithm not supported: %s, signature algorithm %s"), text, oid);
  else if (scheme == SCHEME_EDDSA ? verify_eddsa (signer_info, key)
                                  : verify_digested (signer_info, signer))
    ds_verdict_pass (verdict, "token-signature", "RFC 5652, 5.6",
                     N_ ("the signature (%s) is right"), text);
  else
    ds_verdict_fail (
        verdict, "token-signature", "SIG_CRYPTO_FAILURE", "RFC 5652, 5.6",
        N_ ("the signature (%s) is not of the signing certificate's key over these octets"), text);
  ERR_clear_error ();
}

/**
 * ds_signed_data_describe_signature:
 *
 * Returns: (transfer full): for people: “RSA 2048, SHA-256”, in any language
 */
char *
ds_signed_data_describe_signature (CMS_SignerInfo *signer_info, X509 *signer)
{
  EVP_PKEY *key = X509_get0_pubkey (signer);
  g_autofree char *key_text = key != NULL ? ds_algorithms_describe_key (key) : NULL;
  DsDigestAlgorithm algorithm = ds_signed_data_get_digest (signer_info);
  g_autofree char *digest = ds_algorithms_describe_digest (algorithm);
  gboolean is_pss = OBJ_obj2nid (get_signature_oid (signer_info)) == NID_rsassaPss;

  ERR_clear_error ();
  return g_strdup_printf ("%s%s, %s", key_text != NULL ? key_text : "an unknown key",
                          is_pss ? " PSS" : "", digest);
}
