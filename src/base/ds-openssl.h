/* ds-openssl.h - OpenSSL's types under GLib's cleanup, its errors as GError
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/ts.h>
#include <openssl/x509.h>

#include "base/ds-time.h"

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ASN1_GENERALIZEDTIME, ASN1_GENERALIZEDTIME_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ASN1_INTEGER, ASN1_INTEGER_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ASN1_OBJECT, ASN1_OBJECT_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIGNUM, BN_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CMS_ContentInfo, CMS_ContentInfo_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_MD_CTX, EVP_MD_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY_CTX, EVP_PKEY_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GENERAL_NAME, GENERAL_NAME_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TS_MSG_IMPRINT, TS_MSG_IMPRINT_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TS_REQ, TS_REQ_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TS_RESP, TS_RESP_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TS_RESP_CTX, TS_RESP_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509, X509_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_ALGOR, X509_ALGOR_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_EXTENSION, X509_EXTENSION_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_NAME, X509_NAME_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_STORE, X509_STORE_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_STORE_CTX, X509_STORE_CTX_free)

/* A list that owns its certificates. Lists that only borrow are plain STACK_OF (X509). */
typedef STACK_OF (X509) DsX509List;

void    ds_x509_list_free (DsX509List *list);
GBytes *ds_x509_to_der (X509 *certificate) G_GNUC_WARN_UNUSED_RESULT;
X509   *ds_x509_from_der (GBytes *der) G_GNUC_WARN_UNUSED_RESULT;
gboolean ds_x509_list_contains (const STACK_OF (X509) * list, const X509 *certificate);
char   *ds_x509_name_to_text (const X509_NAME *name) G_GNUC_WARN_UNUSED_RESULT;
DsTime  ds_time_from_asn1 (const ASN1_TIME *asn1);
ASN1_OBJECT *ds_oid_from_text (const char *dotted) G_GNUC_WARN_UNUSED_RESULT;
GBytes *ds_bio_to_bytes (BIO *bio) G_GNUC_WARN_UNUSED_RESULT;
DsX509List *ds_x509_list_from_pem (GBytes *pem, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsX509List, ds_x509_list_free)

DsX509List *ds_x509_list_from_file (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
const char *ds_openssl_get_version (void);
void        ds_openssl_set_error (GError **error, int code, const char *what);

G_END_DECLS
