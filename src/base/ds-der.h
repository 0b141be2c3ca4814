/* ds-der.h - a strict reader of DER
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define DS_DER_DEPTH_MAX 32
#define DS_DER_OID_OCTETS_MAX 64

/* Identifier octets, X.690, 8.1.2: class, constructed, number. */
#define DS_DER_BOOLEAN 0x01
#define DS_DER_INTEGER 0x02
#define DS_DER_BIT_STRING 0x03
#define DS_DER_OCTET_STRING 0x04
#define DS_DER_NULL 0x05
#define DS_DER_OID 0x06
#define DS_DER_UTF8_STRING 0x0c
#define DS_DER_GENERALIZED_TIME 0x18
#define DS_DER_SEQUENCE 0x30
#define DS_DER_SET 0x31
#define DS_DER_CONTEXT(n) (0x80 | (n))
#define DS_DER_CONTEXT_CONSTRUCTED(n) (0xa0 | (n))

/* Points into octets that the caller keeps alive. By value. */
typedef struct
{
  const guint8 *at;
  const guint8 *end;
} DsDer;

DsDer    ds_der_init (const guint8 *octets, gsize length);
gboolean ds_der_is_empty (const DsDer *self);
gsize    ds_der_get_length (const DsDer *self);
int      ds_der_peek (const DsDer *self);
gboolean ds_der_take (DsDer *self, int tag, DsDer *contents, GError **error);
gboolean ds_der_take_any (DsDer *self, DsDer *whole, GError **error);
gboolean ds_der_take_optional (DsDer *self, int tag, DsDer *contents, gboolean *present,
                               GError **error);
gboolean ds_der_take_end (const DsDer *self, GError **error);
gboolean ds_der_take_small (DsDer *self, int tag, guint64 *value, GError **error);
gboolean ds_der_take_integer (DsDer *self, DsDer *value, GError **error);
gboolean ds_der_take_boolean (DsDer *self, gboolean *value, GError **error);
char    *ds_der_take_oid (DsDer *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ds_der_check_strict (const guint8 *octets, gsize length, GError **error);
gboolean ds_der_measure_ber (const guint8 *octets, gsize length, gsize *used, GError **error);
char    *ds_der_integer_to_hex (const DsDer *value) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
