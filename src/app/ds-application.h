/* ds-application.h - the one running Draftseal: it watches whether a window is open or not
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/store/ds-session.h"

G_BEGIN_DECLS

#define DS_APPLICATION_ID "io.github.draftseal.Draftseal"

#define DS_TYPE_APPLICATION (ds_application_get_type ())
G_DECLARE_FINAL_TYPE (DsApplication, ds_application, DS, APPLICATION, AdwApplication)

DsApplication *ds_application_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
