/* test-seal.c - an encrypted object opens as it was, or not at all
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "base/ds-random.h"
#include "project/ds-seal.h"
#include "store-scratch.h"

#define HEADER 132
#define CHUNK DS_SEAL_CHUNK_OCTETS
#define SEALED_CHUNK (CHUNK + 16)

typedef struct
{
  Scratch scratch;
  DsVaultKey *key;
  char *path;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  scratch_setup (&f->scratch, NULL);
  f->key = ds_vault_key_new ();
  f->path = g_build_filename (f->scratch.scratch, "sealed", NULL);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  ds_vault_key_free (f->key);
  g_free (f->path);
  scratch_teardown (&f->scratch, NULL);
}

/* Writes @octets in pieces of an odd size. */
static GBytes *
seal (Fixture *f, const guint8 *octets, gsize length)
{
  int fd = open (f->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSealer) sealer = ds_sealer_new (fd, f->path, f->key->public_half, &error);
  gsize step = 100003;
  char *sealed;
  gsize sealed_length;

  g_assert_no_error (error);
  for (gsize at = 0; at < length; at += step)
    g_assert_true (ds_sealer_write (sealer, octets + at, MIN (step, length - at), &error));
  g_assert_true (ds_sealer_finish (sealer, &error));
  g_assert_no_error (error);
  close (fd);
  sealed = scratch_read (f->path, &sealed_length);
  return g_bytes_new_take (sealed, sealed_length);
}

static gboolean
unseal_open (int fd, const DsVaultKey *key, GByteArray *array, GError **error)
{
  g_autofree guint8 *block = g_malloc (100003);
  g_autoptr (DsUnsealer) unsealer = NULL;
  DsSealHeader header;
  gsize got = 1;

  if (!ds_seal_read_header (fd, &header, error)
      || (unsealer = ds_unsealer_new (fd, &header, key, error)) == NULL)
    return FALSE;
  while (got > 0)
    {
      if (!ds_unsealer_read (unsealer, block, 100003, &got, error))
        return FALSE;
      g_byte_array_append (array, block, (guint) got);
    }
  return TRUE;
}

/* (nullable): what @sealed holds. */
static GBytes *
unseal (Fixture *f, const guint8 *sealed, gsize length, const DsVaultKey *key, GError **error)
{
  g_autoptr (GByteArray) array = g_byte_array_new ();
  gboolean opened;
  int fd;

  g_assert_true (g_file_set_contents (f->path, (const char *) sealed, (gssize) length, NULL));
  fd = open (f->path, O_RDONLY | O_CLOEXEC);
  opened = unseal_open (fd, key, array, error);
  close (fd);
  return opened ? g_byte_array_free_to_bytes (g_steal_pointer (&array)) : NULL;
}

static void
test_opens_as_it_was (Fixture *f, gconstpointer data)
{
  static const gsize sizes[] = { 0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree guint8 *octets = g_malloc (sizes[i] + 1);
      g_autoptr (GBytes) sealed = NULL;
      g_autoptr (GBytes) again = NULL;
      g_autoptr (GBytes) opened = NULL;
      g_autoptr (GError) error = NULL;
      gsize length;
      const guint8 *stored;

      ds_random_octets (octets, sizes[i] + 1);
      again = seal (f, octets, sizes[i]);
      sealed = seal (f, octets, sizes[i]);
      g_assert_false (g_bytes_equal (again, sealed)); /* each has a key of its own */
      stored = g_bytes_get_data (sealed, &length);
      g_assert_cmpuint (length, ==,
                        HEADER + sizes[i] + 16 * MAX (1, (sizes[i] + CHUNK - 1) / CHUNK));
      opened = unseal (f, stored, length, f->key, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (opened, NULL), g_bytes_get_size (opened), octets,
                       sizes[i]);
    }
}

static void
assert_refused (Fixture *f, const guint8 *sealed, gsize length, const char *what)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) opened = unseal (f, sealed, length, f->key, &error);

  g_test_message ("%s", what);
  g_assert_null (opened);
  g_assert_cmpuint (error->domain, ==, DS_ERROR);
  g_assert_true (error->code == DS_ERROR_DAMAGED || error->code == DS_ERROR_NEWER_FORMAT);
}

/* Every octet counts, those of the header too. */
static void
test_no_octet_may_change (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) sealed = seal (f, (const guint8 *) "twelve octets", 12);
  gsize length;
  const guint8 *stored = g_bytes_get_data (sealed, &length);
  g_autofree guint8 *changed = g_memdup2 (stored, length);

  for (gsize i = 0; i < length; i++)
    for (guint bit = 0; bit < 8; bit += 7)
      {
        g_autofree char *what = g_strdup_printf ("octet %" G_GSIZE_FORMAT ", bit %u", i, bit);

        /* Also the topmost bits of V and E, which X25519 masks: both are in the salt. */
        changed[i] ^= (guint8) (1 << bit);
        assert_refused (f, changed, length, what);
        changed[i] = stored[i];
      }
  for (gsize cut = 0; cut < length; cut++)
    assert_refused (f, stored, cut, "cut off");
}

/* Whole chunks, each with its right tag, in another order or number. */
static void
test_no_chunk_may_move (Fixture *f, gconstpointer data)
{
  g_autofree guint8 *octets = g_malloc0 (3 * CHUNK);
  g_autoptr (GBytes) sealed = seal (f, octets, 3 * CHUNK);
  gsize length;
  const guint8 *stored = g_bytes_get_data (sealed, &length);
  const guint8 *first = stored + HEADER;
  const guint8 *last = first + 2 * SEALED_CHUNK;
  g_autofree guint8 *changed = g_malloc (length + SEALED_CHUNK);

  memcpy (changed, stored, length);
  assert_refused (f, stored, length - SEALED_CHUNK, "the last chunk is gone");
  memcpy (changed + HEADER, first + SEALED_CHUNK, SEALED_CHUNK);
  memcpy (changed + HEADER + SEALED_CHUNK, first, SEALED_CHUNK);
  assert_refused (f, changed, length, "two chunks exchanged");
  memcpy (changed + HEADER, first + SEALED_CHUNK, 2 * SEALED_CHUNK);
  assert_refused (f, changed, length - SEALED_CHUNK, "the first chunk is gone");
  memcpy (changed, stored, length);
  memcpy (changed + length, last, SEALED_CHUNK);
  assert_refused (f, changed, length + SEALED_CHUNK, "the last chunk twice");
  memcpy (changed + HEADER + SEALED_CHUNK, first, SEALED_CHUNK);
  assert_refused (f, changed, length, "the first chunk twice");
}

static void
test_another_key_does_not_open (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) sealed = seal (f, (const guint8 *) "twelve octets", 12);
  g_autoptr (DsVaultKey) other = ds_vault_key_new ();
  g_autoptr (GError) error = NULL;
  gsize length;
  const guint8 *stored = g_bytes_get_data (sealed, &length);

  g_assert_null (unseal (f, stored, length, other, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_DAMAGED);
}

static void
test_no_key_no_seal (Fixture *f, gconstpointer data)
{
  static const guint8 zero[DS_VAULT_KEY_OCTETS];
  int fd = open (f->path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  g_autoptr (GError) error = NULL;

  g_assert_null (ds_sealer_new (fd, f->path, zero, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_FORMAT);
  close (fd);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/project/seal/" name, Fixture, NULL, setup, func, teardown)
  ADD ("opens-as-it-was", test_opens_as_it_was);
  ADD ("no-octet-may-change", test_no_octet_may_change);
  ADD ("no-chunk-may-move", test_no_chunk_may_move);
  ADD ("another-key-does-not-open", test_another_key_does_not_open);
  ADD ("no-key-no-seal", test_no_key_no_seal);
  return g_test_run ();
}
