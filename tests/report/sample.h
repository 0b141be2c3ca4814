/* sample.h - contents of reports for tests, the same each time
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/ds-report-content.h"
#include "report/ds-report-picture.h"

/* What a sample is to look like. Zero fields: nothing of it. */
typedef struct
{
  guint n_drafts;
  guint n_pending; /* of the drafts, the last ones */
  guint n_tsas;    /* that stamp each batch of three drafts */
  gboolean is_test;
  DsIndication odd;   /* verdict of the first token, if it has a reason */
  const char *reason; /* (nullable) */
  const char *name;   /* (nullable): path of every draft */
} Sample;

DsReportContent *sample_make (const Sample *sample);
GdkPixbuf *sample_draw (const DsReportDraft *draft, guint pixels, gpointer data);
