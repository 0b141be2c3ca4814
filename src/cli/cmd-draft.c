/* cmd-draft.c - stage, restore: one draft at a time
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/ds-error.h"
#include "cli/ds-cli.h"
#include "project/ds-stage.h"

DsExit
ds_cmd_stage (char **arguments)
{
  DsExit exit;
  g_auto (GStrv) rest = ds_cli_parse (arguments, NULL, 2, 2, &exit);
  g_autoptr (DsStore) store = NULL;
  g_autoptr (DsDraft) draft = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  const char *stage;

  if (rest == NULL)
    return exit;
  stage = ds_stage_from_word (rest[1]);
  store = ds_cli_open_store (&error);
  if (store != NULL)
    draft = ds_catalog_find_draft (ds_store_get_catalog (store), rest[0], &error);
  if (draft == NULL || !ds_store_set_stage (store, draft, stage != NULL ? stage : rest[1], &error))
    return ds_cli_refuse (error);
  path = ds_cli_show_path (draft->path);
  ds_cli_print ("%s, draft %" G_GUINT64_FORMAT ", is %s now, by your choice.\n", path,
                draft->number, stage);
  return DS_EXIT_DONE;
}

DsExit
ds_cmd_restore (char **arguments)
{
  g_autofree char *output = NULL;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "Where to write; nothing may be there",
      "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  DsExit exit;
  g_auto (GStrv) rest = ds_cli_parse (arguments, entries, 1, 1, &exit);
  g_autoptr (DsStore) store = NULL;
  g_autoptr (DsDraft) draft = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *size = NULL;
  g_autofree char *shown = NULL;

  if (rest == NULL)
    return exit;
  if (output == NULL)
    return ds_cli_refuse_usage ("restore", "say where to write with -o FILE");
  store = ds_cli_open_store (&error);
  if (store != NULL)
    draft = ds_catalog_find_draft (ds_store_get_catalog (store), rest[0], &error);
  if (draft == NULL
      || !ds_vault_restore (ds_store_get_vault (store), &draft->sha256, output, NULL, &error))
    return ds_cli_refuse (error);
  size = ds_cli_show_size (draft->size);
  shown = ds_cli_show_path (output);
  ds_cli_print ("%s holds the exact bytes of draft %.16s (%s).\n", shown, draft->record, size);
  return DS_EXIT_DONE;
}
