/* test-clock-watch.c - what three clocks tell of a jump, and what of none
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "watch/ds-clock-watch.h"

#define S ((gint64) DS_NSEC_PER_SEC)
#define NOON (1700000000 * S)

/* How far each clock ran, and what is to be told; 0: nothing. */
typedef struct
{
  const char *name;
  gint64 real;
  gint64 boot;
  gint64 monotonic;
  gint64 slept;
  gint64 set_by;
} Row;

static const Row rows[] = {
  { "nothing", 60 * S, 60 * S, 60 * S, 0, 0 },
  { "slewed", 60 * S + S / 2, 60 * S, 60 * S, 0, 0 },
  { "set-forward", 3660 * S, 60 * S, 60 * S, 0, 3600 * S },
  { "set-back", -3540 * S, 60 * S, 60 * S, 0, -3600 * S },
  { "slept", 3660 * S, 3660 * S, 60 * S, 3600 * S, 0 },
  { "slept-and-set", 7260 * S, 3660 * S, 60 * S, 3600 * S, 3600 * S },
  { "a-nap", 60 * S, 60 * S, 60 * S - S / 2, 0, 0 },
};

typedef struct
{
  double slept_s;
  double set_by_s;
} Told;

static void
slept_cb (DsTime since, DsTime until, gpointer data)
{
  ((Told *) data)->slept_s = ds_time_seconds_between (since, until);
}

static void
was_set_cb (DsTime from, DsTime to, gpointer data)
{
  ((Told *) data)->set_by_s = ds_time_seconds_between (from, to);
}

static const DsClockWatchHooks hooks = { slept_cb, was_set_cb };

static void
test_compare (gconstpointer data)
{
  const Row *row = data;
  const DsClockReading before = { NOON, 1000 * S, 500 * S };
  const DsClockReading now = { NOON + row->real, 1000 * S + row->boot, 500 * S + row->monotonic };
  Told told = { 0 };

  ds_clock_watch_compare (&before, &now, &hooks, &told);
  g_assert_cmpfloat_with_epsilon (told.slept_s, (double) row->slept / S, 0.001);
  g_assert_cmpfloat_with_epsilon (told.set_by_s, (double) row->set_by / S, 0.001);
}

/* It costs nothing while the clock runs as it should. */
static void
test_quiet (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  Told told = { 0 };
  g_autoptr (DsClockWatch) watch = ds_clock_watch_new (context, &hooks, &told);

  g_assert_nonnull (watch);
  g_assert_false (g_main_context_iteration (context, FALSE));
  g_assert_cmpfloat (told.slept_s, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/clock-watch/compare/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_compare);
    }
  g_test_add_func ("/clock-watch/quiet", test_quiet);
  return g_test_run ();
}
