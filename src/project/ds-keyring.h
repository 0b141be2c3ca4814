/* ds-keyring.h - the secret half of a vault's key in the person's keyring
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "project/ds-vault-key.h"

G_BEGIN_DECLS

DsVaultKey *ds_keyring_find (const guint8 *public_half, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ds_keyring_keep (const DsVaultKey *key, GError **error);

G_END_DECLS
