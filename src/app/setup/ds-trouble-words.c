/* ds-trouble-words.c - why an authority gave no stamp, as people read it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/setup/ds-trouble-words.h"

#include <glib/gi18n.h>

#include "app/look/ds-words.h"

/* What the failInfo of RFC 3161 and the sub-indications of ETSI EN 319 102-1 mean here. */
static const struct
{
  const char *code;
  const char *sentence;
} reasons[] = {
  { "NO_CERTIFICATE_CHAIN_FOUND",
    N_ ("It is signed by a certificate that does not lead to the trusted root.") },
  { "NO_SIGNING_CERTIFICATE_FOUND",
    N_ ("The certificate that it is signed with did not come with it.") },
  { "HASH_FAILURE", N_ ("It signs something else than what was sent.") },
  { "SIG_CRYPTO_FAILURE", N_ ("Its signature does not hold.") },
  { "SIG_CONSTRAINTS_FAILURE", N_ ("It is not the answer to what was asked.") },
  { "CHAIN_CONSTRAINTS_FAILURE", N_ ("Its certificate must not be used for timestamps.") },
  { "CRYPTO_CONSTRAINTS_FAILURE", N_ ("It uses an algorithm that is no longer strong enough.") },
  { "FORMAT_FAILURE", N_ ("It does not have the form that the standard asks for.") },
  { "EXPIRED", N_ ("Its certificate had ended.") },
  { "OUT_OF_BOUNDS_NO_POE", N_ ("Its certificate had ended.") },
  { "NOT_YET_VALID", N_ ("Its certificate is not valid yet.") },
  { "badAlg", N_ ("It does not sign SHA-256 digests.") },
  { "badRequest", N_ ("It does not take requests of this kind.") },
  { "badDataFormat", N_ ("It could not read the request.") },
  { "timeNotAvailable", N_ ("Its own clock is not available just now.") },
  { "unacceptedPolicy", N_ ("It does not sign under the policy that was asked for.") },
  { "unacceptedExtension", N_ ("It does not take an extension of the request.") },
  { "addInfoNotAvailable", N_ ("It could not add what was asked for.") },
  { "systemFailure", N_ ("It has a trouble of its own.") },
};

/**
 * ds_trouble_words_dup_title:
 * @state: with an authority in trouble
 *
 * Returns: (transfer full): who did what, in a few words
 */
char *
ds_trouble_words_dup_title (const DsStampingState *state)
{
  switch (state->trouble)
    {
    case DS_STAMP_TROUBLE_UNREACHABLE:
      /* Translators: the name of an authority, as in the next ones */
      return g_strdup_printf (_ ("%s does not answer."), state->troubled);
    case DS_STAMP_TROUBLE_REFUSED:
      return g_strdup_printf (_ ("%s refused to stamp."), state->troubled);
    case DS_STAMP_TROUBLE_NOT_ACCEPTED:
      return g_strdup_printf (_ ("%s’s answer was not accepted."), state->troubled);
    case DS_STAMP_TROUBLE_NO_TSA:
    case DS_STAMP_TROUBLE_OTHER:
    default:
      return g_strdup_printf (_ ("%s gives no stamps."), state->troubled);
    }
}

/* Returns: (transfer none): one sentence */
const char *
ds_trouble_words_for_reason (const DsStampingState *state)
{
  for (gsize i = 0; state->code != NULL && i < G_N_ELEMENTS (reasons); i++)
    if (g_str_equal (state->code, reasons[i].code))
      return _ (reasons[i].sentence);

  switch (state->trouble)
    {
    case DS_STAMP_TROUBLE_UNREACHABLE:
      return _ ("Nobody answered at its address.");
    case DS_STAMP_TROUBLE_NO_TSA:
      return _ ("What answers at its address is no timestamp service, or is closed to you.");
    case DS_STAMP_TROUBLE_REFUSED:
      return _ ("It gave no reason.");
    case DS_STAMP_TROUBLE_NOT_ACCEPTED:
      return _ ("It did not pass every check.");
    case DS_STAMP_TROUBLE_OTHER:
    default:
      return _ ("The request did not come to an end.");
    }
}

/* Returns: (transfer none): what follows for the drafts */
const char *
ds_trouble_words_for_meaning (const DsStampingState *state)
{
  return state->is_stalled ? _ ("Drafts are kept and stay LOCAL until it stamps. Nothing is lost.")
                           : _ ("Drafts are stamped by the others only. Nothing is lost.");
}

/* Returns: (transfer full): how often, when last and when again */
char *
ds_trouble_words_dup_tried (const DsStampingState *state)
{
  g_autofree char *times = g_strdup_printf (ngettext ("%d time", "%d times", state->n_failures),
                                            (int) state->n_failures);
  g_autofree char *last = ds_words_dup_clock (state->tried);
  g_autofree char *next = ds_words_dup_clock (state->next);

  /* Translators: "4 times, last at 14:41 · again at about 15:11" */
  return g_strdup_printf (_ ("%1$s, last at %2$s · again at about %3$s"), times, last, next);
}
