/* ds-report-fonts.c - the fonts of one report: only the characters it prints, nobody else's fonts
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cairo 1.16 loses glyphs when it subsets fonts with CFF outlines (如 of Noto Sans CJK comes out
 * blank, while its text can still be copied). So each face is cut down by HarfBuzz first, with its
 * subroutines unrolled, and Pango is shown nothing but these files. A report is then also the same
 * on every computer that has the same fonts, whatever else is installed there. */
#include "report/ds-report-fonts.h"

#include <fontconfig/fontconfig.h>
#include <glib/gstdio.h>
#include <hb-subset.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>

#include "base/ds-error.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FcPattern, FcPatternDestroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (hb_blob_t, hb_blob_destroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (hb_face_t, hb_face_destroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (hb_set_t, hb_set_destroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (hb_subset_input_t, hb_subset_input_destroy)

/* Fontconfig puts the number of a variable font's named instance above the face's own. */
#define FACE_INDEX_MASK 0xffff

typedef struct
{
  const char *family;
  int weight;
  gboolean is_fallback; /* holds only what no other face has */
} Face;

static const Face faces[] = {
  { "Noto Sans", FC_WEIGHT_REGULAR, FALSE },        { "Noto Sans", FC_WEIGHT_BOLD, FALSE },
  { "Noto Serif", FC_WEIGHT_REGULAR, FALSE },       { "Noto Serif", FC_WEIGHT_BOLD, FALSE },
  { "Noto Sans Mono", FC_WEIGHT_REGULAR, FALSE },   { "Noto Sans Mono", FC_WEIGHT_BOLD, FALSE },
  { "Noto Sans CJK SC", FC_WEIGHT_REGULAR, FALSE }, { "Noto Sans CJK SC", FC_WEIGHT_BOLD, FALSE },
  { "Noto Serif CJK SC", FC_WEIGHT_BOLD, FALSE },   { "DejaVu Sans", FC_WEIGHT_REGULAR, TRUE },
  { "DejaVu Sans", FC_WEIGHT_BOLD, TRUE },          { "DejaVu Serif", FC_WEIGHT_REGULAR, TRUE },
  { "DejaVu Serif", FC_WEIGHT_BOLD, TRUE },         { "DejaVu Sans Mono", FC_WEIGHT_REGULAR, TRUE },
  { "DejaVu Sans Mono", FC_WEIGHT_BOLD, TRUE },
};

struct _DsReportFonts
{
  char *folder; /* temporary, removed with this */
  FcConfig *config;
  PangoFontMap *map;
  PangoContext *context;
  hb_set_t *covered; /* code points that some face can draw */
};

static gboolean
has_family (FcPattern *pattern, const char *family)
{
  FcChar8 *name = NULL;

  for (int i = 0; FcPatternGetString (pattern, FC_FAMILY, i, &name) == FcResultMatch; i++)
    if (g_ascii_strcasecmp ((const char *) name, family) == 0)
      return TRUE;
  return FALSE;
}

/* The installed face of exactly that family, or NULL: fontconfig would offer any other. */
static hb_face_t *
open_face (const Face *face)
{
  g_autoptr (FcPattern) wanted = FcPatternBuild (
      NULL, FC_FAMILY, FcTypeString, face->family, FC_WEIGHT, FcTypeInteger, face->weight, FC_SLANT,
      FcTypeInteger, FC_SLANT_ROMAN, FC_VARIABLE, FcTypeBool, FcFalse, (char *) NULL);
  g_autoptr (FcPattern) found = NULL;
  g_autoptr (hb_blob_t) blob = NULL;
  FcResult result = FcResultMatch;
  FcChar8 *file = NULL;
  int index = 0;

  FcDefaultSubstitute (wanted);
  found = FcFontMatch (NULL, wanted, &result);
  if (found == NULL || !has_family (found, face->family)
      || FcPatternGetString (found, FC_FILE, 0, &file) != FcResultMatch
      || FcPatternGetInteger (found, FC_INDEX, 0, &index) != FcResultMatch)
    return NULL;

  blob = hb_blob_create_from_file_or_fail ((const char *) file);
  if (blob == NULL)
    return NULL;
  return hb_face_create (blob, (unsigned int) index & FACE_INDEX_MASK);
}

static hb_set_t *
list_characters (const char *characters)
{
  hb_set_t *set = hb_set_create ();

  for (const char *at = characters; *at != '\0'; at = g_utf8_next_char (at))
    hb_set_add (set, g_utf8_get_char (at));
  return set;
}

static hb_face_t *
subset_face (hb_face_t *face, const hb_set_t *characters)
{
  g_autoptr (hb_subset_input_t) input = hb_subset_input_create_or_fail ();
  hb_set_t *names = NULL;

  if (input == NULL)
    return NULL;
  hb_subset_input_set_flags (input,
                             HB_SUBSET_FLAGS_DESUBROUTINIZE | HB_SUBSET_FLAGS_NOTDEF_OUTLINE);
  hb_set_union (hb_subset_input_unicode_set (input), characters);
  /* All names stay, or fontconfig would find no family in the file. */
  names = hb_subset_input_set (input, HB_SUBSET_SETS_NAME_ID);
  hb_set_clear (names);
  hb_set_invert (names);
  return hb_subset_or_fail (face, input);
}

/* Writes the part of @face that draws @wanted and adds what it can draw to self->covered. */
static gboolean
add_face (DsReportFonts *self, const Face *face, const hb_set_t *wanted, GError **error)
{
  g_autoptr (hb_face_t) whole = open_face (face);
  g_autoptr (hb_face_t) part = NULL;
  g_autoptr (hb_blob_t) blob = NULL;
  g_autoptr (hb_set_t) drawn = hb_set_create ();
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  const char *octets = NULL;
  unsigned int length = 0;

  if (whole == NULL)
    return TRUE;
  hb_face_collect_unicodes (whole, drawn);
  hb_set_intersect (drawn, wanted);
  if (hb_set_is_empty (drawn))
    return TRUE;

  part = subset_face (whole, drawn);
  if (part == NULL)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_FORMAT,
                   "the font %s cannot be cut down to the report's characters: install it anew",
                   face->family);
      return FALSE;
    }
  blob = hb_face_reference_blob (part);
  octets = hb_blob_get_data (blob, &length);
  name = g_strdup_printf ("%s-%d.otf", face->family, face->weight);
  path = g_build_filename (self->folder, name, NULL);
  if (!g_file_set_contents (path, octets, (gssize) length, error))
    return FALSE;
  if (!FcConfigAppFontAddFile (self->config, (const FcChar8 *) path))
    {
      g_set_error (error, DS_ERROR, DS_ERROR_FORMAT, "fontconfig refuses the font %s",
                   face->family);
      return FALSE;
    }
  hb_set_union (self->covered, drawn);
  return TRUE;
}

static gboolean
add_faces (DsReportFonts *self, const char *characters, GError **error)
{
  g_autoptr (hb_set_t) wanted = list_characters (characters);

  for (guint fallback = 0; fallback < 2; fallback++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (faces); i++)
        if (faces[i].is_fallback == (fallback == 1) && !add_face (self, &faces[i], wanted, error))
          return FALSE;
      hb_set_subtract (wanted, self->covered);
    }
  return TRUE;
}

/* One unit is a point; nothing is rounded to pixels, or letters would scatter when printed. */
static PangoContext *
create_context (PangoFontMap *map)
{
  PangoContext *context = pango_font_map_create_context (map);
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (context, options);
  pango_cairo_context_set_resolution (context, 72);
  pango_context_set_round_glyph_positions (context, FALSE);
  pango_context_set_base_dir (context, PANGO_DIRECTION_LTR);
  cairo_font_options_destroy (options);
  return context;
}

/**
 * ds_report_fonts_new:
 * @characters: UTF-8 that holds every character of the report at least once
 * @error: %DS_ERROR or a %G_FILE_ERROR
 *
 * Cuts the installed fonts down to @characters, in a temporary folder of their own. What no font
 * can draw is no error here: see ds_report_fonts_find_missing().
 */
DsReportFonts *
ds_report_fonts_new (const char *characters, GError **error)
{
  g_autoptr (DsReportFonts) self = g_new0 (DsReportFonts, 1);

  g_return_val_if_fail (g_utf8_validate (characters, -1, NULL), NULL);

  self->covered = hb_set_create ();
  self->folder = g_dir_make_tmp ("draftseal-fonts-XXXXXX", error);
  if (self->folder == NULL)
    return NULL;
  self->config = FcConfigCreate ();
  if (!add_faces (self, characters, error))
    return NULL;

  self->map = pango_cairo_font_map_new_for_font_type (CAIRO_FONT_TYPE_FT);
  pango_fc_font_map_set_config (PANGO_FC_FONT_MAP (self->map), self->config);
  self->context = create_context (self->map);
  return g_steal_pointer (&self);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  /* What cannot be removed is left to the cleaning of the temporary folder. */
  g_rmdir (folder);
}

/* Only once nothing drawn with these fonts is unfinished: cairo opens the files again at will. */
void
ds_report_fonts_free (DsReportFonts *self)
{
  g_clear_object (&self->context);
  g_clear_object (&self->map);
  g_clear_pointer (&self->config, FcConfigDestroy);
  g_clear_pointer (&self->covered, hb_set_destroy);
  if (self->folder != NULL)
    remove_folder (self->folder);
  g_free (self->folder);
  g_free (self);
}

/* For layouts in points that look the same at every size. */
PangoContext *
ds_report_fonts_get_context (DsReportFonts *self)
{
  return self->context;
}

/**
 * ds_report_fonts_find_missing:
 *
 * Returns: the first character of @text that no font can draw, or 0
 */
gunichar
ds_report_fonts_find_missing (DsReportFonts *self, const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (*at != '\n' && !hb_set_has (self->covered, g_utf8_get_char (at)))
      return g_utf8_get_char (at);
  return 0;
}

/* What would be unseen, or would change how its neighbours are seen, in a name a court reads. */
static gboolean
is_hidden (gunichar c)
{
  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_UNASSIGNED:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return TRUE;
    default:
      return FALSE;
    }
}

/**
 * ds_report_fonts_make_printable:
 * @text: UTF-8 from outside, such as a file name
 *
 * Returns: (transfer full): @text with each character that is hidden or that no font can draw
 *   written as U+XXXX
 */
char *
ds_report_fonts_make_printable (DsReportFonts *self, const char *text)
{
  GString *printable = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (is_hidden (c) || !hb_set_has (self->covered, c))
        g_string_append_printf (printable, "U+%04X", c);
      else
        g_string_append_unichar (printable, c);
    }
  return g_string_free (printable, FALSE);
}
