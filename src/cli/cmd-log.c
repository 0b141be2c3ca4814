/* cmd-log.c - log: the creation timeline
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/ds-cli.h"
#include "watch/ds-conflict.h"

#include <string.h>

static GHashTable *
map_project_names (DsStore *store, GError **error)
{
  g_autoptr (GPtrArray) projects =
      ds_catalog_list_projects (ds_store_get_catalog (store), TRUE, error);
  GHashTable *names;

  if (projects == NULL)
    return NULL;
  names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < projects->len; i++)
    {
      const DsProject *project = g_ptr_array_index (projects, i);

      g_hash_table_insert (names, g_strdup (project->id), g_strdup (project->name));
    }
  return names;
}

static void
add_stamps (JsonBuilder *builder, GPtrArray *stamps)
{
  json_builder_set_member_name (builder, "stamps");
  json_builder_begin_array (builder);
  for (guint i = 0; i < stamps->len; i++)
    {
      const DsStamp *stamp = g_ptr_array_index (stamps, i);
      g_autofree char *gen_time = ds_time_format_exact (stamp->gen_time);

      json_builder_begin_object (builder);
      ds_cli_json_string (builder, "tsa", stamp->tsa);
      ds_cli_json_string (builder, "gen_time", gen_time);
      ds_cli_json_string (builder, "serial", stamp->serial);
      ds_cli_json_string (builder, "kind", stamp->is_direct ? "direct" : "batch");
      ds_cli_json_string (builder, "token", stamp->token);
      ds_cli_json_boolean (builder, "test", stamp->is_test);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_draft (JsonBuilder *builder, const DsDraft *draft, const char *project, GPtrArray *stamps)
{
  g_autofree char *id = ds_draft_dup_id (draft);
  g_autofree char *path = ds_draft_dup_display_path (draft);
  g_autofree char *sha256 = ds_digest_to_hex (&draft->sha256);
  g_autofree char *seen_at = ds_time_format_local (draft->seen_at);

  json_builder_begin_object (builder);
  ds_cli_json_string (builder, "id", id);
  ds_cli_json_string (builder, "record", draft->record);
  ds_cli_json_string (builder, "project", project);
  ds_cli_json_string (builder, "work", draft->work);
  ds_cli_json_string (builder, "path", path);
  ds_cli_json_integer (builder, "number", draft->number);
  ds_cli_json_string (builder, "stage", draft->stage);
  ds_cli_json_string (builder, "stage_by", draft->stage_by_person ? "person" : "rule");
  ds_cli_json_integer (builder, "size", draft->size);
  ds_cli_json_string (builder, "sha256", sha256);
  ds_cli_json_string (builder, "seen_at", seen_at);
  ds_cli_json_string (builder, "found", draft->found);
  ds_cli_json_boolean (builder, "kept", draft->is_kept);
  ds_cli_json_boolean (builder, "conflict_copy", ds_conflict_is_copy (draft->path));
  ds_cli_json_string (builder, "batch", draft->batch);
  ds_cli_json_string (builder, "grade", ds_grade_to_text (draft->grade));
  add_stamps (builder, stamps);
  json_builder_end_object (builder);
}

static void
print_draft (const DsDraft *draft, const char *project, GPtrArray *stamps)
{
  g_autofree char *seen_at = ds_time_format_display (ds_time_from_unix (draft->seen_at.seconds));
  g_autofree char *path = ds_cli_show_path (draft->path);
  g_autofree char *size = ds_cli_show_size (draft->size);

  ds_cli_print ("%s  %.16s  %-8s  %-12s  %s: %s, draft %" G_GUINT64_FORMAT " (%s)%s%s\n", seen_at,
                draft->record, draft->stage, ds_grade_to_text (draft->grade), project, path,
                draft->number, size, draft->is_kept ? "" : ", bytes not kept",
                ds_conflict_is_copy (draft->path) ? ", conflicted copy" : "");
  for (guint i = 0; i < stamps->len; i++)
    {
      const DsStamp *stamp = g_ptr_array_index (stamps, i);
      g_autofree char *gen_time = ds_time_format_display (stamp->gen_time);

      ds_cli_print ("    existed no later than %s: %s%s, %s, serial %s\n", gen_time, stamp->tsa,
                    stamp->is_test ? " (TEST)" : "",
                    stamp->is_direct ? "signed the file's digest" : "signed its batch",
                    stamp->serial);
    }
}

static gboolean
show_drafts (DsStore *store, GPtrArray *drafts, JsonBuilder *builder, GError **error)
{
  g_autoptr (GHashTable) names = map_project_names (store, error);

  for (guint i = 0; names != NULL && i < drafts->len; i++)
    {
      const DsDraft *draft = g_ptr_array_index (drafts, i);
      const char *name = g_hash_table_lookup (names, draft->project);
      g_autoptr (GPtrArray) stamps =
          ds_catalog_list_stamps (ds_store_get_catalog (store), draft, error);

      if (stamps == NULL)
        return FALSE;
      if (builder != NULL)
        add_draft (builder, draft, name, stamps);
      else
        print_draft (draft, name, stamps);
    }
  return names != NULL;
}

DsExit
ds_cmd_log (char **arguments)
{
  g_autofree char *project_name = NULL;
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "project", 0, 0, G_OPTION_ARG_FILENAME, &project_name, "Only this project", "NAME" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print JSON", NULL },
    G_OPTION_ENTRY_NULL,
  };
  DsExit exit;
  g_auto (GStrv) rest = ds_cli_parse (arguments, entries, 0, 0, &exit);
  g_autoptr (DsStore) store = NULL;
  g_autoptr (DsProject) project = NULL;
  g_autoptr (GPtrArray) drafts = NULL;
  g_autoptr (JsonBuilder) builder = NULL;
  g_autoptr (GError) error = NULL;
  DsDraftQuery query = { .oldest_first = TRUE };

  if (rest == NULL)
    return exit;
  store = ds_cli_open_store (&error);
  if (store == NULL)
    return ds_cli_refuse (error);
  if (project_name != NULL)
    {
      project = ds_catalog_find_project (ds_store_get_catalog (store), project_name, &error);
      if (project == NULL)
        return ds_cli_refuse (error);
      query.project = project->id;
    }
  drafts = ds_catalog_list_drafts (ds_store_get_catalog (store), &query, &error);
  if (drafts == NULL)
    return ds_cli_refuse (error);

  if (json)
    {
      builder = json_builder_new ();
      json_builder_begin_array (builder);
    }
  if (!show_drafts (store, drafts, builder, &error))
    return ds_cli_refuse (error);
  if (json)
    {
      json_builder_end_array (builder);
      ds_cli_print_json (builder);
    }
  else if (drafts->len == 0)
    ds_cli_print ("No drafts yet.\n");
  return DS_EXIT_DONE;
}
