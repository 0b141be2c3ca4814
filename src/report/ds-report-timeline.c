/* ds-report-timeline.c - the drafts of a report along time: pictures, dots, bars
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/ds-report-timeline.h"

#include <math.h>
#include <string.h>

#include "report/ds-report-paragraph.h"
#include "report/ds-report-phrase.h"

#define PICTURES_MAX 5 /* as many as there are stages */
#define PICTURE_WIDTH_MAX 36.0
#define PICTURE_GAP_MIN 4.0
#define STAGE_BASELINE 4.9 /* below the picture */
#define TIME_BASELINE 8.8
#define LEADER_TOP 13.4
#define AXIS 23.6
#define BARS_BOTTOM 36.2
#define BAR_HEIGHT_MAX 6.0
#define BAR_WIDTH_MAX 3.4
#define AXIS_INSET 2.0
#define DOT_RADIUS 0.75
#define RING_RADIUS 1.45
#define LABEL_BASELINE 39.6
#define LABEL_ROOM 19.0
#define LEGEND_BASELINE 45.6
#define SECONDS_PER_MINUTE 60
#define SECONDS_PER_HOUR 3600
#define SECONDS_PER_DAY 86400
#define BARS_MIN 3 /* below this many days a bar is an hour's, and so on */
#define BUCKETS_MAX 400

/* The stretch of time that is shown, and how long one bar is. */
typedef struct
{
  gint64 start; /* seconds since 1970 */
  gint64 end;
  gint64 unit;
  const char *unit_key;
  const char *label_format;
} Axis;

static void
stretch (Axis *axis, DsTime time)
{
  axis->start = MIN (axis->start, time.seconds);
  axis->end = MAX (axis->end, time.seconds);
}

static void
choose_unit (Axis *axis)
{
  gint64 length = axis->end - axis->start;

  if (length >= BARS_MIN * SECONDS_PER_DAY)
    {
      axis->unit = SECONDS_PER_DAY;
      axis->unit_key = "unit-day";
      axis->label_format = "%Y-%m-%d";
    }
  else if (length >= BARS_MIN * SECONDS_PER_HOUR)
    {
      axis->unit = SECONDS_PER_HOUR;
      axis->unit_key = "unit-hour";
      axis->label_format = "%m-%d %H:%M";
    }
  else
    {
      gboolean is_moment = length < BARS_MIN * SECONDS_PER_MINUTE;

      axis->unit = is_moment ? 1 : SECONDS_PER_MINUTE;
      axis->unit_key = is_moment ? "unit-second" : "unit-minute";
      axis->label_format = "%H:%M:%S";
    }
  /* Of years of work, a bar takes in as many days as leave it wide enough to be seen. */
  while (length / axis->unit > BUCKETS_MAX)
    {
      axis->unit *= 2;
      axis->unit_key = "unit-span";
    }
}

/* What happened within a moment stands in the middle. */
static void
widen (Axis *axis)
{
  gint64 missing = BARS_MIN * axis->unit - (axis->end - axis->start);

  if (missing <= 0)
    return;
  axis->start -= missing / 2;
  axis->end += missing - missing / 2;
}

static Axis
make_axis (const DsReportContent *content)
{
  Axis axis = { .start = G_MAXINT64, .end = G_MININT64 };

  for (guint i = 0; i < content->drafts->len; i++)
    {
      const DsReportDraft *draft = g_ptr_array_index (content->drafts, i);
      const DsReportToken *token = ds_report_draft_get_first_passed (draft);

      stretch (&axis, draft->seen_at);
      if (token != NULL)
        stretch (&axis, token->gen_time);
    }
  choose_unit (&axis);
  widen (&axis);
  return axis;
}

/* Millimetres from the left edge of the page. */
static double
find_x (const Axis *axis, gint64 seconds)
{
  double length = (double) (axis->end - axis->start);

  return DS_PAGE_LEFT + AXIS_INSET
         + (DS_TEXT_WIDTH - 2 * AXIS_INSET) * (double) (seconds - axis->start) / length;
}

/* The first draft of each stage, but the one on the certificate for its own, in order of time. */
static GArray *
choose_pictured (const DsReportContent *content, const DsReportDraft *last)
{
  g_autoptr (GHashTable) stages = g_hash_table_new (g_str_hash, g_str_equal);
  GArray *pictured = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < content->drafts->len; i++)
    {
      const DsReportDraft *draft = g_ptr_array_index (content->drafts, i);
      gboolean is_lasts = last != NULL && strcmp (draft->stage, last->stage) == 0;

      if (draft == last
          || (!is_lasts && pictured->len < PICTURES_MAX - 1
              && g_hash_table_add (stages, draft->stage)))
        g_array_append_val (pictured, i);
    }
  return pictured;
}

static double
find_picture_width (guint n)
{
  double room = (DS_TEXT_WIDTH - PICTURE_GAP_MIN * (n - 1)) / n;

  return MIN (room, PICTURE_WIDTH_MAX);
}

/* Pictures stand flush with both margins, as far as there are enough. */
static double
find_picture_x (guint position, guint n, double width)
{
  guint n_columns = MAX (n, 4);

  return DS_PAGE_LEFT + position * (DS_TEXT_WIDTH - width) / (n_columns - 1);
}

static void
print_caption (const DsReportPages *pages, guint index, double x, double y, double width)
{
  const DsReportDraft *draft = g_ptr_array_index (pages->content->drafts, index);
  const DsReportToken *token = ds_report_draft_get_first_passed (draft);
  g_autoptr (DsReportParagraph) stage = ds_report_paragraph_new (pages->canvas);
  g_autofree char *number = g_strdup_printf ("#%02u", index + 1);
  g_autofree char *stamp = token != NULL ? ds_time_format_display (token->gen_time) : NULL;

  ds_report_paragraph_add_foreign (
      stage, DS_STYLE_BODY_STRONG,
      ds_report_phrase_stage (pages->text, DS_REPORT_FIRST, draft->stage));
  if (ds_report_text_has_second (pages->text))
    {
      ds_report_paragraph_add (stage, DS_STYLE_NOTE, "  ");
      ds_report_paragraph_add_foreign (
          stage, DS_STYLE_NOTE,
          ds_report_phrase_stage (pages->text, DS_REPORT_SECOND, draft->stage));
    }
  ds_report_paragraph_draw (stage, "P", &(DsPlace){ x, y + STAGE_BASELINE, width - 8 });
  ds_report_print (pages->canvas, "P", DS_STYLE_NUMBER_SMALL, number,
                   &(DsPlace){ x, y + STAGE_BASELINE, width, DS_ALIGN_RIGHT });
  ds_report_print (pages->canvas, "P", DS_STYLE_MONO_GREY,
                   stamp != NULL ? stamp
                                 : ds_report_text_get (pages->text, DS_REPORT_FIRST, "pending"),
                   &(DsPlace){ x, y + TIME_BASELINE, width });
}

static void
draw_leader (const DsReportPages *pages, const Axis *axis, guint index, double x, double y)
{
  const DsReportDraft *draft = g_ptr_array_index (pages->content->drafts, index);
  const DsReportToken *token = ds_report_draft_get_first_passed (draft);
  cairo_t *cr = ds_report_canvas_get_cairo (pages->canvas);

  if (token == NULL)
    return;
  ds_report_canvas_set_colour (pages->canvas, DS_COLOUR_LINE);
  cairo_set_line_width (cr, DS_HAIRLINE * DS_POINTS_PER_MM);
  cairo_move_to (cr, x * DS_POINTS_PER_MM, (y + LEADER_TOP) * DS_POINTS_PER_MM);
  cairo_line_to (cr, find_x (axis, token->gen_time.seconds) * DS_POINTS_PER_MM,
                 (y + AXIS - RING_RADIUS) * DS_POINTS_PER_MM);
  cairo_stroke (cr);
}

/* Pictured dots last, so that no other hides them. */
static void
draw_dots (const DsReportPages *pages, const Axis *axis, const GArray *pictured, double y)
{
  GPtrArray *drafts = pages->content->drafts;

  for (guint i = 0; i < drafts->len; i++)
    {
      const DsReportToken *token = ds_report_draft_get_first_passed (g_ptr_array_index (drafts, i));

      if (token != NULL)
        ds_report_canvas_draw_disc (pages->canvas, find_x (axis, token->gen_time.seconds), y,
                                    DOT_RADIUS, DS_COLOUR_TEAL);
    }
  for (guint i = 0; i < pictured->len; i++)
    {
      const DsReportToken *token = ds_report_draft_get_first_passed (
          g_ptr_array_index (drafts, g_array_index (pictured, guint, i)));

      if (token == NULL)
        continue;
      double x = find_x (axis, token->gen_time.seconds);
      ds_report_canvas_draw_disc (pages->canvas, x, y, RING_RADIUS, DS_COLOUR_RED);
      ds_report_canvas_draw_disc (pages->canvas, x, y, DOT_RADIUS, DS_COLOUR_WHITE);
    }
}

static void
draw_bars (const DsReportPages *pages, const Axis *axis, double bottom)
{
  GPtrArray *drafts = pages->content->drafts;
  gint64 first = axis->start / axis->unit;
  guint n_buckets = (guint) (axis->end / axis->unit - first) + 1;
  g_autofree guint *counts = g_new0 (guint, n_buckets);
  double step = (DS_TEXT_WIDTH - 2 * AXIS_INSET) / n_buckets;
  double width = MIN (step * 0.82, BAR_WIDTH_MAX);
  guint most = 1;

  for (guint i = 0; i < drafts->len; i++)
    {
      const DsReportDraft *draft = g_ptr_array_index (drafts, i);
      guint *count = &counts[draft->seen_at.seconds / axis->unit - first];

      most = MAX (most, ++*count);
    }
  for (guint i = 0; i < n_buckets; i++)
    {
      double height = BAR_HEIGHT_MAX * counts[i] / most;

      if (counts[i] > 0)
        ds_report_canvas_fill_box (pages->canvas,
                                   DS_PAGE_LEFT + AXIS_INSET + step * (i + 0.5) - width / 2,
                                   bottom - height, width, height, DS_COLOUR_PALE);
    }
  ds_report_canvas_draw_rule (pages->canvas, DS_PAGE_LEFT + AXIS_INSET, bottom,
                              DS_TEXT_WIDTH - 2 * AXIS_INSET, DS_HAIRLINE, DS_COLOUR_LINE);
}

static void
print_label (const DsReportPages *pages, const Axis *axis, gint64 seconds, double y, DsAlign align)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);
  g_autofree char *label = g_date_time_format (time, axis->label_format);
  double x = find_x (axis, seconds);

  ds_report_print (pages->canvas, "P", DS_STYLE_LABEL, label,
                   &(DsPlace){ x - LABEL_ROOM * align / 2, y, LABEL_ROOM, align });
}

/* Both ends and the quarters between them, which never touch. */
static void
print_labels (const DsReportPages *pages, const Axis *axis, double y)
{
  gint64 length = axis->end - axis->start;

  print_label (pages, axis, axis->start, y, DS_ALIGN_LEFT);
  for (guint quarter = 1; quarter <= 3; quarter++)
    print_label (pages, axis, axis->start + length * quarter / 4, y, DS_ALIGN_CENTRE);
  print_label (pages, axis, axis->end, y, DS_ALIGN_RIGHT);
}

static double
print_legend (const DsReportPages *pages, const Axis *axis, double y)
{
  g_autoptr (DsReportParagraph) legend = ds_report_paragraph_new (pages->canvas);

  for (guint rank = 0; rank <= (guint) ds_report_text_has_second (pages->text); rank++)
    {
      g_autofree char *words =
          ds_report_text_fill (pages->text, rank, "timeline-legend", "unit",
                               ds_report_text_get (pages->text, rank, axis->unit_key), NULL);

      if (rank > 0)
        ds_report_paragraph_add (legend, DS_STYLE_LABEL, "  ");
      ds_report_paragraph_add (legend, DS_STYLE_LABEL, words);
    }
  return ds_report_paragraph_draw (legend, "P", &(DsPlace){ DS_PAGE_LEFT, y, DS_TEXT_WIDTH });
}

static void
draw_axis (const DsReportPages *pages, const Axis *axis, const GArray *pictured, double width,
           double y)
{
  ds_report_canvas_begin_tag (pages->canvas, DS_TAG_DECORATION);
  for (guint i = 0; i < pictured->len; i++)
    draw_leader (pages, axis, g_array_index (pictured, guint, i),
                 find_picture_x (i, pictured->len, width) + width / 2, y);
  ds_report_canvas_draw_rule (pages->canvas, DS_PAGE_LEFT + AXIS_INSET, y + AXIS,
                              DS_TEXT_WIDTH - 2 * AXIS_INSET, 0.5, DS_COLOUR_TEAL);
  draw_dots (pages, axis, pictured, y + AXIS);
  draw_bars (pages, axis, y + BARS_BOTTOM);
  ds_report_canvas_end_tag (pages->canvas, DS_TAG_DECORATION);
}

/**
 * ds_report_draw_timeline:
 * @pages: with at least one draft
 * @y: upper edge of the pictures
 *
 * Returns: the first baseline below
 */
double
ds_report_draw_timeline (const DsReportPages *pages, double y)
{
  Axis axis = make_axis (pages->content);
  g_autoptr (GArray) pictured = choose_pictured (pages->content, pages->pictured);
  double width = find_picture_width (pictured->len);

  for (guint i = 0; i < pictured->len; i++)
    {
      guint index = g_array_index (pictured, guint, i);
      double x = find_picture_x (i, pictured->len, width);

      ds_report_draw_picture (pages->canvas, &pages->pictures,
                              g_ptr_array_index (pages->content->drafts, index), x, y, width);
      print_caption (pages, index, x, y + width, width);
    }
  y += width;
  draw_axis (pages, &axis, pictured, width, y);
  print_labels (pages, &axis, y + LABEL_BASELINE);
  return y + LEGEND_BASELINE + print_legend (pages, &axis, y + LEGEND_BASELINE);
}
