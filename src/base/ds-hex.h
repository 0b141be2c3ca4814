/* ds-hex.h - octets as lower-case hexadecimal text
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char    *ds_hex_encode (const guint8 *octets, gsize length) G_GNUC_WARN_UNUSED_RESULT;
gboolean ds_hex_decode (const char *text, guint8 *octets, gsize length);
GBytes  *ds_hex_decode_bytes (const char *text) G_GNUC_WARN_UNUSED_RESULT;
gboolean ds_hex_is_digits (const char *text, gsize at_least, gsize at_most);

G_END_DECLS
