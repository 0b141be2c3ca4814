/* cmd-status.c - status: projects, pending drafts, authorities, what needs a person
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/ds-error.h"
#include "base/ds-lock.h"
#include "cli/ds-cli.h"
#include "evidence/ds-authorities.h"
#include "evidence/ds-stamp-plan.h"
#include "project/ds-catalog-copy.h"
#include "project/ds-catalog-stamping.h"
#include "project/ds-gap.h"
#include "project/ds-room.h"

/* What is known of one authority just now. */
typedef struct
{
  const DsTsa *tsa;
  DsStampPlan *plan;     /* owned */
  DsTsaHistory *history; /* owned */
  guint64 n_tokens;
} TsaState;

static void
tsa_state_free (gpointer data)
{
  TsaState *self = data;

  g_clear_pointer (&self->plan, ds_stamp_plan_free);
  g_clear_pointer (&self->history, ds_tsa_history_free);
  g_free (self);
}

static gboolean
is_watched (DsStore *store, const DsProject *project)
{
  g_autofree char *name = g_strdup_printf ("project-%s.lock", project->id);
  g_autofree char *path = g_build_filename (ds_store_get_folder (store), name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsLock) lock = ds_lock_try (path, &error);

  return g_error_matches (error, DS_ERROR, DS_ERROR_BUSY);
}

static GPtrArray *
collect_tsas (DsStore *store, GPtrArray *tsas, GError **error)
{
  g_autoptr (GPtrArray) states = g_ptr_array_new_with_free_func (tsa_state_free);

  for (guint i = 0; i < tsas->len; i++)
    {
      TsaState *state = g_new0 (TsaState, 1);

      g_ptr_array_add (states, state);
      state->tsa = g_ptr_array_index (tsas, i);
      state->n_tokens = ds_catalog_count_tokens (ds_store_get_catalog (store), state->tsa->name);
      state->plan =
          ds_stamp_plan_make (store, state->tsa, ds_time_now (), DS_STAMP_BY_CLOCK, error);
      state->history =
          ds_catalog_read_history (ds_store_get_catalog (store), state->tsa->name, error);
      if (state->plan == NULL || state->history == NULL)
        return NULL;
    }
  return g_steal_pointer (&states);
}

/* One sentence for each thing that needs a person. */
static GPtrArray *
collect_needs (DsStore *store, GPtrArray *projects, GPtrArray *states)
{
  GPtrArray *needs = g_ptr_array_new_with_free_func (g_free);
  DsRoom room = ds_room_measure (store);
  g_autoptr (GError) away = NULL;
  guint64 n_lost = ds_catalog_count_lost_copies (ds_store_get_catalog (store));

  if (ds_store_get_damage (store) != NULL)
    g_ptr_array_add (needs, g_strdup (ds_store_get_damage (store)));
  if (!ds_vault_check_place (ds_store_get_vault (store), &away))
    g_ptr_array_add (needs, g_strdup (away->message));
  if (room.is_low)
    g_ptr_array_add (needs, ds_room_describe (&room));
  if (n_lost > 0)
    g_ptr_array_add (needs, g_strdup_printf ("%" G_GUINT64_FORMAT " kept cop%s damaged or missing: "
                                             "bring the files back from a backup; draftseal check "
                                             "tells which drafts are lost",
                                             n_lost, n_lost == 1 ? "y is" : "ies are"));
  if (states->len == 0)
    g_ptr_array_add (needs, g_strdup ("no authority is added, so drafts stay LOCAL: see draftseal "
                                      "authority add"));
  for (guint i = 0; i < projects->len; i++)
    {
      const DsProject *project = g_ptr_array_index (projects, i);

      if (!g_file_test (project->folder, G_FILE_TEST_IS_DIR))
        g_ptr_array_add (needs, g_strdup_printf ("the folder of “%s” is not there: tell where it "
                                                 "is with draftseal relink",
                                                 project->name));
    }
  for (guint i = 0; i < states->len; i++)
    {
      const TsaState *state = g_ptr_array_index (states, i);

      if (state->history->failure != NULL)
        g_ptr_array_add (needs, g_strdup_printf ("%s gave no stamp the last %u time%s: %s",
                                                 state->tsa->name, state->history->n_failures,
                                                 state->history->n_failures == 1 ? "" : "s",
                                                 state->history->failure));
      if (state->plan->action == DS_STAMP_HELD)
        g_ptr_array_add (needs, g_strdup (state->plan->why));
    }
  return needs;
}

/* The gaps in watching that last, but for that nobody watches, which is told otherwise. */
static GPtrArray *
list_lasting_gaps (DsStore *store, const DsProject *project)
{
  GPtrArray *gaps = ds_catalog_list_gaps (ds_store_get_catalog (store), project->id, NULL);

  for (guint i = gaps != NULL ? gaps->len : 0; i-- > 0;)
    {
      const DsGap *gap = g_ptr_array_index (gaps, i);

      if (gap->has_ended || g_strcmp0 (gap->reason, DS_GAP_NOT_RUNNING) == 0)
        g_ptr_array_remove_index (gaps, i);
    }
  return gaps != NULL ? gaps : g_ptr_array_new ();
}

static void
add_gaps (JsonBuilder *builder, DsStore *store, const DsProject *project)
{
  g_autoptr (GPtrArray) gaps = list_lasting_gaps (store, project);

  json_builder_set_member_name (builder, "gaps");
  json_builder_begin_array (builder);
  for (guint i = 0; i < gaps->len; i++)
    {
      const DsGap *gap = g_ptr_array_index (gaps, i);
      g_autofree char *since = ds_time_format_local (gap->since);

      json_builder_begin_object (builder);
      ds_cli_json_string (builder, "reason", gap->reason);
      ds_cli_json_string (builder, "since", since);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
print_gaps (DsStore *store, const DsProject *project)
{
  g_autoptr (GPtrArray) gaps = list_lasting_gaps (store, project);

  for (guint i = 0; i < gaps->len; i++)
    {
      const DsGap *gap = g_ptr_array_index (gaps, i);
      g_autofree char *since = ds_time_format_display (ds_time_from_unix (gap->since.seconds));

      ds_cli_print ("    saves may be seen late or missed since %s: %s\n", since, gap->reason);
    }
}

static void
add_projects (JsonBuilder *builder, DsStore *store, GPtrArray *projects)
{
  json_builder_set_member_name (builder, "projects");
  json_builder_begin_array (builder);
  for (guint i = 0; i < projects->len; i++)
    {
      const DsProject *project = g_ptr_array_index (projects, i);
      g_autofree char *folder = g_filename_display_name (project->folder);

      json_builder_begin_object (builder);
      ds_cli_json_string (builder, "id", project->id);
      ds_cli_json_string (builder, "name", project->name);
      ds_cli_json_string (builder, "folder", folder);
      ds_cli_json_boolean (builder, "present", g_file_test (project->folder, G_FILE_TEST_IS_DIR));
      ds_cli_json_boolean (builder, "watched", is_watched (store, project));
      ds_cli_json_integer (builder, "drafts", project->n_drafts);
      ds_cli_json_integer (builder, "pending", project->n_pending);
      add_gaps (builder, store, project);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_tsas (JsonBuilder *builder, DsStore *store, GPtrArray *states)
{
  json_builder_set_member_name (builder, "authorities");
  json_builder_begin_array (builder);
  for (guint i = 0; i < states->len; i++)
    {
      const TsaState *state = g_ptr_array_index (states, i);
      g_autofree char *spent =
          ds_amount_format (ds_stamp_plan_compute_spent (store, state->tsa, ds_time_now ()));

      json_builder_begin_object (builder);
      ds_cli_json_string (builder, "name", state->tsa->name);
      ds_cli_json_integer (builder, "tokens", state->n_tokens);
      ds_cli_json_integer (builder, "owed_batches", state->plan->n_batches);
      ds_cli_json_integer (builder, "owed_finals", state->plan->n_finals);
      ds_cli_json_integer (builder, "failures", state->history->n_failures);
      ds_cli_json_string (builder, "last_failure", state->history->failure);
      ds_cli_json_string (builder, "spent_this_month", spent);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_room (JsonBuilder *builder, DsStore *store)
{
  DsRoom room = ds_room_measure (store);

  json_builder_set_member_name (builder, "room");
  json_builder_begin_object (builder);
  ds_cli_json_integer (builder, "free", room.free_octets);
  ds_cli_json_boolean (builder, "low", room.is_low);
  json_builder_end_object (builder);
}

static void
print_json (DsStore *store, GPtrArray *projects, GPtrArray *states, GPtrArray *needs)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  ds_cli_json_string (builder, "store", ds_store_get_id (store));
  add_room (builder, store);
  add_projects (builder, store, projects);
  add_tsas (builder, store, states);
  json_builder_set_member_name (builder, "needs_person");
  json_builder_begin_array (builder);
  for (guint i = 0; i < needs->len; i++)
    json_builder_add_string_value (builder, g_ptr_array_index (needs, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  ds_cli_print_json (builder);
}

static void
print_text (DsStore *store, GPtrArray *projects, GPtrArray *states, GPtrArray *needs)
{
  if (projects->len == 0)
    ds_cli_print ("No project yet: draftseal add FOLDER\n");
  for (guint i = 0; i < projects->len; i++)
    {
      const DsProject *project = g_ptr_array_index (projects, i);
      g_autofree char *folder = ds_cli_show_path (project->folder);

      ds_cli_print ("%s — %s\n    %s, %" G_GUINT64_FORMAT " drafts, %" G_GUINT64_FORMAT
                    " in no batch yet\n",
                    project->name, folder, is_watched (store, project) ? "watched" : "not watched",
                    project->n_drafts, project->n_pending);
      print_gaps (store, project);
    }
  for (guint i = 0; i < states->len; i++)
    {
      const TsaState *state = g_ptr_array_index (states, i);

      ds_cli_print ("%s%s — %" G_GUINT64_FORMAT " tokens, owes %u batch%s and %u final%s\n",
                    state->tsa->name, state->tsa->is_test ? " (TEST)" : "", state->n_tokens,
                    state->plan->n_batches, state->plan->n_batches == 1 ? "" : "es",
                    state->plan->n_finals, state->plan->n_finals == 1 ? "" : "s");
    }
  for (guint i = 0; i < needs->len; i++)
    ds_cli_print ("needs you: %s\n", (const char *) g_ptr_array_index (needs, i));
}

DsExit
ds_cmd_status (char **arguments)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print JSON", NULL },
    G_OPTION_ENTRY_NULL,
  };
  DsExit exit;
  g_auto (GStrv) rest = ds_cli_parse (arguments, entries, 0, 0, &exit);
  g_autoptr (DsStore) store = NULL;
  g_autoptr (GPtrArray) projects = NULL;
  g_autoptr (GPtrArray) tsas = NULL;
  g_autoptr (GPtrArray) states = NULL;
  g_autoptr (GPtrArray) needs = NULL;
  g_autoptr (GError) error = NULL;

  if (rest == NULL)
    return exit;
  store = ds_cli_open_store (&error);
  if (store == NULL
      || (projects = ds_catalog_list_projects (ds_store_get_catalog (store), FALSE, &error)) == NULL
      || (tsas = ds_authorities_list (store, &error)) == NULL
      || (states = collect_tsas (store, tsas, &error)) == NULL)
    return ds_cli_refuse (error);
  needs = collect_needs (store, projects, states);
  if (json)
    print_json (store, projects, states, needs);
  else
    print_text (store, projects, states, needs);
  return DS_EXIT_DONE;
}
