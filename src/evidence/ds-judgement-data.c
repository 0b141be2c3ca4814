/* ds-judgement-data.c - what is proved about data outside the store: a file, or a digest
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "base/ds-error.h"
#include "base/ds-file.h"
#include "base/ds-text.h"
#include "evidence/ds-asic.h"
#include "evidence/ds-data.h"
#include "evidence/ds-judgement-asic.h"
#include "evidence/ds-judgement-pdf.h"
#include "project/ds-catalog-stamping.h"

#define PATH_CHARACTERS_MAX 4096
#define INSIDE_OCTETS_MAX (256 * 1024 * 1024)

/* What is judged, and how: the same for every proof of it. */
typedef struct
{
  DsJudgement *judgement;
  DsStore *store;
  const DsJudgedData *data;
  const DsJudgeOptions *options;
} Question;

/* The digest of the data under the token's own algorithm; %NULL where it cannot be had. */
static const DsDigest *
compute_imprint (const DsJudgedData *data, DsToken *token, DsDigest *computed, GError **error)
{
  DsDigestAlgorithm algorithm = ds_token_get_imprint (token)->algorithm;

  if (data->path == NULL)
    return data->digest.algorithm == algorithm ? &data->digest : NULL;
  if (algorithm == DS_DIGEST_NONE)
    return NULL; /* the verifier names the algorithm that is not supported */
  return ds_data_digest_file (data->path, algorithm, computed, error) ? computed : NULL;
}

/* The journal knows a token by its octets. What no signature covers, such as the certificates that
 * came with it, may be changed without its proving less, but not unnoticed. */
static void
check_as_received (const Question *q, DsToken *token)
{
  const char *nonce = ds_token_get_nonce (token);
  DsDigest digest = ds_digest_sha256_bytes (ds_token_get_octets (token));
  g_autofree char *found = ds_digest_to_hex (&digest);
  g_autofree char *received =
      nonce != NULL ? ds_catalog_find_answer (ds_store_get_catalog (q->store), nonce) : NULL;

  if (received != NULL && strcmp (found, received) != 0)
    ds_verdict_fail (
        q->judgement->verdict, "token", "HASH_FAILURE", "Draftseal store format 1",
        N_ ("the token was changed since it was received: its SHA-256 is %s, journalled "
            "was %s"),
        found, received);
}

/* A proof that cannot be read proves nothing: that is the verdict, not a mishap of ours. */
static gboolean
judge_proof (const Question *q, const char *proof, GError **error)
{
  g_autoptr (GError) inner = NULL;
  g_autoptr (DsToken) token = ds_data_read_proof (proof, &inner);
  g_autoptr (GError) data_error = NULL;
  g_autofree char *shown = ds_text_make_inert (proof, strlen (proof), PATH_CHARACTERS_MAX);
  const DsDigest *imprint;
  DsDigest computed;

  if (token == NULL
      && (inner->domain == G_IO_ERROR || g_error_matches (inner, DS_ERROR, DS_ERROR_USAGE)))
    {
      g_propagate_error (error, g_steal_pointer (&inner));
      return FALSE;
    }
  if (g_error_matches (inner, DS_ERROR, DS_ERROR_REJECTED))
    {
      ds_verdict_doubt (q->judgement->verdict, "token", "NO_POE", "RFC 3161, 2.4.2", N_ ("%s: %s"),
                        shown, inner->message);
      return TRUE;
    }
  if (token == NULL)
    {
      ds_verdict_fail (q->judgement->verdict, "token", "FORMAT_FAILURE", "RFC 3161, 2.4.2",
                       N_ ("%s: %s"), shown, inner->message);
      return TRUE;
    }
  imprint = compute_imprint (q->data, token, &computed, &data_error);
  if (data_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&data_error));
      return FALSE;
    }
  check_as_received (q, token);
  ds_judgement_judge_token (q->judgement, q->store, token, imprint, NULL, q->options);
  return TRUE;
}

static guint
judge_container (const Question *q, GBytes *octets)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) members = ds_asic_read (octets, &error);

  if (members != NULL)
    return ds_judgement_judge_asic (q->judgement, q->store, members, q->options);
  if (!ds_asic_claims_to_be (octets))
    return 0; /* an archive of its own kind, as many design files are */
  ds_verdict_fail (q->judgement->verdict, "container", "FORMAT_FAILURE",
                   "EN 319 162-1, 4.3 and 4.4", "%s", error->message);
  return 1;
}

/* (transfer full) (nullable): the file of which @sha256 is; %NULL without @error if it is too large
 * to be looked into. */
static GBytes *
read_whole (const Question *q, const DsDigest *sha256, GError **error)
{
  g_autoptr (GError) inner = NULL;
  g_autoptr (GBytes) octets = ds_file_read (q->data->path, INSIDE_OCTETS_MAX, &inner);
  DsDigest now;

  if (g_error_matches (inner, DS_ERROR, DS_ERROR_LIMIT))
    {
      ds_verdict_skip (q->judgement->verdict, "container", "EN 319 162-1; ISO 32000-2, 12.8.5",
                       N_ ("the file is too large for time stamps in it to be looked for"));
      return NULL;
    }
  if (octets == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&inner));
      return NULL;
    }
  now = ds_digest_sha256_bytes (octets);
  if (!ds_digest_equal (&now, sha256))
    {
      g_set_error (error, DS_ERROR, DS_ERROR_IN_FLUX,
                   "%s changed while it was read: try again when it is saved", q->data->path);
      return NULL;
    }
  return g_steal_pointer (&octets);
}

/* How many time stamps the file itself holds, as a PDF or a container may. */
static gboolean
judge_inside (const Question *q, const DsDigest *sha256, guint *count, GError **error)
{
  DsDataKind kind = q->data->path != NULL ? ds_data_guess_kind (q->data->path) : DS_DATA_OTHER;
  g_autoptr (GError) inner = NULL;
  g_autoptr (GBytes) octets = NULL;

  *count = 0;
  if (kind == DS_DATA_OTHER)
    return TRUE;
  octets = read_whole (q, sha256, &inner);
  if (octets == NULL)
    {
      gboolean is_too_large = inner == NULL;

      if (inner != NULL)
        g_propagate_error (error, g_steal_pointer (&inner));
      return is_too_large;
    }
  *count = kind == DS_DATA_PDF ? ds_judgement_judge_pdf (q->judgement, q->store, octets, q->options)
                               : judge_container (q, octets);
  return TRUE;
}

/* Whether the file is itself a token or a response; what it covers is not here then. */
static gboolean
judge_file_as_proof (const Question *q)
{
  g_autoptr (DsToken) token =
      q->data->path != NULL ? ds_data_read_proof (q->data->path, NULL) : NULL;

  if (token == NULL)
    return FALSE;
  ds_judgement_judge_token (q->judgement, q->store, token, NULL, NULL, q->options);
  return TRUE;
}

/* What lies beside the file and what the store holds about the same bytes. */
static gboolean
judge_known (const Question *q, const DsDigest *sha256, GError **error)
{
  g_autoptr (GPtrArray) proofs =
      q->data->path != NULL ? ds_data_find_proofs (q->data->path) : g_ptr_array_new ();
  g_autoptr (GPtrArray) drafts =
      ds_catalog_find_drafts_of_digest (ds_store_get_catalog (q->store), sha256, error);
  guint inside;

  if (drafts == NULL || !judge_inside (q, sha256, &inside, error))
    return FALSE;
  for (guint i = 0; i < proofs->len; i++)
    if (!judge_proof (q, g_ptr_array_index (proofs, i), error))
      return FALSE;
  for (guint i = 0; i < drafts->len; i++)
    if (!ds_judgement_judge_draft (q->judgement, q->store, g_ptr_array_index (drafts, i),
                                   DS_DATA_FILE, q->options, NULL, error))
      return FALSE;
  if (inside + proofs->len + drafts->len == 0 && !judge_file_as_proof (q))
    ds_verdict_doubt (q->judgement->verdict, "signed-data", "SIGNED_DATA_NOT_FOUND",
                      "EN 319 102-1, 5.1.3",
                      N_ ("no proof lies beside it and the store has no draft with these bytes"));
  return TRUE;
}

static void
note_digest (DsJudgement *self, const DsDigest *digest)
{
  g_autofree char *hex = ds_digest_to_hex (digest);

  if (digest->algorithm == DS_DIGEST_NONE)
    ds_verdict_note (self->verdict, "data-digest", "FIPS 180-4",
                     N_ ("the digest given has another length than its algorithm"));
  else
    ds_verdict_note (self->verdict, "data-digest", "FIPS 180-4", N_ ("%s %s of the data"),
                     ds_digest_algorithm_get_name (digest->algorithm), hex);
  g_free (self->sha256);
  self->sha256 = digest->algorithm == DS_DIGEST_SHA256 ? g_steal_pointer (&hex) : NULL;
}

/**
 * ds_judgement_judge_data:
 * @store: whose drafts, and whose anchors where @options has none
 * @data: a file or a digest, and the proof to judge it by
 * @options: how to judge
 * @error: as ds_data_digest_file() and the catalog's
 *
 * Blocks while the file is read, once for each digest algorithm its tokens use.
 *
 * Returns: whether it could be judged; what was found is in @self
 */
gboolean
ds_judgement_judge_data (DsJudgement *self, DsStore *store, const DsJudgedData *data,
                         const DsJudgeOptions *options, GError **error)
{
  Question q = { self, store, data, options };
  DsDigest digest = data->digest;

  if (data->path != NULL && !ds_data_digest_file (data->path, DS_DIGEST_SHA256, &digest, error))
    return FALSE;
  note_digest (self, &digest);
  return data->proof != NULL ? judge_proof (&q, data->proof, error)
                             : judge_known (&q, &digest, error);
}
