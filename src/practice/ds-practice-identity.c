/* ds-practice-identity.c - key and certificates of the practice TSA
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Made on first use. The folder holds tsa.key, tsa.pem and root.pem, written in this order: where
 * root.pem is, the others are whole. */
#include "practice/ds-practice-identity.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/ds-error.h"
#include "base/ds-file.h"
#include "base/ds-lock.h"
#include "base/ds-random.h"

#define ROOT_FILE "root.pem"
#define CERTIFICATE_FILE "tsa.pem"
#define KEY_FILE "tsa.key"
#define LOCK_FILE "lock"
#define FILE_OCTETS_MAX (64 * 1024)

#define ROOT_SUBJECT "Draftseal practice root (TEST)"
#define TSA_SUBJECT "Draftseal practice TSA (TEST, proves nothing)"
#define SECONDS_PER_DAY 86400
#define DAYS_PER_YEAR 365
#define ROOT_YEARS 20
#define TSA_YEARS 10
#define SERIAL_OCTETS 16

typedef struct
{
  int nid;
  const char *value; /* as in openssl.cnf */
} Extension;

static const Extension root_extensions[] = {
  { NID_basic_constraints, "critical,CA:TRUE,pathlen:0" },
  { NID_key_usage, "critical,keyCertSign,cRLSign" },
  { NID_subject_key_identifier, "hash" },
};

static const Extension tsa_extensions[] = {
  { NID_basic_constraints, "critical,CA:FALSE" },   { NID_key_usage, "critical,digitalSignature" },
  { NID_ext_key_usage, "critical,timeStamping" },   { NID_subject_key_identifier, "hash" },
  { NID_authority_key_identifier, "keyid:always" },
};

static gboolean
set_random_serial (X509 *certificate)
{
  guint8 octets[SERIAL_OCTETS];
  g_autoptr (BIGNUM) number = NULL;

  ds_random_octets (octets, sizeof octets);
  octets[0] = (octets[0] & 0x3f) | 0x40; /* positive, and always of the same length */
  number = BN_bin2bn (octets, sizeof octets, NULL);
  return BN_to_ASN1_INTEGER (number, X509_get_serialNumber (certificate)) != NULL;
}

/* Valid since yesterday: a clock that is set back a little leaves the practice TSA usable. */
static gboolean
set_validity (X509 *certificate, int years)
{
  return X509_gmtime_adj (X509_getm_notBefore (certificate), -SECONDS_PER_DAY) != NULL
         && X509_time_adj_ex (X509_getm_notAfter (certificate), years * DAYS_PER_YEAR, 0, NULL)
                != NULL;
}

static gboolean
set_subject (X509 *certificate, const char *common_name)
{
  return X509_NAME_add_entry_by_NID (X509_get_subject_name (certificate), NID_commonName,
                                     MBSTRING_UTF8, (const guint8 *) common_name, -1, -1, 0);
}

static gboolean
add_extensions (X509 *certificate, X509 *issuer, const Extension *extensions, gsize count)
{
  X509V3_CTX context;

  X509V3_set_ctx (&context, issuer, certificate, NULL, NULL, 0);
  for (gsize i = 0; i < count; i++)
    {
      g_autoptr (X509_EXTENSION) extension =
          X509V3_EXT_conf_nid (NULL, &context, extensions[i].nid, extensions[i].value);

      if (extension == NULL || !X509_add_ext (certificate, extension, -1))
        return FALSE;
    }
  return TRUE;
}

/* (nullable): a certificate with everything but extensions, issuer and signature. */
static X509 *
certificate_new (const char *subject, int years, EVP_PKEY *key)
{
  g_autoptr (X509) certificate = X509_new ();

  if (!X509_set_version (certificate, X509_VERSION_3) || !set_random_serial (certificate)
      || !set_validity (certificate, years) || !set_subject (certificate, subject)
      || !X509_set_pubkey (certificate, key))
    return NULL;
  return g_steal_pointer (&certificate);
}

static gboolean
issue (X509 *certificate, X509 *issuer, EVP_PKEY *issuer_key)
{
  return X509_set_issuer_name (certificate, X509_get_subject_name (issuer))
         && (certificate == issuer ? add_extensions (certificate, issuer, root_extensions,
                                                     G_N_ELEMENTS (root_extensions))
                                   : add_extensions (certificate, issuer, tsa_extensions,
                                                     G_N_ELEMENTS (tsa_extensions)))
         && X509_sign (certificate, issuer_key, EVP_sha256 ()) > 0;
}

static DsPracticeIdentity *
identity_make (GError **error)
{
  g_autoptr (DsPracticeIdentity) self = g_new0 (DsPracticeIdentity, 1);
  g_autoptr (EVP_PKEY) root_key = EVP_EC_gen ("P-256");

  self->key = EVP_EC_gen ("P-256");
  if (root_key != NULL && self->key != NULL)
    {
      self->root = certificate_new (ROOT_SUBJECT, ROOT_YEARS, root_key);
      self->certificate = certificate_new (TSA_SUBJECT, TSA_YEARS, self->key);
    }
  if (self->root == NULL || self->certificate == NULL || !issue (self->root, self->root, root_key)
      || !issue (self->certificate, self->root, root_key))
    {
      ds_openssl_set_error (error, DS_ERROR_UNSUPPORTED, "the practice TSA could not be made");
      return NULL;
    }
  return g_steal_pointer (&self);
}

static char *
path_of (const char *folder, const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static gboolean
write_file (const char *folder, const char *name, BIO *bio, GError **error)
{
  g_autofree char *path = path_of (folder, name);
  g_autoptr (GBytes) bytes = ds_bio_to_bytes (bio);

  return ds_file_replace (path, bytes, error);
}

static gboolean
write_certificate (const char *folder, const char *name, X509 *certificate, GError **error)
{
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());

  if (!PEM_write_bio_X509 (bio, certificate))
    {
      ds_openssl_set_error (error, DS_ERROR_UNSUPPORTED, "a certificate could not be written");
      return FALSE;
    }
  return write_file (folder, name, bio, error);
}

static gboolean
write_key (const char *folder, EVP_PKEY *key, GError **error)
{
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());

  if (!PEM_write_bio_PrivateKey (bio, key, NULL, NULL, 0, NULL, NULL))
    {
      ds_openssl_set_error (error, DS_ERROR_UNSUPPORTED, "a key could not be written");
      return FALSE;
    }
  return write_file (folder, KEY_FILE, bio, error);
}

static gboolean
identity_write (const DsPracticeIdentity *self, const char *folder, GError **error)
{
  return write_key (folder, self->key, error)
         && write_certificate (folder, CERTIFICATE_FILE, self->certificate, error)
         && write_certificate (folder, ROOT_FILE, self->root, error);
}

static gboolean
refuse_damaged (GError **error, const char *path)
{
  g_autofree char *name = g_filename_display_name (path);

  ds_openssl_set_error (error, DS_ERROR_DAMAGED, "the practice TSA is damaged");
  g_prefix_error (error, "%s: ", name);
  return FALSE;
}

static X509 *
read_certificate (const char *folder, const char *file, GError **error)
{
  g_autofree char *path = path_of (folder, file);
  g_autoptr (GBytes) bytes = ds_file_read (path, FILE_OCTETS_MAX, error);
  g_autoptr (BIO) bio = NULL;
  X509 *certificate;

  if (bytes == NULL)
    return NULL;
  bio = BIO_new_mem_buf (g_bytes_get_data (bytes, NULL), (int) g_bytes_get_size (bytes));
  certificate = PEM_read_bio_X509 (bio, NULL, NULL, NULL);
  if (certificate == NULL)
    refuse_damaged (error, path);
  return certificate;
}

/* Nobody is asked for a passphrase: the key is written without one. */
static int
no_passphrase (char *buffer, int size, int writing, void *data)
{
  return -1;
}

static EVP_PKEY *
read_key (const char *folder, GError **error)
{
  g_autofree char *path = path_of (folder, KEY_FILE);
  g_autoptr (GBytes) bytes = ds_file_read (path, FILE_OCTETS_MAX, error);
  g_autoptr (BIO) bio = NULL;
  EVP_PKEY *key;

  if (bytes == NULL)
    return NULL;
  bio = BIO_new_mem_buf (g_bytes_get_data (bytes, NULL), (int) g_bytes_get_size (bytes));
  key = PEM_read_bio_PrivateKey (bio, NULL, no_passphrase, NULL);
  if (key == NULL)
    refuse_damaged (error, path);
  return key;
}

static DsPracticeIdentity *
identity_read (const char *folder, GError **error)
{
  g_autoptr (DsPracticeIdentity) self = g_new0 (DsPracticeIdentity, 1);

  self->root = read_certificate (folder, ROOT_FILE, error);
  if (self->root == NULL)
    return NULL;
  self->certificate = read_certificate (folder, CERTIFICATE_FILE, error);
  if (self->certificate == NULL)
    return NULL;
  self->key = read_key (folder, error);
  if (self->key == NULL)
    return NULL;
  if (!X509_check_private_key (self->certificate, self->key))
    {
      refuse_damaged (error, folder);
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * ds_practice_identity_open:
 * @folder: made if it is not there, for this user alone
 * @error: %DS_ERROR_DAMAGED if what is there does not fit together, else a %G_IO_ERROR
 *
 * Reads the identity kept in @folder, or makes one there. Two processes may do so at once: the
 * second waits and reads what the first has made.
 *
 * Returns: (transfer full) (nullable): the identity
 */
DsPracticeIdentity *
ds_practice_identity_open (const char *folder, GError **error)
{
  g_autofree char *lock_path = path_of (folder, LOCK_FILE);
  g_autofree char *root_path = path_of (folder, ROOT_FILE);
  g_autoptr (DsPracticeIdentity) self = NULL;
  g_autoptr (DsLock) lock = NULL;

  if (!ds_folder_make (folder, error))
    return NULL;
  lock = ds_lock_take (lock_path, error);
  if (lock == NULL)
    return NULL;
  if (g_file_test (root_path, G_FILE_TEST_EXISTS))
    return identity_read (folder, error);

  self = identity_make (error);
  if (self == NULL || !identity_write (self, folder, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * ds_practice_identity_read_root:
 * @folder: where a practice TSA may have been made
 * @error: %DS_ERROR_NOT_FOUND if none was, %DS_ERROR_DAMAGED, else a %G_IO_ERROR
 *
 * Returns: (transfer full) (nullable): DER of the root certificate
 */
GBytes *
ds_practice_identity_read_root (const char *folder, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (X509) root = read_certificate (folder, ROOT_FILE, &local_error);

  if (root != NULL)
    return ds_x509_to_der (root);
  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_set_error (error, DS_ERROR, DS_ERROR_NOT_FOUND,
                 "there is no practice TSA yet: start it once with ‘draftseal practice-tsa’");
  else
    g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

void
ds_practice_identity_free (DsPracticeIdentity *self)
{
  g_clear_pointer (&self->root, X509_free);
  g_clear_pointer (&self->certificate, X509_free);
  g_clear_pointer (&self->key, EVP_PKEY_free);
  g_free (self);
}
