/* cmd-config-vault.h - config vault.encryption: whether drafts are kept encrypted
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/ds-cli.h"

G_BEGIN_DECLS

char *ds_config_vault_show (DsStore *store) G_GNUC_WARN_UNUSED_RESULT;
DsExit ds_config_vault_set (DsStore *store, const char *value, gboolean convert_kept);

G_END_DECLS
