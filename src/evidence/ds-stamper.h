/* ds-stamper.h - has TSAs sign what is owed, and believes only what was verified
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "evidence/ds-stamp-plan.h"

G_BEGIN_DECLS

/* What one pass did about one TSA. */
typedef struct
{
  char *tsa;
  gboolean was_asked;
  GError *error;     /* (nullable): why the request failed */
  DsStampPlan *plan; /* (nullable): what is still to do, made after the request */
} DsStampOutcome;

/* One direct stamp of a file outside any project. */
typedef struct
{
  GBytes *response; /* the TimeStampResp as received */
  GBytes *token;
  DsTime gen_time;
  char *serial;
  gboolean is_test;
} DsFileStamp;

GPtrArray *ds_stamper_pass (const char *store_folder, const char *const *except,
                            DsStampHaste haste, GCancellable *cancellable, GError **error);
DsFileStamp *ds_stamper_stamp_digest (DsStore *store, const DsTsa *tsa, const DsDigest *sha256,
                                      GCancellable *cancellable,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ds_stamp_outcome_free (DsStampOutcome *self);
void ds_file_stamp_free (DsFileStamp *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsFileStamp, ds_file_stamp_free)

G_END_DECLS
