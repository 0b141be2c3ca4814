/* cmd-stamp.c - stamp: direct stamps of files outside any project
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/ds-error.h"
#include "base/ds-file.h"
#include "cli/ds-cli.h"
#include "evidence/ds-data.h"
#include "evidence/ds-authorities.h"
#include "evidence/ds-stamper.h"

/* FILE.tsr, or FILE.NAME.tsr where several TSAs stamp. */
static char *
build_proof_path (const char *path, const DsTsa *tsa, gboolean several)
{
  return several ? g_strdup_printf ("%s.%s.tsr", path, tsa->name)
                 : g_strconcat (path, ".tsr", NULL);
}

static gboolean
stamp_by (DsStore *store, const DsTsa *tsa, const char *path, const DsDigest *sha256,
          const char *proof_path, GError **error)
{
  g_autoptr (DsFileStamp) stamp = NULL;
  g_autofree char *gen_time = NULL;
  g_autofree char *shown = ds_cli_show_path (proof_path);

  if (g_file_test (proof_path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, DS_ERROR, DS_ERROR_EXISTS,
                   "%s is there already and is never overwritten: move it away to stamp again",
                   shown);
      return FALSE;
    }
  stamp = ds_stamper_stamp_digest (store, tsa, sha256, NULL, error);
  if (stamp == NULL)
    {
      g_prefix_error (error, "%s: %s gave no stamp: ", shown, tsa->name);
      return FALSE;
    }
  if (!ds_file_keep (proof_path, stamp->response, error))
    return FALSE;
  gen_time = ds_time_format_display (stamp->gen_time);
  ds_cli_print ("%s: existed no later than %s, signed by %s%s, serial %s\n", shown, gen_time,
                tsa->name, stamp->is_test ? " (TEST: proves nothing to others)" : "",
                stamp->serial);
  return TRUE;
}

static gboolean
stamp_file (DsStore *store, GPtrArray *tsas, const char *path)
{
  g_autoptr (GError) error = NULL;
  gboolean all = TRUE;
  DsDigest sha256;

  if (!ds_data_digest_file (path, DS_DIGEST_SHA256, &sha256, &error))
    {
      ds_cli_warn ("%s", error->message);
      return FALSE;
    }
  for (guint i = 0; i < tsas->len; i++)
    {
      const DsTsa *tsa = g_ptr_array_index (tsas, i);
      g_autofree char *proof_path = build_proof_path (path, tsa, tsas->len > 1);

      if (stamp_by (store, tsa, path, &sha256, proof_path, &error))
        continue;
      ds_cli_warn ("%s", error->message);
      g_clear_error (&error);
      all = FALSE;
    }
  return all;
}

static GPtrArray *
choose_tsas (DsStore *store, const char *name, GError **error)
{
  g_autoptr (GPtrArray) tsas = NULL;
  DsTsa *tsa;

  if (name == NULL)
    {
      tsas = ds_authorities_list (store, error);
      if (tsas != NULL && tsas->len == 0)
        {
          g_set_error (error, DS_ERROR, DS_ERROR_NOT_FOUND,
                       "no authority is added: see draftseal authority add");
          return NULL;
        }
      return g_steal_pointer (&tsas);
    }
  tsa = ds_authorities_find (store, name, FALSE, error);
  if (tsa == NULL)
    return NULL;
  tsas = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_tsa_unref);
  g_ptr_array_add (tsas, tsa);
  return g_steal_pointer (&tsas);
}

DsExit
ds_cmd_stamp (char **arguments)
{
  g_autofree char *authority = NULL;
  const GOptionEntry entries[] = {
    { "authority", 0, 0, G_OPTION_ARG_FILENAME, &authority, "Only this authority", "NAME" },
    G_OPTION_ENTRY_NULL,
  };
  DsExit exit;
  g_auto (GStrv) rest = ds_cli_parse (arguments, entries, 1, G_MAXUINT, &exit);
  g_autoptr (DsStore) store = NULL;
  g_autoptr (GPtrArray) tsas = NULL;
  g_autoptr (GError) error = NULL;
  gboolean all = TRUE;

  if (rest == NULL)
    return exit;
  store = ds_cli_open_store (&error);
  if (store != NULL)
    tsas = choose_tsas (store, authority, &error);
  if (tsas == NULL)
    return ds_cli_refuse (error);
  for (guint i = 0; rest[i] != NULL; i++)
    all = stamp_file (store, tsas, rest[i]) && all;
  return all ? DS_EXIT_DONE : DS_EXIT_REFUSED;
}
