/* test-vault-forms.c - in whatever form the vault keeps a draft, it gives the exact octets
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "base/ds-random.h"
#include "project/ds-vault-reader.h"
#include "store-scratch.h"

#define MEBI (1024 * 1024)
#define SEALED "sealed"

typedef struct
{
  Scratch scratch;
  DsVault *vault;
  DsVaultKey *key; /* (nullable): what is kept is encrypted for it */
  DsVaultForm sealed;
  int design_fd;
} Fixture;

static DsVaultKey *
find_key (const guint8 *public_half, gpointer data, GError **error)
{
  Fixture *f = data;

  if (f->key != NULL && memcmp (f->key->public_half, public_half, DS_VAULT_KEY_OCTETS) == 0)
    return ds_vault_key_copy (f->key);
  g_set_error (error, DS_ERROR, DS_ERROR_LOCKED, "no such key");
  return NULL;
}

/* @data: %SEALED or %NULL */
static void
setup (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = NULL;

  scratch_setup (&f->scratch, NULL);
  folder = g_build_filename (f->scratch.scratch, "vault", NULL);
  f->vault = ds_vault_new (folder);
  ds_vault_set_key_func (f->vault, find_key, f, NULL);
  if (data != NULL)
    {
      f->key = ds_vault_key_new ();
      f->sealed = DS_VAULT_SEALED;
      ds_vault_set_seal (f->vault, f->key->public_half);
    }
  f->design_fd = open (f->scratch.design, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  close (f->design_fd);
  ds_vault_free (f->vault);
  g_clear_pointer (&f->key, ds_vault_key_free);
  scratch_teardown (&f->scratch, NULL);
}

/* How a draft looks inside. */
typedef enum
{
  TEXT,       /* shrinks */
  PHOTOGRAPH, /* does not */
  CONTAINER,  /* a text at the front, photographs behind it */
} Kind;

static GBytes *
make_octets (Kind kind, gsize size)
{
  guint8 *octets = g_malloc (size);

  ds_random_octets (octets, size);
  if (kind == TEXT || kind == CONTAINER)
    for (gsize i = 0; i < (kind == TEXT ? size : MIN (size, MEBI)); i++)
      octets[i] = (guint8) ("<path d='M 0 0'/>\n"[i % 18] + (i % 1009 == 0));
  return g_bytes_new_take (octets, size);
}

static DsDigest
keep (Fixture *f, GBytes *octets, DsVaultForm form)
{
  g_autofree char *path = g_build_filename (f->scratch.design, "draft", NULL);
  g_autoptr (DsIncoming) incoming = NULL;
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, g_bytes_get_data (octets, NULL), (gssize) g_bytes_get_size (octets),
                       &error);
  g_assert_no_error (error);
  incoming = ds_vault_receive (f->vault, f->design_fd, "draft", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (incoming->size, ==, g_bytes_get_size (octets));
  g_assert_cmpint (incoming->form, ==, form | f->sealed);
  g_assert_true (ds_vault_keep (f->vault, incoming, &error));
  g_assert_no_error (error);
  return incoming->sha256;
}

static void
assert_reads_back (Fixture *f, const DsDigest *sha256, GBytes *octets)
{
  g_autofree char *out = g_build_filename (f->scratch.scratch, "out", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) read = ds_vault_read (f->vault, sha256, G_MAXINT, NULL, &error);
  g_autofree char *restored = NULL;
  gsize length;
  guint64 size;

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (read, octets));
  g_assert_true (ds_vault_verify (f->vault, sha256, &size, NULL, &error));
  g_assert_cmpuint (size, ==, g_bytes_get_size (octets));
  g_assert_true (ds_vault_restore (f->vault, sha256, out, NULL, &error));
  restored = scratch_read (out, &length);
  g_assert_cmpmem (restored, length, g_bytes_get_data (octets, NULL), g_bytes_get_size (octets));
  g_unlink (out);
}

static void
assert_is_damaged (Fixture *f, const DsDigest *sha256)
{
  g_autofree char *out = g_build_filename (f->scratch.scratch, "out", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (ds_vault_read (f->vault, sha256, G_MAXINT, NULL, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_DAMAGED);
  g_clear_error (&error);
  g_assert_false (ds_vault_verify (f->vault, sha256, NULL, NULL, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_DAMAGED);
  g_clear_error (&error);
  g_assert_false (ds_vault_restore (f->vault, sha256, out, NULL, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_DAMAGED);
  g_assert_false (g_file_test (out, G_FILE_TEST_EXISTS));
}

static void
test_exact_octets (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *name;
    Kind kind;
    gsize size;
    DsVaultForm form;
  } cases[] = {
    { "a few octets", TEXT, 6, DS_VAULT_PLAIN },
    { "less than a disk's block", TEXT, 4095, DS_VAULT_PLAIN },
    { "a disk's block", TEXT, 4096, DS_VAULT_ZSTD },
    { "one block", TEXT, MEBI, DS_VAULT_ZSTD },
    { "one octet more", TEXT, MEBI + 1, DS_VAULT_ZSTD },
    { "many blocks", TEXT, 9 * MEBI, DS_VAULT_ZSTD },
    { "a photograph of one block", PHOTOGRAPH, MEBI, DS_VAULT_PLAIN },
    { "a photograph", PHOTOGRAPH, 3 * MEBI + 5, DS_VAULT_PLAIN },
    { "a guess that is wrong", CONTAINER, 3 * MEBI, DS_VAULT_ZSTD },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) octets = make_octets (cases[i].kind, cases[i].size);
      DsDigest sha256;

      g_test_message ("%s", cases[i].name);
      sha256 = keep (f, octets, cases[i].form);
      assert_reads_back (f, &sha256, octets);
    }
}

typedef struct
{
  const char *name;
  void (*spoil) (const char *path, gsize size);
} Damage;

static void
flip (const char *path, gsize offset)
{
  g_autofree char *octets = scratch_read (path, NULL);
  char flipped = octets[offset] ^ 1;

  scratch_poke (path, (goffset) offset, &flipped, 1);
}

static void
flip_first (const char *path, gsize size)
{
  flip (path, 0);
}

static void
flip_middle (const char *path, gsize size)
{
  flip (path, size / 2);
}

static void
flip_last (const char *path, gsize size)
{
  flip (path, size - 1);
}

static void
cut_last (const char *path, gsize size)
{
  g_assert_no_errno (truncate (path, (off_t) size - 1));
}

static void
cut_half (const char *path, gsize size)
{
  g_assert_no_errno (truncate (path, (off_t) size / 2));
}

static void
cut_all (const char *path, gsize size)
{
  g_assert_no_errno (truncate (path, 0));
}

static void
append_octet (const char *path, gsize size)
{
  scratch_poke (path, -1, "", 1);
}

/* Twice the same frame is no frame of the same octets. */
static void
append_itself (const char *path, gsize size)
{
  g_autofree char *octets = scratch_read (path, NULL);

  scratch_poke (path, -1, octets, size);
}

static const Damage damages[] = {
  { "first octet flipped", flip_first }, { "middle flipped", flip_middle },
  { "last octet flipped", flip_last },   { "last octet gone", cut_last },
  { "half of it gone", cut_half },       { "all of it gone", cut_all },
  { "one octet more", append_octet },    { "all of it twice", append_itself },
};

static void
damage_object (Fixture *f, GBytes *octets, DsVaultForm form, const Damage *damage)
{
  DsDigest sha256 = keep (f, octets, form);
  g_autofree char *path = ds_vault_build_path (f->vault, &sha256, form | f->sealed);
  GStatBuf st;

  g_test_message ("%s, form %d", damage->name, form);
  g_assert_no_errno (g_stat (path, &st));
  damage->spoil (path, (gsize) st.st_size);
  assert_is_damaged (f, &sha256);
  g_unlink (path);
}

static void
test_damage_is_named (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) text = make_octets (TEXT, 3 * MEBI);
  g_autoptr (GBytes) photograph = make_octets (PHOTOGRAPH, 3 * MEBI);

  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      damage_object (f, text, DS_VAULT_ZSTD, &damages[i]);
      damage_object (f, photograph, DS_VAULT_PLAIN, &damages[i]);
    }
}

/* An object may lie there in two forms while it is converted. */
static void
test_a_good_form_is_found (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) text = make_octets (TEXT, MEBI);
  DsDigest sha256 = keep (f, text, DS_VAULT_ZSTD);
  g_autofree char *plain = ds_vault_build_path (f->vault, &sha256, DS_VAULT_PLAIN);
  g_autofree char *compressed = ds_vault_build_path (f->vault, &sha256, DS_VAULT_ZSTD | f->sealed);

  g_file_set_contents (plain, g_bytes_get_data (text, NULL), MEBI, NULL);
  flip (plain, MEBI - 1);
  assert_reads_back (f, &sha256, text);
  flip (compressed, 200);
  assert_is_damaged (f, &sha256);
  flip (plain, MEBI - 1);
  assert_reads_back (f, &sha256, text);
}

static gboolean
count_object (const DsVaultObject *object, gpointer data, GError **error)
{
  guint *counts = data;

  g_assert_cmpuint (object->stored_octets, >, 0);
  counts[object->form]++;
  return TRUE;
}

static gboolean
stop_at_once (const DsVaultObject *object, gpointer data, GError **error)
{
  g_set_error (error, DS_ERROR, DS_ERROR_BUSY, "enough");
  return FALSE;
}

static void
test_objects_are_listed (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) text = make_octets (TEXT, MEBI);
  g_autoptr (GBytes) photograph = make_octets (PHOTOGRAPH, MEBI);
  g_autoptr (GError) error = NULL;
  guint counts[4] = { 0 };
  DsDigest sha256;
  g_autofree char *path = NULL;
  g_autofree char *foreign = NULL;

  g_assert_true (ds_vault_each (f->vault, count_object, counts, &error));
  g_assert_cmpuint (counts[DS_VAULT_PLAIN], ==, 0);
  sha256 = keep (f, photograph, DS_VAULT_PLAIN);
  path = ds_vault_build_path (f->vault, &sha256, DS_VAULT_PLAIN | f->sealed);
  keep (f, text, DS_VAULT_ZSTD);
  foreign = g_strconcat (path, ".part", NULL);
  g_file_set_contents (foreign, "", 0, NULL);
  g_assert_true (ds_vault_each (f->vault, count_object, counts, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (counts[DS_VAULT_PLAIN | f->sealed], ==, 1);
  g_assert_cmpuint (counts[DS_VAULT_ZSTD | f->sealed], ==, 1);
  g_assert_false (ds_vault_each (f->vault, stop_at_once, NULL, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_BUSY);
}

static void
test_more_than_wanted_is_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) text = make_octets (TEXT, MEBI);
  DsDigest sha256 = keep (f, text, DS_VAULT_ZSTD);
  g_autoptr (GBytes) whole = ds_vault_read (f->vault, &sha256, MEBI, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_bytes_equal (whole, text));
  g_assert_null (ds_vault_read (f->vault, &sha256, MEBI - 1, NULL, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_LIMIT);
}

/* Without its key an encrypted draft is not damaged, and nothing of it lies anywhere in clear. */
static void
test_a_lost_key_is_named (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) text = make_octets (TEXT, 2 * MEBI);
  DsDigest sha256 = keep (f, text, DS_VAULT_ZSTD);
  g_autoptr (DsVaultKey) key = g_steal_pointer (&f->key);
  g_autofree char *out = g_build_filename (f->scratch.scratch, "out", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (ds_vault_restore (f->vault, &sha256, out, NULL, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_LOCKED);
  g_assert_false (g_file_test (out, G_FILE_TEST_EXISTS));
  g_assert_true (ds_vault_has (f->vault, &sha256));
  f->key = ds_vault_key_new ();
  g_clear_error (&error);
  g_assert_false (ds_vault_verify (f->vault, &sha256, NULL, NULL, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_LOCKED);
  ds_vault_key_free (f->key);
  f->key = g_steal_pointer (&key);
  assert_reads_back (f, &sha256, text);
}

/* What is kept already stays as it is; new drafts follow the switch. */
static void
test_both_kinds_live_together (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) one = make_octets (PHOTOGRAPH, MEBI);
  g_autoptr (GBytes) two = make_octets (PHOTOGRAPH, MEBI);
  DsDigest first = keep (f, one, DS_VAULT_PLAIN);
  DsDigest second;

  f->sealed = 0;
  ds_vault_set_seal (f->vault, NULL);
  second = keep (f, two, DS_VAULT_PLAIN);
  assert_reads_back (f, &first, one);
  assert_reads_back (f, &second, two);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD_CLEAR(name, func)                                                                      \
  g_test_add ("/project/vault-forms/clear/" name, Fixture, NULL, setup, func, teardown)
#define ADD_SEALED(name, func)                                                                     \
  g_test_add ("/project/vault-forms/sealed/" name, Fixture, SEALED, setup, func, teardown)
#define ADD(name, func)                                                                            \
  ADD_CLEAR (name, func);                                                                          \
  ADD_SEALED (name, func)
  ADD ("exact-octets", test_exact_octets);
  ADD ("damage-is-named", test_damage_is_named);
  ADD ("a-good-form-is-found", test_a_good_form_is_found);
  ADD ("objects-are-listed", test_objects_are_listed);
  ADD ("more-than-wanted-is-refused", test_more_than_wanted_is_refused);
  ADD_SEALED ("a-lost-key-is-named", test_a_lost_key_is_named);
  ADD_SEALED ("both-kinds-live-together", test_both_kinds_live_together);
  return g_test_run ();
}
