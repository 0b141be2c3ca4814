/* test-world.h - a PKI, a token of it, and what it is judged against
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evidence/ds-token-verifier.h"
#include "test-tsa.h"

#define TEST_DATA "the exact bytes of a draft"
#define TEST_GEN_TIME "20260601120000Z"
#define TEST_NOW "2026-11-22T00:00:00Z"

/* What is not as it should be; zero fields are as they should. */
typedef struct
{
  TestFault fault;
  const char *gen_time;
  const char *tst_tail;
  const char *digest;
  const char *policy;
  DsDigestAlgorithm imprint; /* DS_DIGEST_NONE: SHA-256 */
  TestProfile signer;
  TestProfile issuer;
  TestProfile root;
  const char *now;
} TestSetup;

typedef struct
{
  TestIdentity *root;
  TestIdentity *issuer;
  TestIdentity *signer;
  DsX509List *anchors; /* the root */
  DsDigest imprint;
  DsToken *token;
  DsTokenExpectation expected;
} TestWorld;

extern const TestProfile test_good_root;
extern const TestProfile test_good_issuer;
extern const TestProfile test_good_signer;

TestWorld  *test_world_new (const TestSetup *setup);
void        test_world_free (TestWorld *self);
DsX509List *test_list_of (const TestIdentity *first, ...) G_GNUC_NULL_TERMINATED;
void        test_world_assert_verdict (const DsVerdict *verdict, DsIndication indication,
                                       const char *reason, const char *check);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestWorld, test_world_free)
