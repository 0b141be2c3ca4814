/* ds-practice-host.h - the practice TSA, answering as long as the application runs
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "stamp/ds-tsa.h"

G_BEGIN_DECLS

#define DS_PRACTICE_NAME "practice"

typedef struct _DsPracticeHost DsPracticeHost;

DsPracticeHost *ds_practice_host_new (guint port, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ds_practice_host_free (DsPracticeHost *self);
guint ds_practice_host_read_port (const DsTsa *tsa);
gboolean ds_practice_host_is_of (DsPracticeHost *self, const DsTsa *tsa);
DsTsa *ds_practice_host_make_tsa (DsPracticeHost *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsPracticeHost, ds_practice_host_free)

G_END_DECLS
