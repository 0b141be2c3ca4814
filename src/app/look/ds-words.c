/* ds-words.c - stages, grades, times and sizes as people read them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/look/ds-words.h"

#include <glib/gi18n.h>

#include "project/ds-stage.h"

/* Month and weekday names are our own: strftime's follow LC_TIME, which may speak another language
 * than the window does. */
static const char *const weekdays[] = {
  N_ ("Monday"), N_ ("Tuesday"),  N_ ("Wednesday"), N_ ("Thursday"),
  N_ ("Friday"), N_ ("Saturday"), N_ ("Sunday"),
};

static const char *const months[] = {
  N_ ("January"),   N_ ("February"), N_ ("March"),    N_ ("April"),
  N_ ("May"),       N_ ("June"),     N_ ("July"),     N_ ("August"),
  N_ ("September"), N_ ("October"),  N_ ("November"), N_ ("December"),
};

static const char *const short_months[] = {
  NC_ ("short month", "Jan"), NC_ ("short month", "Feb"), NC_ ("short month", "Mar"),
  NC_ ("short month", "Apr"), NC_ ("short month", "May"), NC_ ("short month", "Jun"),
  NC_ ("short month", "Jul"), NC_ ("short month", "Aug"), NC_ ("short month", "Sep"),
  NC_ ("short month", "Oct"), NC_ ("short month", "Nov"), NC_ ("short month", "Dec"),
};

#define SECONDS_PER_MINUTE 60
#define SECONDS_PER_HOUR (60 * SECONDS_PER_MINUTE)
#define SECONDS_PER_DAY (24 * SECONDS_PER_HOUR)
#define DIGEST_GROUP 8

/**
 * ds_words_for_stage:
 * @stage: id of a stage
 *
 * Returns: (transfer none): its translated name; a stage this release does not know keeps its id
 */
const char *
ds_words_for_stage (const char *stage)
{
  static const struct
  {
    const char *id;
    const char *name;
  } names[] = {
    { DS_STAGE_OUTLINE, NC_ ("stage", "Outline") },
    { DS_STAGE_CONCEPT, NC_ ("stage", "Concept") },
    { DS_STAGE_SKETCH, NC_ ("stage", "Sketch") },
    { DS_STAGE_REVISION, NC_ ("stage", "Revision") },
    { DS_STAGE_FINAL, NC_ ("stage", "Final") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (stage, names[i].id))
      return g_dpgettext2 (NULL, "stage", names[i].name);

  return stage;
}

const char *
ds_words_for_grade (DsGrade grade)
{
  switch (grade)
    {
    case DS_GRADE_TEST:
      return C_ ("grade", "TEST");
    case DS_GRADE_STAMPED:
      return C_ ("grade", "STAMPED");
    case DS_GRADE_CORROBORATED:
      return C_ ("grade", "CORROBORATED");
    case DS_GRADE_LOCAL:
    default:
      return C_ ("grade", "LOCAL");
    }
}

/**
 * ds_words_for_spoken_grade:
 *
 * Returns: (transfer none): the grade inside a sentence, for a screen reader
 */
const char *
ds_words_for_spoken_grade (DsGrade grade)
{
  switch (grade)
    {
    case DS_GRADE_TEST:
      return C_ ("spoken grade", "test");
    case DS_GRADE_STAMPED:
      return C_ ("spoken grade", "stamped");
    case DS_GRADE_CORROBORATED:
      return C_ ("spoken grade", "corroborated");
    case DS_GRADE_LOCAL:
    default:
      return C_ ("spoken grade", "local");
    }
}

GDateTime *
ds_words_to_local (DsTime time)
{
  return g_date_time_new_from_unix_local (time.seconds);
}

gboolean
ds_words_is_same_day (GDateTime *a, GDateTime *b)
{
  return g_date_time_get_year (a) == g_date_time_get_year (b)
         && g_date_time_get_day_of_year (a) == g_date_time_get_day_of_year (b);
}

/* Hours and minutes by the local clock. */
char *
ds_words_dup_clock (DsTime time)
{
  g_autoptr (GDateTime) local = ds_words_to_local (time);

  return g_date_time_format (local, "%H:%M");
}

char *
ds_words_dup_exact_clock (DsTime time)
{
  g_autoptr (GDateTime) local = ds_words_to_local (time);

  return g_date_time_format (local, "%H:%M:%S");
}

/* "Sunday 22 November" */
char *
ds_words_dup_weekday (GDateTime *time)
{
  const char *weekday = _ (weekdays[g_date_time_get_day_of_week (time) - 1]);
  const char *month = _ (months[g_date_time_get_month (time) - 1]);

  /* Translators: weekday, day of the month, month; the numbers tell which is which. */
  return g_strdup_printf (_ ("%1$s %2$d %3$s"), weekday, g_date_time_get_day_of_month (time),
                          month);
}

/* "22 November", with its year where that is not @now's. */
char *
ds_words_dup_date (GDateTime *time, GDateTime *now)
{
  const char *month = _ (months[g_date_time_get_month (time) - 1]);
  int day = g_date_time_get_day_of_month (time);
  int year = g_date_time_get_year (time);

  if (now != NULL && year == g_date_time_get_year (now))
    /* Translators: day of the month, month */
    return g_strdup_printf (_ ("%1$d %2$s"), day, month);

  /* Translators: day of the month, month, year */
  return g_strdup_printf (_ ("%1$d %2$s %3$d"), day, month, year);
}

/* "3 Sep", with the year where that is not @now's. */
char *
ds_words_dup_short_date (GDateTime *time, GDateTime *now)
{
  const char *name = short_months[g_date_time_get_month (time) - 1];
  const char *month = g_dpgettext2 (NULL, "short month", name);
  int day = g_date_time_get_day_of_month (time);
  int year = g_date_time_get_year (time);

  return year == g_date_time_get_year (now)
             ? g_strdup_printf (_ ("%1$d %2$s"), day, month)
             : g_strdup_printf (_ ("%1$d %2$s %3$d"), day, month, year);
}

static char *
dup_offset (GDateTime *time)
{
  int minutes = (int) (g_date_time_get_utc_offset (time) / G_TIME_SPAN_MINUTE);
  char sign = minutes < 0 ? '-' : '+';

  minutes = ABS (minutes);
  if (minutes == 0)
    return g_strdup ("UTC");
  if (minutes % 60 == 0)
    return g_strdup_printf ("UTC%c%d", sign, minutes / 60);
  return g_strdup_printf ("UTC%c%d:%02d", sign, minutes / 60, minutes % 60);
}

/**
 * ds_words_dup_moment:
 * @time: an instant
 * @with_offset: whether the offset to UTC is added, as the times of an authority need it
 *
 * Returns: (transfer full): "22 November 2026, 14:32:09 UTC+8"
 */
char *
ds_words_dup_moment (DsTime time, gboolean with_offset)
{
  g_autoptr (GDateTime) local = ds_words_to_local (time);
  g_autofree char *date = ds_words_dup_date (local, NULL);
  g_autofree char *clock = g_date_time_format (local, "%H:%M:%S");
  g_autofree char *offset = dup_offset (local);

  if (!with_offset)
    /* Translators: a date and a time of day */
    return g_strdup_printf (_ ("%1$s, %2$s"), date, clock);

  /* Translators: a date, a time of day, and the offset to UTC */
  return g_strdup_printf (_ ("%1$s, %2$s %3$s"), date, clock, offset);
}

/* "4 min ago", "2 h ago", else the date */
char *
ds_words_dup_ago (DsTime time, DsTime now)
{
  gint64 seconds = (gint64) ds_time_seconds_between (time, now);
  g_autoptr (GDateTime) local = NULL;
  g_autoptr (GDateTime) local_now = NULL;

  if (seconds < SECONDS_PER_MINUTE)
    return g_strdup (_ ("just now"));
  if (seconds < SECONDS_PER_HOUR)
    return g_strdup_printf (_ ("%d min ago"), (int) (seconds / SECONDS_PER_MINUTE));
  if (seconds < SECONDS_PER_DAY)
    return g_strdup_printf (_ ("%d h ago"), (int) (seconds / SECONDS_PER_HOUR));

  local = ds_words_to_local (time);
  local_now = ds_words_to_local (now);
  return ds_words_dup_date (local, local_now);
}

/* A path as people write it: their own folder is "~". */
char *
ds_words_dup_home_path (const char *path)
{
  g_autofree char *shown = g_filename_display_name (path);
  const char *home = g_get_home_dir ();
  gsize length = strlen (home);

  if (length > 1 && g_str_has_prefix (shown, home)
      && (shown[length] == '/' || shown[length] == '\0'))
    return g_strconcat ("~", shown + length, NULL);

  return g_steal_pointer (&shown);
}

/* Digits in groups of eight, four groups a line. */
char *
ds_words_dup_digest (const DsDigest *digest)
{
  g_autofree char *hex = ds_digest_to_hex (digest);
  GString *text = g_string_new (NULL);

  for (gsize i = 0; hex[i] != '\0'; i++)
    {
      if (i > 0 && i % (4 * DIGEST_GROUP) == 0)
        g_string_append_c (text, '\n');
      else if (i > 0 && i % DIGEST_GROUP == 0)
        g_string_append_c (text, ' ');
      g_string_append_c (text, hex[i]);
    }

  return g_string_free (text, FALSE);
}

/**
 * ds_words_dup_authorities:
 *
 * Returns: (transfer full): the names of the authorities whose tokens cover the draft, each once
 */
char *
ds_words_dup_authorities (const DsDraftFacts *facts)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < facts->stamps->len; i++)
    {
      const DsStamp *stamp = g_ptr_array_index (facts->stamps, i);

      if (!g_ptr_array_find_with_equal_func (names, stamp->tsa, g_str_equal, NULL))
        g_ptr_array_add (names, stamp->tsa);
    }
  g_ptr_array_add (names, NULL);

  /* Translators: stands between names in a list */
  return g_strjoinv (_ (", "), (char **) names->pdata);
}

/* Where the trust in a grade comes from. Every anchor there is was added by a person as long as
 * there are no presets; a test proves nothing, whoever added it. */
const char *
ds_words_for_trust (DsGrade grade)
{
  return grade <= DS_GRADE_TEST ? NULL : _ ("authority added by you");
}

/**
 * ds_words_dup_proof_line:
 *
 * Returns: (transfer full): what stands below a grade: since when, by whom or with how many others,
 *   and who added whom; empty as long as nobody has signed
 */
char *
ds_words_dup_proof_line (const DsDraftFacts *facts)
{
  const DsStamp *first = ds_draft_facts_get_first_stamp (facts);
  g_autofree char *clock = NULL;
  g_autofree char *rest = NULL;

  if (first == NULL)
    return g_strdup ("");

  clock = ds_words_dup_exact_clock (first->gen_time);
  if (facts->n_others > 0 && !first->is_direct)
    rest = g_strdup_printf (ngettext ("with %d other", "with %d others", facts->n_others),
                            (int) facts->n_others);
  else
    rest = ds_words_dup_authorities (facts);
  /* The last word ends the list where there is none. */
  return g_strjoin (" · ", clock, rest, ds_words_for_trust (facts->draft->grade), NULL);
}

/**
 * ds_words_dup_row_name:
 *
 * Returns: (transfer full): the whole row in one sentence, for a screen reader
 */
char *
ds_words_dup_row_name (const DsDraftFacts *facts)
{
  g_autofree char *name = ds_draft_facts_dup_name (facts);
  const DsStamp *first = ds_draft_facts_get_first_stamp (facts);
  g_autofree char *moment = NULL;

  if (first == NULL)
    /* Translators: file name, number of the draft, stage, grade */
    return g_strdup_printf (_ ("%1$s, draft %2$d, %3$s, %4$s"), name, (int) facts->draft->number,
                            ds_words_for_stage (facts->draft->stage),
                            ds_words_for_spoken_grade (facts->draft->grade));

  moment = ds_words_dup_moment (first->gen_time, FALSE);
  /* Translators: file name, number of the draft, stage, grade, date and time */
  return g_strdup_printf (_ ("%1$s, draft %2$d, %3$s, %4$s, existed no later than %5$s"), name,
                          (int) facts->draft->number, ds_words_for_stage (facts->draft->stage),
                          ds_words_for_spoken_grade (facts->draft->grade), moment);
}
