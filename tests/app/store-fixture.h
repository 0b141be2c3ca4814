/* store-fixture.h - a store as months of work would leave it, made in a moment
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/ds-stamp-trouble.h"
#include "project/ds-store.h"

G_BEGIN_DECLS

/* What the newest drafts of the fixture look like. */
typedef enum
{
  FIXTURE_MIXED,    /* one that waits, then one STAMPED, then CORROBORATED ones */
  FIXTURE_PRACTICE, /* TEST throughout */
  FIXTURE_OFFLINE,  /* three that wait for an authority that can't be reached */
  FIXTURE_DISTRUSTED, /* as MIXED, and one authority whose answers are not accepted */
  FIXTURE_EMPTY,
} FixtureKind;

FixtureKind fixture_kind_from_name (const char *name);
void fixture_fill (DsStore *store, const char *design, const char *name, guint n_drafts,
                   FixtureKind kind);
void fixture_add_draft (DsStore *store, const DsProject *project, guint index, DsTime seen_at);
void fixture_add_token (DsStore *store, const char *kind, const char *digest, const char *tsa,
                        gboolean is_test, DsTime gen_time);
DsDigest fixture_keep (DsStore *store, GBytes *content);
void fixture_add_failure (DsStore *store, const char *tsa, DsStampTrouble trouble, const char *code);

G_END_DECLS
