/* test-pdf-stamp.c - document time stamps of PDFs: what they cover, and what they do not
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/ds-hex.h"
#include "corpus.h"
#include "evidence/ds-judgement-pdf.h"
#include "evidence/ds-pdf-stamp.h"
#include "test-world.h"

#define HEAD "%PDF-1.7\n1 0 obj\n<< /A (first) >>\nendobj\n"
#define TAIL "\nendobj\ntrailer\n%%EOF\n"
#define GAP_DIGITS 6000
#define LATER_GEN_TIME "20260701120000Z"

typedef enum
{
  FAULT_NONE,
  FAULT_ALTERED,  /* a bit of what is covered */
  FAULT_APPENDED, /* no fault: octets behind what is covered */
  FAULT_FROM_1,   /* the first octet is left out */
  FAULT_WIDE_GAP, /* more than the token is left out */
  FAULT_BEYOND_END,
  FAULT_BACKWARDS,
  FAULT_OTHER_FILTER, /* an ordinary signature */
  FAULT_NO_HEX,
  FAULT_PADDED_WITH_ONES,
  FAULT_NO_TOKEN,
  FAULT_ELSEWHERE, /* the ByteRange stands in another object */
  FAULT_TOKEN_OF_OTHER,
} Fault;

typedef struct
{
  const char *path;
  Fault fault;
  guint stamps;
  DsIndication indication;
  const char *reason;
  const char *check;
} Case;

static const Case cases[] = {
  { "good", FAULT_NONE, 1, DS_PASSED, NULL, NULL },
  { "appended", FAULT_APPENDED, 1, DS_PASSED, NULL, NULL },
  { "altered", FAULT_ALTERED, 1, DS_FAILED, "HASH_FAILURE", "token-imprint" },
  { "token-of-another", FAULT_TOKEN_OF_OTHER, 1, DS_FAILED, "HASH_FAILURE", "token-imprint" },
  { "from-octet-1", FAULT_FROM_1, 1, DS_FAILED, "FORMAT_FAILURE", "pdf-range" },
  { "wide-gap", FAULT_WIDE_GAP, 1, DS_FAILED, "FORMAT_FAILURE", "pdf-range" },
  { "no-hexadecimal", FAULT_NO_HEX, 1, DS_FAILED, "FORMAT_FAILURE", "pdf-range" },
  { "padded-with-ones", FAULT_PADDED_WITH_ONES, 1, DS_FAILED, "FORMAT_FAILURE", "pdf-range" },
  { "no-token", FAULT_NO_TOKEN, 1, DS_FAILED, "FORMAT_FAILURE", "pdf-range" },
  { "beyond-end", FAULT_BEYOND_END, 1, DS_FAILED, "FORMAT_FAILURE", "pdf-range" },
  { "backwards", FAULT_BACKWARDS, 0, DS_INDETERMINATE, "NO_POE", "token" },
  { "ordinary-signature", FAULT_OTHER_FILTER, 0, DS_INDETERMINATE, "NO_POE", "token" },
  { "in-another-object", FAULT_ELSEWHERE, 0, DS_INDETERMINATE, "NO_POE", "token" },
};

/* One stamp to be added to what is there already. */
typedef struct
{
  GString *file;
  Fault fault;
  gsize range_at;
  gsize gap_start;
  gsize gap_end;
} Stamp;

static void
write_dictionary (Stamp *stamp)
{
  GString *file = stamp->file;

  g_string_append_printf (file, "2 0 obj\n<< /Type /DocTimeStamp /SubFilter /%s ",
                          stamp->fault == FAULT_OTHER_FILTER ? "ETSI.CAdES.detached"
                                                             : "ETSI.RFC3161");
  if (stamp->fault == FAULT_ELSEWHERE)
    g_string_append (file, ">>\nendobj\n3 0 obj\n<< ");
  stamp->range_at = file->len + strlen ("/ByteRange [");
  g_string_append (file, "/ByteRange [0 0000000000 0000000000 0000000000] ");
  if (stamp->fault == FAULT_ELSEWHERE)
    g_string_append (file, ">>\nendobj\n4 0 obj\n<< ");
  g_string_append (file, "/Contents ");
  stamp->gap_start = file->len;
  g_string_append_c (file, '<');
  for (guint i = 0; i < GAP_DIGITS; i++)
    g_string_append_c (file, '0');
  g_string_append_c (file, '>');
  stamp->gap_end = file->len;
  g_string_append (file, " >>" TAIL);
}

static void
write_range (Stamp *stamp)
{
  gsize start = stamp->gap_start;
  gsize end = stamp->gap_end;
  gsize rest = stamp->file->len - end;
  g_autofree char *range = NULL;

  if (stamp->fault == FAULT_WIDE_GAP)
    start -= 2;
  if (stamp->fault == FAULT_BEYOND_END)
    rest++;
  if (stamp->fault == FAULT_BACKWARDS)
    end = start - 1;
  range = g_strdup_printf ("%d %010" G_GSIZE_FORMAT " %010" G_GSIZE_FORMAT " %010" G_GSIZE_FORMAT,
                           stamp->fault == FAULT_FROM_1 ? 1 : 0, start, end, rest);
  memcpy (stamp->file->str + stamp->range_at, range, strlen (range));
}

static DsDigest
digest_covered (const Stamp *stamp)
{
  g_autoptr (DsDigester) digester = ds_digester_new (DS_DIGEST_SHA256);

  ds_digester_add (digester, stamp->file->str, stamp->gap_start);
  ds_digester_add (digester, stamp->file->str + stamp->gap_end, stamp->file->len - stamp->gap_end);
  return ds_digester_get (digester);
}

static void
write_token (Stamp *stamp, TestWorld *world, const char *gen_time)
{
  TestToken token = { .signer = world->signer,
                      .issuer = world->issuer,
                      .imprint = digest_covered (stamp),
                      .gen_time = gen_time };
  g_autoptr (GBytes) octets = NULL;
  g_autofree char *hex = NULL;

  if (stamp->fault == FAULT_TOKEN_OF_OTHER)
    token.imprint = ds_digest_sha256 ("other", 5);
  octets = test_token_encode (&token);
  hex = ds_hex_encode (g_bytes_get_data (octets, NULL), g_bytes_get_size (octets));
  g_assert_cmpuint (strlen (hex), <, GAP_DIGITS);
  memcpy (stamp->file->str + stamp->gap_start + 1, hex, strlen (hex));
}

static void
spoil (Stamp *stamp)
{
  char *gap = stamp->file->str + stamp->gap_start;

  if (stamp->fault == FAULT_ALTERED)
    stamp->file->str[strlen ("%PDF-1.")] = '6';
  else if (stamp->fault == FAULT_APPENDED)
    g_string_append (stamp->file, "5 0 obj\n<< /A (later) >>" TAIL);
  else if (stamp->fault == FAULT_NO_HEX)
    gap[2] = 'x';
  else if (stamp->fault == FAULT_PADDED_WITH_ONES)
    gap[GAP_DIGITS] = '1';
  else if (stamp->fault == FAULT_NO_TOKEN)
    memset (gap + 1, 'f', GAP_DIGITS);
}

static void
add_stamp (GString *file, TestWorld *world, const char *gen_time, Fault fault)
{
  Stamp stamp = { .file = file, .fault = fault };

  write_dictionary (&stamp);
  write_range (&stamp);
  write_token (&stamp, world, gen_time);
  spoil (&stamp);
}

static DsJudgement *
judge (GString *file, const DsX509List *anchors, const char *now, guint stamps)
{
  g_autoptr (GBytes) octets = g_bytes_new (file->str, file->len);
  DsJudgement *judgement = ds_judgement_new ();
  DsJudgeOptions options = { .anchors = (DsX509List *) anchors };

  g_assert_true (ds_pdf_looks_like ((const guint8 *) file->str, file->len));
  g_assert_true (ds_time_parse_exact (now, &options.now));
  g_assert_cmpuint (ds_judgement_judge_pdf (judgement, NULL, octets, &options), ==, stamps);
  ds_judgement_conclude (judgement);
  return judgement;
}

static void
test_case (gconstpointer row)
{
  const Case *c = row;
  TestSetup setup = { 0 };
  g_autoptr (TestWorld) world = test_world_new (&setup);
  g_autoptr (GString) file = g_string_new (HEAD);
  g_autoptr (DsJudgement) judgement = NULL;

  add_stamp (file, world, TEST_GEN_TIME, c->fault);
  judgement = judge (file, world->anchors, TEST_NOW, c->stamps);
  test_world_assert_verdict (judgement->verdict, c->indication, c->reason, c->check);
  g_assert_true ((judgement->first_octets != 0) == (c->fault == FAULT_APPENDED));
}

/* A later stamp proves that an earlier one existed, whose certificate has ended since; without it,
 * or where it does not hold, the earlier one is open. The later one covers all of the file, so it
 * is the one that is spoken of. */
static void
test_two_stamps (void)
{
  TestSetup short_lived = { .signer.until = "20260801000000Z" };
  TestSetup long_lived = { 0 };
  g_autoptr (TestWorld) first = test_world_new (&short_lived);
  g_autoptr (TestWorld) second = test_world_new (&long_lived);
  g_autoptr (DsX509List) both = test_list_of (first->root, second->root, NULL);
  g_autoptr (GString) file = g_string_new (HEAD);
  g_autoptr (DsJudgement) alone = NULL;
  g_autoptr (DsJudgement) covered = NULL;
  g_autoptr (DsJudgement) untrusted = NULL;
  g_autofree char *gen_time = NULL;

  add_stamp (file, first, TEST_GEN_TIME, FAULT_NONE);
  alone = judge (file, both, TEST_NOW, 1);
  test_world_assert_verdict (alone->verdict, DS_INDETERMINATE, "OUT_OF_BOUNDS_NO_POE", "path-age");

  add_stamp (file, second, LATER_GEN_TIME, FAULT_NONE);
  covered = judge (file, both, TEST_NOW, 2);
  test_world_assert_verdict (covered->verdict, DS_PASSED, NULL, NULL);
  for (guint i = 0; i < covered->tokens->len; i++)
    g_assert_cmpint (((DsJudgedToken *) covered->tokens->pdata[i])->indication, ==, DS_PASSED);
  gen_time = ds_time_format_exact (covered->gen_time);
  g_assert_cmpstr (gen_time, ==, "2026-07-01T12:00:00Z");
  g_assert_cmpuint (covered->first_octets, ==, 0);

  untrusted = judge (file, first->anchors, TEST_NOW, 2);
  test_world_assert_verdict (untrusted->verdict, DS_INDETERMINATE, "NO_CERTIFICATE_CHAIN_FOUND",
                             "path");
}

/* The TSA of these tests gives every token one serial number, which no TSA may. */
static void
test_serial_twice (void)
{
  TestSetup setup = { 0 };
  g_autoptr (TestWorld) world = test_world_new (&setup);
  g_autoptr (GString) file = g_string_new (HEAD);
  g_autoptr (DsJudgement) judgement = NULL;

  add_stamp (file, world, TEST_GEN_TIME, FAULT_NONE);
  add_stamp (file, world, LATER_GEN_TIME, FAULT_NONE);
  judgement = judge (file, world->anchors, TEST_NOW, 2);
  test_world_assert_verdict (judgement->verdict, DS_INDETERMINATE, "SIG_CONSTRAINTS_FAILURE",
                             "token-serial");
}

/* Genuine ones: every imprint is that of the ranges, and no more is proved without an anchor. */
static void
test_corpus (void)
{
  g_autoptr (GPtrArray) rows = corpus_read_rows ("pdf-doctimestamp");

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      GStrv row = g_ptr_array_index (rows, i);
      g_autoptr (GBytes) octets = corpus_read_file (row[CORPUS_FILE]);
      g_autoptr (DsJudgement) judgement = ds_judgement_new ();
      DsJudgeOptions options = { .now = ds_time_now () };

      g_assert_cmpuint (ds_judgement_judge_pdf (judgement, NULL, octets, &options), >, 0);
      ds_judgement_conclude (judgement);
      g_test_message ("%s: %s", row[CORPUS_FILE],
                      ds_verdict_find_check (judgement->verdict, "pdf-range")->detail);
      for (guint k = 0; k < judgement->tokens->len; k++)
        {
          const DsJudgedToken *token = judgement->tokens->pdata[k];

          g_assert_cmpint (ds_verdict_find_check (token->verdict, "token-imprint")->result, ==,
                           DS_CHECK_PASSED);
          g_assert_cmpint (token->indication, ==, DS_INDETERMINATE);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/evidence/pdf-stamp/", cases[i].path, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/evidence/pdf-stamp/two-stamps", test_two_stamps);
  g_test_add_func ("/evidence/pdf-stamp/serial-twice", test_serial_twice);
  g_test_add_func ("/evidence/pdf-stamp/corpus", test_corpus);
  return g_test_run ();
}
