/* ds-cli-work.h - a long piece of work: progress on a terminal, and a clean end on Ctrl-C
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/ds-progress.h"
#include "cli/ds-cli.h"

G_BEGIN_DECLS

/* Runs on a thread of its own; opens what it needs there. */
typedef gboolean (*DsCliWorkFunc) (const DsProgress *progress, GCancellable *cancellable,
                                   gpointer data, GError **error);

gboolean ds_cli_work (const char *what, DsCliWorkFunc func, gpointer data, GError **error);

G_END_DECLS
