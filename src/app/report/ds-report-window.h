/* ds-report-window.h - exports the report of a project
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "project/ds-project.h"

G_BEGIN_DECLS

#define DS_TYPE_REPORT_WINDOW (ds_report_window_get_type ())
G_DECLARE_FINAL_TYPE (DsReportWindow, ds_report_window, DS, REPORT_WINDOW, AdwWindow)

GtkWidget *ds_report_window_new (GtkWindow *parent, const char *store_folder,
                                 const DsProject *project) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
