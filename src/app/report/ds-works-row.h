/* ds-works-row.h - which works are meant, as a row that unfolds
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* "changed" is emitted when a person has chosen others. */
#define DS_TYPE_WORKS_ROW (ds_works_row_get_type ())
G_DECLARE_FINAL_TYPE (DsWorksRow, ds_works_row, DS, WORKS_ROW, AdwExpanderRow)

void ds_works_row_set_works (DsWorksRow *self, GPtrArray *works);
gboolean ds_works_row_is_filled (DsWorksRow *self);
char **ds_works_row_dup_chosen (DsWorksRow *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
