"""test-first-look.py - what is there when a folder becomes a project, and what a person leaves out.

test-first-look.py DRAFTSEAL
SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import sys

import tap
from home import Home, scratch

TEXT = '<svg/>'
DOCUMENTS = ('poster.svg', 'sub/logo.kra')
OTHERS = ('notes', 'data.bin')
IGNORED = {'poster.svg~': '*~', '.git/': '.git/', 'poster.svg.tmp': '*.tmp'}


def write(folder, name, text=TEXT):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


class World:
    """A home and a folder that is no project yet."""

    def __init__(self, program, folder):
        self.home = Home(program, folder)
        self.design = os.path.join(folder, 'lamp')
        for number, name in enumerate((*DOCUMENTS, *OTHERS)):
            write(self.design, name, f'{TEXT}{number}')
        for name in ('poster.svg~', '.git/config', 'poster.svg.tmp'):
            write(self.design, name)

    def add(self, *arguments):
        return self.home.do('add', self.design, *arguments)

    def config(self, key, value, status=0):
        return self.home.do('config', '--project', 'lamp', key, value, status=status)

    def paths(self):
        return sorted(draft['path'] for draft in self.home.log())

    def scan(self):
        self.home.do('scan', '--no-stamp')
        return self.paths()

    def look(self):
        (survey,) = json.loads(self.home.do('scan', '--dry-run', '--json'))
        return survey


def counts_come_first(world):
    out = world.add()
    assert '2 design documents' in out and '2 other files' in out, out
    survey = world.look()
    tap.same((survey['documents']['files'], survey['others']['files']), (2, 2), 'files')
    tap.same(survey['documents']['size'], 2 * (len(TEXT) + 1), 'size')
    assert survey['room'] > 0
    tap.same({note['path']: note['reason'].split(' ')[0] for note in survey['ignored']}, IGNORED,
             'what is ignored and why')
    assert 'ignored: poster.svg~' in world.home.do('scan', '--dry-run')
    tap.same(world.paths(), [], 'drafts after looking')


def everything_is_recorded(world):
    world.add()
    tap.same(world.scan(), sorted((*DOCUMENTS, *OTHERS)), 'drafts')
    tap.same({(draft['found'], draft['kept']) for draft in world.home.log()},
             {('first-look', True)}, 'found and kept')


def others_wait_for_their_next_save(world):
    world.add('--first-look', 'documents')
    tap.same(world.scan(), sorted(DOCUMENTS), 'drafts')
    tap.same(world.scan(), sorted(DOCUMENTS), 'drafts after another scan')
    for name in ('index.sqlite', 'index.sqlite-wal', 'index.sqlite-shm'):
        if os.path.exists(os.path.join(world.home.store, name)):
            os.remove(os.path.join(world.home.store, name))
    tap.same(world.scan(), sorted(DOCUMENTS), 'drafts without the index')
    write(world.design, 'notes', 'changed')
    write(world.design, 'new.bin', 'new')
    tap.same(world.scan(), sorted((*DOCUMENTS, 'new.bin', 'notes')), 'drafts after saves')


def bytes_are_not_kept(world):
    world.add('--first-look', 'record-only')
    world.scan()
    tap.same({draft['kept'] for draft in world.home.log()}, {False}, 'kept')
    tap.same([name for _, _, names in os.walk(os.path.join(world.home.store, 'vault'))
              for name in names], [], 'objects in the vault')
    assert 'bytes not kept' in world.home.do('log')
    world.home.do('restore', world.home.log()[0]['id'], '-o', 'out.svg', status=1)
    write(world.design, 'poster.svg', 'changed')
    world.scan()
    tap.same([draft['kept'] for draft in world.home.log() if draft['path'] == 'poster.svg'],
             [False, True], 'kept of the drafts of one work')


def a_paused_first_look_goes_on(world):
    world.add()
    world.config('pause', 'on')
    tap.same(world.scan(), [], 'drafts while it waits')
    world.config('pause', 'off')
    tap.same(world.scan(), sorted((*DOCUMENTS, *OTHERS)), 'drafts after that')


def a_person_chooses(world):
    world.add()
    world.config('extensions', 'documents,bin')
    world.config('ignore', '*.kra,!*.tmp')
    world.config('size-min', '3')
    write(world.design, 'small.svg', '1')
    survey = world.look()
    reasons = {note['path']: note['reason'] for note in survey['ignored']}
    assert 'extensions' in reasons['notes'] and 'octets' in reasons['small.svg'], reasons
    tap.same(reasons['sub/logo.kra'], '*.kra', 'the reason of a rule of one\'s own')
    tap.same(world.scan(), ['data.bin', 'poster.svg', 'poster.svg.tmp'], 'drafts')
    world.config('size-min', 'none')
    world.config('extensions', 'all')
    tap.same(world.scan(), ['data.bin', 'notes', 'poster.svg', 'poster.svg.tmp', 'small.svg'],
             'drafts after that')


def wrong_choices_are_refused(world):
    world.home.do('add', world.design, '--first-look', 'some', status=2)
    world.add()
    for key, value in (('first-look', 'some'), ('size-max', '5 apples'), ('size-max', '-1'),
                       ('size-max', '99999999999999T'), ('pause', 'maybe')):
        world.config(key, value, status=2)
    world.home.do('scan', '--json', status=2)
    tap.same(world.config('size-max', '2K').split('    ')[0], 'size-max = 2048', 'a size')


def conflicted_copies_are_shown(world):
    write(world.design, 'poster (conflicted copy 2026-03-04).svg', 'theirs')
    world.add()
    world.scan()
    tap.same([draft['path'] for draft in world.home.log() if draft['conflict_copy']],
             ['poster (conflicted copy 2026-03-04).svg'], 'conflicted copies')


CASES = (counts_come_first, everything_is_recorded, others_wait_for_their_next_save,
         bytes_are_not_kept, a_paused_first_look_goes_on, a_person_chooses,
         wrong_choices_are_refused, conflicted_copies_are_shown)


def in_a_world(case):
    def run():
        with scratch() as folder:
            case(World(sys.argv[1], folder))
    return tap.name_of(case), run


tap.run([in_a_world(case) for case in CASES])
