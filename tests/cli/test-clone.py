#!/usr/bin/env python3
"""test-clone.py - where a file system shares blocks, a draft takes no room beside its file.

Usage: test-clone.py DRAFTSEAL
Needs a loop device and mkfs.xfs, hence root.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import contextlib
import os
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True   # nothing is written into the source tree

import tap
from home import Home, scratch
from project import Project
from store import Store, hex_digest
from tap import Skip, same

MEBI = 1024 * 1024
DISK_OCTETS = 400 * MEBI   # mkfs.xfs makes none below 300 MiB
TEXT = b'<path d="M 0 0 L 7 7"/>\n' * (8 * MEBI // 24)
PHOTOGRAPH = os.urandom(40 * MEBI)


@contextlib.contextmanager
def xfs(folder):
    """A folder on a file system of its own, which knows clones."""
    image, disk = os.path.join(folder, 'image'), os.path.join(folder, 'disk')
    os.makedirs(disk)
    if os.geteuid() != 0 or not shutil.which('mkfs.xfs'):
        raise Skip('only root can mount an XFS, and mkfs.xfs makes one')
    with open(image, 'wb') as file:
        file.truncate(DISK_OCTETS)
    subprocess.run(['mkfs.xfs', '-q', image], check=True)
    if subprocess.run(['mount', '-o', 'loop', image, disk], check=False).returncode != 0:
        raise Skip('no XFS can be mounted here')
    try:
        yield disk
    finally:
        subprocess.run(['umount', disk], check=True)


def used(folder):
    os.sync()
    disk = os.statvfs(folder)
    return (disk.f_blocks - disk.f_bfree) * disk.f_frsize


def kept_forms(home):
    return sorted(name[64:] for _folder, _folders, names
                  in os.walk(os.path.join(home.store, 'vault')) for name in names)


def a_draft_takes_no_room(folder, program):
    home = Home(program, os.path.join(folder, 'home'))
    project = Project(home)
    project.save('photograph.png', PHOTOGRAPH)
    project.save('text.svg', TEXT)
    before = used(folder)
    home.do('scan', '--no-stamp')
    same(kept_forms(home), ['', ''], 'forms')
    assert used(folder) - before < 4 * MEBI, f'{used(folder) - before} octets more are in use'


def the_file_may_change_afterwards(folder, program):
    """In place, which writes to blocks that the vault has too."""
    home = Home(program, os.path.join(folder, 'home'))
    project = Project(home)
    project.save('photograph.png', PHOTOGRAPH)
    home.do('scan', '--no-stamp')
    with open(project.path('photograph.png'), 'r+b') as file:
        file.write(b'another beginning')
    home.do('scan', '--no-stamp')
    store = Store(home.store)
    for octets in (PHOTOGRAPH, b'another beginning' + PHOTOGRAPH[17:]):
        digest = hex_digest(octets)
        same(hex_digest(store.read_kept(digest)), digest, 'kept')


def another_disk_gets_a_copy(folder, program):
    """The vault lies where the project does not: no clone is possible, and none is missed."""
    with scratch() as elsewhere:
        home = Home(program, elsewhere)
        project = Project(home, folder=os.path.join(folder, 'lamp'))
        project.save('photograph.png', PHOTOGRAPH)
        project.save('text.svg', TEXT)
        home.do('scan', '--no-stamp')
        same(kept_forms(home), ['', '.zst'], 'forms')
        store = Store(home.store)
        for octets in (PHOTOGRAPH, TEXT):
            same(hex_digest(store.read_kept(hex_digest(octets))), hex_digest(octets), 'kept')


CASES = (a_draft_takes_no_room, the_file_may_change_afterwards, another_disk_gets_a_copy)


def on_xfs(program):
    """Each case on a file system of its own."""
    for case in CASES:
        def run(case=case):
            with scratch() as folder, xfs(folder) as disk:
                case(disk, program)
        yield tap.name_of(case), run


if __name__ == '__main__':
    tap.run(on_xfs(os.path.abspath(sys.argv[1])))
