#!/usr/bin/env python3
"""drive-mypaint.py - MyPaint saves an .ora by Ctrl+S: beside it, a backup .ora~, by name.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import desk
import screen

NAME = 'ink.ora'


def work(at):
    shown = screen.Screen(at)
    at.start('mypaint', desk.path(NAME))
    shown.turn_to('MyPaint')
    for number in desk.saves():
        shown.paint(number)
        shown.save(NAME)
    shown.paint(9)
    shown.press('ctrl+shift+s')
    shown.turn_to('Save')
    shown.press('Escape')
    desk.not_saved('a stroke, and saving under another name given up')


desk.drive(['mypaint', *screen.NEEDED], work)
