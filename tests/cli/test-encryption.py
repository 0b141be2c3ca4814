#!/usr/bin/env python3
"""test-encryption.py - drafts that only their owner can read, and a vault that is away.

Usage: test-encryption.py DRAFTSEAL
SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True   # nothing is written into the source tree

import tap
from home import Home, scratch
from keyring import keyring
from project import Project
from store import Store, hex_digest, read_file
from tap import Skip, same

PASSPHRASE = 'soot and glue'
TEXT = b''.join(b'<path id="%d" d="M 0 0 L 7 7"/>\n' % number for number in range(60000))
PHOTOGRAPH = os.urandom(1300000)


def make(program, folder):
    """A home with a project that two drafts are kept of, in clear."""
    home = Home(program, folder)
    project = Project(home)
    project.save('text.svg', TEXT)
    project.save('photograph.png', PHOTOGRAPH)
    home.do('scan', '--no-stamp')
    return home, project


def turn_on(home, *arguments, secret=''):
    """Returns the recovery key, if one was printed."""
    done = home.tell(secret, 'config', 'vault.encryption', *arguments).expect(0)
    return (re.search(r'DSK1(-[0-9a-f]{8}){9}', done.out) or [None])[0]


def kept_files(home):
    return sorted(os.path.join(folder, name)
                  for folder, _folders, names in os.walk(os.path.join(home.store, 'vault'))
                  for name in names)


def forms(home):
    return sorted(re.sub(r'^[0-9a-f]{64}', '', os.path.basename(path))
                  for path in kept_files(home))


def restore(home, path, secret='', status=0):
    """What restore writes of the newest draft of `path`, or what it says."""
    draft = [draft for draft in home.log() if draft['path'] == path][-1]
    out = os.path.join(home.folder, 'restored')
    done = home.tell(secret, 'restore', draft['id'], '-o', out).expect(status)
    if status != 0:
        assert not os.path.exists(out), 'something was restored'
        return done.err
    octets = read_file(out)
    os.remove(out)
    return octets


def assert_exact(home, secret=''):
    same(hex_digest(restore(home, 'text.svg', secret)), hex_digest(TEXT), 'text.svg')
    same(hex_digest(restore(home, 'photograph.png', secret)), hex_digest(PHOTOGRAPH), 'photograph')


def nothing_is_encrypted_unasked(program, folder):
    home, _project = make(program, folder)
    same(forms(home), ['', '.zst'], 'forms')
    same(home.do('config', 'vault.encryption').split()[2], 'off', 'setting')
    assert_exact(home)


def a_passphrase_locks_where_there_is_no_keyring(program, folder):
    home, project = make(program, folder)
    for secret, status in (('', 1), ('short\n', 2)):
        home.tell(secret, 'config', 'vault.encryption', 'on').expect(status)
        same(home.do('config', 'vault.encryption').split()[2], 'off', 'setting')
    recovery = turn_on(home, 'on', secret=PASSPHRASE)
    project.save('text.svg', TEXT + b'1')
    project.save('photograph.png', PHOTOGRAPH + b'1')
    home.do('scan', '--no-stamp')   # keeping asks nobody
    same(forms(home), ['', '.enc', '.zst', '.zst.enc'], 'forms')
    for secret in (PASSPHRASE, recovery, recovery.replace('-', ' ').upper()):
        same(restore(home, 'text.svg', secret) == TEXT + b'1', True, secret)
    for secret, sentence in (('', 'recovery key'), ('not this one', 'passphrase'),
                             (recovery[:-1] + 'g', 'passphrase'),
                             ('DSK1' + 8 * '-00000000' + '-66687aad', 'another vault')):
        assert sentence in restore(home, 'text.svg', secret, status=1), secret
    same(turn_on(home, 'on', secret=PASSPHRASE), None, 'a second recovery key')


def check_reads_what_it_is_given_the_key_of(program, folder):
    home, _project = make(program, folder)
    recovery = turn_on(home, 'on', '--convert', secret=PASSPHRASE)
    for secret, n_locked in (('', 2), ('not this one', 2), (PASSPHRASE, 0), (recovery, 0)):
        done = home.tell(secret, 'check', '--json')
        found = json.loads(done.out)['drafts']
        same((found['locked'], found['unprovable']), (n_locked, 0), 'drafts')
    path = kept_files(home)[0]
    octets = bytearray(read_file(path))
    octets[len(octets) // 2] ^= 1
    with open(path, 'wb') as file:
        file.write(octets)
    found = json.loads(home.tell(PASSPHRASE, 'check', '--json').expect(1).out)
    same((found['losses'] > 0, found['drafts']['unprovable']), (True, 1), 'damage')


def what_is_kept_is_converted(program, folder):
    home, _project = make(program, folder)
    recovery = turn_on(home, 'on', '--convert', secret=PASSPHRASE)
    same(forms(home), ['.enc', '.zst.enc'], 'forms')
    for path in kept_files(home):
        octets = read_file(path)
        assert TEXT[:40] not in octets and PHOTOGRAPH[:40] not in octets, f'{path} is in clear'
    assert_exact(home, recovery)
    newer = turn_on(home, 'new-key', '--convert', secret=f'{PASSPHRASE}\n{PASSPHRASE}')
    assert newer != recovery
    assert 'replaced' in restore(home, 'text.svg', recovery, status=1)
    assert_exact(home, newer)
    turn_on(home, 'off', '--convert', secret=newer)
    same(forms(home), ['', '.zst'], 'forms')
    assert_exact(home)


def a_stranger_opens_it_with_the_recovery_key(program, folder):
    try:
        from unseal import unseal
    except ImportError as reason:
        raise Skip(reason) from None
    home, _project = make(program, folder)
    recovery = turn_on(home, 'on', '--convert', secret=PASSPHRASE)
    for path in kept_files(home):
        octets = unseal(read_file(path), recovery)
        if path.endswith('.zst.enc'):
            octets = subprocess.run(['zstd', '-dc'], input=octets, check=True,
                                    capture_output=True).stdout
        same(hex_digest(octets), os.path.basename(path)[:64], 'digest')


def a_lost_key_is_said_and_keeping_goes_on(program, folder):
    home, project = make(program, folder)
    turn_on(home, 'on', '--convert', secret=PASSPHRASE)
    for name in os.listdir(home.store):
        if name.endswith('.key'):
            os.remove(os.path.join(home.store, name))
    project.save('later.svg', TEXT + b'2')
    home.do('scan', '--no-stamp')
    same(len(kept_files(home)), 3, 'kept')
    assert 'recovery key' in restore(home, 'later.svg', PASSPHRASE, status=1)
    assert 'new-key' in home.tell('', 'config', 'vault.encryption', 'on').expect(1).err
    recovery = turn_on(home, 'new-key', secret=PASSPHRASE)
    project.save('later.svg', TEXT + b'3')
    home.do('scan', '--no-stamp')
    same(restore(home, 'later.svg', recovery) == TEXT + b'3', True, 'later.svg')


def a_keyring_is_asked_and_may_be_locked(program, folder):
    home, project = make(program, folder)
    with keyring(home) as own:
        recovery = turn_on(home, 'on', '--convert')
        assert not [name for name in os.listdir(home.store) if name.endswith('.key')]
        assert_exact(home)
        own.lock()
        project.save('later.svg', TEXT + b'2')
        home.do('scan', '--no-stamp')   # keeping goes on
        same(forms(home), ['.enc', '.zst.enc', '.zst.enc'], 'forms')
        assert 'locked' in restore(home, 'later.svg', status=1)
        same(restore(home, 'later.svg', recovery) == TEXT + b'2', True, 'with the recovery key')
        own.unlock()
        same(restore(home, 'later.svg') == TEXT + b'2', True, 'later.svg')
    other = home.copy(os.path.join(folder, 'other'))   # whose keyring is empty
    with keyring(other):
        assert 'not in the keyring' in restore(other, 'later.svg', status=1)
        turn_on(other, 'on', secret=recovery)
        assert_exact(other)


def a_vault_that_is_away_is_waited_for(program, folder):
    home, project = make(program, folder)
    vault, disk = os.path.join(home.store, 'vault'), os.path.join(folder, 'disk')
    os.rename(vault, disk)
    os.symlink(disk + '-away', vault)
    project.save('later.svg', TEXT + b'2')
    assert 'connect the disk' in home.run('scan', '--no-stamp').expect(1).err
    assert 'connect the disk' in restore(home, 'text.svg', status=1)
    with home.background('watch') as lines:
        lines.wait_for('connect the disk')
        os.rename(disk, disk + '-away')
        lines.wait_for(r'later\.svg')
    same(restore(home, 'later.svg') == TEXT + b'2', True, 'later.svg')
    same(Store(home.store).read_kept(hex_digest(TEXT + b'2')) == TEXT + b'2', True, 'kept')


CASES = (
    nothing_is_encrypted_unasked, a_passphrase_locks_where_there_is_no_keyring,
    check_reads_what_it_is_given_the_key_of, what_is_kept_is_converted,
    a_stranger_opens_it_with_the_recovery_key, a_lost_key_is_said_and_keeping_goes_on,
    a_keyring_is_asked_and_may_be_locked, a_vault_that_is_away_is_waited_for,
)


def in_scratch(program):
    """Each case in a folder of its own."""
    for case in CASES:
        def run(case=case):
            with scratch() as folder:
                case(program, folder)
        yield tap.name_of(case), run


if __name__ == '__main__':
    tap.run(in_scratch(os.path.abspath(sys.argv[1])))
