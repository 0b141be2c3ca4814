#!/usr/bin/env python3
"""torture.py - several processes on one store, killed again and again, the index deleted in between.

Two watch a project each, one scans a third, one sets stages, all at once, while files are saved and
somebody looks. What `log` has shown once is there for ever, once, and is stamped in the end; no
authority is asked inside its interval; every token covers what the journal says, by the word of
openssl and of code that shares nothing with src.
Usage: torture.py DRAFTSEAL ROUNDS [SEED]
SPDX-License-Identifier: GPL-3.0-or-later
"""
import collections
import os
import random
import signal
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True   # nothing is written into the source tree

import tap
from foreign_tsa import ForeignTsa, serve
from home import Home, scratch
from project import Project
from store import Store, hex_digest
from tap import same
from tokens import check_token

INTERVAL_S = 1
# The server notes an arrival when its thread runs: under load, later than it was.
NOTING_S = 0.25
ROUND_S = (0.2, 1.0)      # how long a round may go before somebody is killed
SAVES_A_ROUND = 3
STAGES = ('concept', 'sketch', 'revision')
FINALS = 0.03              # of the stages set: each is a stamp of its own, an interval long
KEPT_S = 30               # in which a save that nobody disturbs is recorded
INDEX_NAMES = ('index.sqlite', 'index.sqlite-wal', 'index.sqlite-shm')


class Actor(threading.Thread):
    """Runs one command after the other until it is stopped; each may be killed at any time."""

    def __init__(self, home, next_command):
        super().__init__(daemon=True)
        self.home = home
        self.next_command = next_command
        self.lock = threading.Lock()
        self.process = None
        self.is_stopped = False
        self.n_killed = 0
        self.faults = []

    def run(self):
        while True:
            arguments = self.next_command()
            with self.lock:
                if self.is_stopped:
                    return
                self.process = subprocess.Popen(
                    [self.home.program, *arguments], env=self.home.environment,
                    cwd=self.home.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE)
            said = self.process.stderr.read().decode('utf-8', 'replace')
            status = self.process.wait()
            if status not in (0, -signal.SIGKILL, -signal.SIGTERM):
                self.faults.append(f'{arguments}: exit {status}: {said}')

    def kill(self):
        with self.lock:
            if self.process is not None and self.process.poll() is None:
                self.process.kill()
                self.n_killed += 1

    def stop(self):
        with self.lock:
            self.is_stopped = True
            if self.process is not None:
                self.process.terminate()
        self.join()


def same_items(found, expected, what):
    """Each as often; only what differs is told."""
    found, expected = collections.Counter(found), collections.Counter(expected)
    same((found - expected, expected - found), (collections.Counter(), collections.Counter()),
         f'{what}, too many and missing')


class Torture:
    """A home with two authorities and three projects, and all that was saved and shown in it."""

    def __init__(self, program, folder, seed):
        self.random = random.Random(seed)
        self.staging = random.Random(seed)     # for the thread that sets stages
        self.home = Home(program, os.path.join(folder, 'home'))
        self.tsas = [ForeignTsa(os.path.join(folder, name), name) for name in ('alpha', 'beta')]
        self.projects = [Project(self.home, name) for name in ('lamp', 'vase', 'tea')]
        self.saved = {}                        # (path, number): octets, as store.py wants them
        self.shown = {}                        # id: (path, sha256) of all that log has printed
        self.n_saves = 0

    def actors(self):
        lamp, vase, tea = (project.name for project in self.projects)
        return [Actor(self.home, lambda: ('watch', '--project', lamp)),
                Actor(self.home, lambda: ('watch', '--project', vase)),
                Actor(self.home, lambda: ('scan', '--project', tea)),
                Actor(self.home, self.stage_command)]

    def stage_command(self):
        drafts = list(self.shown)
        if not drafts:
            return ('status',)
        stage = 'final' if self.staging.random() < FINALS else self.staging.choice(STAGES)
        return ('stage', self.staging.choice(drafts), stage)

    def save(self):
        """A new file in each project, in place or by rename, as programs do."""
        for project in self.projects:
            self.n_saves += 1
            name = f'{project.name}-{self.n_saves}.svg'
            octets = f'<svg>{self.n_saves}</svg>'.encode() * self.random.randrange(1, 3000)
            if self.random.random() < 0.5:
                project.save(name, octets)
            else:
                beside = project.path(f'.{name}.tmp')
                with open(beside, 'wb') as file:
                    file.write(octets)
                os.rename(beside, project.path(name))
            self.saved[name.encode(), 1] = octets

    def look(self):
        """What log shows: all that it has shown before, each once."""
        drafts = self.home.log()
        now = {draft['id']: (draft['path'], draft['sha256']) for draft in drafts}
        same(len(now), len(drafts), 'ids in log')
        same(len(set(now.values())), len(drafts), 'drafts by path and digest')
        lost = {id_: what for id_, what in self.shown.items() if now.get(id_) != what}
        assert not lost, f'log has shown {lost}, and does not any more'
        self.shown = now
        return drafts

    def delete_index(self):
        names = INDEX_NAMES if self.random.random() < 0.5 else INDEX_NAMES[:1]
        for name in names:
            try:
                os.remove(os.path.join(self.home.store, name))
            except FileNotFoundError:
                pass

    def torment(self, rounds):
        """Returns how often somebody was killed."""
        actors = self.actors()
        for actor in actors:
            actor.start()
        for number in range(rounds):
            for _ in range(SAVES_A_ROUND):
                self.save()
            time.sleep(self.random.uniform(*ROUND_S))
            for actor in self.random.sample(actors, self.random.randrange(1, len(actors) + 1)):
                actor.kill()
            if number % 4 == 3:
                self.delete_index()
            self.look()
        for actor in actors:
            actor.stop()
        same([fault for actor in actors for fault in actor.faults], [], 'commands that failed')
        return sum(actor.n_killed for actor in actors)

    def settle(self):
        """Nobody disturbs any more: one scan records and stamps all there is."""
        deadline = time.monotonic() + KEPT_S
        while True:
            done = self.home.run('scan')
            drafts = self.look()
            if done.status == 0 and len(drafts) == len(self.saved):
                return drafts
            assert time.monotonic() < deadline, f'{len(drafts)} drafts; {done.out}{done.err}'


def journal_is_valid(world):
    """Canonical entries in order; nothing in it is of a draft that is not there."""
    store = Store(world.home.store)
    same([entry['seq'] for entry in store.entries], list(range(len(store.entries))), 'seq')
    drafts = store.list('draft')
    same_items(((draft['path'], draft['digests']['sha256']) for draft in drafts),
               ((path.decode(), hex_digest(octets))
                for (path, _number), octets in world.saved.items()), 'saves recorded')
    for (path, _number), octets in world.saved.items():
        digest = hex_digest(octets)
        same(hex_digest(store.read_kept(digest)), digest, f'the copy of {path}')


def every_draft_is_in_one_batch(world):
    store = Store(world.home.store)
    same_items((record for entry in store.list('batch')
                for record in store.read_canonical('batch', entry['batch'])['drafts']),
               (entry.digest for entry in store.list('draft')), 'drafts in batches')


def every_batch_is_stamped_once(world):
    store = Store(world.home.store)
    roots = {entry['batch']: entry['root'] for entry in store.list('batch')}
    for tsa in world.tsas:
        covered = []
        for stamped in store.list('stamped'):
            (kind, target), = store.entries[stamped['request']]['target'].items()
            if stamped['tsa'] != tsa.name or kind not in ('batch', 'round'):
                continue
            covered += ([roots[target]] if kind == 'batch'
                        else store.read_canonical('batch', target)['roots'])
        same_items(covered, roots.values(), f'batches stamped by {tsa.name}')
    direct = collections.Counter(
        (stamped['tsa'], target) for stamped in store.list('stamped')
        for kind, target in store.entries[stamped['request']]['target'].items() if kind == 'draft')
    assert all(times == 1 for times in direct.values()), f'direct stamps {direct}'


def every_token_covers_its_source(world):
    store = Store(world.home.store)
    roots = {tsa.name: tsa.root.pem for tsa in world.tsas}
    stamped = store.list('stamped')
    kept = {name for name in os.listdir(store.path('token')) if '.' not in name}
    same(kept, {entry['token'] for entry in stamped}, 'the tokens on disk')
    for entry in stamped:
        check_token(store, entry, world.saved, roots)


def every_request_ends_once(world):
    store = Store(world.home.store)
    same_items((entry['request'] for type_ in ('stamped', 'failed')
                for entry in store.list(type_)),
               (entry['seq'] for entry in store.list('request')), 'requests that ended')


def nobody_is_asked_inside_the_interval(world):
    for tsa in world.tsas:
        arrivals = [request.arrival for request in tsa.requests]
        pauses = [later - earlier for earlier, later in zip(arrivals, arrivals[1:])]
        assert len(arrivals) > 1, 'too few requests to tell'
        assert min(pauses) > INTERVAL_S - NOTING_S, f'{tsa.name} was asked after {min(pauses)} s'


CHECKS = (journal_is_valid, every_draft_is_in_one_batch, every_batch_is_stamped_once,
          every_token_covers_its_source, every_request_ends_once,
          nobody_is_asked_inside_the_interval)


def main():
    program, rounds = sys.argv[1], int(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.SystemRandom().randrange(1 << 32)
    print(f'# seed {seed}', flush=True)
    with scratch() as folder:
        world = Torture(program, folder, seed)
        with serve(*world.tsas):
            for tsa in world.tsas:
                tsa.add_to(world.home, '--operator', tsa.name, '--interval', str(INTERVAL_S),
                           '--window', '1')

            def nothing_that_was_shown_is_lost():
                n_killed = world.torment(rounds)
                drafts = world.settle()
                print(f'# {n_killed} killed, {len(drafts)} drafts, '
                      f'{sum(len(tsa.requests) for tsa in world.tsas)} requests', flush=True)
                same({draft['grade'] for draft in drafts}, {'CORROBORATED'}, 'grades')

            tap.run([*tap.bind([nothing_that_was_shown_is_lost]), *tap.bind(CHECKS, world)])


main()
