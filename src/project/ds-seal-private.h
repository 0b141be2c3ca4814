/* ds-seal-private.h - what sealing and unsealing share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/ds-aead.h"
#include "project/ds-seal.h"

G_BEGIN_DECLS

#define DS_SEAL_MAGIC "draftseal sealed"
#define DS_SEAL_VERSION 1
#define DS_SEAL_HEADER_OCTETS 132
#define DS_SEAL_VERSION_AT 16
#define DS_SEAL_TO_AT 20
#define DS_SEAL_OWN_AT 52
#define DS_SEAL_WRAPPED_AT 84

DsAead *ds_seal_derive_wrapper (const DsSealHeader *header, const DsVaultKey *own,
                                const guint8 *other) G_GNUC_WARN_UNUSED_RESULT;
void ds_seal_fill_nonce (guint8 *nonce, guint64 number, gboolean is_last);

G_END_DECLS
