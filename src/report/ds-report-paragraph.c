/* ds-report-paragraph.c - a run of text in one or more styles, set and drawn
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lines stand on baselines of the style's own leading: the metrics of the fonts, which differ
 * between Latin and Chinese, never move a line. Ligatures are off, because readers of tagged text
 * cut words in two at them. */
#include "report/ds-report-paragraph.h"

#include <pango/pangocairo.h>
#include <string.h>

#define FEATURES "liga=0,clig=0,dlig=0"

struct _DsReportParagraph
{
  DsReportCanvas *canvas; /* borrowed: outlives self */
  PangoLayout *layout;
  PangoAttrList *attributes;
  GString *text;
  double leading; /* points: the largest of its styles */
};

DsReportParagraph *
ds_report_paragraph_new (DsReportCanvas *canvas)
{
  DsReportParagraph *self = g_new0 (DsReportParagraph, 1);

  self->canvas = canvas;
  self->layout =
      pango_layout_new (ds_report_fonts_get_context (ds_report_canvas_get_fonts (canvas)));
  pango_layout_set_auto_dir (self->layout, FALSE);
  pango_layout_set_wrap (self->layout, PANGO_WRAP_WORD_CHAR);
  self->attributes = pango_attr_list_new ();
  self->text = g_string_new (NULL);
  return self;
}

void
ds_report_paragraph_free (DsReportParagraph *self)
{
  g_object_unref (self->layout);
  pango_attr_list_unref (self->attributes);
  g_string_free (self->text, TRUE);
  g_free (self);
}

static void
insert (DsReportParagraph *self, gsize start, PangoAttribute *attribute)
{
  attribute->start_index = (guint) start;
  attribute->end_index = (guint) self->text->len;
  pango_attr_list_insert (self->attributes, attribute);
}

static void
add_run (DsReportParagraph *self, DsStyle style, DsColour colour, const char *tag, const char *text)
{
  const DsStyleFacts *facts = ds_style_get (style);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string (facts->families);
  DsRgb rgb = ds_colour_get (colour);
  gsize start = self->text->len;

  g_string_append (self->text, text);
  pango_font_description_set_size (font, (int) (facts->size * PANGO_SCALE));
  pango_font_description_set_weight (font,
                                     facts->is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  insert (self, start, pango_attr_font_desc_new (font));
  insert (self, start,
          pango_attr_foreground_new ((guint16) (rgb.red * G_MAXUINT16),
                                     (guint16) (rgb.green * G_MAXUINT16),
                                     (guint16) (rgb.blue * G_MAXUINT16)));
  insert (self, start, pango_attr_font_features_new (FEATURES));
  insert (self, start, pango_attr_language_new (pango_language_from_string (tag)));
  if (facts->tracking > 0)
    insert (self, start, pango_attr_letter_spacing_new ((int) (facts->tracking * PANGO_SCALE)));
  self->leading = MAX (self->leading, facts->leading);
}

static const char *
get_tag (DsReportParagraph *self, DsReportRank rank)
{
  return ds_report_text_get_tag (ds_report_canvas_get_text (self->canvas), rank);
}

/* In the report's first language, or in none. */
void
ds_report_paragraph_add (DsReportParagraph *self, DsStyle style, const char *text)
{
  add_run (self, style, ds_style_get (style)->colour, get_tag (self, DS_REPORT_FIRST), text);
}

void
ds_report_paragraph_add_coloured (DsReportParagraph *self, DsStyle style, DsColour colour,
                                  const char *text)
{
  add_run (self, style, colour, get_tag (self, DS_REPORT_FIRST), text);
}

/* Text from outside: what is hidden or cannot be drawn becomes U+XXXX. */
void
ds_report_paragraph_add_foreign (DsReportParagraph *self, DsStyle style, const char *text)
{
  g_autofree char *printable =
      ds_report_fonts_make_printable (ds_report_canvas_get_fonts (self->canvas), text);

  ds_report_paragraph_add (self, style, printable);
}

void
ds_report_paragraph_add_words (DsReportParagraph *self, DsStyle style, DsReportRank rank,
                               const char *key)
{
  add_run (self, style, ds_style_get (style)->colour, get_tag (self, rank),
           ds_report_text_get (ds_report_canvas_get_text (self->canvas), rank, key));
}

/* The words of @key in the first language and, after a gap, in the second if that has others. */
void
ds_report_paragraph_add_both (DsReportParagraph *self, DsStyle first, DsStyle second,
                              const char *key)
{
  const DsReportText *text = ds_report_canvas_get_text (self->canvas);

  ds_report_paragraph_add_words (self, first, DS_REPORT_FIRST, key);
  if (!ds_report_text_has_second (text)
      || strcmp (ds_report_text_get (text, DS_REPORT_FIRST, key),
                 ds_report_text_get (text, DS_REPORT_SECOND, key))
             == 0)
    return;
  ds_report_paragraph_add (self, second, "  ");
  ds_report_paragraph_add_words (self, second, DS_REPORT_SECOND, key);
}

static void
set_layout (DsReportParagraph *self, const DsPlace *place)
{
  pango_layout_set_text (self->layout, self->text->str, (int) self->text->len);
  pango_layout_set_attributes (self->layout, self->attributes);
  pango_layout_set_width (
      self->layout, place->width > 0 ? (int) (place->width * DS_POINTS_PER_MM * PANGO_SCALE) : -1);
  pango_layout_set_ellipsize (self->layout,
                              place->is_one_line ? PANGO_ELLIPSIZE_MIDDLE : PANGO_ELLIPSIZE_NONE);
}

/* Height in millimetres: lines times leading. */
double
ds_report_paragraph_measure (DsReportParagraph *self, const DsPlace *place)
{
  set_layout (self, place);
  return pango_layout_get_line_count (self->layout) * self->leading / DS_POINTS_PER_MM;
}

/* Width in millimetres, set on one line. */
double
ds_report_paragraph_get_width (DsReportParagraph *self)
{
  const DsPlace anywhere = { 0 };
  int width = 0;

  set_layout (self, &anywhere);
  pango_layout_get_size (self->layout, &width, NULL);
  return (double) width / PANGO_SCALE / DS_POINTS_PER_MM;
}

static double
find_indent (PangoLayoutLine *line, const DsPlace *place)
{
  PangoRectangle extents;
  double free_width;

  if (place->align == DS_ALIGN_LEFT)
    return 0;
  pango_layout_line_get_extents (line, NULL, &extents);
  free_width = place->width * DS_POINTS_PER_MM - (double) extents.width / PANGO_SCALE;
  return place->align == DS_ALIGN_CENTRE ? free_width / 2 : free_width;
}

/**
 * ds_report_paragraph_draw:
 * @tag: (nullable): structure type; %NULL inside one that is open already
 * @place: millimetres; a width of 0 sets no bound
 *
 * Returns: the height in millimetres: lines times leading
 */
double
ds_report_paragraph_draw (DsReportParagraph *self, const char *tag, const DsPlace *place)
{
  double height = ds_report_paragraph_measure (self, place);
  double y = place->y * DS_POINTS_PER_MM;
  cairo_t *cr = ds_report_canvas_get_cairo (self->canvas);

  if (ds_report_canvas_is_measuring (self->canvas) || self->text->len == 0)
    return height;

  if (tag != NULL)
    ds_report_canvas_begin_tag (self->canvas, tag);
  for (GSList *at = pango_layout_get_lines_readonly (self->layout); at != NULL; at = at->next)
    {
      cairo_move_to (cr, place->x * DS_POINTS_PER_MM + find_indent (at->data, place), y);
      pango_cairo_show_layout_line (cr, at->data);
      y += self->leading;
    }
  if (tag != NULL)
    ds_report_canvas_end_tag (self->canvas, tag);
  return height;
}

double
ds_report_print (DsReportCanvas *canvas, const char *tag, DsStyle style, const char *text,
                 const DsPlace *place)
{
  g_autoptr (DsReportParagraph) paragraph = ds_report_paragraph_new (canvas);

  ds_report_paragraph_add (paragraph, style, text);
  return ds_report_paragraph_draw (paragraph, tag, place);
}

/* The words of @key, the second language after the first. */
double
ds_report_print_words (DsReportCanvas *canvas, const char *tag, DsStyle first, DsStyle second,
                       const char *key, const DsPlace *place)
{
  g_autoptr (DsReportParagraph) paragraph = ds_report_paragraph_new (canvas);

  ds_report_paragraph_add_both (paragraph, first, second, key);
  return ds_report_paragraph_draw (paragraph, tag, place);
}
