/* ds-progress.h - how far a long piece of work has come
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Called on the thread that works, often. @total may still grow. */
typedef void (*DsProgressFunc) (guint64 done, guint64 total, gpointer data);

/* Who is told; both fields %NULL for nobody. */
typedef struct
{
  DsProgressFunc func;
  gpointer data;
} DsProgress;

static inline void
ds_progress_tell (const DsProgress *self, guint64 done, guint64 total)
{
  if (self->func != NULL)
    self->func (done, total, self->data);
}

G_END_DECLS
