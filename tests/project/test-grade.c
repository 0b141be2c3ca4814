/* test-grade.c - what tokens make of a draft, in one word
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/ds-grade.h"

#define N_FACTS_MAX 3

typedef struct
{
  const char *name;
  DsGrade grade;
  DsGradeFact facts[N_FACTS_MAX];
} Case;

static const char *const a_keys[] = { "key-a", "root-a", NULL };
static const char *const b_keys[] = { "key-b", "root-b", NULL };
static const char *const shared_root_keys[] = { "key-b", "root-a", NULL };
static const char *const no_keys[] = { NULL };

static const Case cases[] = {
  { "no-token", DS_GRADE_LOCAL, { { 0 } } },
  { "test-only", DS_GRADE_TEST, { { "a", "A", a_keys, TRUE } } },
  { "two-tests", DS_GRADE_TEST, { { "a", "A", a_keys, TRUE }, { "b", "B", b_keys, TRUE } } },
  { "one", DS_GRADE_STAMPED, { { "a", "A", a_keys, FALSE } } },
  { "one-of-unknown-operator", DS_GRADE_STAMPED, { { "a", NULL, a_keys, FALSE } } },
  { "one-and-a-test",
    DS_GRADE_STAMPED,
    { { "a", "A", a_keys, FALSE }, { "b", "B", b_keys, TRUE } } },
  { "test-first", DS_GRADE_STAMPED, { { "b", "B", b_keys, TRUE }, { "a", "A", a_keys, FALSE } } },
  { "two", DS_GRADE_CORROBORATED, { { "a", "A", a_keys, FALSE }, { "b", "B", b_keys, FALSE } } },
  { "second-and-third",
    DS_GRADE_CORROBORATED,
    { { "a", "A", a_keys, TRUE }, { "a", "A", a_keys, FALSE }, { "b", "B", b_keys, FALSE } } },
  { "same-tsa-twice",
    DS_GRADE_STAMPED,
    { { "a", "A", a_keys, FALSE }, { "a", "B", b_keys, FALSE } } },
  { "same-operator",
    DS_GRADE_STAMPED,
    { { "a", "A", a_keys, FALSE }, { "b", "A", b_keys, FALSE } } },
  { "same-operator-in-other-case",
    DS_GRADE_STAMPED,
    { { "a", "Zeit AG", a_keys, FALSE }, { "b", " ZEIT ag", b_keys, FALSE } } },
  { "operator-unknown",
    DS_GRADE_STAMPED,
    { { "a", "A", a_keys, FALSE }, { "b", NULL, b_keys, FALSE } } },
  { "operator-blank",
    DS_GRADE_STAMPED,
    { { "a", "A", a_keys, FALSE }, { "b", "  ", b_keys, FALSE } } },
  { "both-operators-unknown",
    DS_GRADE_STAMPED,
    { { "a", NULL, a_keys, FALSE }, { "b", NULL, b_keys, FALSE } } },
  { "shared-root",
    DS_GRADE_STAMPED,
    { { "a", "A", a_keys, FALSE }, { "b", "B", shared_root_keys, FALSE } } },
  { "keys-unknown", DS_GRADE_STAMPED, { { "a", "A", a_keys, FALSE }, { "b", "B", NULL, FALSE } } },
  { "no-keys", DS_GRADE_STAMPED, { { "a", "A", no_keys, FALSE }, { "b", "B", b_keys, FALSE } } },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  guint n_facts = 0;

  while (n_facts < N_FACTS_MAX && c->facts[n_facts].tsa != NULL)
    n_facts++;
  g_assert_cmpstr (ds_grade_to_text (ds_grade_from_facts (c->facts, n_facts)), ==,
                   ds_grade_to_text (c->grade));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/project/grade/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  return g_test_run ();
}
