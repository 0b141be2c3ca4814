/* test-token-corpus.c - genuine tokens of many TSAs against the verdicts known of them
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Prints one line for each token: what the manifest says, what we say at genTime, and what remains
 * of it when the clock stands at 2026, 2036 and 2050. */
#include <string.h>

#include "corpus-token.h"
#include "corpus.h"

#define LATER "2060-01-01T00:00:00Z"
#define WEAK_NOTE "WEAK TODAY"

static const char *const clocks[] = { "2026-11-22T00:00:00Z", "2036-11-22T00:00:00Z",
                                      "2050-11-22T00:00:00Z" };

/* What a row is judged by. */
typedef struct
{
  GStrv row;
  DsToken *token;
  DsX509List *anchors;
  DsX509List *untrusted;
  DsDigest imprint;
} Subject;

static void
subject_open (Subject *self, GStrv row)
{
  self->row = row;
  self->token = corpus_read_token (row);
  self->anchors = corpus_read_certificates (row[CORPUS_CA_FILE]);
  self->untrusted = corpus_read_certificates (row[CORPUS_CHAIN_FILE]);
  self->imprint = corpus_read_imprint (row);
}

static void
subject_close (Subject *self)
{
  ds_token_unref (self->token);
  ds_x509_list_free (self->anchors);
  ds_x509_list_free (self->untrusted);
}

static DsTokenFinding *
verify (const Subject *subject, DsToken *token, const DsX509List *anchors, DsTime now)
{
  DsTokenExpectation expected = { .imprint = &subject->imprint,
                                  .anchors = (DsX509List *) anchors,
                                  .untrusted = subject->untrusted,
                                  .now = now };

  return ds_token_verify (token, &expected);
}

static DsIndication
get_indication (const DsTokenFinding *finding)
{
  return ds_verdict_get_indication (finding->verdict);
}

static gboolean
is_valid (const Subject *subject)
{
  return g_str_equal (subject->row[CORPUS_VERDICT], "valid");
}

/* Whether a verdict at genTime is one that the manifest allows. Tokens of TSAs that break the
 * standard are never called forged; those whose ESSCertID is broken were altered by hand, so their
 * signature is wrong. A genTime with an offset counts as valid there, since the tools that made the
 * manifest never read it; RFC 3161, 2.4.2 does not allow it. */
static gboolean
is_allowed (const Subject *subject, const DsVerdict *verdict)
{
  DsIndication indication = ds_verdict_get_indication (verdict);
  const DsCheck *worst = ds_verdict_get_worst (verdict);

  if (g_str_has_prefix (subject->row[CORPUS_VERDICT], "invalid:ess-"))
    return indication == DS_FAILED && g_str_equal (worst->reason, "SIG_CRYPTO_FAILURE");
  if (is_valid (subject) && indication == DS_PASSED)
    return !ds_token_gen_time_is_loose (subject->token);
  if (indication != DS_INDETERMINATE)
    return FALSE;
  if (ds_token_gen_time_is_loose (subject->token))
    return worst->trouble == DS_TROUBLE_NONCONFORMANT;
  if (is_valid (subject))
    return strstr (subject->row[CORPUS_NOTE], WEAK_NOTE) != NULL
           && g_str_has_prefix (worst->reason, "CRYPTO_CONSTRAINTS_FAILURE");
  return worst->trouble == DS_TROUBLE_NONCONFORMANT
         || g_str_equal (worst->reason, "NO_SIGNING_CERTIFICATE_FOUND");
}

static const char *
letter (DsIndication indication)
{
  return indication == DS_PASSED ? "P" : indication == DS_FAILED ? "F" : "I";
}

/* What remains of a verdict as the clock goes on: never more than there was, never a forgery. */
static char *
follow_clock (const Subject *subject, const DsTokenFinding *at_gen_time)
{
  GString *letters = g_string_new (NULL);
  DsIndication before = get_indication (at_gen_time);

  for (gsize i = 0; i < G_N_ELEMENTS (clocks); i++)
    {
      DsTime now = { 0 };
      g_autoptr (DsTokenFinding) finding = NULL;

      g_assert_true (ds_time_parse_exact (clocks[i], &now));
      finding = verify (subject, subject->token, subject->anchors, now);
      g_assert_true (get_indication (finding) == before
                     || (before == DS_PASSED && get_indication (finding) == DS_INDETERMINATE));
      before = get_indication (finding);
      g_string_append (letters, letter (before));
    }
  return g_string_free (letters, FALSE);
}

static void
check_row (const Subject *subject)
{
  DsTime gen_time = ds_token_get_gen_time (subject->token);
  g_autoptr (DsTokenFinding) finding = verify (subject, subject->token, subject->anchors, gen_time);
  const DsCheck *revocation = ds_verdict_find_check (finding->verdict, "revocation");
  const DsCheck *worst = ds_verdict_get_worst (finding->verdict);
  g_autofree char *later = follow_clock (subject, finding);

  g_test_message ("%-13s %s %s: %s%s%s", ds_indication_to_text (get_indication (finding)), later,
                  subject->row[CORPUS_VERDICT], subject->row[CORPUS_FILE],
                  worst != NULL ? "; " : "", worst != NULL ? worst->detail : "");
  g_assert_cmpint (revocation->result, ==, DS_CHECK_NOT_DONE);
  g_assert_true (g_str_has_prefix (revocation->detail, "revocation was not checked"));
  g_assert_false (finding->is_test);
  if (!is_allowed (subject, finding->verdict))
    {
      g_test_message ("the manifest does not allow this verdict of %s", subject->row[CORPUS_FILE]);
      g_test_fail ();
    }
}

/* Without an anchor nothing is proved, whatever certificates come along. */
static void
check_untrusted (const Subject *subject)
{
  g_autoptr (DsTokenFinding) finding =
      verify (subject, subject->token, NULL, ds_token_get_gen_time (subject->token));
  const DsCheck *path = ds_verdict_find_check (finding->verdict, "path");

  g_assert_cmpint (get_indication (finding), !=, DS_PASSED);
  g_assert_true (path == NULL || g_str_equal (path->reason, "NO_CERTIFICATE_CHAIN_FOUND"));
}

/* When every certificate has ended, nothing is proved any more by a token alone, and still nothing
 * is called forged; the sentence says when it was signed. */
static void
check_row_later (const Subject *subject)
{
  DsTime later = { 0 };
  g_autoptr (DsTokenFinding) finding = NULL;
  const DsCheck *age;

  g_assert_true (ds_time_parse_exact (LATER, &later));
  finding = verify (subject, subject->token, subject->anchors, later);
  g_assert_cmpint (get_indication (finding), !=, DS_PASSED);
  if (!is_valid (subject))
    return;
  g_assert_cmpint (get_indication (finding), ==, DS_INDETERMINATE);
  age = ds_verdict_find_check (finding->verdict, "path-age");
  g_assert_cmpstr (age->reason, ==, "OUT_OF_BOUNDS_NO_POE");
  g_assert_true (g_str_has_prefix (age->detail, "signed at "));
}

/* A DER encoding of a token is the same token. */
static void
check_der_form (const Subject *subject)
{
  DsTime gen_time = ds_token_get_gen_time (subject->token);
  g_autoptr (GBytes) der = ds_token_dup_der (subject->token);
  g_autoptr (DsToken) again = ds_token_parse_unverified (der, NULL);
  g_autoptr (DsTokenFinding) first = NULL;
  g_autoptr (DsTokenFinding) second = NULL;

  g_assert_nonnull (again);
  if (g_bytes_equal (der, ds_token_get_octets (subject->token)))
    return;
  first = verify (subject, subject->token, subject->anchors, gen_time);
  second = verify (subject, again, subject->anchors, gen_time);
  g_assert_cmpint (get_indication (first), ==, get_indication (second));
  g_assert_cmpstr (ds_verdict_get_reason (first->verdict), ==,
                   ds_verdict_get_reason (second->verdict));
}

static void
test_kind (gconstpointer kind)
{
  g_autoptr (GPtrArray) rows = corpus_read_rows (kind);

  g_test_message ("at genTime; in 2026, 2036, 2050; the manifest's verdict; the file");
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      Subject subject;

      subject_open (&subject, g_ptr_array_index (rows, i));
      check_row (&subject);
      check_untrusted (&subject);
      check_row_later (&subject);
      check_der_form (&subject);
      subject_close (&subject);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/evidence/token-corpus/tokens", "token", test_kind);
  g_test_add_data_func ("/evidence/token-corpus/responses", "response", test_kind);
  return g_test_run ();
}
