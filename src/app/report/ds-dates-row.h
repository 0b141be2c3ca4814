/* ds-dates-row.h - from which day to which day, as a row with calendars
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "base/ds-time.h"

G_BEGIN_DECLS

/* "changed" is emitted when a person has chosen other days. */
#define DS_TYPE_DATES_ROW (ds_dates_row_get_type ())
G_DECLARE_FINAL_TYPE (DsDatesRow, ds_dates_row, DS, DATES_ROW, AdwActionRow)

gboolean ds_dates_row_get_from (DsDatesRow *self, DsTime *from);
gboolean ds_dates_row_get_to (DsDatesRow *self, DsTime *to);

G_END_DECLS
