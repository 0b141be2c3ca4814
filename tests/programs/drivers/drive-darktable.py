#!/usr/bin/env python3
"""drive-darktable.py - darktable exports a .jpg: three rounds of write and close, each a whole picture.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import desk


def work(at):
    for number in desk.saves():
        photo = f'{at.scratch}/photo-{number}.png'
        at.run('convert', '-size', '600x400', f'plasma:red-blue{number}', photo)
        at.run('darktable-cli', photo, desk.path('print.jpg'), '--core', '--library', ':memory:',
               '--configdir', at.make('config'), '--conf', 'plugins/imageio/storage/disk/overwrite=1')
        desk.saved('print.jpg')
    at.run('darktable-cli', desk.path('print.jpg'), f'{at.scratch}/elsewhere.jpg', '--core',
           '--library', ':memory:', '--configdir', at.make('config'))
    desk.not_saved('opened and closed without saving')


desk.drive(['darktable-cli', 'convert'], work)
