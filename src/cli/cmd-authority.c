/* cmd-authority.c - authority: which TSAs are asked
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/ds-error.h"
#include "cli/ds-cli.h"
#include "evidence/ds-authorities.h"
#include "practice/ds-practice-tsa.h"

#define SECONDS_MAX (366 * 86400)

/* What was written on the command line. */
typedef struct
{
  char *operator_name;
  char *trust;
  char *policy;
  char *interval;
  char *window;
  char *price;
  char *budget;
  gboolean is_test;
  gboolean json;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->operator_name);
  g_free (self->trust);
  g_free (self->policy);
  g_free (self->interval);
  g_free (self->window);
  g_free (self->price);
  g_free (self->budget);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* (transfer full) (nullable): DER of each certificate of a PEM or DER file. */
static GPtrArray *
read_anchors (const char *path, GError **error)
{
  g_autoptr (GPtrArray) anchors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (DsX509List) list = ds_x509_list_from_file (path, error);

  if (list == NULL)
    return NULL;
  for (int i = 0; i < sk_X509_num (list); i++)
    g_ptr_array_add (anchors, ds_x509_to_der (sk_X509_value (list, i)));
  return g_steal_pointer (&anchors);
}

static gboolean
is_loopback (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  return host != NULL
         && (strcmp (host, "127.0.0.1") == 0 || strcmp (host, "localhost") == 0
             || strcmp (host, "::1") == 0);
}

/* Anchors come from a person, never from a token. Only the practice TSA of this computer, whose
 * tokens are TEST in any case, brings its own. */
static GPtrArray *
find_anchors (const Options *options, const char *url, GError **error)
{
  g_autoptr (GPtrArray) anchors = NULL;
  g_autofree char *practice = NULL;
  GBytes *root;

  if (options->trust != NULL)
    return read_anchors (options->trust, error);
  practice = ds_practice_tsa_dup_default_folder ();
  root = is_loopback (url) ? ds_practice_tsa_read_root (practice, NULL) : NULL;
  if (root == NULL)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_USAGE,
                   "say with --trust which root certificate its tokens are to be judged by: fetch "
                   "it from the authority itself");
      return NULL;
    }
  ds_cli_print ("Judged by the root of this computer's practice TSA: its stamps are TEST and prove "
                "nothing to others.\n");
  anchors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_ptr_array_add (anchors, root);
  return g_steal_pointer (&anchors);
}

static gboolean
set_seconds (DsJson *json, const char *field, const char *text, GError **error)
{
  guint64 seconds;

  if (text == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 0, SECONDS_MAX, &seconds, NULL))
    {
      g_set_error (error, DS_ERROR, DS_ERROR_USAGE, "--%s takes whole seconds, 0 to %d, not “%s”",
                   field, SECONDS_MAX, text);
      return FALSE;
    }
  ds_json_set_integer (json, field, seconds);
  return TRUE;
}

static char *
get_fingerprint (GBytes *der)
{
  DsDigest digest = ds_digest_sha256_bytes (der);

  return ds_digest_to_hex (&digest);
}

static DsTsa *
make_tsa (const char *name, const char *url, const Options *options, GError **error)
{
  g_autoptr (GPtrArray) anchors = find_anchors (options, url, error);
  g_autoptr (DsJson) json = ds_json_object_new ();

  if (anchors == NULL || !set_seconds (json, "interval", options->interval, error)
      || !set_seconds (json, "window", options->window, error))
    return NULL;
  if (!g_utf8_validate (url, -1, NULL)
      || (options->operator_name != NULL && !g_utf8_validate (options->operator_name, -1, NULL)))
    {
      g_set_error (error, DS_ERROR, DS_ERROR_USAGE, "address and operator are written in UTF-8");
      return NULL;
    }
  ds_tsa_name_anchors (json, anchors);
  ds_json_set_string (json, "url", url);
  ds_json_set_string (json, "operator", options->operator_name);
  ds_json_set_string (json, "policy", options->policy);
  ds_json_set_string (json, "price", options->price);
  ds_json_set_string (json, "budget", options->budget);
  if (options->is_test)
    ds_json_set_boolean (json, "test", TRUE);
  return ds_tsa_from_json (name, json, anchors, error);
}

static DsExit
add (DsStore *store, char **rest, const Options *options)
{
  g_autoptr (DsTsa) tsa = NULL;
  g_autoptr (GError) error = NULL;

  if (g_strv_length (rest) != 3)
    return ds_cli_refuse_usage ("authority", "authority add takes a name and an address");
  tsa = make_tsa (rest[1], rest[2], options, &error);
  if (tsa == NULL || !ds_authorities_add (store, tsa, &error))
    return ds_cli_refuse (error);
  ds_cli_print ("%s is asked from now on%s. Nothing was sent yet.\n", tsa->name,
                options->trust != NULL ? " (authority added by you)" : "");
  return DS_EXIT_DONE;
}

static void
print_tsa (const DsTsa *tsa)
{
  ds_cli_print ("%s%s — %s\n    operator: %s; every %u s at the most; window %u s\n", tsa->name,
                tsa->is_test ? " (TEST)" : "", tsa->url,
                tsa->operator_name != NULL ? tsa->operator_name : "unknown", tsa->interval_s,
                tsa->window_s);
  if (tsa->price > 0)
    {
      g_autofree char *price = ds_amount_format (tsa->price);
      g_autofree char *budget = ds_amount_format (tsa->budget);

      ds_cli_print ("    price %s a token; budget %s a month\n", price,
                    tsa->budget > 0 ? budget : "without bound");
    }
  for (guint i = 0; i < tsa->anchors->len; i++)
    {
      g_autofree char *fingerprint = get_fingerprint (g_ptr_array_index (tsa->anchors, i));

      ds_cli_print ("    trust anchor, SHA-256 %s (added by you)\n", fingerprint);
    }
}

static void
add_json (JsonBuilder *builder, const DsTsa *tsa)
{
  g_autofree char *price = ds_amount_format (tsa->price);
  g_autofree char *budget = ds_amount_format (tsa->budget);

  json_builder_begin_object (builder);
  ds_cli_json_string (builder, "name", tsa->name);
  ds_cli_json_string (builder, "url", tsa->url);
  ds_cli_json_string (builder, "operator", tsa->operator_name);
  ds_cli_json_string (builder, "policy", tsa->policy);
  ds_cli_json_integer (builder, "interval", tsa->interval_s);
  ds_cli_json_integer (builder, "window", tsa->window_s);
  ds_cli_json_string (builder, "price", price);
  ds_cli_json_string (builder, "budget", tsa->budget > 0 ? budget : NULL);
  ds_cli_json_boolean (builder, "test", tsa->is_test);
  json_builder_set_member_name (builder, "trust");
  json_builder_begin_array (builder);
  for (guint i = 0; i < tsa->anchors->len; i++)
    {
      g_autofree char *fingerprint = get_fingerprint (g_ptr_array_index (tsa->anchors, i));

      json_builder_add_string_value (builder, fingerprint);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static DsExit
list (DsStore *store, gboolean json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tsas = ds_authorities_list (store, &error);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (tsas == NULL)
    return ds_cli_refuse (error);
  json_builder_begin_array (builder);
  for (guint i = 0; i < tsas->len; i++)
    {
      const DsTsa *tsa = g_ptr_array_index (tsas, i);

      if (json)
        add_json (builder, tsa);
      else
        print_tsa (tsa);
    }
  json_builder_end_array (builder);
  if (json)
    ds_cli_print_json (builder);
  else if (tsas->len == 0)
    ds_cli_print ("No authority is added: drafts stay LOCAL.\n");
  return DS_EXIT_DONE;
}

static DsExit
remove_one (DsStore *store, const char *name)
{
  g_autoptr (GError) error = NULL;

  if (!ds_authorities_remove (store, name, &error))
    return ds_cli_refuse (error);
  ds_cli_print ("%s is asked no more; what it signed stays and is judged as before.\n", name);
  return DS_EXIT_DONE;
}

DsExit
ds_cmd_authority (char **arguments)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "operator", 0, 0, G_OPTION_ARG_FILENAME, &options.operator_name, "Who runs it", "TEXT" },
    { "trust", 0, 0, G_OPTION_ARG_FILENAME, &options.trust,
      "Root certificate its tokens are judged by", "PEM" },
    { "policy", 0, 0, G_OPTION_ARG_FILENAME, &options.policy, "Policy to ask for", "OID" },
    { "interval", 0, 0, G_OPTION_ARG_FILENAME, &options.interval,
      "Least time between two requests (default 15)", "SECONDS" },
    { "window", 0, 0, G_OPTION_ARG_FILENAME, &options.window,
      "How long drafts are collected (default 30; with a price 86400)", "SECONDS" },
    { "price", 0, 0, G_OPTION_ARG_FILENAME, &options.price, "Price of one token", "AMOUNT" },
    { "budget", 0, 0, G_OPTION_ARG_FILENAME, &options.budget, "Most to spend in a month",
      "AMOUNT" },
    { "test", 0, 0, G_OPTION_ARG_NONE, &options.is_test, "It is a test authority", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, "Print JSON (list)", NULL },
    G_OPTION_ENTRY_NULL,
  };
  DsExit exit;
  g_auto (GStrv) rest = ds_cli_parse (arguments, entries, 1, 3, &exit);
  g_autoptr (DsStore) store = NULL;
  g_autoptr (GError) error = NULL;

  if (rest == NULL)
    return exit;
  store = ds_cli_open_store (&error);
  if (store == NULL)
    return ds_cli_refuse (error);
  if (strcmp (rest[0], "add") == 0)
    return add (store, rest, &options);
  if (strcmp (rest[0], "list") == 0 && rest[1] == NULL)
    return list (store, options.json);
  if (strcmp (rest[0], "remove") == 0 && g_strv_length (rest) == 2)
    return remove_one (store, rest[1]);
  return ds_cli_refuse_usage ("authority", "use list, add NAME URL or remove NAME");
}
