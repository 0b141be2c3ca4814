/* ds-reading.h - what the window asks the store for, on the store's thread
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/store/ds-draft-facts.h"
#include "app/store/ds-project-facts.h"

G_BEGIN_DECLS

/* Drafts as they stand at one point of the journal. */
typedef struct
{
  GPtrArray *drafts; /* of DsDraftFacts: new or changed, of the project asked for */
  gboolean is_all;   /* too much to name: every draft shown is to be read again */
  guint64 next_seq;  /* where to go on next time */
} DsNews;

GPtrArray *ds_reading_list_projects (DsStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;
DsNews *ds_reading_list_page (DsStore *store, const DsDraftQuery *query,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
DsNews *ds_reading_follow (DsStore *store, const char *project, guint64 from_seq,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ds_news_free (DsNews *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsNews, ds_news_free)

G_END_DECLS
