#!/usr/bin/env python3
"""test-full-disk.py - a disk that is full is told, once; nothing is half kept; then all goes on.

Usage: test-full-disk.py DRAFTSEAL
The disk is a small one of the test's own, in a namespace where it may be mounted.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import subprocess
import sys

sys.dont_write_bytecode = True   # nothing is written into the source tree

import tap
from home import Home, scratch
from project import Project
from store import Store, hex_digest
from tap import Skip, same

INSIDE = 'DRAFTSEAL_TEST_MAY_MOUNT'
NAMESPACE = ('unshare', '--map-root-user', '--mount')
MEBI = 1024 * 1024
SMALL = 'size=6m'
LARGE = 'size=64m'
PHOTOGRAPH = os.urandom(9 * MEBI)


def mount(folder, *options):
    subprocess.run(['mount', '-t', 'tmpfs', '-o', ','.join(options), 'draftseal', folder],
                   check=True)


def make(program, folder):
    """A home whose store lies on a small disk, and a project on another one."""
    home = Home(program, folder)
    os.makedirs(home.store)
    mount(home.store, SMALL)
    project = Project(home)
    project.save('small.svg', b'<svg/>')
    home.do('scan', '--no-stamp')
    return home, project


def assert_nothing_is_half_kept(home):
    same([draft['path'] for draft in home.log()], ['small.svg'], 'drafts')
    same([name for name in os.listdir(os.path.join(home.store, 'vault')) if len(name) > 2], [],
         'copies in the making')


def assert_whole(home):
    same(sorted(draft['path'] for draft in home.log()), ['large.png', 'small.svg'], 'drafts')
    same(hex_digest(Store(home.store).read_kept(hex_digest(PHOTOGRAPH))), hex_digest(PHOTOGRAPH),
         'kept')
    home.do('check')


def scan_says_so_and_finds_it_later(program, folder):
    home, project = make(program, folder)
    project.save('large.png', PHOTOGRAPH)
    said = home.run('scan', '--no-stamp').expect(1).err
    assert 'disk is full' in said, said
    assert_nothing_is_half_kept(home)
    mount(home.store, 'remount', LARGE)
    home.do('scan', '--no-stamp')
    assert_whole(home)


def watch_says_so_once_and_goes_on(program, folder):
    home, project = make(program, folder)
    with home.background('watch') as lines:
        lines.wait_for('watching|watched')
        project.save('large.png', PHOTOGRAPH)
        lines.wait_for('disk is full')
        assert_nothing_is_half_kept(home)
        mount(home.store, 'remount', LARGE)
        lines.wait_for(r'large\.png')
    assert_whole(home)


def little_room_is_told_before(program, folder):
    home, _project = make(program, folder)
    status = json.loads(home.do('status', '--json'))
    same(status['room']['low'], True, 'low')
    assert any('room' in need for need in status['needs_person']), status['needs_person']
    assert status['room']['free'] < 6 * MEBI, status['room']
    mount(home.store, 'remount', 'size=4g')
    status = json.loads(home.do('status', '--json'))
    same(status['room']['low'], False, 'low')
    assert not any('room' in need for need in status['needs_person']), status['needs_person']


CASES = (scan_says_so_and_finds_it_later, watch_says_so_once_and_goes_on,
         little_room_is_told_before)


def may_mount():
    return subprocess.run([*NAMESPACE, 'mount', '-t', 'tmpfs', 'draftseal', '/mnt'], check=False,
                          capture_output=True).returncode == 0


def refuse():
    raise Skip('no disk may be mounted here, not even in a namespace of its own')


def in_scratch(program):
    """Each case in a folder of its own."""
    for case in CASES:
        def run(case=case):
            with scratch() as folder:
                try:
                    case(program, folder)
                finally:
                    subprocess.run(['umount', os.path.join(folder, 'data', 'draftseal')],
                                   check=True)
        yield tap.name_of(case), run


if __name__ == '__main__':
    if INSIDE not in os.environ and may_mount():
        os.environ[INSIDE] = 'yes'
        os.execvp(NAMESPACE[0], [*NAMESPACE, sys.executable, *sys.argv])
    if INSIDE in os.environ:
        tap.run(in_scratch(os.path.abspath(sys.argv[1])))
    tap.run((tap.name_of(case), refuse) for case in CASES)
