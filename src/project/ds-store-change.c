/* ds-store-change.c - what a person changes, each change one journal entry
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/ds-store.h"

#include <string.h>

#include "base/ds-error.h"
#include "base/ds-random.h"
#include "project/ds-entry.h"
#include "project/ds-stage.h"
#include "project/ds-store-place.h"

#define PROJECT_ID_OCTETS 16
#define NAME_OCTETS_MAX 200

static DsJson *
body_new (const char *type)
{
  DsJson *body = ds_json_object_new ();

  ds_json_set_string (body, "type", type);
  return body;
}

static gboolean
check_name (const char *name, GError **error)
{
  if (*name != '\0' && strlen (name) <= NAME_OCTETS_MAX && g_utf8_validate (name, -1, NULL)
      && strpbrk (name, "\n\r\t") == NULL)
    return TRUE;
  g_set_error (error, DS_ERROR, DS_ERROR_USAGE, "a project's name is one line of at most %d octets",
               NAME_OCTETS_MAX);
  return FALSE;
}

/* Home itself and the root of the file system are no design projects, and no folder belongs to two
 * projects or holds the store. */
static gboolean
check_folder (DsStore *self, const char *folder, const char *except, GError **error)
{
  g_autofree char *store = realpath (ds_store_get_folder (self), NULL);
  g_autoptr (GPtrArray) projects =
      ds_catalog_list_projects (ds_store_get_catalog (self), FALSE, error);

  if (projects == NULL)
    return FALSE;
  if (strcmp (folder, "/") == 0 || strcmp (folder, g_get_home_dir ()) == 0)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_USAGE,
                   "%s is too wide for a project: choose the folder of one design", folder);
      return FALSE;
    }
  if (store != NULL && (ds_path_is_inside (store, folder) || ds_path_is_inside (folder, store)))
    {
      g_set_error (error, DS_ERROR, DS_ERROR_USAGE,
                   "%s and Draftseal's own store lie in each other: choose another folder", folder);
      return FALSE;
    }
  for (guint i = 0; i < projects->len; i++)
    {
      const DsProject *other = g_ptr_array_index (projects, i);

      if (g_strcmp0 (other->id, except) == 0)
        continue;
      if (ds_path_is_inside (folder, other->folder) || ds_path_is_inside (other->folder, folder))
        {
          g_set_error (error, DS_ERROR, DS_ERROR_EXISTS,
                       "%s and the project “%s” lie in each other: a file belongs to one project",
                       folder, other->name);
          return FALSE;
        }
    }
  return TRUE;
}

static char *
resolve_folder (const char *folder, GError **error)
{
  g_autofree char *name = g_filename_display_name (folder);
  char *resolved = realpath (folder, NULL);

  if (resolved != NULL && g_file_test (resolved, G_FILE_TEST_IS_DIR))
    return resolved;
  g_free (resolved);
  g_set_error (error, DS_ERROR, DS_ERROR_NOT_FOUND, "%s is not a folder", name);
  return NULL;
}

static gboolean
check_name_is_free (DsStore *self, const char *name, GError **error)
{
  g_autoptr (DsProject) same = ds_catalog_find_project (ds_store_get_catalog (self), name, NULL);

  if (same == NULL || same->is_removed)
    return TRUE;
  g_set_error (error, DS_ERROR, DS_ERROR_EXISTS,
               "a project is called “%s” already: choose another name", name);
  return FALSE;
}

/* A project of this folder that was removed before: it goes on, with its works and drafts. */
static DsProject *
find_removed (DsStore *self, const char *folder)
{
  g_autoptr (GPtrArray) projects =
      ds_catalog_list_projects (ds_store_get_catalog (self), TRUE, NULL);

  for (guint i = 0; projects != NULL && i < projects->len; i++)
    {
      const DsProject *project = g_ptr_array_index (projects, i);

      if (project->is_removed && strcmp (project->folder, folder) == 0)
        return ds_project_copy (project);
    }
  return NULL;
}

typedef struct
{
  DsJson *project;
  DsJson *look; /* (nullable) */
} Addition;

static GPtrArray *
compose_addition (DsStore *self, gpointer data, GError **error)
{
  const Addition *addition = data;
  GPtrArray *bodies = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_json_unref);

  if (addition->look != NULL)
    g_ptr_array_add (bodies, ds_json_ref (addition->look));
  g_ptr_array_add (bodies, ds_json_ref (addition->project));
  return bodies;
}

/* In one append: whoever watches must not look at the project before he knows how. */
static gboolean
append_project (DsStore *self, DsJson *project, const char *id, DsFirstLook look, GError **error)
{
  g_autoptr (DsJson) setting = body_new ("setting");
  Addition addition = { project, look != DS_FIRST_LOOK_EVERYTHING ? setting : NULL };

  ds_json_set_string (setting, "project", id);
  ds_json_set_string (setting, "key", "first-look");
  ds_json_set_string (setting, "value", ds_first_look_to_text (look));
  return ds_store_append_composed (self, compose_addition, &addition, error);
}

/**
 * ds_store_add_project_to_look_at:
 * @folder: to look after
 * @name: (nullable): what to call it; %NULL for the folder's own name
 * @look: what becomes of what is there already
 * @error: %DS_ERROR_USAGE, %DS_ERROR_EXISTS, %DS_ERROR_NOT_FOUND, else as ds_store_append()
 *
 * A folder that was a project before goes on where it stopped.
 *
 * Returns: (transfer full) (nullable): the project
 */
DsProject *
ds_store_add_project_to_look_at (DsStore *self, const char *folder, const char *name,
                                 DsFirstLook look, GError **error)
{
  g_autofree char *resolved = resolve_folder (folder, error);
  g_autofree char *own_name = NULL;
  g_autofree char *id = NULL;
  g_autoptr (DsProject) before = NULL;
  g_autoptr (DsJson) body = NULL;

  if (resolved == NULL || !check_folder (self, resolved, NULL, error))
    return NULL;
  before = find_removed (self, resolved);
  if (before != NULL)
    own_name = g_strdup (before->name);
  else
    own_name = g_filename_display_basename (resolved);
  if (name == NULL)
    name = own_name;
  if (!check_name (name, error) || !check_name_is_free (self, name, error))
    return NULL;

  id = before != NULL ? g_strdup (before->id) : ds_random_hex (PROJECT_ID_OCTETS);
  body = body_new ("project");
  ds_json_set_string (body, "project", id);
  ds_json_set_string (body, "name", name);
  ds_json_set_string (body, "state", "watched");
  ds_entry_set_path (body, "folder", resolved);
  if (!append_project (self, body, id, look, error))
    return NULL;
  return ds_catalog_find_project (ds_store_get_catalog (self), id, error);
}

/* As ds_store_add_project_to_look_at(), at everything. */
DsProject *
ds_store_add_project (DsStore *self, const char *folder, const char *name, GError **error)
{
  return ds_store_add_project_to_look_at (self, folder, name, DS_FIRST_LOOK_EVERYTHING, error);
}

gboolean
ds_store_rename_project (DsStore *self, const char *project, const char *name, GError **error)
{
  g_autoptr (DsJson) body = NULL;

  if (!check_name (name, error) || !check_name_is_free (self, name, error))
    return FALSE;
  body = body_new ("project");
  ds_json_set_string (body, "project", project);
  ds_json_set_string (body, "name", name);
  return ds_store_append (self, body, NULL, error);
}

/**
 * ds_store_relink_project:
 * @project: id
 * @folder: where its folder is now
 * @error: as ds_store_add_project()
 */
gboolean
ds_store_relink_project (DsStore *self, const char *project, const char *folder, GError **error)
{
  g_autofree char *resolved = resolve_folder (folder, error);
  g_autoptr (DsJson) body = NULL;

  if (resolved == NULL || !check_folder (self, resolved, project, error))
    return FALSE;
  body = body_new ("project");
  ds_json_set_string (body, "project", project);
  ds_json_set_string (body, "state", "watched");
  ds_entry_set_path (body, "folder", resolved);
  return ds_store_append (self, body, NULL, error);
}

/* The project is not looked after any more. Nothing kept is deleted. */
gboolean
ds_store_remove_project (DsStore *self, const char *project, GError **error)
{
  g_autoptr (DsJson) body = body_new ("project");

  ds_json_set_string (body, "project", project);
  ds_json_set_string (body, "state", "removed");
  return ds_store_append (self, body, NULL, error);
}

/**
 * ds_store_set_stage:
 * @draft: a draft
 * @stage: one of ds_stage_list()
 * @error: %DS_ERROR_USAGE if there is no such stage, else as ds_store_append()
 *
 * A person's choice: it wins over every rule. The record keeps the stage it was made with.
 */
gboolean
ds_store_set_stage (DsStore *self, const DsDraft *draft, const char *stage, GError **error)
{
  g_autoptr (DsJson) body = NULL;

  if (!ds_stage_is_known (stage))
    {
      g_set_error (error, DS_ERROR, DS_ERROR_USAGE,
                   "there is no stage “%s”: use outline, concept, sketch, revision or final",
                   stage);
      return FALSE;
    }
  body = body_new ("stage");
  ds_json_set_string (body, "draft", draft->record);
  ds_json_set_string (body, "stage", stage);
  return ds_store_append (self, body, NULL, error);
}

/**
 * ds_store_set_setting:
 * @project: (nullable): id; %NULL for a setting of the store
 * @key: which one
 * @value: (transfer none) (nullable): %NULL takes the setting back
 * @error: as ds_store_append()
 */
gboolean
ds_store_set_setting (DsStore *self, const char *project, const char *key, DsJson *value,
                      GError **error)
{
  g_autoptr (DsJson) body = body_new ("setting");

  ds_json_set_string (body, "project", project);
  ds_json_set_string (body, "key", key);
  if (value != NULL)
    ds_json_set (body, "value", ds_json_ref (value));
  return ds_store_append (self, body, NULL, error);
}
