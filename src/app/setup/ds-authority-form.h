/* ds-authority-form.h - an authority entered by hand, with its root certificate
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "stamp/ds-tsa.h"

G_BEGIN_DECLS

#define DS_TYPE_AUTHORITY_FORM (ds_authority_form_get_type ())
G_DECLARE_FINAL_TYPE (DsAuthorityForm, ds_authority_form, DS, AUTHORITY_FORM, AdwWindow)

GtkWidget *ds_authority_form_new (GtkWindow *parent) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
