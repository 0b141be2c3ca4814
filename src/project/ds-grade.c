/* ds-grade.c - what is proved about a draft, in one word
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/ds-grade.h"

#include <string.h>

/* Unknown is never different: what is not known cannot corroborate. */
static gboolean
operators_differ (const char *a, const char *b)
{
  g_autofree char *folded_a = NULL;
  g_autofree char *folded_b = NULL;

  if (a == NULL || b == NULL)
    return FALSE;
  folded_a = g_strstrip (g_utf8_casefold (a, -1));
  folded_b = g_strstrip (g_utf8_casefold (b, -1));
  return *folded_a != '\0' && *folded_b != '\0' && strcmp (folded_a, folded_b) != 0;
}

/* Paths whose keys are not known are taken to share one. */
static gboolean
share_a_key (const DsGradeFact *a, const DsGradeFact *b)
{
  if (a->keys == NULL || b->keys == NULL || *a->keys == NULL || *b->keys == NULL)
    return TRUE;
  for (guint i = 0; a->keys[i] != NULL; i++)
    if (g_strv_contains (b->keys, a->keys[i]))
      return TRUE;
  return FALSE;
}

static gboolean
corroborate (const DsGradeFact *a, const DsGradeFact *b)
{
  return !a->is_test && !b->is_test && strcmp (a->tsa, b->tsa) != 0
         && operators_differ (a->operator_name, b->operator_name) && !share_a_key (a, b);
}

/**
 * ds_grade_from_facts:
 * @facts: (array length=n_facts): the verified tokens that cover a draft
 * @n_facts: how many
 *
 * Default-deny: without a token that is not a test, nothing is above TEST.
 *
 * Returns: the grade
 */
DsGrade
ds_grade_from_facts (const DsGradeFact *facts, guint n_facts)
{
  DsGrade grade = n_facts > 0 ? DS_GRADE_TEST : DS_GRADE_LOCAL;

  for (guint i = 0; i < n_facts; i++)
    {
      if (!facts[i].is_test)
        grade = DS_GRADE_STAMPED;
      for (guint j = 0; j < i; j++)
        if (corroborate (&facts[i], &facts[j]))
          return DS_GRADE_CORROBORATED;
    }
  return grade;
}

/* As `log --json` prints it. */
const char *
ds_grade_to_text (DsGrade grade)
{
  static const char *const texts[] = { "LOCAL", "TEST", "STAMPED", "CORROBORATED" };

  return texts[grade];
}
