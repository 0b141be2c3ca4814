/* ds-text.h - a stranger's words, made safe to show
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *ds_text_make_inert (const char *text, gsize length,
                          gsize characters_max) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
