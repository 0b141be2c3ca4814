#!/usr/bin/env python3
"""test-faults.py - the disk is full, fails, forbids or is read-only at any call of a save.

Each time: a sentence that says what to do, no crash, and when the cause is gone the save is kept,
once, and stamped. After a sync that failed nothing is told of that the disk did not take.
Usage: test-faults.py DRAFTSEAL SHIM TRIALS [SEED]
TRIALS: so many of all that there are, chosen by the seed; 0: all.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import collections
import concurrent.futures
import errno
import itertools
import os
import random
import sys

sys.dont_write_bytecode = True   # nothing is written into the source tree

from one_save import OneSave
import after
import disk
import tap
from busy import promises_of_log
from foreign_tsa import serve
from home import scratch
from recording import FOR_EVER
from tap import same

SEED = 20260922
WORKERS = 8   # each waits most of the time for a save to be over
REMEDIES = {
    errno.ENOSPC: 'make room on it',
    errno.EIO: 'save what is on it and replace it',
    errno.EACCES: 'see to it that you own it',
    errno.EROFS: 'mount it for writing',
}
CONSEQUENCE = 'the store was opened for reading only'   # told behind the sentence with the remedy
UNKNOWN = 'see to it that its disk works, has room and may be written'   # SQLite tells no more


class Faults:
    """What was said over all trials."""

    def __init__(self, world):
        self.world = world
        self.said = collections.Counter()

    def count_calls(self):
        trial = self.world.begin('whole')
        same(trial.scan(), (0, []), 'a scan that nobody disturbs')
        calls = trial.recording.count_calls()
        trial.all_is_there()
        return calls

    def check_words(self, status, lines, fault):
        assert status in (0, 1), f'exit {status}: {lines}'
        assert status == 0 or lines, 'it was refused without a word'
        for line in lines:
            self.said[line.replace(self.world.folder, '')] += 1
            assert any(words in line for words in (REMEDIES[fault], UNKNOWN, CONSEQUENCE)), (
                f'what is to be done? {line}')

    def check_power_cut(self, trial, drafts, found, inodes):
        """What is shown was taken by the disk, however often it failed before."""
        events, _ends = trial.recording.read()
        changes = disk.when_synced(disk.Changes(events, found, inodes))
        left = disk.after_cut(changes, len(events), disk.Fate())
        after.check(self.world.program, left, os.path.join(trial.folder, 'after'),
                    set(promises_of_log(drafts.values())))

    def try_fault(self, number, fault, call, last):
        trial = self.world.begin(number)
        found = disk.read_back(trial.disk)
        inodes = disk.inodes_of(trial.disk, found)
        try:
            trial.recording.fail(fault, call, last)
            status, lines = trial.scan()
            trial.recording.heal()
            self.check_words(status, lines, fault)
            if status == 0:
                trial.all_is_there()
            drafts = trial.goes_on()
            if fault == errno.EIO:
                self.check_power_cut(trial, drafts, found, inodes)
        except Exception as wrong:   # whatever it is, it is told with the call
            ever = ' and all later ones' if last == FOR_EVER else ''
            return (f'{errno.errorcode[fault]} at call {call}{ever}: '
                    f'{type(wrong).__name__}: {wrong}')
        finally:
            trial.end()
        return None

    def every_fault_is_told_and_survived(self, n_trials, seed):
        calls = range(1, self.count_calls() + 1)
        trials = [(fault, call, last) for fault, call in itertools.product(REMEDIES, calls)
                  for last in (call, FOR_EVER)]
        if n_trials:
            trials = random.Random(seed).sample(trials, n_trials)
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            wrong = list(filter(None, pool.map(self.try_fault, range(len(trials)),
                                               *zip(*trials))))
        for line, times in self.said.most_common():
            print(f'# {times} times: {line}')
        print(f'# {len(trials)} trials, a save makes {len(calls)} calls', flush=True)
        assert not wrong, f'{len(wrong)} of {len(trials)}:\n' + '\n'.join(wrong[:40])


def main():
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else SEED
    print(f'# seed {seed}', flush=True)
    with scratch() as folder:
        world = OneSave(sys.argv[1], sys.argv[2], folder)
        with serve(world.tsa):
            world.prepare()
            tap.run(tap.bind([Faults(world).every_fault_is_told_and_survived], int(sys.argv[3]),
                             seed))


main()
