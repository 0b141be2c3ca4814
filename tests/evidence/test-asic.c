/* test-asic.c - ASiC containers: what their time stamps cover, and hostile archives
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <zip.h>

#include "base/ds-error.h"
#include "corpus.h"
#include "evidence/ds-asic.h"
#include "evidence/ds-judgement-asic.h"
#include "test-world.h"

#define DATA "the data"
#define MANIFEST                                                                                   \
  "<a:ASiCManifest xmlns:a='u'><a:SigReference URI='META-INF/%s'/>"                                \
  "<a:DataObjectReference URI='%s'><d:DigestMethod Algorithm="                                     \
  "'http://www.w3.org/2001/04/xmlenc#sha256'/><d:DigestValue>%s</d:DigestValue>"                   \
  "</a:DataObjectReference></a:ASiCManifest>"

typedef enum
{
  FAULT_NONE, /* ASiC-S */
  FAULT_TWO_DATA,
  FAULT_OTHER_DATA,
  FAULT_MANIFEST,     /* no fault: ASiC-E */
  FAULT_ENCODED_NAME, /* no fault: as the standard has it */
  FAULT_OTHER_DIGEST,
  FAULT_MISSING,  /* listed, but not there */
  FAULT_UNLISTED, /* there, but not listed */
  FAULT_MANIFEST_ALTERED,
  FAULT_NO_TOKEN,
} Fault;

typedef struct
{
  const char *path;
  Fault fault;
  DsIndication indication;
  const char *reason;
  const char *check;
} Case;

static const Case cases[] = {
  { "simple", FAULT_NONE, DS_PASSED, NULL, NULL },
  { "two-data-objects", FAULT_TWO_DATA, DS_FAILED, "FORMAT_FAILURE", "container" },
  { "data-changed", FAULT_OTHER_DATA, DS_FAILED, "HASH_FAILURE", "token-imprint" },
  { "manifest", FAULT_MANIFEST, DS_PASSED, NULL, NULL },
  { "encoded-name", FAULT_ENCODED_NAME, DS_PASSED, NULL, NULL },
  { "listed-data-changed", FAULT_OTHER_DIGEST, DS_FAILED, "HASH_FAILURE", "container" },
  { "listed-data-missing", FAULT_MISSING, DS_INDETERMINATE, "SIGNED_DATA_NOT_FOUND", "container" },
  { "data-not-listed", FAULT_UNLISTED, DS_INDETERMINATE, "SIGNED_DATA_NOT_FOUND", "container" },
  { "manifest-changed", FAULT_MANIFEST_ALTERED, DS_FAILED, "HASH_FAILURE", "token-imprint" },
  { "no-token", FAULT_NO_TOKEN, DS_FAILED, "FORMAT_FAILURE", "container" },
};

static void
add_member (zip_t *archive, const char *name, const void *octets, gsize length)
{
  zip_source_t *source = zip_source_buffer (archive, g_memdup2 (octets, length), length, 1);

  g_assert_cmpint (zip_file_add (archive, name, source, ZIP_FL_ENC_UTF_8), >=, 0);
}

static void
add_text (zip_t *archive, const char *name, const char *text)
{
  add_member (archive, name, text, strlen (text));
}

static zip_t *
start_archive (zip_source_t **source)
{
  zip_t *archive;

  *source = zip_source_buffer_create (NULL, 0, 0, NULL);
  zip_source_keep (*source);
  archive = zip_open_from_source (*source, ZIP_TRUNCATE, NULL);
  g_assert_nonnull (archive);
  return archive;
}

/* (transfer full): what the archive became. */
static GBytes *
finish_archive (zip_t *archive, zip_source_t *source)
{
  zip_stat_t stat;
  guint8 *octets;

  g_assert_cmpint (zip_close (archive), ==, 0);
  g_assert_cmpint (zip_source_stat (source, &stat), ==, 0);
  octets = g_malloc (stat.size);
  g_assert_cmpint (zip_source_open (source), ==, 0);
  g_assert_cmpint (zip_source_read (source, octets, stat.size), ==, stat.size);
  zip_source_close (source);
  zip_source_free (source);
  return g_bytes_new_take (octets, stat.size);
}

static char *
make_manifest (const Case *c)
{
  DsDigest digest = ds_digest_sha256 (DATA, strlen (DATA));
  g_autofree char *value = g_base64_encode (digest.octets, digest.length);
  const char *uri = c->fault == FAULT_ENCODED_NAME ? "a%20b.txt"
                    : c->fault == FAULT_MISSING    ? "lost.txt"
                                                   : "a b.txt";

  return g_strdup_printf (MANIFEST, "timestamp.tst", uri, value);
}

static void
add_token (zip_t *archive, TestWorld *world, const char *covered)
{
  TestToken token = { .signer = world->signer,
                      .issuer = world->issuer,
                      .imprint = ds_digest_sha256 (covered, strlen (covered)),
                      .gen_time = TEST_GEN_TIME };
  g_autoptr (GBytes) octets = test_token_encode (&token);

  add_member (archive, "META-INF/timestamp.tst", g_bytes_get_data (octets, NULL),
              g_bytes_get_size (octets));
}

static GBytes *
make_container (TestWorld *world, const Case *c)
{
  zip_source_t *source;
  zip_t *archive = start_archive (&source);
  g_autofree char *manifest = make_manifest (c);
  gboolean has_manifest = c->fault >= FAULT_MANIFEST && c->fault <= FAULT_MANIFEST_ALTERED;
  gboolean is_other = c->fault == FAULT_OTHER_DATA || c->fault == FAULT_OTHER_DIGEST;

  add_text (archive, "mimetype", "application/vnd.etsi.asic-e+zip");
  add_text (archive, "a b.txt", is_other ? "other data" : DATA);
  if (c->fault == FAULT_TWO_DATA || c->fault == FAULT_UNLISTED)
    add_text (archive, "second.txt", DATA);
  if (c->fault == FAULT_NO_TOKEN)
    add_text (archive, "META-INF/timestamp.tst", "no token");
  else
    add_token (archive, world, has_manifest ? manifest : DATA);
  if (c->fault == FAULT_MANIFEST_ALTERED)
    *strchr (manifest, 'u') = 'v';
  if (has_manifest)
    add_text (archive, "META-INF/ASiCManifest.xml", manifest);
  return finish_archive (archive, source);
}

static void
test_case (gconstpointer row)
{
  const Case *c = row;
  TestSetup setup = { 0 };
  g_autoptr (TestWorld) world = test_world_new (&setup);
  g_autoptr (GBytes) octets = make_container (world, c);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) members = ds_asic_read (octets, &error);
  g_autoptr (DsJudgement) judgement = ds_judgement_new ();
  DsJudgeOptions options = { .now = world->expected.now, .anchors = world->anchors };

  g_assert_no_error (error);
  g_assert_cmpuint (ds_judgement_judge_asic (judgement, NULL, members, &options), ==, 1);
  ds_judgement_conclude (judgement);
  test_world_assert_verdict (judgement->verdict, c->indication, c->reason, c->check);
}

/* Archives that are refused, or are none of ours. */
static void
test_hostile (void)
{
  static const struct
  {
    const char *first;
    const char *second;
    gboolean is_refused;
  } rows[] = {
    { "META-INF/timestamp.tst", "a.txt", FALSE },
    { "META-INF/timestamp.tst", "../a.txt", TRUE },
    { "META-INF/timestamp.tst", "/a.txt", TRUE },
    { "META-INF/timestamp.tst", "a\\b.txt", TRUE },
    { "META-INF/timestamp.tst", "meta-inf/TIMESTAMP.tst", TRUE },
    { "timestamp.tst", "../a.txt", FALSE }, /* no time stamp of the container: not looked into */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      zip_source_t *source;
      zip_t *archive = start_archive (&source);
      g_autoptr (GBytes) octets = NULL;
      g_autoptr (GPtrArray) members = NULL;
      g_autoptr (GError) error = NULL;

      add_text (archive, rows[i].first, "1");
      add_text (archive, rows[i].second, "2");
      octets = finish_archive (archive, source);
      members = ds_asic_read (octets, &error);
      g_test_message ("%s", rows[i].second);
      if (rows[i].is_refused)
        g_assert_error (error, DS_ERROR, DS_ERROR_FORMAT);
      else
        g_assert_no_error (error);
      g_assert_true ((members == NULL) == rows[i].is_refused);
    }
}

/* No octet of an archive, flipped, makes more of it than it was, or anything worse. */
static void
test_flips (void)
{
  const Case simple = { .fault = FAULT_NONE };
  TestSetup setup = { 0 };
  g_autoptr (TestWorld) world = test_world_new (&setup);
  g_autoptr (GBytes) whole = make_container (world, &simple);
  gsize length = g_bytes_get_size (whole);

  for (gsize i = 0; i < length; i += 3)
    {
      guint8 *copy = g_memdup2 (g_bytes_get_data (whole, NULL), length);
      g_autoptr (GBytes) octets = NULL;
      g_autoptr (GPtrArray) members = NULL;

      copy[i] ^= (guint8) (1 << i % 8);
      octets = g_bytes_new_take (copy, length);
      members = ds_asic_read (octets, NULL);
      g_assert_true (members == NULL || members->len <= 3);
    }
}

/* Genuine ones; what is wrong with one is told, and no more is proved without an anchor. */
static void
test_corpus (void)
{
  g_autoptr (GPtrArray) rows = corpus_read_rows ("asic");

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      GStrv row = g_ptr_array_index (rows, i);
      g_autoptr (GBytes) octets = corpus_read_file (row[CORPUS_FILE]);
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) members = ds_asic_read (octets, &error);
      g_autoptr (DsJudgement) judgement = ds_judgement_new ();
      DsJudgeOptions options = { .now = ds_time_now () };
      gboolean is_invalid = g_str_has_prefix (row[CORPUS_VERDICT], "invalid");

      g_assert_no_error (error);
      ds_judgement_judge_asic (judgement, NULL, members, &options);
      ds_judgement_conclude (judgement);
      g_test_message ("%s %s: %s",
                      ds_indication_to_text (ds_verdict_get_indication (judgement->verdict)),
                      row[CORPUS_VERDICT], row[CORPUS_FILE]);
      g_assert_cmpint (ds_verdict_get_indication (judgement->verdict), ==,
                       is_invalid ? DS_FAILED : DS_INDETERMINATE);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/evidence/asic/", cases[i].path, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/evidence/asic/hostile", test_hostile);
  g_test_add_func ("/evidence/asic/flips", test_flips);
  g_test_add_func ("/evidence/asic/corpus", test_corpus);
  return g_test_run ();
}
