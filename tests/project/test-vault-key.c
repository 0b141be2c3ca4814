/* test-vault-key.c - the key of a vault: agreed on, written down, locked
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/ds-error.h"
#include "base/ds-hex.h"
#include "project/ds-vault-key.h"

/* RFC 7748, 6.1 */
#define ALICE_SECRET "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"
#define ALICE_PUBLIC "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"
#define BOB_SECRET "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"
#define BOB_PUBLIC "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"
#define SHARED "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"

/* ALICE_SECRET locked by “passphrase” with the argon2 program and Python's cryptography. */
#define LOCKED_ELSEWHERE                                                                           \
  "{\"argon2id\":{\"lanes\":4,\"memory_kib\":65536,\"passes\":3,"                                  \
  "\"salt\":\"73616c7473616c7473616c7473616c74\"},\"public\":\"" ALICE_PUBLIC "\",\"secret\":"     \
  "\"2253afbf841c8bf944444fd5e5839139b4d26083a5e515d5fe90508396eeb47d7c54a7b7ba733ac889668d271b1c" \
  "230e\"}"

static DsVaultKey *
make_key (const char *hex)
{
  guint8 secret_half[DS_VAULT_KEY_OCTETS];

  g_assert_true (ds_hex_decode (hex, secret_half, sizeof secret_half));
  return ds_vault_key_new_from_secret (secret_half);
}

static void
assert_hex (const guint8 *octets, const char *expected)
{
  g_autofree char *hex = ds_hex_encode (octets, DS_VAULT_KEY_OCTETS);

  g_assert_cmpstr (hex, ==, expected);
}

static void
test_agrees_as_the_standard (void)
{
  g_autoptr (DsVaultKey) alice = make_key (ALICE_SECRET);
  g_autoptr (DsVaultKey) bob = make_key (BOB_SECRET);
  static const guint8 zero[DS_VAULT_KEY_OCTETS];
  guint8 shared[DS_VAULT_KEY_OCTETS];

  assert_hex (alice->public_half, ALICE_PUBLIC);
  assert_hex (bob->public_half, BOB_PUBLIC);
  g_assert_true (ds_vault_key_agree (alice, bob->public_half, shared));
  assert_hex (shared, SHARED);
  g_assert_true (ds_vault_key_agree (bob, alice->public_half, shared));
  assert_hex (shared, SHARED);
  g_assert_false (ds_vault_key_agree (alice, zero, shared));
}

static void
test_recovery_key (void)
{
  static const struct
  {
    const char *name;
    const char *text;
    gboolean is_accepted;
  } cases[] = {
    { "as printed",
      "DSK1-77076d0a-7318a57d-3c16c172-51b26645-df4c2f87-ebc0992a-b177fba5-1db92c2a-c9ccbbf1",
      TRUE },
    { "in capitals, with blanks",
      " dsk1 77076D0A 7318A57D 3C16C172 51B26645 DF4C2F87 EBC0992A B177FBA5 1DB92C2A c9ccbbf1\n",
      TRUE },
    { "without the prefix",
      "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2ac9ccbbf1", TRUE },
    { "one digit wrong",
      "DSK1-77076d0b-7318a57d-3c16c172-51b26645-df4c2f87-ebc0992a-b177fba5-1db92c2a-c9ccbbf1",
      FALSE },
    { "two groups exchanged",
      "DSK1-7318a57d-77076d0a-3c16c172-51b26645-df4c2f87-ebc0992a-b177fba5-1db92c2a-c9ccbbf1",
      FALSE },
    { "a group short",
      "DSK1-77076d0a-7318a57d-3c16c172-51b26645-df4c2f87-ebc0992a-b177fba5-c9ccbbf1", FALSE },
    { "no digit",
      "DSK1-77076dOa-7318a57d-3c16c172-51b26645-df4c2f87-ebc0992a-b177fba5-1db92c2a-c9ccbbf1",
      FALSE },
    { "nothing", "", FALSE },
  };
  g_autoptr (DsVaultKey) alice = make_key (ALICE_SECRET);
  g_autofree char *printed = ds_vault_key_to_recovery (alice);

  g_assert_cmpstr (printed, ==, cases[0].text);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DsVaultKey) key = ds_vault_key_from_recovery (cases[i].text, &error);

      g_test_message ("%s", cases[i].name);
      g_assert_true ((key != NULL) == cases[i].is_accepted);
      if (key == NULL)
        g_assert_error (error, DS_ERROR, DS_ERROR_LOCKED);
      else
        assert_hex (key->secret_half, ALICE_SECRET);
    }
}

static void
test_passphrase (void)
{
  g_autoptr (DsVaultKey) key = ds_vault_key_new ();
  g_autoptr (DsJson) locked = ds_vault_key_lock (key, "松烟入墨 soot");
  g_autofree char *text = ds_json_to_text (locked);
  g_autofree char *secret = ds_hex_encode (key->secret_half, DS_VAULT_KEY_OCTETS);
  g_autoptr (DsJson) elsewhere = ds_json_parse (LOCKED_ELSEWHERE, strlen (LOCKED_ELSEWHERE), NULL);
  g_autoptr (DsVaultKey) alice = NULL;
  g_autoptr (DsVaultKey) same = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (strstr (text, secret));
  same = ds_vault_key_unlock (locked, "松烟入墨 soot", &error);
  g_assert_no_error (error);
  g_assert_cmpmem (same->secret_half, DS_VAULT_KEY_OCTETS, key->secret_half, DS_VAULT_KEY_OCTETS);
  g_assert_null (ds_vault_key_unlock (locked, "松烟入墨 soo", &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_LOCKED);
  g_clear_error (&error);
  alice = ds_vault_key_unlock (elsewhere, "passphrase", &error);
  g_assert_no_error (error);
  assert_hex (alice->public_half, ALICE_PUBLIC);
}

/* A file may ask for no more work than a person would wait for. */
static void
test_bad_locked_keys (void)
{
  static const struct
  {
    const char *name;
    const char *text;
  } cases[] = {
    { "empty", "{}" },
    { "no salt", "{\"argon2id\":{\"lanes\":1,\"memory_kib\":8,\"passes\":1},\"secret\":\"\"}" },
    { "a day's work", "{\"argon2id\":{\"lanes\":1,\"memory_kib\":65536,\"passes\":1000000,\"salt\":"
                      "\"73616c7473616c7473616c7473616c74\"},\"secret\":"
                      "\"00000000000000000000000000000000000000000000000000000000000000000000000000"
                      "0000000000000000000000\"}" },
    { "all of the memory",
      "{\"argon2id\":{\"lanes\":1,\"memory_kib\":9007199254740991,\"passes\":1,\"salt\":"
      "\"73616c7473616c7473616c7473616c74\"},\"secret\":"
      "\"000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
      "000000\"}" },
    { "no work", "{\"argon2id\":{\"lanes\":0,\"memory_kib\":0,\"passes\":0,\"salt\":"
                 "\"73616c7473616c7473616c7473616c74\"},\"secret\":"
                 "\"0000000000000000000000000000000000000000000000000000000000000000000000000000000"
                 "00000000000000000\"}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DsJson) locked = ds_json_parse (cases[i].text, strlen (cases[i].text), NULL);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].name);
      g_assert_null (ds_vault_key_unlock (locked, "passphrase", &error));
      g_assert_error (error, DS_ERROR, DS_ERROR_DAMAGED);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/project/vault-key/agrees-as-the-standard", test_agrees_as_the_standard);
  g_test_add_func ("/project/vault-key/recovery-key", test_recovery_key);
  g_test_add_func ("/project/vault-key/passphrase", test_passphrase);
  g_test_add_func ("/project/vault-key/bad-locked-keys", test_bad_locked_keys);
  return g_test_run ();
}
