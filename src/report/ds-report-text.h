/* ds-report-text.h - the words of a report in its one or two languages
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  DS_REPORT_BOTH, /* Chinese leads, English follows */
  DS_REPORT_CHINESE,
  DS_REPORT_ENGLISH,
} DsReportLanguage;

typedef struct _DsReportText DsReportText;

gboolean ds_report_language_parse (const char *name, DsReportLanguage *language);
DsReportText *ds_report_text_new (DsReportLanguage language) G_GNUC_WARN_UNUSED_RESULT;
void ds_report_text_free (DsReportText *self);

/* Which of the report's languages is asked for. */
typedef enum
{
  DS_REPORT_FIRST,
  DS_REPORT_SECOND,
} DsReportRank;

gboolean ds_report_text_has_second (const DsReportText *self);
const char *ds_report_text_get_tag (const DsReportText *self, DsReportRank rank);
const char *ds_report_text_get (const DsReportText *self, DsReportRank rank, const char *key);
char *ds_report_text_fill (const DsReportText *self, DsReportRank rank, const char *key,
                           ...) G_GNUC_NULL_TERMINATED G_GNUC_WARN_UNUSED_RESULT;
char *ds_report_text_count (const DsReportText *self, DsReportRank rank, const char *key,
                            guint64 n) G_GNUC_WARN_UNUSED_RESULT;
char *ds_report_text_dup_all (const DsReportText *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsReportText, ds_report_text_free)

G_END_DECLS
