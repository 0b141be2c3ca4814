/* ds-grade.h - what is proved about a draft, in one word
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DsGrade:
 * @DS_GRADE_LOCAL: kept and recorded here; nobody else has signed anything
 * @DS_GRADE_TEST: only test authorities have signed: proves nothing to others
 * @DS_GRADE_STAMPED: one TSA's token was verified to a trust anchor
 * @DS_GRADE_CORROBORATED: tokens of two TSAs with different operators and no key in common
 *
 * Ordered: a larger value is more.
 */
typedef enum
{
  DS_GRADE_LOCAL,
  DS_GRADE_TEST,
  DS_GRADE_STAMPED,
  DS_GRADE_CORROBORATED,
} DsGrade;

/* One verified token, as far as the grade goes. */
typedef struct
{
  const char *tsa;
  const char *operator_name; /* (nullable): unknown, so never different from another */
  const char *const *keys;   /* SHA-256 of each SubjectPublicKeyInfo of its path, hexadecimal */
  gboolean is_test;
} DsGradeFact;

DsGrade     ds_grade_from_facts (const DsGradeFact *facts, guint n_facts);
const char *ds_grade_to_text (DsGrade grade);

G_END_DECLS
