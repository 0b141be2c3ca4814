/* ds-trouble-words.h - why an authority gave no stamp, as people read it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/store/ds-stamping-state.h"

G_BEGIN_DECLS

char *ds_trouble_words_dup_title (const DsStampingState *state) G_GNUC_WARN_UNUSED_RESULT;
const char *ds_trouble_words_for_reason (const DsStampingState *state);
const char *ds_trouble_words_for_meaning (const DsStampingState *state);
char *ds_trouble_words_dup_tried (const DsStampingState *state) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
