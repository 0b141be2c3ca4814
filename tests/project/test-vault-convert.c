/* test-vault-convert.c - what is kept changes its form and nothing else; a vault may be away
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "base/ds-random.h"
#include "store-scratch.h"

#define N_DRAFTS 4
#define TEXT_OCTETS (1100 * 1000) /* more than one chunk */

typedef struct
{
  Scratch scratch;
  DsVault *vault;
  char *folder;
  DsVaultKey *keys[2];
  GBytes *octets[N_DRAFTS];
  DsDigest sha256[N_DRAFTS];
  gboolean is_locked;
} Fixture;

static DsVaultKey *
find_key (const guint8 *public_half, gpointer data, GError **error)
{
  Fixture *f = data;

  for (guint i = 0; !f->is_locked && i < G_N_ELEMENTS (f->keys); i++)
    if (memcmp (f->keys[i]->public_half, public_half, DS_VAULT_KEY_OCTETS) == 0)
      return ds_vault_key_copy (f->keys[i]);
  g_set_error (error, DS_ERROR, DS_ERROR_LOCKED, "no such key");
  return NULL;
}

/* A handle that has found no key yet. */
static void
open_vault (Fixture *f)
{
  g_clear_pointer (&f->vault, ds_vault_free);
  f->vault = ds_vault_new (f->folder);
  ds_vault_set_key_func (f->vault, find_key, f, NULL);
}

static gboolean
keep (Fixture *f, guint i, GError **error)
{
  g_autofree char *path = g_build_filename (f->scratch.design, "draft", NULL);
  g_autoptr (DsIncoming) incoming = NULL;
  int design_fd = open (f->scratch.design, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  g_file_set_contents (path, g_bytes_get_data (f->octets[i], NULL),
                       (gssize) g_bytes_get_size (f->octets[i]), NULL);
  incoming = ds_vault_receive (f->vault, design_fd, "draft", NULL, error);
  close (design_fd);
  return incoming != NULL && ds_vault_keep (f->vault, incoming, error);
}

/* Two drafts that shrink and two that do not. */
static void
setup (Fixture *f, gconstpointer data)
{
  scratch_setup (&f->scratch, NULL);
  f->folder = g_build_filename (f->scratch.scratch, "vault", NULL);
  open_vault (f);
  for (guint i = 0; i < G_N_ELEMENTS (f->keys); i++)
    f->keys[i] = ds_vault_key_new ();
  for (guint i = 0; i < N_DRAFTS; i++)
    {
      guint8 *octets = g_malloc0 (TEXT_OCTETS);

      ds_random_octets (octets, i % 2 == 0 ? TEXT_OCTETS : 16);
      f->octets[i] = g_bytes_new_take (octets, TEXT_OCTETS);
      f->sha256[i] = ds_digest_sha256_bytes (f->octets[i]);
      g_assert_true (keep (f, i, NULL));
    }
}

static void
teardown (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < N_DRAFTS; i++)
    g_bytes_unref (f->octets[i]);
  for (guint i = 0; i < G_N_ELEMENTS (f->keys); i++)
    ds_vault_key_free (f->keys[i]);
  ds_vault_free (f->vault);
  g_free (f->folder);
  scratch_teardown (&f->scratch, NULL);
}

static gboolean
count_sealed (const DsVaultObject *object, gpointer data, GError **error)
{
  guint *counts = data;

  counts[(object->form & DS_VAULT_SEALED) != 0]++;
  return TRUE;
}

static void
assert_vault (Fixture *f, guint n_clear, guint n_sealed)
{
  guint counts[2] = { 0 };

  g_assert_true (ds_vault_each (f->vault, count_sealed, counts, NULL));
  g_assert_cmpuint (counts[0], ==, n_clear);
  g_assert_cmpuint (counts[1], ==, n_sealed);
  for (guint i = 0; i < N_DRAFTS; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) read = ds_vault_read (f->vault, &f->sha256[i], G_MAXINT, NULL, &error);

      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (read, f->octets[i]));
    }
}

/* Converts to @key, or to none, and says how many were and how many stayed. */
static void
convert (Fixture *f, const DsVaultKey *key, guint n_converted, guint n_left)
{
  g_auto (DsVaultConversion) result = { 0 };
  DsProgress nobody = { 0 };
  g_autoptr (GError) error = NULL;

  ds_vault_set_seal (f->vault, key != NULL ? key->public_half : NULL);
  g_assert_true (ds_vault_convert (f->vault, &nobody, &result, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (result.n_converted, ==, n_converted);
  g_assert_cmpuint (result.left->len, ==, n_left);
}

static void
test_there_and_back (Fixture *f, gconstpointer data)
{
  convert (f, NULL, 0, 0);
  convert (f, f->keys[0], N_DRAFTS, 0);
  assert_vault (f, 0, N_DRAFTS);
  convert (f, f->keys[0], 0, 0);
  convert (f, f->keys[1], N_DRAFTS, 0);
  open_vault (f);
  ds_vault_key_free (f->keys[0]); /* nothing needs the first one any more */
  f->keys[0] = ds_vault_key_new ();
  assert_vault (f, 0, N_DRAFTS);
  convert (f, NULL, N_DRAFTS, 0);
  assert_vault (f, N_DRAFTS, 0);
}

static gboolean
pass_by (const DsVaultObject *object, gpointer data, GError **error)
{
  return TRUE;
}

static void
cancel_late (guint64 done, guint64 total, gpointer data)
{
  if (done > 0 && done < total)
    g_cancellable_cancel (data);
}

static void
test_interrupted_it_goes_on (Fixture *f, gconstpointer data)
{
  g_auto (DsVaultConversion) result = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  DsProgress progress = { cancel_late, cancellable };
  g_autoptr (GError) error = NULL;

  ds_vault_set_seal (f->vault, f->keys[0]->public_half);
  g_assert_false (ds_vault_convert (f->vault, &progress, &result, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (result.n_converted, ==, 1);
  assert_vault (f, N_DRAFTS - 1, 1);
  convert (f, f->keys[0], N_DRAFTS - 1, 0);
  assert_vault (f, 0, N_DRAFTS);
}

/* What cannot be read is never replaced by what was made of it. */
static void
test_what_cannot_be_read_stays (Fixture *f, gconstpointer data)
{
  g_autofree char *path = ds_vault_build_path (f->vault, &f->sha256[0], DS_VAULT_PLAIN);

  scratch_poke (path, 7, "?!", 2);
  convert (f, f->keys[0], N_DRAFTS - 1, 1);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  scratch_poke (path, 7, (const char *) g_bytes_get_data (f->octets[0], NULL) + 7, 2);
  convert (f, f->keys[0], 1, 0);
  open_vault (f);
  f->is_locked = TRUE;
  convert (f, NULL, 0, N_DRAFTS);
  f->is_locked = FALSE;
  assert_vault (f, 0, N_DRAFTS);
}

/* Encrypting needs no key to read, but nothing in clear goes before it was read back. */
static void
test_without_the_key_nothing_goes (Fixture *f, gconstpointer data)
{
  f->is_locked = TRUE;
  convert (f, f->keys[0], 0, N_DRAFTS);
  assert_vault (f, N_DRAFTS, 0);
}

static void
assert_is_away (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (keep (f, 0, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_AWAY);
  g_clear_error (&error);
  g_assert_false (ds_vault_verify (f->vault, &f->sha256[0], NULL, NULL, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_AWAY);
  g_clear_error (&error);
  g_assert_false (ds_vault_each (f->vault, pass_by, NULL, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_AWAY);
}

/* Nothing is made in the place of a vault that holds drafts, however its disk is away. */
static void
test_away_and_back (Fixture *f, gconstpointer data)
{
  g_autofree char *disk = g_build_filename (f->scratch.scratch, "disk", NULL);
  g_autoptr (GDir) dir = NULL;

  ds_vault_expect_objects (f->vault);
  g_assert_no_errno (g_rename (f->folder, disk));
  assert_is_away (f); /* nothing there */
  g_assert_false (g_file_test (f->folder, G_FILE_TEST_EXISTS));
  g_assert_no_errno (g_mkdir (f->folder, 0700));
  assert_is_away (f); /* where a disk was mounted, an empty folder */
  dir = g_dir_open (f->folder, 0, NULL);
  g_assert_null (g_dir_read_name (dir));
  g_assert_no_errno (g_rmdir (f->folder));
  g_assert_no_errno (symlink ("nowhere", f->folder));
  assert_is_away (f); /* a link that leads nowhere */
  g_assert_no_errno (g_unlink (f->folder));
  g_assert_no_errno (symlink ("disk", f->folder));
  g_assert_true (keep (f, 0, NULL));
  assert_vault (f, N_DRAFTS, 0);
}

/* A link that leads nowhere is no place to begin in either. */
static void
test_a_first_vault_needs_its_disk (Fixture *f, gconstpointer data)
{
  g_autofree char *disk = g_build_filename (f->scratch.scratch, "disk", NULL);

  g_assert_no_errno (g_rename (f->folder, disk));
  g_assert_no_errno (symlink ("nowhere", f->folder));
  assert_is_away (f);
  g_assert_no_errno (g_unlink (f->folder));
  g_assert_true (keep (f, 0, NULL)); /* nobody told of drafts that are in it */
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/project/vault-convert/" name, Fixture, NULL, setup, func, teardown)
  ADD ("there-and-back", test_there_and_back);
  ADD ("interrupted-it-goes-on", test_interrupted_it_goes_on);
  ADD ("what-cannot-be-read-stays", test_what_cannot_be_read_stays);
  ADD ("without-the-key-nothing-goes", test_without_the_key_nothing_goes);
  ADD ("away-and-back", test_away_and_back);
  ADD ("a-first-vault-needs-its-disk", test_a_first_vault_needs_its_disk);
  return g_test_run ();
}
