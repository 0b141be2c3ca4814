/* ds-cli-survey.c - scan --dry-run: what would be looked at, what would not and why
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/ds-cli-survey.h"

#include <sys/statvfs.h>

#include "service/ds-capture.h"
#include "watch/ds-survey.h"

/* What the store's file system still takes, octets. */
static guint64
get_room (DsStore *store)
{
  struct statvfs fs;

  if (statvfs (ds_store_get_folder (store), &fs) != 0)
    return 0;
  return (guint64) fs.f_bavail * fs.f_frsize;
}

static void
print_count (const char *what, const DsSurveyCount *count)
{
  g_autofree char *size = ds_cli_show_size (count->octets);

  ds_cli_print ("    %" G_GUINT64_FORMAT " %s, %s\n", count->n_files, what, size);
}

static void
print_notes (const char *what, GPtrArray *notes)
{
  for (guint i = 0; i < notes->len; i++)
    {
      const DsSurveyNote *note = g_ptr_array_index (notes, i);
      g_autofree char *path = ds_cli_show_path (note->path);

      ds_cli_print ("    %s: %s — %s\n", what, path, note->reason);
    }
}

static void
print_survey (const DsProject *project, const DsSurvey *survey, guint64 room)
{
  g_autofree char *size = ds_cli_show_size (room);

  ds_cli_print ("%s\n", project->name);
  print_count ("design documents", &survey->documents);
  print_count ("other files that may be drafts", &survey->others);
  ds_cli_print ("    room for %s more in the store\n", size);
  print_notes ("ignored", survey->ignored);
  print_notes ("not looked after", survey->left_out);
}

static void
add_count (JsonBuilder *builder, const char *key, const DsSurveyCount *count)
{
  json_builder_set_member_name (builder, key);
  json_builder_begin_object (builder);
  ds_cli_json_integer (builder, "files", count->n_files);
  ds_cli_json_integer (builder, "size", count->octets);
  json_builder_end_object (builder);
}

static void
add_notes (JsonBuilder *builder, const char *key, GPtrArray *notes)
{
  json_builder_set_member_name (builder, key);
  json_builder_begin_array (builder);
  for (guint i = 0; i < notes->len; i++)
    {
      const DsSurveyNote *note = g_ptr_array_index (notes, i);
      g_autofree char *path = g_filename_display_name (note->path);

      json_builder_begin_object (builder);
      ds_cli_json_string (builder, "path", path);
      ds_cli_json_string (builder, "reason", note->reason);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_survey (JsonBuilder *builder, const DsProject *project, const DsSurvey *survey, guint64 room)
{
  json_builder_begin_object (builder);
  ds_cli_json_string (builder, "project", project->name);
  add_count (builder, "documents", &survey->documents);
  add_count (builder, "others", &survey->others);
  ds_cli_json_integer (builder, "room", room);
  add_notes (builder, "ignored", survey->ignored);
  add_notes (builder, "left_out", survey->left_out);
  json_builder_end_object (builder);
}

/**
 * ds_cli_survey:
 * @projects: (element-type DsProject): what to look at
 * @json: whether to print JSON
 *
 * Reads and records nothing.
 */
DsExit
ds_cli_survey (DsStore *store, GPtrArray *projects, gboolean json)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  guint64 room = get_room (store);
  DsExit exit = DS_EXIT_DONE;

  json_builder_begin_array (builder);
  for (guint i = 0; i < projects->len; i++)
    {
      const DsProject *project = g_ptr_array_index (projects, i);
      g_autoptr (DsFilter) filter = ds_capture_make_filter (project);
      g_autoptr (GError) error = NULL;
      g_autoptr (DsSurvey) survey = ds_survey_make (project->folder, filter, NULL, &error);

      if (survey == NULL)
        exit = ds_cli_refuse (error);
      else if (json)
        add_survey (builder, project, survey, room);
      else
        print_survey (project, survey, room);
    }
  json_builder_end_array (builder);
  if (json)
    ds_cli_print_json (builder);
  return exit;
}
