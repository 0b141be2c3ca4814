#!/usr/bin/env python3
"""drive-krita.py - Krita saves a .kra by Ctrl+S, with an autosave beside it before each.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os

import desk
import screen

NAME = 'sketch.kra'
AUTOSAVE = f'{NAME}-autosave.kra'
SETTINGS = 'AutoSaveInterval=5\n'


def work(at):
    picture = f'{at.scratch}/paper.png'
    at.write('home/.config/kritarc', SETTINGS)
    at.run('convert', '-size', '800x600', 'xc:white', picture)
    shown = screen.Screen(at)
    at.run('krita', '--export', '--export-filename', desk.path(NAME), picture)
    desk.saved(NAME)
    at.start('krita', '--nosplash', desk.path(NAME))
    shown.turn_to('sketch')
    for number in desk.saves():
        shown.paint(number)
        desk.wait_until(lambda: os.path.exists(desk.path(AUTOSAVE)), 'an autosave')
        desk.not_saved('an autosave')
        shown.save(NAME)


desk.drive(['krita', 'convert', *screen.NEEDED], work)
