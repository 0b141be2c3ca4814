/* ds-revocation-data.c - CRLs and OCSP answers, as somebody handed them in
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/ds-revocation-data.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

#include "base/ds-der.h"
#include "base/ds-error.h"

#define SOURCES_MAX 64
#define DER_ENUMERATED 0x0a
#define PEM_BEGIN "-----BEGIN "

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_RESPONSE, OCSP_RESPONSE_free)

struct _DsRevocationData
{
  GPtrArray *crls;    /* owned: X509_CRL */
  GPtrArray *answers; /* owned: OCSP_BASICRESP */
};

static void
crl_free (gpointer crl)
{
  X509_CRL_free (crl);
}

static void
answer_free (gpointer answer)
{
  OCSP_BASICRESP_free (answer);
}

DsRevocationData *
ds_revocation_data_new (void)
{
  DsRevocationData *self = g_new0 (DsRevocationData, 1);

  self->crls = g_ptr_array_new_with_free_func (crl_free);
  self->answers = g_ptr_array_new_with_free_func (answer_free);
  return self;
}

void
ds_revocation_data_free (DsRevocationData *self)
{
  g_ptr_array_unref (self->crls);
  g_ptr_array_unref (self->answers);
  g_free (self);
}

static gboolean
refuse (GError **error, int code, const char *why)
{
  g_set_error_literal (error, DS_ERROR, code, why);
  return FALSE;
}

static gboolean
add_crl (DsRevocationData *self, GBytes *octets, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (octets, &length);
  const guint8 *at = data;
  X509_CRL *crl = d2i_X509_CRL (NULL, &at, (long) length);

  ERR_clear_error ();
  if (crl != NULL)
    g_ptr_array_add (self->crls, crl);
  return crl != NULL && at == data + length
             ? TRUE
             : refuse (error, DS_ERROR_FORMAT, "neither a CRL nor an OCSP answer");
}

/* An answer that is no success says nothing about any certificate (RFC 6960, 4.2.1). */
static gboolean
add_answer (DsRevocationData *self, GBytes *octets, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (octets, &length);
  const guint8 *at = data;
  g_autoptr (OCSP_RESPONSE) response = d2i_OCSP_RESPONSE (NULL, &at, (long) length);
  OCSP_BASICRESP *answer = NULL;

  if (response != NULL && at == data + length
      && OCSP_response_status (response) == OCSP_RESPONSE_STATUS_SUCCESSFUL)
    answer = OCSP_response_get1_basic (response);
  ERR_clear_error ();
  if (answer == NULL)
    return refuse (error, DS_ERROR_FORMAT, "the OCSP answer cannot be read, or is a refusal");
  g_ptr_array_add (self->answers, answer);
  return TRUE;
}

/* An OCSPResponse begins with an ENUMERATED, a CertificateList with a SEQUENCE. */
static gboolean
is_answer (const guint8 *data, gsize length)
{
  DsDer whole = ds_der_init (data, length);
  DsDer contents;

  return ds_der_take (&whole, DS_DER_SEQUENCE, &contents, NULL)
         && ds_der_peek (&contents) == DER_ENUMERATED;
}

static gboolean
add_der (DsRevocationData *self, GBytes *octets, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (octets, &length);
  gsize used;

  if (self->crls->len + self->answers->len >= SOURCES_MAX)
    return refuse (error, DS_ERROR_LIMIT, "too many CRLs and OCSP answers");
  if (!ds_der_measure_ber (data, length, &used, error))
    return FALSE;
  if (used != length)
    return refuse (error, DS_ERROR_FORMAT, "octets follow the CRL or OCSP answer");
  return is_answer (data, length) ? add_answer (self, octets, error)
                                  : add_crl (self, octets, error);
}

static gboolean
add_pem (DsRevocationData *self, GBytes *octets, GError **error)
{
  gsize length;
  const void *data = g_bytes_get_data (octets, &length);
  g_autoptr (BIO) bio = BIO_new_mem_buf (data, (int) length);
  char *name;
  char *header;
  unsigned char *der;
  long der_length;
  guint count = 0;

  while (PEM_read_bio (bio, &name, &header, &der, &der_length) == 1)
    {
      gboolean is_crl = strcmp (name, PEM_STRING_X509_CRL) == 0;
      g_autoptr (GBytes) one = g_bytes_new (der, (gsize) der_length);

      OPENSSL_free (name);
      OPENSSL_free (header);
      OPENSSL_free (der);
      if (is_crl && !add_der (self, one, error))
        return FALSE;
      count += is_crl ? 1 : 0;
    }
  ERR_clear_error ();
  return count > 0 || refuse (error, DS_ERROR_FORMAT, "no CRL in PEM form");
}

/**
 * ds_revocation_data_add:
 * @octets: CRLs in PEM, or one CRL or OCSP response in DER; told apart by content
 * @error: %DS_ERROR_FORMAT, %DS_ERROR_LIMIT
 *
 * Returns: whether it could be read; whether it may be believed is decided with each certificate
 */
gboolean
ds_revocation_data_add (DsRevocationData *self, GBytes *octets, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (octets, &length);

  if (length > DS_REVOCATION_OCTETS_MAX)
    return refuse (error, DS_ERROR_LIMIT, "a CRL or OCSP answer larger than 32 MiB");
  if (length > strlen (PEM_BEGIN) && memmem (data, length, PEM_BEGIN, strlen (PEM_BEGIN)) != NULL
      && data[0] != DS_DER_SEQUENCE)
    return add_pem (self, octets, error);
  return add_der (self, octets, error);
}

gboolean
ds_revocation_data_is_empty (const DsRevocationData *self)
{
  return self->crls->len + self->answers->len == 0;
}

guint
ds_revocation_data_get_n_crls (const DsRevocationData *self)
{
  return self->crls->len;
}

X509_CRL *
ds_revocation_data_get_crl (const DsRevocationData *self, guint index)
{
  return g_ptr_array_index (self->crls, index);
}

guint
ds_revocation_data_get_n_answers (const DsRevocationData *self)
{
  return self->answers->len;
}

OCSP_BASICRESP *
ds_revocation_data_get_answer (const DsRevocationData *self, guint index)
{
  return g_ptr_array_index (self->answers, index);
}
