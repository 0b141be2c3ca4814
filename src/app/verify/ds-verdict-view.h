/* ds-verdict-view.h - a verdict in one sentence, then each check
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/verify/ds-verification.h"

G_BEGIN_DECLS

#define DS_TYPE_VERDICT_VIEW (ds_verdict_view_get_type ())
G_DECLARE_FINAL_TYPE (DsVerdictView, ds_verdict_view, DS, VERDICT_VIEW, GtkWidget)

void ds_verdict_view_show (DsVerdictView *self, const DsVerification *verification);

G_END_DECLS
