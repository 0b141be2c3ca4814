/* ds-cli.h - what the commands share: arguments, refusals, output
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "project/ds-store.h"

G_BEGIN_DECLS

typedef enum
{
  DS_EXIT_DONE = 0,          /* done, PASSED */
  DS_EXIT_REFUSED = 1,       /* refused, FAILED */
  DS_EXIT_USAGE = 2,         /* wrong usage */
  DS_EXIT_INDETERMINATE = 3, /* INDETERMINATE or TEST */
} DsExit;

/* One command: what it is called, how it is used, what it does. */
typedef struct
{
  const char *name;
  const char *arguments;
  const char *summary;
  DsExit (*run) (char **arguments);
} DsCommand;

const DsCommand *ds_cli_find_command (const char *name);

/* Takes options out of @arguments (which start with the command's name); what is left over is
 * returned. %NULL: the caller returns @exit at once. */
char **ds_cli_parse (char **arguments, const GOptionEntry *entries, guint at_least, guint at_most,
                     DsExit *exit) G_GNUC_WARN_UNUSED_RESULT;

DsExit ds_cli_refuse (const GError *error);
DsExit ds_cli_refuse_usage (const char *command, const char *format, ...) G_GNUC_PRINTF (2, 3);
DsStore *ds_cli_open_store (GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *ds_cli_choose_projects (DsStore *store, const char *name,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

void ds_cli_print (const char *format, ...) G_GNUC_PRINTF (1, 2);
void ds_cli_warn (const char *format, ...) G_GNUC_PRINTF (1, 2);
void ds_cli_print_json (JsonBuilder *builder);
void ds_cli_json_string (JsonBuilder *builder, const char *key, const char *value);
void ds_cli_json_integer (JsonBuilder *builder, const char *key, guint64 value);
void ds_cli_json_boolean (JsonBuilder *builder, const char *key, gboolean value);

char *ds_cli_show_path (const char *path) G_GNUC_WARN_UNUSED_RESULT;
char *ds_cli_show_size (guint64 octets) G_GNUC_WARN_UNUSED_RESULT;

DsExit ds_cmd_add (char **arguments);
DsExit ds_cmd_remove (char **arguments);
DsExit ds_cmd_relink (char **arguments);
DsExit ds_cmd_watch (char **arguments);
DsExit ds_cmd_scan (char **arguments);
DsExit ds_cmd_status (char **arguments);
DsExit ds_cmd_log (char **arguments);
DsExit ds_cmd_stage (char **arguments);
DsExit ds_cmd_restore (char **arguments);
DsExit ds_cmd_report (char **arguments);
DsExit ds_cmd_stamp (char **arguments);
DsExit ds_cmd_verify (char **arguments);
DsExit ds_cmd_check (char **arguments);
DsExit ds_cmd_store (char **arguments);
DsExit ds_cmd_authority (char **arguments);
DsExit ds_cmd_config (char **arguments);
DsExit ds_cmd_practice_tsa (char **arguments);

G_END_DECLS
