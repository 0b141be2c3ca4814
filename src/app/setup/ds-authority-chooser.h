/* ds-authority-chooser.h - who signs the time: the authorities to choose from
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/store/ds-session.h"
#include "app/setup/ds-setup.h"

G_BEGIN_DECLS

#define DS_TYPE_AUTHORITY_CHOOSER (ds_authority_chooser_get_type ())
G_DECLARE_FINAL_TYPE (DsAuthorityChooser, ds_authority_chooser, DS, AUTHORITY_CHOOSER, GtkWidget)

void ds_authority_chooser_load (DsAuthorityChooser *self, DsSession *session);
void ds_authority_chooser_fill (DsAuthorityChooser *self, DsSetup *setup);
char *ds_authority_chooser_dup_summary (DsAuthorityChooser *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
