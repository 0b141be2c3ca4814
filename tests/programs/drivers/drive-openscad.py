#!/usr/bin/env python3
"""drive-openscad.py - OpenSCAD renders a model into .stl and .svg: truncated and written in place.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import desk

MODEL = 'difference () {{ cube ({0}); sphere ({0}, $fn = 24); }}'
OUTLINE = 'difference () {{ square ({0}); circle ({0}, $fn = 24); }}'
ENDLESS = 'minkowski () { sphere (30, $fn = 200); sphere (20, $fn = 200); }'


def work(at):
    for number in desk.saves():
        at.run('openscad', '-o', desk.path('hinge.stl'),
               at.write('hinge.scad', MODEL.format(number)))
        desk.saved('hinge.stl')
        at.run('openscad', '-o', desk.path('hinge.svg'),
               at.write('outline.scad', OUTLINE.format(number)))
        desk.saved('hinge.svg')
    render = at.start('openscad', '-o', desk.path('hinge.stl'), at.write('endless.scad', ENDLESS))
    desk.pause()
    assert render.poll() is None, 'the render was over before it could be cancelled'
    render.kill()
    desk.not_saved('an export cancelled while it renders')


desk.drive(['openscad'], work)
