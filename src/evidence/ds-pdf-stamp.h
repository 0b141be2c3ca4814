/* ds-pdf-stamp.h - the document time stamps of a PDF (ISO 32000-2, 12.8.5)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/ds-digest.h"

G_BEGIN_DECLS

/* One of them: it covers [0, gap_start) and [gap_end, end); the gap holds the token. */
typedef struct
{
  GBytes *token;     /* (nullable): %NULL with @fault */
  const char *fault; /* (nullable): why it covers nothing; marked for translation */
  gsize gap_start;
  gsize gap_end;
  gsize end;
} DsPdfStamp;

gboolean   ds_pdf_looks_like (const guint8 *head, gsize length);
GPtrArray *ds_pdf_stamps_find (GBytes *octets) G_GNUC_WARN_UNUSED_RESULT;
DsDigest   ds_pdf_stamp_digest (const DsPdfStamp *self, GBytes *octets,
                                DsDigestAlgorithm algorithm);

G_END_DECLS
