/* tsa-server.h - a TSA on loopback, on a thread of its own, in the mood a test wants
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "stamp/ds-tsa.h"

typedef enum
{
  TSA_ANSWERS,
  TSA_REFUSES, /* PKIStatus rejection */
  TSA_IS_BUSY, /* 503 with Retry-After */
  TSA_HANGS_UP,
  TSA_SAYS_GARBAGE,
  TSA_ANSWERS_LAST, /* with the answer to the request before */
} TsaMood;

#define TSA_RETRY_AFTER_S 77

typedef struct _TsaServer TsaServer;

TsaServer *tsa_server_start (const char *folder);
void tsa_server_stop (TsaServer *self);
void tsa_server_set_mood (TsaServer *self, TsaMood mood);
guint tsa_server_count_asked (TsaServer *self);
GBytes *tsa_server_respond (TsaServer *self, GBytes *request);
DsTsa *tsa_server_make_tsa (TsaServer *self, const char *name, const char *fields);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsaServer, tsa_server_stop)
