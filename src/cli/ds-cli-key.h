/* ds-cli-key.h - the vault's key, asked for where no keyring has it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/ds-store.h"

G_BEGIN_DECLS

char *ds_cli_ask_secret (const char *what, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *ds_cli_ask_new_secret (const char *what, gsize octets_min,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ds_cli_ask_for_key (DsStore *store);

G_END_DECLS
