/* ds-catalog-project.c - the projects that the index knows, with their settings
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/ds-catalog.h"

#include "base/ds-error.h"
#include "project/ds-catalog-private.h"

#define PROJECT_COLUMNS                                                                            \
  "id, name, folder, removed, (SELECT count (*) FROM draft WHERE draft.project = project.id),"     \
  " (SELECT count (*) FROM draft WHERE draft.batch IS NULL AND draft.project = project.id)"

/* (transfer full) (nullable): the strings of a project's setting. */
static char **
dup_string_list (DsCatalog *self, const char *project, const char *key)
{
  g_autoptr (DsJson) value = ds_catalog_get_setting (self, project, key);
  GStrvBuilder *builder;
  char **list;

  if (value == NULL || ds_json_get_type (value) != DS_JSON_ARRAY)
    return NULL;
  builder = g_strv_builder_new ();
  for (guint i = 0; i < ds_json_get_size (value); i++)
    {
      const char *text = ds_json_get_text (ds_json_get_nth (value, i));

      if (text != NULL)
        g_strv_builder_add (builder, text);
    }
  list = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return list;
}

static DsProject *
read_project (sqlite3_stmt *statement)
{
  DsProject *project = g_new0 (DsProject, 1);

  project->id = ds_catalog_dup_text (statement, 0);
  project->name = ds_catalog_dup_text (statement, 1);
  project->folder = ds_catalog_dup_text (statement, 2);
  project->is_removed = sqlite3_column_int (statement, 3) != 0;
  project->n_drafts = (guint64) sqlite3_column_int64 (statement, 4);
  project->n_pending = (guint64) sqlite3_column_int64 (statement, 5);
  if (project->name == NULL)
    project->name = g_strdup (project->id);
  if (project->folder == NULL)
    project->folder = g_strdup ("");
  return project;
}

/* 0 if it is not set. */
static guint64
read_size (DsCatalog *self, const char *project, const char *key)
{
  g_autoptr (DsJson) value = ds_catalog_get_setting (self, project, key);

  return value != NULL ? ds_json_get_number (value) : 0;
}

static void
read_project_settings (DsCatalog *self, DsProject *project)
{
  g_autoptr (DsJson) direct = ds_catalog_get_setting (self, project->id, "direct-final");
  g_autoptr (DsJson) look = ds_catalog_get_setting (self, project->id, "first-look");
  g_autoptr (DsJson) pause = ds_catalog_get_setting (self, project->id, "pause");
  const char *look_text = look != NULL ? ds_json_get_text (look) : NULL;

  project->authorities = dup_string_list (self, project->id, "authorities");
  project->ignored = dup_string_list (self, project->id, "ignore");
  project->extensions = dup_string_list (self, project->id, "extensions");
  project->mounts = dup_string_list (self, project->id, "mounts");
  project->smallest = read_size (self, project->id, "size-min");
  project->largest = read_size (self, project->id, "size-max");
  if (look_text != NULL)
    ds_first_look_parse (look_text, &project->first_look); /* another release's word: everything */
  project->is_paused = pause != NULL && ds_json_get_truth (pause);
  project->stamps_finals = direct == NULL || ds_json_get_truth (direct);
}

static GPtrArray *
read_projects (DsCatalog *self, sqlite3_stmt *statement, GError **error)
{
  g_autoptr (GPtrArray) projects =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ds_project_free);
  gboolean is_row = TRUE;

  while (statement != NULL && ds_catalog_step (self, statement, &is_row, error) && is_row)
    g_ptr_array_add (projects, read_project (statement));
  if (statement == NULL || is_row)
    return NULL;
  for (guint i = 0; i < projects->len; i++)
    read_project_settings (self, g_ptr_array_index (projects, i));
  return g_steal_pointer (&projects);
}

/**
 * ds_catalog_list_projects:
 * @removed_too: whether projects not looked after any more are listed
 * @error: %DS_ERROR_DAMAGED
 *
 * Returns: (transfer full) (element-type DsProject): in the order they were added
 */
GPtrArray *
ds_catalog_list_projects (DsCatalog *self, gboolean removed_too, GError **error)
{
  return read_projects (self,
                        ds_catalog_prepare (self, error,
                                            "SELECT " PROJECT_COLUMNS
                                            " FROM project WHERE removed <= ? ORDER BY seq",
                                            "i", (gint64) removed_too),
                        error);
}

static DsProject *
take_one_project (GPtrArray *projects, const char *wanted, GError **error)
{
  if (projects == NULL)
    return NULL;
  if (projects->len == 1)
    return ds_project_copy (g_ptr_array_index (projects, 0));
  if (projects->len == 0)
    g_set_error (error, DS_ERROR, DS_ERROR_NOT_FOUND,
                 "there is no project “%s”: see draftseal status", wanted);
  else
    g_set_error (error, DS_ERROR, DS_ERROR_USAGE,
                 "several projects are called “%s”: name it by its id", wanted);
  return NULL;
}

/**
 * ds_catalog_find_project:
 * @name_or_id: as a person names it; one that is looked after goes before a removed one
 * @error: %DS_ERROR_NOT_FOUND, %DS_ERROR_USAGE if several fit
 *
 * Returns: (transfer full) (nullable): the project
 */
DsProject *
ds_catalog_find_project (DsCatalog *self, const char *name_or_id, GError **error)
{
  g_autoptr (GPtrArray) projects = read_projects (
      self,
      ds_catalog_prepare (self, error,
                          "SELECT " PROJECT_COLUMNS " FROM project WHERE (name = ?1 OR id = ?1)"
                          " AND removed = (SELECT min (removed) FROM project"
                          " WHERE name = ?1 OR id = ?1) ORDER BY seq",
                          "t", name_or_id),
      error);

  return take_one_project (projects, name_or_id, error);
}

/**
 * ds_catalog_find_project_of_folder:
 * @folder: absolute
 * @error: %DS_ERROR_NOT_FOUND
 *
 * Returns: (transfer full) (nullable): the project that looks after exactly this folder
 */
DsProject *
ds_catalog_find_project_of_folder (DsCatalog *self, const char *folder, GError **error)
{
  g_autoptr (GPtrArray) projects = read_projects (
      self,
      ds_catalog_prepare (self, error,
                          "SELECT " PROJECT_COLUMNS
                          " FROM project WHERE folder = ? AND removed = 0 ORDER BY seq LIMIT 1",
                          "p", folder),
      error);
  g_autofree char *name = g_filename_display_name (folder);

  return take_one_project (projects, name, error);
}
