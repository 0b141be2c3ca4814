/* ds-thumbnailer.c - pictures of drafts, drawn from the kept bytes off the main thread
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/look/ds-thumbnailer.h"

#include "base/ds-error.h"
#include "project/ds-vault.h"

#define THUMBNAIL_FILE_OCTETS_MAX (64 * 1024 * 1024)
#define THUMBNAIL_PIXELS_MAX (64 * 1000 * 1000) /* 256 MB while one picture is drawn */
#define THUMBNAILS_KEPT 400

/* One thread: what is looked at comes one picture after the other and never crowds out a save. */
struct _DsThumbnailer
{
  GObject parent_instance;

  DsVault *vault;    /* used on the pool's thread only */
  GThreadPool *pool; /* one thread */
  GHashTable *kept;  /* key -> GdkTexture, or NULL where none can be made */
  GQueue order;      /* of keys, borrowed from kept: the oldest is dropped first */
};

typedef struct
{
  DsDigest sha256;
  guint64 size;
  int size_px;
  char *key;
} DsThumbnailWish;

G_DEFINE_FINAL_TYPE (DsThumbnailer, ds_thumbnailer, G_TYPE_OBJECT)

static char *
make_key (const DsDraft *draft, int size_px)
{
  g_autofree char *hex = ds_digest_to_hex (&draft->sha256);

  return g_strdup_printf ("%d-%s", size_px, hex);
}

static void
free_wish (gpointer data)
{
  DsThumbnailWish *wish = data;

  g_free (wish->key);
  g_free (wish);
}

/* What the header of a picture said. */
typedef struct
{
  int size_px; /* wished: the longer side */
  gboolean is_refused;
} DsThumbnailScale;

/* The header is read first: a picture with too many pixels is given none, which ends its loading
 * before anything is allocated for them. A drawing is only as large as it is asked for; one of no
 * size is not to be asked for none, which its loader takes for our mistake. */
static void
size_prepared_cb (GdkPixbufLoader *loader, int width, int height, DsThumbnailScale *wish)
{
  GdkPixbufFormat *format = gdk_pixbuf_loader_get_format (loader);
  gboolean is_drawing = format != NULL && gdk_pixbuf_format_is_scalable (format);
  double scale;

  wish->is_refused =
      width <= 0 || height <= 0 || (!is_drawing && (gint64) width * height > THUMBNAIL_PIXELS_MAX);
  if (wish->is_refused)
    {
      int size = is_drawing ? 1 : 0;

      gdk_pixbuf_loader_set_size (loader, size, size);
      return;
    }

  scale = MIN ((double) wish->size_px / width, (double) wish->size_px / height);
  gdk_pixbuf_loader_set_size (loader, MAX (1, (int) (width * scale)),
                              MAX (1, (int) (height * scale)));
}

static GdkTexture *
draw_octets (GBytes *octets, int size_px, GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  DsThumbnailScale wish = { .size_px = size_px };
  GdkPixbuf *pixbuf;
  gboolean is_read;

  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), &wish);
  /* An empty file is nothing to write, and then close says that it was incomplete. */
  is_read = g_bytes_get_size (octets) == 0 || gdk_pixbuf_loader_write_bytes (loader, octets, error);
  if (!gdk_pixbuf_loader_close (loader, is_read ? error : NULL) || !is_read)
    return NULL;

  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  if (pixbuf == NULL || wish.is_refused)
    {
      g_set_error_literal (error, DS_ERROR, DS_ERROR_UNSUPPORTED, "No picture can be made of this");
      return NULL;
    }
  return gdk_texture_new_for_pixbuf (pixbuf);
}

static GdkTexture *
draw (DsVault *vault, const DsThumbnailWish *wish, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) octets =
      ds_vault_read (vault, &wish->sha256, THUMBNAIL_FILE_OCTETS_MAX, cancellable, error);

  return octets == NULL ? NULL : draw_octets (octets, wish->size_px, error);
}

static void
draw_in_thread (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;
  DsThumbnailer *self = user_data;
  g_autoptr (GError) error = NULL;
  GdkTexture *texture;

  if (g_task_return_error_if_cancelled (task))
    return;

  texture = draw (self->vault, g_task_get_task_data (task), g_task_get_cancellable (task), &error);
  if (texture == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, texture, g_object_unref);
}

/* Remembers what came of a wish. */
static void
keep (DsThumbnailer *self, const char *key, GdkTexture *texture)
{
  char *kept_key;

  if (g_hash_table_contains (self->kept, key))
    return;

  if (g_queue_get_length (&self->order) >= THUMBNAILS_KEPT)
    g_hash_table_remove (self->kept, g_queue_pop_head (&self->order));
  kept_key = g_strdup (key);
  g_queue_push_tail (&self->order, kept_key);
  g_hash_table_insert (self->kept, kept_key, texture == NULL ? NULL : g_object_ref (texture));
}

/* Whether trying again would come to the same: the bytes never change, a lock or a disk may. */
static gboolean
is_lasting (const GError *error)
{
  return error->domain == GDK_PIXBUF_ERROR
         || g_error_matches (error, DS_ERROR, DS_ERROR_UNSUPPORTED)
         || g_error_matches (error, DS_ERROR, DS_ERROR_LIMIT);
}

/**
 * ds_thumbnailer_new:
 * @store_folder: the folder of the store
 */
DsThumbnailer *
ds_thumbnailer_new (const char *store_folder)
{
  DsThumbnailer *self = g_object_new (DS_TYPE_THUMBNAILER, NULL);
  g_autofree char *vault = g_build_filename (store_folder, "vault", NULL);

  self->vault = ds_vault_new (vault);
  return self;
}

/**
 * ds_thumbnailer_peek:
 * @texture: (out) (nullable) (transfer none): the picture; %NULL if none can be made
 *
 * Returns: whether it is known without loading
 */
gboolean
ds_thumbnailer_peek (DsThumbnailer *self, const DsDraft *draft, int size_px, GdkTexture **texture)
{
  g_autofree char *key = make_key (draft, size_px);
  gpointer known = NULL;
  gboolean is_known = g_hash_table_lookup_extended (self->kept, key, NULL, &known);

  *texture = known;
  return is_known;
}

/**
 * ds_thumbnailer_load_async:
 * @draft: read before this returns
 * @size_px: the longer side, in device pixels
 *
 * Draws the kept bytes of @draft. What is no picture is an error that needs nobody's attention.
 */
void
ds_thumbnailer_load_async (DsThumbnailer *self, const DsDraft *draft, int size_px,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  DsThumbnailWish *wish = g_new0 (DsThumbnailWish, 1);

  wish->sha256 = draft->sha256;
  wish->size = draft->size;
  wish->size_px = size_px;
  wish->key = make_key (draft, size_px);
  g_task_set_source_tag (task, ds_thumbnailer_load_async);
  g_task_set_task_data (task, wish, free_wish);
  g_thread_pool_push (self->pool, task, NULL);
}

GdkTexture *
ds_thumbnailer_load_finish (DsThumbnailer *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GError) reason = NULL;
  const DsThumbnailWish *wish;
  GdkTexture *texture;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, ds_thumbnailer_load_async), NULL);

  wish = g_task_get_task_data (G_TASK (result));
  texture = g_task_propagate_pointer (G_TASK (result), &reason);
  if (texture != NULL || is_lasting (reason))
    keep (self, wish->key, texture);
  if (texture == NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  return texture;
}

/* A failure is kept as a picture that is none. */
static void
unref_texture (gpointer texture)
{
  if (texture != NULL)
    g_object_unref (texture);
}

static void
ds_thumbnailer_finalize (GObject *object)
{
  DsThumbnailer *self = DS_THUMBNAILER (object);

  /* Every task holds a reference to its source, so none is left in the pool. */
  g_thread_pool_free (self->pool, TRUE, FALSE);
  g_queue_clear (&self->order);
  g_hash_table_unref (self->kept);
  g_clear_pointer (&self->vault, ds_vault_free);
  G_OBJECT_CLASS (ds_thumbnailer_parent_class)->finalize (object);
}

static void
ds_thumbnailer_init (DsThumbnailer *self)
{
  self->pool = g_thread_pool_new (draw_in_thread, self, 1, FALSE, NULL);
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref_texture);
  g_queue_init (&self->order);
}

static void
ds_thumbnailer_class_init (DsThumbnailerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ds_thumbnailer_finalize;
}
