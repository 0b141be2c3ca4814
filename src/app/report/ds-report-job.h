/* ds-report-job.h - makes a report off the main thread, with pictures of its pages
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

#include "report/ds-report-phrase.h"
#include "report/ds-report-text.h"

G_BEGIN_DECLS

typedef enum
{
  DS_REPORT_CHECKING, /* drafts */
  DS_REPORT_DRAWING,  /* pages */
} DsReportPhase;

/* How far it has come. Written on one thread, read on another: each field by itself. */
typedef struct
{
  gint phase;
  gint done;
  gint all;
} DsReportSteps;

/* What is asked for. */
typedef struct
{
  char *store_folder;
  char *project;   /* id */
  char *applicant; /* (nullable) */
  char **stages;   /* (nullable): ids; %NULL for all */
  char **works;    /* (nullable): ids; %NULL for all */
  gboolean has_from;
  DsTime from;
  gboolean has_to;
  DsTime to; /* exclusive */
  DsReportLanguage language;
} DsReportOrder;

/* A report as it lies in a temporary folder, which goes with it. */
typedef struct
{
  char *path;
  guint64 size; /* octets */
  guint n_pages;
  DsReportFigures figures;
  DsOutcome outcome;
  GPtrArray *pages; /* of GdkTexture: the first ones */
  GPtrArray *works; /* of DsWork: all those of the project */
} DsReportFile;

void ds_report_order_free (DsReportOrder *self);
void ds_report_job_run_async (DsReportOrder *order, DsReportSteps *steps, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
DsReportFile *ds_report_job_run_finish (GAsyncResult *result,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ds_report_file_free (DsReportFile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsReportFile, ds_report_file_free)

G_END_DECLS
