/* ds-report-kept.c - pictures of drafts, drawn from their kept bytes
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "report/ds-report-source.h"

#define FILE_OCTETS_MAX (64 * 1024 * 1024)
#define SIDE_PIXELS_MAX 16384 /* of the picture itself, before it is made smaller */

/* Formats that gdk-pixbuf draws as the designer sees them. */
static gboolean
is_drawable (const DsReportDraft *draft)
{
  static const char *const extensions[] = { ".svg", ".png", ".jpg", ".jpeg", ".webp",
                                            ".gif", ".bmp", ".tif", ".tiff" };
  g_autofree char *lower = g_ascii_strdown (draft->path, -1);

  for (guint i = 0; i < G_N_ELEMENTS (extensions); i++)
    if (g_str_has_suffix (lower, extensions[i]))
      return draft->size <= FILE_OCTETS_MAX;
  return FALSE;
}

static GdkPixbuf *
draw_file (const char *path, guint pixels)
{
  int width = 0, height = 0;

  if (gdk_pixbuf_get_file_info (path, &width, &height) == NULL || width > SIDE_PIXELS_MAX
      || height > SIDE_PIXELS_MAX)
    return NULL;
  return gdk_pixbuf_new_from_file_at_size (path, (int) pixels, (int) pixels, NULL);
}

/**
 * ds_report_source_draw:
 * @store: a #DsStore
 *
 * A #DsReportPicture: what cannot be restored or drawn has no picture, and the report says what
 * kind of file it is instead.
 */
GdkPixbuf *
ds_report_source_draw (const DsReportDraft *draft, guint pixels, gpointer store)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  GdkPixbuf *picture = NULL;
  DsDigest sha256;

  if (!is_drawable (draft) || !ds_digest_from_hex (&sha256, DS_DIGEST_SHA256, draft->sha256))
    return NULL;
  folder = g_dir_make_tmp ("draftseal-picture-XXXXXX", NULL);
  if (folder == NULL)
    return NULL;
  path = g_build_filename (folder, "draft", NULL);
  if (ds_vault_restore (ds_store_get_vault (store), &sha256, path, NULL, NULL))
    picture = draw_file (path, pixels);
  g_unlink (path);
  g_rmdir (folder);
  return picture;
}
