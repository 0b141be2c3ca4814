/* ds-report-style.h - colours, measures and type of a report
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Lengths are millimetres, sizes of type are points. */
#define DS_POINTS_PER_MM (72.0 / 25.4)

#define DS_PAGE_WIDTH 210.0
#define DS_PAGE_HEIGHT 297.0
#define DS_PAGE_LEFT 22.0
#define DS_PAGE_RIGHT (DS_PAGE_WIDTH - DS_PAGE_LEFT)
#define DS_PAGE_BOTTOM (DS_PAGE_HEIGHT - 24.0) /* the body ends here */
#define DS_TEXT_WIDTH (DS_PAGE_RIGHT - DS_PAGE_LEFT)
#define DS_HAIRLINE 0.18

typedef enum
{
  DS_COLOUR_INK,
  DS_COLOUR_TEAL,
  DS_COLOUR_RED,
  DS_COLOUR_GREEN,
  DS_COLOUR_AMBER,
  DS_COLOUR_GREY,
  DS_COLOUR_LINE,
  DS_COLOUR_TINT,
  DS_COLOUR_PALE,
  DS_COLOUR_CODE,
  DS_COLOUR_CODE_EDGE,
  DS_COLOUR_PAPER,
  DS_COLOUR_WHITE,
  DS_COLOUR_FRAME,
  DS_COLOUR_GROUND,
  DS_COLOUR_SEAL,
} DsColour;

typedef enum
{
  DS_STYLE_COVER_BRAND,
  DS_STYLE_COVER_NUMBER,
  DS_STYLE_COVER_TITLE,
  DS_STYLE_COVER_TITLE_LONG,
  DS_STYLE_COVER_SUBTITLE,
  DS_STYLE_STATEMENT,
  DS_STYLE_STATEMENT_SECOND,
  DS_STYLE_VERDICT,
  DS_STYLE_BRAND,
  DS_STYLE_RUNNING,
  DS_STYLE_RUNNING_MONO,
  DS_STYLE_TITLE,
  DS_STYLE_TITLE_SECOND,
  DS_STYLE_SECTION_NUMBER,
  DS_STYLE_SECTION,
  DS_STYLE_SECTION_SECOND,
  DS_STYLE_BODY,
  DS_STYLE_BODY_SMALL,
  DS_STYLE_BODY_STRONG,
  DS_STYLE_BODY_SECOND,
  DS_STYLE_NOTE,
  DS_STYLE_NOTE_SECOND,
  DS_STYLE_LABEL,
  DS_STYLE_VALUE,
  DS_STYLE_VALUE_STRONG,
  DS_STYLE_FIGURE,
  DS_STYLE_CARD,
  DS_STYLE_CARD_SECOND,
  DS_STYLE_HEAD,
  DS_STYLE_HEAD_SECOND,
  DS_STYLE_CELL,
  DS_STYLE_CELL_SMALL,
  DS_STYLE_CELL_STRONG,
  DS_STYLE_MONO,
  DS_STYLE_MONO_SMALL,
  DS_STYLE_MONO_GREY,
  DS_STYLE_NUMBER,
  DS_STYLE_NUMBER_SMALL,
  DS_STYLE_COMMAND,
  DS_STYLE_WARNING,
  DS_STYLE_WARNING_SECOND,
  DS_STYLE_DISC,
  DS_STYLE_RING,
  DS_STYLE_SEAL,
  DS_STYLE_SEAL_DATE,
} DsStyle;

typedef struct
{
  const char *families;
  double size;    /* points */
  double leading; /* points from one baseline to the next */
  gboolean is_bold;
  double tracking; /* points between letters */
  DsColour colour;
} DsStyleFacts;

typedef struct
{
  double red, green, blue; /* sRGB, 0 … 1 */
} DsRgb;

const DsStyleFacts *ds_style_get (DsStyle style);
DsRgb ds_colour_get (DsColour colour);

G_END_DECLS
