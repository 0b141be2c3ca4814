#!/usr/bin/env python3
"""test-old-stores.py - a store written by the first release opens for ever.

Usage: test-old-stores.py DRAFTSEAL
SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import shutil
import sys

sys.dont_write_bytecode = True   # nothing is written into the source tree

import tap
from home import Home, scratch
from store import Store, hex_digest, read_file
from tap import same

OLD = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'store-format-1')
AT = '2027-01-01T00:00:00Z'   # while the authority's certificates were valid


def new_home(program, folder):
    """A home whose store is a copy of the old one."""
    home = Home(program, os.path.join(folder, str(len(os.listdir(folder)))))
    shutil.copytree(os.path.join(OLD, 'store'), home.store)
    return home


def expected_log():
    return json.loads(read_file(os.path.join(OLD, 'log.json')))


def it_lists_what_it_listed(home):
    found = home.log()
    same(len(found), len(expected_log()), 'drafts')
    for draft, expected in zip(found, expected_log()):
        # A later release may add keys; the meaning of a key never changes.
        same({key: draft[key] for key in expected}, expected, draft['path'])


def it_proves_what_it_proved(home):
    for draft in expected_log():
        judged = home.verify(draft['id'], '--at', AT, status=0)
        same((judged['verdict'], judged['grade']), ('PASSED', 'STAMPED'), draft['path'])


def it_gives_the_bytes_back(home):
    for draft in expected_log():
        path = os.path.join(home.folder, 'restored-' + draft['id'])
        home.do('restore', draft['id'], '-o', path)
        same(hex_digest(read_file(path)), draft['sha256'], draft['path'])


def it_is_gone_on_with(home):
    before = read_file(os.path.join(home.store, 'journal'))
    draft = home.log()[0]
    home.do('stage', draft['id'], 'concept')
    after = read_file(os.path.join(home.store, 'journal'))
    assert after.startswith(before), 'what was written is written anew'
    store = Store(home.store)
    same([entry['seq'] for entry in store.entries], list(range(len(store.entries))), 'seq')
    same(home.log()[0]['stage'], 'concept', 'stage')


def a_flipped_octet_is_told(home):
    path = os.path.join(home.store, 'journal')
    octets = bytearray(read_file(path))
    octets[octets.index(b'"seq":4,') + 6] ^= 1   # another number: no next entry any more
    with open(path, 'wb') as file:
        file.write(octets)
    found = home.run('log', '--json')
    assert 'damaged at entry 4' in found.err, found.err
    same(len(json.loads(found.out)), len(expected_log()) - 1, 'drafts behind the damage')
    same(read_file(path), bytes(octets), 'the journal')
    same(home.run('stage', expected_log()[0]['id'], 'final').status, 1, 'a change is refused')


CASES = (it_lists_what_it_listed, it_proves_what_it_proved, it_gives_the_bytes_back,
         it_is_gone_on_with, a_flipped_octet_is_told)

with scratch() as scratch_folder:
    tap.run((tap.name_of(case),
             lambda case=case: case(new_home(sys.argv[1], scratch_folder))) for case in CASES)
