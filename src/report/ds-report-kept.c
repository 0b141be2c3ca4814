/* ds-report-kept.c - pictures of drafts, drawn from their kept bytes
 * SPDX-License-Identifier: GPL-3.0-or-later */
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

/* The header is read first: a picture with too many pixels is given none, which ends its loading.
 */
static void
size_prepared_cb (GdkPixbufLoader *loader, int width, int height, guint *pixels)
{
  double scale = (double) *pixels / MAX (MAX (width, height), 1);

  if (width <= 0 || height <= 0 || width > SIDE_PIXELS_MAX || height > SIDE_PIXELS_MAX)
    gdk_pixbuf_loader_set_size (loader, 0, 0);
  else
    gdk_pixbuf_loader_set_size (loader, MAX (1, (int) (width * scale)),
                                MAX (1, (int) (height * scale)));
}

/* From memory: no file of what may be kept encrypted is left about. */
static GdkPixbuf *
draw_octets (GBytes *octets, guint pixels)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  gboolean is_read;
  GdkPixbuf *picture;

  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), &pixels);
  is_read = gdk_pixbuf_loader_write_bytes (loader, octets, NULL);
  if (!gdk_pixbuf_loader_close (loader, NULL) || !is_read)
    return NULL;
  picture = gdk_pixbuf_loader_get_pixbuf (loader);
  return picture != NULL ? g_object_ref (picture) : NULL;
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
  g_autoptr (GBytes) octets = NULL;
  DsDigest sha256;

  if (!is_drawable (draft) || !ds_digest_from_hex (&sha256, DS_DIGEST_SHA256, draft->sha256))
    return NULL;
  octets = ds_vault_read (ds_store_get_vault (store), &sha256, FILE_OCTETS_MAX, NULL, NULL);
  return octets != NULL ? draw_octets (octets, pixels) : NULL;
}
