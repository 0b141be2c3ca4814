/* ds-algorithms.h - until when an algorithm or a key size is trusted
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/ds-digest.h"
#include "base/ds-openssl.h"
#include "base/ds-verdict.h"

G_BEGIN_DECLS

#define DS_ALGORITHMS_VERSION "2026-11-22"

/* A digest is asked more of where somebody else chooses what is hashed. */
typedef enum
{
  DS_USE_IMPRINT = 1 << 0,     /* of data its holder chose: collisions matter most */
  DS_USE_SIGNATURE = 1 << 1,   /* under a TSA's own signature */
  DS_USE_CERTIFICATE = 1 << 2, /* under a certificate */
  DS_USE_REVOCATION = 1 << 3,  /* under a CRL or OCSP answer */
} DsAlgorithmUse;

/* What a proof rests on, collected while it is taken apart. */
typedef struct _DsAlgorithms DsAlgorithms;

DsAlgorithms *ds_algorithms_new (void) G_GNUC_WARN_UNUSED_RESULT;
void          ds_algorithms_free (DsAlgorithms *self);
void ds_algorithms_add_digest (DsAlgorithms *self, DsAlgorithmUse use, DsDigestAlgorithm algorithm);
void ds_algorithms_add_key (DsAlgorithms *self, EVP_PKEY *key);
void ds_algorithms_add_signature (DsAlgorithms *self, DsAlgorithmUse use,
                                  const X509_ALGOR *algorithm);
gboolean ds_algorithms_are_trusted (const DsAlgorithms *self, DsTime time);
void ds_algorithms_judge_then (const DsAlgorithms *self, DsVerdict *verdict, const char *name,
                               DsTime gen_time);
void ds_algorithms_judge_since (const DsAlgorithms *self, DsVerdict *verdict, const char *name,
                                DsTime gen_time, DsTime now);

char *ds_algorithms_describe_digest (DsDigestAlgorithm algorithm) G_GNUC_WARN_UNUSED_RESULT;
char *ds_algorithms_describe_key (EVP_PKEY *key) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsAlgorithms, ds_algorithms_free)

G_END_DECLS
