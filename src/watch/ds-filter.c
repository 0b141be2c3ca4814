/* ds-filter.c - which names may be drafts, and why the others are not
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Unless a person chose some, there is no list of allowed extensions: whatever no row refuses may
 * be a draft. What a person says goes before what is built in. */
#include "watch/ds-filter.h"

#include <string.h>

#include "watch/ds-extension.h"
#include "watch/ds-glob.h"
#include "watch/ds-ignore-row.h"

typedef struct
{
  DsGlob *glob; /* owned */
  char *reason; /* owned: what people are told */
  gsize tail;   /* octets that the glob has after its leading `*` */
  DsIgnoreKinds kinds;
  DsIgnoreCondition condition;
  gboolean accepts; /* a row of the person's own that overrules the rows below it */
} Row;

struct _DsFilter
{
  gatomicrefcount ref_count;
  GArray *rows;           /* owned (element-type Row): the first that matches decides */
  char **extensions;      /* owned (nullable): only these, lower case with their dots */
  gboolean has_documents; /* the known ones are among them */
  char *extension_reason; /* owned (nullable) */
  guint64 smallest;       /* octets */
  guint64 largest;        /* octets; 0: any */
  char *size_reason;      /* owned (nullable) */
  char **mounts;          /* owned (nullable): folders on other file systems to be entered */
};

static void
clear_row (gpointer data)
{
  Row *row = data;

  ds_glob_free (row->glob);
  g_free (row->reason);
}

static DsGlob *
make_glob (const char *text)
{
  g_autofree char *name = g_strdup (text);

  if (g_str_has_suffix (name, "/"))
    name[strlen (name) - 1] = '\0';
  return ds_glob_new (name);
}

static void
add_own_row (DsFilter *self, const char *text)
{
  gboolean accepts = text[0] == '!';
  Row row = { .glob = make_glob (accepts ? text + 1 : text),
              .reason = g_strdup (text),
              .kinds = g_str_has_suffix (text, "/") ? DS_IGNORE_FOLDERS : DS_IGNORE_BOTH,
              .accepts = accepts };

  g_array_append_val (self->rows, row);
}

static void
add_default_row (DsFilter *self, const DsIgnoreRow *source)
{
  Row row = { .glob = make_glob (source->glob),
              .reason = g_strdup_printf ("%s (%s)", source->glob, source->program),
              .tail = strlen (source->glob) - 1,
              .kinds = source->kinds,
              .condition = source->condition };

  g_array_append_val (self->rows, row);
}

static void
choose_extensions (DsFilter *self, const char *const *chosen)
{
  g_autofree char *joined = g_strjoinv (",", (char **) chosen);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (gsize i = 0; chosen[i] != NULL; i++)
    {
      g_autofree char *folded = g_ascii_strdown (chosen[i], -1);
      g_autofree char *dotted = g_strconcat (*folded == '.' ? "" : ".", folded, NULL);

      if (strcmp (folded, DS_FILTER_DOCUMENTS) == 0)
        self->has_documents = TRUE;
      else
        g_strv_builder_add (builder, dotted);
    }
  self->extensions = g_strv_builder_end (builder);
  self->extension_reason = g_strdup_printf ("only these extensions are looked after: %s", joined);
}

static void
choose_sizes (DsFilter *self, guint64 smallest, guint64 largest)
{
  self->smallest = smallest;
  self->largest = largest;
  if (largest > 0)
    self->size_reason = g_strdup_printf ("only files of %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT
                                         " octets are looked after",
                                         smallest, largest);
  else if (smallest > 0)
    self->size_reason = g_strdup_printf (
        "only files of %" G_GUINT64_FORMAT " octets and more are looked after", smallest);
}

/**
 * ds_filter_new:
 * @rules: (nullable): the project's own; they overrule what is built in
 *
 * Returns: (transfer full): the filter
 */
DsFilter *
ds_filter_new (const DsFilterRules *rules)
{
  const DsFilterRules none = { 0 };
  const DsFilterRules *own = rules != NULL ? rules : &none;
  DsFilter *self = g_new0 (DsFilter, 1);
  gsize n_own = own->globs != NULL ? g_strv_length ((char **) own->globs) : 0;
  gsize n_rows;
  const DsIgnoreRow *rows = ds_ignore_row_list (&n_rows);

  g_atomic_ref_count_init (&self->ref_count);
  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  g_array_set_clear_func (self->rows, clear_row);
  while (n_own > 0)
    add_own_row (self, own->globs[--n_own]);
  for (gsize i = 0; i < n_rows; i++)
    add_default_row (self, &rows[i]);
  if (own->extensions != NULL)
    choose_extensions (self, own->extensions);
  choose_sizes (self, own->smallest, own->largest);
  self->mounts = g_strdupv ((char **) own->mounts);
  return self;
}

DsFilter *
ds_filter_ref (DsFilter *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ds_filter_unref (DsFilter *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_array_unref (self->rows);
  g_strfreev (self->extensions);
  g_free (self->extension_reason);
  g_free (self->size_reason);
  g_strfreev (self->mounts);
  g_free (self);
}

/* Programs throw dice over both cases (Qt, mkstemp), people write words: `logo.kra.backup` and
 * `logo.kra.Backup` are drafts, `logo.kra.XUZOsj` is none. Throws that happen to look like a word,
 * some 5 in 100, pass; such a name is gone again before its save has settled. */
static gboolean
looks_random (const char *tail, gsize length)
{
  guint n_upper = 0;
  guint n_lower = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isalnum (tail[i]))
        return FALSE;
      n_upper += g_ascii_isupper (tail[i]) ? 1 : 0;
      n_lower += g_ascii_islower (tail[i]) ? 1 : 0;
    }
  return n_upper > 0 && n_lower > 0 && !(g_ascii_isupper (tail[0]) && n_lower == length - 1);
}

static gboolean
condition_holds (const Row *row, const char *name, gsize length)
{
  gsize stem = length - MIN (length, row->tail);

  switch (row->condition)
    {
    case DS_IGNORE_UNLESS_DOCUMENT:
      return !ds_extension_is_known (name, length);
    case DS_IGNORE_AFTER_DOCUMENT:
      return ds_extension_is_known (name, stem);
    case DS_IGNORE_AFTER_DOCUMENT_RANDOM: /* the dot belongs to the tail */
      return ds_extension_is_known (name, stem) && looks_random (name + stem + 1, row->tail - 1);
    case DS_IGNORE_ALWAYS:
    default:
      return TRUE;
    }
}

static gboolean
has_chosen_extension (const DsFilter *self, const char *name, const char *folded, gsize length)
{
  for (gsize i = 0; self->extensions[i] != NULL; i++)
    if (g_str_has_suffix (folded, self->extensions[i]))
      return TRUE;
  return self->has_documents && ds_extension_is_known (name, length);
}

static const char *
find_reason (const DsFilter *self, const char *name, gsize length, DsIgnoreKinds kind)
{
  g_autofree char *folded = g_strndup (name, length);

  ds_glob_fold (folded, length);
  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = &g_array_index (self->rows, Row, i);

      if ((row->kinds & kind) != 0 && ds_glob_matches (row->glob, folded, length)
          && condition_holds (row, name, length))
        return row->accepts ? NULL : row->reason;
    }
  if (kind == DS_IGNORE_FILES && self->extensions != NULL
      && !has_chosen_extension (self, name, folded, length))
    return self->extension_reason;
  return NULL;
}

/**
 * ds_filter_why_name_ignored:
 * @name: the base name of a file, octets as on disk
 *
 * Judges the name alone, for whoever knows that its folder is not skipped.
 *
 * Returns: (transfer none) (nullable): the pattern that refuses it, or %NULL if it may be a draft
 */
const char *
ds_filter_why_name_ignored (const DsFilter *self, const char *name)
{
  return find_reason (self, name, strlen (name), DS_IGNORE_FILES);
}

/**
 * ds_filter_why_name_skipped:
 * @name: the base name of a folder, octets as on disk
 *
 * Returns: (transfer none) (nullable): the pattern that refuses it, or %NULL if it is looked into
 */
const char *
ds_filter_why_name_skipped (const DsFilter *self, const char *name)
{
  return find_reason (self, name, strlen (name), DS_IGNORE_FOLDERS);
}

/* Judges the folders named in the first @length octets of @path. */
static const char *
why_folders_skipped (const DsFilter *self, const char *path, gsize length)
{
  const char *end = path + length;
  const char *reason = NULL;

  while (path < end && reason == NULL)
    {
      const char *slash = memchr (path, '/', (gsize) (end - path));
      gsize octets = (gsize) ((slash != NULL ? slash : end) - path);

      if (octets > 0)
        reason = find_reason (self, path, octets, DS_IGNORE_FOLDERS);
      path += octets + 1;
    }
  return reason;
}

/**
 * ds_filter_why_skipped:
 * @relative_folder: a folder, relative to the project's; "" is the project's own
 *
 * Returns: (transfer none) (nullable): the pattern that refuses it or a folder above it, or %NULL
 */
const char *
ds_filter_why_skipped (const DsFilter *self, const char *relative_folder)
{
  g_return_val_if_fail (relative_folder != NULL, NULL);

  return why_folders_skipped (self, relative_folder, strlen (relative_folder));
}

/**
 * ds_filter_why_ignored:
 * @relative_path: a file, relative to the project's folder, octets as on disk
 *
 * Returns: (transfer none) (nullable): the pattern that refuses its name or a folder above it, for
 *   people; %NULL if it may be a draft
 */
const char *
ds_filter_why_ignored (const DsFilter *self, const char *relative_path)
{
  const char *slash;
  const char *reason = NULL;

  g_return_val_if_fail (relative_path != NULL, NULL);

  slash = strrchr (relative_path, '/');
  if (slash != NULL)
    reason = why_folders_skipped (self, relative_path, (gsize) (slash - relative_path));
  if (reason != NULL)
    return reason;
  return ds_filter_why_name_ignored (self, slash != NULL ? slash + 1 : relative_path);
}

/**
 * ds_filter_why_size_ignored:
 * @size: of a file, octets
 *
 * Returns: (transfer none) (nullable): why a file of this size is no draft here, or %NULL
 */
const char *
ds_filter_why_size_ignored (const DsFilter *self, guint64 size)
{
  if (size < self->smallest || (self->largest > 0 && size > self->largest))
    return self->size_reason;
  return NULL;
}

/* Whether @relative_folder is to be entered though it is on another file system. */
gboolean
ds_filter_enters_mount (const DsFilter *self, const char *relative_folder)
{
  return self->mounts != NULL
         && g_strv_contains ((const char *const *) self->mounts, relative_folder);
}
