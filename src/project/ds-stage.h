/* ds-stage.h - where a draft stands on the way, and the rules that guess it from a path
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define DS_STAGE_OUTLINE "outline"
#define DS_STAGE_CONCEPT "concept"
#define DS_STAGE_SKETCH "sketch"
#define DS_STAGE_REVISION "revision"
#define DS_STAGE_FINAL "final"

const char *const *ds_stage_list (void);
gboolean           ds_stage_is_known (const char *stage);
const char        *ds_stage_from_word (const char *word);
const char        *ds_stage_from_path (const char *path);

G_END_DECLS
