#!/usr/bin/env python3
"""test-authorities.py - whom Draftseal asks, how often, and which answers it believes.

Usage: test-authorities.py DRAFTSEAL
SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import sys

sys.dont_write_bytecode = True   # nothing is written into the source tree

import tap
from foreign_tsa import ForeignTsa, must, serve
from home import Home, scratch
from project import Project
from store import Store, hex_digest
from tap import same

REJECTION = bytes.fromhex('30053003020102')   # PKIStatus 2 and nothing else


class World:
    """Two authorities with roots of their own; a home for each case."""

    def __init__(self, program, folder):
        self.program = program
        self.folder = folder
        self.alpha = ForeignTsa(os.path.join(folder, 'alpha'), 'alpha')
        self.beta = ForeignTsa(os.path.join(folder, 'beta'), 'beta')

    def new_home(self, *options):
        """A home where alpha is asked."""
        home = Home(self.program, os.path.join(self.folder, f'home-{len(os.listdir(self.folder))}'))
        for tsa in (self.alpha, self.beta):
            tsa.requests.clear()
        self.alpha.add_to(home, '--interval', '0', *options)
        return home

    def query(self, *options):
        return must('ts', '-query', '-sha256', '-cert', *options)


def write_file(home, octets):
    path = os.path.join(home.folder, 'file.txt')
    with open(path, 'wb') as file:
        file.write(octets)
    return path


def wrong_answers(world, octets):
    """What a TSA that is broken or lies replies: {what is wrong: reply to a TimeStampReq}."""
    alpha, digest = world.alpha, hex_digest(octets)

    def spoil_signature(query):
        response = alpha.sign(query)
        return 200, response[:-1] + bytes([response[-1] ^ 1])
    return {
        'another file': lambda _query: (200, alpha.sign(world.query('-digest', '0' * 64))),
        'another request': lambda _query: (200, alpha.sign(world.query('-digest', digest))),
        'no nonce': lambda _query: (200, alpha.sign(world.query('-digest', digest, '-no_nonce'))),
        'another authority': lambda query: (200, world.beta.sign(query)),
        'a wrong signature': spoil_signature,
        'a rejection': lambda _query: (200, REJECTION),
        'nothing': lambda _query: (200, b''),
        'a page': lambda _query: (200, b'<html>Sign in to the network</html>'),
        'the first half': lambda query: (200, alpha.sign(query)[:600]),
        'more than a response': lambda query: (200, alpha.sign(query) + b'\0'),
        'an error': lambda query: (500, alpha.sign(query)),
    }


def judge_answer(world, home, path, reply):
    world.alpha.reply, right = reply, world.alpha.reply
    try:
        refused = home.run('stamp', path).expect(1)
    finally:
        world.alpha.reply = right
    store = Store(home.store)
    assert 'alpha gave no stamp' in refused.err, refused.err
    assert not os.path.exists(path + '.tsr'), 'a response was kept'
    same((store.list('stamped'), os.path.exists(store.path('token'))), ([], False), 'tokens')
    same(store.entries[-1]['type'], 'failed', 'what is journalled last')


def wrong_answers_are_not_believed(world):
    home = world.new_home()
    octets = b'what is to be signed'
    path = write_file(home, octets)
    for what, reply in wrong_answers(world, octets).items():
        try:
            judge_answer(world, home, path, reply)
        except AssertionError as wrong:
            raise AssertionError(f'answered with {what}: {wrong}') from wrong
    home.do('stamp', path)   # the right answer is
    assert home.verify(path, status=0)['verdict'] == 'PASSED'


def each_attempt_has_a_nonce_of_its_own(world):
    home = world.new_home()
    path = write_file(home, b'asked for again')
    world.alpha.is_away = True
    try:
        for _attempt in range(2):
            home.run('stamp', path).expect(1)
    finally:
        world.alpha.is_away = False
    home.do('stamp', path)
    requests = Store(home.store).list('request')
    same((len(requests), len({request['nonce'] for request in requests})), (3, 3), 'nonces')
    same(len({request['imprint'] for request in requests}), 1, 'imprints')


def a_project_chooses_its_authorities(world):
    home = world.new_home('--operator', 'Alpha')
    world.beta.add_to(home, '--interval', '0', '--operator', 'Beta')
    secret, shared = Project(home, 'secret'), Project(home, 'shared')
    home.do('config', '--project', 'secret', 'authorities', 'beta')
    secret.save('lamp.svg', b'for beta only')
    shared.save('lamp.svg', b'for both')
    home.do('scan')
    grades = {draft['project']: draft['grade'] for draft in home.log()}
    same(grades, {'secret': 'STAMPED', 'shared': 'CORROBORATED'}, 'grades')
    batches = {batch['drafts'][0]: batch['root'] for batch in
               (Store(home.store).read_canonical('batch', entry['batch'])
                for entry in Store(home.store).list('batch'))}
    both, = [draft['record'] for draft in home.log() if draft['project'] == 'shared']
    same([request.imprint.hex() for request in world.alpha.requests], [batches[both]], 'to alpha')


def a_budget_is_kept(world):
    home = world.new_home('--price', '0.40', '--budget', '1', '--window', '0')
    project = Project(home)
    for number in range(4):
        project.save('lamp.svg', f'{number}'.encode())
        told = project.scan()
    same(len(world.alpha.requests), 2, 'requests')
    same(project.grades(), ['STAMPED', 'STAMPED', 'LOCAL', 'LOCAL'], 'grades')
    assert 'owed' in told, told


def a_policy_is_asked_for(world):
    home = world.new_home('--policy', '1.2.3.4')
    path = write_file(home, b'under another policy')
    assert 'unacceptedPolicy' in home.run('stamp', path).expect(1).err
    home.do('authority', 'remove', 'alpha')
    world.alpha.add_to(home, '--interval', '0', '--policy', '1.3.6.1.4.1.13762.3')
    home.do('stamp', path)
    same({token['policy'] for token in home.verify(path, status=0)['tokens']},
         {'1.3.6.1.4.1.13762.3'}, 'policy')


def an_authority_that_was_removed_is_asked_no_more(world):
    home = world.new_home()
    project = Project(home)
    project.save('lamp.svg', b'1')
    project.scan()
    home.do('authority', 'remove', 'alpha')
    project.save('lamp.svg', b'2')
    project.scan()
    same(len(world.alpha.requests), 1, 'requests')
    same(project.grades(), ['STAMPED', 'LOCAL'], 'grades')
    same(home.verify(home.log()[0]['id'], status=0)['verdict'], 'PASSED', 'what it signed')


def a_window_makes_one_batch(world):
    """A watcher stamps by itself: what was saved within a window is asked for at once."""
    home = world.new_home('--window', '2')
    project = Project(home)
    with home.background('watch') as lines:
        lines.wait_for('^watching')
        for number in range(3):
            project.save(f'lamp-{number}.svg', b'a lamp')
        lines.wait_for('^stamped by alpha')
    same(project.grades(), ['STAMPED'] * 3, 'grades')
    same(len(world.alpha.requests), 1, 'requests')


def without_a_stamp_nothing_is_sent(world):
    home = world.new_home()
    project = Project(home)
    project.save('lamp.svg', b'a lamp')
    home.do('scan', '--no-stamp')
    same((project.grades(), world.alpha.requests), (['LOCAL'], []), 'grade, requests')


CASES = (
    wrong_answers_are_not_believed, each_attempt_has_a_nonce_of_its_own,
    a_project_chooses_its_authorities, a_budget_is_kept, a_policy_is_asked_for,
    an_authority_that_was_removed_is_asked_no_more, a_window_makes_one_batch,
    without_a_stamp_nothing_is_sent,
)


def main(program):
    with scratch() as folder:
        world = World(program, folder)
        with serve(world.alpha, world.beta):
            tap.run(tap.bind(CASES, world))


if __name__ == '__main__':
    main(*sys.argv[1:])
