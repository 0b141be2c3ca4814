#!/usr/bin/env python3
"""test-save-patterns.py - every pattern of saving, system call by system call, all side by side.

One `draftseal watch` looks at a folder for each pattern while all of them save. Each save is one
draft with the content that the document has then, told by events and not by a scan; nothing else
is a draft, neither what lies beside it nor the document when it is touched, has its mode changed or
is opened and closed as it was.
Usage: test-save-patterns.py DRAFTSEAL quick|slow|large; slow is a disk where each step takes long
SPDX-License-Identifier: GPL-3.0-or-later
"""
import collections
import hashlib
import os
import sys
import threading
import time

sys.dont_write_bytecode = True   # nothing is written into the source tree
sys.path.insert(1, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))

import tap
from patterns import LARGE, QUICK
from steps import Saver
from tap import same
from watched import watched

APART_S = 2   # saves so far apart are two drafts
# Rows, how much longer each step takes, and in which time a save is recorded on a busy machine.
RUNS = {'quick': (QUICK, 0, 120), 'slow': (QUICK, 0.8, 120), 'large': (LARGE, 0, 900)}
READ_SLACK = 32 * 1024 * 1024   # of the store and of files that are no drafts
NO_SAVE = '''
    touch {0}
    chmod 640 {0}
    reopen {0}'''


class Run(threading.Thread):
    """Saves as one pattern does and notes what must become a draft."""

    def __init__(self, project, number, pattern, lag_s):
        super().__init__()
        self.project = project
        self.pattern = pattern
        self.name_in_project = f'{number:02}'
        self.saver = Saver(os.path.join(project.folder, self.name_in_project), pattern.name, lag_s)
        self.wanted = collections.Counter()
        self.n_octets = 0   # of what must become a draft
        self.fault = None
        os.mkdir(self.saver.folder)

    def path(self, name):
        return os.path.join(self.name_in_project, name)

    def expect(self, name):
        with open(self.saver.path(name), 'rb') as file:
            digest = hashlib.file_digest(file, 'sha256').hexdigest()
            self.n_octets += file.tell()
        self.wanted[self.path(name), digest] += 1

    def save(self, number):
        first = number == 1 and self.pattern.first
        self.saver.follow(first or self.pattern.saving)
        earliest = time.monotonic() + APART_S
        for name in self.pattern.documents:
            self.expect(name)
        for name in self.pattern.documents:
            self.project.wait_for(self.path(name), number)
        time.sleep(max(0, earliest - time.monotonic()))

    def act(self):
        self.saver.follow(self.pattern.opening)
        for number in range(1, self.pattern.times + 1):
            self.save(number)
        self.saver.follow(self.pattern.closing)
        for name in self.pattern.also:
            self.expect(name)
            self.project.wait_for(self.path(name), 1)
        for name in self.pattern.documents:
            self.saver.follow(NO_SAVE.format(name))
        same(self.saver.idle, set(), 'steps that never did anything')

    def run(self):
        try:
            self.act()
        except Exception as fault:   # told by the case
            self.fault = fault

    def judge(self, drafts, scanned):
        if self.fault is not None:
            raise self.fault
        inside = self.name_in_project + '/'
        found = collections.Counter({key: count for key, count in drafts.items()
                                     if key[0].startswith(inside)})
        same(sorted(found.elements()), sorted(self.wanted.elements()), 'drafts')
        same({path for path in scanned if path.startswith(inside)}, set(), 'found by scan only')


def judge_reading(n_read, n_saved):
    """Each save is read once, and once more when its document was touched in the end."""
    assert n_read <= 2 * n_saved + READ_SLACK, f'{n_read} octets were read for {n_saved}'


def main():
    rows, lag_s, patience_s = RUNS[sys.argv[2]]
    with watched(sys.argv[1], patience_s) as project:
        runs = [Run(project, number, row, lag_s) for number, row in enumerate(rows)]
        for run in runs:
            run.start()
        for run in runs:
            run.join()
        project.settle()
        n_read = project.count_read()
        drafts, scanned = project.drafts()
    cases = [(run.pattern.name, lambda run=run: run.judge(drafts, scanned)) for run in runs]
    n_saved = sum(run.n_octets for run in runs)
    cases.append(('nothing is read again and again', lambda: judge_reading(n_read, n_saved)))
    tap.run(cases)


main()
