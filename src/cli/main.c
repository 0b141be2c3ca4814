/* main.c - draftseal, the command line
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "base/ds-openssl.h"
#include "cli/ds-cli.h"

static const DsCommand commands[] = {
  { "add", "FOLDER [--name NAME] [--first-look everything|documents|record-only]",
    "Look after a folder as a project.", ds_cmd_add },
  { "remove", "PROJECT",
    "Look after a project no more. Nothing kept is deleted; added again it goes on.",
    ds_cmd_remove },
  { "relink", "PROJECT FOLDER", "Tell where a project's folder is now.", ds_cmd_relink },
  { "watch", "[--project NAME]", "Watch and stamp in the foreground until interrupted.",
    ds_cmd_watch },
  { "scan", "[--project NAME] [--no-stamp] | --dry-run [--json]",
    "One pass: record what changed, close the open batch, stamp. --dry-run tells what would be "
    "looked at, and why other files would not.",
    ds_cmd_scan },
  { "status", "[--json]", "Projects, pending drafts, authorities, what needs a person.",
    ds_cmd_status },
  { "log", "[--project NAME] [--json]", "The creation timeline, newest last.", ds_cmd_log },
  { "stage", "DRAFT STAGE", "Set a draft's stage by hand.", ds_cmd_stage },
  { "restore", "DRAFT -o FILE", "Write the exact bytes of a draft, never over an existing file.",
    ds_cmd_restore },
  { "report",
    "--project NAME -o OUT.pdf [--language zh_CN|en|both] [--from DATE] [--to DATE] "
    "[--stage STAGE]... [--applicant TEXT]",
    "Write a project's evidence as a PDF file, every time stamp verified anew.", ds_cmd_report },
  { "stamp", "FILE... [--authority NAME]",
    "Have files outside any project stamped directly: FILE.tsr beside each.", ds_cmd_stamp },
  { "verify",
    "FILE|DRAFT|--digest ALG:HEX [--proof PROOF] [--trust PEM]... [--untrusted PEM]... [--at TIME] "
    "[--json]",
    "Say what is proved, check by check.", ds_cmd_verify },
  { "check", "[--project NAME] [--rebuild] [--json]",
    "Read the whole store again: what can still be proven, what cannot, and why.", ds_cmd_check },
  { "store", "backup DIR [--verify] | restore DIR | move DIR",
    "Copy the whole store to another folder, make it from such a copy, or move it.", ds_cmd_store },
  { "authority", "list | add NAME URL [OPTION]... | remove NAME",
    "The time-stamping authorities (TSAs) that are asked.", ds_cmd_authority },
  { "config", "[--project NAME] [KEY [VALUE]] [--convert]",
    "Show or change settings, kept in the store.", ds_cmd_config },
  { "practice-tsa", "[--port N]",
    "Run the built-in practice TSA on loopback. Its stamps are TEST and prove nothing to others.",
    ds_cmd_practice_tsa },
};

const DsCommand *
ds_cli_find_command (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (commands[i].name, name) == 0)
      return &commands[i];
  return NULL;
}

static DsExit
print_help (void)
{
  ds_cli_print (
      "Usage: draftseal COMMAND [ARGUMENT]...\n\n"
      "Keeps every saved draft, records it, and has independent authorities sign that it\n"
      "existed no later than then.\n\nCommands:\n");
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    ds_cli_print ("  %-13s %s\n", commands[i].name, commands[i].summary);
  ds_cli_print ("\nEach has a help of its own: draftseal COMMAND --help; see also man draftseal.\n"
                "Exit status: 0 done or PASSED, 1 refused or FAILED, 2 wrong usage, "
                "3 INDETERMINATE or TEST.\n");
  return DS_EXIT_DONE;
}

/* What could not be printed was not done, whatever was found out. */
static DsExit
finish (DsExit exit)
{
  if (ferror (stdout) == 0)
    return exit;
  ds_cli_warn ("what there was to print could not be written");
  return exit == DS_EXIT_DONE ? DS_EXIT_REFUSED : exit;
}

int
main (int argc, char *argv[])
{
  const DsCommand *command;

  setlocale (LC_ALL, "");
  if (argc < 2)
    {
      print_help ();
      return DS_EXIT_USAGE;
    }
  if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0)
    return finish (print_help ());
  if (strcmp (argv[1], "--version") == 0)
    {
      ds_cli_print ("draftseal %s (%s)\n", DS_VERSION, ds_openssl_get_version ());
      return finish (DS_EXIT_DONE);
    }
  command = ds_cli_find_command (argv[1]);
  if (command == NULL)
    {
      ds_cli_warn ("there is no command “%s”: see draftseal --help", argv[1]);
      return DS_EXIT_USAGE;
    }
  return finish (command->run (argv + 1));
}
