/* ds-setup.c - what a person chose at the first run, done on the store's thread
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/setup/ds-setup.h"

#include "base/ds-file.h"
#include "evidence/ds-authorities.h"
#include "practice/ds-practice-tsa.h"
#include "watch/ds-scan.h"

#define PRACTICE_FOLDER "Draftseal practice"
#define PRACTICE_RESOURCES "/io/github/draftseal/Draftseal/practice"

DsSetup *
ds_setup_new (const char *folder)
{
  DsSetup *self = g_new0 (DsSetup, 1);

  self->folder = g_strdup (folder);
  return self;
}

void
ds_setup_free (DsSetup *self)
{
  g_free (self->folder);
  g_clear_pointer (&self->authorities, g_ptr_array_unref);
  g_free (self);
}

void
ds_setup_result_free (DsSetupResult *self)
{
  g_free (self->project);
  g_clear_pointer (&self->practice, ds_practice_host_free);
  g_free (self);
}

/* Returns: (transfer full): where a practice project is made */
char *
ds_setup_dup_practice_folder (void)
{
  return g_build_filename (g_get_home_dir (), PRACTICE_FOLDER, NULL);
}

/* A file that is there already is the person's own by now and stays. */
static gboolean
write_practice_file (const char *stage_folder, const char *stage, const char *name, GError **error)
{
  g_autofree char *resource = g_strjoin ("/", PRACTICE_RESOURCES, stage, name, NULL);
  g_autofree char *path = g_build_filename (stage_folder, name, NULL);
  g_autoptr (GBytes) bytes =
      g_resources_lookup_data (resource, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  if (bytes == NULL || g_file_test (path, G_FILE_TEST_EXISTS))
    return bytes != NULL;

  return ds_file_keep (path, bytes, error);
}

static gboolean
write_practice_stage (const char *folder, const char *stage, GError **error)
{
  g_autofree char *name = g_strdup (stage);
  g_autofree char *resource = NULL;
  g_autofree char *stage_folder = NULL;
  g_auto (GStrv) files = NULL;

  name[strlen (name) - 1] = '\0'; /* folders of resources end with a slash */
  resource = g_strjoin ("/", PRACTICE_RESOURCES, name, NULL);
  stage_folder = g_build_filename (folder, name, NULL);
  files = g_resources_enumerate_children (resource, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  if (files == NULL || !ds_folder_make (stage_folder, error))
    return FALSE;

  for (guint i = 0; files[i] != NULL; i++)
    if (!write_practice_file (stage_folder, name, files[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
write_practice_design (const char *folder, GError **error)
{
  g_auto (GStrv) stages =
      g_resources_enumerate_children (PRACTICE_RESOURCES, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  if (stages == NULL || !ds_folder_make (folder, error))
    return FALSE;

  for (guint i = 0; stages[i] != NULL; i++)
    if (!write_practice_stage (folder, stages[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
is_chosen (const DsSetup *self, const char *name)
{
  if (self->with_practice)
    return g_str_equal (name, DS_PRACTICE_NAME);

  for (guint i = 0; i < self->authorities->len; i++)
    if (g_str_equal (((DsTsa *) g_ptr_array_index (self->authorities, i))->name, name))
      return TRUE;
  return FALSE;
}

static gboolean
is_asked (GPtrArray *asked, const char *name)
{
  for (guint i = 0; i < asked->len; i++)
    if (g_str_equal (((DsTsa *) g_ptr_array_index (asked, i))->name, name))
      return TRUE;
  return FALSE;
}

/* One that stays is left alone. */
static gboolean
add_authorities (DsStore *store, const DsSetup *self, GPtrArray *asked, GError **error)
{
  for (guint i = 0; i < self->authorities->len; i++)
    {
      const DsTsa *tsa = g_ptr_array_index (self->authorities, i);

      if (!is_asked (asked, tsa->name) && !ds_authorities_add (store, tsa, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
add_practice (DsStore *store, DsSetupResult *result, GError **error)
{
  g_autoptr (DsTsa) tsa = NULL;

  result->practice = ds_practice_host_new (DS_PRACTICE_PORT, error);
  if (result->practice == NULL)
    return FALSE;

  tsa = ds_practice_host_make_tsa (result->practice, error);
  return tsa != NULL && ds_authorities_add (store, tsa, error);
}

/* Brings the authorities that are asked to those that were chosen. */
static gboolean
change_authorities (DsStore *store, const DsSetup *self, DsSetupResult *result, GError **error)
{
  g_autoptr (GPtrArray) asked = ds_authorities_list (store, error);

  if (asked == NULL)
    return FALSE;

  for (guint i = 0; i < asked->len; i++)
    {
      const DsTsa *tsa = g_ptr_array_index (asked, i);

      if (!is_chosen (self, tsa->name) && !ds_authorities_remove (store, tsa->name, error))
        return FALSE;
    }

  if (!self->with_practice)
    return add_authorities (store, self, asked, error);
  return is_asked (asked, DS_PRACTICE_NAME) || add_practice (store, result, error);
}

gpointer
ds_setup_job (DsStore *store, gpointer data, GError **error)
{
  const DsSetup *self = data;
  g_autoptr (DsSetupResult) result = g_new0 (DsSetupResult, 1);
  g_autoptr (DsProject) project = NULL;

  if (self->is_practice && !write_practice_design (self->folder, error))
    return NULL;

  /* The project first: if its folder is refused, nothing at all has changed. */
  if (self->folder != NULL)
    {
      project = ds_store_add_project (store, self->folder, NULL, error);
      if (project == NULL)
        return NULL;
    }
  if ((self->with_practice || self->authorities != NULL)
      && !change_authorities (store, self, result, error))
    return NULL;

  result->project = g_strdup (project == NULL ? "" : project->id);
  return g_steal_pointer (&result);
}

/* One more than the number of files, for nothing found is an answer too. */
gpointer
ds_setup_look_job (DsStore *store, gpointer data, GError **error)
{
  const DsSetup *self = data;
  g_autoptr (DsFilter) filter = ds_filter_new (NULL);
  g_autoptr (DsScan) scan = ds_scan_folder (self->folder, "", filter, NULL, error);

  return scan == NULL ? NULL : GUINT_TO_POINTER (scan->files->len + 1);
}
