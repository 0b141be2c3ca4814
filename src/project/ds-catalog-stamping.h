/* ds-catalog-stamping.h - what the index knows of requests, answers and what is owed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/ds-catalog.h"
#include "project/ds-stamp-trouble.h"

G_BEGIN_DECLS

/* A draft that no batch holds yet, as far as freezing goes. */
typedef struct
{
  guint64 seq;
  char *record;
  char *project;
  DsDigest sha256;
  DsTime seen_at;
} DsPendingDraft;

/* A frozen batch. */
typedef struct
{
  char *digest; /* of its file */
  char *root;
  guint64 seq;
  DsTime time;  /* when it was frozen, local clock */
} DsFrozenBatch;

/* A draft whose own digest is to be signed. */
typedef struct
{
  char *record;
  char *project;
  DsDigest sha256;
} DsDirectWish;

/* A request that the journal tells no end of. */
typedef struct
{
  guint64 seq;
  char *nonce;
  DsDigest imprint;
} DsOpenRequest;

/* What was last said to a TSA. */
typedef struct
{
  gboolean was_asked;
  DsTime asked;       /* the last request */
  DsTime ended;       /* its answer, failure, or the request itself if neither is known */
  char *failure;      /* (nullable): why the last one failed */
  DsStampTrouble trouble; /* what kind of failure that was */
  char *code;         /* (nullable): its name in RFC 3161 or ETSI EN 319 102-1 */
  guint retry_after_s; /* what it asked for when it refused; 0: nothing */
  guint n_failures;   /* in a row, up to now */
} DsTsaHistory;

GPtrArray *ds_catalog_list_pending (DsCatalog *self, const DsTime *held_after,
                                      GError **error);
GPtrArray *ds_catalog_list_owed (DsCatalog *self, const char *tsa, GError **error);
char      *ds_catalog_dup_current_round (DsCatalog *self, const char *tsa) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *ds_catalog_list_round_roots (DsCatalog *self, const char *round, GError **error);
GPtrArray *ds_catalog_list_round_batches (DsCatalog *self, const char *round, GError **error);
GPtrArray *ds_catalog_list_direct_wishes (DsCatalog *self, const char *tsa, DsTime rule_before,
                                          GError **error);
DsTsaHistory *ds_catalog_read_history (DsCatalog *self, const char *tsa, GError **error);
GPtrArray *ds_catalog_list_open_requests (DsCatalog *self, const char *tsa, GError **error);
gboolean   ds_catalog_has_token (DsCatalog *self, const char *token);
gboolean   ds_catalog_get_latest (DsCatalog *self, DsTime *latest);
guint64    ds_catalog_count_requests_since (DsCatalog *self, const char *tsa, DsTime since);
guint64    ds_catalog_count_tokens (DsCatalog *self, const char *tsa);
DsFrozenBatch *ds_catalog_find_batch (DsCatalog *self, const char *digest, GError **error);
DsFrozenBatch *ds_catalog_find_covering_batch (DsCatalog *self, guint64 seq, GError **error);
GPtrArray *ds_catalog_list_batch_projects (DsCatalog *self, const char *batch, GError **error);
char      *ds_catalog_find_answer (DsCatalog *self, const char *nonce) G_GNUC_WARN_UNUSED_RESULT;
char      *ds_catalog_find_lost_batch (DsCatalog *self, guint64 seq) G_GNUC_WARN_UNUSED_RESULT;

void ds_pending_draft_free (DsPendingDraft *self);
void ds_frozen_batch_free (DsFrozenBatch *self);
void ds_direct_wish_free (DsDirectWish *self);
void ds_open_request_free (DsOpenRequest *self);
void ds_tsa_history_free (DsTsaHistory *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsFrozenBatch, ds_frozen_batch_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsTsaHistory, ds_tsa_history_free)

G_END_DECLS
