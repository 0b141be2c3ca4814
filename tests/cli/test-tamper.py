#!/usr/bin/env python3
"""test-tamper.py - one byte is changed, or two proofs change places: verify says so and says where.

One store is written; each case spoils a copy of it.
Usage: test-tamper.py DRAFTSEAL
SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import re
import shutil
import sys

sys.dont_write_bytecode = True   # nothing is written into the source tree

import tap
from der import token_of_response
from foreign_tsa import RSA, ForeignTsa, serve
from home import Home, failed_checks, scratch
from project import Project
from store import Store, hex_digest, read_file
from tap import same


def flip(path, at):
    """Changes one bit of one octet."""
    octets = bytearray(read_file(path))
    octets[at] ^= 1
    with open(path, 'wb') as file:
        file.write(octets)


def swap(one, other):
    os.rename(one, one + '.aside')
    os.rename(other, one)
    os.rename(one + '.aside', other)


STRIDE = 61   # octets between those that are tried where a proof is changed everywhere


class World:
    """Two drafts of one work in a store: a foreign TSA stamped each one's batch, another that was
    added later a round over both. Two files have direct tokens beside them."""

    def __init__(self, program, folder):
        self.folder = folder
        self.home = Home(program, os.path.join(folder, 'home'))
        tsa = ForeignTsa(os.path.join(folder, 'alpha'), 'alpha', key=RSA)
        later = ForeignTsa(os.path.join(folder, 'later'), 'later')
        self.files = [os.path.join(self.home.folder, name) for name in ('one.txt', 'two.txt')]
        for path in self.files:
            with open(path, 'wb') as file:
                file.write(os.path.basename(path).encode() * 30)
        with serve(tsa, later):
            tsa.add_to(self.home, '--interval', '0', '--operator', 'Alpha')
            project = Project(self.home)
            for octets in (b'first' * 50, b'second' * 50):
                project.save('lamp.svg', octets)
                project.save('shade.svg', b'shade of ' + octets)
                project.scan()
            self.home.do('stamp', *self.files)
            later.add_to(self.home, '--interval', '0', '--operator', 'Later')
            project.scan()
        self.store = Store(self.home.store)
        self.lamp, self.later = [draft for draft in self.home.log() if draft['path'] == 'lamp.svg']
        self.draft = self.store.draft(self.lamp['record'])
        self.line_at = self.store.read('journal').index(self.draft.octets)

    def copy(self):
        return self.home.copy(os.path.join(self.folder, f'copy-{len(os.listdir(self.folder))}'))

    def copy_files(self):
        """The two files and their responses in a folder of their own."""
        folder = os.path.join(self.folder, f'copy-{len(os.listdir(self.folder))}')
        os.makedirs(folder)
        for path in self.files:
            shutil.copy(path, folder)
            shutil.copy(path + '.tsr', folder)
        return [os.path.join(folder, os.path.basename(path)) for path in self.files]

    def token(self, home, draft):
        return os.path.join(home.store, 'token', draft['stamps'][0]['token'])

    def batch(self, home):
        return os.path.join(home.store, 'batch', self.lamp['batch'])

    def round(self, home):
        return os.path.join(home.store, 'batch', self.store.list('round')[0]['round'])

    def kept(self, home):
        return os.path.join(home.store, 'vault', self.lamp['sha256'][:2], self.lamp['sha256'])


def must_fail(home, what, *checks):
    """verify says FAILED, because of one of these checks."""
    judged = home.verify(what, status=1)
    same(judged['verdict'], 'FAILED', 'verdict')
    assert failed_checks(judged) & set(checks), f'{failed_checks(judged)}, not one of {checks}'
    return judged


def must_pass(home, what):
    judged = home.verify(what, status=0)
    same((judged['verdict'], failed_checks(judged)), ('PASSED', set()), 'verdict')
    return judged


def what_is_untouched_passes(world):
    home = world.copy()
    for draft in (world.lamp, world.later):
        same([stamp['tsa'] for stamp in draft['stamps']], ['alpha', 'later'], 'tokens')
        same(must_pass(home, draft['id'])['grade'], 'CORROBORATED', 'grade')
    for path in world.files:
        same(must_pass(home, path)['grade'], 'STAMPED', 'grade')
    same(home.log(), world.home.log(), 'log')


def a_kept_file(world):
    for at in (0, 100, -1):
        home = world.copy()
        flip(world.kept(home), at)
        must_fail(home, world.lamp['id'], 'kept-copy')
        must_pass(home, world.later['id'])


def a_record_with_its_index(world):
    """Whatever changes in a record, the index knows what it was."""
    for field in ('"', '"path":"', '"sha256":"', '"salt":"', '"seq":', '"size":', '"type":"',
                  '"time":"2'):
        home = world.copy()
        flip(os.path.join(home.store, 'journal'), position_in(world, field))
        must_fail(home, world.lamp['id'], 'record')
        must_fail(home, world.later['id'], 'journal')   # stamped with the first in its journal


def position_in(world, field):
    """Of an octet of that field; one of hex digits stays a digit when it is changed."""
    return world.line_at + re.search(field.encode() + rb'[a-f]*', world.draft.octets).end()


def a_record_whose_index_is_gone(world):
    """With a new index the changed record has another id; what was stamped still contradicts."""
    for field in ('"path":"', '"sha256":"', '"salt":"', '"size":', '"time":"2'):
        home = world.copy()
        flip(os.path.join(home.store, 'journal'), position_in(world, field))
        os.remove(os.path.join(home.store, 'index.sqlite'))
        changed, = [draft for draft in home.log()
                    if (draft['work'], draft['number']) == (world.lamp['work'], 1)]
        assert changed['id'] != world.lamp['id']
        must_fail(home, changed['id'], 'journal')
        must_fail(home, world.later['id'], 'journal')


def a_record_that_is_none_any_more(world):
    """Damage before what is stamped: told, nothing is cut, and the store is only read."""
    for field in ('^', '"seq":'):
        home = world.copy()
        journal = os.path.join(home.store, 'journal')
        flip(journal, position_in(world, field))
        os.remove(os.path.join(home.store, 'index.sqlite'))
        damaged = read_file(journal)
        must_fail(home, world.later['id'], 'journal')
        assert 'damaged' in home.run('scan').expect(1).err, 'the damage was not told'
        same(read_file(journal), damaged, 'journal')


def a_token(world):
    size = os.path.getsize(world.token(world.home, world.lamp))
    for at in (0, size // 3, size // 2, size - 1):
        home = world.copy()
        flip(world.token(home, world.lamp), at)
        must_fail(home, world.lamp['id'], 'token')
        must_pass(home, world.later['id'])


def two_tokens_that_changed_places(world):
    home = world.copy()
    swap(world.token(home, world.lamp), world.token(home, world.later))
    must_fail(home, world.lamp['id'], 'token')
    must_fail(home, world.later['id'], 'token')


def a_batch(world):
    size = os.path.getsize(world.batch(world.home))
    for at in (2, size // 3, size // 2, size - 1):
        home = world.copy()
        flip(world.batch(home), at)
        must_fail(home, world.lamp['id'], 'batch')
        must_pass(home, world.later['id'])


def a_round(world):
    for at in (2, os.path.getsize(world.round(world.home)) // 2):
        home = world.copy()
        flip(world.round(home), at)
        must_fail(home, world.lamp['id'], 'round')
        must_fail(home, world.later['id'], 'round')


def batches_whose_index_is_gone(world):
    """Which drafts they held cannot be told any more, but not that there is nothing either."""
    home = world.copy()
    flip(world.batch(home), 100)
    os.remove(os.path.join(home.store, 'index.sqlite'))
    must_fail(home, world.lamp['id'], 'batch')
    must_pass(home, world.later['id'])


def a_file(world):
    one, _two = world.copy_files()
    for at in (0, 100, -1):
        flip(one, at)
        must_fail(world.home, one, 'token-imprint')
        flip(one, at)
    must_pass(world.home, one)


def a_token_beside_a_file(world):
    """In what it covers, in what is signed, in the signature, in certificates: everywhere."""
    one, _two = world.copy_files()
    response = one + '.tsr'
    octets = read_file(response)
    token_at = len(octets) - len(token_of_response(octets))
    imprint = octets.index(bytes.fromhex(hex_digest(read_file(one))))
    gen_time = octets.index(b'\x18\x0f20') + 4
    rows = [(imprint, 'token-imprint'), (gen_time, 'token-message-digest'),
            (-1, 'token-signature'), (-100, 'token-signature'), (1, 'token')]
    rows += [(at, 'token') for at in range(token_at, len(octets), STRIDE)
             if not imprint - 64 < at < gen_time + 64]
    for at, check in rows:
        flip(response, at)
        must_fail(world.home, one, check)
        flip(response, at)
    must_pass(world.home, one)


def two_responses_that_changed_places(world):
    one, two = world.copy_files()
    swap(one + '.tsr', two + '.tsr')
    must_fail(world.home, one, 'token-imprint')
    must_fail(world.home, two, 'token-imprint')


CASES = (
    what_is_untouched_passes, a_kept_file, a_record_with_its_index, a_record_whose_index_is_gone,
    a_record_that_is_none_any_more, a_token, two_tokens_that_changed_places, a_batch, a_round,
    batches_whose_index_is_gone, a_file, a_token_beside_a_file, two_responses_that_changed_places,
)


def main(program):
    with scratch() as folder:
        tap.run(tap.bind(CASES, World(program, folder)))


if __name__ == '__main__':
    main(*sys.argv[1:])
