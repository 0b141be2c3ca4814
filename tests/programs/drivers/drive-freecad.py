#!/usr/bin/env python3
"""drive-freecad.py - FreeCAD saves a .FCStd, the old one goes to .FCStd1; .step and .stl in place.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import desk

try:
    import FreeCAD
except ImportError:
    FreeCAD = None   # not inside FreeCAD


def save_inside():
    document = FreeCAD.newDocument('part')
    for number in desk.saves():
        box = document.addObject('Part::Box', 'Box')
        box.Length = number
        document.recompute()
        if number == 1:
            document.saveAs(desk.path('part.FCStd'))
        else:
            document.save()
        desk.saved('part.FCStd')
        box.Shape.exportStep(desk.path('part.step'))
        desk.saved('part.step')
        box.Shape.exportStl(desk.path('part.stl'))
        desk.saved('part.stl')
    FreeCAD.closeDocument(document.Name)
    FreeCAD.closeDocument(FreeCAD.openDocument(desk.path('part.FCStd')).Name)
    desk.not_saved('opened and closed without saving')


def work(at):
    at.run('freecadcmd', os.path.abspath(__file__))


if FreeCAD is None:
    desk.drive(['freecadcmd'], work)
else:
    save_inside()
