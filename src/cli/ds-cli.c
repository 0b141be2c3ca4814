/* ds-cli.c - what the commands share: arguments, refusals, output
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text goes out as UTF-8 whatever the locale: other programs read it. */
#include "cli/ds-cli.h"

#include <stdio.h>
#include <string.h>

#include "base/ds-error.h"
#include "base/ds-text.h"
#include "cli/ds-cli-key.h"

#define PATH_CHARACTERS_MAX 4096

static const DsCommand *
get_command (char **arguments)
{
  const DsCommand *command = ds_cli_find_command (arguments[0]);

  g_assert (command != NULL);
  return command;
}

/**
 * ds_cli_parse:
 * @arguments: (array zero-terminated=1): the command's name and what follows
 * @entries: its options; every text is an OPTION_ARG_FILENAME, so that no locale converts it
 * @at_least: fewest arguments that are no options
 * @at_most: most of them
 * @exit: (out): the exit status if %NULL is returned
 *
 * `--help` prints the help and ends with 0.
 *
 * Returns: (transfer full) (nullable): the arguments that are no options
 */
char **
ds_cli_parse (char **arguments, const GOptionEntry *entries, guint at_least, guint at_most,
              DsExit *exit)
{
  const DsCommand *command = get_command (arguments);
  g_autofree char *summary = g_strdup_printf ("%s %s", command->name, command->arguments);
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_auto (GStrv) copy = g_strdupv (arguments);
  g_auto (GStrv) rest = NULL;
  gboolean help = FALSE;
  g_autoptr (GError) error = NULL;
  const GOptionEntry own[] = {
    { "help", 'h', 0, G_OPTION_ARG_NONE, &help, "Show this help", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &rest, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_summary (context, command->summary);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_main_entries (context, own, NULL);
  if (!g_option_context_parse_strv (context, &copy, &error))
    {
      *exit = ds_cli_refuse_usage (command->name, "%s", error->message);
      return NULL;
    }
  if (help)
    {
      g_autofree char *options = g_option_context_get_help (context, TRUE, NULL);
      const char *from = strstr (options, command->summary);

      ds_cli_print ("Usage: draftseal %s\n\n%s", summary, from != NULL ? from : options);
      *exit = DS_EXIT_DONE;
      return NULL;
    }
  if (rest == NULL)
    rest = g_new0 (char *, 1);
  if (g_strv_length (rest) < at_least || g_strv_length (rest) > at_most)
    {
      *exit = ds_cli_refuse_usage (command->name, "it is used so: draftseal %s", summary);
      return NULL;
    }
  return g_steal_pointer (&rest);
}

DsExit
ds_cli_refuse_usage (const char *command, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  ds_cli_warn ("%s: %s (see draftseal %s --help)", command, text, command);
  return DS_EXIT_USAGE;
}

/* Prints one clear sentence. */
DsExit
ds_cli_refuse (const GError *error)
{
  ds_cli_warn ("%s", error->message);
  return g_error_matches (error, DS_ERROR, DS_ERROR_USAGE) ? DS_EXIT_USAGE : DS_EXIT_REFUSED;
}

static gboolean
is_not_writable (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_READ_ONLY)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED)
         || g_error_matches (error, DS_ERROR, DS_ERROR_NEWER_FORMAT);
}

/* (transfer full) (nullable): the person's own store; one that may not be written is read. That,
 * damage and what was mended are told. */
DsStore *
ds_cli_open_store (GError **error)
{
  g_autoptr (GError) inner = NULL;
  DsStore *store = ds_store_open (NULL, DS_STORE_WRITE, &inner);

  if (store == NULL && is_not_writable (inner))
    {
      store = ds_store_open (NULL, DS_STORE_READ, NULL);
      if (store != NULL)
        ds_cli_warn ("%s; it is opened for reading only", inner->message);
    }
  if (store == NULL)
    g_propagate_error (error, g_steal_pointer (&inner));
  else
    ds_cli_ask_for_key (store);

  if (store != NULL && ds_store_get_damage (store) != NULL)
    ds_cli_warn ("%s", ds_store_get_damage (store));
  if (store != NULL && ds_store_get_mending (store) != NULL)
    ds_cli_warn ("%s", ds_store_get_mending (store));
  return store;
}

static void
write_text (FILE *file, const char *prefix, const char *format, va_list arguments,
            const char *suffix)
{
  g_autofree char *text = g_strdup_vprintf (format, arguments);

  fputs (prefix, file);
  fputs (text, file);
  fputs (suffix, file);
  fflush (file);
}

void
ds_cli_print (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  write_text (stdout, "", format, arguments, "");
  va_end (arguments);
}

void
ds_cli_warn (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  write_text (stderr, "draftseal: ", format, arguments, "\n");
  va_end (arguments);
}

void
ds_cli_print_json (JsonBuilder *builder)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = NULL;

  json_generator_set_pretty (generator, TRUE);
  json_generator_set_root (generator, root);
  text = json_generator_to_data (generator, NULL);
  ds_cli_print ("%s\n", text);
}

/* A %NULL @value is printed as null: keys are stable. */
void
ds_cli_json_string (JsonBuilder *builder, const char *key, const char *value)
{
  json_builder_set_member_name (builder, key);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

void
ds_cli_json_integer (JsonBuilder *builder, const char *key, guint64 value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_int_value (builder, (gint64) value);
}

void
ds_cli_json_boolean (JsonBuilder *builder, const char *key, gboolean value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_boolean_value (builder, value);
}

/* (transfer full): a file's name that cannot steer the terminal. */
char *
ds_cli_show_path (const char *path)
{
  return ds_text_make_inert (path, strlen (path), PATH_CHARACTERS_MAX);
}

char *
ds_cli_show_size (guint64 octets)
{
  return g_format_size_full (octets, G_FORMAT_SIZE_DEFAULT);
}

/* The one that @name names, or all that are looked after. */
GPtrArray *
ds_cli_choose_projects (DsStore *store, const char *name, GError **error)
{
  DsCatalog *catalog = ds_store_get_catalog (store);
  GPtrArray *projects;
  DsProject *project;

  if (name == NULL)
    return ds_catalog_list_projects (catalog, FALSE, error);
  project = ds_catalog_find_project (catalog, name, error);
  if (project == NULL)
    return NULL;
  projects = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_project_free);
  g_ptr_array_add (projects, project);
  return projects;
}
