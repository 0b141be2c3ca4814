#!/usr/bin/env python3
"""test-verify.py - what verify concludes from proofs nobody touched: by anchors, time, authority.

Usage: test-verify.py DRAFTSEAL
SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import re
import sys
import time

sys.dont_write_bytecode = True   # nothing is written into the source tree

import tap
from foreign_tsa import RSA, ForeignTsa, serve
from home import Home, scratch
from project import Project
from store import hex_digest
from tap import same

DAY_S = 86400
TSA_DAYS = 30   # how long the certificate of beta lasts
OCTETS = b'signed twice'
CHECK_KEYS = {'name', 'result', 'detail', 'source'}


def day(days_from_now):
    return time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + days_from_now * DAY_S))


class World:
    """A project and a file stamped by two authorities; another file stamped by one of them only, a
    third by the practice TSA, a fourth by nobody."""

    def __init__(self, program, folder):
        self.folder = folder
        self.program = program
        self.home = Home(program, os.path.join(folder, 'home'))
        self.alpha = ForeignTsa(os.path.join(folder, 'alpha'), 'alpha', key=RSA, digits=3)
        self.beta = ForeignTsa(os.path.join(folder, 'beta'), 'beta', days=TSA_DAYS)
        self.both, self.single, self.practice, self.bare = map(
            self.write_file, ('both.txt', 'single.txt', 'practice.txt', 'bare.txt'))
        self.project = Project(self.home)
        self.project.save('lamp.svg', b'a lamp')
        with serve(self.alpha, self.beta):
            for tsa, operator in ((self.alpha, 'Alpha'), (self.beta, 'Beta')):
                tsa.add_to(self.home, '--interval', '0', '--operator', operator)
            self.project.scan()
            self.home.do('stamp', self.both)
            self.home.do('stamp', self.single, '--authority', 'beta')
        self.draft = self.home.log()[0]
        self.practice_home, self.practice_root = self.stamp_for_practice()

    def write_file(self, name):
        path = os.path.join(self.folder, name)
        with open(path, 'wb') as file:
            file.write(OCTETS + name.encode())
        return path

    def stamp_for_practice(self):
        """In a home of its own: a draft and a file that only the practice TSA stamped."""
        home = Home(self.program, os.path.join(self.folder, 'practice'))
        project = Project(home)
        project.save('lamp.svg', b'a lamp to practise with')
        with home.background('practice-tsa', '--port', '0') as lines:
            url = lines.wait_for(r'listening on (\S+)')[1]
            root = lines.wait_for(r'Its root: (.+)')[1]
            home.do('authority', 'add', 'practice', url, '--interval', '0')
            project.scan()
            home.do('stamp', self.practice)
        return home, root

    def stranger(self):
        """Somebody with an empty store and no authority."""
        return Home(self.program, os.path.join(self.folder,
                                               f'stranger-{len(os.listdir(self.folder))}'))


def must_be(judged, verdict, reason, grade):
    found = tuple(judged[key] for key in ('verdict', 'reason', 'grade'))
    same(found, (verdict, reason, grade), 'verdict, reason, grade')


def a_draft_of_two_authorities_is_corroborated(world):
    judged = world.home.verify(world.draft['id'], status=0)
    must_be(judged, 'PASSED', None, 'CORROBORATED')
    earliest = min(world.draft['stamps'], key=lambda stamp: stamp['gen_time'].rstrip('Z'))
    same((judged['tsa'], judged['gen_time']), (earliest['tsa'], earliest['gen_time']), 'who, when')


def the_json_has_its_keys(world):
    judged = world.home.verify(world.draft['id'], status=0)
    for check in judged['checks']:
        assert CHECK_KEYS <= set(check) and all(check[key] for key in CHECK_KEYS), check
    assert re.fullmatch(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z', judged['gen_time'])
    revocation, = {check['result'] for check in judged['checks'] if check['name'] == 'revocation'}
    same(revocation, 'not-done', 'revocation')
    assert judged['sentence'].endswith('revocation was not checked.'), judged['sentence']


def a_file_of_the_project_is_known_by_its_bytes(world):
    path = os.fsdecode(world.project.path('lamp.svg'))
    must_be(world.home.verify(path, status=0), 'PASSED', None, 'CORROBORATED')
    must_be(world.home.verify('--digest', f'sha256:{world.draft["sha256"]}', status=0),
            'PASSED', None, 'CORROBORATED')


def the_tokens_of_several_authorities_are_found(world):
    judged = world.home.verify(world.both, status=0)
    same(judged['verdict'], 'PASSED', 'verdict')
    same([token['verdict'] for token in judged['tokens']], ['PASSED'] * 2, 'tokens')
    for name in ('alpha', 'beta'):
        proof = f'{world.both}.{name}.tsr'
        same(world.home.verify(world.both, '--proof', proof, status=0)['verdict'], 'PASSED', name)


def without_any_proof_nothing_is_said(world):
    must_be(world.home.verify(world.bare, status=3),
            'INDETERMINATE', 'SIGNED_DATA_NOT_FOUND', 'LOCAL')


def without_an_anchor_nothing_is_proved(world):
    must_be(world.stranger().verify(world.single, '--proof', world.single + '.tsr', status=3),
            'INDETERMINATE', 'NO_CERTIFICATE_CHAIN_FOUND', 'LOCAL')


def an_anchor_may_be_given(world):
    judged = world.stranger().verify(world.single, '--trust', world.beta.root.pem, status=0)
    must_be(judged, 'PASSED', None, 'STAMPED')


def given_anchors_replace_those_of_the_store(world):
    must_be(world.home.verify(world.single, '--trust', world.alpha.root.pem, status=3),
            'INDETERMINATE', 'NO_CERTIFICATE_CHAIN_FOUND', 'LOCAL')
    only_alpha = world.home.verify(world.draft['id'], '--trust', world.alpha.root.pem, status=0)
    must_be(only_alpha, 'PASSED', None, 'STAMPED')
    both = world.home.verify(world.draft['id'], '--trust', world.alpha.root.pem,
                             '--trust', world.beta.root.pem, status=0)
    must_be(both, 'PASSED', None, 'CORROBORATED')


def a_digest_stands_for_its_data(world):
    proof = world.single + '.tsr'
    digest = hex_digest(OCTETS + b'single.txt')
    same(world.home.verify('--digest', f'sha256:{digest}', '--proof', proof, status=0)['verdict'],
         'PASSED', 'the right digest')
    same(world.home.verify('--digest', f'sha256:{"0" * 64}', '--proof', proof, status=1)['verdict'],
         'FAILED', 'another digest')
    must_be(world.home.verify('--digest', f'sha512:{"0" * 128}', '--proof', proof, status=3),
            'INDETERMINATE', 'SIGNED_DATA_NOT_FOUND', 'LOCAL')


def what_has_ended_proves_nothing_by_itself(world):
    judged = world.home.verify(world.single, '--at', day(TSA_DAYS + 1), status=3)
    must_be(judged, 'INDETERMINATE', 'OUT_OF_BOUNDS_NO_POE', 'LOCAL')
    assert 'signed at' in judged['sentence'], judged['sentence']
    must_be(world.home.verify(world.single, '--at', day(TSA_DAYS - 1), status=0),
            'PASSED', None, 'STAMPED')
    must_be(world.home.verify(world.draft['id'], '--at', day(TSA_DAYS + 1), status=0),
            'PASSED', None, 'STAMPED')   # the certificate of the other authority lasts


def before_it_was_signed_nothing_was_proved(world):
    must_be(world.home.verify(world.single, '--at', day(-2), status=3),
            'INDETERMINATE', 'TIMESTAMP_ORDER_FAILURE', 'LOCAL')


def revocation_is_judged_by_the_lists_given(world):
    root = world.beta.root
    certificate = os.path.join(world.beta.folder, 'tsa.pem')

    def judge(reason, status, *options):
        name = os.path.join(world.folder, f'{reason}.crl')
        path = root.list_revoked(name, certificate if reason else None, reason)
        return world.home.verify(world.single, '--crl', path, *options, status=status)

    good = judge(None, 0, '--revocation', 'require')
    same((good['verdict'], good['revocation']), ('PASSED', 'checked'), 'not revoked')
    assert good['sentence'].endswith('by the CRLs and OCSP answers given.'), good['sentence']
    retired = judge('superseded', 0)
    same(retired['verdict'], 'PASSED', 'superseded afterwards')
    stolen = judge('keyCompromise', 3)
    must_be(stolen, 'INDETERMINATE', 'REVOKED_NO_POE', 'LOCAL')
    same({check['trouble'] for check in stolen['checks'] if check['name'] == 'revocation'},
         {'undecided'}, 'kind of trouble')


def revocation_may_be_required(world):
    must_be(world.home.verify(world.single, '--revocation', 'require', status=3),
            'INDETERMINATE', 'TRY_LATER', 'LOCAL')
    must_be(world.home.verify(world.single, '--revocation', 'if-available', status=0),
            'PASSED', None, 'STAMPED')
    world.home.run('verify', world.single, '--revocation', 'maybe').expect(2)
    world.home.run('verify', world.single, '--crl', world.bare).expect(1)
    stranger = world.alpha.root.list_revoked(os.path.join(world.folder, 'alpha.crl'))
    same(world.home.verify(world.single, '--crl', stranger, status=0)['revocation'], 'not-checked',
         'by the list of another authority')


def a_token_alone_says_what_it_covers(world):
    judged = world.home.verify(world.single + '.tsr', status=3)
    must_be(judged, 'INDETERMINATE', 'SIGNED_DATA_NOT_FOUND', 'LOCAL')
    same([token['tsa'] for token in judged['tokens']], ['beta TSA'], 'who signed')
    assert hex_digest(OCTETS + b'single.txt') in judged['sentence'], judged['sentence']


def a_refusal_is_no_verdict_on_the_file(world):
    path = os.path.join(world.folder, 'refusal')
    with open(path, 'wb') as file:
        file.write(bytes.fromhex('30093007020102030205 20'))
    must_be(world.home.verify(world.bare, '--proof', path, status=3),
            'INDETERMINATE', 'NO_POE', 'LOCAL')
    with open(path, 'ab') as file:
        file.write(b'0')
    must_be(world.home.verify(world.bare, '--proof', path, status=1),
            'FAILED', 'FORMAT_FAILURE', 'LOCAL')


def the_same_question_has_the_same_answer(world):
    asked = ('verify', '--json', world.both, '--at', day(1))
    same(world.home.do(*asked), world.home.do(*asked), 'octets printed')


def the_practice_authority_is_only_a_test(world):
    home = world.practice_home
    for what in (home.log()[0]['id'], world.practice):
        must_be(home.verify(what, status=3), 'PASSED', None, 'TEST')
    must_be(world.stranger().verify(world.practice, '--trust', world.practice_root, status=3),
            'PASSED', None, 'TEST')
    assert '— TEST' in home.do('verify', world.practice, status=3).split('\n')[0]


def an_unknown_draft_is_refused(world):
    world.home.run('verify', '0' * 16).expect(1)
    world.home.run('verify', os.path.join(world.folder, 'absent.txt')).expect(1)
    world.home.run('verify', world.bare, '--proof', world.bare + '.tsr').expect(1)


CASES = (
    a_draft_of_two_authorities_is_corroborated, the_json_has_its_keys,
    a_file_of_the_project_is_known_by_its_bytes, the_tokens_of_several_authorities_are_found,
    without_any_proof_nothing_is_said, without_an_anchor_nothing_is_proved, an_anchor_may_be_given,
    given_anchors_replace_those_of_the_store, a_digest_stands_for_its_data,
    revocation_is_judged_by_the_lists_given, revocation_may_be_required,
    a_token_alone_says_what_it_covers, a_refusal_is_no_verdict_on_the_file,
    the_same_question_has_the_same_answer, what_has_ended_proves_nothing_by_itself, before_it_was_signed_nothing_was_proved,
    the_practice_authority_is_only_a_test, an_unknown_draft_is_refused,
)


def main(program):
    with scratch() as folder:
        tap.run(tap.bind(CASES, World(program, folder)))


if __name__ == '__main__':
    main(*sys.argv[1:])
