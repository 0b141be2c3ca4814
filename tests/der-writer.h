/* der-writer.h - DER written by hand, right or wrong, for tests
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Each makes one element. What is given away is freed; texts are borrowed. */
GBytes *der_wrap (int tag, ...) G_GNUC_NULL_TERMINATED;
GBytes *der_join (int tag, GPtrArray *elements);
GBytes *der_hex (const char *digits);
GBytes *der_oid (const char *dotted);
GBytes *der_small (int tag, guint8 value);
GBytes *der_octets (int tag, const void *octets, gsize length);
GBytes *der_text (int tag, const char *text);
