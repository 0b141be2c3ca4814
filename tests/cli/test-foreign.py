#!/usr/bin/env python3
"""test-foreign.py - what authorities that are not our code sign, and the grade it gives.

Every token that is stored is looked at with openssl over a source that is computed anew from the
files and the journal, by code that shares nothing with src.
Usage: test-foreign.py DRAFTSEAL
SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import sys

sys.dont_write_bytecode = True   # nothing is written into the source tree

import der
import tap
from foreign_tsa import RSA, ForeignTsa, serve, token_covers
from home import Home, scratch
from project import Project
from store import Store, read_file
from tap import same
from tokens import check_tokens


class World:
    """Three authorities, of which two have the same root, and a home for each case."""

    def __init__(self, program, folder):
        self.program = program
        self.folder = folder
        self.alpha = ForeignTsa(os.path.join(folder, 'alpha'), 'alpha', key=RSA, digits=6)
        self.beta = ForeignTsa(os.path.join(folder, 'beta'), 'beta')
        self.alpha_too = ForeignTsa(os.path.join(folder, 'alpha-too'), 'alpha-too',
                                    root=self.alpha.root)
        self.tsas = (self.alpha, self.beta, self.alpha_too)
        self.roots = {tsa.name: tsa.root.pem for tsa in self.tsas}

    def new_project(self, *authorities):
        """In a home of its own, stamped by (TSA, operator) each; requests are counted anew."""
        home = Home(self.program, os.path.join(self.folder, f'home-{len(os.listdir(self.folder))}'))
        project = Project(home)
        for tsa, operator in authorities:
            tsa.requests.clear()
            tsa.add_to(home, '--interval', '0', '--operator', operator)
        return project

    def check_tokens(self, project):
        return check_tokens(project.home.store, project.saved, self.roots)


def save_three(project):
    for name in ('outline.svg', 'concept.svg', 'sketch.svg'):
        project.save(name, f'<svg>{name}</svg>'.encode())


def one_authority_stamps(world):
    project = world.new_project((world.alpha, 'Alpha'))
    save_three(project)
    project.scan()
    stamped, = world.check_tokens(project)
    draft = project.home.log()[0]

    same(project.grades(), ['STAMPED'] * 3, 'grades')
    same(len(world.alpha.requests), 1, 'requests')
    same([(stamp['tsa'], stamp['gen_time'], stamp['serial'], stamp['kind'])
          for stamp in draft['stamps']],
         [('alpha', stamped['gen_time'], stamped['serial'], 'batch')], 'what log says')


def every_size_of_batch_leads_to_its_root(world):
    project = world.new_project((world.beta, 'Beta'))
    for size in (1, 2, 4, 7):   # leaves: 2, 3, 5, 8; an odd node goes up once, twice and never
        for number in range(size):
            project.save(f'work-{number}.svg', f'{size}/{number}'.encode())
        project.scan()
    same([batch['count'] for batch in Store(project.home.store).list('batch')], [1, 2, 4, 7],
         'drafts of the batches')
    same(len(world.check_tokens(project)), 4, 'tokens')


def two_roots_and_operators_corroborate(world):
    project = world.new_project((world.alpha, 'Alpha'), (world.beta, 'Beta'))
    save_three(project)
    project.scan()
    same(project.grades(), ['CORROBORATED'] * 3, 'grades')
    same({stamped['tsa'] for stamped in world.check_tokens(project)}, {'alpha', 'beta'}, 'tokens')


def one_root_twice_corroborates_nothing(world):
    project = world.new_project((world.alpha, 'Alpha'), (world.alpha_too, 'Another'))
    save_three(project)
    project.scan()
    same(project.grades(), ['STAMPED'] * 3, 'grades')
    same(len(world.check_tokens(project)), 2, 'tokens')


def one_operator_twice_corroborates_nothing(world):
    project = world.new_project((world.alpha, 'Alpha'), (world.beta, ' ALPHA'))
    save_three(project)
    project.scan()
    same(project.grades(), ['STAMPED'] * 3, 'grades')


def an_authority_marked_test_proves_nothing(world):
    project = world.new_project((world.alpha, 'Alpha'))
    world.beta.add_to(project.home, '--interval', '0', '--operator', 'Beta', '--test')
    save_three(project)
    project.scan()
    same(project.grades(), ['STAMPED'] * 3, 'grades with a genuine token beside it')
    project.home.do('authority', 'remove', 'alpha')
    project.save('outline.svg', b'only by beta')
    project.scan()
    same(project.grades(), ['STAMPED'] * 3 + ['TEST'], 'grades')


def the_practice_authority_stays_test(world):
    project = world.new_project()
    with project.home.background('practice-tsa', '--port', '0') as lines:
        url = lines.wait_for(r'listening on (\S+)')[1]
        root = lines.wait_for(r'Its root: (.+)')[1]
        project.home.do('authority', 'add', 'practice', url, '--interval', '0')
        save_three(project)
        project.scan()
    same(project.grades(), ['TEST'] * 3, 'grades')
    same(len(check_tokens(project.home.store, project.saved, {'practice': root})), 1, 'tokens')


def without_an_authority_drafts_stay_local(world):
    project = world.new_project()
    save_three(project)
    project.scan()
    same(project.grades(), ['LOCAL'] * 3, 'grades')
    same(Store(project.home.store).list('batch'), [], 'batches')


def a_root_that_is_not_trusted_gives_no_stamp(world):
    project = world.new_project()
    project.home.do('authority', 'add', 'alpha', world.alpha.url, '--trust', world.beta.root.pem)
    save_three(project)
    project.scan(status=1)
    same(project.grades(), ['LOCAL'] * 3, 'grades')
    same(Store(project.home.store).list('stamped'), [], 'tokens')


def an_absent_authority_costs_one_round(world):
    project = world.new_project((world.alpha, 'Alpha'))
    world.alpha.is_away = True
    try:
        for number in range(3):
            project.save('lamp.svg', f'{number}'.encode())
            project.scan(status=1)
    finally:
        world.alpha.is_away = False
    same(project.grades(), ['LOCAL'] * 3, 'grades while it was away')
    project.scan()
    stamped, = world.check_tokens(project)
    same(list(Store(project.home.store).entries[stamped['request']]['target']), ['round'], 'target')
    same(len(world.alpha.requests), 1, 'requests that reached it')
    same(project.grades(), ['STAMPED'] * 3, 'grades')


def an_authority_added_later_signs_one_round(world):
    project = world.new_project((world.alpha, 'Alpha'))
    for number in range(2):
        project.save('lamp.svg', f'{number}'.encode())
        project.scan()
    world.beta.requests.clear()
    world.beta.add_to(project.home, '--interval', '0', '--operator', 'Beta')
    project.scan()
    same(len(world.beta.requests), 1, 'requests')
    same(len(world.check_tokens(project)), 3, 'tokens')
    same(project.grades(), ['CORROBORATED'] * 2, 'grades')


def the_interval_of_an_authority_is_kept(world):
    project = world.new_project()
    world.beta.requests.clear()
    world.beta.add_to(project.home, '--interval', '1')
    for number in range(3):
        project.save('lamp.svg', f'{number}'.encode())
        project.scan()
    arrivals = [request.arrival for request in world.beta.requests]
    same(len(arrivals), 3, 'requests')
    gaps = [later - earlier for earlier, later in zip(arrivals, arrivals[1:])]
    assert min(gaps) >= 1, f'asked after {gaps} s'


def a_final_is_signed_itself(world):
    project = world.new_project((world.alpha, 'Alpha'))
    save_three(project)
    project.scan()
    draft = project.home.log()[1]
    project.home.do('stage', draft['id'], 'final')
    project.scan()
    same([stamp['kind'] for stamp in project.home.log()[1]['stamps']], ['batch', 'direct'], 'kinds')
    same(len(world.check_tokens(project)), 2, 'tokens')
    same(world.alpha.requests[-1].imprint.hex(), draft['sha256'], 'what was sent')


def files_elsewhere_are_signed_directly(world):
    project = world.new_project((world.alpha, 'Alpha'), (world.beta, 'Beta'))
    home = project.home
    path = os.path.join(home.folder, 'contract.txt')
    project.saved['elsewhere', 1] = octets = b'signed at noon\n'
    with open(path, 'wb') as file:
        file.write(octets)
    home.do('stamp', path)
    for tsa in (world.alpha, world.beta):
        token = path + '.tst'
        with open(token, 'wb') as file:
            file.write(der.token_of_response(read_file(f'{path}.{tsa.name}.tsr')))
        assert token_covers(token, octets, tsa.root.pem), f'the token of {tsa.name}'
    same(len(world.check_tokens(project)), 2, 'tokens')
    home.do('stamp', path, status=1)   # what is there is never overwritten


def nothing_but_a_root_is_sent(world):
    project = world.new_project((world.alpha, 'Alpha'))
    save_three(project)
    project.scan()
    batch, = Store(project.home.store).list('batch')
    same([request.imprint.hex() for request in world.alpha.requests], [batch['root']], 'sent')


CASES = (
    one_authority_stamps, every_size_of_batch_leads_to_its_root,
    two_roots_and_operators_corroborate, one_root_twice_corroborates_nothing,
    one_operator_twice_corroborates_nothing, an_authority_marked_test_proves_nothing,
    the_practice_authority_stays_test, without_an_authority_drafts_stay_local,
    a_root_that_is_not_trusted_gives_no_stamp, an_absent_authority_costs_one_round,
    an_authority_added_later_signs_one_round, the_interval_of_an_authority_is_kept,
    a_final_is_signed_itself, files_elsewhere_are_signed_directly, nothing_but_a_root_is_sent,
)


def main(program):
    with scratch() as folder:
        world = World(program, folder)
        with serve(*world.tsas):
            tap.run(tap.bind(CASES, world))


if __name__ == '__main__':
    main(*sys.argv[1:])
