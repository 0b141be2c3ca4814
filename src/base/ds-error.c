/* ds-error.c - the reasons why something is refused
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/ds-error.h"

G_DEFINE_QUARK (ds_error_quark, ds_error)
