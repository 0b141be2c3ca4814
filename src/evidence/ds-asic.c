/* ds-asic.c - the members of an ASiC container, read as a stranger's (EN 319 162-1)
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything is bounded before it is unpacked. Two members whose names a file system may take for
 * one are refused: which of them would be shown is not for us to guess. */
#include "evidence/ds-asic.h"

#include <string.h>
#include <zip.h>

#include "base/ds-error.h"

#define HEAD_OCTETS 128
#define MEMBERS_MAX 1000
#define UNPACKED_OCTETS_MAX (512 * 1024 * 1024)
#define LOCAL_HEADER "PK\003\004"
#define META_INF "META-INF/"
#define MIMETYPE "mimetype"
#define STAMP_SUFFIX ".tst"
#define CONTAINER_TYPE "mimetypeapplication/vnd.etsi.asic-"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (zip_t, zip_discard)

static void
member_free (gpointer data)
{
  DsAsicMember *self = data;

  g_free (self->name);
  g_clear_pointer (&self->octets, g_bytes_unref);
  g_free (self);
}

static gboolean
refuse (GError **error, int code, const char *why)
{
  g_set_error (error, DS_ERROR, code, "the container is refused: %s", why);
  return FALSE;
}

/* @head: the beginning of a file. Whether a ZIP is a container, its members say. */
gboolean
ds_asic_looks_like (const guint8 *head, gsize length)
{
  return length >= strlen (LOCAL_HEADER) && memcmp (head, LOCAL_HEADER, strlen (LOCAL_HEADER)) == 0;
}

/* Whether it says of itself, in its first member, that it is a container (EN 319 162-1, A.1). */
gboolean
ds_asic_claims_to_be (GBytes *octets)
{
  gsize length;
  const void *data = g_bytes_get_data (octets, &length);

  return memmem (data, MIN (length, HEAD_OCTETS), CONTAINER_TYPE, strlen (CONTAINER_TYPE)) != NULL;
}

static zip_t *
open_archive (GBytes *octets, GError **error)
{
  gsize length;
  const void *data = g_bytes_get_data (octets, &length);
  zip_source_t *source = zip_source_buffer_create (data, length, 0, NULL);
  zip_t *archive =
      source != NULL ? zip_open_from_source (source, ZIP_RDONLY | ZIP_CHECKCONS, NULL) : NULL;

  if (archive == NULL)
    {
      zip_source_free (source);
      refuse (error, DS_ERROR_FORMAT, "it is no consistent ZIP archive");
    }
  return archive;
}

static gboolean
is_safe_name (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "/", -1);

  return *name != '\0' && *name != '/' && strchr (name, '\\') == NULL
         && !g_strv_contains ((const char *const *) parts, "..");
}

/* Names that differ in case or composition only are the same. */
static gboolean
note_name (GHashTable *seen, const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  g_autofree char *normal = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL);

  return g_hash_table_add (seen, g_utf8_casefold (normal, -1));
}

static GBytes *
unpack (zip_t *archive, const zip_stat_t *stat, GError **error)
{
  zip_file_t *file = zip_fopen_index (archive, stat->index, 0);
  g_autofree guint8 *octets = g_malloc (stat->size + 1);
  zip_int64_t got = file != NULL ? zip_fread (file, octets, stat->size) : -1;
  /* The check sum is compared when the end is met. */
  gboolean is_whole = got == (zip_int64_t) stat->size && zip_fread (file, octets + got, 1) == 0;

  if (file != NULL)
    zip_fclose (file);
  if (!is_whole)
    {
      refuse (error, DS_ERROR_FORMAT, "a member of it cannot be unpacked");
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&octets), (gsize) got);
}

static gboolean
take_member (zip_t *archive, zip_uint64_t index, guint64 *room, GPtrArray *members,
             GHashTable *seen, GError **error)
{
  const zip_uint64_t wanted = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_ENCRYPTION_METHOD;
  zip_stat_t stat;
  DsAsicMember *member;
  GBytes *octets;

  if (zip_stat_index (archive, index, ZIP_FL_ENC_RAW, &stat) != 0 || (stat.valid & wanted) != wanted
      || !is_safe_name (stat.name))
    return refuse (error, DS_ERROR_FORMAT, "a member of it has no usable name or size");
  if (g_str_has_suffix (stat.name, "/"))
    return TRUE;
  if (!note_name (seen, stat.name))
    return refuse (error, DS_ERROR_FORMAT, "two members of it have one name");
  if (stat.encryption_method != ZIP_EM_NONE)
    return refuse (error, DS_ERROR_FORMAT, "a member of it is encrypted");
  if (stat.size > *room)
    return refuse (error, DS_ERROR_LIMIT, "unpacked it has more than 512 MiB");
  octets = unpack (archive, &stat, error);
  if (octets == NULL)
    return FALSE;
  *room -= stat.size;
  member = g_new0 (DsAsicMember, 1);
  member->name = g_strdup (stat.name);
  member->octets = octets;
  member->is_data = !g_str_has_prefix (stat.name, META_INF) && strcmp (stat.name, MIMETYPE) != 0;
  g_ptr_array_add (members, member);
  return TRUE;
}

/* An archive without one is none of ours, however it is made. */
static gboolean
has_stamp (zip_t *archive, zip_int64_t count)
{
  for (zip_int64_t i = 0; i < count; i++)
    {
      const char *name = zip_get_name (archive, (zip_uint64_t) i, ZIP_FL_ENC_RAW);

      if (name != NULL && g_str_has_prefix (name, META_INF)
          && g_str_has_suffix (name, STAMP_SUFFIX))
        return TRUE;
    }
  return FALSE;
}

/**
 * ds_asic_read:
 * @octets: a whole container; alive as long as this runs
 * @error: %DS_ERROR_FORMAT, %DS_ERROR_LIMIT
 *
 * Pure; any thread.
 *
 * Returns: (transfer full) (nullable) (element-type DsAsicMember): its members, in its order; none
 *   if it has no time stamp
 */
GPtrArray *
ds_asic_read (GBytes *octets, GError **error)
{
  g_autoptr (zip_t) archive = open_archive (octets, error);
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func (member_free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint64 room = UNPACKED_OCTETS_MAX;
  zip_int64_t count;

  if (archive == NULL)
    return NULL;
  count = zip_get_num_entries (archive, 0);
  if (count > MEMBERS_MAX)
    {
      refuse (error, DS_ERROR_LIMIT, "it has more than 1000 members");
      return NULL;
    }
  for (zip_int64_t i = 0; has_stamp (archive, count) && i < count; i++)
    if (!take_member (archive, (zip_uint64_t) i, &room, members, seen, error))
      return NULL;
  return g_steal_pointer (&members);
}

/**
 * ds_asic_find:
 * @uri: as a manifest names it: percent-encoded or, as some writers do, as it is
 *
 * Returns: (transfer none) (nullable): the member
 */
DsAsicMember *
ds_asic_find (GPtrArray *members, const char *uri)
{
  g_autofree char *decoded = g_uri_unescape_string (uri, NULL);

  for (guint i = 0; i < members->len; i++)
    {
      DsAsicMember *member = g_ptr_array_index (members, i);

      if (strcmp (member->name, uri) == 0 || g_strcmp0 (member->name, decoded) == 0)
        return member;
    }
  return NULL;
}
