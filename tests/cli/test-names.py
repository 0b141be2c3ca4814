#!/usr/bin/env python3
"""test-names.py - names as people and programs give them, recorded, shown, restored and verified.

Usage: test-names.py DRAFTSEAL
SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import sys
import unicodedata

sys.dont_write_bytecode = True   # nothing is written into the source tree

import tap
from foreign_tsa import ForeignTsa, serve
from home import Home, scratch
from project import Project
from store import Store, path_of, read_file
from tap import same
from tokens import check_tokens

RUNTIME_CHARACTERS = 150   # a socket's name may have 107
# The octets on disk, and what log shows where that is something else.
NAMES = {
    'chinese': ('终稿/灯 茶包装.svg'.encode(), None),
    'spaces': (b'  two  spaces .svg', None),
    'newline': (b'first line\nsecond line.svg', None),
    'tab and bell': (b'tab\there\x07.svg', None),
    'escape sequence': (b'red \x1b[31m.svg', None),
    'quotes': (b'"double" \'single\' `back` \\ .svg', None),
    'leading dash': (b'-o', None),
    'option': (b'--help.svg', None),
    'percent': (b'100%s %n.svg', None),
    'astral': ('🏮 lantern.svg'.encode(), None),
    'decomposed': ('Entwu\u0308rfe.svg'.encode(), None),
    'composed': ('Entw\u00fcrfe.svg'.encode(), None),
    'right to left': ('abc \u202egpj.svg'.encode(), None),
    'latin 1': (b'Entw\xfcrfe.svg', 'Entw\ufffdrfe.svg'),
    'gbk': ('终稿.svg'.encode('gbk'), None),
    'cut within a character': ('灯'.encode()[:2] + b'.svg', None),
    '200 letters': (b'l' * 196 + b'.svg', None),
    '255 octets': ('灯'.encode() * 83 + b'ab.svg', None),
    'deep': (b'/'.join([b'level'] * 40) + b'/deep.svg', None),
}


class World:
    """One project that holds every name, scanned and stamped once; the cases look at one each."""

    def __init__(self, program, folder):
        self.program = program
        self.folder = folder
        self.home = Home(program, os.path.join(folder, 'home'))
        self.tsa = ForeignTsa(os.path.join(folder, 'alpha'), 'alpha')
        self.project = Project(self.home, '项目 "one"', folder='项目 "one"\nof two lines')
        for path, _shown in NAMES.values():
            self.project.save(path, b'octets of ' + path)
        with serve(self.tsa):
            self.tsa.add_to(self.home, '--interval', '0')
            self.project.scan()
        self.store = Store(self.home.store)
        self.log = {draft['record']: draft for draft in self.home.log()}

    def out(self):
        return os.path.join(self.folder, f'out-{len(os.listdir(self.folder))}')


def judge_name(world, path, shown):
    draft, = [draft for draft in world.store.list('draft') if path_of(draft) == path]
    logged = world.log[draft.digest]
    out = world.out()

    if shown is not None:
        same(logged['path'], shown, 'what log shows')
    elif draft.get('path') is not None:
        same(logged['path'], path.decode(), 'what log shows')
    same(logged['grade'], 'STAMPED', 'grade')
    world.home.do('restore', logged['id'], '-o', out)
    same(read_file(out), b'octets of ' + path, 'what was restored')
    same(world.home.verify(logged['id'], status=0)['verdict'], 'PASSED', 'the draft')
    same(world.home.verify('--', world.project.path(path), status=0)['verdict'], 'PASSED',
         'the file')


def name_cases(world):
    for what, (path, shown) in NAMES.items():
        yield f'name: {what}', lambda path=path, shown=shown: judge_name(world, path, shown)


def nothing_is_recorded_twice(world):
    same(len(world.log), len(NAMES), 'drafts')
    world.project.scan()
    same(len(world.home.log()), len(NAMES), 'drafts after another scan')


def the_token_covers_all_of_them(world):
    check_tokens(world.home.store, world.project.saved, {'alpha': world.tsa.root.pem})


def no_name_steers_the_terminal(world):
    """What is printed for people has no control character but the line feeds of its lines, and
    none that turns the direction of writing."""
    for text in (world.home.do('log'), world.home.do('status'), world.home.do('scan')):
        steering = {character for character in text.replace('\n', '')
                    if unicodedata.category(character) in ('Cc', 'Cf')}
        same(steering, set(), 'control characters')
    same(world.home.do('log').count('\n'), 2 * len(NAMES), 'lines: one a draft, one its stamp')


def the_projects_name_is_found(world):
    same(len(world.home.log('--project', world.project.name)), len(NAMES), 'drafts')
    same({draft['project'] for draft in world.log.values()}, {world.project.name}, 'project')


def a_folder_needs_no_utf8(world):
    home = Home(world.program, os.path.join(world.folder, 'gbk'))
    project = Project(home, 'of gbk', folder='项目'.encode('gbk'))
    project.save('lamp.svg', b'a lamp')
    project.scan()
    same(project.grades(), ['LOCAL'], 'drafts')


def runtime_folder(world, letter):
    """Longer than the name of a socket may be."""
    start = os.path.join(world.folder, 'run-')
    return start + letter * (RUNTIME_CHARACTERS - len(start))


def a_watcher_is_asked_through_a_long_path(world):
    home = Home(world.program, os.path.join(world.folder, 'watched'), runtime_folder(world, 'r'))
    project = Project(home)
    with home.background('watch') as lines:
        lines.wait_for('^watching')
        project.save('灯 lamp.svg', b'seen by the watcher')
        asked = home.run('scan').expect(0)
        same(asked.err, '', 'what scan could not do')
        same([draft['path'] for draft in home.log()], ['灯 lamp.svg'], 'drafts')
        lines.wait_for(r'^draft [0-9a-f]{16}  灯 lamp\.svg')
    same([draft.get('found') for draft in Store(home.store).list('draft')], ['event'], 'found by')


def a_watcher_that_cannot_be_reached_is_waited_for(world):
    folder = os.path.join(world.folder, 'apart')
    home = Home(world.program, folder, runtime_folder(world, 'a'))
    elsewhere = Home(world.program, folder, runtime_folder(world, 'b'))
    project = Project(home)
    with home.background('watch') as watching:
        watching.wait_for('^watching')
        with elsewhere.background('scan') as scanning:
            scanning.wait_for('cannot be reached')
            project.save('lamp.svg', b'while it waited')
            watching.wait_for(r'^draft [0-9a-f]{16}  lamp\.svg')
            watching.stop()
            scanning.wait()
    same(project.grades(), ['LOCAL'], 'drafts')


CASES = (
    nothing_is_recorded_twice, the_token_covers_all_of_them, no_name_steers_the_terminal,
    the_projects_name_is_found, a_folder_needs_no_utf8,
    a_watcher_is_asked_through_a_long_path,
    a_watcher_that_cannot_be_reached_is_waited_for,
)


def main(program):
    with scratch() as folder:
        world = World(program, folder)
        tap.run([*name_cases(world), *tap.bind(CASES, world)])


if __name__ == '__main__':
    main(*sys.argv[1:])
