/* ds-verification.h - judges a file or a draft off the main thread
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "evidence/ds-judgement.h"

G_BEGIN_DECLS

/* Read only once it has come to the main thread. */
typedef struct
{
  char *name; /* of what was judged, for people */
  DsJudgement *judgement;
} DsVerification;

void ds_verification_run_async (const char *store_folder, const char *path, const char *record,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);
DsVerification *ds_verification_run_finish (GAsyncResult *result,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ds_verification_free (DsVerification *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsVerification, ds_verification_free)

G_END_DECLS
