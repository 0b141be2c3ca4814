#!/usr/bin/env python3
"""drive-blender.py - Blender saves a .blend: beside it, then the old one to .blend1, then by name.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import desk

try:
    import bpy
except ImportError:
    bpy = None   # not inside Blender


def save_inside():
    for number in desk.saves():
        bpy.ops.mesh.primitive_cube_add(location=(number, 0, 0))
        if number == 1:
            bpy.ops.wm.save_as_mainfile(filepath=desk.path('scene.blend'))
        else:
            bpy.ops.wm.save_mainfile()
        desk.saved('scene.blend')
    bpy.ops.wm.open_mainfile(filepath=desk.path('scene.blend'))
    desk.not_saved('opened and closed without saving')


def work(at):
    at.run('blender', '--background', '--factory-startup', '--python-exit-code', '1',
           '--python', os.path.abspath(__file__))


if bpy is None:
    desk.drive(['blender'], work)
else:
    save_inside()
