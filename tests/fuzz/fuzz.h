/* fuzz.h - what a fuzz target offers, to libFuzzer and to our own driver
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef struct
{
  const char *octets;
  size_t length;
} FuzzSeed;

#define FUZZ_SEED(literal) { literal, sizeof (literal) - 1 }
#define FUZZ_SEEDS_END { NULL, 0 }

/* Each target has some inputs of its own, so that it does something where there are no files. */
extern const FuzzSeed fuzz_seeds[];

/* Aborts if an input breaks what always holds; otherwise returns 0. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);
