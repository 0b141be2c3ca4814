/* test-vault.c - the exact octets, or nothing
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "store-scratch.h"

typedef struct
{
  Scratch scratch;
  DsVault *vault;
  char *folder;
  int design_fd;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  scratch_setup (&f->scratch, NULL);
  f->folder = g_build_filename (f->scratch.scratch, "vault", NULL);
  f->vault = ds_vault_new (f->folder);
  f->design_fd = open (f->scratch.design, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  close (f->design_fd);
  ds_vault_free (f->vault);
  g_free (f->folder);
  scratch_teardown (&f->scratch, NULL);
}

static DsIncoming *
receive (Fixture *f, const char *name)
{
  g_autoptr (GError) error = NULL;
  DsIncoming *incoming = ds_vault_receive (f->vault, f->design_fd, name, NULL, &error);

  g_assert_no_error (error);
  return incoming;
}

static char *
build_kept_path (Fixture *f, const DsDigest *sha256)
{
  g_autofree char *hex = ds_digest_to_hex (sha256);

  return g_strdup_printf ("%s/%.2s/%s", f->folder, hex, hex);
}

static void
test_exact_octets_or_nothing (Fixture *f, gconstpointer data)
{
  g_autofree char *out = g_build_filename (f->scratch.scratch, "out", NULL);
  g_autoptr (DsIncoming) incoming = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *back = NULL;
  g_autofree char *kept = NULL;

  scratch_write (f->scratch.design, "a.svg", "<svg/>");
  incoming = receive (f, "a.svg");
  g_assert_cmpuint (incoming->size, ==, 6);
  g_assert_false (ds_vault_has (f->vault, &incoming->sha256));
  g_assert_true (ds_vault_keep (f->vault, incoming, NULL));
  g_assert_true (ds_vault_has (f->vault, &incoming->sha256));
  g_assert_true (ds_vault_restore (f->vault, &incoming->sha256, out, NULL, NULL));
  back = scratch_read (out, NULL);
  g_assert_cmpstr (back, ==, "<svg/>");
  g_assert_false (ds_vault_restore (f->vault, &incoming->sha256, out, NULL, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_EXISTS);
  g_clear_error (&error);

  kept = build_kept_path (f, &incoming->sha256);
  scratch_poke (kept, 2, "X", 1);
  g_unlink (out);
  g_assert_false (ds_vault_restore (f->vault, &incoming->sha256, out, NULL, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_DAMAGED);
  g_assert_false (g_file_test (out, G_FILE_TEST_EXISTS));
}

static void
test_same_bytes_are_stored_once (Fixture *f, gconstpointer data)
{
  g_autoptr (DsIncoming) one = NULL;
  g_autoptr (DsIncoming) two = NULL;
  g_autofree char *kept = NULL;
  GStatBuf before;
  GStatBuf after;

  scratch_write (f->scratch.design, "a.svg", "<svg/>");
  scratch_write (f->scratch.design, "b.svg", "<svg/>");
  one = receive (f, "a.svg");
  two = receive (f, "b.svg");
  kept = build_kept_path (f, &one->sha256);
  g_assert_true (ds_vault_keep (f->vault, one, NULL));
  g_assert_no_errno (g_stat (kept, &before));
  g_assert_true (ds_vault_keep (f->vault, two, NULL));
  g_assert_no_errno (g_stat (kept, &after));
  g_assert_cmpuint (before.st_ino, ==, after.st_ino);
}

typedef struct
{
  const char *name;
  void (*spoil) (const char *path);
} NoFile;

static void
spoil_absent (const char *path)
{
}

static void
spoil_folder (const char *path)
{
  g_assert_no_errno (g_mkdir (path, 0700));
}

static void
spoil_link (const char *path)
{
  g_assert_no_errno (symlink ("/etc/hostname", path));
}

static void
spoil_pipe (const char *path)
{
  g_assert_no_errno (mkfifo (path, 0600));
}

/* A pipe, above all, must not make the reader wait. */
static void
test_no_file_is_refused (Fixture *f, gconstpointer data)
{
  static const NoFile cases[] = {
    { "absent", spoil_absent },
    { "folder", spoil_folder },
    { "link", spoil_link },
    { "pipe", spoil_pipe },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_build_filename (f->scratch.design, cases[i].name, NULL);
      g_autoptr (GError) error = NULL;

      cases[i].spoil (path);
      g_assert_null (ds_vault_receive (f->vault, f->design_fd, cases[i].name, NULL, &error));
      g_assert_error (error, DS_ERROR, DS_ERROR_IN_FLUX);
    }
}

static void
test_dead_copies_are_removed (Fixture *f, gconstpointer data)
{
  g_autofree char *dead = g_build_filename (f->folder, "incoming-dead", NULL);
  g_autoptr (DsIncoming) alive = NULL;

  scratch_write (f->scratch.design, "a.svg", "<svg/>");
  alive = receive (f, "a.svg");
  scratch_write (f->folder, "incoming-dead", "half a fi");
  ds_vault_clean (f->vault);
  g_assert_false (g_file_test (dead, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (alive->incoming, G_FILE_TEST_EXISTS));
  g_assert_true (ds_vault_keep (f->vault, alive, NULL));
}

/* Between its making and its lock a copy looks as if its maker had died: it is still empty then. */
static void
test_young_copies_are_spared (Fixture *f, gconstpointer data)
{
  g_autofree char *young = g_build_filename (f->folder, "incoming-young", NULL);

  g_assert_no_errno (g_mkdir (f->folder, 0700));
  scratch_write (f->folder, "incoming-young", "");
  ds_vault_clean (f->vault);
  g_assert_true (g_file_test (young, G_FILE_TEST_EXISTS));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/project/vault/" name, Fixture, NULL, setup, func, teardown)
  ADD ("exact-octets-or-nothing", test_exact_octets_or_nothing);
  ADD ("same-bytes-are-stored-once", test_same_bytes_are_stored_once);
  ADD ("no-file-is-refused", test_no_file_is_refused);
  ADD ("dead-copies-are-removed", test_dead_copies_are_removed);
  ADD ("young-copies-are-spared", test_young_copies_are_spared);
  return g_test_run ();
}
