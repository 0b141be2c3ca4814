/* test-der.c - the strict reader of DER
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/ds-der.h"
#include "base/ds-error.h"
#include "base/ds-hex.h"

typedef enum
{
  TAKE_ANY,
  TAKE_SEQUENCE,
  TAKE_INTEGER,
  TAKE_SMALL,
  TAKE_BOOLEAN,
  TAKE_OID,
  CHECK_STRICT,
  MEASURE_BER,
} Way;

typedef struct
{
  const char *path;
  Way way;
  const char *hex;
  const char *result; /* what is read, as text; NULL: must be refused */
  int error;          /* of the refusal: a DsError */
} DerCase;

#define OID_64                                                                                     \
  "0640"                                                                                           \
  "2a"                                                                                             \
  "ffffffffffffffffff7f"                                                                           \
  "ffffffffffffffffff7f"                                                                           \
  "ffffffffffffffffff7f"                                                                           \
  "ffffffffffffffffff7f"                                                                           \
  "ffffffffffffffffff7f"                                                                           \
  "ffffffffffffffffff7f"                                                                           \
  "030405"
#define OID_65                                                                                     \
  "0641"                                                                                           \
  "2a"                                                                                             \
  "ffffffffffffffffff7f"                                                                           \
  "ffffffffffffffffff7f"                                                                           \
  "ffffffffffffffffff7f"                                                                           \
  "ffffffffffffffffff7f"                                                                           \
  "ffffffffffffffffff7f"                                                                           \
  "ffffffffffffffffff7f"                                                                           \
  "03040506"
#define ARC_64 ".1180591620717411303423"

/* clang-format off */
static const DerCase der_cases[] = {
  { "/base/der/element/short",                TAKE_ANY, "0401aa", "0401aa" },
  { "/base/der/element/empty",                TAKE_ANY, "0500", "0500" },
  { "/base/der/element/leaves-the-rest",      TAKE_ANY, "0500ff", "0500" },
  { "/base/der/element/refuse-nothing",       TAKE_ANY, "", NULL },
  { "/base/der/element/refuse-tag-alone",     TAKE_ANY, "04", NULL },
  { "/base/der/element/refuse-cut",           TAKE_ANY, "0402aa", NULL },
  { "/base/der/element/refuse-cut-length",    TAKE_ANY, "0482ff", NULL },
  { "/base/der/element/refuse-long-form",     TAKE_ANY, "048101aa", NULL },
  { "/base/der/element/refuse-zero-length",   TAKE_ANY, "04820001aa", NULL },
  { "/base/der/element/refuse-huge-length",   TAKE_ANY, "0484ffffffff", NULL },
  { "/base/der/element/refuse-five-octets",   TAKE_ANY, "04850100000000", NULL },
  { "/base/der/element/refuse-indefinite",    TAKE_ANY, "30800000", NULL },
  { "/base/der/element/refuse-long-tag",      TAKE_ANY, "1f810100", NULL },

  { "/base/der/sequence/contents",            TAKE_SEQUENCE, "3003020101", "020101" },
  { "/base/der/sequence/refuse-set",          TAKE_SEQUENCE, "3103020101", NULL },
  { "/base/der/sequence/refuse-end",          TAKE_SEQUENCE, "", NULL },

  { "/base/der/integer/zero",                 TAKE_INTEGER, "020100", "0" },
  { "/base/der/integer/positive",             TAKE_INTEGER, "02017f", "7f" },
  { "/base/der/integer/high-bit",             TAKE_INTEGER, "02020080", "80" },
  { "/base/der/integer/minus-one",            TAKE_INTEGER, "0201ff", "-1" },
  { "/base/der/integer/minus-128",            TAKE_INTEGER, "020180", "-80" },
  { "/base/der/integer/minus-256",            TAKE_INTEGER, "0202ff00", "-100" },
  { "/base/der/integer/odd-digits",           TAKE_INTEGER, "02020123", "123" },
  { "/base/der/integer/twenty-one-octets",    TAKE_INTEGER, "021500ffffffffffffffffffffffffffffffffffffffff", "ffffffffffffffffffffffffffffffffffffffff" },
  { "/base/der/integer/negative-long",        TAKE_INTEGER, "0209ff0000000000000000", "-10000000000000000" },
  { "/base/der/integer/refuse-empty",         TAKE_INTEGER, "0200", NULL },
  { "/base/der/integer/refuse-leading-zero",  TAKE_INTEGER, "02020001", NULL },
  { "/base/der/integer/refuse-leading-ff",    TAKE_INTEGER, "0202ff80", NULL },
  { "/base/der/integer/refuse-octet-string",  TAKE_INTEGER, "040101", NULL },

  { "/base/der/small/zero",                   TAKE_SMALL, "020100", "0" },
  { "/base/der/small/largest",                TAKE_SMALL, "020700ffffffffffff", "281474976710655" },
  { "/base/der/small/refuse-eight-octets",    TAKE_SMALL, "02080100000000000000", NULL },
  { "/base/der/small/refuse-negative",        TAKE_SMALL, "0201ff", NULL },

  { "/base/der/boolean/true",                 TAKE_BOOLEAN, "0101ff", "true" },
  { "/base/der/boolean/false",                TAKE_BOOLEAN, "010100", "false" },
  { "/base/der/boolean/refuse-one",           TAKE_BOOLEAN, "010101", NULL },
  { "/base/der/boolean/refuse-empty",         TAKE_BOOLEAN, "0100", NULL },
  { "/base/der/boolean/refuse-two-octets",    TAKE_BOOLEAN, "0102ffff", NULL },

  { "/base/der/oid/short",                    TAKE_OID, "06032a0304", "1.2.3.4" },
  { "/base/der/oid/sha256",                   TAKE_OID, "0609608648016503040201", "2.16.840.1.101.3.4.2.1" },
  { "/base/der/oid/joint-arc",                TAKE_OID, "0603883703", "2.999.3" },
  { "/base/der/oid/uuid-arc",                 TAKE_OID, "06146981f7afc480d5ced2bd85aacea49bd5c8fab75b", "2.25.164406454051465353485659728262876535771" },
  { "/base/der/oid/longest",                  TAKE_OID, OID_64, "1.2" ARC_64 ARC_64 ARC_64 ARC_64 ARC_64 ARC_64 ".3.4.5" },
  { "/base/der/oid/refuse-65-octets",         TAKE_OID, OID_65, NULL, DS_ERROR_LIMIT },
  { "/base/der/oid/refuse-empty",             TAKE_OID, "0600", NULL },
  { "/base/der/oid/refuse-cut-arc",           TAKE_OID, "06022a83", NULL },
  { "/base/der/oid/refuse-padded-arc",        TAKE_OID, "06032a8003", NULL },
  { "/base/der/oid/refuse-padded-first",      TAKE_OID, "0602802a", NULL },

  { "/base/der/strict/primitive",             CHECK_STRICT, "0500", "ok" },
  { "/base/der/strict/nested",                CHECK_STRICT, "3007300530030201ff", "ok" },
  { "/base/der/strict/context",               CHECK_STRICT, "a0028100", "ok" },
  { "/base/der/strict/refuse-rest",           CHECK_STRICT, "050000", NULL },
  { "/base/der/strict/refuse-inner-ber",      CHECK_STRICT, "300430800000", NULL },
  { "/base/der/strict/refuse-inner-cut",      CHECK_STRICT, "3003040301", NULL },

  { "/base/der/ber/definite",                 MEASURE_BER, "3003020101ff", "5" },
  { "/base/der/ber/indefinite",               MEASURE_BER, "30800201010000ff", "7" },
  { "/base/der/ber/nested-indefinite",        MEASURE_BER, "30802480040161000000" "00", "11" },
  { "/base/der/ber/zeros-as-contents",        MEASURE_BER, "3080040200000000", "8" },
  { "/base/der/ber/long-form",                MEASURE_BER, "308200020500", "6" },
  { "/base/der/ber/refuse-not-ended",         MEASURE_BER, "3080020101", NULL },
  { "/base/der/ber/refuse-half-ended",        MEASURE_BER, "308002010100", NULL },
  { "/base/der/ber/refuse-primitive",         MEASURE_BER, "04800000", NULL },
  { "/base/der/ber/refuse-beyond",            MEASURE_BER, "30040403616263", NULL },
  { "/base/der/ber/refuse-huge",              MEASURE_BER, "3084ffffffff", NULL },
  { "/base/der/ber/refuse-long-tag",          MEASURE_BER, "3f0100", NULL },
};
/* clang-format on */

/* (transfer full) (nullable): what was read, as text. */
static char *
read_one (DsDer *at, GError **error)
{
  DsDer whole;

  return ds_der_take_any (at, &whole, error) ? ds_hex_encode (whole.at, ds_der_get_length (&whole))
                                             : NULL;
}

static char *
read_value (Way way, DsDer *at, GError **error)
{
  DsDer contents;
  guint64 small;
  gboolean truth;

  switch (way)
    {
    case TAKE_ANY:
      return read_one (at, error);
    case TAKE_SEQUENCE:
      return ds_der_take (at, DS_DER_SEQUENCE, &contents, error) ? read_one (&contents, error)
                                                                 : NULL;
    case TAKE_INTEGER:
      return ds_der_take_integer (at, &contents, error) ? ds_der_integer_to_hex (&contents) : NULL;
    case TAKE_SMALL:
      return ds_der_take_small (at, DS_DER_INTEGER, &small, error)
                 ? g_strdup_printf ("%" G_GUINT64_FORMAT, small)
                 : NULL;
    case TAKE_BOOLEAN:
      return ds_der_take_boolean (at, &truth, error) ? g_strdup (truth ? "true" : "false") : NULL;
    default:
      return ds_der_take_oid (at, error);
    }
}

static char *
read_whole (Way way, const guint8 *octets, gsize length, GError **error)
{
  gsize used;

  if (way == CHECK_STRICT)
    return ds_der_check_strict (octets, length, error) ? g_strdup ("ok") : NULL;
  return ds_der_measure_ber (octets, length, &used, error)
             ? g_strdup_printf ("%" G_GSIZE_FORMAT, used)
             : NULL;
}

static void
test_der (gconstpointer data)
{
  const DerCase *c = data;
  g_autoptr (GBytes) bytes = ds_hex_decode_bytes (c->hex);
  gsize length;
  const guint8 *octets = g_bytes_get_data (bytes, &length);
  DsDer at = ds_der_init (octets, length);
  g_autoptr (GError) error = NULL;
  g_autofree char *result = c->way < CHECK_STRICT ? read_value (c->way, &at, &error)
                                                  : read_whole (c->way, octets, length, &error);

  g_assert_cmpstr (result, ==, c->result);
  if (c->result != NULL)
    {
      g_assert_no_error (error);
      return;
    }
  g_assert_error (error, DS_ERROR, c->error);
  g_assert_true (at.at == octets); /* nothing was taken */
}

/* A value nested @levels deep: 30 xx 30 xx … 05 00. */
static GBytes *
nest (guint levels, gboolean indefinite)
{
  GByteArray *octets = g_byte_array_new ();
  guint8 null[] = { DS_DER_NULL, 0 };
  guint8 end[] = { 0, 0 };

  for (guint level = 1; level < levels; level++)
    {
      guint8 header[] = { DS_DER_SEQUENCE, (guint8) (indefinite ? 0x80 : 2 * (levels - level)) };

      g_byte_array_append (octets, header, sizeof header);
    }
  g_byte_array_append (octets, null, sizeof null);
  for (guint level = 1; level < levels && indefinite; level++)
    g_byte_array_append (octets, end, sizeof end);
  return g_byte_array_free_to_bytes (octets);
}

static void
test_depth (void)
{
  g_autoptr (GBytes) deepest = nest (DS_DER_DEPTH_MAX, FALSE);
  g_autoptr (GBytes) too_deep = nest (DS_DER_DEPTH_MAX + 1, FALSE);
  g_autoptr (GBytes) deepest_ber = nest (DS_DER_DEPTH_MAX, TRUE);
  g_autoptr (GBytes) too_deep_ber = nest (DS_DER_DEPTH_MAX + 1, TRUE);
  g_autoptr (GError) error = NULL;
  gsize used;

  g_assert_true (
      ds_der_check_strict (g_bytes_get_data (deepest, NULL), g_bytes_get_size (deepest), &error));
  g_assert_no_error (error);
  g_assert_false (
      ds_der_check_strict (g_bytes_get_data (too_deep, NULL), g_bytes_get_size (too_deep), &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_LIMIT);
  g_clear_error (&error);
  g_assert_true (ds_der_measure_ber (g_bytes_get_data (deepest_ber, NULL),
                                     g_bytes_get_size (deepest_ber), &used, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (used, ==, g_bytes_get_size (deepest_ber));
  g_assert_false (ds_der_measure_ber (g_bytes_get_data (too_deep_ber, NULL),
                                      g_bytes_get_size (too_deep_ber), &used, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_LIMIT);
}

static void
test_optional (void)
{
  static const guint8 octets[] = { 0x81, 0x01, 0xaa, 0x05, 0x00 };
  DsDer at = ds_der_init (octets, sizeof octets);
  DsDer contents;
  gboolean present;
  g_autoptr (GError) error = NULL;

  g_assert_true (ds_der_take_optional (&at, DS_DER_CONTEXT (0), &contents, &present, &error));
  g_assert_false (present);
  g_assert_true (ds_der_take_optional (&at, DS_DER_CONTEXT (1), &contents, &present, &error));
  g_assert_true (present);
  g_assert_cmpuint (ds_der_get_length (&contents), ==, 1);
  g_assert_false (ds_der_take_end (&at, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_cmpint (ds_der_peek (&at), ==, DS_DER_NULL);
  g_assert_true (ds_der_take (&at, DS_DER_NULL, &contents, &error));
  g_assert_true (ds_der_take_end (&at, &error));
  g_assert_cmpint (ds_der_peek (&at), ==, -1);
  g_assert_true (ds_der_take_optional (&at, DS_DER_NULL, &contents, &present, &error));
  g_assert_false (present);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (der_cases); i++)
    g_test_add_data_func (der_cases[i].path, &der_cases[i], test_der);
  g_test_add_func ("/base/der/depth", test_depth);
  g_test_add_func ("/base/der/optional", test_optional);
  return g_test_run ();
}
