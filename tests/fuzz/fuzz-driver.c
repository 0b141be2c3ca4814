/* fuzz-driver.c - runs a fuzz target over seeds and a bounded number of mutations of them
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: fuzz-TARGET [FILE|FOLDER]...
 * The short form of fuzzing that belongs into every test run: the same mutations each time, so that
 * what fails once fails again. DRAFTSEAL_FUZZ_SECONDS lets it go on in the same order for that
 * long. A search that learns from what it sees is libFuzzer's, see README.md. */
#include "fuzz.h"

#include <glib.h>
#include <string.h>

#define MUTANTS 12000 /* of all seeds together: a few seconds with sanitizers */
#define MUTATIONS_MAX 4
#define RUN_OCTETS_MAX 64
#define RANDOM_SEED 4998

static void
add_file (GPtrArray *seeds, const char *path)
{
  char *octets;
  gsize length;

  if (g_file_get_contents (path, &octets, &length, NULL))
    g_ptr_array_add (seeds, g_bytes_new_take (octets, length));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* In the order of names, for the mutations to be the same everywhere. */
static void
add_path (GPtrArray *seeds, const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (folder == NULL)
    {
      add_file (seeds, path);
      return;
    }
  while ((name = g_dir_read_name (folder)) != NULL)
    g_ptr_array_add (names, g_build_filename (path, name, NULL));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    add_file (seeds, g_ptr_array_index (names, i));
}

static guint
below (GRand *random, guint bound)
{
  return (guint) g_rand_int_range (random, 0, (gint32) bound);
}

/* Overwrites, removes, doubles or inserts a few octets, or cuts the end off. */
static void
mutate (GByteArray *octets, GRand *random)
{
  static const guint8 telling[] = {
    0x00, 0x01, 0x02, 0x06, 0x30, 0x31, 0x7f, 0x80, 0x84, 0xa0, 0xff
  };
  guint at = octets->len > 0 ? below (random, octets->len) : 0;
  guint run = octets->len > 0 ? 1 + below (random, MIN (octets->len - at, RUN_OCTETS_MAX)) : 0;
  guint8 value = below (random, 2) == 0 ? telling[below (random, G_N_ELEMENTS (telling))]
                                        : (guint8) below (random, 256);
  guint kind = octets->len > 0 ? below (random, 6) : 5;

  switch (kind)
    {
    case 0:
      octets->data[at] ^= (guint8) (1 << below (random, 8));
      break;
    case 1:
      octets->data[at] = value;
      break;
    case 2:
      g_byte_array_remove_range (octets, at, run);
      break;
    case 3:
      {
        g_autofree guint8 *copy = g_memdup2 (octets->data + at, run);

        g_byte_array_append (octets, copy, run);
        break;
      }
    case 4:
      g_byte_array_set_size (octets, at);
      break;
    default:
      g_byte_array_append (octets, &value, 1);
      memmove (octets->data + at + 1, octets->data + at, octets->len - 1 - at);
      octets->data[at] = value;
    }
}

static void
run_mutant (GBytes *seed, GRand *random)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();
  guint mutations = 1 + below (random, MUTATIONS_MAX);
  g_autofree guint8 *exact = NULL;

  g_byte_array_append (octets, g_bytes_get_data (seed, NULL), (guint) g_bytes_get_size (seed));
  for (guint i = 0; i < mutations; i++)
    mutate (octets, random);
  exact =
      g_memdup2 (octets->data, octets->len); /* a read beyond the end is seen by the sanitizer */
  LLVMFuzzerTestOneInput (exact != NULL ? exact : (const guint8 *) "", octets->len);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GPtrArray) seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GRand) random = g_rand_new_with_seed (RANDOM_SEED);
  const char *seconds = g_getenv ("DRAFTSEAL_FUZZ_SECONDS");
  gint64 end = g_get_monotonic_time ();
  guint n_mutants;

  g_log_set_always_fatal ((GLogLevelFlags) (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL));
  if (seconds != NULL)
    end += g_ascii_strtoll (seconds, NULL, 10) * G_USEC_PER_SEC;
  for (const FuzzSeed *seed = fuzz_seeds; seed->octets != NULL; seed++)
    g_ptr_array_add (seeds, g_bytes_new_static (seed->octets, seed->length));
  for (int i = 1; i < argc; i++)
    add_path (seeds, argv[i]);

  LLVMFuzzerTestOneInput ((const uint8_t *) "", 0);
  for (guint i = 0; i < seeds->len; i++)
    {
      gsize length;
      const guint8 *octets = g_bytes_get_data (g_ptr_array_index (seeds, i), &length);

      LLVMFuzzerTestOneInput (octets, length);
    }
  for (n_mutants = 0; n_mutants < MUTANTS || g_get_monotonic_time () < end; n_mutants++)
    run_mutant (g_ptr_array_index (seeds, n_mutants % seeds->len), random);
  g_print ("%u seeds, %u mutants of them\n", seeds->len, n_mutants);
  return 0;
}
