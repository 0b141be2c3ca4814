/* ds-time.h - an instant in UTC that keeps nanoseconds and a token's own digits
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <time.h>

G_BEGIN_DECLS

#define DS_NSEC_PER_SEC 1000000000

/* By value. Seconds since 1970-01-01T00:00:00Z, leap seconds not counted. */
typedef struct
{
  gint64 seconds;
  guint32 nanoseconds; /* 0 … 999999999 */
  guint8 digits;       /* fraction digits the source had, 0 … 9 */
} DsTime;

DsTime   ds_time_now (void);
DsTime   ds_time_from_timespec (const struct timespec *spec);
DsTime   ds_time_from_unix (gint64 seconds);
DsTime   ds_time_add_seconds (DsTime time, gint64 seconds);
double   ds_time_seconds_between (DsTime from, DsTime to);
int      ds_time_compare (DsTime a, DsTime b);
gboolean ds_time_is_writable (DsTime time);

gboolean ds_time_parse_gen_time (const char *text, gsize length, DsTime *time, GError **error);
gboolean ds_time_parse_local (const char *text, DsTime *time);
gboolean ds_time_parse_exact (const char *text, DsTime *time);
gboolean ds_time_parse_person (const char *text, DsTime *time, GError **error);

char *ds_time_format_local (DsTime time) G_GNUC_WARN_UNUSED_RESULT;
char *ds_time_format_exact (DsTime time) G_GNUC_WARN_UNUSED_RESULT;
char *ds_time_format_display (DsTime time) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
