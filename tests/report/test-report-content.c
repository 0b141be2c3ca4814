/* test-report-content.c - what a report states, without drawing it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/ds-json.h"
#include "report/ds-report-manifest.h"
#include "report/ds-report-phrase.h"
#include "report/ds-report-steps.h"
#include "sample.h"

typedef struct
{
  const char *path;
  Sample sample;
  DsOutcome outcome;
  guint64 n_stamped;
  guint64 n_pending;
  guint64 n_tokens;
  guint64 n_passed;
  guint64 n_authorities;
} CountCase;

static const CountCase count_cases[] = {
  { "/report/content/two-authorities",
    { .n_drafts = 24, .n_tsas = 2 },
    DS_OUTCOME_PASSED,
    24,
    0,
    16,
    16,
    2 },
  { "/report/content/pending-stays-in",
    { .n_drafts = 24, .n_pending = 3, .n_tsas = 1 },
    DS_OUTCOME_PASSED,
    21,
    3,
    7,
    7,
    1 },
  { "/report/content/test-never-lifts",
    { .n_drafts = 6, .n_tsas = 1, .is_test = TRUE },
    DS_OUTCOME_TEST,
    0,
    0,
    2,
    2,
    1 },
  { "/report/content/one-failed-token",
    { .n_drafts = 6, .n_tsas = 1, .odd = DS_FAILED, .reason = "HASH_FAILURE" },
    DS_OUTCOME_FAILED,
    3,
    0,
    2,
    1,
    1 },
  { "/report/content/failed-outranks-test",
    { .n_drafts = 6, .n_tsas = 1, .is_test = TRUE, .odd = DS_FAILED, .reason = "HASH_FAILURE" },
    DS_OUTCOME_FAILED,
    0,
    0,
    2,
    1,
    1 },
  { "/report/content/one-undecided-token",
    { .n_drafts = 6, .n_tsas = 1, .odd = DS_INDETERMINATE, .reason = "NO_CERTIFICATE_CHAIN_FOUND" },
    DS_OUTCOME_INDETERMINATE,
    3,
    0,
    2,
    1,
    1 },
  { "/report/content/nothing-stamped", { .n_drafts = 2 }, DS_OUTCOME_INDETERMINATE, 0, 2, 0, 0, 0 },
};

static void
test_counts (gconstpointer data)
{
  const CountCase *c = data;
  g_autoptr (DsReportContent) content = sample_make (&c->sample);
  DsReportFigures figures = ds_report_content_count (content);

  g_assert_cmpint (ds_report_judge (&figures), ==, c->outcome);
  g_assert_cmpuint (figures.n_drafts, ==, c->sample.n_drafts);
  g_assert_cmpuint (figures.n_stamped, ==, c->n_stamped);
  g_assert_cmpuint (figures.n_pending, ==, c->n_pending);
  g_assert_cmpuint (figures.n_tokens, ==, c->n_tokens);
  g_assert_cmpuint (figures.n_passed, ==, c->n_passed);
  g_assert_cmpuint (figures.n_authorities, ==, c->n_authorities);
  g_assert_cmpint (figures.has_stamp, ==, c->n_passed > 0);
}

/* Every draft and token by its digest, in JSON that is read back as it was written. */
static void
test_manifest (void)
{
  const Sample sample = { .n_drafts = 5, .n_tsas = 2 };
  g_autoptr (DsReportContent) content = sample_make (&sample);
  g_autofree char *text = ds_report_manifest_write (content);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsJson) manifest = ds_json_parse (text, strlen (text), &error);
  g_autofree char *again = NULL;

  g_assert_no_error (error);
  again = ds_json_to_text (manifest);
  g_assert_cmpstr (text, ==, again);
  for (guint i = 0; i < content->drafts->len; i++)
    {
      const DsReportDraft *draft = g_ptr_array_index (content->drafts, i);

      g_assert_nonnull (strstr (text, draft->sha256));
      g_assert_nonnull (strstr (text, draft->record));
      g_assert_nonnull (strstr (text, draft->batch_root));
    }
  for (guint i = 0; i < content->tokens->len; i++)
    {
      const DsReportToken *token = g_ptr_array_index (content->tokens, i);

      g_assert_nonnull (strstr (text, token->token));
      g_assert_nonnull (strstr (text, token->imprint));
    }
}

/* The root, hence the report's name, changes with whatever is stated. */
static void
test_root_changes (void)
{
  const Sample sample = { .n_drafts = 5, .n_tsas = 2 };
  g_autoptr (DsReportContent) content = sample_make (&sample);
  g_autofree char *before = ds_report_manifest_write (content);
  g_autofree char *root = ds_report_manifest_digest (before);
  g_autofree char *name = ds_report_manifest_name_report (content, root);
  g_autofree char *after = NULL;
  g_autofree char *changed = NULL;

  ((DsReportDraft *) g_ptr_array_index (content->drafts, 2))->size++;
  after = ds_report_manifest_write (content);
  changed = ds_report_manifest_digest (after);
  g_assert_cmpstr (root, !=, changed);
  g_assert_cmpuint (strlen (name), ==, strlen ("DS-2026-0514-7F3A-9C21"));
  g_assert_true (g_str_has_prefix (name, "DS-2026-0515-"));
}

typedef struct
{
  const char *path;
  guint64 octets;
  const char *words;
} SizeCase;

static const SizeCase size_cases[] = {
  { "/report/content/size/none", 0, "0" },
  { "/report/content/size/hundreds", 999, "999" },
  { "/report/content/size/thousands", 1000, "1 000" },
  { "/report/content/size/millions", 84611302, "84 611 302" },
};

static void
test_size (gconstpointer data)
{
  const SizeCase *c = data;
  g_autofree char *words = ds_report_phrase_size (c->octets);

  g_assert_cmpstr (words, ==, c->words);
}

typedef struct
{
  const char *path;
  const char *name;    /* of the file */
  const char *command; /* of the first step */
} CommandCase;

static const CommandCase command_cases[] = {
  { "/report/content/command/plain", "a/poster_v2.kra", "sha256sum poster_v2.kra" },
  { "/report/content/command/blank", "a/my poster.kra", "sha256sum FILE" },
  { "/report/content/command/shell", "a/$(rm).kra", "sha256sum FILE" },
  { "/report/content/command/option", "a/-c", "sha256sum FILE" },
  { "/report/content/command/chinese", "海报.kra", "sha256sum FILE" },
};

/* A name is never handed to a shell that would read more in it than a name. */
static void
test_command (gconstpointer data)
{
  const CommandCase *c = data;
  const Sample sample = { .n_drafts = 1, .n_tsas = 1, .name = c->name };
  g_autoptr (DsReportContent) content = sample_make (&sample);
  g_autoptr (GPtrArray) steps = ds_report_steps_make (content);

  g_assert_cmpstr (((const DsReportStep *) g_ptr_array_index (steps, 0))->commands, ==, c->command);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (count_cases); i++)
    g_test_add_data_func (count_cases[i].path, &count_cases[i], test_counts);
  g_test_add_func ("/report/content/manifest", test_manifest);
  g_test_add_func ("/report/content/root-changes", test_root_changes);
  for (guint i = 0; i < G_N_ELEMENTS (size_cases); i++)
    g_test_add_data_func (size_cases[i].path, &size_cases[i], test_size);
  for (guint i = 0; i < G_N_ELEMENTS (command_cases); i++)
    g_test_add_data_func (command_cases[i].path, &command_cases[i], test_command);
  return g_test_run ();
}
