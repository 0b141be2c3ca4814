/* ds-survey.h - what is in a project's folder: counted, and what is left out with the reason
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "watch/ds-filter.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 n_files;
  guint64 octets;
} DsSurveyCount;

typedef struct
{
  char *path;   /* relative, octets as on disk; a folder that is skipped ends with a slash */
  char *reason; /* for people */
} DsSurveyNote;

typedef struct
{
  DsSurveyCount documents; /* of kinds that designers are known to save */
  DsSurveyCount others;    /* may be drafts as well */
  GPtrArray *ignored;      /* (element-type DsSurveyNote): refused by a rule */
  GPtrArray *left_out;     /* (element-type DsSurveyNote): other file systems, unreadable */
} DsSurvey;

DsSurvey *ds_survey_make (const char *root, const DsFilter *filter, GCancellable *cancellable,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
void      ds_survey_free (DsSurvey *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsSurvey, ds_survey_free)

G_END_DECLS
