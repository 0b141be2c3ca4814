#!/usr/bin/env python3
"""drive-darktable.py - darktable exports a .jpg in three rounds, each a whole picture.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import desk
import screen


def work(at):
    for number in desk.saves():
        photo = f'{at.scratch}/photo-{number}.png'
        at.run('convert', '-size', '600x400', f'plasma:red-blue{number}', photo)
        at.run('darktable-cli', photo, desk.path('print.jpg'), '--core', '--library', ':memory:',
               '--configdir', at.make('config'),
               '--conf', 'plugins/imageio/storage/disk/overwrite=1')
        desk.saved('print.jpg')
    shown = screen.Screen(at)
    darktable = at.start('darktable', '--library', ':memory:', '--configdir', at.make('config'),
                         '--conf', 'write_sidecar_files=on import', desk.path('print.jpg'))
    shown.turn_to('darktable')
    desk.wait_until(lambda: screen.look('print.jpg.xmp'), 'a sidecar of the picture')
    shown.press('ctrl+q')
    darktable.wait(desk.APPEAR_S)
    desk.not_saved('opened in the window and closed, a sidecar written')


desk.drive(['darktable', 'darktable-cli', 'convert', *screen.NEEDED], work)
