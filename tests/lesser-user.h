/* lesser-user.h - for a while this thread may read only what its user owns and may
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

void lesser_user_begin (void);
void lesser_user_end (void);
