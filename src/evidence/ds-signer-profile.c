/* ds-signer-profile.c - whether a certificate is one that a TSA may sign with (RFC 3161, 2.3)
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * OpenSSL's purpose check ignores key purposes it has no name for; here timeStamping must be alone.
 */
#include "evidence/ds-signer-profile.h"

#include <glib/gi18n.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#define USAGE_SOURCE "RFC 5280, 4.2.1.3; RFC 3161, 2.3"
#define EXTENSION_ABSENT -1 /* "critical" of X509_get_ext_d2i() */

typedef struct
{
  int count;
  gboolean has_time_stamping;
  int critical; /* 0, 1, or EXTENSION_ABSENT and below */
} Purposes;

static Purposes
read_purposes (X509 *signer)
{
  Purposes purposes = { 0 };
  EXTENDED_KEY_USAGE *usage =
      X509_get_ext_d2i (signer, NID_ext_key_usage, &purposes.critical, NULL);

  purposes.count = MAX (sk_ASN1_OBJECT_num (usage), 0);
  for (int i = 0; i < purposes.count; i++)
    if (OBJ_obj2nid (sk_ASN1_OBJECT_value (usage, i)) == NID_time_stamp)
      purposes.has_time_stamping = TRUE;
  sk_ASN1_OBJECT_pop_free (usage, ASN1_OBJECT_free);
  ERR_clear_error ();
  return purposes;
}

static void
check_purpose (X509 *signer, DsVerdict *verdict)
{
  Purposes purposes = read_purposes (signer);
  g_autofree char *count = g_strdup_printf ("%d", purposes.count);

  if (purposes.has_time_stamping && purposes.count == 1 && purposes.critical == 1)
    {
      ds_verdict_pass (verdict, "signer-purpose", "RFC 3161, 2.3",
                       N_ ("the certificate is for time-stamping only, and says so critically"));
      return;
    }
  if (purposes.critical < EXTENSION_ABSENT)
    ds_verdict_doubt (verdict, "signer-purpose", "CHAIN_CONSTRAINTS_FAILURE", "RFC 3161, 2.3",
                      N_ ("the certificate states its purposes twice, or unreadably"));
  else if (!purposes.has_time_stamping)
    ds_verdict_doubt (verdict, "signer-purpose", "CHAIN_CONSTRAINTS_FAILURE", "RFC 3161, 2.3",
                      N_ ("the certificate is not for time-stamping"));
  else if (purposes.count != 1)
    ds_verdict_doubt (verdict, "signer-purpose", "CHAIN_CONSTRAINTS_FAILURE", "RFC 3161, 2.3",
                      N_ ("the certificate has %s purposes where time-stamping must be alone"),
                      count);
  else
    ds_verdict_doubt (
        verdict, "signer-purpose", "CHAIN_CONSTRAINTS_FAILURE", "RFC 3161, 2.3",
        N_ ("the certificate is for time-stamping, but its key purpose is not critical"));
  if (purposes.has_time_stamping)
    ds_verdict_set_trouble (verdict, DS_TROUBLE_NONCONFORMANT);
}

static void
check_usage (X509 *signer, DsVerdict *verdict)
{
  guint32 flags = X509_get_extension_flags (signer);
  guint32 usage = X509_get_key_usage (signer); /* all ones if the extension is absent */
  guint32 allowed = X509v3_KU_DIGITAL_SIGNATURE | X509v3_KU_NON_REPUDIATION;

  ERR_clear_error ();
  if ((flags & EXFLAG_INVALID) != 0)
    ds_verdict_doubt (verdict, "signer-usage", "CHAIN_CONSTRAINTS_FAILURE", USAGE_SOURCE,
                      N_ ("the certificate's extensions cannot be read"));
  else if ((flags & EXFLAG_CA) != 0)
    ds_verdict_doubt (verdict, "signer-usage", "CHAIN_CONSTRAINTS_FAILURE", USAGE_SOURCE,
                      N_ ("the certificate is that of a CA"));
  else if ((flags & EXFLAG_KUSAGE) != 0 && ((usage & allowed) == 0 || (usage & ~allowed) != 0))
    ds_verdict_doubt (verdict, "signer-usage", "CHAIN_CONSTRAINTS_FAILURE", USAGE_SOURCE,
                      N_ ("the key may be used for more or less than signing"));
  else
    {
      ds_verdict_pass (verdict, "signer-usage", USAGE_SOURCE,
                       N_ ("the key is for signing, the certificate is no CA's"));
      return;
    }
  ds_verdict_set_trouble (verdict, DS_TROUBLE_NONCONFORMANT);
}

static gboolean
certificate_has_name (X509 *signer, const GENERAL_NAME *name)
{
  GENERAL_NAMES *others;
  gboolean found = FALSE;

  if (name->type == GEN_DIRNAME
      && X509_NAME_cmp (name->d.directoryName, X509_get_subject_name (signer)) == 0)
    return TRUE;
  others = X509_get_ext_d2i (signer, NID_subject_alt_name, NULL, NULL);
  for (int i = 0; i < sk_GENERAL_NAME_num (others) && !found; i++)
    found = GENERAL_NAME_cmp (sk_GENERAL_NAME_value (others, i), (GENERAL_NAME *) name) == 0;
  GENERAL_NAMES_free (others);
  ERR_clear_error ();
  return found;
}

static void
check_name (X509 *signer, const GENERAL_NAME *tsa_name, DsVerdict *verdict)
{
  g_autofree char *subject = ds_x509_name_to_text (X509_get_subject_name (signer));

  if (tsa_name == NULL)
    ds_verdict_pass (verdict, "signer-name", "RFC 3161, 2.4.2",
                     N_ ("the token names no TSA; its certificate is that of %s"), subject);
  else if (certificate_has_name (signer, tsa_name))
    ds_verdict_pass (verdict, "signer-name", "RFC 3161, 2.4.2",
                     N_ ("the token's TSA is a name of its certificate, %s"), subject);
  else
    {
      ds_verdict_doubt (verdict, "signer-name", "SIG_CONSTRAINTS_FAILURE", "RFC 3161, 2.4.2",
                        N_ ("the token's TSA is no name of its certificate, %s"), subject);
      ds_verdict_set_trouble (verdict, DS_TROUBLE_NONCONFORMANT);
    }
}

/**
 * ds_signer_profile_check:
 * @signer: the signing certificate
 * @tsa_name: (nullable): TSTInfo's tsa field
 *
 * Critical extensions that are not known are told by the checks of the path.
 */
void
ds_signer_profile_check (X509 *signer, const GENERAL_NAME *tsa_name, DsVerdict *verdict)
{
  check_purpose (signer, verdict);
  check_usage (signer, verdict);
  check_name (signer, tsa_name, verdict);
}
