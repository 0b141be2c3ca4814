/* cmd-check.c - check: the whole store read again, and the index made anew
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "cli/ds-cli-key.h"
#include "cli/ds-cli-work.h"
#include "evidence/ds-store-check.h"

typedef struct
{
  DsStoreCheckOptions options;
  const char *store_folder;
  char *project; /* owned (nullable): id */
  DsStoreCheck *check;
  gboolean rebuild;
} Check;

static void
check_clear (Check *self)
{
  g_free (self->project);
  g_clear_pointer (&self->check, ds_store_check_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Check, check_clear)

static void
add_counts (JsonBuilder *builder, const DsStoreCheck *check)
{
  json_builder_set_member_name (builder, "drafts");
  json_builder_begin_object (builder);
  ds_cli_json_integer (builder, "all", check->n_drafts);
  ds_cli_json_integer (builder, "proven", check->n_proven);
  ds_cli_json_integer (builder, "test", check->n_test);
  ds_cli_json_integer (builder, "not_stamped", check->n_waiting);
  ds_cli_json_integer (builder, "locked", check->n_locked);
  ds_cli_json_integer (builder, "unprovable", check->n_unprovable);
  ds_cli_json_integer (builder, "without_bytes", check->n_without_bytes);
  json_builder_end_object (builder);
}

static void
print_json (const Check *c)
{
  const DsStoreCheck *check = c->check;
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  ds_cli_json_string (builder, "store", check->store_id);
  ds_cli_json_integer (builder, "entries", check->n_entries);
  ds_cli_json_integer (builder, "files", check->n_files);
  ds_cli_json_integer (builder, "octets", check->n_octets);
  add_counts (builder, check);
  ds_cli_json_integer (builder, "losses", check->n_losses);
  json_builder_set_member_name (builder, "findings");
  json_builder_begin_array (builder);
  for (guint i = 0; i < check->findings->len; i++)
    {
      const DsStoreFinding *finding = g_ptr_array_index (check->findings, i);

      json_builder_begin_object (builder);
      ds_cli_json_string (builder, "what", finding->what);
      ds_cli_json_string (builder, "name", finding->name);
      ds_cli_json_boolean (builder, "loss", finding->is_loss);
      ds_cli_json_string (builder, "text", finding->text);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  ds_cli_json_boolean (builder, "rebuilt", c->rebuild);
  json_builder_end_object (builder);
  ds_cli_print_json (builder);
}

static void
print_count (guint64 n, const char *text)
{
  if (n > 0)
    ds_cli_print ("%8" G_GUINT64_FORMAT "  %s\n", n, text);
}

static void
print_text (const Check *c)
{
  const DsStoreCheck *check = c->check;
  g_autofree char *size = ds_cli_show_size (check->n_octets);

  ds_cli_print ("Read again: %" G_GUINT64_FORMAT " journal entries, %" G_GUINT64_FORMAT
                " files, %s of drafts.\n",
                check->n_entries, check->n_files, size);
  print_count (check->n_drafts, "drafts, of which");
  print_count (check->n_proven, "can be proven");
  print_count (check->n_test, "rest on a TEST authority alone, which proves nothing to others");
  print_count (check->n_waiting, "are whole and not stamped yet");
  print_count (check->n_locked, "are encrypted and were not read: their key is not at hand");
  print_count (check->n_unprovable, "cannot be proven any more");
  print_count (check->n_without_bytes, "can be shown only with the file itself: its bytes were not "
                                       "kept, by choice");
  for (guint i = 0; i < check->findings->len; i++)
    {
      const DsStoreFinding *finding = g_ptr_array_index (check->findings, i);
      g_autofree char *text = ds_cli_show_path (finding->text);

      ds_cli_print ("%s: %s.\n", finding->is_loss ? finding->what : "remark", text);
    }
  if (check->n_losses == 0 && check->n_locked == 0)
    ds_cli_print ("Everything is as it was left.\n");
  if (c->rebuild)
    ds_cli_print ("The index was made anew.\n");
}

static gboolean
run_check (const DsProgress *progress, GCancellable *cancellable, gpointer data, GError **error)
{
  Check *c = data;

  c->options.progress = *progress;
  c->options.now = ds_time_now ();
  c->check = ds_store_check_run (c->store_folder, &c->options, cancellable, error);
  return c->check != NULL;
}

/* The project's id, from an index made in memory: nothing may be made anew before the check. */
static char *
find_project (const char *store_folder, const char *name, GError **error)
{
  g_autoptr (DsStore) store = ds_store_open (store_folder, DS_STORE_READ, error);
  g_autoptr (DsProject) project =
      store != NULL ? ds_catalog_find_project (ds_store_get_catalog (store), name, error) : NULL;

  return project != NULL ? g_strdup (project->id) : NULL;
}

/* Damage to the index alone is mended by making it anew; whatever else is lost stays lost. */
static gboolean
is_left (const Check *c)
{
  if (c->check->n_locked > 0)
    return TRUE;
  for (guint i = 0; i < c->check->findings->len; i++)
    {
      const DsStoreFinding *finding = g_ptr_array_index (c->check->findings, i);

      if (finding->is_loss && !(c->rebuild && strcmp (finding->what, "index") == 0))
        return TRUE;
    }
  return FALSE;
}

DsExit
ds_cmd_check (char **arguments)
{
  g_autofree char *project_name = NULL;
  g_autofree char *store_folder = ds_store_dup_default_folder ();
  g_auto (Check) c = { .store_folder = store_folder };
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "project", 0, 0, G_OPTION_ARG_FILENAME, &project_name, "Only the drafts of this project",
      "NAME" },
    { "rebuild", 0, 0, G_OPTION_ARG_NONE, &c.rebuild,
      "Afterwards make the index anew from the journal", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print JSON", NULL },
    G_OPTION_ENTRY_NULL,
  };
  DsExit exit;
  g_auto (GStrv) rest = ds_cli_parse (arguments, entries, 0, 0, &exit);
  g_autoptr (GError) error = NULL;

  if (rest == NULL)
    return exit;
  if (project_name != NULL
      && (c.project = find_project (store_folder, project_name, &error)) == NULL)
    return ds_cli_refuse (error);
  c.options.project = c.project;
  c.options.opened = ds_cli_ask_for_key;
  if (!ds_cli_work ("the check", run_check, &c, &error)
      || (c.rebuild && !ds_store_rebuild_index (store_folder, &error)))
    return ds_cli_refuse (error);
  if (json)
    print_json (&c);
  else
    print_text (&c);
  return is_left (&c) ? DS_EXIT_REFUSED : DS_EXIT_DONE;
}
