/* test-filter.c - which names may be drafts
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "watch/ds-filter.h"

#include <string.h>

#include "watch/ds-conflict.h"
#include "watch/ds-extension.h"
#include "watch/ds-glob.h"

typedef struct
{
  const char *path;
  const char *reason; /* how the reason begins; NULL: may be a draft */
} NameRow;

static const NameRow name_rows[] = {
  /* GIMP, GIO */
  { "poster.xcf", NULL },
  { ".goutputstream-3N7XA2", ".goutputstream-*" },
  { "goutputstream-3N7XA2", NULL },
  /* Krita */
  { "poster.kra", NULL },
  { "poster.kra~", "*~" },
  { "poster.kra.XUZOsj", "*.??????" },
  { "POSTER.KRA.XUZOsj", "*.??????" },
  { "poster.kra.a1B2c3", "*.??????" },
  { "poster.kra.Ab12cd", "*.??????" },
  { "海报.kra.XUZOsj", "*.??????" },
  { "logo.kra.backup", NULL },
  { "logo.kra.Backup", NULL },
  { "logo.kra.BACKUP", NULL },
  { "logo.kra.final2", NULL },
  { "logo.kra.240517", NULL },
  { "logo.kra.XUZOsjq", NULL },
  { "logo.kra.XUZO-j", NULL },
  { "logo.client.XUZOsj", NULL },
  { "v1.2.ReWork", NULL },
  { "poster.kra-autosave.kra", "*-autosave.kra" },
  { "poster.kra-autosave.kra.zzzzzz", "*-autosave.kra.??????" },
  { "autosave.kra", NULL },
  { "#12345", "#[0-9]+" },
  { "#12345.kra", NULL },
  { "#", NULL },
  /* MyPaint, Blender, FreeCAD, Scribus, LibreOffice */
  { ".tmpsave.poster.ora", ".tmpsave.*" },
  { "scene.blend", NULL },
  { "scene.blend@", "*@" },
  { "mail@", NULL },
  { "scene.blend1", "*.blend[0-9]+" },
  { "scene.BLEND32", "*.blend[0-9]+" },
  { "scene.blend1.png", NULL },
  { "scene.blend2d", NULL },
  { "Part.FCStd", NULL },
  { "Part.FCStd1", "*.fcstd[0-9]+" },
  { "Part.FCStd.0f8fad5b-d9cb-469f-a165-70867728950e", "*.fcstd.????????" },
  { "Part.FCStd.0f8fad5b-d9cb", NULL },
  { "book.sla", NULL },
  { "book.sla.gz", NULL },
  { "book.sla.1234", "*.sla.[0-9]+" },
  { "book.sla.gz.1234", "*.sla.gz.[0-9]+" },
  { "book.autosave.1.sla", "*autosave*.sla" },
  { "plan.odg", NULL },
  { "lu2842gxrk3.tmp", "lu[0-9a-z]*.tmp" },
  { ".~lock.plan.odg#", ".~lock.*#" },
  /* Adobe, Affinity, CorelDRAW, CAD */
  { "cover.psd", NULL },
  { "ps7F3A.tmp", "ps*.tmp" },
  { "Photoshop Temp12345", "Photoshop Temp*" },
  { "Photoshop Templates.psd", NULL },
  { "Adobe Photoshop 1187265", "Adobe Photoshop [0-9]+" },
  { "Adobe Photoshop 2024 notes", NULL },
  { "Adobe Photoshop 7.psd", NULL },
  { "AI Template.ai", NULL },
  { "AI Temp 3", "AI Temp*" },
  { "ai1234567890", "ai[0-9]" },
  { "ai2026112207.png", NULL },
  { "ai123", NULL },
  { "~cover~a3b.idlk", "*.idlk" },
  { "film.prlock", "*.prlock" },
  { "logo.af~lock~", "*~lock~" },
  { "Backup_of_mark.cdr", "Backup_of_*.cdr" },
  { "AutoBackup_of_mark.cdr", "AutoBackup_of_*.cdr" },
  { "@@@CDRW.TMP", "@@@CDRW.TMP" },
  { "mark.cdr", NULL },
  { "house.dwg", NULL },
  { "house.bak", "*.bak" },
  { "house.dwl2", "*.dwl2" },
  { "house.sv$", "*.sv$" },
  { "atmp17", "atmp[0-9]+" },
  { "atmp17.dwg", NULL },
  { "atmosphere.psd", NULL },
  { "ring.3dmbak", "*.3dmbak" },
  { "AutoSave_chair.skp", "AutoSave_*.skp" },
  { "chair.skp", NULL },
  { "~$gear.sldprt", "~$*" },
  { "board.kicad_pcb-bak", "*-bak" },
  { "come-bak", NULL },
  { "_autosave-board.kicad_pcb", "_autosave-*.kicad_" },
  { "_autosave-board.psd", NULL },
  { "board.kicad_pcb", NULL },
  { "fp-info-cache", "fp-info-cache" },
  { "fp-info-cache.txt", NULL },
  /* downloads and sync clients */
  { "logo.svg.part", "*.part" },
  { "export.zip.crdownload", "*.crdownload" },
  { ".poster.kra.~1a2b", ".*.~[0-9a-f]*" },
  { "poster.kra.~1a2b", "*.~[0-9a-z]*" },
  { ".syncthing.poster.kra.tmp", ".syncthing.*.tmp" },
  { "~syncthing~poster.kra.tmp", "~syncthing~*.tmp" },
  { "poster.!sync", "*.!sync" },
  { "poster (conflicted copy 2026-11-22).kra", NULL },
  { "poster.sync-conflict-20261122-101112-ABCDEFG.kra", NULL },
  { "logo.sb-1a2b3c4d-XyZ012", "*.sb-" },
  /* neighbours and the system's */
  { "IMG_0001.jpg.xmp", "*.xmp" },
  { "IMG_0001.XMP", "*.xmp" },
  { "IMG_0001.jpg", NULL },
  { "sheet.clip-journal", "*-journal" },
  { "Thumbs.db", "Thumbs.db" },
  { "thumbs.DB", "Thumbs.db" },
  { ".hidden.psd", ".*" },
  { ".nfs0001", ".nfs*" },
  /* any name else, also without an extension, Chinese, or in no encoding at all */
  { "notes", NULL },
  { "终稿 v2.psd", NULL },
  { "大纲/人物设定.clip", NULL },
  { "大纲/人物设定.clip~", "*~" },
  { "\xc3\x28\xff.kra", NULL },
  { "\xc3\x28\xff.kra.XUZOsj", "*.??????" },
  { "\xbb\xad.tmp", "*.tmp" },
  /* folders */
  { "a/b/c/poster.kra", NULL },
  { ".git/poster.kra", ".git/" },
  { "a/.git/b/poster.kra", ".git/" },
  { "a/.Secret/poster.kra", ".*" },
  { ".stversions/poster.kra", ".stversions/" },
  { "Adobe Premiere Pro Auto-Save/film.prproj", "*Auto-Save/" },
  { "board-backups/board.zip", "*-backups/" },
  { "old.bak/poster.kra", NULL },
  { "draft~/poster.kra", NULL },
  { "(A Document Being Saved By Sketch)/logo.sketch", "(A Document Being Saved By *" },
  { "a/poster.kra/.x", ".*" },
};

static void
test_names (void)
{
  g_autoptr (DsFilter) filter = ds_filter_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (name_rows); i++)
    {
      const NameRow *row = &name_rows[i];
      const char *reason = ds_filter_why_ignored (filter, row->path);

      if (row->reason == NULL && reason != NULL)
        g_error ("‘%s’ must be accepted, but %s", row->path, reason);
      if (row->reason != NULL && (reason == NULL || !g_str_has_prefix (reason, row->reason)))
        g_error ("‘%s’ must be refused for %s, not %s", row->path, row->reason,
                 reason != NULL ? reason : "accepted");
    }
}

static void
test_folders (void)
{
  static const NameRow rows[] = {
    { "", NULL },          { "a", NULL },
    { "a/b", NULL },       { ".git", ".git/" },
    { "a/.git", ".git/" }, { ".git/objects", ".git/" },
    { "a/.x/b", ".*" },    { "travel-journal", NULL },
    { "old.bak", NULL },   { "PARTS-BACKUPS", "*-backups/" },
    { "01-大纲", NULL },
  };
  g_autoptr (DsFilter) filter = ds_filter_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *reason = ds_filter_why_skipped (filter, rows[i].path);

      if (rows[i].reason == NULL)
        g_assert_cmpstr (reason, ==, NULL);
      else
        g_assert_true (reason != NULL && g_str_has_prefix (reason, rows[i].reason));
    }
}

static void
test_own_globs (void)
{
  static const char *const own[] = { "*.psd",  "!cover.psd", "render/", "!*.bak",
                                     "!.wip/", "客户*",      NULL };
  static const NameRow rows[] = {
    { "poster.psd", "*.psd" }, { "cover.psd", NULL },   { "COVER.PSD", NULL },
    { "x.bak", NULL },         { "x.tmp", "*.tmp" },    { "render/a.png", "render/" },
    { "render", NULL },        { ".wip/a.kra", NULL },  { ".wip/.a.kra", ".*" },
    { "客户/a.kra", "客户*" }, { "客户.pdf", "客户*" }, { "我的客户.pdf", NULL },
  };
  g_autoptr (DsFilter) filter = ds_filter_new (&(DsFilterRules){ .globs = own });

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *reason = ds_filter_why_ignored (filter, rows[i].path);

      if (rows[i].reason == NULL)
        g_assert_cmpstr (reason, ==, NULL);
      else
        g_assert_true (reason != NULL && g_str_has_prefix (reason, rows[i].reason));
    }
}

static void
test_rules (void)
{
  static const char *const globs[] = { "!notes", "draft-*.kra", NULL };
  static const char *const extensions[] = { "KRA", ".odd", NULL };
  static const char *const documents[] = { "documents", "odd", NULL };
  static const char *const mounts[] = { "disk", NULL };
  const DsFilterRules few = { globs, extensions, 10, 20, mounts };
  const DsFilterRules many = { .extensions = documents, .smallest = 10 };
  static const struct
  {
    const char *name;
    gboolean is_among_few;
    gboolean is_among_many;
  } rows[] = {
    { "a.kra", TRUE, TRUE },        { "A.KRA", TRUE, TRUE },   { "a.odd", TRUE, TRUE },
    { "a.psd", FALSE, TRUE },       { "a.dat", FALSE, FALSE }, { "notes", TRUE, FALSE },
    { "draft-1.kra", FALSE, TRUE }, { "kra", FALSE, FALSE },   { "a.kra~", FALSE, FALSE },
  };
  g_autoptr (DsFilter) first = ds_filter_new (&few);
  g_autoptr (DsFilter) second = ds_filter_new (&many);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_cmpint (ds_filter_why_ignored (first, rows[i].name) == NULL, ==,
                       rows[i].is_among_few);
      g_assert_cmpint (ds_filter_why_ignored (second, rows[i].name) == NULL, ==,
                       rows[i].is_among_many);
    }
  g_assert_null (ds_filter_why_skipped (first, "any folder"));
  for (guint64 size = 8; size < 23; size++)
    {
      g_assert_cmpint (ds_filter_why_size_ignored (first, size) == NULL, ==,
                       size >= 10 && size <= 20);
      g_assert_cmpint (ds_filter_why_size_ignored (second, size) == NULL, ==, size >= 10);
    }
  g_assert_true (ds_filter_enters_mount (first, "disk"));
  g_assert_false (ds_filter_enters_mount (first, "disk/inner"));
  g_assert_false (ds_filter_enters_mount (second, "disk"));
}

static void
test_globs (void)
{
  static const struct
  {
    const char *pattern;
    const char *name;
    gboolean fits;
  } rows[] = {
    { "a", "a", TRUE },
    { "a", "ab", FALSE },
    { "", "", TRUE },
    { "", "a", FALSE },
    { "*", "", TRUE },
    { "*", "abc", TRUE },
    { "a*c", "ac", TRUE },
    { "a*c", "abcbc", TRUE },
    { "a*c", "abcb", FALSE },
    { "ab*ba", "aba", FALSE },
    { "*a*b*", "xxaxxbxx", TRUE },
    { "*a*b*", "bbaa", FALSE },
    { "?", "x", TRUE },
    { "?", "画", TRUE },
    { "??", "画", FALSE },
    { "?", "\xff", TRUE },
    { "?", "", FALSE },
    { "[a-c]x", "bx", TRUE },
    { "[a-c]x", "dx", FALSE },
    { "[a-c]", "", FALSE },
    { "[ac-]", "-", TRUE },
    { "n[0-9]+", "n12", TRUE },
    { "n[0-9]+", "n", FALSE },
    { "n[0-9]+x", "n12x", TRUE },
    { "n[0-9]+x", "n12y", FALSE },
    { "*[0-9]+", "a1b22", TRUE },
    { "[a", "[a", TRUE },
    { "[a", "a", FALSE },
    { "*.Kra", "A.KRA", TRUE },
    { "a?", "a", FALSE },
    { "*a*a*a*a*a*a*a*ab", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (DsGlob) glob = ds_glob_new (rows[i].pattern);
      g_autofree char *name = g_strdup (rows[i].name);

      ds_glob_fold (name, strlen (name));
      if (ds_glob_matches (glob, name, strlen (name)) != rows[i].fits)
        g_error ("%s and %s", rows[i].pattern, rows[i].name);
    }
}

static void
test_conflict_copies (void)
{
  static const char *const copies[] = {
    "poster (conflicted copy 2026-11-22 101112).kra",
    "a/b/poster (Li's conflicted copy 2026-11-22).kra",
    "海报 (小李 的冲突副本 2026-11-22).kra",
    "poster_conflict-20261122-101112.kra",
    "poster.sync-conflict-20261122-101112-ABCDEFG.kra",
    "poster-studio-safeBackup-0001.kra",
  };
  static const char *const others[] = {
    "poster.kra",          "conflicted copy.kra",
    "poster_conflict.kra", "poster (conflicted copy 2026-11-22)/poster.kra",
    "safeBackup-0001.kra",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (copies); i++)
    g_assert_true (ds_conflict_is_copy (copies[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (ds_conflict_is_copy (others[i]));
}

static void
test_extensions (void)
{
  static const char *const known[] = { "a.3dm", "a.kra", "a.FCStd", "a.kicad_sch", "a.b.png",
                                       "a.ztl", "a.ai",  "a.7z",    "a.psd" };
  static const char *const unknown[] = { "a", "", ".kra", "a.", "a.krax", "kra", "a.backup" };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    g_assert_true (ds_extension_is_known (known[i], strlen (known[i])));
  for (gsize i = 0; i < G_N_ELEMENTS (unknown); i++)
    g_assert_false (ds_extension_is_known (unknown[i], strlen (unknown[i])));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/filter/names", test_names);
  g_test_add_func ("/filter/folders", test_folders);
  g_test_add_func ("/filter/own-globs", test_own_globs);
  g_test_add_func ("/filter/rules", test_rules);
  g_test_add_func ("/filter/globs", test_globs);
  g_test_add_func ("/filter/conflict-copies", test_conflict_copies);
  g_test_add_func ("/filter/extensions", test_extensions);
  return g_test_run ();
}
