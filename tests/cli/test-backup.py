#!/usr/bin/env python3
"""test-backup.py - a store is backed up, restored and moved: whole, step by step, past every
interruption, and nothing good is ever lost by it.

Usage: test-backup.py DRAFTSEAL
SPDX-License-Identifier: GPL-3.0-or-later
"""
import contextlib
import json
import os
import random
import re
import subprocess
import sys

sys.dont_write_bytecode = True   # nothing is written into the source tree

import tap
from foreign_tsa import ForeignTsa, serve
from home import COMMAND_S, Home, scratch
from project import Project
from store import Store, hex_digest, read_file
from tap import same

BIG_OCTETS = 3 << 20   # of which some are copied when the process is killed
KILLS = 8
PASSPHRASE = 'soot and glue'
LONGEST_S = 0.08       # after which a process is killed


class KilledAtItsEnd(Exception):
    """A command was killed when it had done all but end."""


class World:
    """Two drafts of a work with tokens, one that does not compress and takes a while to copy, and
    one that nobody has stamped."""

    def __init__(self, program, folder):
        self.program = program
        self.folder = folder
        self.n_folders = 0
        self.home = self.new_home()
        self.tsa = ForeignTsa(os.path.join(folder, 'alpha'), 'alpha')
        with serve(self.tsa):
            self.tsa.add_to(self.home, '--interval', '0', '--operator', 'Alpha')
            self.project = Project(self.home)
            self.project.save('lamp.svg', b'first' * 1000)
            self.project.save('big.psd', random.Random(1).randbytes(BIG_OCTETS))
            self.project.scan()
            self.project.save('lamp.svg', b'second' * 1000)
            self.project.scan()
            self.project.save('lamp.svg', b'third' * 1000)
            self.home.do('scan', '--no-stamp')

    def new_folder(self):
        self.n_folders += 1
        return os.path.join(self.folder, f'folder-{self.n_folders}')

    def new_home(self):
        folder = self.new_folder()
        os.makedirs(folder)
        return Home(self.program, folder)

    def copy(self):
        return self.home.copy(self.new_folder())

    def backed_up(self):
        """A folder that holds a whole backup."""
        folder = self.new_folder()
        self.home.do('store', 'backup', folder)
        return folder


def files_of(folder):
    for where, _folders, names in os.walk(folder):
        for name in sorted(names):
            yield os.path.relpath(os.path.join(where, name), folder)


def evidence_of(folder):
    """{name: octets} of what a backup is of."""
    return {name: read_file(os.path.join(folder, name)) for name in files_of(folder)
            if not name.endswith('.lock') and not name.startswith('index.sqlite')}


def flip(path, at=-1):
    octets = bytearray(read_file(path))
    octets[at] ^= 1
    with open(path, 'wb') as file:
        file.write(octets)


def change_last_salt(path):
    """The last line stays an entry, but is another one."""
    octets = bytearray(read_file(path))
    at = octets.rindex(b'"salt":"') + len('"salt":"')
    octets[at:at + 1] = b'1' if octets[at:at + 1] == b'0' else b'0'
    with open(path, 'wb') as file:
        file.write(octets)


def check(home, status=0):
    return json.loads(home.do('check', '--json', status=status))


def copied(text):
    """How many files it says were copied, and how many were there."""
    match = re.search(r'(\d+) files copied .*, (\d+) were there', text)
    return int(match[1]), int(match[2])


def start_and_kill(home, *arguments, after_s):
    """Returns whether the command was over before it was killed; it must not fail."""
    with subprocess.Popen([home.program, *arguments], env=home.environment, cwd=home.folder,
                          stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE) as process:
        try:
            _out, err = process.communicate(timeout=after_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate(timeout=COMMAND_S)
            return False
        assert process.returncode == 0, err
        return True


def kill_until_done(home, *arguments, look):
    """Kills the command again and again, later and later, and looks each time at what it left."""
    for number in range(1, 1000):
        after_s = LONGEST_S * number / KILLS if number > KILLS else random.uniform(0, LONGEST_S)
        is_done = start_and_kill(home, *arguments, after_s=after_s)
        look(is_done)
        if is_done:
            assert number > 1, 'it was never killed'
            return
    raise AssertionError('it never ended')


def names_are_true(folder):
    """Every file that has a digest for a name holds what it says."""
    for part in ('batch', 'token', 'trust'):
        if os.path.isdir(os.path.join(folder, part)):
            for name in os.listdir(os.path.join(folder, part)):
                if not name.endswith('.incoming'):
                    same(hex_digest(read_file(os.path.join(folder, part, name))), name, part)


def what_is_spoken_of_is_there(folder):
    """The journal, as far as it goes, speaks of no file that is not there."""
    path = os.path.join(folder, 'journal')
    if not os.path.exists(path) or not read_file(path).endswith(b'\n'):
        return
    names = set(map(os.path.basename, files_of(folder)))
    store = Store(folder)
    for draft in store.list('draft'):
        digest = draft['digests']['sha256']
        assert {digest, digest + '.zst'} & names, f'{digest} of the vault is missing'
    for batch in store.list('batch'):
        assert batch['batch'] in names
    for stamped in store.list('stamped'):
        assert {stamped['token'], *stamped['certs']} <= names


def a_backup_is_the_store(world):
    folder = world.backed_up()
    same(evidence_of(folder), evidence_of(world.home.store), 'backup')
    same(copied(world.home.do('store', 'backup', folder))[0], 0, 'copied again')


def it_is_restored_on_another_home(world):
    folder = world.backed_up()
    home = world.new_home()
    home.do('store', 'restore', folder)
    same(evidence_of(home.store), evidence_of(world.home.store), 'restored')
    same(home.log(), world.home.log(), 'log')
    same(check(home)['drafts'], check(world.home)['drafts'], 'drafts')
    draft = home.log()[0]
    home.do('restore', draft['id'], '-o', 'again')
    same(hex_digest(read_file(os.path.join(home.folder, 'again'))), draft['sha256'], 'bytes')
    home.verify(draft['id'], status=0)


def only_what_is_new_is_copied(world):
    """Also where the backup is gone on with by the store that was restored from it."""
    folder = world.backed_up()
    n_files = len(evidence_of(folder))
    home = world.new_home()
    home.do('store', 'restore', folder)
    project = Project(home, 'shade')
    project.save('shade.svg', b'new')
    home.do('scan', '--no-stamp')
    same(copied(home.do('store', 'backup', folder)), (1, n_files - 2), 'copied and there')
    same(evidence_of(folder), evidence_of(home.store), 'backup')
    assert 'longer than the store' in world.home.run('store', 'backup', folder).expect(1).err


def a_killed_backup_goes_on(world):
    folder = world.new_folder()

    def look(is_done):
        names_are_true(folder)
        what_is_spoken_of_is_there(folder)
        if is_done:
            same(evidence_of(folder), evidence_of(world.home.store), 'backup')

    kill_until_done(world.home, 'store', 'backup', folder, look=look)
    home = world.new_home()
    home.do('store', 'restore', folder)
    same(home.log(), world.home.log(), 'log')


def a_killed_restore_goes_on(world):
    """Nobody sees half a store; what a half one left is gone on with."""
    folder = world.backed_up()
    home = world.new_home()

    def look(is_done):
        if not is_done and os.path.exists(home.store):
            raise KilledAtItsEnd
        same(os.path.exists(home.store), is_done, 'there is a store')

    with contextlib.suppress(KilledAtItsEnd):
        kill_until_done(home, 'store', 'restore', folder, look=look)
    same(home.log(), world.home.log(), 'log')
    same(os.listdir(os.path.dirname(home.store)), ['draftseal'], 'what lies beside it')


def nothing_bad_is_copied(world):
    """A file that is damaged in the store is told, and is not in the backup."""
    for name in evidence_of(world.home.store):
        if '/' not in name:
            continue
        home, folder = world.copy(), world.new_folder()
        flip(os.path.join(home.store, name))
        assert name in home.run('store', 'backup', folder).expect(1).err, name
        assert name not in evidence_of(folder), name


def nothing_good_is_overwritten(world):
    folder, home = world.backed_up(), world.copy()
    good = evidence_of(folder)
    for name in evidence_of(home.store):
        if '/' in name:
            flip(os.path.join(home.store, name))
    home.do('store', 'backup', folder)
    home.do('store', 'backup', folder, '--verify')
    same(evidence_of(folder), good, 'backup')


def what_is_bad_in_the_backup_is_mended(world):
    """Cut off, at once; changed, when it is read again."""
    folder = world.backed_up()
    good = evidence_of(folder)
    names = [name for name in good if '/' in name]
    for name in names:
        os.truncate(os.path.join(folder, name), len(good[name]) // 2)
    same(copied(world.home.do('store', 'backup', folder))[0], len(names), 'copied')
    same(evidence_of(folder), good, 'backup')
    for name in names:
        flip(os.path.join(folder, name))
    same(copied(world.home.do('store', 'backup', folder))[0], 0, 'copied unread')
    same(copied(world.home.do('store', 'backup', folder, '--verify'))[0], len(names), 'copied')
    same(evidence_of(folder), good, 'backup')


def a_changed_journal_is_not_copied(world):
    """Changed in the store or in the backup: neither is written over."""
    folder, home = world.backed_up(), world.copy()
    good = evidence_of(folder)
    change_last_salt(os.path.join(home.store, 'journal'))
    assert 'check' in home.run('store', 'backup', folder).expect(1).err
    os.remove(os.path.join(home.store, 'index.sqlite'))   # then nobody but the backup knows
    assert 'check' in home.run('store', 'backup', folder).expect(1).err
    same(evidence_of(folder), good, 'backup')
    flip(os.path.join(folder, 'journal'), 100)
    bad = evidence_of(folder)
    world.home.run('store', 'backup', folder).expect(1)
    same(evidence_of(folder), bad, 'backup')


def a_damaged_backup_is_restored_as_far_as_it_goes(world):
    """One file at a time: what is lost is named and counted, what is left is exact."""
    whole = check(world.home)['drafts']
    for name in evidence_of(world.home.store):
        folder, home = world.backed_up(), world.new_home()
        flip(os.path.join(folder, name), 150 if name == 'journal' else -1)
        done = home.run('store', 'restore', folder).expect(1)
        assert os.path.basename(name).split('.')[0] in done.out + done.err, done.err
        same(os.path.exists(home.store), '/' in name, f'restored without {name}')
        if '/' not in name:
            continue
        drafts = check(home, status=1)['drafts']
        lost = drafts['unprovable']
        same((drafts['all'], drafts['proven'] + drafts['not_stamped'] + lost),
             (whole['all'], whole['all']), name)
        assert lost > 0 or name.startswith(('token', 'trust')), f'{name}: {drafts}'


def places_that_are_none(world):
    other = world.new_home()
    other.do('status')
    full = world.new_folder()
    os.makedirs(os.path.join(full, 'photos'))
    for folder in (os.path.join(world.home.store, 'backup'), world.home.store,
                   os.path.dirname(world.home.store), os.path.join(world.project.folder, 'backup'),
                   full, other.store):
        done = world.home.run('store', 'backup', folder)
        assert done.status in (1, 2), f'{folder}: {done.status}'
        done = world.home.run('store', 'move', folder)
        assert done.status in (1, 2), f'{folder}: {done.status}'
    same(os.listdir(full), ['photos'], 'a folder of somebody else')
    world.home.run('store', 'restore', world.backed_up()).expect(1)
    world.new_home().run('store', 'restore', full).expect(1)
    world.home.run('store', 'away', full).expect(2)
    world.home.run('store', 'backup').expect(2)
    same(check(world.home)['losses'], 0, 'losses')


def a_running_store_is_backed_up(world):
    """Whatever moment it is of, each backup is whole."""
    home, folder = world.copy(), world.new_folder()
    project = Project(home, 'shade')
    with home.background('watch', '--project', 'shade') as lines:
        lines.wait_for('watching')
        for number in range(6):
            project.save('shade.svg', b'%d' % number * 9000)
            lines.wait_for('draft')
            home.do('store', 'backup', folder)
            what_is_spoken_of_is_there(folder)
            assert len(Store(folder).list('draft')) >= number + 1
    restored = world.new_home()
    restored.do('store', 'restore', folder)
    same([draft['record'] for draft in restored.log()], [draft['record'] for draft in home.log()],
         'log')


def a_moved_store_is_found_at_its_old_place(world):
    home = world.copy()
    before = evidence_of(home.store)
    os.makedirs(os.path.join(home.store, 'later'))
    with open(os.path.join(home.store, 'later', 'thing'), 'wb') as file:
        file.write(b'of a later release')
    for number in range(2):
        folder = world.new_folder()
        home.do('store', 'move', folder)
        same(os.path.realpath(home.store), os.path.realpath(folder), 'where it is')
        same(evidence_of(folder), {**before, 'later/thing': b'of a later release'}, 'store')
        same(sorted(os.listdir(os.path.dirname(home.store))), ['draftseal'], 'beside it')
        same(home.log(), world.home.log(), f'log after move {number}')
        if number == 1:
            assert not os.path.exists(first), 'the place it was in between'
        first = folder
    same(check(home)['losses'], 0, 'losses')
    Project(home, 'shade').save('shade.svg', b'goes on')
    home.do('scan', '--no-stamp')
    same(len(home.log()), len(world.home.log()) + 1, 'drafts')


def a_killed_move_goes_on(world):
    home, folder = world.copy(), world.new_folder()
    before = evidence_of(home.store)

    def look(_is_done):
        same(home.log(), world.home.log(), 'log')
        same(check(home)['losses'], 0, 'losses')

    kill_until_done(home, 'store', 'move', folder, look=look)
    same(sorted(os.listdir(os.path.dirname(home.store))), ['draftseal'], 'beside it')
    assert os.path.islink(home.store)
    same(evidence_of(folder), before, 'store')


def a_store_in_use_is_not_moved(world):
    home = world.copy()
    project = Project(home, 'shade')
    folder = world.new_folder()
    with home.background('watch', '--project', 'shade') as lines:
        lines.wait_for('watching')
        assert 'end it' in home.run('store', 'move', folder).expect(1).err
        project.save('shade.svg', b'goes on')
        lines.wait_for('draft')
    assert not os.path.islink(home.store) and not os.path.exists(folder)


def an_absent_disk_is_told(world):
    """The store is not begun anew where its link leads nowhere."""
    home, folder = world.copy(), world.new_folder()
    home.do('store', 'move', folder)
    os.rename(folder, folder + '.away')
    home.run('log').expect(1)
    home.run('scan').expect(1)
    assert not os.path.exists(folder)
    os.rename(folder + '.away', folder)
    same(home.log(), world.home.log(), 'log')


def what_is_encrypted_stays_so(world):
    """It is copied without its key and can be read elsewhere with it; the check says what it could
    not read, and finds with the key what was changed."""
    home, folder, other = world.copy(), world.new_folder(), world.new_home()
    home.tell(PASSPHRASE, 'config', 'vault.encryption', 'on', '--convert').expect(0)
    n_kept = len(os.listdir(os.path.join(home.store, 'vault')))
    assert f'{n_kept} of them are encrypted' in home.do('store', 'backup', folder)
    same(evidence_of(folder), evidence_of(home.store), 'backup')
    assert all(name.endswith('.enc') for name in evidence_of(folder) if name.startswith('vault/'))
    other.do('store', 'restore', folder)
    locked = check(other, status=1)
    same((locked['drafts']['locked'], locked['losses']), (4, 0), 'without the key')
    drafts = json.loads(other.tell(PASSPHRASE, 'check', '--json').expect(0).out)['drafts']
    same(drafts, check(world.home)['drafts'], 'with the key')
    for name in evidence_of(folder):
        if name.startswith('vault/'):
            flip(os.path.join(other.store, name), os.path.getsize(os.path.join(folder, name)) // 2)
    checked = json.loads(other.tell(PASSPHRASE, 'check', '--json').expect(1).out)
    same((checked['drafts']['unprovable'], checked['drafts']['locked']), (4, 0), 'changed')


CASES = (
    a_backup_is_the_store, it_is_restored_on_another_home, only_what_is_new_is_copied,
    a_killed_backup_goes_on, a_killed_restore_goes_on, nothing_bad_is_copied,
    nothing_good_is_overwritten, what_is_bad_in_the_backup_is_mended,
    a_changed_journal_is_not_copied, a_damaged_backup_is_restored_as_far_as_it_goes,
    places_that_are_none, a_running_store_is_backed_up, a_moved_store_is_found_at_its_old_place,
    a_killed_move_goes_on, a_store_in_use_is_not_moved, an_absent_disk_is_told,
    what_is_encrypted_stays_so,
)


def main(program):
    with scratch() as folder:
        tap.run(tap.bind(CASES, World(program, folder)))


if __name__ == '__main__':
    main(*sys.argv[1:])
