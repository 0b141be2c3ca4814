#!/usr/bin/env python3
"""test-usage.py - exit statuses of right and wrong usage, and that a refusal changes nothing.

Usage: test-usage.py DRAFTSEAL
SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import re
import sys

sys.dont_write_bytecode = True   # nothing is written into the source tree

import tap
from home import Home, scratch
from project import Project
from store import Store, read_file
from tap import same

DONE, REFUSED, WRONG_USAGE, INDETERMINATE = range(4)
DIGEST = '0' * 64
UNKNOWN = 'f' * 16

# Refused before a store is looked for.
USAGE_ROWS = (
    ((), WRONG_USAGE), (('paint',), WRONG_USAGE), (('--paint',), WRONG_USAGE), (('',), WRONG_USAGE),
    (('--help',), DONE), (('-h',), DONE), (('--version',), DONE),
    (('add',), WRONG_USAGE), (('add', '.', 'more'), WRONG_USAGE), (('add', '--name'), WRONG_USAGE),
    (('remove',), WRONG_USAGE), (('relink', 'one'), WRONG_USAGE), (('watch', 'more'), WRONG_USAGE),
    (('scan', '--paint'), WRONG_USAGE), (('status', 'more'), WRONG_USAGE),
    (('log', '--project'), WRONG_USAGE), (('stage', UNKNOWN), WRONG_USAGE),
    (('restore', UNKNOWN), WRONG_USAGE), (('restore', '-o', 'out'), WRONG_USAGE),
    (('stamp',), WRONG_USAGE), (('verify',), WRONG_USAGE), (('verify', 'a', 'b'), WRONG_USAGE),
    (('verify', 'a', '--digest', f'sha256:{DIGEST}'), WRONG_USAGE),
    (('verify', '--digest', 'sha256:00'), WRONG_USAGE),
    (('verify', '--digest', f'md4:{DIGEST}'), WRONG_USAGE),
    (('verify', '--digest', f'sha256:{DIGEST}', '--at', 'noon'), WRONG_USAGE),
    (('authority',), WRONG_USAGE), (('authority', 'paint'), WRONG_USAGE),
    (('authority', 'add', 'alpha'), WRONG_USAGE), (('authority', 'remove'), WRONG_USAGE),
    (('config', 'a', 'b', 'c'), WRONG_USAGE), (('practice-tsa', '--port', 'x'), WRONG_USAGE),
    (('practice-tsa', '--port', '65536'), WRONG_USAGE),
)

# On a store with one project, “lamp”, one draft and no authority.
STORE_ROWS = (
    (('status',), DONE), (('log',), DONE), (('log', '--project', 'lamp'), DONE),
    (('log', '--project', 'no such'), REFUSED), (('scan', '--project', 'no such'), REFUSED),
    (('watch', '--project', 'no such'), REFUSED), (('remove', 'no such'), REFUSED),
    (('relink', 'no such', '.'), REFUSED), (('relink', 'lamp', 'absent'), REFUSED),
    (('config', '--project', 'no such'), REFUSED), (('add', 'absent'), REFUSED),
    (('add', 'lamp'), REFUSED), (('stage', UNKNOWN, 'final'), REFUSED),
    (('restore', UNKNOWN, '-o', 'out'), REFUSED), (('verify', UNKNOWN), REFUSED),
    (('verify', '--digest', f'sha256:{DIGEST}'), INDETERMINATE),
    (('verify', 'lamp/lamp.svg', '--proof', 'lamp'), WRONG_USAGE),
    (('verify', 'lamp'), WRONG_USAGE),
    (('stamp', 'lamp/lamp.svg'), REFUSED), (('stamp', 'x', '--authority', 'alpha'), REFUSED),
    (('authority', 'list'), DONE), (('authority', 'remove', 'alpha'), REFUSED),
)


class World:
    def __init__(self, program, folder):
        self.folder = folder
        self.home = Home(program, os.path.join(folder, 'home'))
        self.project = Project(self.home)
        self.project.save('lamp.svg', b'a lamp')
        self.project.scan()
        self.draft = self.home.log()[0]

    def path(self, name):
        return os.path.join(self.home.folder, name)


def each(rows, home, title):
    """A case for each row: the exit status, and one sentence exactly where something is refused."""
    def judge(arguments, status):
        done = home.run(*arguments).expect(status)
        if arguments:
            same(done.err != '', status in (REFUSED, WRONG_USAGE), f'a sentence ({done.err!r})')
    for arguments, status in rows:
        yield (f'{title}: {" ".join(arguments)}',
               lambda arguments=arguments, status=status: judge(arguments, status))


def every_command_has_help(world):
    overview = world.home.do('--help')
    commands = re.findall(r'^  ([a-z-]+)  +\S', overview, re.MULTILINE)
    assert len(commands) >= 14, commands
    for command in commands:
        for option in ('--help', '-h'):
            text = world.home.do(command, option)
            assert text.startswith(f'Usage: draftseal {command} '), text


def nothing_is_made_for_help(world):
    home = Home(world.home.program, os.path.join(world.folder, 'newcomer'))
    for arguments in (('--version',), ('--help',), ('log', '--help'), ('add',)):
        home.run(*arguments)
    assert not os.path.exists(home.store), 'a store was made'


def the_version_names_openssl(world):
    assert re.fullmatch(r'draftseal \d+\.\d+\.\d+ \(OpenSSL 3\..*\)\n', world.home.do('--version'))


def refusals_change_nothing(world):
    before = read_file(os.path.join(world.home.store, 'journal'))
    for arguments, status in STORE_ROWS:
        if status == REFUSED:
            world.home.run(*arguments)
    same(read_file(os.path.join(world.home.store, 'journal')), before, 'journal')


def what_cannot_be_printed_is_not_done(world):
    with open('/dev/full', 'wb') as full:
        for arguments in (('log',), ('log', '--json'), ('--help',), ('--version',)):
            same(world.home.call(*arguments, stdout=full), REFUSED, f'exit of {arguments}')


def restore_gives_the_exact_bytes(world):
    world.home.do('restore', world.draft['id'], '-o', world.path('out.svg'))
    same(read_file(world.path('out.svg')), b'a lamp', 'octets')


def restore_never_replaces_a_file(world):
    out = world.path('mine.svg')
    with open(out, 'wb') as file:
        file.write(b'mine')
    world.home.run('restore', world.draft['id'], '-o', out).expect(REFUSED)
    same(read_file(out), b'mine', 'octets')
    os.symlink(world.path('nowhere'), world.path('link.svg'))
    world.home.run('restore', world.draft['id'], '-o', world.path('link.svg')).expect(REFUSED)
    assert not os.path.exists(world.path('nowhere')), 'it was written through a link'


def more_digits_name_a_draft_too(world):
    for digits in (8, 16, 64):
        world.home.do('stage', world.draft['record'][:digits], 'concept')
    same(world.home.log()[0]['stage'], 'concept', 'stage')
    world.home.run('stage', world.draft['id'], 'no such stage').expect(WRONG_USAGE)
    same(world.home.log()[0]['stage_by'], 'person', 'by whom')


def a_folder_may_be_forgotten_and_found(world):
    home = Home(world.home.program, os.path.join(world.folder, 'moved'))
    project = Project(home)
    project.save('lamp.svg', b'a lamp')
    project.scan()
    os.rename(project.folder, project.folder + ' moved')
    home.run('scan').expect(DONE)   # told, but nothing is lost
    home.do('relink', 'lamp', project.folder + ' moved')
    home.do('scan')
    home.do('remove', 'lamp')
    same(home.log()[0]['path'], 'lamp.svg', 'what was kept')
    same(len(Store(home.store).list('draft')), 1, 'drafts')


def an_authority_needs_an_anchor(world):
    home = world.home
    anchor = world.path('anchor.pem')
    with open(anchor, 'wb') as file:
        file.write(b'no certificate')
    for arguments, status in (
            (('alpha', 'http://tsa.example/'), WRONG_USAGE),
            (('alpha', 'http://tsa.example/', '--trust', world.path('absent.pem')), REFUSED),
            (('alpha', 'http://tsa.example/', '--trust', anchor), REFUSED)):
        home.run('authority', 'add', *arguments).expect(status)
    same(home.do('authority', 'list', '--json').strip(), '[]', 'authorities')


CASES = (
    every_command_has_help, nothing_is_made_for_help, the_version_names_openssl,
    refusals_change_nothing, what_cannot_be_printed_is_not_done,
    restore_gives_the_exact_bytes, restore_never_replaces_a_file,
    more_digits_name_a_draft_too, a_folder_may_be_forgotten_and_found, an_authority_needs_an_anchor,
)


def main(program):
    with scratch() as folder:
        world = World(program, folder)
        tap.run([*each(USAGE_ROWS, world.home, 'usage'), *each(STORE_ROWS, world.home, 'store'),
                 *tap.bind(CASES, world)])


if __name__ == '__main__':
    main(*sys.argv[1:])
