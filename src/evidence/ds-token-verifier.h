/* ds-token-verifier.h - whether a TimeStampToken proves what it is said to prove
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/ds-verdict.h"
#include "evidence/ds-revocation-data.h"
#include "stamp/ds-token.h"

G_BEGIN_DECLS

/* What a token is judged against. %NULL and zero fields: that check is not done, and said so. */
typedef struct
{
  const DsDigest *imprint;  /* digest of the data, recomputed by the caller under the token's own
                             * algorithm; %NULL: SIGNED_DATA_NOT_FOUND */
  DsX509List *anchors;      /* trusted; empty or %NULL: nothing can be proved */
  DsX509List *untrusted;    /* (nullable): more certificates for paths */
  DsTime now;               /* validation time */
  const DsTime *covered_at; /* (nullable): genTime of a later time stamp that covers the token */
  const DsRevocationData *revocation; /* (nullable): CRLs and OCSP answers */
  gboolean needs_revocation;          /* what was not checked leaves the verdict open */
  const char *nonce;        /* (nullable): hexadecimal, as sent in the request */
  const char *policy;       /* (nullable): as asked for */
  gboolean is_answer;       /* the request was just sent: nonce and policy checks are due */
} DsTokenExpectation;

/* What verification found out besides the verdict. */
typedef struct
{
  DsVerdict *verdict;
  DsX509List *path;  /* (nullable): signing certificate first, anchor last, where one was found */
  char **keys;       /* (nullable): SHA-256 of each SubjectPublicKeyInfo of the path, hexadecimal */
  X509 *signer;      /* (nullable): the signing certificate */
  gboolean is_test;  /* the practice policy or a practice certificate */
  char *signature;   /* (nullable): "RSA 2048, SHA-256", for people */
} DsTokenFinding;

DsTokenFinding *ds_token_verify (DsToken *token,
                                 const DsTokenExpectation *expected) G_GNUC_WARN_UNUSED_RESULT;
void            ds_token_finding_free (DsTokenFinding *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsTokenFinding, ds_token_finding_free)

G_END_DECLS
