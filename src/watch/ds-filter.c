/* ds-filter.c - which names may be drafts, and why the others are not
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * There is no list of allowed extensions: whatever no row refuses may be a draft. A row that is too
 * wide loses somebody's work, one that is too narrow records a side file, so rows are narrow. */
#include "watch/ds-filter.h"

#include <string.h>

#include "watch/ds-extension.h"
#include "watch/ds-glob.h"

typedef enum
{
  FILES = 1 << 0,
  FOLDERS = 1 << 1,
  BOTH = FILES | FOLDERS,
} Kinds;

/* When a row that matches counts. */
typedef enum
{
  ALWAYS,
  UNLESS_DOCUMENT,       /* not for a name that ends in a document's extension */
  AFTER_DOCUMENT,        /* only if what the leading `*` stands for does */
  AFTER_DOCUMENT_RANDOM, /* and the rest looks as if a program had thrown dice for it */
} Condition;

typedef struct
{
  const char *glob;
  const char *program; /* who makes such names, for people */
  Kinds kinds;
  Condition condition;
} DefaultRow;

#define DIGIT "[0-9]"
#define RANDOM_6 "??????"
#define FOUR "????" /* “??-” in one literal would be a trigraph */
#define TEN_DIGITS DIGIT DIGIT DIGIT DIGIT DIGIT DIGIT DIGIT DIGIT DIGIT DIGIT

/* Measured and reported names, in the order in which a reason is given: the narrow rows first. */
static const DefaultRow default_rows[] = {
  /* saves under way */
  { ".goutputstream-*", "GIMP and all that save through GIO", FILES },
  { "#" DIGIT "+", "a file without a name yet, as Krita and Qt make", FILES },
  { "*@", "Blender", FILES, AFTER_DOCUMENT },
  { "lu[0-9a-z]*.tmp", "LibreOffice", FILES },
  { ".tmpsave.*", "MyPaint", FILES },
  { "*-autosave.kra", "Krita autosave", FILES },
  { "*-autosave.kra." RANDOM_6, "Krita autosave", FILES },
  { "*." RANDOM_6, "Krita, Qt and others", FILES, AFTER_DOCUMENT_RANDOM },
  { "*.fcstd." FOUR FOUR "-" FOUR "-" FOUR "-" FOUR "-" FOUR FOUR FOUR, "FreeCAD", FILES },
  { "*.sla." DIGIT "+", "Scribus", FILES },
  { "*.sla.gz." DIGIT "+", "Scribus", FILES },
  { "Photoshop Temp*", "Photoshop", FILES, UNLESS_DOCUMENT },
  { "Adobe Photoshop " DIGIT "+", "Photoshop", FILES },
  { "ps*.tmp", "Photoshop", FILES },
  { "AI Temp*", "Illustrator", FILES, UNLESS_DOCUMENT },
  { "ai" TEN_DIGITS "*", "Illustrator", FILES, UNLESS_DOCUMENT },
  { "atmp" DIGIT "+", "AutoCAD", FILES },
  { "@@@CDRW.TMP", "CorelDRAW", FILES },
  { "*.sb-" FOUR FOUR "-" RANDOM_6, "macOS", BOTH },
  { "(A Document Being Saved By *", "macOS", BOTH },
  /* earlier saves and autosaves */
  { "*.blend" DIGIT "+", "Blender backup", FILES },
  { "*.fcstd" DIGIT "+", "FreeCAD backup", FILES },
  { "*.bak", "backup of AutoCAD and others", FILES },
  { "*-bak", "KiCad backup", FILES, AFTER_DOCUMENT },
  { "*.3dmbak", "Rhino backup", FILES },
  { "*.skb", "SketchUp backup", FILES },
  { "AutoSave_*.skp", "SketchUp autosave", FILES },
  { "Backup_of_*.cdr", "CorelDRAW backup", FILES },
  { "AutoBackup_of_*.cdr", "CorelDRAW autosave", FILES },
  { "*.sv$", "AutoCAD autosave", FILES },
  { "*.ac$", "AutoCAD", FILES },
  { "*.svg." DIGIT "*.autosave*", "Inkscape autosave", FILES },
  { "*autosave*.sla", "Scribus autosave", FILES },
  { "_autosave-*.kicad_???", "KiCad autosave", FILES },
  { "#auto_saved_files#", "KiCad", FILES },
  { "fp-info-cache", "KiCad", FILES },
  { "*Auto-Save/", "Premiere, After Effects", FOLDERS },
  { "*-backups/", "KiCad", FOLDERS },
  /* locks */
  { ".~lock.*#", "LibreOffice lock", FILES },
  { "~$*", "lock of Office and SolidWorks", FILES },
  { "*.idlk", "InDesign lock", FILES },
  { "*.prlock", "Premiere lock", FILES },
  { "*~lock~", "Affinity lock", FILES },
  { "*.dwl", "AutoCAD lock", FILES },
  { "*.dwl2", "AutoCAD lock", FILES },
  { "*.rhl", "Rhino lock", FILES },
  { "*.lock", "lock", FILES },
  { "*.lck", "lock", FILES },
  { "*~", "backup of Krita, MyPaint and many others", FILES },
  /* downloads and folders kept in step with other computers */
  { "*.crdownload", "Chromium download", FILES },
  { "*.part", "Firefox download", FILES },
  { "*.download", "Safari download", BOTH },
  { "*.partial", "OneDrive, rclone", FILES },
  { "*.filepart", "WinSCP", FILES },
  { ".*.~[0-9a-f]*", "Nextcloud", FILES },
  { "*.~[0-9a-z]*", "ownCloud", FILES },
  { ".sync_*.db*", "Nextcloud", FILES },
  { "._sync_*.db*", "Nextcloud", FILES },
  { ".owncloudsync.log*", "ownCloud", FILES },
  { ".syncthing.*.tmp", "Syncthing", FILES },
  { "~syncthing~*.tmp", "Syncthing", FILES },
  { ".stfolder", "Syncthing", BOTH },
  { ".stversions/", "Syncthing", FOLDERS },
  { "*.!sync", "Resilio Sync", FILES },
  { "*.SyncPart", "Resilio Sync", FILES },
  { "*.SyncTemp", "Resilio Sync", FILES },
  { "*.SyncOld", "Resilio Sync", FILES },
  { ".SyncArchive/", "Resilio Sync", FOLDERS },
  { ".sync/", "Resilio Sync", FOLDERS },
  { ".dropbox.cache/", "Dropbox", FOLDERS },
  /* neighbours of documents, and the system's own */
  { "*.xmp", "darktable, Lightroom: rewritten when a photo is merely opened", FILES },
  { "*-journal", "SQLite", FILES },
  { "*-wal", "SQLite", FILES },
  { "*-shm", "SQLite", FILES },
  { "*.swp", "Vim", FILES },
  { "*.swx", "Vim", FILES },
  { "~*.tmp", "temporary file", FILES },
  { "*.tmp", "temporary file", FILES },
  { "*.temp", "temporary file", FILES },
  { "Thumbs.db", "Windows", FILES },
  { "desktop.ini", "Windows", FILES },
  { "._*", "macOS", FILES },
  { ".DS_Store", "macOS", FILES },
  { ".TemporaryItems", "macOS", BOTH },
  { ".Trash-*", "deleted files", BOTH },
  { ".directory", "KDE", FILES },
  { ".nfs*", "NFS: deleted, still open", FILES },
  { ".fuse_hidden*", "FUSE: deleted, still open", FILES },
  { ".git/", "Git", FOLDERS },
  { ".*", "hidden", BOTH },
};

typedef struct
{
  DsGlob *glob; /* owned */
  char *reason; /* owned: what people are told */
  gsize tail;   /* octets that the glob has after its leading `*` */
  Kinds kinds;
  Condition condition;
  gboolean accepts; /* a row of the person's own that overrules the rows below it */
} Row;

struct _DsFilter
{
  gatomicrefcount ref_count;
  GArray *rows; /* owned (element-type Row): the first that matches decides */
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
              .kinds = g_str_has_suffix (text, "/") ? FOLDERS : BOTH,
              .accepts = accepts };

  g_array_append_val (self->rows, row);
}

static void
add_default_row (DsFilter *self, const DefaultRow *source)
{
  Row row = { .glob = make_glob (source->glob),
              .reason = g_strdup_printf ("%s (%s)", source->glob, source->program),
              .tail = strlen (source->glob) - 1,
              .kinds = source->kinds,
              .condition = source->condition };

  g_array_append_val (self->rows, row);
}

/**
 * ds_filter_new:
 * @own_globs: (nullable): patterns of the project's own for base names, see ds_glob_new(); one that
 *   ends in `/` is for folders only, one that begins with `!` accepts what it matches. A later
 *   pattern overrules an earlier one, and all of them the default ones.
 *
 * Returns: (transfer full): the filter
 */
DsFilter *
ds_filter_new (const char *const *own_globs)
{
  DsFilter *self = g_new0 (DsFilter, 1);
  gsize n_own = own_globs != NULL ? g_strv_length ((char **) own_globs) : 0;

  g_atomic_ref_count_init (&self->ref_count);
  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  g_array_set_clear_func (self->rows, clear_row);
  while (n_own > 0)
    add_own_row (self, own_globs[--n_own]);
  for (gsize i = 0; i < G_N_ELEMENTS (default_rows); i++)
    add_default_row (self, &default_rows[i]);
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
    case UNLESS_DOCUMENT:
      return !ds_extension_is_known (name, length);
    case AFTER_DOCUMENT:
      return ds_extension_is_known (name, stem);
    case AFTER_DOCUMENT_RANDOM: /* the dot belongs to the tail */
      return ds_extension_is_known (name, stem) && looks_random (name + stem + 1, row->tail - 1);
    case ALWAYS:
    default:
      return TRUE;
    }
}

static const char *
find_reason (const DsFilter *self, const char *name, gsize length, Kinds kind)
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
  return find_reason (self, name, strlen (name), FILES);
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
  return find_reason (self, name, strlen (name), FOLDERS);
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
        reason = find_reason (self, path, octets, FOLDERS);
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
