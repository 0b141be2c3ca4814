/* ds-time.c - an instant in UTC that keeps nanoseconds and a token's own digits
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/ds-time.h"

#include <string.h>

#include "base/ds-error.h"

#define SECONDS_PER_DAY 86400
#define FRACTION_DIGITS_MAX 9

/* Earliest and latest second that four digits of a year can write. */
#define SECONDS_MIN G_GINT64_CONSTANT (-62167219200) /* 0000-01-01T00:00:00Z */
#define SECONDS_MAX G_GINT64_CONSTANT (253402300799) /* 9999-12-31T23:59:59Z */

typedef struct
{
  int year, month, day, hour, minute, second;
} Civil;

static gboolean
is_leap_year (int year)
{
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
days_in_month (int year, int month)
{
  static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

  return month == 2 && is_leap_year (year) ? 29 : days[month - 1];
}

/* Days since 1970-01-01 in the proleptic Gregorian calendar; years counted from March. */
static gint64
days_from_civil (int year, int month, int day)
{
  gint64 y = month <= 2 ? year - 1 : year;
  gint64 era = (y >= 0 ? y : y - 399) / 400;
  gint64 year_of_era = y - era * 400;
  gint64 day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  gint64 day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

  return era * 146097 + day_of_era - 719468;
}

static Civil
civil_from_seconds (gint64 seconds)
{
  gint64 days = seconds / SECONDS_PER_DAY;
  gint64 rest = seconds % SECONDS_PER_DAY;
  gint64 era, day_of_era, year_of_era, day_of_year, month;
  Civil civil;

  if (rest < 0)
    {
      rest += SECONDS_PER_DAY;
      days--;
    }
  days += 719468;
  era = (days >= 0 ? days : days - 146096) / 146097;
  day_of_era = days - era * 146097;
  year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  month = (5 * day_of_year + 2) / 153;
  civil.day = (int) (day_of_year - (153 * month + 2) / 5 + 1);
  civil.month = (int) (month < 10 ? month + 3 : month - 9);
  civil.year = (int) (year_of_era + era * 400 + (civil.month <= 2 ? 1 : 0));
  civil.hour = (int) (rest / 3600);
  civil.minute = (int) (rest / 60 % 60);
  civil.second = (int) (rest % 60);
  return civil;
}

static gboolean
civil_is_real (const Civil *c)
{
  return c->month >= 1 && c->month <= 12 && c->day >= 1
         && c->day <= days_in_month (c->year, c->month) && c->hour <= 23 && c->minute <= 59
         && c->second <= 59;
}

static DsTime
time_from_civil (const Civil *c)
{
  DsTime time = { 0 };

  time.seconds = days_from_civil (c->year, c->month, c->day) * SECONDS_PER_DAY + c->hour * 3600
                 + c->minute * 60 + c->second;
  return time;
}

/* Reads exactly @count digits and moves @text on. */
static gboolean
read_digits (const char **text, const char *end, int count, int *value)
{
  *value = 0;
  for (int i = 0; i < count; i++, (*text)++)
    {
      if (*text >= end || !g_ascii_isdigit (**text))
        return FALSE;
      *value = *value * 10 + (**text - '0');
    }
  return TRUE;
}

static gboolean
read_char (const char **text, const char *end, char wanted)
{
  if (*text >= end || **text != wanted)
    return FALSE;
  (*text)++;
  return TRUE;
}

/* Reads the digits after a point, at most nine; at least one. */
static gboolean
read_fraction (const char **text, const char *end, DsTime *time)
{
  guint32 value = 0;
  guint8 digits = 0;

  for (; *text < end && g_ascii_isdigit (**text); (*text)++)
    {
      if (++digits > FRACTION_DIGITS_MAX)
        return FALSE;
      value = value * 10 + (guint32) (**text - '0');
    }
  if (digits == 0)
    return FALSE;

  time->digits = digits;
  for (guint8 i = digits; i < FRACTION_DIGITS_MAX; i++)
    value *= 10;
  time->nanoseconds = value;
  return TRUE;
}

/**
 * ds_time_now:
 *
 * Returns: this computer's clock, unverified, with nine digits
 */
DsTime
ds_time_now (void)
{
  struct timespec spec;

  clock_gettime (CLOCK_REALTIME, &spec);
  return ds_time_from_timespec (&spec);
}

DsTime
ds_time_from_timespec (const struct timespec *spec)
{
  DsTime time = { spec->tv_sec, (guint32) spec->tv_nsec, FRACTION_DIGITS_MAX };

  return time;
}

DsTime
ds_time_from_unix (gint64 seconds)
{
  DsTime time = { seconds, 0, 0 };

  return time;
}

DsTime
ds_time_add_seconds (DsTime time, gint64 seconds)
{
  time.seconds += seconds;
  return time;
}

/**
 * ds_time_seconds_between:
 *
 * Returns: seconds from @from to @to; negative if @to is earlier. For waiting and display, never
 *   for evidence.
 */
double
ds_time_seconds_between (DsTime from, DsTime to)
{
  return (double) (to.seconds - from.seconds)
         + ((double) to.nanoseconds - (double) from.nanoseconds) / DS_NSEC_PER_SEC;
}

/**
 * ds_time_compare:
 *
 * Compares instants exactly; the number of digits does not matter.
 *
 * Returns: negative, 0 or positive
 */
int
ds_time_compare (DsTime a, DsTime b)
{
  if (a.seconds != b.seconds)
    return a.seconds < b.seconds ? -1 : 1;
  if (a.nanoseconds != b.nanoseconds)
    return a.nanoseconds < b.nanoseconds ? -1 : 1;
  return 0;
}

/**
 * ds_time_is_writable:
 *
 * Returns: whether the year has four digits, as every format of ours needs
 */
gboolean
ds_time_is_writable (DsTime time)
{
  return time.seconds >= SECONDS_MIN && time.seconds <= SECONDS_MAX;
}

/**
 * ds_time_parse_gen_time:
 * @text: contents of a GeneralizedTime, not terminated
 * @length: octets
 * @time: (out): unchanged on failure
 * @error: %DS_ERROR_BAD_TIME
 *
 * The strict form of RFC 3161, 2.4.2: YYYYMMDDhhmmss[.s…]Z in UTC, a real calendar date, no
 * trailing zero in the fraction, no more than nine digits of it. Fractions are kept as they are.
 *
 * Returns: whether @text was a genTime
 */
gboolean
ds_time_parse_gen_time (const char *text, gsize length, DsTime *time, GError **error)
{
  const char *at = text;
  const char *end = text + length;
  Civil c;
  DsTime parsed;

  if (!read_digits (&at, end, 4, &c.year) || !read_digits (&at, end, 2, &c.month)
      || !read_digits (&at, end, 2, &c.day) || !read_digits (&at, end, 2, &c.hour)
      || !read_digits (&at, end, 2, &c.minute) || !read_digits (&at, end, 2, &c.second))
    {
      g_set_error (error, DS_ERROR, DS_ERROR_BAD_TIME,
                   "genTime is not YYYYMMDDhhmmss (RFC 3161, 2.4.2)");
      return FALSE;
    }
  if (!civil_is_real (&c))
    {
      g_set_error (error, DS_ERROR, DS_ERROR_BAD_TIME, "genTime is no calendar date");
      return FALSE;
    }

  parsed = time_from_civil (&c);
  if (read_char (&at, end, '.') && (!read_fraction (&at, end, &parsed) || at[-1] == '0'))
    {
      g_set_error (error, DS_ERROR, DS_ERROR_BAD_TIME,
                   "genTime's fraction is empty, too long or ends in zero (RFC 3161, 2.4.2)");
      return FALSE;
    }
  if (!read_char (&at, end, 'Z') || at != end)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_BAD_TIME,
                   "genTime does not end in Z (RFC 3161, 2.4.2)");
      return FALSE;
    }
  *time = parsed;
  return TRUE;
}

/* YYYY-MM-DDTHH:MM:SS[.digits]Z with any number of digits up to nine. */
gboolean
ds_time_parse_exact (const char *text, DsTime *time)
{
  const char *at = text;
  const char *end = text + strlen (text);
  Civil c;
  DsTime parsed;

  if (!read_digits (&at, end, 4, &c.year) || !read_char (&at, end, '-')
      || !read_digits (&at, end, 2, &c.month) || !read_char (&at, end, '-')
      || !read_digits (&at, end, 2, &c.day) || !read_char (&at, end, 'T')
      || !read_digits (&at, end, 2, &c.hour) || !read_char (&at, end, ':')
      || !read_digits (&at, end, 2, &c.minute) || !read_char (&at, end, ':')
      || !read_digits (&at, end, 2, &c.second) || !civil_is_real (&c))
    return FALSE;

  parsed = time_from_civil (&c);
  if (read_char (&at, end, '.') && !read_fraction (&at, end, &parsed))
    return FALSE;
  if (!read_char (&at, end, 'Z') || at != end)
    return FALSE;
  *time = parsed;
  return TRUE;
}

/**
 * ds_time_parse_local:
 * @text: YYYY-MM-DDTHH:MM:SS.nnnnnnnnnZ, always nine digits (store format 1)
 * @time: (out): unchanged on failure
 *
 * Returns: whether @text has that form
 */
gboolean
ds_time_parse_local (const char *text, DsTime *time)
{
  DsTime parsed;

  if (!ds_time_parse_exact (text, &parsed) || parsed.digits != FRACTION_DIGITS_MAX)
    return FALSE;
  *time = parsed;
  return TRUE;
}

/**
 * ds_time_parse_person:
 * @text: RFC 3339 with any offset, or YYYY-MM-DD (its midnight in UTC)
 * @time: (out): unchanged on failure
 * @error: %DS_ERROR_USAGE
 *
 * What a person may write on the command line.
 *
 * Returns: whether @text was understood
 */
gboolean
ds_time_parse_person (const char *text, DsTime *time, GError **error)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) parsed = NULL;
  g_autofree char *midnight = NULL;

  if (strlen (text) == strlen ("YYYY-MM-DD"))
    midnight = g_strconcat (text, "T00:00:00Z", NULL);
  parsed = g_date_time_new_from_iso8601 (midnight != NULL ? midnight : text, utc);
  if (parsed == NULL)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_USAGE,
                   "“%s” is no time: write it as 2026-11-22T14:32:09Z or 2026-11-22", text);
      return FALSE;
    }
  time->seconds = g_date_time_to_unix (parsed);
  time->nanoseconds = (guint32) g_date_time_get_microsecond (parsed) * 1000;
  time->digits = time->nanoseconds != 0 ? 6 : 0;
  return TRUE;
}

static char *
format_with_digits (DsTime time, guint digits, char between)
{
  Civil c = civil_from_seconds (time.seconds);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "%04d-%02d-%02d%c%02d:%02d:%02d", c.year, c.month, c.day, between,
                          c.hour, c.minute, c.second);
  if (digits > 0)
    {
      char fraction[FRACTION_DIGITS_MAX + 1];

      g_snprintf (fraction, sizeof fraction, "%09u", time.nanoseconds);
      g_string_append_c (text, '.');
      g_string_append_len (text, fraction, digits);
    }
  g_string_append_c (text, 'Z');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * ds_time_format_local:
 * @time: a writable time
 *
 * Returns: (transfer full): YYYY-MM-DDTHH:MM:SS.nnnnnnnnnZ
 */
char *
ds_time_format_local (DsTime time)
{
  return format_with_digits (time, FRACTION_DIGITS_MAX, 'T');
}

/**
 * ds_time_format_exact:
 * @time: a writable time
 *
 * Returns: (transfer full): RFC 3339 in UTC with exactly the fraction digits the source had
 */
char *
ds_time_format_exact (DsTime time)
{
  return format_with_digits (time, time.digits, 'T');
}

/**
 * ds_time_format_display:
 *
 * Returns: (transfer full): YYYY-MM-DD HH:MM:SSZ with the source's own fraction digits, for people
 */
char *
ds_time_format_display (DsTime time)
{
  return format_with_digits (time, time.digits, ' ');
}
