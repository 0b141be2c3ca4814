/* ds-openssl.c - OpenSSL's types under GLib's cleanup, its errors as GError
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/ds-openssl.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

#include "base/ds-der.h"
#include "base/ds-error.h"
#include "base/ds-file.h"
#include "base/ds-text.h"

#define OID_TEXT_MAX 512 /* 64 octets make at most 155 digits and as many points */
#define NAME_CHARACTERS_MAX 400
#define CERTIFICATES_MAX 100 /* in one PEM file */
#define CERTIFICATE_FILE_OCTETS_MAX (1024 * 1024)

void
ds_x509_list_free (DsX509List *list)
{
  sk_X509_pop_free (list, X509_free);
}

/* Whether the very same certificate is in @list (nullable). */
gboolean
ds_x509_list_contains (const STACK_OF (X509) * list, const X509 *certificate)
{
  for (int i = 0; i < sk_X509_num (list); i++)
    if (X509_cmp (sk_X509_value (list, i), certificate) == 0)
      return TRUE;
  return FALSE;
}

/**
 * ds_openssl_set_error:
 * @error: where to
 * @code: a #DsError
 * @what: what failed
 *
 * Empties OpenSSL's error queue into @error, so that nothing leaks into the next call.
 */
void
ds_openssl_set_error (GError **error, int code, const char *what)
{
  unsigned long first = ERR_get_error ();
  const char *reason = first != 0 ? ERR_reason_error_string (first) : NULL;

  ERR_clear_error ();
  g_set_error (error, DS_ERROR, code, "%s%s%s", what, reason != NULL ? ": " : "",
               reason != NULL ? reason : "");
}

/* (transfer full) (nullable): the DER of @certificate. */
GBytes *
ds_x509_to_der (X509 *certificate)
{
  unsigned char *der = NULL;
  int length = i2d_X509 (certificate, &der);
  GBytes *bytes;

  if (length <= 0)
    {
      ERR_clear_error ();
      return NULL;
    }
  bytes = g_bytes_new (der, (gsize) length);
  OPENSSL_free (der);
  return bytes;
}

/* (transfer full) (nullable): the certificate that fills @der to its end. */
X509 *
ds_x509_from_der (GBytes *der)
{
  gsize length;
  const unsigned char *at = g_bytes_get_data (der, &length);
  const unsigned char *start = at;
  g_autoptr (X509) certificate = d2i_X509 (NULL, &at, (long) length);

  ERR_clear_error ();
  if (certificate == NULL || at != start + length)
    return NULL;
  return g_steal_pointer (&certificate);
}

/**
 * ds_x509_name_to_text:
 *
 * Returns: (transfer full): RFC 2253 text in UTF-8, inert and bounded: a certificate's names are
 *   a stranger's words
 */
char *
ds_x509_name_to_text (const X509_NAME *name)
{
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());
  g_autoptr (GBytes) bytes = NULL;
  gsize length;
  const char *text;

  X509_NAME_print_ex (bio, name, 0,
                      (XN_FLAG_RFC2253 & ~(unsigned long) ASN1_STRFLGS_ESC_MSB)
                          | ASN1_STRFLGS_UTF8_CONVERT);
  ERR_clear_error ();
  bytes = ds_bio_to_bytes (bio);
  text = g_bytes_get_data (bytes, &length);
  return ds_text_make_inert (length > 0 ? text : "", length, NAME_CHARACTERS_MAX);
}

/* What cannot be read is the epoch, which lies before everything. */
DsTime
ds_time_from_asn1 (const ASN1_TIME *asn1)
{
  struct tm parts = { 0 };
  gint64 seconds = 0;

  if (asn1 != NULL && ASN1_TIME_to_tm (asn1, &parts) == 1)
    seconds = timegm (&parts);
  ERR_clear_error ();
  return ds_time_from_unix (seconds);
}

/**
 * ds_oid_from_text:
 * @dotted: dotted decimal
 *
 * Returns: (transfer full) (nullable): the OID; %NULL unless @dotted is the one way to write an OID
 *   of at most DS_DER_OID_OCTETS_MAX octets, so that OIDs may be compared as text
 */
ASN1_OBJECT *
ds_oid_from_text (const char *dotted)
{
  g_autoptr (ASN1_OBJECT) object = NULL;
  char back[OID_TEXT_MAX];

  if (strlen (dotted) >= sizeof back)
    return NULL;
  object = OBJ_txt2obj (dotted, TRUE);
  ERR_clear_error ();
  if (object == NULL || OBJ_length (object) > DS_DER_OID_OCTETS_MAX
      || OBJ_obj2txt (back, sizeof back, object, TRUE) <= 0 || strcmp (back, dotted) != 0)
    return NULL;
  return g_steal_pointer (&object);
}

/* (transfer full): a copy of what a memory BIO holds. */
GBytes *
ds_bio_to_bytes (BIO *bio)
{
  char *data = NULL;
  long length = BIO_get_mem_data (bio, &data);

  return g_bytes_new (data, (gsize) MAX (length, 0));
}

/**
 * ds_x509_list_from_pem:
 * @pem: one or more certificates in PEM
 * @error: %DS_ERROR_FORMAT if there is none or one cannot be read, %DS_ERROR_LIMIT
 *
 * Returns: (transfer full) (nullable): the certificates, in their order
 */
DsX509List *
ds_x509_list_from_pem (GBytes *pem, GError **error)
{
  gsize length;
  const void *data = g_bytes_get_data (pem, &length);
  g_autoptr (DsX509List) list = sk_X509_new_null ();
  g_autoptr (BIO) bio = BIO_new_mem_buf (data, (int) MIN (length, G_MAXINT));
  X509 *certificate;

  while ((certificate = PEM_read_bio_X509 (bio, NULL, NULL, NULL)) != NULL)
    {
      sk_X509_push (list, certificate);
      if (sk_X509_num (list) > CERTIFICATES_MAX)
        {
          g_set_error (error, DS_ERROR, DS_ERROR_LIMIT, "more than %d certificates in one file",
                       CERTIFICATES_MAX);
          return NULL;
        }
    }
  if (ERR_GET_REASON (ERR_peek_last_error ()) != PEM_R_NO_START_LINE || sk_X509_num (list) == 0)
    {
      ds_openssl_set_error (error, DS_ERROR_FORMAT, "no certificate in PEM form");
      return NULL;
    }
  ERR_clear_error ();
  return g_steal_pointer (&list);
}

/**
 * ds_x509_list_from_file:
 * @path: certificates in PEM, or one in DER
 * @error: %DS_ERROR_FORMAT, %DS_ERROR_LIMIT, else a %G_IO_ERROR
 *
 * Returns: (transfer full) (nullable): the certificates, in their order
 */
DsX509List *
ds_x509_list_from_file (const char *path, GError **error)
{
  g_autoptr (GBytes) octets = ds_file_read (path, CERTIFICATE_FILE_OCTETS_MAX, error);
  X509 *single = octets != NULL ? ds_x509_from_der (octets) : NULL;
  DsX509List *list;

  if (octets == NULL)
    return NULL;
  if (single != NULL)
    {
      list = sk_X509_new_null ();
      sk_X509_push (list, single);
      return list;
    }
  list = ds_x509_list_from_pem (octets, error);
  if (list == NULL)
    g_prefix_error (error, "%s: ", path);
  return list;
}

/* The version that runs, which may be newer than the one built with. */
const char *
ds_openssl_get_version (void)
{
  return OpenSSL_version (OPENSSL_VERSION);
}
