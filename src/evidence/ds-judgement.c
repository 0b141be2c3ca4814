/* ds-judgement.c - what several tokens prove together, and the sentence people read
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/ds-judgement.h"

#include <glib/gi18n.h>
#include <string.h>

#include "evidence/ds-authorities.h"
#include "evidence/ds-token-verifier.h"

DsJudgement *
ds_judgement_new (void)
{
  DsJudgement *self = g_new0 (DsJudgement, 1);

  self->verdict = ds_verdict_new ();
  self->tokens = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_judged_token_free);
  return self;
}

void
ds_judgement_free (DsJudgement *self)
{
  ds_verdict_unref (self->verdict);
  g_ptr_array_unref (self->tokens);
  g_free (self->tsa);
  g_free (self->sha256);
  g_free (self);
}

void
ds_judged_token_free (DsJudgedToken *self)
{
  g_clear_pointer (&self->verdict, ds_verdict_unref);
  g_free (self->tsa);
  g_free (self->operator_name);
  g_strfreev (self->keys);
  g_free (self->imprint);
  g_free (self->serial);
  g_free (self->policy);
  g_free (self->signature);
  g_free (self);
}

static void
push_anchors (DsX509List *all, const DsTsa *tsa)
{
  DsX509List *anchors = ds_authorities_dup_anchors (tsa);
  X509 *certificate;

  while ((certificate = sk_X509_shift (anchors)) != NULL)
    sk_X509_push (all, certificate);
  ds_x509_list_free (anchors);
}

/* The anchors of the TSA that gave the token; of every TSA where it is not known who did. */
static DsX509List *
dup_store_anchors (DsStore *store, const char *tsa_name)
{
  DsX509List *all = sk_X509_new_null ();

  if (store != NULL && tsa_name != NULL)
    {
      g_autoptr (DsTsa) tsa = ds_authorities_find (store, tsa_name, TRUE, NULL);

      if (tsa != NULL)
        push_anchors (all, tsa);
    }
  else if (store != NULL)
    {
      g_autoptr (GPtrArray) tsas = ds_authorities_list (store, NULL);

      for (guint i = 0; tsas != NULL && i < tsas->len; i++)
        push_anchors (all, g_ptr_array_index (tsas, i));
    }
  return all; /* empty: nothing can be proved, and the verdict says so */
}

static char *
dup_signer_name (const DsTokenFinding *finding)
{
  char text[256];

  if (finding->signer == NULL
      || X509_NAME_get_text_by_NID (X509_get_subject_name (finding->signer), NID_commonName, text,
                                    sizeof text)
             <= 0)
    return g_strdup ("unknown");
  return g_utf8_make_valid (text, -1);
}

static DsRevocationExtent
measure_revocation (const DsVerdict *verdict)
{
  guint checked = 0;
  guint unchecked = 0;

  for (guint i = 0; i < ds_verdict_get_n_checks (verdict); i++)
    {
      const DsCheck *check = ds_verdict_get_check (verdict, i);
      gboolean is_done = check->result == DS_CHECK_PASSED || check->result == DS_CHECK_NOTED;

      if (strcmp (check->name, "revocation") != 0)
        continue;
      checked += is_done ? 1 : 0;
      unchecked += is_done ? 0 : 1;
    }
  if (checked == 0)
    return DS_REVOCATION_NOT_CHECKED;
  return unchecked == 0 ? DS_REVOCATION_CHECKED : DS_REVOCATION_PARTLY_CHECKED;
}

static DsJudgedToken *
judged_token_new (DsToken *token, DsTokenFinding *finding, const DsStamp *stamp)
{
  DsJudgedToken *judged = g_new0 (DsJudgedToken, 1);

  judged->verdict = ds_verdict_ref (finding->verdict);
  judged->tsa = stamp != NULL ? g_strdup (stamp->tsa) : dup_signer_name (finding);
  judged->operator_name = g_strdup (stamp != NULL ? stamp->operator_name : NULL);
  judged->keys = g_strdupv (finding->keys);
  judged->gen_time = ds_token_get_gen_time (token);
  judged->imprint = ds_digest_to_hex (ds_token_get_imprint (token));
  judged->serial = g_strdup (ds_token_get_serial (token));
  judged->policy = g_strdup (ds_token_get_policy (token));
  judged->signature = g_strdup (finding->signature);
  judged->indication = ds_verdict_get_indication (finding->verdict);
  judged->revocation = measure_revocation (finding->verdict);
  judged->is_direct = stamp == NULL || stamp->is_direct;
  judged->is_test = finding->is_test || (stamp != NULL && stamp->is_test);
  return judged;
}

/**
 * ds_judgement_judge_token:
 * @store: (nullable): whose anchors count where @options has none
 * @token: a token
 * @imprint: (nullable): digest of the data under the token's own algorithm
 * @stamp: (nullable): what the journal says of it; %NULL for a token from elsewhere
 * @options: how to judge
 *
 * Returns: (transfer none): what was found
 */
DsJudgedToken *
ds_judgement_judge_token (DsJudgement *self, DsStore *store, DsToken *token,
                          const DsDigest *imprint, const DsStamp *stamp,
                          const DsJudgeOptions *options)
{
  g_autoptr (DsX509List) own = NULL;
  DsTokenExpectation expected = { .imprint = imprint, .now = options->now };
  g_autoptr (DsTokenFinding) finding = NULL;
  DsJudgedToken *judged;

  if (options->anchors == NULL)
    own = dup_store_anchors (store, stamp != NULL ? stamp->tsa : NULL);
  expected.anchors = options->anchors != NULL ? options->anchors : own;
  expected.untrusted = options->untrusted;
  expected.revocation = options->revocation;
  expected.covered_at = options->covered_at;
  expected.needs_revocation = options->needs_revocation;
  finding = ds_token_verify (token, &expected);
  judged = judged_token_new (token, finding, stamp);
  g_ptr_array_add (self->tokens, judged);
  return judged;
}

static void
compute_grade (DsJudgement *self)
{
  g_autoptr (GArray) facts = g_array_new (FALSE, TRUE, sizeof (DsGradeFact));

  for (guint i = 0; i < self->tokens->len; i++)
    {
      const DsJudgedToken *token = g_ptr_array_index (self->tokens, i);
      DsGradeFact fact = { token->tsa, token->operator_name, (const char *const *) token->keys,
                           token->is_test };

      if (token->indication == DS_PASSED)
        g_array_append_val (facts, fact);
    }
  self->grade = ds_grade_from_facts ((const DsGradeFact *) facts->data, facts->len);
  self->is_test = self->grade == DS_GRADE_TEST;
}

/* Whether @a is the token to speak of rather than @b: one of a real authority, then one over all of
 * the data, then the earlier one. */
static gboolean
is_better (const DsJudgedToken *a, const DsJudgedToken *b)
{
  if (a->is_test != b->is_test)
    return b->is_test;
  if ((a->first_octets == 0) != (b->first_octets == 0))
    return a->first_octets == 0;
  return ds_time_compare (a->gen_time, b->gen_time) < 0;
}

static const DsJudgedToken *
find_best_token (const DsJudgement *self)
{
  const DsJudgedToken *best = NULL;

  for (guint i = 0; i < self->tokens->len; i++)
    {
      const DsJudgedToken *token = g_ptr_array_index (self->tokens, i);

      if (token->indication == DS_PASSED && (best == NULL || is_better (token, best)))
        best = token;
    }
  return best;
}

static void
append_token_verdict (DsJudgement *self, const DsJudgedToken *token, gboolean is_proved_already)
{
  ds_verdict_set_subject (self->verdict, token->tsa);
  if (is_proved_already)
    ds_verdict_append_softened (self->verdict, token->verdict);
  else
    ds_verdict_append (self->verdict, token->verdict);
  ds_verdict_set_subject (self->verdict, NULL);
}

static gboolean
is_same_stamp_over_other_data (const DsJudgedToken *a, const DsJudgedToken *b)
{
  return a->keys != NULL && b->keys != NULL && strcmp (a->keys[0], b->keys[0]) == 0
         && strcmp (a->serial, b->serial) == 0 && strcmp (a->imprint, b->imprint) != 0;
}

/* A TSA numbers its tokens so that no two are the same (RFC 3161, 2.4.2). */
static void
check_serials (DsJudgement *self)
{
  for (guint i = 0; i < self->tokens->len; i++)
    for (guint k = i + 1; k < self->tokens->len; k++)
      {
        const DsJudgedToken *a = g_ptr_array_index (self->tokens, i);

        if (is_same_stamp_over_other_data (a, g_ptr_array_index (self->tokens, k)))
          {
            ds_verdict_doubt (self->verdict, "token-serial", "SIG_CONSTRAINTS_FAILURE",
                              "RFC 3161, 2.4.2",
                              N_ ("%s gave the serial number %s to two tokens over different data"),
                              a->tsa, a->serial);
            ds_verdict_set_trouble (self->verdict, DS_TROUBLE_NONCONFORMANT);
          }
      }
}

/**
 * ds_judgement_conclude:
 *
 * Adds what the tokens showed to the verdict. One token that passes proves the time; what another
 * one leaves open is then a remark, what another one contradicts still fails.
 */
void
ds_judgement_conclude (DsJudgement *self)
{
  const DsJudgedToken *best = find_best_token (self);

  for (guint i = 0; i < self->tokens->len; i++)
    append_token_verdict (self, g_ptr_array_index (self->tokens, i), best != NULL);
  check_serials (self);
  if (self->tokens->len == 0 && ds_verdict_get_worst (self->verdict) == NULL)
    ds_verdict_doubt (self->verdict, "token", "NO_POE", "EN 319 102-1, 5.1.3",
                      N_ ("no time-stamping authority has signed anything yet"));
  compute_grade (self);
  if (best != NULL)
    {
      self->has_gen_time = TRUE;
      self->gen_time = best->gen_time;
      g_free (self->tsa);
      self->tsa = g_strdup (best->tsa);
      self->revocation = best->revocation;
      self->first_octets = best->first_octets;
    }
  if (ds_verdict_get_indication (self->verdict) != DS_PASSED)
    self->grade = MIN (self->grade, DS_GRADE_LOCAL);
}

/* What is signed, and when, even where the verdict stays open. */
static const DsJudgedToken *
find_open_token (const DsJudgement *self)
{
  for (guint i = 0; i < self->tokens->len; i++)
    {
      const DsJudgedToken *token = g_ptr_array_index (self->tokens, i);

      if (token->indication == DS_INDETERMINATE)
        return token;
    }
  return NULL;
}

static const char *
describe_revocation (DsRevocationExtent extent)
{
  static const char *const texts[] = {
    "revocation was not checked",
    "revocation was not checked for every certificate",
    "no certificate was revoked then, by the CRLs and OCSP answers given",
  };

  return texts[extent];
}

static const char *
describe_trouble (const DsCheck *check)
{
  static const char *const texts[] = {
    [DS_TROUBLE_NONE] = "not proved",
    [DS_TROUBLE_FORGED] = "forged or altered",
    [DS_TROUBLE_NONCONFORMANT] = "genuine as far as can be seen, but it breaks the standard",
    [DS_TROUBLE_UNDECIDED] = "cannot be decided with what is here",
  };

  return texts[check->trouble];
}

static char *
describe_passed (const DsJudgement *self, const char *name)
{
  g_autofree char *time = ds_time_format_display (self->gen_time);
  g_autofree char *part =
      self->first_octets != 0
          ? g_strdup_printf ("The first %" G_GSIZE_FORMAT " octets of ", self->first_octets)
          : g_strdup (self->is_container ? "The data in " : "");

  return g_strdup_printf ("%s%s existed, exactly as %s now, no later than %s: signed by %s%s; %s.",
                          part, name, self->first_octets != 0 ? "they are" : "it is", time,
                          self->tsa,
                          self->is_test ? ", a TEST authority, which proves nothing to others" : "",
                          describe_revocation (self->revocation));
}

static char *
describe_open (const DsJudgedToken *token, const DsCheck *worst)
{
  g_autofree char *time = ds_time_format_display (token->gen_time);

  return g_strdup_printf ("A token of %s says %s; %s: %s; %s.", token->tsa, time,
                          describe_trouble (worst), worst->detail,
                          describe_revocation (token->revocation));
}

/**
 * ds_judgement_dup_sentence:
 * @name: what was judged, for people
 *
 * Returns: (transfer full): the verdict in one or two sentences, in English
 */
char *
ds_judgement_dup_sentence (const DsJudgement *self, const char *name)
{
  const DsCheck *worst = ds_verdict_get_worst (self->verdict);
  const DsJudgedToken *open = find_open_token (self);

  if (ds_verdict_get_indication (self->verdict) == DS_PASSED)
    return describe_passed (self, name);
  if (worst != NULL && worst->result == DS_CHECK_FAILED)
    return g_strdup_printf ("%s is not proved; %s: %s.", name, describe_trouble (worst),
                            worst->detail);
  if (worst != NULL && open != NULL)
    return describe_open (open, worst);
  return g_strdup_printf ("Nothing is proved about %s yet: %s.", name,
                          worst != NULL ? worst->detail : "there is no token");
}
