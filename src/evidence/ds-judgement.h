/* ds-judgement.h - what is proved about a draft or a file, with every reason
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base/ds-verdict.h"
#include "evidence/ds-revocation-data.h"
#include "project/ds-store.h"
#include "stamp/ds-token.h"

G_BEGIN_DECLS

/* How far it is known that no certificate was revoked. */
typedef enum
{
  DS_REVOCATION_NOT_CHECKED,
  DS_REVOCATION_PARTLY_CHECKED, /* not for every certificate */
  DS_REVOCATION_CHECKED,
} DsRevocationExtent;

/* Grows while tokens are judged; read only afterwards. */
typedef struct
{
  DsVerdict *verdict;
  gboolean has_gen_time; /* some token was proved */
  DsTime gen_time;       /* the earliest of those */
  char *tsa;             /* (nullable): who signed it: the authority's or the certificate's name */
  DsGrade grade;
  gboolean is_test;  /* nothing but tokens of test authorities was proved */
  char *sha256;      /* (nullable): of the data, as recomputed */
  DsRevocationExtent revocation; /* of the token the verdict rests on */
  gboolean is_container;         /* what is proved is about the data in it */
  gsize first_octets;            /* of the data, if that token covers no more; 0: all */
  GPtrArray *tokens;             /* DsJudgedToken */
} DsJudgement;

/* What the data of a draft is taken from. */
typedef enum
{
  DS_DATA_KEPT, /* the vault's copy, read again */
  DS_DATA_FILE, /* a file whose digest is the draft's, as the caller has seen */
} DsDataSource;

/* One token, as far as people are told. */
typedef struct
{
  DsVerdict *verdict;
  char *tsa;
  char *operator_name; /* (nullable) */
  char **keys;         /* (nullable): of its path */
  DsTime gen_time;
  char *imprint; /* hexadecimal, of what it covers */
  char *serial;
  char *policy;
  char *signature; /* (nullable) */
  DsIndication indication;
  DsRevocationExtent revocation;
  gsize first_octets; /* of the data, if it covers an earlier state of it; 0: all */
  gboolean is_direct;
  gboolean is_test;
} DsJudgedToken;

/* How to judge. */
typedef struct
{
  DsTime now;            /* validation time */
  DsX509List *anchors;   /* (nullable): replace the store's own */
  DsX509List *untrusted; /* (nullable): more certificates for paths */
  DsRevocationData *revocation; /* (nullable): CRLs and OCSP answers */
  gboolean needs_revocation;    /* what was not checked leaves the verdict open */
  const DsTime *covered_at;     /* (nullable): genTime of a later stamp over the token */
} DsJudgeOptions;

/* Data outside the store. */
typedef struct
{
  const char *path;  /* (nullable): a file */
  DsDigest digest;   /* without a file: of the data */
  const char *proof; /* (nullable): a token's file; %NULL: what lies beside it and the store has */
} DsJudgedData;

DsJudgement *ds_judgement_new (void) G_GNUC_WARN_UNUSED_RESULT;
void ds_judgement_free (DsJudgement *self);
gboolean ds_judgement_judge_draft (DsJudgement *self, DsStore *store, const DsDraft *draft,
                                   DsDataSource source, const DsJudgeOptions *options,
                                   GCancellable *cancellable, GError **error);
gboolean ds_judgement_judge_data (DsJudgement *self, DsStore *store, const DsJudgedData *data,
                                  const DsJudgeOptions *options, GError **error);
DsJudgedToken *ds_judgement_judge_token (DsJudgement *self, DsStore *store, DsToken *token,
                                         const DsDigest *imprint, const DsStamp *stamp,
                                         const DsJudgeOptions *options);
void ds_judgement_conclude (DsJudgement *self);
char *ds_judgement_dup_sentence (const DsJudgement *self,
                                 const char *name) G_GNUC_WARN_UNUSED_RESULT;

void ds_judged_token_free (DsJudgedToken *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsJudgement, ds_judgement_free)

G_END_DECLS
