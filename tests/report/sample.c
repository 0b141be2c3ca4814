/* sample.c - contents of reports for tests, the same each time
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample.h"

#include <math.h>
#include <string.h>

#include "base/ds-digest.h"

#define FIRST_SAVE 1772414067 /* 2026-03-02T01:14:27Z */
#define DAYS 73
#define DRAFTS_IN_BATCH 3
#define SECONDS_PER_DAY 86400

static const char *const stages[] = { "outline", "concept", "sketch", "final" };
static const char *const tsas[] = { "tsa-one", "tsa-two", "tsa-three" };

static char *
digest_of (const char *what, guint number)
{
  g_autofree char *text = g_strdup_printf ("%s %u", what, number);
  DsDigest digest = ds_digest_sha256 (text, strlen (text));

  return ds_digest_to_hex (&digest);
}

/* Saves come in bursts, as people work. */
static DsTime
time_of (const Sample *sample, guint i)
{
  double share = sample->n_drafts > 1 ? (double) i / (sample->n_drafts - 1) : 0;
  gint64 wobble = i * 7919 % 9973;

  return ds_time_from_unix (FIRST_SAVE + (gint64) (share * DAYS * SECONDS_PER_DAY) + wobble * 3);
}

static DsReportToken *
make_token (const Sample *sample, guint number, guint tsa, DsTime gen_time, const char *imprint)
{
  DsReportToken *token = g_new0 (DsReportToken, 1);
  g_autofree char *digits = digest_of ("serial", number);

  token->tsa = g_strdup (tsas[tsa]);
  token->operator_name = g_strdup ("Sample Timestamping");
  token->gen_time = gen_time;
  token->serial = g_strndup (digits, 14);
  token->policy = g_strdup ("1.2.3.4.1");
  token->token = digest_of ("token", number);
  token->imprint = g_strdup (imprint);
  token->signs = DS_REPORT_SIGNS_BATCH;
  token->is_test = sample->is_test;
  token->verdict = DS_PASSED;
  token->anchor = digest_of ("anchor", tsa);
  if (number == 0 && sample->reason != NULL)
    {
      token->verdict = sample->odd;
      token->reason = g_strdup (sample->reason);
    }
  return token;
}

static DsReportDraft *
make_draft (const Sample *sample, guint i)
{
  DsReportDraft *draft = ds_report_draft_new ();
  guint stage = i == sample->n_drafts - 1 ? 3 : 4 * i / (sample->n_drafts + 1);

  draft->record = digest_of ("record", i);
  draft->seq = 2 * i + 3;
  draft->number = i + 1;
  draft->path = sample->name != NULL ? g_strdup (sample->name)
                                     : g_strdup_printf ("design/shanhai-%02u.kra", 1 + stage);
  draft->sha256 = digest_of ("file", i);
  draft->size = 4182004 + G_GUINT64_CONSTANT (3496839) * i;
  draft->seen_at = time_of (sample, i);
  draft->mtime = draft->seen_at;
  draft->has_mtime = TRUE;
  draft->stage = g_strdup (stages[MIN (stage, 3)]);
  draft->stage_by_person = stage == 3;
  draft->grade = DS_GRADE_LOCAL;
  return draft;
}

static DsGrade
grade_of (const Sample *sample, const DsReportDraft *draft)
{
  guint n_passed = 0;

  for (guint i = 0; i < draft->tokens->len; i++)
    n_passed +=
        ((const DsReportToken *) g_ptr_array_index (draft->tokens, i))->verdict == DS_PASSED;
  if (n_passed == 0)
    return DS_GRADE_LOCAL;
  if (sample->is_test)
    return DS_GRADE_TEST;
  return n_passed > 1 ? DS_GRADE_CORROBORATED : DS_GRADE_STAMPED;
}

/* Stamps the drafts from @first on as one batch. */
static void
stamp_batch (const Sample *sample, DsReportContent *content, guint first, guint end)
{
  g_autofree char *root = digest_of ("root", first);
  const DsReportDraft *last = g_ptr_array_index (content->drafts, end - 1);

  for (guint tsa = 0; tsa < sample->n_tsas; tsa++)
    {
      DsTime gen_time = ds_time_add_seconds (last->seen_at, 32 + tsa);
      DsReportToken *token = make_token (sample, content->tokens->len, tsa, gen_time, root);

      ds_report_content_add_token (content, token);
      for (guint i = first; i < end; i++)
        {
          DsReportDraft *draft = g_ptr_array_index (content->drafts, i);

          g_ptr_array_add (draft->tokens, token);
        }
    }
  for (guint i = first; i < end; i++)
    {
      DsReportDraft *draft = g_ptr_array_index (content->drafts, i);

      draft->batch_root = g_strdup (root);
      draft->grade = grade_of (sample, draft);
      draft->verdict = draft->grade != DS_GRADE_LOCAL ? DS_PASSED : sample->odd;
      if (draft->verdict != DS_PASSED)
        draft->reason = g_strdup (sample->reason);
    }
}

static void
add_example (DsReportContent *content, guint n_stamped)
{
  DsReportExample *example = g_new0 (DsReportExample, 1);
  g_autoptr (GPtrArray) siblings = g_ptr_array_new ();

  for (guint i = 0; i < 2; i++)
    g_ptr_array_add (siblings, digest_of ("sibling", i));
  g_ptr_array_add (siblings, NULL);
  example->siblings = (char **) g_ptr_array_steal (siblings, NULL);
  example->draft = n_stamped - 1;
  example->token = content->tokens->len - 1;
  content->example = example;
}

DsReportContent *
sample_make (const Sample *sample)
{
  DsReportContent *content = ds_report_content_new ("山海灯会 · 主视觉海报");
  guint n_stamped = sample->n_tsas > 0 ? sample->n_drafts - sample->n_pending : 0;

  content->applicant = g_strdup ("张三 Zhang San");
  content->software = g_strdup ("Draftseal 0.1.0 · Debian GNU/Linux 12 · OpenSSL 3.0");
  content->produced_at = ds_time_from_unix (FIRST_SAVE + (DAYS + 1) * SECONDS_PER_DAY);
  g_time_zone_unref (content->zone);
  content->zone = g_time_zone_new_identifier ("+08:00");
  content->n_all = sample->n_drafts;
  for (guint i = 0; i < sample->n_drafts; i++)
    g_ptr_array_add (content->drafts, make_draft (sample, i));
  for (guint first = 0; first < n_stamped; first += DRAFTS_IN_BATCH)
    stamp_batch (sample, content, first, MIN (first + DRAFTS_IN_BATCH, n_stamped));
  if (content->tokens->len > 0)
    add_example (content, n_stamped);
  return content;
}

static void
draw_wave (cairo_t *cr, double top, double phase, double red, double green, double blue)
{
  cairo_move_to (cr, 0, 1);
  for (guint i = 0; i <= 40; i++)
    cairo_line_to (cr, i / 40.0, top + 0.08 * sin (phase + i / 5.0));
  cairo_line_to (cr, 1, 1);
  cairo_close_path (cr);
  cairo_set_source_rgb (cr, red, green, blue);
  cairo_fill (cr);
}

/* A sun over waves: a picture for tests to look at. */
GdkPixbuf *
sample_draw (const DsReportDraft *draft, guint pixels, gpointer data)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) pixels, (int) pixels);
  cairo_t *cr = cairo_create (surface);
  gboolean is_line = strcmp (draft->stage, "outline") == 0 || strcmp (draft->stage, "concept") == 0;
  GdkPixbuf *picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, (int) pixels, (int) pixels);

  cairo_scale (cr, pixels, pixels);
  cairo_set_source_rgb (cr, 0.98, is_line ? 0.98 : 0.85, is_line ? 0.96 : 0.68);
  cairo_paint (cr);
  cairo_arc (cr, 0.6, 0.35, 0.19, 0, 2 * G_PI);
  cairo_set_source_rgb (cr, 0.8, 0.25, 0.18);
  cairo_set_line_width (cr, 0.01);
  is_line ? cairo_stroke (cr) : cairo_fill (cr);
  draw_wave (cr, 0.68, 0.5, 0.56, 0.69, 0.67);
  draw_wave (cr, 0.8, 2.5, 0.3, 0.52, 0.51);
  draw_wave (cr, 0.9, 4, 0.11, 0.29, 0.34);
  cairo_surface_flush (surface);
  for (guint y = 0; y < pixels; y++)
    for (guint x = 0; x < pixels; x++)
      for (guint channel = 0; channel < 3; channel++)
        gdk_pixbuf_get_pixels (
            picture)[(gsize) gdk_pixbuf_get_rowstride (picture) * y + 3 * x + channel] =
            cairo_image_surface_get_data (
                surface)[(gsize) cairo_image_surface_get_stride (surface) * y + 4 * x + 2
                         - channel];
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return picture;
}
