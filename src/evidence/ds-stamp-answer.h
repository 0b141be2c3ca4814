/* ds-stamp-answer.h - what came back from a TSA, verified, kept and journalled
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evidence/ds-token-verifier.h"
#include "project/ds-store.h"
#include "stamp/ds-tsa.h"

G_BEGIN_DECLS

/* A token that answers a request, and how it was judged. An immutable value. */
typedef struct
{
  DsToken *token;
  DsTokenFinding *finding;
} DsStampAnswer;

DsStampAnswer *ds_stamp_answer_verify (const DsTsa *tsa, const DsDigest *imprint, const char *nonce,
                                       GBytes *token, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void           ds_stamp_answer_free (DsStampAnswer *self);
gboolean       ds_stamp_answer_journal (DsStampAnswer *self, DsStore *store, const DsTsa *tsa,
                                        guint64 request, GError **error);
gboolean       ds_stamp_failure_journal (DsStore *store, guint64 request, guint retry_after_s,
                                         const char *reason, GError **error);
gboolean       ds_stamp_requests_end (DsStore *store, const DsTsa *tsa, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsStampAnswer, ds_stamp_answer_free)

G_END_DECLS
