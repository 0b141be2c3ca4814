/* ds-check-words.h - checks and verdicts in plain words
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evidence/ds-judgement.h"

G_BEGIN_DECLS

const char *ds_check_words_for_check (const DsCheck *check);
char *ds_check_words_dup_detail (const DsCheck *check) G_GNUC_WARN_UNUSED_RESULT;
const char *ds_check_words_for_trouble (DsTrouble trouble);
const char *ds_check_words_for_result (DsCheckResult result);
const char *ds_check_words_for_revocation (DsRevocationExtent extent);
const char *ds_check_words_for_indication (DsIndication indication);

G_END_DECLS
