/* ds-token.c - a TimeStampToken as an immutable value (RFC 3161, 2.4.2)
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The CMS shell may be BER: one in five genuine tokens is. It is measured in full before OpenSSL's
 * parser sees it. CMS_ContentInfo and not PKCS7 or TS_RESP, which refuse genuine tokens that hold
 * attribute certificates or OCSP answers. */
#include "stamp/ds-token.h"

#include <openssl/err.h>

#include "base/ds-der.h"
#include "base/ds-error.h"

#define CERTIFICATES_MAX 20

struct _DsToken
{
  gatomicrefcount references;
  GBytes *octets;           /* owned */
  CMS_ContentInfo *cms;     /* owned; only ever read */
  DsX509List *certificates; /* owned */
  GBytes *tst_info_octets;  /* owned */
  DsTstInfo *tst_info;      /* owned */
};

static gboolean
refuse (GError **error, int code, const char *why)
{
  g_set_error_literal (error, DS_ERROR, code, why);
  return FALSE;
}

/* Bounds the shell before a laxer parser sees it, and refuses anything behind it. */
static gboolean
check_bounds (GBytes *octets, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (octets, &length);
  gsize used;

  if (length > DS_TOKEN_OCTETS_MAX)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_LIMIT, "a token of more than %d octets",
                   DS_TOKEN_OCTETS_MAX);
      return FALSE;
    }
  if (!ds_der_measure_ber (data, length, &used, error))
    return FALSE;
  return used == length || refuse (error, DS_ERROR_FORMAT, "octets follow the token");
}

static CMS_ContentInfo *
parse_cms (GBytes *octets, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (octets, &length);
  const guint8 *at = data;
  g_autoptr (CMS_ContentInfo) cms = d2i_CMS_ContentInfo (NULL, &at, (long) length);

  if (cms == NULL || at != data + length)
    {
      ds_openssl_set_error (error, DS_ERROR_FORMAT, "no CMS ContentInfo (RFC 5652, 3)");
      return NULL;
    }
  ERR_clear_error ();
  return g_steal_pointer (&cms);
}

/* (transfer full) (nullable): the TSTInfo's octets as they are in the shell. */
static GBytes *
extract_tst_info (CMS_ContentInfo *cms, GError **error)
{
  ASN1_OCTET_STRING **content;

  if (OBJ_obj2nid (CMS_get0_type (cms)) != NID_pkcs7_signed)
    {
      refuse (error, DS_ERROR_FORMAT, "the ContentInfo holds no SignedData (RFC 3161, 2.4.2)");
      return NULL;
    }
  if (OBJ_obj2nid (CMS_get0_eContentType (cms)) != NID_id_smime_ct_TSTInfo)
    {
      refuse (error, DS_ERROR_FORMAT, "the SignedData holds no TSTInfo (RFC 3161, 2.4.2)");
      return NULL;
    }
  content = CMS_get0_content (cms);
  if (content == NULL || *content == NULL)
    {
      refuse (error, DS_ERROR_FORMAT, "the TSTInfo is detached (RFC 3161, 2.4.2)");
      return NULL;
    }
  return g_bytes_new (ASN1_STRING_get0_data (*content), (gsize) ASN1_STRING_length (*content));
}

/* (transfer full) (nullable): empty if the token has none; attribute certificates are left out. */
static DsX509List *
extract_certificates (CMS_ContentInfo *cms, GError **error)
{
  g_autoptr (DsX509List) list = CMS_get1_certs (cms);

  ERR_clear_error ();
  if (list == NULL)
    return sk_X509_new_null ();
  if (sk_X509_num (list) > CERTIFICATES_MAX)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_LIMIT, "a token with more than %d certificates",
                   CERTIFICATES_MAX);
      return NULL;
    }
  return g_steal_pointer (&list);
}

/**
 * ds_token_parse_unverified:
 * @octets: a ContentInfo, BER or DER, and nothing else
 * @error: %DS_ERROR_FORMAT, %DS_ERROR_LIMIT, %DS_ERROR_BAD_TIME
 *
 * Takes a token apart. Nothing it says is believed: see ds_token_verify().
 *
 * Returns: (transfer full) (nullable): the token
 */
DsToken *
ds_token_parse_unverified (GBytes *octets, GError **error)
{
  g_autoptr (DsToken) self = NULL;

  g_return_val_if_fail (octets != NULL, NULL);

  if (!check_bounds (octets, error))
    return NULL;
  self = g_new0 (DsToken, 1);
  g_atomic_ref_count_init (&self->references);
  self->octets = g_bytes_ref (octets);
  self->cms = parse_cms (octets, error);
  if (self->cms == NULL)
    return NULL;
  self->tst_info_octets = extract_tst_info (self->cms, error);
  if (self->tst_info_octets == NULL)
    return NULL;
  self->tst_info = ds_tst_info_parse (self->tst_info_octets, error);
  if (self->tst_info == NULL)
    return NULL;
  self->certificates = extract_certificates (self->cms, error);
  if (self->certificates == NULL)
    return NULL;
  return g_steal_pointer (&self);
}

DsToken *
ds_token_ref (DsToken *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
ds_token_unref (DsToken *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_clear_pointer (&self->octets, g_bytes_unref);
  CMS_ContentInfo_free (self->cms);
  ds_x509_list_free (self->certificates);
  g_clear_pointer (&self->tst_info_octets, g_bytes_unref);
  g_clear_pointer (&self->tst_info, ds_tst_info_free);
  g_free (self);
}

/* The octets exactly as received. */
GBytes *
ds_token_get_octets (DsToken *self)
{
  return self->octets;
}

/**
 * ds_token_dup_der:
 *
 * What evidence records hold and renewals hash (RFC 4998, 5.2): the octets themselves where their
 * framing is DER, else a DER encoding of the same values.
 *
 * Returns: (transfer full): one ContentInfo
 */
GBytes *
ds_token_dup_der (DsToken *self)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (self->octets, &length);
  g_autoptr (CMS_ContentInfo) copy = NULL;
  unsigned char *der = NULL;
  GBytes *bytes;
  int written;

  if (ds_der_check_strict (data, length, NULL))
    return g_bytes_ref (self->octets);

  /* From a copy of its own: encoding may touch OpenSSL's structure, which others read. */
  copy = parse_cms (self->octets, NULL);
  g_assert (copy != NULL);
  written = i2d_CMS_ContentInfo (copy, &der);
  g_assert (written > 0);
  bytes = g_bytes_new (der, (gsize) written);
  OPENSSL_free (der);
  return bytes;
}

/* Shared between threads, hence only to be read: OpenSSL's verifying functions write into it. */
CMS_ContentInfo *
ds_token_get_cms (DsToken *self)
{
  return self->cms;
}

/* The certificates in the token, in its order; none of them is trusted. */
DsX509List *
ds_token_get_certificates (DsToken *self)
{
  return self->certificates;
}

/* The octets that are signed. */
GBytes *
ds_token_get_tst_info (DsToken *self)
{
  return self->tst_info_octets;
}

/* %DS_DIGEST_NONE where the algorithm is not known here: see ds_token_get_imprint_oid(). */
const DsDigest *
ds_token_get_imprint (DsToken *self)
{
  return &self->tst_info->imprint;
}

/* Dotted decimal. */
const char *
ds_token_get_imprint_oid (DsToken *self)
{
  return self->tst_info->imprint_oid;
}

DsTime
ds_token_get_gen_time (DsToken *self)
{
  return self->tst_info->gen_time;
}

/* Whether genTime is written in a way that RFC 3161, 2.4.2 does not allow. */
gboolean
ds_token_gen_time_is_loose (DsToken *self)
{
  return self->tst_info->gen_time_is_loose;
}

/* Dotted decimal. */
const char *
ds_token_get_policy (DsToken *self)
{
  return self->tst_info->policy;
}

/* Hexadecimal, of any length. */
const char *
ds_token_get_serial (DsToken *self)
{
  return self->tst_info->serial;
}

/* (nullable): hexadecimal. */
const char *
ds_token_get_nonce (DsToken *self)
{
  return self->tst_info->nonce;
}

DsAccuracy
ds_token_get_accuracy (DsToken *self)
{
  return self->tst_info->accuracy;
}

gboolean
ds_token_get_ordering (DsToken *self)
{
  return self->tst_info->ordering;
}

/* (nullable): what the TSA calls itself. */
GENERAL_NAME *
ds_token_get_tsa_name (DsToken *self)
{
  return self->tst_info->tsa_name;
}

/* (nullable): OID of the first extension of TSTInfo that is marked critical; none is known here. */
const char *
ds_token_get_critical_extension (DsToken *self)
{
  return self->tst_info->critical_extension;
}
