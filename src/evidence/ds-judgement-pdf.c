/* ds-judgement-pdf.c - what the document time stamps of a PDF prove about it
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The stamp that covers most is judged first, at the validation time; if it holds, an earlier one
 * inside of what it covers is known to exist since then, and judged as of then (EN 319
 * 102-1, 5.6.2; ETSI EN 319 142-1, 5.5). */
#include "evidence/ds-judgement-pdf.h"

#include <glib/gi18n.h>

#include "evidence/ds-pdf-stamp.h"

#define CHECK "pdf-range"
#define SOURCE "ISO 32000-2, 12.8.1 and 12.8.5"

/* What of the file the stamp covers: all but the token, or an earlier state of it. */
static void
tell_range (DsVerdict *verdict, const DsPdfStamp *stamp, gsize length)
{
  g_autofree char *end = g_strdup_printf ("%" G_GSIZE_FORMAT, stamp->end);
  g_autofree char *later = g_strdup_printf ("%" G_GSIZE_FORMAT, length - stamp->end);

  if (stamp->end == length)
    ds_verdict_pass (verdict, CHECK, SOURCE,
                     N_ ("the time stamp covers all %s octets of the PDF but its own token"), end);
  else
    ds_verdict_note (
        verdict, CHECK, SOURCE,
        N_ ("the time stamp covers the first %s octets of the PDF but its own token; %s "
            "later ones are not covered"),
        end, later);
}

static DsToken *
read_token (DsVerdict *verdict, const DsPdfStamp *stamp)
{
  g_autoptr (GError) error = NULL;
  DsToken *token = NULL;

  if (stamp->fault != NULL)
    ds_verdict_fail (verdict, CHECK, "FORMAT_FAILURE", SOURCE,
                     N_ ("a time stamp of the PDF covers nothing: %s"), stamp->fault);
  else if ((token = ds_token_parse_unverified (stamp->token, &error)) == NULL)
    ds_verdict_fail (verdict, "token", "FORMAT_FAILURE", "RFC 3161, 2.4.2",
                     N_ ("a time stamp of the PDF cannot be read: %s"), error->message);
  return token;
}

/* A PDF on its way through the checks. */
typedef struct
{
  DsJudgement *self;
  DsStore *store;
  GBytes *octets;
  const DsJudgeOptions *options;
  gboolean has_cover; /* a stamp held … */
  gsize covered;      /* … which covers this many octets without a gap … */
  DsTime covered_at;  /* … at this time */
} Pdf;

static void
judge_token (Pdf *pdf, const DsPdfStamp *stamp, DsToken *token)
{
  DsDigestAlgorithm algorithm = ds_token_get_imprint (token)->algorithm;
  DsJudgeOptions options = *pdf->options;
  DsDigest digest = { 0 };
  DsJudgedToken *judged;

  if (algorithm != DS_DIGEST_NONE)
    digest = ds_pdf_stamp_digest (stamp, pdf->octets, algorithm);
  if (pdf->has_cover && stamp->end <= pdf->covered)
    options.covered_at = &pdf->covered_at;
  judged = ds_judgement_judge_token (pdf->self, pdf->store, token, &digest, NULL, &options);
  if (stamp->end < g_bytes_get_size (pdf->octets))
    judged->first_octets = stamp->end;
  if (judged->indication != DS_PASSED)
    return;
  pdf->has_cover = TRUE;
  pdf->covered = stamp->gap_start;
  pdf->covered_at = judged->gen_time;
}

/**
 * ds_judgement_judge_pdf:
 * @store: (nullable): whose anchors count where @options has none
 * @octets: a whole PDF
 *
 * Returns: how many document time stamps it has
 */
guint
ds_judgement_judge_pdf (DsJudgement *self, DsStore *store, GBytes *octets,
                        const DsJudgeOptions *options)
{
  g_autoptr (GPtrArray) stamps = ds_pdf_stamps_find (octets);
  Pdf pdf = { self, store, octets, options };

  for (guint i = 0; i < stamps->len; i++)
    {
      const DsPdfStamp *stamp = g_ptr_array_index (stamps, i);
      g_autoptr (DsToken) token = read_token (self->verdict, stamp);

      if (token == NULL)
        continue;
      tell_range (self->verdict, stamp, g_bytes_get_size (octets));
      judge_token (&pdf, stamp, token);
    }
  return stamps->len;
}
