/* test-time.c - instants: strict to read, exact to keep
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/ds-error.h"
#include "base/ds-time.h"

typedef struct
{
  const char *path;
  const char *text;
  const char *exact; /* NULL: must be refused with DS_ERROR_BAD_TIME */
} GenTimeCase;

/* clang-format off */
static const GenTimeCase gen_time_cases[] = {
  { "/base/gen-time/whole-seconds",      "20260131235959Z",           "2026-01-31T23:59:59Z" },
  { "/base/gen-time/rfc3161-example",    "19990609001326.34352Z",     "1999-06-09T00:13:26.34352Z" },
  { "/base/gen-time/one-digit",          "20260131235959.1Z",         "2026-01-31T23:59:59.1Z" },
  { "/base/gen-time/nine-digits",        "20260131235959.123456789Z", "2026-01-31T23:59:59.123456789Z" },
  { "/base/gen-time/inner-zeros",        "20260131235959.005Z",       "2026-01-31T23:59:59.005Z" },
  { "/base/gen-time/leap-day",           "20240229000000Z",           "2024-02-29T00:00:00Z" },
  { "/base/gen-time/leap-day-2000",      "20000229000000Z",           "2000-02-29T00:00:00Z" },
  { "/base/gen-time/before-1970",        "19691231235959Z",           "1969-12-31T23:59:59Z" },
  { "/base/gen-time/last",               "99991231235959Z",           "9999-12-31T23:59:59Z" },
  { "/base/gen-time/first",              "00000101000000Z",           "0000-01-01T00:00:00Z" },
  { "/base/gen-time/refuse-empty",          "", NULL },
  { "/base/gen-time/refuse-no-leap-day",    "20230229000000Z", NULL },
  { "/base/gen-time/refuse-1900-leap-day",  "19000229000000Z", NULL },
  { "/base/gen-time/refuse-30-february",    "20240230000000Z", NULL },
  { "/base/gen-time/refuse-month-0",        "20240001000000Z", NULL },
  { "/base/gen-time/refuse-month-13",       "20241301000000Z", NULL },
  { "/base/gen-time/refuse-day-0",          "20240100000000Z", NULL },
  { "/base/gen-time/refuse-hour-24",        "20240101240000Z", NULL },
  { "/base/gen-time/refuse-minute-60",      "20240101006000Z", NULL },
  { "/base/gen-time/refuse-leap-second",    "20161231235960Z", NULL },
  { "/base/gen-time/refuse-no-seconds",     "202601312359Z", NULL },
  { "/base/gen-time/refuse-two-digit-year", "260131235959Z", NULL },
  { "/base/gen-time/refuse-offset",         "20260131235959+0100", NULL },
  { "/base/gen-time/refuse-offset-zero",    "20260131235959+0000", NULL },
  { "/base/gen-time/refuse-no-zone",        "20260131235959", NULL },
  { "/base/gen-time/refuse-small-z",        "20260131235959z", NULL },
  { "/base/gen-time/refuse-after-z",        "20260131235959Z0", NULL },
  { "/base/gen-time/refuse-comma",          "20260131235959,5Z", NULL },
  { "/base/gen-time/refuse-point-alone",    "20260131235959.Z", NULL },
  { "/base/gen-time/refuse-trailing-zero",  "20260131235959.50Z", NULL },
  { "/base/gen-time/refuse-zero-fraction",  "20260131235959.0Z", NULL },
  { "/base/gen-time/refuse-ten-digits",     "20260131235959.1234567891Z", NULL },
  { "/base/gen-time/refuse-blank",          " 0260131235959Z", NULL },
  { "/base/gen-time/refuse-sign",           "+0260131235959Z", NULL },
};
/* clang-format on */

static void
test_gen_time (gconstpointer data)
{
  const GenTimeCase *c = data;
  DsTime time = ds_time_from_unix (42);
  g_autoptr (GError) error = NULL;
  gboolean parsed = ds_time_parse_gen_time (c->text, strlen (c->text), &time, &error);
  g_autofree char *exact = NULL;

  if (c->exact == NULL)
    {
      g_assert_error (error, DS_ERROR, DS_ERROR_BAD_TIME);
      g_assert_false (parsed);
      g_assert_cmpint (time.seconds, ==, 42);
      return;
    }
  g_assert_no_error (error);
  exact = ds_time_format_exact (time);
  g_assert_cmpstr (exact, ==, c->exact);
}

/* A genTime's octets are not terminated: what lies behind them is not read. */
static void
test_gen_time_length (void)
{
  DsTime time;

  g_assert_true (ds_time_parse_gen_time ("20260131235959Zjunk", 15, &time, NULL));
  g_assert_false (ds_time_parse_gen_time ("20260131235959Z", 14, &time, NULL));
  g_assert_false (ds_time_parse_gen_time ("2026013123595\0Z", 15, &time, NULL));
}

typedef struct
{
  const char *path;
  const char *text;
  gint64 seconds;
  guint32 nanoseconds;
  gboolean is_local; /* whether it has the form of a local time, too */
  gboolean is_exact;
} TextCase;

static const TextCase text_cases[] = {
  { "/base/time/epoch", "1970-01-01T00:00:00.000000000Z", 0, 0, TRUE, TRUE },
  { "/base/time/nanosecond", "2001-09-09T01:46:40.000000001Z", 1000000000, 1, TRUE, TRUE },
  { "/base/time/before-epoch", "1969-12-31T23:59:59.999999999Z", -1, 999999999, TRUE, TRUE },
  { "/base/time/no-fraction", "2001-09-09T01:46:40Z", 1000000000, 0, FALSE, TRUE },
  { "/base/time/trailing-zero", "2001-09-09T01:46:40.50Z", 1000000000, 500000000, FALSE, TRUE },
  { "/base/time/refuse-ten-digits", "1970-01-01T00:00:00.0000000000Z", 0, 0, FALSE, FALSE },
  { "/base/time/refuse-offset", "1970-01-01T00:00:00.000000000+00:00", 0, 0, FALSE, FALSE },
  { "/base/time/refuse-blank", "1970-01-01 00:00:00.000000000Z", 0, 0, FALSE, FALSE },
  { "/base/time/refuse-no-date", "1970-02-30T00:00:00.000000000Z", 0, 0, FALSE, FALSE },
  { "/base/time/refuse-behind", "1970-01-01T00:00:00.000000000Z ", 0, 0, FALSE, FALSE },
  { "/base/time/refuse-empty", "", 0, 0, FALSE, FALSE },
};

static void
test_text (gconstpointer data)
{
  const TextCase *c = data;
  DsTime time = ds_time_from_unix (42);
  g_autofree char *exact = NULL;
  g_autofree char *local = NULL;

  g_assert_cmpint (ds_time_parse_local (c->text, &time), ==, c->is_local);
  g_assert_cmpint (time.seconds, ==, c->is_local ? c->seconds : 42);
  g_assert_cmpint (ds_time_parse_exact (c->text, &time), ==, c->is_exact);
  if (!c->is_exact)
    return;
  g_assert_cmpint (time.seconds, ==, c->seconds);
  g_assert_cmpuint (time.nanoseconds, ==, c->nanoseconds);
  exact = ds_time_format_exact (time);
  g_assert_cmpstr (exact, ==, c->text);
  local = ds_time_format_local (time);
  g_assert_cmpint (g_str_equal (local, c->text), ==, c->is_local);
}

/* Against GLib's calendar, in steps that hit every month and leap year. */
static void
test_calendar (void)
{
  for (gint64 seconds = G_GINT64_CONSTANT (-62135596800);
       seconds < G_GINT64_CONSTANT (253402300799); seconds += G_GINT64_CONSTANT (1234567 * 97))
    {
      g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (seconds);
      g_autofree char *expected = g_date_time_format_iso8601 (date);
      g_autofree char *written = ds_time_format_exact (ds_time_from_unix (seconds));
      DsTime back;

      g_assert_cmpstr (written, ==, expected);
      g_assert_true (ds_time_parse_exact (written, &back));
      g_assert_cmpint (back.seconds, ==, seconds);
    }
}

static void
test_compare (void)
{
  DsTime a, b, c;

  g_assert_true (ds_time_parse_exact ("2026-01-01T00:00:00Z", &a));
  g_assert_true (ds_time_parse_exact ("2026-01-01T00:00:00.000Z", &b));
  g_assert_true (ds_time_parse_exact ("2026-01-01T00:00:00.000000001Z", &c));
  g_assert_cmpint (ds_time_compare (a, b), ==, 0);
  g_assert_cmpint (ds_time_compare (a, c), <, 0);
  g_assert_cmpint (ds_time_compare (c, a), >, 0);
  g_assert_cmpint (ds_time_compare (ds_time_add_seconds (a, 1), c), >, 0);
  g_assert_cmpfloat (ds_time_seconds_between (a, ds_time_add_seconds (a, -5)), ==, -5);
}

static void
test_writable (void)
{
  g_assert_true (ds_time_is_writable (ds_time_now ()));
  g_assert_true (ds_time_is_writable (ds_time_from_unix (G_GINT64_CONSTANT (253402300799))));
  g_assert_false (ds_time_is_writable (ds_time_from_unix (G_GINT64_CONSTANT (253402300800))));
  g_assert_true (ds_time_is_writable (ds_time_from_unix (G_GINT64_CONSTANT (-62167219200))));
  g_assert_false (ds_time_is_writable (ds_time_from_unix (G_GINT64_CONSTANT (-62167219201))));
}

typedef struct
{
  const char *path;
  const char *text;
  const char *exact; /* NULL: must be refused */
} PersonCase;

static const PersonCase person_cases[] = {
  { "/base/time/person/date", "2026-11-22", "2026-11-22T00:00:00Z" },
  { "/base/time/person/utc", "2026-11-22T14:32:09Z", "2026-11-22T14:32:09Z" },
  { "/base/time/person/offset", "2026-11-22T14:32:09+08:00", "2026-11-22T06:32:09Z" },
  { "/base/time/person/fraction", "2026-11-22T14:32:09.25Z", "2026-11-22T14:32:09.250000Z" },
  { "/base/time/person/refuse-words", "yesterday", NULL },
  { "/base/time/person/refuse-no-date", "2026-02-30", NULL },
  { "/base/time/person/refuse-empty", "", NULL },
};

static void
test_person (gconstpointer data)
{
  const PersonCase *c = data;
  DsTime time;
  g_autoptr (GError) error = NULL;
  g_autofree char *exact = NULL;

  if (c->exact == NULL)
    {
      g_assert_false (ds_time_parse_person (c->text, &time, &error));
      g_assert_error (error, DS_ERROR, DS_ERROR_USAGE);
      return;
    }
  g_assert_true (ds_time_parse_person (c->text, &time, &error));
  g_assert_no_error (error);
  exact = ds_time_format_exact (time);
  g_assert_cmpstr (exact, ==, c->exact);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (gen_time_cases); i++)
    g_test_add_data_func (gen_time_cases[i].path, &gen_time_cases[i], test_gen_time);
  for (gsize i = 0; i < G_N_ELEMENTS (text_cases); i++)
    g_test_add_data_func (text_cases[i].path, &text_cases[i], test_text);
  for (gsize i = 0; i < G_N_ELEMENTS (person_cases); i++)
    g_test_add_data_func (person_cases[i].path, &person_cases[i], test_person);
  g_test_add_func ("/base/gen-time/length", test_gen_time_length);
  g_test_add_func ("/base/time/calendar", test_calendar);
  g_test_add_func ("/base/time/compare", test_compare);
  g_test_add_func ("/base/time/writable", test_writable);
  return g_test_run ();
}
