/* fuzz-pdf.c - any octets as a PDF, and the document time stamps found in it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include <openssl/err.h>

#include "evidence/ds-judgement-pdf.h"
#include "evidence/ds-pdf-stamp.h"

const FuzzSeed fuzz_seeds[] = {
  FUZZ_SEED ("%PDF-1.7\n2 0 obj\n<</SubFilter/ETSI.RFC3161/ByteRange [0 86 96 20]"
             "                /Contents <30800000> >>\nendobj\n%%EOF\n"),
  FUZZ_SEED ("%PDF-1.7\n2 0 obj\n<</ByteRange [0 0000000000 9999999999 0]/Contents <>>>\nendobj"),
  FUZZ_SEEDS_END,
};

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) octets = g_bytes_new (data, size);
  g_autoptr (GPtrArray) stamps = ds_pdf_stamps_find (octets);
  g_autoptr (DsJudgement) judgement = ds_judgement_new ();
  DsJudgeOptions options = { .now = ds_time_from_unix (1800000000) };

  for (guint i = 0; i < stamps->len; i++)
    {
      const DsPdfStamp *stamp = g_ptr_array_index (stamps, i);

      g_assert ((stamp->token == NULL) == (stamp->fault != NULL));
      g_assert (stamp->gap_start < stamp->gap_end && stamp->gap_end <= size);
      g_assert (stamp->fault != NULL || stamp->end <= size);
    }
  g_assert (ds_judgement_judge_pdf (judgement, NULL, octets, &options) == stamps->len);
  ds_judgement_conclude (judgement);
  g_assert (ds_verdict_get_indication (judgement->verdict) != DS_PASSED);
  g_assert (ERR_peek_error () == 0);
  return 0;
}
