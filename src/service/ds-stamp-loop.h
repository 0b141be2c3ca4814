/* ds-stamp-loop.h - freezes and stamps in the background, when it is due
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/ds-service-event.h"

G_BEGIN_DECLS

typedef struct _DsStampLoop DsStampLoop;

DsStampLoop *ds_stamp_loop_new (const char *store_folder, DsServiceFunc func,
                                gpointer data) G_GNUC_WARN_UNUSED_RESULT;
void         ds_stamp_loop_wake (DsStampLoop *self);
void         ds_stamp_loop_free (DsStampLoop *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsStampLoop, ds_stamp_loop_free)

G_END_DECLS
