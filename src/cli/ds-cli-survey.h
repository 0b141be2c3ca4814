/* ds-cli-survey.h - scan --dry-run: what would be looked at, what would not and why
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/ds-cli.h"

G_BEGIN_DECLS

DsExit ds_cli_survey (DsStore *store, GPtrArray *projects, gboolean json);

G_END_DECLS
