/* ds-report-source.h - the content of a report, taken from a store and judged on the way
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "project/ds-store.h"
#include "report/ds-report-content.h"
#include "report/ds-report-picture.h"

G_BEGIN_DECLS

/* What is to be reported. Borrowed texts. */
typedef struct
{
  const char *project;   /* name or id */
  const char *applicant; /* (nullable) */
  gboolean has_from;
  DsTime from; /* saved no earlier, by the local clock */
  gboolean has_to;
  DsTime to;                 /* saved before */
  const char *const *stages; /* (nullable): ids */
  const char *const *works;  /* (nullable): ids */
  DsTime now;                /* of production, and of validation */
} DsReportScope;

/* Called after each draft that was judged. */
typedef void (*DsReportJudged) (guint n, guint of, gpointer data);

DsReportContent *ds_report_source_read (DsStore *store, const DsReportScope *scope,
                                        DsReportJudged judged, gpointer data,
                                        GCancellable *cancellable,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
GdkPixbuf *ds_report_source_draw (const DsReportDraft *draft, guint pixels,
                                  gpointer store) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
