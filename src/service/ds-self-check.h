/* ds-self-check.h - reads the kept copies again in the background, a little at a time
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/ds-service-event.h"

G_BEGIN_DECLS

/* How much and how often. */
typedef struct
{
  guint64 octets_per_hour;
  guint age_s; /* how long a copy that was whole is left alone */
} DsSelfCheckPace;

typedef struct _DsSelfCheck DsSelfCheck;

DsSelfCheck *ds_self_check_new (const char *store_folder, const DsSelfCheckPace *pace,
                                DsServiceFunc func, gpointer data) G_GNUC_WARN_UNUSED_RESULT;
void         ds_self_check_free (DsSelfCheck *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsSelfCheck, ds_self_check_free)

G_END_DECLS
