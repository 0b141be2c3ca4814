/* ds-cli-key.c - the vault's key, asked for where no keyring has it
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * On the terminal without showing it, else one line of standard input; never an argument, which
 * every other program can read. */
#include "cli/ds-cli-key.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "project/ds-keyring.h"
#include "project/ds-store-vault.h"

#define SECRET_OCTETS_MAX 1024

/* What a command that reads encrypted drafts knows of their key. */
typedef struct
{
  DsStore *store;                      /* borrowed: holds the vault that asks */
  GError *refusal;                     /* owned (nullable): why the last one was not found */
  guint8 refused[DS_VAULT_KEY_OCTETS]; /* for which somebody was asked in vain */
} Asking;

static void
asking_free (gpointer data)
{
  Asking *self = data;

  g_clear_error (&self->refusal);
  g_free (self);
}

/* One line, without showing it if it is typed. */
static char *
read_line (const char *prompt)
{
  struct termios before;
  gboolean is_terminal = tcgetattr (STDIN_FILENO, &before) == 0;
  struct termios hidden = before;
  char line[SECRET_OCTETS_MAX];
  gboolean is_read;
  char *secret;

  if (is_terminal)
    {
      hidden.c_lflag &= ~(tcflag_t) ECHO;
      tcsetattr (STDIN_FILENO, TCSAFLUSH, &hidden);
      fprintf (stderr, "%s: ", prompt);
    }
  is_read = fgets (line, sizeof line, stdin) != NULL;
  if (is_terminal)
    {
      tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
      fputs ("\n", stderr);
    }
  secret = is_read ? g_strdup (line) : NULL;
  explicit_bzero (line, sizeof line);
  return secret != NULL ? g_strchomp (secret) : NULL;
}

/**
 * ds_cli_ask_secret:
 * @what: it is, for people
 * @error: %DS_ERROR_LOCKED if nobody answers
 *
 * Returns: (transfer full) (nullable): not empty
 */
char *
ds_cli_ask_secret (const char *what, GError **error)
{
  g_autofree char *secret = read_line (what);

  if (secret != NULL && *secret != '\0')
    return g_steal_pointer (&secret);
  g_set_error (error, DS_ERROR, DS_ERROR_LOCKED,
               "no key was given: %s is asked for on the terminal, or read as one line from "
               "standard input",
               what);
  return NULL;
}

/**
 * ds_cli_ask_new_secret:
 * @what: it is, for people
 * @octets_min: fewest octets it may have
 * @error: %DS_ERROR_USAGE, %DS_ERROR_LOCKED
 *
 * Asks a second time on a terminal.
 *
 * Returns: (transfer full) (nullable): what to lock with
 */
char *
ds_cli_ask_new_secret (const char *what, gsize octets_min, GError **error)
{
  g_autofree char *secret = ds_cli_ask_secret (what, error);
  g_autofree char *again = NULL;

  if (secret == NULL)
    return NULL;
  if (strlen (secret) < octets_min || !g_utf8_validate (secret, -1, NULL))
    {
      g_set_error (error, DS_ERROR, DS_ERROR_USAGE,
                   "%s has at least %" G_GSIZE_FORMAT " characters, in UTF-8: choose another one",
                   what, octets_min);
      return NULL;
    }
  again = isatty (STDIN_FILENO) ? ds_cli_ask_secret ("The same again", error) : g_strdup (secret);
  if (again == NULL)
    return NULL;
  if (strcmp (secret, again) == 0)
    return g_steal_pointer (&secret);
  g_set_error (error, DS_ERROR, DS_ERROR_USAGE, "these were two different ones: nothing was done");
  return NULL;
}

/* A recovery key is one by its form; all else is the passphrase. */
static DsVaultKey *
open_with (DsStore *store, const guint8 *public_half, const char *secret, GError **error)
{
  g_autoptr (DsVaultKey) key = ds_vault_key_from_recovery (secret, NULL);

  if (key == NULL && ds_store_has_locked_key (store, public_half))
    return ds_store_unlock_key (store, public_half, secret, error);
  if (key == NULL)
    return ds_vault_key_from_recovery (secret, error);
  if (memcmp (key->public_half, public_half, DS_VAULT_KEY_OCTETS) == 0)
    return g_steal_pointer (&key);
  g_set_error (error, DS_ERROR, DS_ERROR_LOCKED,
               "this is a recovery key, but of another vault or of a key that was replaced");
  return NULL;
}

/* A #DsVaultKeyFunc: the keyring, else a person, who is asked once for a key. */
static DsVaultKey *
find_key (const guint8 *public_half, gpointer data, GError **error)
{
  Asking *self = data;
  g_autoptr (GError) no_keyring = NULL;
  DsVaultKey *key = ds_keyring_find (public_half, &no_keyring);
  g_autofree char *secret = NULL;

  if (key != NULL)
    return key;
  if (self->refusal == NULL || memcmp (self->refused, public_half, sizeof self->refused) != 0)
    {
      g_clear_error (&self->refusal);
      memcpy (self->refused, public_half, sizeof self->refused);
      secret = ds_cli_ask_secret (ds_store_has_locked_key (self->store, public_half)
                                      ? "The passphrase of the vault, or its recovery key"
                                      : "The recovery key of the vault",
                                  NULL);
      if (secret == NULL)
        self->refusal = g_error_copy (no_keyring);
      else
        key = open_with (self->store, public_half, secret, &self->refusal);
    }
  if (key == NULL)
    g_propagate_error (error, g_error_copy (self->refusal));
  if (secret != NULL)
    explicit_bzero (secret, strlen (secret));
  return key;
}

/* From now on a person is asked for the key if an encrypted draft is read and no keyring has it. */
void
ds_cli_ask_for_key (DsStore *store)
{
  Asking *asking = g_new0 (Asking, 1);

  asking->store = store;
  ds_vault_set_key_func (ds_store_get_vault (store), find_key, asking, asking_free);
}
