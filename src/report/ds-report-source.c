/* ds-report-source.c - the content of a report, taken from a store and judged on the way
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/ds-report-source.h"

#include <string.h>

#include "base/ds-error.h"
#include "base/ds-openssl.h"
#include "config.h"
#include "evidence/ds-judgement.h"
#include "project/ds-entry.h"
#include "report/ds-report-example.h"
#include "report/ds-report-trouble.h"
#include "stamp/ds-token.h"

/* A content while it is filled. */
typedef struct
{
  DsStore *store;
  const DsReportScope *scope;
  DsReportContent *content;
  GHashTable *tokens; /* digest to DsReportToken, owned by the content */
  GHashTable *roots;  /* digest of a batch file to its root */
} Source;

static const DsJudgedToken *
find_judged (const DsJudgement *judgement, const DsStamp *stamp)
{
  for (guint i = 0; i < judgement->tokens->len; i++)
    {
      const DsJudgedToken *judged = g_ptr_array_index (judgement->tokens, i);

      if (strcmp (judged->tsa, stamp->tsa) == 0 && strcmp (judged->serial, stamp->serial) == 0
          && ds_time_compare (judged->gen_time, stamp->gen_time) == 0)
        return judged;
    }
  return NULL;
}

/* A token that was not even judged could not be read, or nothing leads to it. */
static void
set_verdict (DsReportToken *token, const DsJudgement *judgement, const DsJudgedToken *judged)
{
  const DsVerdict *verdict = judged != NULL ? judged->verdict : judgement->verdict;

  token->verdict = judged != NULL ? judged->indication : DS_FAILED;
  if (token->verdict == DS_PASSED)
    return;
  g_free (token->reason);
  token->reason = g_strdup (ds_verdict_get_reason (verdict));
}

/* The trust anchor: the path of the signer comes first among the certificates, one for each key. */
static char *
dup_anchor (DsStore *store, guint64 seq)
{
  g_autoptr (GBytes) octets = ds_store_read_entry (store, seq, NULL, NULL);
  g_autoptr (DsJson) entry = NULL;
  DsJson *certificates, *keys;

  if (octets != NULL)
    entry = ds_json_parse (g_bytes_get_data (octets, NULL), g_bytes_get_size (octets), NULL);
  if (entry == NULL)
    return NULL;
  certificates = ds_json_get_typed (entry, "certs", DS_JSON_ARRAY);
  keys = ds_json_get_typed (entry, "keys", DS_JSON_ARRAY);
  if (certificates == NULL || keys == NULL || ds_json_get_size (keys) == 0
      || ds_json_get_size (keys) > ds_json_get_size (certificates))
    return NULL;
  return g_strdup (ds_json_get_text (ds_json_get_nth (certificates, ds_json_get_size (keys) - 1)));
}

static DsReportToken *
make_token (Source *source, const DsStamp *stamp)
{
  DsReportToken *token = g_new0 (DsReportToken, 1);
  g_autoptr (GBytes) octets = ds_store_read_object (source->store, "token", stamp->token, NULL);
  g_autoptr (DsToken) parsed = octets != NULL ? ds_token_parse_unverified (octets, NULL) : NULL;

  token->tsa = g_strdup (stamp->tsa);
  token->operator_name = g_strdup (stamp->operator_name);
  token->gen_time = stamp->gen_time;
  token->serial = g_strdup (stamp->serial);
  token->token = g_strdup (stamp->token);
  token->signs = stamp->is_direct  ? DS_REPORT_SIGNS_FILE
                 : stamp->is_round ? DS_REPORT_SIGNS_ROUND
                                   : DS_REPORT_SIGNS_BATCH;
  token->is_test = stamp->is_test;
  token->anchor = dup_anchor (source->store, stamp->seq);
  token->verdict = DS_PASSED;
  if (parsed != NULL)
    {
      token->imprint = ds_digest_to_hex (ds_token_get_imprint (parsed));
      token->policy = g_strdup (ds_token_get_policy (parsed));
    }
  return token;
}

/* A token of a batch is judged once for each draft: the worst that was found stands. */
static void
add_stamp (Source *source, DsReportDraft *draft, const DsStamp *stamp, const DsJudgement *judgement)
{
  DsReportToken *token = g_hash_table_lookup (source->tokens, stamp->token);
  const DsJudgedToken *judged = find_judged (judgement, stamp);

  if (token == NULL)
    {
      token = make_token (source, stamp);
      ds_report_content_add_token (source->content, token);
      g_hash_table_insert (source->tokens, token->token, token);
    }
  if (token->verdict == DS_PASSED)
    set_verdict (token, judgement, judged);
  token->is_test |= judged != NULL && judged->is_test;
  g_ptr_array_add (draft->tokens, token);
}

/* NULL where the batch file cannot be read: the verdict tells why. */
static const char *
find_root (Source *source, const char *batch)
{
  const char *root = g_hash_table_lookup (source->roots, batch);
  g_autoptr (DsBatchFile) file = NULL;

  if (root != NULL)
    return root;
  file = ds_batch_file_read (ds_store_get_folder (source->store), batch, NULL);
  if (file == NULL)
    return NULL;
  g_hash_table_insert (source->roots, g_strdup (batch), g_strdup (file->root));
  return g_hash_table_lookup (source->roots, batch);
}

static DsReportDraft *
make_draft (Source *source, const DsDraft *draft, const DsJudgement *judgement)
{
  DsReportDraft *made = ds_report_draft_new ();

  made->record = g_strdup (draft->record);
  made->seq = draft->seq;
  made->number = draft->number;
  made->path = ds_draft_dup_display_path (draft);
  made->sha256 = ds_digest_to_hex (&draft->sha256);
  made->size = draft->size;
  made->seen_at = draft->seen_at;
  made->mtime = draft->mtime;
  made->has_mtime = draft->has_mtime;
  made->stage = g_strdup (draft->stage);
  made->stage_by_person = draft->stage_by_person;
  made->grade = judgement->grade;
  made->verdict = ds_verdict_get_indication (judgement->verdict);
  made->reason = g_strdup (ds_verdict_get_reason (judgement->verdict));
  made->batch_root = draft->batch != NULL ? g_strdup (find_root (source, draft->batch)) : NULL;
  return made;
}

static gboolean
add_draft (Source *source, const DsDraft *draft, GCancellable *cancellable, GError **error)
{
  const DsJudgeOptions options = { .now = source->scope->now };
  g_autoptr (DsJudgement) judgement = ds_judgement_new ();
  g_autoptr (GPtrArray) stamps =
      ds_catalog_list_stamps (ds_store_get_catalog (source->store), draft, error);
  DsReportDraft *made;

  if (stamps == NULL
      || !ds_judgement_judge_draft (judgement, source->store, draft, DS_DATA_KEPT, &options,
                                    cancellable, error))
    return FALSE;
  ds_judgement_conclude (judgement);
  made = make_draft (source, draft, judgement);
  g_ptr_array_add (source->content->drafts, made);
  for (guint i = 0; i < stamps->len; i++)
    add_stamp (source, made, g_ptr_array_index (stamps, i), judgement);
  return TRUE;
}

static gboolean
is_in_scope (const DsReportScope *scope, const DsDraft *draft)
{
  if (scope->has_from && ds_time_compare (draft->seen_at, scope->from) < 0)
    return FALSE;
  if (scope->has_to && ds_time_compare (draft->seen_at, scope->to) >= 0)
    return FALSE;
  if (scope->works != NULL && !g_strv_contains (scope->works, draft->work))
    return FALSE;
  return scope->stages == NULL || g_strv_contains (scope->stages, draft->stage);
}

static GPtrArray *
choose_drafts (const DsReportScope *scope, GPtrArray *all)
{
  GPtrArray *chosen = g_ptr_array_new ();

  for (guint i = 0; i < all->len; i++)
    if (is_in_scope (scope, g_ptr_array_index (all, i)))
      g_ptr_array_add (chosen, g_ptr_array_index (all, i));
  return chosen;
}

static char *
describe_software (void)
{
  g_autofree char *system = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);

  return g_strdup_printf ("Draftseal %s · %s · %s", DS_VERSION, system != NULL ? system : "?",
                          ds_openssl_get_version ());
}

static guint
count_works (GPtrArray *drafts)
{
  g_autoptr (GHashTable) works = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < drafts->len; i++)
    g_hash_table_add (works, ((DsDraft *) g_ptr_array_index (drafts, i))->work);
  return g_hash_table_size (works);
}

static DsReportContent *
start_content (const DsReportScope *scope, const DsProject *project, GPtrArray *all)
{
  DsReportContent *content = ds_report_content_new (project->name);

  content->applicant = g_strdup (scope->applicant);
  content->software = describe_software ();
  content->produced_at = scope->now;
  g_time_zone_unref (content->zone);
  content->zone = g_time_zone_new_local ();
  content->n_all = all->len;
  content->n_all_works = count_works (all);
  content->has_from = scope->has_from;
  content->from = scope->from;
  content->has_to = scope->has_to;
  content->to = scope->to;
  content->stages = g_strdupv ((char **) scope->stages);
  content->works = g_strdupv ((char **) scope->works);
  return content;
}

static gboolean
fill (Source *source, GPtrArray *chosen, DsReportJudged judged, gpointer data,
      GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < chosen->len; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !add_draft (source, g_ptr_array_index (chosen, i), cancellable, error))
        return FALSE;
      if (judged != NULL)
        judged (i + 1, chosen->len, data);
    }
  return TRUE;
}

/**
 * ds_report_source_read:
 * @store: a store, for this thread
 * @judged: (nullable): told of the progress
 * @cancellable: (nullable): stops between two drafts, or while a kept copy is read
 * @error: %DS_ERROR_NOT_FOUND without such a project or without drafts in the scope,
 *   %G_IO_ERROR_CANCELLED, or why the store could not be read
 *
 * Gathers the drafts of the scope and verifies each anew, kept bytes included: what the report
 * states is what was found now. Blocks.
 */
DsReportContent *
ds_report_source_read (DsStore *store, const DsReportScope *scope, DsReportJudged judged,
                       gpointer data, GCancellable *cancellable, GError **error)
{
  DsCatalog *catalog = ds_store_get_catalog (store);
  g_autoptr (DsProject) project = ds_catalog_find_project (catalog, scope->project, error);
  DsDraftQuery query = { .oldest_first = TRUE };
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) chosen = NULL;
  g_autoptr (DsReportContent) content = NULL;
  g_autoptr (GHashTable) tokens = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) roots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Source source = { store, scope, NULL, tokens, roots };

  if (project == NULL)
    return NULL;
  query.project = project->id;
  all = ds_catalog_list_drafts (catalog, &query, error);
  if (all == NULL)
    return NULL;
  chosen = choose_drafts (scope, all);
  if (chosen->len == 0)
    {
      g_set_error (
          error, DS_ERROR, DS_ERROR_NOT_FOUND,
          "there is nothing to report: the project has %u drafts, none of them as asked for",
          all->len);
      return NULL;
    }
  content = source.content = start_content (scope, project, all);
  if (!fill (&source, chosen, judged, data, cancellable, error)
      || !ds_report_trouble_add (content, store, project, error))
    return NULL;
  content->example = ds_report_example_make (content, store, chosen);
  return g_steal_pointer (&content);
}
