/* ds-check-words.c - checks and verdicts in plain words
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/verify/ds-check-words.h"

#include <glib/gi18n.h>

/* What is asked by each check; its mark answers. */
static const struct
{
  const char *name;
  const char *words;
} checks[] = {
  { "batch", N_ ("Its batch is the one that was stamped") },
  { "container", N_ ("What the container’s timestamps cover") },
  { "data-digest", N_ ("Digest of the file") },
  { "journal", N_ ("The journal is unchanged since it was stamped") },
  { "kept-copy", N_ ("The kept copy is unchanged") },
  { "path", N_ ("The certificate leads to the trusted root") },
  { "path-age", N_ ("The certificates are still valid today") },
  { "path-algorithms", N_ ("The certificates’ algorithms are strong enough") },
  { "path-links", N_ ("Each certificate was signed by the next") },
  { "path-validity", N_ ("The certificates were valid at that time") },
  { "pdf-range", N_ ("What of the PDF the timestamp covers") },
  { "proof-of-existence", N_ ("Since when the token is known to exist") },
  { "record", N_ ("Its record is in the journal") },
  { "revocation", N_ ("Revocation of the certificates") },
  { "revocation-data", N_ ("A CRL or OCSP answer that was not used") },
  { "round", N_ ("Its round is the one that was stamped") },
  { "signed-data", N_ ("Something is known about these bytes") },
  { "signer-certificate", N_ ("The token names its signing certificate") },
  { "signer-name", N_ ("The authority’s name agrees") },
  { "signer-purpose", N_ ("The certificate is for timestamps alone") },
  { "signer-usage", N_ ("The key may sign") },
  { "token", N_ ("There is a token that can be read") },
  { "token-accuracy", N_ ("Accuracy of the time") },
  { "token-algorithms", N_ ("The token’s algorithms are strong enough") },
  { "token-algorithms-agree", N_ ("The token’s algorithms agree") },
  { "token-attributes", N_ ("Everything that must be signed is signed") },
  { "token-content-type", N_ ("The token holds a timestamp") },
  { "token-form", N_ ("The token has the right form") },
  { "token-extensions", N_ ("No unknown critical extension") },
  { "token-imprint", N_ ("The file is the one that was stamped") },
  { "token-message-digest", N_ ("The token’s content is unchanged") },
  { "token-nonce", N_ ("The answer belongs to the request") },
  { "token-policy", N_ ("The authority’s policy") },
  { "token-request", N_ ("The request it answered") },
  { "token-serial", N_ ("No serial number was given twice") },
  { "token-signature", N_ ("The signature is right") },
  { "token-signers", N_ ("There is exactly one signer") },
  { "token-time", N_ ("The time is plausible") },
};

/**
 * ds_check_words_for_check:
 *
 * Returns: (transfer none): what was asked; a check this window does not know keeps its name
 */
const char *
ds_check_words_for_check (const DsCheck *check)
{
  for (gsize i = 0; i < G_N_ELEMENTS (checks); i++)
    if (g_str_equal (checks[i].name, check->name))
      return _ (checks[i].words);

  return check->name;
}

static const char *
translate (const char *text)
{
  return _ (text);
}

/**
 * ds_check_words_dup_detail:
 *
 * Returns: (transfer full): what was found, with the measured values, in the reader's language
 */
char *
ds_check_words_dup_detail (const DsCheck *check)
{
  return ds_check_dup_text (check, translate);
}

const char *
ds_check_words_for_trouble (DsTrouble trouble)
{
  static const char *const words[] = {
    [DS_TROUBLE_NONE] = N_ ("Nothing speaks against it"),
    [DS_TROUBLE_FORGED] = N_ ("Forged or altered"),
    [DS_TROUBLE_NONCONFORMANT] = N_ ("Genuine as far as can be seen, but it breaks the standard"),
    [DS_TROUBLE_UNDECIDED] = N_ ("Cannot be decided with what is here"),
  };

  return _ (words[trouble]);
}

const char *
ds_check_words_for_result (DsCheckResult result)
{
  static const char *const words[] = {
    [DS_CHECK_PASSED] = N_ ("passed"),     [DS_CHECK_NOTED] = N_ ("passed, with a remark"),
    [DS_CHECK_NOT_DONE] = N_ ("not done"), [DS_CHECK_INDETERMINATE] = N_ ("open"),
    [DS_CHECK_FAILED] = N_ ("failed"),
  };

  return _ (words[result]);
}

const char *
ds_check_words_for_revocation (DsRevocationExtent extent)
{
  static const char *const words[] = {
    [DS_REVOCATION_NOT_CHECKED] = N_ ("Revocation was not checked."),
    [DS_REVOCATION_PARTLY_CHECKED] = N_ ("Revocation was not checked for every certificate."),
    [DS_REVOCATION_CHECKED] =
        N_ ("No certificate was revoked then, by the CRLs and OCSP answers given."),
  };

  return _ (words[extent]);
}

const char *
ds_check_words_for_indication (DsIndication indication)
{
  switch (indication)
    {
    case DS_PASSED:
      return C_ ("verdict", "Passed");
    case DS_FAILED:
      return C_ ("verdict", "Failed");
    case DS_INDETERMINATE:
    default:
      return C_ ("verdict", "Indeterminate");
    }
}
