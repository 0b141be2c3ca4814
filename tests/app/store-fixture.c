/* store-fixture.c - a store as months of work would leave it, made in a moment
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/ds-random.h"
#include "evidence/ds-authorities.h"
#include "evidence/ds-batch.h"
#include "practice/ds-practice-tsa.h"
#include "project/ds-stage.h"
#include "stamp/ds-tsa.h"

#define BATCH 9    /* drafts in a batch */
#define FAILURES 4 /* in a row: nobody asks again for some minutes */
#define MINUTE 60
#define DAY (24 * 60 * MINUTE)

/* Tokens that no check ever reads: the window shows what the journal says. */
static const char *const signers[] = { "freetsa", "digicert" };

static const struct
{
  const char *name;
  const char *shape;
} works[] = {
  { "lantern-box-front.svg",
    "<rect width='152' height='112' fill='#7d1f17'/><rect x='5' y='5' width='142' height='102' "
    "fill='none' stroke='#f2c777' stroke-width='2'/><ellipse cx='76' cy='56' rx='34' ry='32' "
    "fill='#d8402a' stroke='#f2c777' stroke-width='2'/><path d='M76 24v64M60 28c-9 18-9 38 0 56M92 "
    "28c9 18 9 38 0 56' stroke='#f2c777' stroke-width='1.5' fill='none'/><rect x='62' y='18' "
    "width='28' height='8' fill='#f2c777'/><rect x='62' y='86' width='28' height='8' "
    "fill='#f2c777'/>" },
  { "tea-leaf-curve.svg",
    "<rect width='152' height='112' fill='#e8f2e8'/><path d='M22 92C24 40 66 18 128 20c0 46-32 "
    "78-90 68z' fill='#b9dcc0' stroke='#2f7d4f' stroke-width='3'/><path d='M22 92C56 66 84 46 128 "
    "20' fill='none' stroke='#2f7d4f' stroke-width='2'/>" },
  { "lid-pattern.svg",
    "<rect width='152' height='112' fill='#ece6f3'/><path d='M24 20v24M12 32h24M64 20v24M52 "
    "32h24M104 20v24M92 32h24M24 66v24M12 78h24M64 66v24M52 78h24M104 66v24M92 78h24' "
    "stroke='#6b4aa0' stroke-width='10'/>" },
  { "dieline-A.svg",
    "<rect width='152' height='112' fill='#f7f6f3'/><path d='M20 36h112v40H20zM52 18h28v18H52zM52 "
    "76h28v18H52z' fill='none' stroke='#333' stroke-width='2.500'/><path d='M52 36v40M80 "
    "36v40M108 36v40' stroke='#d22' stroke-dasharray='5 4' stroke-width='2'/>" },
  { "story-of-the-lantern.txt", NULL },
};

FixtureKind
fixture_kind_from_name (const char *name)
{
  static const char *const names[] = {
    [FIXTURE_MIXED] = "mixed",     [FIXTURE_PRACTICE] = "practice",
    [FIXTURE_OFFLINE] = "offline", [FIXTURE_DISTRUSTED] = "distrusted",
    [FIXTURE_EMPTY] = "empty",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i], name))
      return i;

  g_error ("there is no fixture called %s", name);
}

/* No two drafts have the same bytes. */
static GBytes *
make_content (guint work, guint index)
{
  g_autofree char *number = g_strdup_printf ("%u", index);
  char *text;

  if (works[work].shape == NULL)
    text = g_strconcat ("The lantern, told for the ", number, ". time.\n", NULL);
  else
    text = g_strconcat ("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 152 112' "
                        "width='760' height='560'>",
                        works[work].shape, "<!-- ", number, " --></svg>\n", NULL);
  return g_bytes_new_take (text, strlen (text));
}

/* Puts @content into the vault. */
DsDigest
fixture_keep (DsStore *store, GBytes *content)
{
  g_autofree char *folder = g_dir_make_tmp ("draftseal-fixture-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "content", NULL);
  int folder_fd = open (folder, O_DIRECTORY | O_CLOEXEC);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsIncoming) incoming = NULL;
  DsDigest sha256;

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (content, NULL),
                                      (gssize) g_bytes_get_size (content), NULL));
  incoming = ds_vault_receive (ds_store_get_vault (store), folder_fd, "content", NULL, &error);
  g_assert_no_error (error);
  sha256 = incoming->sha256;
  ds_vault_keep (ds_store_get_vault (store), incoming, &error);
  g_assert_no_error (error);
  close (folder_fd);
  g_unlink (path);
  g_rmdir (folder);
  return sha256;
}

static const char *
choose_stage (guint index, guint n_drafts)
{
  guint permille = n_drafts < 2 ? 500 : index * 1000 / (n_drafts - 1);

  return permille < 60    ? DS_STAGE_OUTLINE
         : permille < 200 ? DS_STAGE_CONCEPT
         : permille < 780 ? DS_STAGE_SKETCH
         : permille < 995 ? DS_STAGE_REVISION
                          : DS_STAGE_FINAL;
}

static void
append_draft (DsStore *store, const DsProject *project, guint index, const char *stage,
              DsTime seen_at, gboolean is_kept)
{
  guint work = index % G_N_ELEMENTS (works);
  g_autoptr (DsJson) body = ds_json_object_new ();
  g_autoptr (GBytes) content = make_content (work, index);
  DsDigest sha256 = is_kept ? fixture_keep (store, content) : ds_digest_sha256_bytes (content);
  DsJson *digests = ds_json_object_new ();
  g_autofree char *hex = ds_digest_to_hex (&sha256);
  g_autofree char *id = g_strdup_printf ("%032x", work + 1);
  g_autofree char *path = g_strconcat (stage, "/", works[work].name, NULL);
  g_autofree char *seen = ds_time_format_local (seen_at);
  g_autoptr (GError) error = NULL;

  ds_json_set_string (digests, "sha256", hex);
  ds_json_set (body, "digests", digests);
  ds_json_set_string (body, "type", "draft");
  ds_json_set_string (body, "project", project->id);
  ds_json_set_string (body, "work", id);
  ds_json_set_integer (body, "number", 1 + index / G_N_ELEMENTS (works));
  ds_json_set_integer (body, "size", g_bytes_get_size (content));
  ds_json_set_string (body, "path", path);
  ds_json_set_string (body, "seen_at", seen);
  ds_json_set_string (body, "stage", stage);
  ds_json_set_string (body, "stage_by", "rule");
  ds_json_set_string (body, "found", "event");
  if (!is_kept)
    ds_json_set_boolean (body, "kept", FALSE);
  ds_store_append (store, body, NULL, &error);
  g_assert_no_error (error);
}

/**
 * fixture_add_draft:
 *
 * Records one more save, as if the watcher had seen it at @seen_at.
 */
void
fixture_add_draft (DsStore *store, const DsProject *project, guint index, DsTime seen_at)
{
  append_draft (store, project, index, DS_STAGE_REVISION, seen_at, TRUE);
}

/* A token over a "batch" or a "round". */
void
fixture_add_token (DsStore *store, const char *kind, const char *digest, const char *tsa,
                   gboolean is_test, DsTime gen_time)
{
  g_autoptr (DsJson) request = ds_json_object_new ();
  g_autoptr (DsJson) stamped = ds_json_object_new ();
  DsJson *target = ds_json_object_new ();
  DsJson *keys = ds_json_array_new ();
  g_autofree char *time = ds_time_format_exact (gen_time);
  g_autofree char *token = ds_random_hex (32);
  g_autofree char *key = g_compute_checksum_for_string (G_CHECKSUM_SHA256, tsa, -1);
  g_autoptr (GError) error = NULL;
  guint64 seq;

  ds_json_set_string (target, kind, digest);
  ds_json_set_string (request, "type", "request");
  ds_json_set_string (request, "tsa", tsa);
  ds_json_set (request, "target", target);
  ds_json_set_string (request, "imprint", digest);
  ds_json_set_string (request, "nonce", "01");
  ds_store_append (store, request, &seq, &error);
  g_assert_no_error (error);

  ds_json_add_string (keys, key);
  ds_json_set_string (stamped, "type", "stamped");
  ds_json_set_integer (stamped, "request", seq);
  ds_json_set_string (stamped, "tsa", tsa);
  ds_json_set_string (stamped, "token", token);
  ds_json_set_string (stamped, "gen_time", time);
  ds_json_set_string (stamped, "serial", "3a1");
  ds_json_set_string (stamped, "operator", tsa);
  ds_json_set (stamped, "keys", keys);
  if (is_test)
    ds_json_set_boolean (stamped, "test", TRUE);
  ds_store_append (store, stamped, NULL, &error);
  g_assert_no_error (error);
}

/**
 * fixture_add_failure:
 * @code: (nullable)
 *
 * Records a request that failed just now.
 */
void
fixture_add_failure (DsStore *store, const char *tsa, DsStampTrouble trouble, const char *code)
{
  g_autoptr (DsJson) request = ds_json_object_new ();
  g_autoptr (DsJson) failed = ds_json_object_new ();
  DsJson *target = ds_json_object_new ();
  g_autofree char *root = ds_random_hex (32);
  guint64 seq;

  ds_json_set_string (target, "batch", root);
  ds_json_set_string (request, "type", "request");
  ds_json_set_string (request, "tsa", tsa);
  ds_json_set (request, "target", target);
  ds_json_set_string (request, "imprint", root);
  ds_json_set_string (request, "nonce", "01");
  g_assert_true (ds_store_append (store, request, &seq, NULL));
  ds_json_set_string (failed, "type", "failed");
  ds_json_set_integer (failed, "request", seq);
  ds_json_set_string (failed, "reason", "as the fixture has it");
  if (ds_stamp_trouble_to_word (trouble) != NULL)
    ds_json_set_string (failed, "trouble", ds_stamp_trouble_to_word (trouble));
  if (code != NULL)
    ds_json_set_string (failed, "code", code);
  g_assert_true (ds_store_append (store, failed, NULL, NULL));
}

/* Freezes what is pending and has @n_signers sign it. */
static void
stamp (DsStore *store, DsTime time, guint n_signers, gboolean is_test)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tsas = ds_authorities_list (store, &error);
  DsDraftQuery newest = { .limit = 1 };
  g_autoptr (GPtrArray) drafts = NULL;
  DsTime next_due;
  gboolean has_next;

  g_assert_no_error (error);
  ds_batch_freeze_due (store, tsas, time, TRUE, &next_due, &has_next, &error);
  g_assert_no_error (error);
  drafts = ds_catalog_list_drafts (ds_store_get_catalog (store), &newest, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n_signers; i++)
    {
      DsTsa *tsa = g_ptr_array_index (tsas, i);

      fixture_add_token (store, "batch", ((DsDraft *) g_ptr_array_index (drafts, 0))->batch,
                         tsa->name, is_test, ds_time_add_seconds (time, 2 + i));
    }
}

static void
add_authority (DsStore *store, const char *name, const char *operator_name, gboolean is_test)
{
  DsTsa tsa = {
    .name = (char *) name,
    .url = (char *) "http://127.0.0.1:9/",
    .operator_name = (char *) operator_name,
    .interval_s = 2 * MINUTE, /* nobody asks while a picture is taken */
    .window_s = DS_TSA_WINDOW_S,
    .is_test = is_test,
  };
  g_autoptr (GPtrArray) anchors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autofree char *folder = ds_practice_tsa_dup_default_folder ();
  g_autoptr (GError) error = NULL;
  g_autoptr (DsPracticeTsa) practice = ds_practice_tsa_new (folder, &error);

  g_assert_no_error (error);
  g_ptr_array_add (anchors, ds_practice_tsa_read_root (folder, &error));
  g_assert_no_error (error);
  tsa.anchors = anchors;
  ds_authorities_add (store, &tsa, &error);
  g_assert_no_error (error);
}

/* How long before now the draft @back places from the newest was saved: four today, then bursts. */
static gint64
get_age (guint back)
{
  static const gint64 today[] = { 5, 240, 1900, 2600 };

  if (back < G_N_ELEMENTS (today))
    return today[back];
  return (gint64) (2 + back / 18) * DAY + (gint64) (back % 18) * 45 * MINUTE;
}

/**
 * fixture_fill:
 * @store: to be filled
 * @design: an existing folder
 * @name: of the project
 * @n_drafts: how many
 * @kind: what their grades are
 */
void
fixture_fill (DsStore *store, const char *design, const char *name, guint n_drafts,
              FixtureKind kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsProject) project = ds_store_add_project (store, design, name, &error);
  gboolean is_test = kind == FIXTURE_PRACTICE;
  guint n_open = kind == FIXTURE_OFFLINE ? 3 : 1;
  DsTime now = ds_time_now ();

  g_assert_no_error (error);
  if (is_test)
    add_authority (store, "practice", "practice", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (signers) && !is_test; i++)
    add_authority (store, signers[i], signers[i], FALSE);

  for (guint i = 0; i < n_drafts && kind != FIXTURE_EMPTY; i++)
    {
      guint back = n_drafts - 1 - i;
      DsTime seen_at = ds_time_add_seconds (now, -get_age (back));

      append_draft (store, project, i, choose_stage (i, n_drafts), seen_at, back < 40);
      if (back == n_open)
        stamp (store, seen_at, is_test ? 1 : back == 1 ? 1 : 2, is_test);
      else if (back > n_open && (i % BATCH == BATCH - 1 || back == n_open + 1))
        stamp (store, seen_at, is_test ? 1 : 2, is_test);
    }
  if (is_test && n_drafts > 0)
    stamp (store, now, 1, TRUE);
  for (guint i = 0; i < FAILURES && kind == FIXTURE_OFFLINE; i++)
    {
      fixture_add_failure (store, signers[0], DS_STAMP_TROUBLE_UNREACHABLE, NULL);
      fixture_add_failure (store, signers[1], DS_STAMP_TROUBLE_UNREACHABLE, NULL);
    }
  for (guint i = 0; i < FAILURES && kind == FIXTURE_DISTRUSTED; i++)
    fixture_add_failure (store, signers[1], DS_STAMP_TROUBLE_NOT_ACCEPTED,
                         "NO_CERTIFICATE_CHAIN_FOUND");
}
