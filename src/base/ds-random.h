/* ds-random.h - random octets for salts, nonces and ids
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void  ds_random_octets (guint8 *octets, gsize length);
char *ds_random_hex (gsize octets) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
