/* ds-pdf-stamp.c - the document time stamps of a PDF (ISO 32000-2, 12.8.5)
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * No PDF is interpreted. A signature dictionary has to stand in the file as it is, since its
 * ByteRange names places in the file; so its octets are looked for, and what it covers must be all
 * but the token: everything from the first octet on, with one gap that holds nothing else. What is
 * drawn from the covered octets is for a reader of PDF to say. */
#include "evidence/ds-pdf-stamp.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/ds-der.h"
#include "stamp/ds-token.h"

#define HEADER "%PDF-"
#define HEADER_WITHIN 1024     /* where "%PDF-" may begin (ISO 32000-1, annex H, 3.4.1) */
#define DICTIONARY_OCTETS 4096 /* of a signature dictionary on each side of the token */
#define STAMPS_MAX 64
#define BLANKS " \t\r\n\f"
#define BYTE_RANGE "/ByteRange"
#define CONTENTS "/Contents"
#define STAMP_FILTER "/ETSI.RFC3161"
#define DIGITS_MAX 10 /* a PDF's own limit on places in a file */

typedef struct
{
  const guint8 *data;
  gsize length;
} File;

/* @head: the beginning of a file */
gboolean
ds_pdf_looks_like (const guint8 *head, gsize length)
{
  return memmem (head, MIN (length, HEADER_WITHIN), HEADER, strlen (HEADER)) != NULL;
}

static void
stamp_free (gpointer data)
{
  DsPdfStamp *self = data;

  g_clear_pointer (&self->token, g_bytes_unref);
  g_free (self);
}

static gboolean
is_blank (guint8 octet)
{
  return octet != '\0' && strchr (BLANKS, octet) != NULL;
}

static gboolean
take_number (const File *file, gsize *at, gsize *number)
{
  guint digits = 0;

  while (*at < file->length && is_blank (file->data[*at]))
    (*at)++;
  for (*number = 0; *at < file->length && g_ascii_isdigit (file->data[*at]); (*at)++)
    {
      if (++digits > DIGITS_MAX)
        return FALSE;
      *number = *number * 10 + (gsize) (file->data[*at] - '0');
    }
  return digits > 0;
}

/* The four numbers of a ByteRange that begins behind @at; placeholders are none. */
static gboolean
read_range (const File *file, gsize at, gsize range[4])
{
  while (at < file->length && is_blank (file->data[at]))
    at++;
  if (at >= file->length || file->data[at] != '[')
    return FALSE;
  at++;
  for (guint i = 0; i < 4; i++)
    if (!take_number (file, &at, &range[i]))
      return FALSE;
  return TRUE;
}

static gboolean
has (const File *file, gsize from, gsize to, const char *text)
{
  return memmem (file->data + from, to - from, text, strlen (text)) != NULL;
}

/* Where the dictionary around the gap begins and ends: at the borders of its object. */
static void
find_dictionary (const File *file, const DsPdfStamp *stamp, gsize *from, gsize *to)
{
  const guint8 *end;

  *from = stamp->gap_start;
  while (*from > 0 && stamp->gap_start - *from < DICTIONARY_OCTETS
         && !(stamp->gap_start - *from >= strlen ("obj")
              && memcmp (file->data + *from, "obj", strlen ("obj")) == 0))
    (*from)--;
  *to = MIN (file->length, stamp->gap_end + DICTIONARY_OCTETS);
  end = memmem (file->data + stamp->gap_end, *to - stamp->gap_end, "endobj", strlen ("endobj"));
  if (end != NULL)
    *to = (gsize) (end - file->data);
}

/* Whether “/Contents” is what the gap is the value of. */
static gboolean
is_contents (const File *file, gsize gap_start)
{
  gsize at = gap_start;

  while (at > 0 && is_blank (file->data[at - 1]))
    at--;
  return at >= strlen (CONTENTS)
         && memcmp (file->data + at - strlen (CONTENTS), CONTENTS, strlen (CONTENTS)) == 0;
}

/* (transfer full) (nullable): the octets of <hexadecimal digits>; blanks are none of its own. */
static GBytes *
decode_gap (const File *file, const DsPdfStamp *stamp)
{
  gsize digits = stamp->gap_end - stamp->gap_start - 2;
  g_autofree guint8 *octets = g_malloc0 (digits / 2 + 1);

  if (digits % 2 != 0)
    return NULL;
  for (gsize i = 0; i < digits; i++)
    {
      int value = g_ascii_xdigit_value ((char) file->data[stamp->gap_start + 1 + i]);

      if (value < 0)
        return NULL;
      octets[i / 2] |= (guint8) (i % 2 == 0 ? value << 4 : value);
    }
  return g_bytes_new (octets, digits / 2);
}

/* (transfer full) (nullable): the token at the beginning, with nothing but zeros behind it. */
static GBytes *
cut_padding (GBytes *padded)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (padded, &length);
  gsize used;

  if (!ds_der_measure_ber (data, length, &used, NULL))
    return NULL;
  for (gsize i = used; i < length; i++)
    if (data[i] != 0)
      return NULL;
  return g_bytes_new_from_bytes (padded, 0, used);
}

static void
read_token (const File *file, DsPdfStamp *stamp)
{
  g_autoptr (GBytes) padded = NULL;

  if (file->data[stamp->gap_start] != '<' || file->data[stamp->gap_end - 1] != '>'
      || !is_contents (file, stamp->gap_start))
    {
      stamp->fault = N_ ("it leaves out more, or other things, than the token");
      return;
    }
  padded = decode_gap (file, stamp);
  if (padded != NULL)
    stamp->token = cut_padding (padded);
  if (stamp->token == NULL)
    stamp->fault = N_ ("the token in it cannot be read");
}

/* (transfer full) (nullable): the stamp whose ByteRange stands at @at; %NULL if that is none of a
 * document time stamp. */
static DsPdfStamp *
read_stamp (const File *file, gsize at)
{
  gsize range[4];
  DsPdfStamp *stamp;
  gsize from;
  gsize to;

  if (!read_range (file, at + strlen (BYTE_RANGE), range))
    return NULL;
  stamp = g_new0 (DsPdfStamp, 1);
  stamp->gap_start = range[0] + range[1];
  stamp->gap_end = range[2];
  stamp->end = range[2] + range[3];
  if (stamp->gap_start >= stamp->gap_end || stamp->gap_end - stamp->gap_start < 2
      || stamp->gap_end > file->length)
    {
      stamp_free (stamp);
      return NULL;
    }
  find_dictionary (file, stamp, &from, &to);
  if (at < from || at >= to
      || !(has (file, from, stamp->gap_start, STAMP_FILTER)
           || has (file, stamp->gap_end, to, STAMP_FILTER)))
    {
      stamp_free (stamp);
      return NULL;
    }
  if (stamp->end > file->length)
    stamp->fault = N_ ("it covers more octets than the file has: the file was cut");
  else if (range[0] != 0)
    stamp->fault = N_ ("it does not begin at the first octet");
  else
    read_token (file, stamp);
  return stamp;
}

static int
compare_ends (gconstpointer a, gconstpointer b)
{
  const DsPdfStamp *first = *(const DsPdfStamp *const *) a;
  const DsPdfStamp *second = *(const DsPdfStamp *const *) b;

  return first->end < second->end ? 1 : first->end > second->end ? -1 : 0;
}

/**
 * ds_pdf_stamps_find:
 * @octets: a whole PDF
 *
 * Pure; any thread.
 *
 * Returns: (transfer full) (element-type DsPdfStamp): the one that covers most first
 */
GPtrArray *
ds_pdf_stamps_find (GBytes *octets)
{
  File file;
  GPtrArray *stamps = g_ptr_array_new_with_free_func (stamp_free);
  const guint8 *at;

  file.data = g_bytes_get_data (octets, &file.length);
  at = file.data;
  while (
      stamps->len < STAMPS_MAX && at != NULL
      && (at = memmem (at, file.length - (gsize) (at - file.data), BYTE_RANGE, strlen (BYTE_RANGE)))
             != NULL)
    {
      DsPdfStamp *stamp = read_stamp (&file, (gsize) (at - file.data));

      if (stamp != NULL)
        g_ptr_array_add (stamps, stamp);
      at += strlen (BYTE_RANGE);
    }
  g_ptr_array_sort (stamps, compare_ends);
  return stamps;
}

/* Of what the stamp covers. */
DsDigest
ds_pdf_stamp_digest (const DsPdfStamp *self, GBytes *octets, DsDigestAlgorithm algorithm)
{
  const guint8 *data = g_bytes_get_data (octets, NULL);
  g_autoptr (DsDigester) digester = ds_digester_new (algorithm);

  ds_digester_add (digester, data, self->gap_start);
  ds_digester_add (digester, data + self->gap_end, self->end - self->gap_end);
  return ds_digester_get (digester);
}
