/* ds-grade-badge.h - a grade with its symbol
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "project/ds-grade.h"

G_BEGIN_DECLS

#define DS_TYPE_GRADE_BADGE (ds_grade_badge_get_type ())
G_DECLARE_FINAL_TYPE (DsGradeBadge, ds_grade_badge, DS, GRADE_BADGE, GtkWidget)

void ds_grade_badge_set_grade (DsGradeBadge *self, DsGrade grade);

G_END_DECLS
