/* bench-window.c - the application itself, telling how long it takes
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench-window STARTED, the monotonic clock in µs as the program was called, prints "frame US" with
 * its first frame and "settled US" with the first that shows what the project holds. Then each line
 * of its input is answered by one: the word asked, and
 *
 * items: how many rows the list has
 *
 * line, jump: frames scrolled, rows bound, largest gap, processor time of a frame (median, most)
 *
 * gaps: samples since last asked, 99th percentile and largest gap between them, most processor time
 *
 * sqlite: statements of this thread, of all others
 *
 * Times are in µs. At the end of its input the program ends. */
#include <gio/gunixinputstream.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "app/ds-application.h"
#include "app/timeline/ds-timeline.h"

#define SCROLL_FRAMES 60
#define SCROLL_SEED 1 /* every run jumps to the same places */
#define LINE_PX 96.0
#define SAMPLE_MS 1

typedef struct
{
  GApplication *application;
  GDataInputStream *input;
  gint64 started;
  GtkWidget *timeline;  /* (nullable) */
  GdkFrameClock *clock; /* (nullable) */
  gboolean has_frame;
  gboolean has_settled;

  guint n_binds;
  gboolean is_jumping;
  guint frames_left; /* of the scrolling under way */
  GRand *random;
  gint64 last_frame;
  gint64 last_cpu;
  GArray *frame_gaps; /* of gint64 */
  GArray *frame_cpus; /* of gint64 */

  gint64 last_sample;
  gint64 last_sample_cpu;
  gint64 largest_cpu;  /* between two samples */
  GArray *sample_gaps; /* of gint64 */
} Bench;

/* SQLite gives an extension that is loaded into every connection no data of its own. */
static struct
{
  int main;
  int others;
} statements;

static int
statement_cb (unsigned what, void *data, void *statement, void *text)
{
  g_atomic_int_inc (gettid () == getpid () ? &statements.main : &statements.others);
  return 0;
}

static int
connection_cb (sqlite3 *connection, char **error, const void *api)
{
  return sqlite3_trace_v2 (connection, SQLITE_TRACE_STMT, statement_cb, NULL);
}

/* Processor time of this thread, in µs. */
static gint64
get_cpu (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static gint
compare (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a;
  gint64 second = *(const gint64 *) b;

  return first < second ? -1 : first > second;
}

/* Sorts @values; of no value the answer is 0. */
static gint64
get_permille (GArray *values, guint permille)
{
  g_array_sort (values, compare);
  return values->len == 0 ? 0 : g_array_index (values, gint64, (values->len - 1) * permille / 1000);
}

static GtkWidget *
get_part (Bench *self, const char *name)
{
  return GTK_WIDGET (gtk_widget_get_template_child (self->timeline, DS_TYPE_TIMELINE, name));
}

static guint
get_n_items (Bench *self)
{
  GtkListView *list = GTK_LIST_VIEW (get_part (self, "list"));

  return g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (list)));
}

static GtkWidget *
find_timeline (GtkWidget *widget)
{
  GtkWidget *found = DS_IS_TIMELINE (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_timeline (child);

  return found;
}

/* ── frames ──────────────────────────────────────────────────────────────────────────────── */

static void
tell_first_frames (Bench *self)
{
  gint64 since = g_get_monotonic_time () - self->started;
  const char *page = gtk_stack_get_visible_child_name (GTK_STACK (get_part (self, "stack")));

  if (!self->has_frame)
    printf ("frame %" G_GINT64_FORMAT "\n", since);
  self->has_frame = TRUE;

  if (!self->has_settled && !g_str_equal (page, "loading"))
    {
      printf ("settled %" G_GINT64_FORMAT "\n", since);
      self->has_settled = TRUE;
    }
}

static void
scroll (Bench *self)
{
  GtkAdjustment *adjustment =
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (get_part (self, "scrolled")));
  double room = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);

  gtk_adjustment_set_value (adjustment, self->is_jumping
                                            ? g_rand_double_range (self->random, 0, room)
                                            : gtk_adjustment_get_value (adjustment) + LINE_PX);
}

static void
tell_scrolled (Bench *self)
{
  printf ("%s %u %u %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n",
          self->is_jumping ? "jump" : "line", self->frame_gaps->len, self->n_binds,
          get_permille (self->frame_gaps, 1000), get_permille (self->frame_cpus, 500),
          get_permille (self->frame_cpus, 1000));
}

static void
note_scrolled_frame (Bench *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 cpu = get_cpu ();
  gint64 gap = now - self->last_frame;
  gint64 used = cpu - self->last_cpu;

  self->last_frame = now;
  self->last_cpu = cpu;
  g_array_append_val (self->frame_gaps, gap);
  g_array_append_val (self->frame_cpus, used);
  if (--self->frames_left > 0)
    scroll (self);
  else
    tell_scrolled (self);
}

static void
after_paint_cb (Bench *self)
{
  tell_first_frames (self);
  if (self->frames_left > 0)
    note_scrolled_frame (self);
}

static void
begin_to_scroll (Bench *self, gboolean is_jumping)
{
  self->is_jumping = is_jumping;
  self->frames_left = SCROLL_FRAMES;
  self->n_binds = 0;
  g_array_set_size (self->frame_gaps, 0);
  g_array_set_size (self->frame_cpus, 0);
  self->last_frame = g_get_monotonic_time ();
  self->last_cpu = get_cpu ();
  scroll (self);
}

static void
bind_cb (Bench *self)
{
  self->n_binds++;
}

static void
mapped_cb (Bench *self, GtkWidget *window)
{
  self->timeline = find_timeline (window);
  self->clock = gtk_widget_get_frame_clock (window);
  g_signal_connect_swapped (self->clock, "after-paint", G_CALLBACK (after_paint_cb), self);
  g_signal_connect_swapped (gtk_list_view_get_factory (GTK_LIST_VIEW (get_part (self, "list"))),
                            "bind", G_CALLBACK (bind_cb), self);
}

static void
window_added_cb (Bench *self, GtkWindow *window)
{
  g_signal_connect_swapped (window, "map", G_CALLBACK (mapped_cb), self);
}

/* ── stalls ──────────────────────────────────────────────────────────────────────────────── */

static gboolean
sample_cb (gpointer data)
{
  Bench *self = data;
  gint64 now = g_get_monotonic_time ();
  gint64 cpu = get_cpu ();
  gint64 gap = now - self->last_sample;

  self->largest_cpu = MAX (self->largest_cpu, cpu - self->last_sample_cpu);
  g_array_append_val (self->sample_gaps, gap);
  self->last_sample = now;
  self->last_sample_cpu = cpu;
  return G_SOURCE_CONTINUE;
}

static void
tell_gaps (Bench *self)
{
  guint n = self->sample_gaps->len;

  printf ("gaps %u %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", n,
          get_permille (self->sample_gaps, 990), get_permille (self->sample_gaps, 1000),
          self->largest_cpu);
  g_array_set_size (self->sample_gaps, 0);
  self->largest_cpu = 0;
  self->last_sample = g_get_monotonic_time ();
  self->last_sample_cpu = get_cpu ();
}

/* ── what is asked ───────────────────────────────────────────────────────────────────────── */

static void
answer (Bench *self, const char *line)
{
  if (g_str_equal (line, "items"))
    printf ("items %u\n", get_n_items (self));
  else if (g_str_equal (line, "line") || g_str_equal (line, "jump"))
    begin_to_scroll (self, g_str_equal (line, "jump"));
  else if (g_str_equal (line, "gaps"))
    tell_gaps (self);
  else if (g_str_equal (line, "sqlite"))
    printf ("sqlite %d %d\n", g_atomic_int_get (&statements.main),
            g_atomic_int_get (&statements.others));
  else
    g_error ("nothing is known of \"%s\"", line);
}

static void
line_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Bench *self = data;
  g_autofree char *line =
      g_data_input_stream_read_line_finish_utf8 (self->input, result, NULL, NULL);

  if (line == NULL)
    {
      g_application_quit (self->application);
      return;
    }
  answer (self, line);
  g_data_input_stream_read_line_async (self->input, G_PRIORITY_DEFAULT, NULL, line_cb, self);
}

int
main (int argc, char *argv[])
{
  g_autoptr (DsApplication) application = ds_application_new ();
  g_autoptr (GInputStream) standard_input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GDataInputStream) input = g_data_input_stream_new (standard_input);
  g_autoptr (GRand) random = g_rand_new_with_seed (SCROLL_SEED);
  g_autoptr (GArray) frame_gaps = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) frame_cpus = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) sample_gaps = g_array_new (FALSE, FALSE, sizeof (gint64));
  Bench bench = {
    .application = G_APPLICATION (application),
    .input = input,
    .started = argc == 2 ? g_ascii_strtoll (argv[1], NULL, 10) : g_get_monotonic_time (),
    .random = random,
    .last_sample = g_get_monotonic_time (),
    .frame_gaps = frame_gaps,
    .frame_cpus = frame_cpus,
    .sample_gaps = sample_gaps,
  };

  setvbuf (stdout, NULL, _IOLBF, 0);
  sqlite3_auto_extension ((void (*) (void)) connection_cb);
  g_signal_connect_swapped (application, "window-added", G_CALLBACK (window_added_cb), &bench);
  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT, NULL, line_cb, &bench);
  g_timeout_add_full (G_PRIORITY_HIGH, SAMPLE_MS, sample_cb, &bench, NULL);
  return g_application_run (G_APPLICATION (application), 1, argv);
}
