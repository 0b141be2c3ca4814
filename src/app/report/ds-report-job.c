/* ds-report-job.c - makes a report off the main thread, with pictures of its pages
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/ds-report-job.h"

#include <glib/gstdio.h>
#include <poppler.h>

#include "project/ds-catalog-work.h"
#include "project/ds-store.h"
#include "report/ds-report-source.h"
#include "report/ds-report.h"

#define REPORT_FILE "report.pdf"
#define PAGES_SHOWN 24
#define PAGE_WIDTH_PX 800 /* about 96 dots an inch of A4, and a little for dense displays */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PopplerDocument, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PopplerPage, g_object_unref)

typedef struct
{
  DsReportOrder *order;
  DsReportSteps *steps;
} DsReportTask;

void
ds_report_order_free (DsReportOrder *self)
{
  g_free (self->store_folder);
  g_free (self->project);
  g_free (self->applicant);
  g_strfreev (self->stages);
  g_strfreev (self->works);
  g_free (self);
}

void
ds_report_file_free (DsReportFile *self)
{
  g_autofree char *folder = self->path == NULL ? NULL : g_path_get_dirname (self->path);

  if (folder != NULL)
    {
      g_unlink (self->path);
      g_rmdir (folder);
    }
  g_clear_pointer (&self->pages, g_ptr_array_unref);
  g_clear_pointer (&self->works, g_ptr_array_unref);
  g_free (self->path);
  g_free (self);
}

static void
free_task (gpointer data)
{
  DsReportTask *task = data;

  ds_report_order_free (task->order);
  g_atomic_rc_box_release (task->steps);
  g_free (task);
}

static void
tell (DsReportSteps *steps, DsReportPhase phase, guint done, guint all)
{
  g_atomic_int_set (&steps->phase, (gint) phase);
  g_atomic_int_set (&steps->all, (gint) all);
  g_atomic_int_set (&steps->done, (gint) done);
}

static void
judged_cb (guint n, guint of, gpointer data)
{
  tell (data, DS_REPORT_CHECKING, n, of);
}

static void
drawn_cb (guint page, guint pages, gpointer data)
{
  if (pages > 0)
    tell (data, DS_REPORT_DRAWING, page, pages);
}

static gboolean
write_file (DsReportFile *file, const DsReportTask *task, GCancellable *cancellable, GError **error)
{
  const DsReportOrder *order = task->order;
  g_autoptr (DsStore) store = ds_store_open (order->store_folder, DS_STORE_READ, error);
  DsReportScope scope = {
    .project = order->project,
    .applicant = order->applicant,
    .stages = (const char *const *) order->stages,
    .works = (const char *const *) order->works,
    .has_from = order->has_from,
    .from = order->from,
    .has_to = order->has_to,
    .to = order->to,
    .now = ds_time_from_unix (ds_time_now ().seconds),
  };
  DsReportOptions options = {
    .language = order->language,
    .pictures = { ds_report_source_draw, store },
    .progress = drawn_cb,
    .progress_data = task->steps,
  };
  g_autoptr (DsReportContent) content = NULL;

  if (store == NULL)
    return FALSE;

  file->works = ds_catalog_list_works (ds_store_get_catalog (store), order->project, error);
  if (file->works == NULL)
    return FALSE;

  content = ds_report_source_read (store, &scope, judged_cb, task->steps, cancellable, error);
  if (content == NULL)
    return FALSE;

  file->figures = ds_report_content_count (content);
  file->outcome = ds_report_judge (&file->figures);
  return ds_report_write (content, &options, file->path, cancellable, error);
}

static GdkTexture *
draw_page (PopplerPage *page)
{
  double width, height, scale;
  cairo_surface_t *surface;
  cairo_t *cr;
  int stride, rows;
  g_autoptr (GBytes) pixels = NULL;

  poppler_page_get_size (page, &width, &height);
  scale = PAGE_WIDTH_PX / width;
  rows = (int) (height * scale);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, PAGE_WIDTH_PX, rows);
  cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, scale, scale);
  poppler_page_render (page, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  stride = cairo_image_surface_get_stride (surface);
  pixels = g_bytes_new (cairo_image_surface_get_data (surface), (gsize) stride * (gsize) rows);
  cairo_surface_destroy (surface);
  return gdk_memory_texture_new (PAGE_WIDTH_PX, rows, GDK_MEMORY_DEFAULT, pixels, (gsize) stride);
}

static gboolean
draw_pages (DsReportFile *file, GCancellable *cancellable, GError **error)
{
  g_autofree char *uri = g_filename_to_uri (file->path, NULL, error);
  g_autoptr (PopplerDocument) document =
      uri == NULL ? NULL : poppler_document_new_from_file (uri, NULL, error);
  GStatBuf status;

  if (document == NULL)
    return FALSE;

  file->n_pages = (guint) poppler_document_get_n_pages (document);
  file->size = g_stat (file->path, &status) == 0 ? (guint64) status.st_size : 0;
  for (guint i = 0; i < MIN (file->n_pages, PAGES_SHOWN); i++)
    {
      g_autoptr (PopplerPage) page = poppler_document_get_page (document, (int) i);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      g_ptr_array_add (file->pages, draw_page (page));
    }

  return TRUE;
}

static void
make_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (DsReportFile) file = g_new0 (DsReportFile, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("draftseal-XXXXXX", &error);

  file->pages = g_ptr_array_new_with_free_func (g_object_unref);
  file->path = folder == NULL ? NULL : g_build_filename (folder, REPORT_FILE, NULL);
  if (folder == NULL || !write_file (file, task_data, cancellable, &error)
      || !draw_pages (file, cancellable, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_steal_pointer (&file), (GDestroyNotify) ds_report_file_free);
}

/**
 * ds_report_job_run_async:
 * @order: (transfer full): what is asked for
 * @steps: from g_atomic_rc_box_new0(); a reference is kept while the job runs
 *
 * Judges every draft anew, writes the report into a temporary folder and draws its first pages.
 */
void
ds_report_job_run_async (DsReportOrder *order, DsReportSteps *steps, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  DsReportTask *data = g_new0 (DsReportTask, 1);

  data->order = order;
  data->steps = g_atomic_rc_box_acquire (steps);
  g_task_set_source_tag (task, ds_report_job_run_async);
  g_task_set_task_data (task, data, free_task);
  g_task_run_in_thread (task, make_in_thread);
}

DsReportFile *
ds_report_job_run_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ds_report_job_run_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
