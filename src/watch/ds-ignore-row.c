/* ds-ignore-row.c - names that are no drafts, unless a person says so
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A row that is too wide loses somebody's work, one that is too narrow records a side file, so rows
 * are narrow. */
#include "watch/ds-ignore-row.h"

/* As short as in a table. */
#define FILES DS_IGNORE_FILES
#define FOLDERS DS_IGNORE_FOLDERS
#define BOTH DS_IGNORE_BOTH
#define UNLESS_DOCUMENT DS_IGNORE_UNLESS_DOCUMENT
#define AFTER_DOCUMENT DS_IGNORE_AFTER_DOCUMENT
#define AFTER_DOCUMENT_RANDOM DS_IGNORE_AFTER_DOCUMENT_RANDOM

#define DIGIT "[0-9]"
#define RANDOM_6 "??????"
#define FOUR "????" /* “??-” in one literal would be a trigraph */
#define TEN_DIGITS DIGIT DIGIT DIGIT DIGIT DIGIT DIGIT DIGIT DIGIT DIGIT DIGIT

/* Measured and reported names, in the order in which a reason is given: the narrow rows first. */
static const DsIgnoreRow rows[] = {
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

/* (transfer none) (array length=n_rows): in the order in which a reason is given. */
const DsIgnoreRow *
ds_ignore_row_list (gsize *n_rows)
{
  *n_rows = G_N_ELEMENTS (rows);
  return rows;
}
