/* ds-thumbnail.c - the picture of a draft, or a calm icon
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/look/ds-thumbnail.h"

struct _DsThumbnail
{
  GtkWidget parent_instance;

  GtkWidget *picture;
  GtkWidget *icon;
  GCancellable *waiting; /* (nullable): for the picture of the draft shown now */
};

G_DEFINE_FINAL_TYPE (DsThumbnail, ds_thumbnail, GTK_TYPE_WIDGET)

static void
show_texture (DsThumbnail *self, GdkTexture *texture)
{
  gtk_picture_set_paintable (GTK_PICTURE (self->picture), GDK_PAINTABLE (texture));
  gtk_widget_set_visible (self->picture, texture != NULL);
  gtk_widget_set_visible (self->icon, texture == NULL);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsThumbnail) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  texture = ds_thumbnailer_load_finish (DS_THUMBNAILER (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  /* A file without a picture keeps its icon: that is all there is to say about it here. */
  g_clear_object (&self->waiting);
  show_texture (self, texture);
}

/* The whole picture is shown instead of one that fills the frame. */
void
ds_thumbnail_set_contain (DsThumbnail *self)
{
  gtk_picture_set_content_fit (GTK_PICTURE (self->picture), GTK_CONTENT_FIT_CONTAIN);
}

/**
 * ds_thumbnail_show:
 * @thumbnailer: (nullable): where pictures come from; %NULL for none
 * @draft: (nullable): what to show; %NULL for a calm icon
 * @size_px: the longer side at least, in device pixels
 */
void
ds_thumbnail_show (DsThumbnail *self, DsThumbnailer *thumbnailer, const DsDraft *draft, int size_px)
{
  GdkTexture *known = NULL;

  g_return_if_fail (DS_IS_THUMBNAIL (self));

  g_cancellable_cancel (self->waiting);
  g_clear_object (&self->waiting);

  if (thumbnailer == NULL || draft == NULL || !draft->is_kept
      || ds_thumbnailer_peek (thumbnailer, draft, size_px, &known))
    {
      show_texture (self, known);
      return;
    }

  show_texture (self, NULL);
  self->waiting = g_cancellable_new ();
  ds_thumbnailer_load_async (thumbnailer, draft, size_px, self->waiting, loaded_cb,
                             g_object_ref (self));
}

/* How large a thumbnail is says the style, never the picture. */
static void
ds_thumbnail_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                      int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = 0;
  *natural = 0;
}

static void
ds_thumbnail_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  DsThumbnail *self = DS_THUMBNAIL (widget);
  const GtkAllocation all = { 0, 0, width, height };
  int least_width, least_height;

  /* GTK warns about a child that was never measured. */
  gtk_widget_measure (self->picture, GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL, NULL,
                      NULL);
  gtk_widget_measure (self->icon, GTK_ORIENTATION_VERTICAL, -1, &least_height, NULL, NULL, NULL);
  gtk_widget_size_allocate (self->picture, &all, -1);
  gtk_widget_size_allocate (self->icon, &all, -1);
}

static void
ds_thumbnail_dispose (GObject *object)
{
  DsThumbnail *self = DS_THUMBNAIL (object);

  g_cancellable_cancel (self->waiting);
  g_clear_object (&self->waiting);
  g_clear_pointer (&self->picture, gtk_widget_unparent);
  g_clear_pointer (&self->icon, gtk_widget_unparent);
  G_OBJECT_CLASS (ds_thumbnail_parent_class)->dispose (object);
}

static void
ds_thumbnail_init (DsThumbnail *self)
{
  self->picture =
      g_object_new (GTK_TYPE_PICTURE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                    "content-fit", GTK_CONTENT_FIT_COVER, "visible", FALSE, NULL);
  gtk_widget_set_parent (self->picture, GTK_WIDGET (self));
  self->icon =
      g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                    "icon-name", "ds-draft-symbolic", "hexpand", TRUE, "vexpand", TRUE, NULL);
  gtk_widget_set_parent (self->icon, GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

static void
ds_thumbnail_class_init (DsThumbnailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ds_thumbnail_dispose;
  gtk_widget_class_set_css_name (widget_class, "thumbnail");
  widget_class->measure = ds_thumbnail_measure;
  widget_class->size_allocate = ds_thumbnail_size_allocate;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}
