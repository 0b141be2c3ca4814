/* ds-report.c - a report written as a PDF file
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/ds-report.h"

#include <cairo-pdf.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "base/ds-error.h"
#include "base/ds-file.h"
#include "base/ds-random.h"
#include "report/ds-report-manifest.h"
#include "report/ds-report-pages.h"

#define TEMPORARY_NAME_OCTETS 8

/* Characters of what the report itself adds: numbers, commands, file names of the store. */
#define OWN_CHARACTERS                                                                             \
  " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz"  \
  "{|}~…·—–×（）"

typedef void (*PrintPages) (const DsReportPages *pages);

static const PrintPages chapters[DS_N_CHAPTERS] = {
  [DS_CHAPTER_CERTIFICATE] = ds_report_print_certificate,
  [DS_CHAPTER_SUMMARY] = ds_report_print_summary,
  [DS_CHAPTER_DRAFTS] = ds_report_print_drafts,
  [DS_CHAPTER_INDEX] = ds_report_print_index,
  [DS_CHAPTER_VERIFICATION] = ds_report_print_verification,
  [DS_CHAPTER_LIMITS] = ds_report_print_limits,
};

static void
print_all (DsReportPages *pages, DsReportCanvas *canvas, const DsReportOptions *options,
           GCancellable *cancellable)
{
  pages->canvas = canvas;
  ds_report_canvas_watch (canvas, options->progress, options->progress_data, cancellable);
  for (guint i = 0; i < DS_N_CHAPTERS && !ds_report_canvas_is_cancelled (canvas); i++)
    chapters[i](pages);
}

static DsReportFonts *
cut_fonts (const DsReportContent *content, const DsReportText *text, GError **error)
{
  g_autofree char *words = ds_report_text_dup_all (text);
  g_autofree char *foreign = ds_report_content_dup_words (content);
  g_autofree char *all = g_strconcat (OWN_CHARACTERS, words, foreign, NULL);
  g_autoptr (DsReportFonts) fonts = ds_report_fonts_new (all, error);
  gunichar missing;

  if (fonts == NULL)
    return NULL;
  missing = ds_report_fonts_find_missing (fonts, words);
  if (missing != 0)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_NOT_FOUND,
                   "no font has the character U+%04X: install Noto Sans CJK SC and Noto Serif CJK "
                   "SC, or choose another language",
                   missing);
      return NULL;
    }
  return g_steal_pointer (&fonts);
}

/* Everything a reader of the file's properties sees comes from the content: the same content makes
 * the same octets. */
static void
set_metadata (cairo_surface_t *surface, const DsReportContent *content, const DsReportText *text,
              const char *name)
{
  g_autofree char *title =
      g_strdup_printf ("%s · %s", ds_report_text_get (text, DS_REPORT_FIRST, "title"), name);
  g_autofree char *produced = ds_time_format_exact (content->produced_at);

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_SUBJECT, content->project);
  if (content->applicant != NULL)
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_AUTHOR, content->applicant);
  if (content->software != NULL)
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, content->software);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, produced);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_MOD_DATE, produced);
}

/* A failed write, kept until cairo is done. */
typedef struct
{
  int fd;
  const char *path;
  GError *error; /* (nullable) */
} Output;

static cairo_status_t
write_octets (void *closure, const unsigned char *octets, unsigned int length)
{
  Output *output = closure;

  if (output->error != NULL
      || !ds_file_write_all (output->fd, octets, length, output->path, &output->error))
    return CAIRO_STATUS_WRITE_ERROR;
  return CAIRO_STATUS_SUCCESS;
}

static gboolean
print_to (Output *output, const DsReportContent *content, const DsReportOptions *options,
          GCancellable *cancellable, GError **error)
{
  g_autoptr (DsReportText) text = ds_report_text_new (options->language);
  g_autoptr (DsReportFonts) fonts = cut_fonts (content, text, error);
  g_autofree char *manifest = ds_report_manifest_write (content);
  g_autofree char *root = ds_report_manifest_digest (manifest);
  g_autofree char *name = ds_report_manifest_name_report (content, root);
  const DsReportRunning running = { name, root };
  DsReportPages pages = { .text = text,
                          .content = content,
                          .figures = ds_report_content_count (content),
                          .pictures = options->pictures,
                          .pictured = ds_report_choose_picture (&options->pictures, content) };
  g_autoptr (DsReportCanvas) measuring = NULL;
  g_autoptr (DsReportCanvas) printing = NULL;
  cairo_surface_t *surface;

  if (fonts == NULL)
    return FALSE;
  measuring = ds_report_canvas_new_measuring (fonts, text, &running);
  print_all (&pages, measuring, options, cancellable);
  if (!ds_report_canvas_finish (measuring, error))
    return FALSE;

  surface = cairo_pdf_surface_create_for_stream (
      write_octets, output, DS_PAGE_WIDTH * DS_POINTS_PER_MM, DS_PAGE_HEIGHT * DS_POINTS_PER_MM);
  set_metadata (surface, content, text, name);
  printing = ds_report_canvas_new_printing (measuring, surface);
  cairo_surface_destroy (surface);
  print_all (&pages, printing, options, cancellable);
  return ds_report_canvas_finish (printing, error);
}

static gboolean
print_and_sync (Output *output, const DsReportContent *content, const DsReportOptions *options,
                GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) drawing = NULL;
  gboolean printed = print_to (output, content, options, cancellable, &drawing);

  /* Why the file could not be written says more than that cairo could not. */
  if (output->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&output->error));
      return FALSE;
    }
  if (!printed)
    {
      g_propagate_error (error, g_steal_pointer (&drawing));
      return FALSE;
    }
  if (fsync (output->fd) != 0)
    {
      ds_file_set_errno (error, errno, "sync", output->path);
      return FALSE;
    }
  return TRUE;
}

/* Gives the finished file its name; a link never replaces what is there. */
static gboolean
give_name (const char *temporary, const char *path, gboolean may_overwrite, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  gboolean named = may_overwrite ? g_rename (temporary, path) == 0 : link (temporary, path) == 0;

  /* Some file systems know no hard links: rename, which there cannot be made to spare a name. */
  if (!named && !may_overwrite && (errno == EPERM || errno == ENOTSUP)
      && !g_file_test (path, G_FILE_TEST_EXISTS))
    named = g_rename (temporary, path) == 0;
  if (!named)
    {
      ds_file_set_errno (error, errno, "write", path);
      return FALSE;
    }
  return ds_folder_sync (folder, error);
}

/**
 * ds_report_write:
 * @content: what to report
 * @options: how
 * @path: of the PDF file; on failure what was there before is unchanged
 * @cancellable: (nullable): looked at between pages
 * @error: %G_IO_ERROR_EXISTS if there is a file and it may not be overwritten, %DS_ERROR_NOT_FOUND
 *   if no installed font has the characters of the language, %G_IO_ERROR_CANCELLED, or why the file
 *   could not be written
 *
 * Blocks; not for the main thread of a window.
 */
gboolean
ds_report_write (const DsReportContent *content, const DsReportOptions *options, const char *path,
                 GCancellable *cancellable, GError **error)
{
  g_autofree char *random = ds_random_hex (TEMPORARY_NAME_OCTETS);
  g_autofree char *temporary = g_strdup_printf ("%s.%s.part", path, random);
  Output output = { -1, path, NULL };
  gboolean written;

  if (!options->may_overwrite && g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_autofree char *name = g_filename_display_name (path);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                   "there is a file %s already: choose another name", name);
      return FALSE;
    }
  output.fd = open (temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (output.fd < 0)
    {
      ds_file_set_errno (error, errno, "write", path);
      return FALSE;
    }
  written = print_and_sync (&output, content, options, cancellable, error);
  close (output.fd);
  written = written && give_name (temporary, path, options->may_overwrite, error);
  g_unlink (temporary);
  return written;
}
