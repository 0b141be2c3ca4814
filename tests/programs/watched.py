"""watched.py - a home with one project that `draftseal watch` looks after, and what it made of it.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import collections
import contextlib
import os
import re
import subprocess
import threading
import time

from home import Home, scratch
from store import Store

DRAFT_S = 120   # in which a save is recorded, however busy the machine is
DRAFT_LINE = re.compile(rb'draft [0-9a-f]{16}  (.*)\n')


class Watched:
    """A project; `folder` is where programs save, `elsewhere` a folder beside it."""

    def __init__(self, program, root, patience_s):
        self.patience_s = patience_s
        self.home = Home(program, root)
        self.folder = os.path.join(root, 'design')
        self.elsewhere = os.path.join(root, 'elsewhere')
        self.process = None
        self.recorded = collections.Counter()   # drafts by path, as told
        self.change = threading.Condition()
        os.mkdir(self.folder)
        os.mkdir(self.elsewhere)
        self.home.do('add', self.folder, '--name', 'design')

    def follow(self, lines):
        for line in lines:
            match = DRAFT_LINE.fullmatch(line)
            if match:
                with self.change:
                    self.recorded[os.fsdecode(match[1])] += 1
                    self.change.notify_all()

    def wait_for(self, path, count):
        """Waits until that many drafts of a path were told."""
        with self.change:
            if not self.change.wait_for(lambda: self.recorded[path] >= count, self.patience_s):
                raise AssertionError(f'{path}: {self.recorded[path]} drafts and not {count} after '
                                     f'{self.patience_s} s')

    def count_read(self):
        """The octets that the watcher has read of whatever."""
        with open(f'/proc/{self.process.pid}/io', encoding='ascii') as counts:
            return int(re.search('rchar: ([0-9]+)', counts.read())[1])

    def settle(self):
        """Returns when the watcher has recorded whatever there is to record."""
        end = time.monotonic() + self.patience_s
        while True:
            try:
                self.home.do('scan', '--no-stamp')
                return
            except subprocess.TimeoutExpired:   # the watcher goes on all the same
                if time.monotonic() > end:
                    raise

    def drafts(self):
        """How often each (path, sha256) became a draft, and which of them only a scan found."""
        drafts = collections.Counter((draft['path'], draft['sha256']) for draft in self.home.log())
        scanned = {entry['path'] for entry in Store(self.home.store).list('draft')
                   if entry['found'] != 'event'}
        return drafts, scanned


@contextlib.contextmanager
def watched(program, patience_s=DRAFT_S):
    """A Watched project, looked after until the block ends."""
    with scratch() as root:
        project = Watched(program, root, patience_s)
        with project.home.background('watch') as lines:
            lines.wait_for('^watching$')
            project.process = lines.process
            reader = threading.Thread(target=project.follow, args=[lines.process.stdout])
            reader.start()
            yield project
        reader.join()
