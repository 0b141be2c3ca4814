/* test-report-fonts.c - no glyph of a report is blank on paper
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text can be copied out of a PDF whose glyphs are missing, so only a picture shows it: each
 * character is drawn into a cell of a PDF page, which Poppler turns into a picture, and its ink is
 * compared with what cairo draws straight into a picture. */
#include <cairo-pdf.h>
#include <glib/gstdio.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "report/ds-report-fonts.h"
#include "report/ds-report-text.h"

#define PAGE_WIDTH 600
#define PAGE_HEIGHT 840
#define CELL 24 /* points, and pixels at 72 dpi */
#define COLUMNS (PAGE_WIDTH / CELL)
#define CELLS_A_PAGE (COLUMNS * (PAGE_HEIGHT / CELL))
#define LEAST_SHARE_OF_INK 0.6

typedef struct
{
  const char *path;
  const char *font;
} FontCase;

static const FontCase font_cases[] = {
  { "/report/fonts/no-blank-glyph/sans", DS_REPORT_SANS " 14" },
  { "/report/fonts/no-blank-glyph/sans-bold", DS_REPORT_SANS " bold 14" },
  { "/report/fonts/no-blank-glyph/serif-bold", DS_REPORT_SERIF " bold 14" },
  { "/report/fonts/no-blank-glyph/mono", DS_REPORT_MONO " 14" },
};

/* The 3 755 characters of level 1: rows 16 to 55 of GB 2312, the last row short by five. */
static char *
list_level_1 (void)
{
  g_autoptr (GString) octets = g_string_new (NULL);
  char *characters;

  for (int row = 16; row <= 55; row++)
    for (int cell = 1; cell <= (row == 55 ? 89 : 94); cell++)
      {
        g_string_append_c (octets, (char) (0xa0 + row));
        g_string_append_c (octets, (char) (0xa0 + cell));
      }
  characters = g_convert (octets->str, (gssize) octets->len, "UTF-8", "GB2312", NULL, NULL, NULL);
  g_assert_cmpint (g_utf8_strlen (characters, -1), ==, 3755);
  return characters;
}

static int
compare_characters (gconstpointer a, gconstpointer b)
{
  gunichar left = *(const gunichar *) a, right = *(const gunichar *) b;

  return left < right ? -1 : left > right;
}

/* Each visible character once. */
static GArray *
list_visible (const char *text)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  GArray *visible = g_array_new (FALSE, FALSE, sizeof (gunichar));

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (!g_unichar_isspace (c) && g_hash_table_add (seen, GUINT_TO_POINTER (c)))
        g_array_append_val (visible, c);
    }
  g_array_sort (visible, compare_characters);
  return visible;
}

static void
draw_cell (cairo_t *cr, PangoLayout *layout, guint cell, gunichar c)
{
  char utf8[8] = { 0 };

  g_unichar_to_utf8 (c, utf8);
  pango_layout_set_text (layout, utf8, -1);
  g_assert_cmpint (pango_layout_get_unknown_glyphs_count (layout), ==, 0);
  cairo_move_to (cr, CELL * (cell % COLUMNS) + 4, CELL * (cell / COLUMNS) + 1);
  pango_cairo_show_layout (cr, layout);
}

static PangoLayout *
create_layout (DsReportFonts *fonts, const char *font)
{
  g_autoptr (PangoFontDescription) description = pango_font_description_from_string (font);
  PangoLayout *layout = pango_layout_new (ds_report_fonts_get_context (fonts));

  pango_layout_set_font_description (layout, description);
  return layout;
}

static cairo_surface_t *
draw_picture (PangoLayout *layout, GArray *visible, guint first)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, PAGE_WIDTH, PAGE_HEIGHT);
  cairo_t *cr = cairo_create (surface);

  for (guint i = first; i < visible->len && i < first + CELLS_A_PAGE; i++)
    draw_cell (cr, layout, i - first, g_array_index (visible, gunichar, i));
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* @blank is left out of the PDF: what the comparison has to find. */
static void
draw_pdf (const char *path, PangoLayout *layout, GArray *visible, gunichar blank)
{
  cairo_surface_t *surface = cairo_pdf_surface_create (path, PAGE_WIDTH, PAGE_HEIGHT);
  cairo_t *cr = cairo_create (surface);

  for (guint i = 0; i < visible->len; i++)
    {
      gunichar c = g_array_index (visible, gunichar, i);

      if (c != blank)
        draw_cell (cr, layout, i % CELLS_A_PAGE, c);
      if ((i + 1) % CELLS_A_PAGE == 0)
        cairo_show_page (cr);
    }
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
}

static double
measure_ink (const guint8 *pixels, int stride, guint cell, guint8 paper)
{
  const guint8 *corner =
      pixels + (gsize) stride * CELL * (cell / COLUMNS) + CELL * (cell % COLUMNS);
  double ink = 0;

  for (guint y = 0; y < CELL; y++)
    for (guint x = 0; x < CELL; x++)
      ink += ABS ((int) corner[(gsize) stride * y + x] - (int) paper);
  return ink;
}

/* The pixels of a binary PGM of one page. */
static const guint8 *
find_pixels (const char *pgm, gsize length)
{
  gsize size = (gsize) PAGE_WIDTH * PAGE_HEIGHT;

  g_assert_true (g_str_has_prefix (pgm, "P5\n600 840\n255\n"));
  g_assert_cmpuint (length, ==, strlen ("P5\n600 840\n255\n") + size);
  return (const guint8 *) pgm + (length - size);
}

static void
run_pdftoppm (const char *folder)
{
  g_autofree char *pdf = g_build_filename (folder, "glyphs.pdf", NULL);
  g_autofree char *root = g_build_filename (folder, "page", NULL);
  const char *argv[] = { PDFTOPPM, "-gray", "-r", "72", pdf, root, NULL };
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

static char *
find_page (const char *folder, guint page)
{
  for (int digits = 1; digits <= 3; digits++)
    {
      g_autofree char *name = g_strdup_printf ("page-%0*u.pgm", digits, page);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }
  g_assert_not_reached ();
}

/* How many cells of the PDF have less ink than the picture. */
static guint
count_blank (const char *folder, PangoLayout *layout, GArray *visible)
{
  guint blank = 0;

  for (guint first = 0; first < visible->len; first += CELLS_A_PAGE)
    {
      g_autofree char *path = find_page (folder, 1 + first / CELLS_A_PAGE);
      g_autofree char *pgm = NULL;
      cairo_surface_t *picture = draw_picture (layout, visible, first);
      gsize length = 0;

      g_assert_true (g_file_get_contents (path, &pgm, &length, NULL));
      for (guint i = first; i < visible->len && i < first + CELLS_A_PAGE; i++)
        {
          double wanted = measure_ink (cairo_image_surface_get_data (picture),
                                       cairo_image_surface_get_stride (picture), i - first, 0);
          double found = measure_ink (find_pixels (pgm, length), PAGE_WIDTH, i - first, 255);

          if (wanted == 0 || found < LEAST_SHARE_OF_INK * wanted)
            {
              g_test_message ("U+%04X: ink %.0f of %.0f", g_array_index (visible, gunichar, i),
                              found, wanted);
              blank++;
            }
        }
      cairo_surface_destroy (picture);
      g_unlink (path);
    }
  return blank;
}

static guint
compare (const char *font, const char *text, gunichar blank)
{
  g_autofree char *folder = g_dir_make_tmp ("draftseal-test-XXXXXX", NULL);
  g_autofree char *pdf = g_build_filename (folder, "glyphs.pdf", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsReportFonts) fonts = ds_report_fonts_new (text, &error);
  PangoLayout *layout;
  g_autoptr (GArray) visible = list_visible (text);
  guint n_blank;

  g_assert_no_error (error);
  layout = create_layout (fonts, font);
  draw_pdf (pdf, layout, visible, blank);
  run_pdftoppm (folder);
  n_blank = count_blank (folder, layout, visible);
  g_object_unref (layout);
  g_unlink (pdf);
  g_rmdir (folder);
  return n_blank;
}

static void
test_no_blank_glyph (gconstpointer data)
{
  const FontCase *c = data;
  g_autoptr (DsReportText) words = ds_report_text_new (DS_REPORT_BOTH);
  g_autofree char *all = ds_report_text_dup_all (words);
  g_autofree char *level_1 = list_level_1 ();
  g_autofree char *text = g_strconcat (all, level_1, NULL);

  g_assert_cmpuint (compare (c->font, text, 0), ==, 0);
}

/* The fewer characters a font is cut to, the more likely cairo loses one. */
static void
test_few_characters (void)
{
  static const char *const few[] = { "如", "如果", "a如", "稿", "如意" };

  for (guint i = 0; i < G_N_ELEMENTS (few); i++)
    g_assert_cmpuint (compare (DS_REPORT_SANS " 14", few[i], 0), ==, 0);
}

static void
test_blank_is_found (void)
{
  g_assert_cmpuint (compare (DS_REPORT_SANS " 14", "设计如稿", g_utf8_get_char ("如")), ==, 1);
}

typedef struct
{
  const char *path;
  const char *text;
  const char *printable;
} NameCase;

static const NameCase name_cases[] = {
  { "/report/fonts/printable/latin", "shanhai-04.kra", "shanhai-04.kra" },
  { "/report/fonts/printable/chinese", "山海灯会.psd", "山海灯会.psd" },
  { "/report/fonts/printable/arabic", "مسودة.svg", "مسودة.svg" },
  { "/report/fonts/printable/emoji", "logo🦊.svg", "logoU+1F98A.svg" },
  { "/report/fonts/printable/override", "a\u202egnp.exe", "aU+202Egnp.exe" },
  { "/report/fonts/printable/line-feed", "a\nb", "aU+000Ab" },
  { "/report/fonts/printable/replacement", "a\ufffd", "a\ufffd" },
};

static void
test_printable (gconstpointer data)
{
  const NameCase *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DsReportFonts) fonts = ds_report_fonts_new (c->text, &error);
  g_autofree char *printable = NULL;

  g_assert_no_error (error);
  printable = ds_report_fonts_make_printable (fonts, c->text);
  g_assert_cmpstr (printable, ==, c->printable);
}

static void
test_missing (void)
{
  g_autoptr (DsReportFonts) fonts = ds_report_fonts_new ("设计 abc", NULL);

  g_assert_cmpuint (ds_report_fonts_find_missing (fonts, "abc\n设计"), ==, 0);
  g_assert_cmpuint (ds_report_fonts_find_missing (fonts, "abcd"), ==, 'd');
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (font_cases); i++)
    g_test_add_data_func (font_cases[i].path, &font_cases[i], test_no_blank_glyph);
  g_test_add_func ("/report/fonts/few-characters", test_few_characters);
  g_test_add_func ("/report/fonts/blank-is-found", test_blank_is_found);
  for (guint i = 0; i < G_N_ELEMENTS (name_cases); i++)
    g_test_add_data_func (name_cases[i].path, &name_cases[i], test_printable);
  g_test_add_func ("/report/fonts/missing", test_missing);
  return g_test_run ();
}
