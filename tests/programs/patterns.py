"""patterns.py - how design programs and sync clients save, one row a program, in steps of steps.py.

Measured with the real programs on Debian where those can run, else as documented or reported; the
content does not matter, the order of the system calls and the names do. Names that a program makes
up are examples of their kind.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import collections

# `documents` get a draft each time that `saving` is done; `also` are names that get one draft after
# the last. `first` is the first save where it differs. Whatever else has a name is never a draft.
Pattern = collections.namedtuple(
    'Pattern', 'name documents saving opening closing first times also',
    defaults=('', '', '', 3, ()))

PROGRAMS = [
    Pattern('plain', ['logo.svg'], 'write logo.svg'),
    Pattern('GIMP', ['poster.xcf'], '''
        reopen poster.xcf
        write .goutputstream-3N7XA2
        rename .goutputstream-3N7XA2 poster.xcf''', first='write poster.xcf'),
    Pattern('Krita', ['sketch.kra'], '''
        unlink sketch.kra~
        link sketch.kra sketch.kra~
        unnamed sketch.kra.XUZOsj
        rename sketch.kra.XUZOsj sketch.kra''', first='unnamed sketch.kra'),
    Pattern('Krita autosave', ['sketch.kra'], '''
        junk sketch.kra-autosave.kra
        write sketch.kra
        pause 0.8
        unlink sketch.kra-autosave.kra'''),
    Pattern('Qt without O_TMPFILE', ['page.kra'], '''
        write page.kra.aB3xYz
        rename page.kra.aB3xYz page.kra'''),
    Pattern('MyPaint', ['ink.ora'], '''
        write .tmpsave.ink.ora
        junk ink.ora~
        rename .tmpsave.ink.ora ink.ora'''),
    Pattern('Blender', ['scene.blend'], '''
        write scene.blend@
        rename scene.blend1 scene.blend2
        rename scene.blend scene.blend1
        rename scene.blend@ scene.blend'''),
    Pattern('FreeCAD', ['part.FCStd'], '''
        write part.FCStd.1e6c4c4e-7f3b-4d5a-9a31-6c0b0d2a4f11
        unlink part.FCStd1
        rename part.FCStd part.FCStd1
        rename part.FCStd.1e6c4c4e-7f3b-4d5a-9a31-6c0b0d2a4f11 part.FCStd'''),
    Pattern('Scribus', ['book.sla'], '''
        junk book_autosave_22_11_2026_10_11.sla
        write book.sla.1804289383
        unlink book.sla
        rename book.sla.1804289383 book.sla
        chmod 600 book.sla'''),
    Pattern('LibreOffice', ['plan.odg'], '''
        reopen plan.odg
        junk .~lock.plan.odg#
        write lu2842gxrk3.tmp
        release plan.odg
        rename lu2842gxrk3.tmp plan.odg
        chmod 644 plan.odg
        reopen plan.odg
        hold plan.odg
        unlink .~lock.plan.odg#''', first='''
        write plan.odg
        hold plan.odg''', closing='release plan.odg'),
    Pattern('darktable', ['photo.jpg'], '''
        rounds photo.jpg 0.05
        junk photo.jpg.xmp'''),
    Pattern('Photoshop', ['poster.psd'], '''
        write ps4F21A.tmp
        rename poster.psd ps4F21B.tmp
        rename ps4F21A.tmp poster.psd
        unlink ps4F21B.tmp''',
            opening='''
        junk "Photoshop Temp1187264"
        junk "Adobe Photoshop 1187265"''',
            closing='''
        unlink "Photoshop Temp1187264"
        unlink "Adobe Photoshop 1187265"'''),
    Pattern('Illustrator', ['mark.ai'], '''
        write ai1163294871x
        unlink mark.ai
        rename ai1163294871x mark.ai'''),
    Pattern('InDesign', ['cover.indd'], '''
        junk indF3.tmp
        pause 0.8
        unlink indF3.tmp
        write cover.indd''',
            opening='junk ~cover~0kjyv(.idlk', closing='unlink ~cover~0kjyv(.idlk'),
    Pattern('InCopy', ['story.icml'], 'write story.icml',
            opening='junk ~story~4xq1a(.idlk', closing='unlink ~story~4xq1a(.idlk'),
    Pattern('Premiere', ['film.prproj'], '''
        mkdir "Adobe Premiere Pro Auto-Save"
        junk "Adobe Premiere Pro Auto-Save/film-2026-11-22_10-11-12.prproj"
        write film.prproj''', opening='junk film.prlock', closing='unlink film.prlock'),
    Pattern('After Effects', ['titles.aep'], '''
        mkdir "Adobe After Effects Auto-Save"
        junk "Adobe After Effects Auto-Save/titles auto-save 1.aep"
        write titles.aep'''),
    Pattern('Affinity', ['label.afdesign'], 'parts label.afdesign 0.25',
            opening='junk label.afdesign~lock~', closing='unlink label.afdesign~lock~'),
    Pattern('Clip Studio, SQLite with -journal', ['page.clip'], 'database page.clip delete'),
    Pattern('Clip Studio, SQLite with -wal', ['page.clip'], 'database page.clip wal'),
    Pattern('Sketch', ['icon.sketch'], '''
        mkdir "(A Document Being Saved By Sketch)"
        write "(A Document Being Saved By Sketch)/icon.sketch"
        rename icon.sketch icon.sketch.sb-515b24a2-00Ug5l
        rename "(A Document Being Saved By Sketch)/icon.sketch" icon.sketch
        unlink icon.sketch.sb-515b24a2-00Ug5l
        rmdir "(A Document Being Saved By Sketch)"
        junk ._icon.sketch
        junk .DS_Store'''),
    Pattern('Sketch, temporary folder', ['icon.sketch'], '''
        mkdir icon.sketch.sb-515b24a2-00Ug5l
        write icon.sketch.sb-515b24a2-00Ug5l/icon.sketch
        rename icon.sketch.sb-515b24a2-00Ug5l/icon.sketch icon.sketch
        rmdir icon.sketch.sb-515b24a2-00Ug5l'''),
    Pattern('Figma through Chromium', ['frame.png'], '''
        write "Unconfirmed 482910.crdownload"
        rename "Unconfirmed 482910.crdownload" frame.png'''),
    Pattern('Figma through Firefox', ['frame.svg'], '''
        unlink frame.svg
        empty frame.svg
        write aB3xK9q_.svg.part
        pause 0.8
        rename aB3xK9q_.svg.part frame.svg'''),
    Pattern('Figma, several exports', ['a.png', 'b.png', 'c.png', 'd.png'], '''
        write 1.crdownload
        write 2.crdownload
        write 3.crdownload
        write 4.crdownload
        rename 1.crdownload a.png
        rename 2.crdownload b.png
        rename 3.crdownload c.png
        rename 4.crdownload d.png'''),
    Pattern('Figma, one zip', ['frames.zip'], '''
        write frames.zip.part
        rename frames.zip.part frames.zip'''),
    Pattern('CorelDRAW', ['sign.cdr'], '''
        junk AutoBackup_of_sign.cdr
        rename sign.cdr Backup_of_sign.cdr
        write sign.cdr
        pause 0.8
        unlink AutoBackup_of_sign.cdr''', opening='junk @@@CDRW.TMP',
            closing='unlink @@@CDRW.TMP'),
    Pattern('AutoCAD', ['house.dwg'], '''
        junk house_1_1_4711.sv$
        write atmp4711
        rename house.dwg house.bak
        rename atmp4711 house.dwg
        pause 0.8
        unlink house_1_1_4711.sv$''',
            opening='''
        junk house.dwl
        junk house.dwl2
        junk acad_4711.ac$''',
            closing='''
        unlink house.dwl
        unlink house.dwl2
        unlink acad_4711.ac$'''),
    Pattern('Rhino', ['ring.3dm'], '''
        write ring.tmp
        rename ring.3dm ring.3dmbak
        rename ring.tmp ring.3dm''', opening='junk ring.3dm.rhl', closing='unlink ring.3dm.rhl'),
    Pattern('SketchUp', ['chair.skp'], '''
        junk AutoSave_chair.skp
        rename chair.skp chair.skb
        write chair.skp
        pause 0.8
        unlink AutoSave_chair.skp'''),
    Pattern('SolidWorks', ['gear.sldprt'], 'write gear.sldprt',
            opening='junk ~$gear.sldprt', closing='unlink ~$gear.sldprt'),
    Pattern('Fusion exports', ['hinge.f3d', 'hinge.step', 'hinge.stl'], '''
        write hinge.f3d
        write hinge.step
        write hinge.stl'''),
    Pattern('ArchiCAD', ['villa.pln'], 'slowly villa.pln 1.5',
            opening='junk villa.lck', closing='unlink villa.lck'),
    Pattern('KiCad', ['board.kicad_pcb'], '''
        junk _autosave-board.kicad_pcb
        rename board.kicad_pcb board.kicad_pcb-bak
        write board.kicad_pcb
        pause 0.8
        unlink _autosave-board.kicad_pcb
        mkdir board-backups
        junk board-backups/board-2026-11-22_101112.zip
        junk fp-info-cache''',
            opening='''
        junk ~board.kicad_pcb.lck
        junk #auto_saved_files#''',
            closing='''
        unlink ~board.kicad_pcb.lck
        unlink #auto_saved_files#'''),
]

# A file that arrives is another computer's save, hence one draft; a conflict copy is a work of its
# own with the content that was there before.
SYNC_CLIENTS = [
    Pattern('Nextcloud', ['poster.kra'], '''
        junk .sync_4e2a9c01.db-wal
        write .poster.kra.~7a3f1c2b
        past .poster.kra.~7a3f1c2b
        rename .poster.kra.~7a3f1c2b poster.kra''', opening='junk .sync_4e2a9c01.db'),
    Pattern('ownCloud', ['poster.kra'], '''
        write poster.kra.~5f3a
        past poster.kra.~5f3a
        rename poster.kra.~5f3a poster.kra
        junk .owncloudsync.log'''),
    Pattern('Nextcloud, conflict', ['poster.kra'], '''
        rename poster.kra "poster (conflicted copy 2026-11-22 101112).kra"
        write .poster.kra.~7a3f1c2b
        rename .poster.kra.~7a3f1c2b poster.kra''', first='write poster.kra', times=2,
            also=['poster (conflicted copy 2026-11-22 101112).kra']),
    Pattern('Syncthing', ['poster.kra'], '''
        write .syncthing.poster.kra.tmp
        chmod 644 .syncthing.poster.kra.tmp
        past .syncthing.poster.kra.tmp
        mkdir .stversions
        rename poster.kra .stversions/poster~20261122-101112.kra
        rename .syncthing.poster.kra.tmp poster.kra''', opening='mkdir .stfolder'),
    Pattern('Syncthing on Windows', ['poster.kra'], '''
        write ~syncthing~poster.kra.tmp
        past ~syncthing~poster.kra.tmp
        rename ~syncthing~poster.kra.tmp poster.kra'''),
    Pattern('Syncthing, conflict', ['poster.kra'], '''
        write .syncthing.poster.kra.tmp
        rename poster.kra poster.sync-conflict-20261122-101112-ABCDEFG.kra
        rename .syncthing.poster.kra.tmp poster.kra''', first='write poster.kra', times=2,
            also=['poster.sync-conflict-20261122-101112-ABCDEFG.kra']),
    Pattern('Resilio', ['poster.kra'], '''
        write poster.kra.!sync
        mkdir .sync/Archive
        rename poster.kra .sync/Archive/poster.kra
        past poster.kra.!sync
        rename poster.kra.!sync poster.kra'''),
    Pattern('Resilio, older', ['poster.kra'], '''
        write poster.kra.SyncPart
        rename poster.kra poster.kra.SyncOld
        rename poster.kra.SyncPart poster.kra
        mkdir .SyncArchive
        rename poster.kra.SyncOld .SyncArchive/poster.kra'''),
    Pattern('Dropbox', ['poster.kra'], '''
        mkdir .dropbox.cache
        write .dropbox.cache/9d2f71c0
        past .dropbox.cache/9d2f71c0
        rename .dropbox.cache/9d2f71c0 poster.kra''', opening='junk .dropbox'),
    Pattern('Dropbox, conflict', ['poster.kra'], '''
        rename poster.kra "poster (Li's conflicted copy 2026-11-22).kra"
        pause 1
        mkdir .dropbox.cache
        write .dropbox.cache/9d2f71c0
        rename .dropbox.cache/9d2f71c0 poster.kra''', first='write poster.kra', times=2,
            also=["poster (Li's conflicted copy 2026-11-22).kra"]),
    Pattern('OneDrive', ['poster.kra'], '''
        write poster.kra.partial
        past poster.kra.partial
        rename poster.kra.partial poster.kra'''),
    Pattern('OneDrive, safe backup', ['poster.kra'], '''
        write poster.kra.partial
        rename poster.kra poster-studio-safeBackup-0001.kra
        rename poster.kra.partial poster.kra''', first='write poster.kra', times=2,
            also=['poster-studio-safeBackup-0001.kra']),
    Pattern('rclone', ['poster.kra'], '''
        write poster.kra.a1b2c3d4.partial
        past poster.kra.a1b2c3d4.partial
        rename poster.kra.a1b2c3d4.partial poster.kra'''),
    Pattern('rsync', ['poster.kra'], '''
        write .poster.kra.Xa3kZ9
        past .poster.kra.Xa3kZ9
        chmod 644 .poster.kra.Xa3kZ9
        rename .poster.kra.Xa3kZ9 poster.kra'''),
    Pattern('rsync --inplace', ['poster.kra'], '''
        write poster.kra
        past poster.kra'''),
    Pattern('WinSCP, hard link and unlink', ['poster.kra'], '''
        write poster.kra.filepart
        unlink poster.kra
        link poster.kra.filepart poster.kra
        unlink poster.kra.filepart
        past poster.kra'''),
    Pattern('Procreate, arrives whole', ['art.procreate'], '''
        write ../../elsewhere/art.procreate
        rename ../../elsewhere/art.procreate art.procreate'''),
]

OTHERS = [
    Pattern('a pause of 5 s with the file open', ['plate.tif'], 'slowly plate.tif 5', times=2),
    Pattern('a pause of 5 s, written at places', ['plate.exr'], 'scattered plate.exr 5', times=2),
    Pattern('mmap', ['render.exr'], 'mapped render.exr 3'),
    Pattern('cp', ['copy.psd'], 'write copy.psd'),
    Pattern('cp -p, mtime backwards', ['copy.psd'], 'copied copy.psd'),
    Pattern('ln', ['linked.psd'], '''
        write ../../elsewhere/linked.psd
        unlink linked.psd
        link ../../elsewhere/linked.psd linked.psd
        unlink ../../elsewhere/linked.psd'''),
    Pattern('cancelled export', ['frame.svg'], '''
        cancelled frame.tif 3
        write frame.svg'''),
]

QUICK = PROGRAMS + SYNC_CLIENTS + OTHERS

LARGE = [
    Pattern('2 GiB written over 60 s', ['film.mov'], f'grow film.mov {2 * 1024**3} 60', times=1),
]
