/* ds-project-page.h - one project: its timeline with what is the matter, and a search
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/timeline/ds-draft-item.h"
#include "app/store/ds-project-facts.h"
#include "app/store/ds-session.h"
#include "app/look/ds-thumbnailer.h"

G_BEGIN_DECLS

#define DS_TYPE_PROJECT_PAGE (ds_project_page_get_type ())
G_DECLARE_FINAL_TYPE (DsProjectPage, ds_project_page, DS, PROJECT_PAGE, GtkWidget)

void ds_project_page_set_session (DsProjectPage *self, DsSession *session,
                                  DsThumbnailer *thumbnailer);
void ds_project_page_show (DsProjectPage *self, DsProjectFacts *facts);
void ds_project_page_follow (DsProjectPage *self);
void ds_project_page_set_saving (DsProjectPage *self, const char *project, const char *path,
                                 gboolean is_saving);
void ds_project_page_set_narrow (DsProjectPage *self, gboolean is_narrow);
DsDraftItem *ds_project_page_get_draft (DsProjectPage *self);

G_END_DECLS
