/* test-settle.c - when a save is over
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "watch/ds-settle.h"

#define MSEC G_GINT64_CONSTANT (1000)
#define NO_LIMIT G_MAXUINT

/* What is due at @now, as text: paths in order, separated by spaces. */
static char *
take (DsSettle *settle, gint64 now, guint limit)
{
  g_autoptr (GPtrArray) due = ds_settle_take_due (settle, now, limit);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < due->len; i++)
    {
      const DsCandidate *candidate = g_ptr_array_index (due, i);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", candidate->path);
    }
  return g_string_free (text, FALSE);
}

static void
assert_due (DsSettle *settle, gint64 now, const char *expected)
{
  g_autofree char *text = take (settle, now, NO_LIMIT);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_quiet (void)
{
  g_autoptr (DsSettle) settle = ds_settle_new ();

  g_assert_cmpint (ds_settle_next_due (settle), ==, -1);
  ds_settle_touch (settle, "a", DS_FOUND_EVENT, 0);
  g_assert_cmpint (ds_settle_next_due (settle), ==, 600 * MSEC);
  assert_due (settle, 599 * MSEC, "");
  ds_settle_touch (settle, "a", DS_FOUND_EVENT, 500 * MSEC); /* a burst goes on */
  assert_due (settle, 600 * MSEC, "");
  assert_due (settle, 1100 * MSEC, "a");
  assert_due (settle, 9000 * MSEC, ""); /* taken: not handed out twice */
  g_assert_cmpint (ds_settle_next_due (settle), ==, -1);
  g_assert_cmpuint (ds_settle_get_size (settle), ==, 1);
  ds_settle_done (settle, "a");
  g_assert_cmpuint (ds_settle_get_size (settle), ==, 0);
}

static void
test_order (void)
{
  g_autoptr (DsSettle) settle = ds_settle_new ();
  g_autofree char *first = NULL;

  ds_settle_touch (settle, "look-1", DS_FOUND_FIRST_LOOK, 0);
  ds_settle_touch (settle, "look-2", DS_FOUND_FIRST_LOOK, 0);
  ds_settle_touch (settle, "scan", DS_FOUND_SCAN, 10);
  ds_settle_touch (settle, "live-2", DS_FOUND_EVENT, 30);
  ds_settle_touch (settle, "live-1", DS_FOUND_EVENT, 20);
  ds_settle_touch (settle, "look-3", DS_FOUND_FIRST_LOOK, 0);
  ds_settle_touch (settle, "look-3", DS_FOUND_EVENT, 40); /* the strongest counts */
  ds_settle_touch (settle, "live-1", DS_FOUND_SCAN, 20);
  first = take (settle, 2000 * MSEC, 2);
  g_assert_cmpstr (first, ==, "live-1 live-2");
  assert_due (settle, 2000 * MSEC, "look-3 look-1 look-2 scan");
}

static void
test_defer (void)
{
  static const gint64 waits[] = { 300, 600, 1200, 2000, 2000, 2000 };
  g_autoptr (DsSettle) settle = ds_settle_new ();
  gint64 now = 600 * MSEC;

  ds_settle_touch (settle, "a", DS_FOUND_EVENT, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (waits); i++)
    {
      g_autoptr (GPtrArray) due = ds_settle_take_due (settle, now, NO_LIMIT);
      const DsCandidate *candidate;

      g_assert_cmpuint (due->len, ==, 1);
      candidate = g_ptr_array_index (due, 0);
      g_assert_cmpuint (candidate->deferrals, ==, i);
      g_assert_cmpint (candidate->touched, ==, 0);
      ds_settle_defer (settle, "a", now);
      assert_due (settle, now + waits[i] * MSEC - 1, "");
      now += waits[i] * MSEC;
    }
  ds_settle_touch (settle, "a", DS_FOUND_EVENT, now); /* starts again from the quiet time */
  now += 600 * MSEC;
  assert_due (settle, now, "a");
  ds_settle_defer (settle, "a", now);
  g_assert_cmpint (ds_settle_next_due (settle), ==, now + 300 * MSEC);
}

static void
test_touch_while_taken (void)
{
  g_autoptr (DsSettle) settle = ds_settle_new ();

  ds_settle_touch (settle, "done", DS_FOUND_EVENT, 0);
  ds_settle_touch (settle, "deferred", DS_FOUND_EVENT, 0);
  assert_due (settle, 600 * MSEC, "done deferred");
  ds_settle_touch (settle, "done", DS_FOUND_EVENT, 700 * MSEC);
  ds_settle_touch (settle, "deferred", DS_FOUND_EVENT, 700 * MSEC);
  assert_due (settle, 5000 * MSEC, "");
  ds_settle_done (settle, "done");
  ds_settle_defer (settle, "deferred", 800 * MSEC);
  assert_due (settle, 1299 * MSEC, "");
  assert_due (settle, 1300 * MSEC, "done deferred");
  ds_settle_done (settle, "done");
  ds_settle_done (settle, "deferred");
  g_assert_cmpuint (ds_settle_get_size (settle), ==, 0);
}

/* What an event said last of whoever writes goes along; what says nothing takes nothing back. */
static void
test_last_touch (void)
{
  static const struct
  {
    DsTouch touches[3];
    DsTouch last;
  } rows[] = {
    { { DS_TOUCH_OTHER }, DS_TOUCH_OTHER },
    { { DS_TOUCH_CLOSED, DS_TOUCH_WRITTEN }, DS_TOUCH_WRITTEN },
    { { DS_TOUCH_WRITTEN, DS_TOUCH_CLOSED }, DS_TOUCH_CLOSED },
    { { DS_TOUCH_WRITTEN, DS_TOUCH_CLOSED, DS_TOUCH_OTHER }, DS_TOUCH_CLOSED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (DsSettle) settle = ds_settle_new ();
      g_autoptr (GPtrArray) due = NULL;

      ds_settle_note (settle, "a", DS_TOUCH_CLOSED); /* not touched: of no account */
      for (gsize j = 0; j < G_N_ELEMENTS (rows[i].touches); j++)
        {
          ds_settle_touch (settle, "a", DS_FOUND_EVENT, 0);
          ds_settle_note (settle, "a", rows[i].touches[j]);
        }
      ds_settle_touch (settle, "a", DS_FOUND_SCAN, 0);
      due = ds_settle_take_due (settle, 600 * MSEC, NO_LIMIT);
      g_assert_cmpint (((DsCandidate *) g_ptr_array_index (due, 0))->last, ==, rows[i].last);
    }
}

/* What was never taken can't be given back. */
static void
test_misuse (void)
{
  g_autoptr (DsSettle) settle = ds_settle_new ();

  ds_settle_touch (settle, "a", DS_FOUND_EVENT, 0);
  ds_settle_done (settle, "a");
  ds_settle_defer (settle, "a", 0);
  ds_settle_done (settle, "never");
  ds_settle_defer (settle, "never", 0);
  assert_due (settle, 600 * MSEC, "a");
}

static void
test_many (void)
{
  const guint n = 20000;
  g_autoptr (DsSettle) settle = ds_settle_new ();
  gint64 now = 0;
  guint n_taken = 0;

  for (guint round = 0; round < 3; round++)
    for (guint i = 0; i < n; i++)
      {
        g_autofree char *path = g_strdup_printf ("folder/%u.psd", (i * 7919) % n);

        ds_settle_touch (settle, path, DS_FOUND_EVENT, now++);
      }
  g_assert_cmpuint (ds_settle_get_size (settle), ==, n);
  while (ds_settle_get_size (settle) > 0)
    {
      g_autoptr (GPtrArray) due = NULL;

      now = ds_settle_next_due (settle);
      due = ds_settle_take_due (settle, now, 7);
      g_assert_cmpuint (due->len, >, 0);
      n_taken += due->len;
      for (guint i = 0; i < due->len; i++)
        ds_settle_done (settle, ((DsCandidate *) g_ptr_array_index (due, i))->path);
    }
  g_assert_cmpuint (n_taken, ==, n);
}

static void
test_words (void)
{
  g_assert_cmpstr (ds_found_to_text (DS_FOUND_EVENT), ==, "event");
  g_assert_cmpstr (ds_found_to_text (DS_FOUND_SCAN), ==, "scan");
  g_assert_cmpstr (ds_found_to_text (DS_FOUND_FIRST_LOOK), ==, "first-look");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settle/quiet", test_quiet);
  g_test_add_func ("/settle/order", test_order);
  g_test_add_func ("/settle/defer", test_defer);
  g_test_add_func ("/settle/touch-while-taken", test_touch_while_taken);
  g_test_add_func ("/settle/last-touch", test_last_touch);
  g_test_add_func ("/settle/misuse", test_misuse);
  g_test_add_func ("/settle/many", test_many);
  g_test_add_func ("/settle/words", test_words);
  return g_test_run ();
}
