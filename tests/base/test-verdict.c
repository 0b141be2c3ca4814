/* test-verdict.c - a verdict is denied until every check has passed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/ds-verdict.h"

typedef struct
{
  const char *path;
  const char *checks; /* p passed, n noted, s not done, d doubt, f failed */
  DsIndication indication;
  const char *reason; /* D1 for the first doubt, F1 for the first failure, … */
} VerdictCase;

static const VerdictCase verdict_cases[] = {
  { "/base/verdict/no-checks", "", DS_INDETERMINATE, NULL },
  { "/base/verdict/nothing-done", "ss", DS_INDETERMINATE, NULL },
  { "/base/verdict/only-notes", "n", DS_INDETERMINATE, NULL },
  { "/base/verdict/passed", "p", DS_PASSED, NULL },
  { "/base/verdict/passed-with-notes", "pns", DS_PASSED, NULL },
  { "/base/verdict/doubt", "pd", DS_INDETERMINATE, "D1" },
  { "/base/verdict/doubt-before-pass", "dp", DS_INDETERMINATE, "D1" },
  { "/base/verdict/first-doubt-decides", "pdd", DS_INDETERMINATE, "D1" },
  { "/base/verdict/failed", "pf", DS_FAILED, "F1" },
  { "/base/verdict/failed-before-pass", "fpp", DS_FAILED, "F1" },
  { "/base/verdict/failure-beats-doubt", "dpf", DS_FAILED, "F1" },
  { "/base/verdict/first-failure-decides", "dfdf", DS_FAILED, "F1" },
};

static DsVerdict *
make_verdict (const char *checks)
{
  DsVerdict *verdict = ds_verdict_new ();
  guint doubts = 0;
  guint failures = 0;

  for (; *checks != '\0'; checks++)
    {
      g_autofree char *reason = NULL;

      switch (*checks)
        {
        case 'p':
          ds_verdict_pass (verdict, "check", "source", "fine");
          break;
        case 'n':
          ds_verdict_note (verdict, "check", "source", "fine, but");
          break;
        case 's':
          ds_verdict_skip (verdict, "check", "source", "not here");
          break;
        case 'd':
          reason = g_strdup_printf ("D%u", ++doubts);
          ds_verdict_doubt (verdict, "check", reason, "source", "who knows");
          break;
        default:
          reason = g_strdup_printf ("F%u", ++failures);
          ds_verdict_fail (verdict, "check", reason, "source", "no");
        }
    }
  return verdict;
}

static void
test_verdict (gconstpointer data)
{
  const VerdictCase *c = data;
  g_autoptr (DsVerdict) verdict = make_verdict (c->checks);
  g_autoptr (DsVerdict) copy = ds_verdict_new ();

  g_assert_cmpint (ds_verdict_get_indication (verdict), ==, c->indication);
  g_assert_cmpstr (ds_verdict_get_reason (verdict), ==, c->reason);

  ds_verdict_append (copy, verdict);
  g_assert_cmpint (ds_verdict_get_indication (copy), ==, c->indication);
  g_assert_cmpstr (ds_verdict_get_reason (copy), ==, c->reason);
  g_assert_cmpuint (ds_verdict_get_n_checks (copy), ==, ds_verdict_get_n_checks (verdict));
}

static void
test_fields (void)
{
  g_autoptr (DsVerdict) verdict = ds_verdict_new ();
  g_autoptr (DsVerdict) all = ds_verdict_new ();
  const DsCheck *check;

  ds_verdict_set_subject (verdict, "free");
  ds_verdict_pass (verdict, "file-digest", "RFC 3161, 2.4.2", "the digest is %s", "aa");
  ds_verdict_set_subject (verdict, NULL);
  ds_verdict_fail (verdict, "policy", "SIG_CONSTRAINTS_FAILURE", "RFC 3161, 2.4.2", "bad %s", "1");
  ds_verdict_set_trouble (verdict, DS_TROUBLE_NONCONFORMANT);
  ds_verdict_set_subject (all, "other");
  ds_verdict_append (all, verdict);

  check = ds_verdict_find_check (all, "file-digest");
  g_assert_cmpstr (check->detail, ==, "the digest is aa");
  g_assert_cmpstr (check->source, ==, "RFC 3161, 2.4.2");
  g_assert_cmpstr (check->subject, ==, "free");
  g_assert_cmpint (check->trouble, ==, DS_TROUBLE_NONE);
  check = ds_verdict_get_worst (all);
  g_assert_cmpstr (check->name, ==, "policy");
  g_assert_cmpstr (check->subject, ==, "other");
  g_assert_cmpint (check->trouble, ==, DS_TROUBLE_NONCONFORMANT);
  g_assert_null (ds_verdict_find_check (all, "none"));
}

/* What does not follow from anything said: a failure is taken for forgery, a doubt for a doubt. */
static void
test_trouble (void)
{
  g_autoptr (DsVerdict) verdict = make_verdict ("pdf");

  g_assert_cmpint (ds_verdict_get_check (verdict, 0)->trouble, ==, DS_TROUBLE_NONE);
  g_assert_cmpint (ds_verdict_get_check (verdict, 1)->trouble, ==, DS_TROUBLE_UNDECIDED);
  g_assert_cmpint (ds_verdict_get_check (verdict, 2)->trouble, ==, DS_TROUBLE_FORGED);
}

static void
test_words (void)
{
  g_assert_cmpstr (ds_indication_to_text (DS_PASSED), ==, "PASSED");
  g_assert_cmpstr (ds_indication_to_text (DS_INDETERMINATE), ==, "INDETERMINATE");
  g_assert_cmpstr (ds_indication_to_text (DS_FAILED), ==, "FAILED");
  g_assert_cmpstr (ds_check_result_to_text (DS_CHECK_PASSED), ==, "passed");
  g_assert_cmpstr (ds_check_result_to_text (DS_CHECK_NOTED), ==, "noted");
  g_assert_cmpstr (ds_check_result_to_text (DS_CHECK_NOT_DONE), ==, "not-done");
  g_assert_cmpstr (ds_check_result_to_text (DS_CHECK_INDETERMINATE), ==, "indeterminate");
  g_assert_cmpstr (ds_check_result_to_text (DS_CHECK_FAILED), ==, "failed");
}

static const char *
translate (const char *text)
{
  static const struct
  {
    const char *text;
    const char *translation;
  } rows[] = {
    { "plain", "schlicht" },          { "%s at %s", "%2$s: %1$s" }, { "%s twice", "%1$s, %1$s" },
    { "%s, too many", "%s %s|%9$s" }, { "100", "100 %" },           { "noon", "Mittag" },
  };

  g_assert_cmpstr (text, !=, "");
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].text, text))
      return rows[i].translation;
  return text;
}

/* A translation may have the values in another order; what a value says is no directive. */
static void
test_translation (void)
{
  static const char *const texts[] = { "schlicht", "Mittag: A %s", "A %s, A %s", " |", "100 %" };
  g_autoptr (DsVerdict) verdict = ds_verdict_new ();

  ds_verdict_pass (verdict, "check", "source", "plain");
  ds_verdict_pass (verdict, "check", "source", "%s at %s", "A %s", "noon");
  ds_verdict_pass (verdict, "check", "source", "%s twice", "A %s");
  ds_verdict_pass (verdict, "check", "source", "%s, too many", "");
  ds_verdict_pass (verdict, "check", "source", "100");
  for (guint i = 0; i < ds_verdict_get_n_checks (verdict); i++)
    {
      g_autofree char *text = ds_check_dup_text (ds_verdict_get_check (verdict, i), translate);

      g_assert_cmpstr (text, ==, texts[i]);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (verdict_cases); i++)
    g_test_add_data_func (verdict_cases[i].path, &verdict_cases[i], test_verdict);
  g_test_add_func ("/base/verdict/fields", test_fields);
  g_test_add_func ("/base/verdict/trouble", test_trouble);
  g_test_add_func ("/base/verdict/words", test_words);
  g_test_add_func ("/base/verdict/translation", test_translation);
  return g_test_run ();
}
