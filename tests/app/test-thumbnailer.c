/* test-thumbnailer.c - what has a picture, what has none, and that neither is asked for twice
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "app/look/ds-thumbnailer.h"
#include "store-fixture.h"
#include "store-scratch.h"

#define SIZE_PX 100
#define SVG "<svg xmlns='http://www.w3.org/2000/svg' "

typedef struct
{
  const char *name;
  const char *content;
  int width; /* of the picture; 0: there is none */
  int height;
} ThumbnailCase;

static const ThumbnailCase cases[] = {
  { "drawing", SVG "width='20' height='10'><rect width='9' height='9'/></svg>", 100, 50 },
  { "drawing larger than any picture", SVG "width='900000' height='900000'/>", 100, 100 },
  { "drawing of no size", SVG "/>", 0, 0 },
  { "drawing of no height", SVG "width='10' height='0'/>", 0, 0 },
  { "words", "The lantern, told once more.\n", 0, 0 },
  { "nothing", "", 0, 0 },
  { "beginning of a picture", "\x89PNG\r\n\x1a\n", 0, 0 },
  { "picture larger than any", "P6 60000 60000 255\n", 0, 0 },
};

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GdkTexture **texture = data;
  g_autoptr (GError) error = NULL;

  *texture = ds_thumbnailer_load_finish (DS_THUMBNAILER (source), result, &error);
  g_assert_true ((*texture == NULL) == (error != NULL));
  g_main_context_wakeup (NULL);
}

static void
check (DsStore *store, DsThumbnailer *thumbnailer, const ThumbnailCase *row)
{
  g_autoptr (GBytes) content = g_bytes_new_static (row->content, strlen (row->content));
  DsDraft draft = { .sha256 = fixture_keep (store, content), .size = g_bytes_get_size (content) };
  GdkTexture *pending = (GdkTexture *) thumbnailer;
  g_autoptr (GdkTexture) loaded = pending;
  GdkTexture *known;

  g_test_message ("%s", row->name);
  g_assert_false (ds_thumbnailer_peek (thumbnailer, &draft, SIZE_PX, &known));
  ds_thumbnailer_load_async (thumbnailer, &draft, SIZE_PX, NULL, loaded_cb, &loaded);
  while (loaded == pending)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpint (loaded == NULL ? 0 : gdk_texture_get_width (loaded), ==, row->width);
  g_assert_cmpint (loaded == NULL ? 0 : gdk_texture_get_height (loaded), ==, row->height);
  g_assert_true (ds_thumbnailer_peek (thumbnailer, &draft, SIZE_PX, &known));
  g_assert_true (known == loaded);
}

/* What is not there now may be there later. */
static void
check_missing (DsThumbnailer *thumbnailer)
{
  DsDraft draft = { .sha256 = ds_digest_sha256 ("missing", 7) };
  GdkTexture *pending = (GdkTexture *) thumbnailer;
  GdkTexture *loaded = pending;
  GdkTexture *known;

  ds_thumbnailer_load_async (thumbnailer, &draft, SIZE_PX, NULL, loaded_cb, &loaded);
  while (loaded == pending)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (loaded);
  g_assert_false (ds_thumbnailer_peek (thumbnailer, &draft, SIZE_PX, &known));
}

static void
test_pictures (Scratch *scratch, gconstpointer data)
{
  g_autoptr (DsStore) store = scratch_open (scratch);
  g_autoptr (DsThumbnailer) thumbnailer = ds_thumbnailer_new (ds_store_get_folder (store));

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    check (store, thumbnailer, &cases[i]);
  check_missing (thumbnailer);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/thumbnailer/pictures", Scratch, NULL, scratch_setup, test_pictures,
              scratch_teardown);
  return g_test_run ();
}
