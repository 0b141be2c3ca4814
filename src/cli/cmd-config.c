/* cmd-config.c - config: settings, kept in the store
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/ds-error.h"
#include "cli/cmd-config-vault.h"
#include "cli/ds-cli.h"
#include "evidence/ds-authorities.h"
#include "project/ds-store-vault.h"

#define SIZE_MAX_OCTETS (G_GUINT64_CONSTANT (1) << 53) /* no number in the journal is larger */

typedef enum
{
  LIST,   /* words separated by commas; empty takes the setting back */
  SWITCH, /* on | off */
  SIZE,   /* octets, with a letter for 1024 of them and so on; empty takes the setting back */
  LOOK,   /* one of ds_first_look_to_text() */
} Kind;

typedef struct
{
  const char *key;
  Kind kind;
  const char *otherwise; /* how it is without being set */
  const char *meaning;
} Key;

#define STORE_KEY DS_STORE_ENCRYPTION_SETTING /* the only one that is no project's */

/* Settings of one project. */
static const Key keys[] = {
  { "authorities", LIST, "all", "which authorities stamp the project" },
  { "direct-final", SWITCH, "on", "whether a Final gets a token on the file's own digest too" },
  { "extensions", LIST, "all", "the only ones looked after; documents: all of known programs" },
  { "first-look", LOOK, "everything", "what becomes of what was there: or documents, record-only" },
  { "ignore", LIST, "none", "patterns of names that are no drafts, with a ! that are after all" },
  { "mounts", LIST, "none", "folders on other file systems that are looked into" },
  { "pause", SWITCH, "off", "whether the first look waits; saves do not" },
  { "size-max", SIZE, "none", "the largest file that is looked after, as 500M" },
  { "size-min", SIZE, "none", "the smallest one" },
};

static const Key *
find_key (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (strcmp (keys[i].key, name) == 0)
      return &keys[i];
  return NULL;
}

static char *
show_value (const Key *key, const DsJson *value)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (value == NULL)
    return g_strdup (key->otherwise);
  if (key->kind == SWITCH)
    return g_strdup (ds_json_get_truth (value) ? "on" : "off");
  if (key->kind == SIZE)
    return g_strdup_printf ("%" G_GUINT64_FORMAT, ds_json_get_number (value));
  if (key->kind == LOOK)
    return g_strdup (ds_json_get_text (value));
  for (guint i = 0; i < ds_json_get_size (value); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "",
                            ds_json_get_text (ds_json_get_nth (value, i)));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
check_word (DsStore *store, const Key *key, const char *word, GError **error)
{
  g_autoptr (DsTsa) tsa = NULL;

  if (!g_utf8_validate (word, -1, NULL))
    {
      g_set_error (error, DS_ERROR, DS_ERROR_USAGE, "settings are written in UTF-8");
      return FALSE;
    }
  if (strcmp (key->key, "authorities") != 0)
    return TRUE;
  tsa = ds_authorities_find (store, word, FALSE, error);
  return tsa != NULL;
}

/* %NULL without @error takes the setting back. */
static DsJson *
parse_list (DsStore *store, const Key *key, const char *text, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  g_autoptr (DsJson) list = ds_json_array_new ();

  if (*text == '\0' || strcmp (text, key->otherwise) == 0)
    return NULL;
  for (guint i = 0; words[i] != NULL; i++)
    {
      if (!check_word (store, key, g_strstrip (words[i]), error))
        return NULL;
      ds_json_add_string (list, words[i]);
    }
  return g_steal_pointer (&list);
}

static DsJson *
parse_switch (const Key *key, const char *text, GError **error)
{
  if (strcmp (text, "on") == 0 || strcmp (text, "off") == 0)
    return ds_json_boolean_new (strcmp (text, "on") == 0);
  g_set_error (error, DS_ERROR, DS_ERROR_USAGE, "%s is on or off, not “%s”", key->key, text);
  return NULL;
}

/* %NULL without @error takes the setting back. */
static DsJson *
parse_size (const Key *key, const char *text, GError **error)
{
  static const char units[] = "KMGT";
  char *end = NULL;
  guint64 size = g_ascii_strtoull (text, &end, 10);
  const char *unit = *end != '\0' ? strchr (units, g_ascii_toupper (*end)) : NULL;
  guint shift = unit != NULL ? 10 * (guint) (unit - units + 1) : 0;

  if (*text == '\0' || strcmp (text, key->otherwise) == 0)
    return NULL;
  if (g_ascii_isdigit (*text) && (unit != NULL ? end[1] : *end) == '\0'
      && size <= SIZE_MAX_OCTETS >> shift)
    return ds_json_integer_new (size << shift);
  g_set_error (error, DS_ERROR, DS_ERROR_USAGE,
               "%s is a number of octets such as 1000, 500K, 20M or 2G, not “%s”", key->key, text);
  return NULL;
}

static DsJson *
parse_look (const Key *key, const char *text, GError **error)
{
  DsFirstLook look;

  if (ds_first_look_parse (text, &look))
    return ds_json_string_new (text);
  g_set_error (error, DS_ERROR, DS_ERROR_USAGE,
               "%s is everything, documents or record-only, not “%s”", key->key, text);
  return NULL;
}

static gboolean
parse_value (DsStore *store, const Key *key, const char *text, DsJson **value, GError **error)
{
  g_autoptr (GError) inner = NULL;

  switch (key->kind)
    {
    case LIST:
      *value = parse_list (store, key, text, &inner);
      break;
    case SWITCH:
      *value = parse_switch (key, text, &inner);
      break;
    case SIZE:
      *value = parse_size (key, text, &inner);
      break;
    case LOOK:
      *value = parse_look (key, text, &inner);
      break;
    default:
      g_assert_not_reached ();
    }
  if (inner == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&inner));
  return FALSE;
}

static void
print_key (DsStore *store, const DsProject *project, const Key *key)
{
  g_autoptr (DsJson) value =
      ds_catalog_get_setting (ds_store_get_catalog (store), project->id, key->key);
  g_autofree char *text = show_value (key, value);

  ds_cli_print ("%s = %s    (%s)\n", key->key, text, key->meaning);
}

static void
print_store_key (DsStore *store)
{
  g_autofree char *shown = ds_config_vault_show (store);

  ds_cli_print (STORE_KEY " = %s    (whether new drafts are kept encrypted)\n", shown);
}

static DsExit
print_keys (DsStore *store, GPtrArray *projects, const Key *only)
{
  for (guint i = 0; i < projects->len; i++)
    {
      const DsProject *project = g_ptr_array_index (projects, i);

      ds_cli_print ("[%s]\n", project->name);
      for (guint j = 0; j < G_N_ELEMENTS (keys); j++)
        if (only == NULL || only == &keys[j])
          print_key (store, project, &keys[j]);
    }
  return DS_EXIT_DONE;
}

static DsExit
set_key (DsStore *store, const DsProject *project, const Key *key, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsJson) value = NULL;

  if (!parse_value (store, key, text, &value, &error)
      || !ds_store_set_setting (store, project->id, key->key, value, &error))
    return ds_cli_refuse (error);
  print_key (store, project, key);
  return DS_EXIT_DONE;
}

static DsExit
run_store_key (const char *value, gboolean convert)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsStore) store = ds_cli_open_store (&error);

  if (store == NULL)
    return ds_cli_refuse (error);
  if (value != NULL)
    return ds_config_vault_set (store, value, convert);
  print_store_key (store);
  return DS_EXIT_DONE;
}

DsExit
ds_cmd_config (char **arguments)
{
  g_autofree char *project_name = NULL;
  gboolean convert = FALSE;
  const GOptionEntry entries[] = {
    { "project", 0, 0, G_OPTION_ARG_FILENAME, &project_name, "Of this project", "NAME" },
    { "convert", 0, 0, G_OPTION_ARG_NONE, &convert,
      "With vault.encryption: bring what is kept already into the same form", NULL },
    G_OPTION_ENTRY_NULL,
  };
  DsExit exit;
  g_auto (GStrv) rest = ds_cli_parse (arguments, entries, 0, 2, &exit);
  const Key *key;
  g_autoptr (DsStore) store = NULL;
  g_autoptr (GPtrArray) projects = NULL;
  g_autoptr (GError) error = NULL;

  if (rest == NULL)
    return exit;
  if (g_strcmp0 (rest[0], STORE_KEY) == 0 && project_name == NULL)
    return run_store_key (rest[1], convert);
  if (convert)
    return ds_cli_refuse_usage ("config", "--convert belongs to " STORE_KEY " on, off or new-key");
  key = rest[0] != NULL ? find_key (rest[0]) : NULL;
  if (rest[0] != NULL && key == NULL)
    return ds_cli_refuse_usage ("config", "there is no setting “%s”", rest[0]);
  if (rest[0] != NULL && rest[1] != NULL && project_name == NULL)
    return ds_cli_refuse_usage ("config", "%s is set for one project: name it with --project",
                                key->key);
  store = ds_cli_open_store (&error);
  if (store != NULL)
    projects = ds_cli_choose_projects (store, project_name, &error);
  if (projects == NULL)
    return ds_cli_refuse (error);
  if (key == NULL && project_name == NULL)
    print_store_key (store);
  if (key == NULL || rest[1] == NULL)
    return print_keys (store, projects, key);
  return set_key (store, g_ptr_array_index (projects, 0), key, rest[1]);
}
