/* fuzz-asic.c - any octets as an ASiC container, and the manifests in it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include <openssl/err.h>

#include "evidence/ds-asic-manifest.h"
#include "evidence/ds-asic.h"
#include "evidence/ds-judgement-asic.h"

const FuzzSeed fuzz_seeds[] = {
  FUZZ_SEED ("PK\005\006\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
  FUZZ_SEED ("<a:ASiCManifest xmlns:a='u'><a:SigReference URI='META-INF/t.tst'/>"
             "<a:DataObjectReference URI='a%20b'><d:DigestMethod Algorithm="
             "'http://www.w3.org/2001/04/xmlenc#sha256'/><d:DigestValue>AAAA</d:DigestValue>"
             "</a:DataObjectReference></a:ASiCManifest>"),
  FUZZ_SEEDS_END,
};

static void
parse_manifest (GBytes *octets)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsAsicManifest) manifest = ds_asic_manifest_parse (octets, &error);

  g_assert ((manifest == NULL) == (error != NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) octets = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) members = ds_asic_read (octets, &error);
  g_autoptr (DsJudgement) judgement = ds_judgement_new ();
  DsJudgeOptions options = { .now = ds_time_from_unix (1800000000) };

  g_assert ((members == NULL) == (error != NULL));
  if (members != NULL)
    ds_judgement_judge_asic (judgement, NULL, members, &options);
  ds_judgement_conclude (judgement);
  g_assert (ds_verdict_get_indication (judgement->verdict) != DS_PASSED);
  parse_manifest (octets);
  g_assert (ERR_peek_error () == 0);
  return 0;
}
