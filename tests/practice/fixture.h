/* fixture.h - a practice TSA in a scratch folder
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/ds-digest.h"
#include "practice/ds-practice-tsa.h"

typedef struct
{
  char *folder; /* scratch */
  char *home;   /* of the TSA, inside @folder */
  DsPracticeTsa *tsa;
} Fixture;

void fixture_add (const char *path, gconstpointer data, void (*test) (Fixture *, gconstpointer));
GBytes *make_request (DsDigestAlgorithm algorithm, const char *policy);
gboolean openssl_believes (Fixture *fixture, GBytes *request, GBytes *response);
