/* ds-ess.c - which certificate a token says it was signed with (RFC 2634, 5.4; RFC 5035; RFC 5816)
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The issuer and serial number that CMS finds a signer by are not signed; these ids are. Stricter
 * than OpenSSL and Bouncy Castle: v1 and v2 are both judged where both are there. Laxer: an id
 * behind the first may name an attribute certificate of the token, as appliances of Thales and
 * SafeNet do, and one that names nothing here is only noted: Microsoft's tokens have such. */
#include "evidence/ds-ess.h"

#include <glib/gi18n.h>
#include <openssl/x509v3.h>

#include "base/ds-der.h"
#include "evidence/ds-signed-data.h"

#define OID_SIGNING_CERTIFICATE "1.2.840.113549.1.9.16.2.12"
#define OID_SIGNING_CERTIFICATE_V2 "1.2.840.113549.1.9.16.2.47"
#define IDS_MAX 20
#define CHECK "signer-reference"
/* In CertificateSet (RFC 5652, 10.2.2); appliances still write the obsolete first version. */
#define ATTRIBUTE_CERTIFICATE_V1 DS_DER_CONTEXT_CONSTRUCTED (1)
#define ATTRIBUTE_CERTIFICATE_V2 DS_DER_CONTEXT_CONSTRUCTED (2)

typedef struct
{
  DsDigest digest;     /* %DS_DIGEST_NONE: an algorithm not known here */
  DsDer issuer_serial; /* contents; borrowed from the attribute */
  gboolean has_issuer_serial;
} EssId;

/* One of the two attributes. */
typedef struct
{
  const char *name;
  const char *source;
  GBytes *octets; /* owned (nullable): the attribute's value; %NULL: there is none */
  GArray *ids;    /* owned (nullable): EssId; %NULL: it cannot be read */
  gboolean is_alone;
} Attribute;

struct _DsEss
{
  Attribute v1;
  Attribute v2;
};

/* Hash [, IssuerSerial], in front of which ESSCertIDv2 has an algorithm unless it is SHA-256. */
static gboolean
take_id (DsDer *at, gboolean is_v2, EssId *id)
{
  DsDigestAlgorithm algorithm = is_v2 ? DS_DIGEST_SHA256 : DS_DIGEST_SHA1;
  DsDer contents, digest;

  if (!ds_der_take (at, DS_DER_SEQUENCE, &contents, NULL))
    return FALSE;
  if (is_v2 && ds_der_peek (&contents) == DS_DER_SEQUENCE)
    {
      DsDer identifier;
      g_autofree char *oid = NULL;

      if (!ds_der_take (&contents, DS_DER_SEQUENCE, &identifier, NULL))
        return FALSE;
      oid = ds_der_take_oid (&identifier, NULL);
      if (oid == NULL)
        return FALSE;
      algorithm = ds_digest_algorithm_from_oid (oid);
    }
  if (!ds_der_take (&contents, DS_DER_OCTET_STRING, &digest, NULL)
      || !ds_der_take_optional (&contents, DS_DER_SEQUENCE, &id->issuer_serial,
                                &id->has_issuer_serial, NULL)
      || !ds_der_is_empty (&contents))
    return FALSE;
  id->digest = ds_digest_from_octets (algorithm, digest.at, ds_der_get_length (&digest));
  return TRUE;
}

/* (transfer full) (nullable): the ids of SEQUENCE { SEQUENCE OF id, policies OPTIONAL }. */
static GArray *
parse_ids (GBytes *octets, gboolean is_v2)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (octets, &length);
  DsDer whole = ds_der_init (data, length);
  DsDer contents, list;
  g_autoptr (GArray) ids = g_array_new (FALSE, TRUE, sizeof (EssId));

  if (!ds_der_take (&whole, DS_DER_SEQUENCE, &contents, NULL)
      || !ds_der_take (&contents, DS_DER_SEQUENCE, &list, NULL))
    return NULL;
  while (!ds_der_is_empty (&list))
    {
      EssId id = { 0 };

      if (ids->len >= IDS_MAX || !take_id (&list, is_v2, &id))
        return NULL;
      g_array_append_val (ids, id);
    }
  return g_steal_pointer (&ids);
}

/**
 * ds_ess_new:
 * @signer_info: a signer whose attributes have one value each
 *
 * Returns: (transfer full): what its signing-certificate attributes say
 */
DsEss *
ds_ess_new (CMS_SignerInfo *signer_info)
{
  DsEss *self = g_new0 (DsEss, 1);

  self->v1.name = "ESSCertID";
  self->v1.source = "RFC 3161, 2.4.2; RFC 2634, 5.4";
  self->v1.octets = ds_signed_data_dup_attribute (signer_info, OID_SIGNING_CERTIFICATE);
  if (self->v1.octets != NULL)
    self->v1.ids = parse_ids (self->v1.octets, FALSE);
  self->v2.name = "ESSCertIDv2";
  self->v2.source = "RFC 5816, 2.2.1; RFC 5035, 4";
  self->v2.octets = ds_signed_data_dup_attribute (signer_info, OID_SIGNING_CERTIFICATE_V2);
  if (self->v2.octets != NULL)
    self->v2.ids = parse_ids (self->v2.octets, TRUE);
  self->v1.is_alone = self->v2.octets == NULL;
  self->v2.is_alone = self->v1.octets == NULL;
  return self;
}

static void
clear_attribute (Attribute *attribute)
{
  g_clear_pointer (&attribute->octets, g_bytes_unref);
  g_clear_pointer (&attribute->ids, g_array_unref);
}

void
ds_ess_free (DsEss *self)
{
  clear_attribute (&self->v1);
  clear_attribute (&self->v2);
  g_free (self);
}

static gboolean
digest_names (const DsDigest *digest, GBytes *der)
{
  gsize length;
  const void *data = g_bytes_get_data (der, &length);
  DsDigest computed;

  if (digest->algorithm == DS_DIGEST_NONE)
    return FALSE;
  computed = ds_digest_compute (digest->algorithm, data, length);
  return ds_digest_equal (&computed, digest);
}

static gboolean
id_names (const EssId *id, X509 *certificate)
{
  g_autoptr (GBytes) der = ds_x509_to_der (certificate);

  return der != NULL && digest_names (&id->digest, der);
}

static const EssId *
get_id (const Attribute *attribute, guint index)
{
  if (attribute->ids == NULL || index >= attribute->ids->len)
    return NULL;
  return &g_array_index (attribute->ids, EssId, index);
}

/**
 * ds_ess_names_first:
 *
 * Returns: whether @certificate is the one that the first id names, in v2 or else in v1
 */
gboolean
ds_ess_names_first (const DsEss *self, X509 *certificate)
{
  const EssId *id = get_id (&self->v2, 0);

  if (id == NULL)
    id = get_id (&self->v1, 0);
  return id != NULL && id_names (id, certificate);
}

/* IssuerSerial: one directoryName and a serial number. */
static gboolean
issuer_serial_names (DsDer at, X509 *certificate)
{
  const ASN1_INTEGER *serial = X509_get0_serialNumber (certificate);
  g_autoptr (BIGNUM) own = ASN1_INTEGER_to_BN (serial, NULL);
  g_autoptr (ASN1_INTEGER) stated = NULL;
  g_autoptr (X509_NAME) name = NULL;
  DsDer names, directory;
  const guint8 *octets;

  if (!ds_der_take (&at, DS_DER_SEQUENCE, &names, NULL)
      || !ds_der_take (&names, DS_DER_CONTEXT_CONSTRUCTED (4), &directory, NULL))
    return FALSE;
  octets = directory.at;
  name = d2i_X509_NAME (NULL, &octets, (long) ds_der_get_length (&directory));
  octets = at.at;
  stated = d2i_ASN1_INTEGER (NULL, &octets, (long) ds_der_get_length (&at));
  return name != NULL && stated != NULL && own != NULL
         && X509_NAME_cmp (name, X509_get_issuer_name (certificate)) == 0
         && ASN1_INTEGER_cmp (stated, serial) == 0;
}

static gboolean
list_has_named (const DsX509List *list, const EssId *id)
{
  for (int i = 0; i < sk_X509_num (list); i++)
    if (id_names (id, sk_X509_value (list, i)))
      return TRUE;
  return FALSE;
}

static gboolean
enter (DsDer *at, int tag)
{
  DsDer contents;

  if (!ds_der_take (at, tag, &contents, NULL))
    return FALSE;
  *at = contents;
  return TRUE;
}

/* Moves @at to the contents of CertificateSet (RFC 5652, 5.1); OpenSSL shows no attribute
 * certificate of it. */
static gboolean
enter_certificate_set (DsDer *at)
{
  DsDer skipped;

  if (!enter (at, DS_DER_SEQUENCE) || !ds_der_take_any (at, &skipped, NULL)
      || !enter (at, DS_DER_CONTEXT_CONSTRUCTED (0)) || !enter (at, DS_DER_SEQUENCE))
    return FALSE;
  for (guint i = 0; i < 3; i++) /* version, digestAlgorithms, encapContentInfo */
    if (!ds_der_take_any (at, &skipped, NULL))
      return FALSE;
  return enter (at, DS_DER_CONTEXT_CONSTRUCTED (0));
}

/* Whether @id names @element, if that is an attribute certificate: what is hashed begins with the
 * tag that its implicit one stands for. */
static gboolean
id_names_attribute_certificate (const EssId *id, const DsDer *element)
{
  gsize length = ds_der_get_length (element);
  guint8 *certificate;
  g_autoptr (GBytes) octets = NULL;

  if (*element->at != ATTRIBUTE_CERTIFICATE_V1 && *element->at != ATTRIBUTE_CERTIFICATE_V2)
    return FALSE;
  certificate = g_memdup2 (element->at, length);
  certificate[0] = DS_DER_SEQUENCE;
  octets = g_bytes_new_take (certificate, length);
  return digest_names (&id->digest, octets);
}

static gboolean
token_has_named (DsToken *token, const EssId *id)
{
  g_autoptr (GBytes) der = ds_token_dup_der (token);
  gsize length;
  const guint8 *data = g_bytes_get_data (der, &length);
  DsDer at = ds_der_init (data, length);
  DsDer element;

  if (!enter_certificate_set (&at))
    return FALSE;
  while (ds_der_take_any (&at, &element, NULL))
    if (id_names_attribute_certificate (id, &element))
      return TRUE;
  return FALSE;
}

static guint
count_unknown_ids (const Attribute *attribute, const DsX509List *path, DsToken *token)
{
  guint unknown = 0;

  for (guint i = 1; i < attribute->ids->len; i++)
    {
      const EssId *id = get_id (attribute, i);

      if (!list_has_named (path, id) && !list_has_named (ds_token_get_certificates (token), id)
          && !token_has_named (token, id))
        unknown++;
    }
  return unknown;
}

/* Whether the first id can be compared at all; says so if not. */
static gboolean
check_form (const Attribute *attribute, DsVerdict *verdict)
{
  const EssId *first = get_id (attribute, 0);

  if (attribute->ids == NULL)
    ds_verdict_doubt (verdict, CHECK, "SIG_CONSTRAINTS_FAILURE", attribute->source,
                      N_ ("%s cannot be read"), attribute->name);
  else if (first == NULL)
    ds_verdict_doubt (verdict, CHECK, "SIG_CONSTRAINTS_FAILURE", attribute->source,
                      N_ ("%s names no certificate"), attribute->name);
  else if (first->digest.algorithm == DS_DIGEST_NONE)
    {
      ds_verdict_doubt (verdict, CHECK, "CRYPTO_CONSTRAINTS_FAILURE", attribute->source,
                        N_ ("algorithm not supported: the digest in %s"), attribute->name);
      return FALSE;
    }
  else
    return TRUE;
  ds_verdict_set_trouble (verdict, DS_TROUBLE_NONCONFORMANT);
  return FALSE;
}

/* Whether the first id names the signer; says so if not. */
static gboolean
check_first (const Attribute *attribute, X509 *signer, DsVerdict *verdict)
{
  const EssId *first = get_id (attribute, 0);
  const EssId *second = get_id (attribute, 1);

  if (!check_form (attribute, verdict))
    return FALSE;
  if (id_names (first, signer)
      && (!first->has_issuer_serial || issuer_serial_names (first->issuer_serial, signer)))
    return TRUE;
  if (!id_names (first, signer) && second != NULL && id_names (second, signer))
    {
      ds_verdict_doubt (verdict, CHECK, "SIG_CONSTRAINTS_FAILURE", attribute->source,
                        N_ ("%s does not name the signing certificate first"), attribute->name);
      ds_verdict_set_trouble (verdict, DS_TROUBLE_NONCONFORMANT);
    }
  else
    ds_verdict_doubt (verdict, CHECK, "NO_SIGNING_CERTIFICATE_FOUND", attribute->source,
                      N_ ("%s names another certificate than the one whose key verifies it"),
                      attribute->name);
  return FALSE;
}

static void
check_attribute (const Attribute *attribute, X509 *signer, const DsX509List *path, DsToken *token,
                 DsVerdict *verdict)
{
  guint unknown;
  const EssId *first;
  g_autofree char *count = NULL;

  if (attribute->octets == NULL || !check_first (attribute, signer, verdict))
    return;
  first = get_id (attribute, 0);
  unknown = count_unknown_ids (attribute, path, token);
  count = g_strdup_printf ("%u", unknown);
  if (unknown > 0)
    ds_verdict_note (
        verdict, CHECK, attribute->source,
        N_ ("%s names the signing certificate, and %s more that are neither in the token "
            "nor in its path"),
        attribute->name, count);
  else if (first->digest.algorithm == DS_DIGEST_SHA1 && attribute->is_alone)
    ds_verdict_note (verdict, CHECK, attribute->source,
                     N_ ("%s names the signing certificate, by SHA-1 alone"), attribute->name);
  else
    ds_verdict_pass (verdict, CHECK, attribute->source, N_ ("%s names the signing certificate"),
                     attribute->name);
}

/**
 * ds_ess_check:
 * @signer: the certificate found by the signer's id
 * @path: (nullable): its path, where there is one
 * @token: the token the signer is of
 */
void
ds_ess_check (const DsEss *self, X509 *signer, const DsX509List *path, DsToken *token,
              DsVerdict *verdict)
{
  if (self->v1.octets == NULL && self->v2.octets == NULL)
    {
      ds_verdict_doubt (verdict, CHECK, "SIG_CONSTRAINTS_FAILURE", self->v1.source,
                        N_ ("no signed attribute names the signing certificate"));
      ds_verdict_set_trouble (verdict, DS_TROUBLE_NONCONFORMANT);
      return;
    }
  check_attribute (&self->v1, signer, path, token, verdict);
  check_attribute (&self->v2, signer, path, token, verdict);
}
