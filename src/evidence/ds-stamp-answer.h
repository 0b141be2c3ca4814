/* ds-stamp-answer.h - what came back from a TSA, verified, kept and journalled
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evidence/ds-token-verifier.h"
#include "project/ds-stamp-trouble.h"
#include "project/ds-store.h"
#include "stamp/ds-tsa.h"

G_BEGIN_DECLS

/* A token that answers a request, and how it was judged. An immutable value. */
typedef struct
{
  DsToken *token;
  DsTokenFinding *finding;
} DsStampAnswer;

/* Why a request got no token. */
typedef struct
{
  DsStampTrouble trouble;
  char *reason;        /* for people */
  char *code;          /* (nullable): the TSA's failInfo, or the verdict's sub-indication */
  guint retry_after_s; /* what the TSA asked for; 0: nothing */
} DsStampFailure;

DsStampAnswer *ds_stamp_answer_verify (const DsTsa *tsa, const DsDigest *imprint, const char *nonce,
                                       GBytes *token, char **code,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
void           ds_stamp_answer_free (DsStampAnswer *self);
gboolean       ds_stamp_answer_journal (DsStampAnswer *self, DsStore *store, const DsTsa *tsa,
                                        guint64 request, GError **error);
void           ds_stamp_failure_clear (DsStampFailure *self);
gboolean       ds_stamp_failure_journal (DsStore *store, guint64 request,
                                         const DsStampFailure *failure, GError **error);
gboolean       ds_stamp_requests_end (DsStore *store, const DsTsa *tsa, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsStampAnswer, ds_stamp_answer_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DsStampFailure, ds_stamp_failure_clear)

G_END_DECLS
