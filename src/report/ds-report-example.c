/* ds-report-example.c - the draft that the verification page works through
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/ds-report-example.h"

#include <string.h>

#include "evidence/ds-batch.h"

/* Adds the siblings of @member on the way up the tree of the file @digest. */
static gboolean
add_siblings (DsStore *store, const char *digest, const char *member, GPtrArray *siblings)
{
  g_autoptr (GPtrArray) members = NULL;
  g_autofree char *checkpoint = NULL;
  g_autoptr (DsHashTree) tree = ds_batch_read_tree (store, digest, &members, &checkpoint, NULL);
  g_autoptr (GArray) found = NULL;
  guint index;

  if (tree == NULL || !g_ptr_array_find_with_equal_func (members, member, g_str_equal, &index))
    return FALSE;
  found = ds_hash_tree_list_siblings (tree, index);
  for (guint i = 0; i < found->len; i++)
    g_ptr_array_add (siblings, ds_digest_to_hex (&g_array_index (found, DsDigest, i)));
  return TRUE;
}

/* The file of the round that @token signs. */
static char *
dup_round (DsStore *store, const DsDraft *draft, const DsReportToken *token)
{
  g_autoptr (GPtrArray) stamps = ds_catalog_list_stamps (ds_store_get_catalog (store), draft, NULL);

  for (guint i = 0; stamps != NULL && i < stamps->len; i++)
    {
      const DsStamp *stamp = g_ptr_array_index (stamps, i);

      if (strcmp (stamp->token, token->token) == 0)
        return g_strdup (stamp->target);
    }
  return NULL;
}

/* The way from @draft to what @token signs, or NULL if it cannot be shown. */
static char **
list_siblings (DsStore *store, const DsDraft *draft, const DsReportDraft *reported,
               const DsReportToken *token)
{
  g_autoptr (GPtrArray) siblings = g_ptr_array_new_with_free_func (g_free);

  if (draft->batch == NULL || reported->batch_root == NULL
      || !add_siblings (store, draft->batch, draft->record, siblings))
    return NULL;
  if (token->signs == DS_REPORT_SIGNS_ROUND)
    {
      g_autofree char *round = dup_round (store, draft, token);

      if (round == NULL || !add_siblings (store, round, reported->batch_root, siblings))
        return NULL;
    }
  g_ptr_array_add (siblings, NULL);
  return (char **) g_ptr_array_steal (siblings, NULL);
}

/* A token that passed and whose anchor is known; one over a batch shows more than a direct one. */
static const DsReportToken *
choose_token (const DsReportDraft *draft)
{
  const DsReportToken *chosen = NULL;

  for (guint i = 0; i < draft->tokens->len; i++)
    {
      const DsReportToken *token = g_ptr_array_index (draft->tokens, i);

      if (token->verdict == DS_PASSED && token->anchor != NULL
          && (chosen == NULL || chosen->signs == DS_REPORT_SIGNS_FILE))
        chosen = token;
    }
  return chosen;
}

static DsReportExample *
make_of (const DsReportContent *content, DsStore *store, GPtrArray *drafts, guint index)
{
  const DsReportDraft *reported = g_ptr_array_index (content->drafts, index);
  const DsReportToken *token = choose_token (reported);
  DsReportExample *example;
  char **siblings;

  if (token == NULL || reported->verdict != DS_PASSED)
    return NULL;
  siblings = list_siblings (store, g_ptr_array_index (drafts, index), reported, token);
  if (siblings == NULL && token->signs != DS_REPORT_SIGNS_FILE)
    return NULL;
  example = g_new0 (DsReportExample, 1);
  example->draft = index;
  example->token = token->number - 1;
  example->siblings = siblings;
  return example;
}

/**
 * ds_report_example_make:
 * @drafts: the DsDraft of each draft of @content
 *
 * Returns: (transfer full) (nullable): the last Final, or else the last draft that can be shown by
 *   hand
 */
DsReportExample *
ds_report_example_make (const DsReportContent *content, DsStore *store, GPtrArray *drafts)
{
  guint last = ds_report_content_find (content, ds_report_content_get_last (content));
  DsReportExample *example = make_of (content, store, drafts, last - 1);

  for (guint i = content->drafts->len; i > 0 && example == NULL; i--)
    example = make_of (content, store, drafts, i - 1);
  return example;
}
