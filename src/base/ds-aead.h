/* ds-aead.h - AES-256-GCM, one message at a time
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define DS_AEAD_KEY_OCTETS 32
#define DS_AEAD_NONCE_OCTETS 12
#define DS_AEAD_TAG_OCTETS 16

typedef struct _DsAead DsAead;

DsAead *ds_aead_new (const guint8 *key) G_GNUC_WARN_UNUSED_RESULT;
void ds_aead_free (DsAead *self);
void ds_aead_seal (DsAead *self, const guint8 *nonce, guint8 *octets, gsize length, guint8 *tag);
gboolean ds_aead_open (DsAead *self, const guint8 *nonce, guint8 *octets, gsize length,
                       const guint8 *tag) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsAead, ds_aead_free)

G_END_DECLS
