#!/usr/bin/env python3
"""test-power-cut.py - the power fails at any moment of a busy run: nothing that was said is lost.

Several processes work on one store; all they do to the disk is recorded. For each of many moments
the disk is built anew as it may be found then, and draftseal starts on it.
Usage: test-power-cut.py DRAFTSEAL SHIM CUTS [SEED]
SPDX-License-Identifier: GPL-3.0-or-later
"""
import concurrent.futures
import itertools
import os
import random
import sys

sys.dont_write_bytecode = True   # nothing is written into the source tree

import disk
from busy import Busy
import after
import sites
import tap
from foreign_tsa import serve
from home import scratch
from tap import same

SEED = 20260922
WORKERS = 8            # each waits most of the time for a save to be over
# store.json is made anew from the journal's first entry, which is on disk before it.
NEEDLESS = {'folder the store: ds_folder_sync < ds_file_adopt < ds_file_keep < write_store_file'}
LONG_CUTS = 100       # with fewer the run is shorter too, and the syncs are not left out
FATES = (disk.AllKept, disk.NamesKept, disk.SizesKept, disk.DataKept, disk.Torn, disk.Torn)


class Case:
    """One state of the disk and all that must hold in it."""

    def __init__(self, found, what):
        self.found = found
        self.what = what
        self.promises = set()


class PowerCut:
    """A recorded run, and what may be found after it."""

    def __init__(self, program, shim, folder, cuts, seed):
        self.program = program
        self.folder = folder
        self.n_cuts = cuts
        self.random = random.Random(seed)
        self.busy = Busy(program, shim, folder, seed)
        self.last_saved = None
        self.events = self.changes = self.synced = self.promises = None

    def record(self):
        is_short = self.n_cuts < LONG_CUTS
        self.busy.begin()
        self.busy.work(2 if is_short else 4)
        self.busy.rest()
        self.busy.die(9 if is_short else 1)
        self.events, ends = self.busy.recording.read()
        self.promises = self.busy.promises(self.events, ends)
        self.changes = disk.Changes(self.events)
        self.synced = disk.when_synced(self.changes)
        self.last_saved = self.busy.save('vase')

    def the_recording_has_all_that_is_there(self):
        self.record()
        found = disk.after_cut(self.synced, len(self.events), disk.AllKept())
        there = disk.read_back(self.busy.disk)
        same([path for path in sorted({*found, *there}) if found.get(path) != there.get(path)], [],
             'paths that differ')
        print(f'# {len(self.events)} events, {len(self.promises)} promises', flush=True)

    def promised_before(self, cut):
        return {promise for place, promise in self.promises if place <= cut}

    def cases(self):
        """Moments with the same disk are one; what was promised before the last of them counts."""
        cases = {}
        for cut in sorted(self.random.sample(range(len(self.events) + 1), self.n_cuts)):
            fates = [disk.Fate(), self.random.choice(FATES)]
            fates[1] = fates[1](self.random) if fates[1] is disk.Torn else fates[1]()
            for fate in fates:
                found = disk.after_cut(self.synced, cut, fate)
                case = cases.setdefault(disk.digest_of(found),
                                        Case(found, f'{fate.name} after {cut} events'))
                case.promises |= self.promised_before(cut)
        return list(cases.values())

    def try_case(self, number, case, last_saved):
        """What is wrong with it, or nothing."""
        try:
            after.check(self.program, case.found, os.path.join(self.folder, f'after-{number}'),
                        case.promises, last_saved)
        except Exception as wrong:   # whatever it is, it is told with the moment
            return f'{case.what}: {type(wrong).__name__}: {wrong}'
        return None

    def nothing_is_lost_whenever_the_power_fails(self):
        cases = self.cases()
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            wrong = list(filter(None, pool.map(self.try_case, range(len(cases)), cases,
                                               itertools.repeat(self.last_saved))))
        print(f'# {self.n_cuts} cuts, {len(cases)} different disks', flush=True)
        assert not wrong, f'{len(wrong)} of {len(cases)}:\n' + '\n'.join(wrong[:5])


    def without(self, places):
        """Disks that differ from what they would be with those syncs."""
        synced = disk.when_synced(self.changes, places)
        end = len(self.events)
        # The last moment at which something is missing: most was promised by then.
        moments = {min(other.synced, end) for one, other in zip(self.synced, synced)
                   if one.synced < other.synced}
        for cut in sorted(moments):
            victims = {one.place for one, other in zip(self.synced, synced)
                       if one.synced < cut <= other.synced}
            for fate in (disk.AllBut(victims), disk.Fate()):
                case = Case(disk.after_cut(synced, cut, fate), f'{fate.name} after {cut} events')
                case.promises = self.promised_before(cut)
                yield case

    def what_fails_without(self, number, places):
        """The first thing that is wrong if those syncs are not made."""
        for case in self.without(places):
            wrong = self.try_case(f'{number}-less', case, None)
            if wrong:
                return wrong
        return None

    def each_sync_is_needed(self):
        found = sites.find_sites(self.program, self.events)
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            wrong = list(pool.map(self.what_fails_without, range(len(found)), found.values()))
        for site, failure in sorted(zip(found, wrong), key=lambda row: row[0].what):
            print(f'# {site}: ' + (f'fails as it must: {failure.splitlines()[0][:150]}' if failure
                                   else 'NOTHING FAILS'), flush=True)
        needless = {str(site) for site, failure in zip(found, wrong) if not failure}
        same(needless, NEEDLESS, 'syncs without which nothing fails')


def main():
    program, shim, cuts = sys.argv[1], sys.argv[2], int(sys.argv[3])
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else SEED
    print(f'# seed {seed}', flush=True)
    with scratch() as folder:
        cut = PowerCut(program, shim, folder, cuts, seed)
        with serve(*cut.busy.tsas):
            cases = [cut.the_recording_has_all_that_is_there,
                     cut.nothing_is_lost_whenever_the_power_fails]
            if cuts >= LONG_CUTS:
                cases.append(cut.each_sync_is_needed)
            tap.run(tap.bind(cases))


main()
