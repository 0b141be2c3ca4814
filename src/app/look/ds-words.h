/* ds-words.h - stages, grades, times and sizes as people read them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/store/ds-draft-facts.h"

G_BEGIN_DECLS

const char *ds_words_for_stage (const char *stage);
const char *ds_words_for_grade (DsGrade grade);
const char *ds_words_for_spoken_grade (DsGrade grade);
const char *ds_words_for_trust (DsGrade grade);

GDateTime *ds_words_to_local (DsTime time) G_GNUC_WARN_UNUSED_RESULT;
gboolean ds_words_is_same_day (GDateTime *a, GDateTime *b);
char *ds_words_dup_clock (DsTime time) G_GNUC_WARN_UNUSED_RESULT;
char *ds_words_dup_exact_clock (DsTime time) G_GNUC_WARN_UNUSED_RESULT;
char *ds_words_dup_weekday (GDateTime *time) G_GNUC_WARN_UNUSED_RESULT;
char *ds_words_dup_date (GDateTime *time, GDateTime *now) G_GNUC_WARN_UNUSED_RESULT;
char *ds_words_dup_short_date (GDateTime *time, GDateTime *now) G_GNUC_WARN_UNUSED_RESULT;
char *ds_words_dup_moment (DsTime time, gboolean with_offset) G_GNUC_WARN_UNUSED_RESULT;
char *ds_words_dup_ago (DsTime time, DsTime now) G_GNUC_WARN_UNUSED_RESULT;
char *ds_words_dup_home_path (const char *path) G_GNUC_WARN_UNUSED_RESULT;
char *ds_words_dup_digest (const DsDigest *digest) G_GNUC_WARN_UNUSED_RESULT;

char *ds_words_dup_authorities (const DsDraftFacts *facts) G_GNUC_WARN_UNUSED_RESULT;
char *ds_words_dup_proof_line (const DsDraftFacts *facts) G_GNUC_WARN_UNUSED_RESULT;
char *ds_words_dup_row_name (const DsDraftFacts *facts) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
