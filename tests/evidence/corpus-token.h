/* corpus-token.h - a row of the corpus as a token and what it is judged by
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evidence/ds-token-verifier.h"

DsX509List *corpus_read_certificates (const char *file);
DsToken    *corpus_read_token (const GStrv row);
DsDigest    corpus_read_imprint (const GStrv row);
