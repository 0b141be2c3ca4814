/* ds-service.h - looks after projects in the background: watches, records, stamps
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/ds-service-event.h"

G_BEGIN_DECLS

#define DS_SERVICE_SCAN_REQUEST "scan " /* knocked with a project's id behind it */
#define DS_SERVICE_SCAN_DONE "done"

typedef struct _DsService DsService;

DsService *ds_service_start (const char *store_folder, const char *only_project,
                             DsServiceFunc func, gpointer data,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
void       ds_service_stop (DsService *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsService, ds_service_stop)

G_END_DECLS
