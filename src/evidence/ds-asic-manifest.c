/* ds-asic-manifest.c - what a time stamp of an ASiC container covers (EN 319 162-1, A.4)
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GLib's reader of XML knows no document type, no entities of one's own and no files, so a manifest
 * can name nothing but what stands in it. Elements are told by their local names. */
#include "evidence/ds-asic-manifest.h"

#include <string.h>

#include "base/ds-error.h"

#define REFERENCES_MAX 1000
#define DIGEST_TEXT_MAX 256
#define BOM "\xef\xbb\xbf"

typedef struct
{
  DsAsicManifest *manifest;
  DsDigestAlgorithm algorithm; /* of the reference being read */
  GString *digest;             /* (nullable): text of the DigestValue being read */
} Reading;

static const struct
{
  const char *uri;
  DsDigestAlgorithm algorithm;
} algorithms[] = {
  { "http://www.w3.org/2000/09/xmldsig#sha1", DS_DIGEST_SHA1 },
  { "http://www.w3.org/2001/04/xmldsig-more#sha224", DS_DIGEST_SHA224 },
  { "http://www.w3.org/2001/04/xmlenc#sha256", DS_DIGEST_SHA256 },
  { "http://www.w3.org/2001/04/xmldsig-more#sha384", DS_DIGEST_SHA384 },
  { "http://www.w3.org/2001/04/xmlenc#sha512", DS_DIGEST_SHA512 },
  { "http://www.w3.org/2007/05/xmldsig-more#sha3-256", DS_DIGEST_SHA3_256 },
  { "http://www.w3.org/2007/05/xmldsig-more#sha3-384", DS_DIGEST_SHA3_384 },
  { "http://www.w3.org/2007/05/xmldsig-more#sha3-512", DS_DIGEST_SHA3_512 },
};

static void
reference_free (gpointer data)
{
  DsAsicReference *self = data;

  g_free (self->uri);
  g_free (self);
}

void
ds_asic_manifest_free (DsAsicManifest *self)
{
  g_free (self->stamp);
  g_ptr_array_unref (self->references);
  g_free (self);
}

static gboolean
is_named (const char *element, const char *name)
{
  const char *colon = strchr (element, ':');

  return strcmp (colon != NULL ? colon + 1 : element, name) == 0;
}

static const char *
find_attribute (const char **names, const char **values, const char *wanted)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (strcmp (names[i], wanted) == 0)
      return values[i];
  return NULL;
}

static DsDigestAlgorithm
find_algorithm (const char *uri)
{
  for (gsize i = 0; uri != NULL && i < G_N_ELEMENTS (algorithms); i++)
    if (strcmp (algorithms[i].uri, uri) == 0)
      return algorithms[i].algorithm;
  return DS_DIGEST_NONE;
}

static void
start_element (GMarkupParseContext *context, const char *element, const char **names,
               const char **values, gpointer user_data, GError **error)
{
  Reading *reading = user_data;
  GPtrArray *references = reading->manifest->references;
  const char *uri = find_attribute (names, values, "URI");

  if (is_named (element, "SigReference") && reading->manifest->stamp == NULL)
    reading->manifest->stamp = g_strdup (uri);
  else if (is_named (element, "DataObjectReference") && uri != NULL)
    {
      DsAsicReference *reference = g_new0 (DsAsicReference, 1);

      reference->uri = g_strdup (uri);
      g_ptr_array_add (references, reference);
    }
  else if (is_named (element, "DigestMethod"))
    reading->algorithm = find_algorithm (find_attribute (names, values, "Algorithm"));
  else if (is_named (element, "DigestValue") && reading->digest == NULL)
    reading->digest = g_string_new (NULL);
  if (references->len > REFERENCES_MAX)
    g_set_error_literal (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT,
                         "too many references");
}

static void
take_text (GMarkupParseContext *context, const char *text, gsize length, gpointer user_data,
           GError **error)
{
  Reading *reading = user_data;

  if (reading->digest != NULL && reading->digest->len + length <= DIGEST_TEXT_MAX)
    g_string_append_len (reading->digest, text, (gssize) length);
}

static void
end_element (GMarkupParseContext *context, const char *element, gpointer user_data, GError **error)
{
  Reading *reading = user_data;
  GPtrArray *references = reading->manifest->references;
  g_autofree guint8 *octets = NULL;
  gsize length;

  if (!is_named (element, "DigestValue") || reading->digest == NULL)
    return;
  octets = g_base64_decode (reading->digest->str, &length);
  if (references->len > 0)
    ((DsAsicReference *) references->pdata[references->len - 1])->digest =
        ds_digest_from_octets (reading->algorithm, octets, length);
  g_string_free (reading->digest, TRUE);
  reading->digest = NULL;
}

/**
 * ds_asic_manifest_parse:
 * @octets: an XML document
 * @error: %DS_ERROR_FORMAT, %DS_ERROR_LIMIT
 *
 * Returns: (transfer full) (nullable): what it says; nothing is believed yet
 */
DsAsicManifest *
ds_asic_manifest_parse (GBytes *octets, GError **error)
{
  static const GMarkupParser parser = { start_element, end_element, take_text, NULL, NULL };
  gsize length;
  const char *text = g_bytes_get_data (octets, &length);
  gsize skipped =
      length >= strlen (BOM) && memcmp (text, BOM, strlen (BOM)) == 0 ? strlen (BOM) : 0;
  g_autoptr (DsAsicManifest) manifest = g_new0 (DsAsicManifest, 1);
  Reading reading = { .manifest = manifest };
  g_autoptr (GMarkupParseContext) context = NULL;
  g_autoptr (GError) inner = NULL;
  gboolean is_read;

  manifest->references = g_ptr_array_new_with_free_func (reference_free);
  if (length > DS_ASIC_MANIFEST_OCTETS_MAX)
    {
      g_set_error_literal (error, DS_ERROR, DS_ERROR_LIMIT, "a manifest of more than 1 MiB");
      return NULL;
    }
  if (length == skipped)
    {
      g_set_error_literal (error, DS_ERROR, DS_ERROR_FORMAT, "the manifest is empty");
      return NULL;
    }
  context = g_markup_parse_context_new (&parser, 0, &reading, NULL);
  is_read =
      g_markup_parse_context_parse (context, text + skipped, (gssize) (length - skipped), &inner)
      && g_markup_parse_context_end_parse (context, &inner);
  if (reading.digest != NULL)
    g_string_free (reading.digest, TRUE);
  if (!is_read)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_FORMAT, "the manifest cannot be read: %s",
                   inner->message);
      return NULL;
    }
  return g_steal_pointer (&manifest);
}
