"""busy.py - a store that several processes work on, recorded, and what it promised to whom and when.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import bisect
import collections
import contextlib
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from typing import NamedTuple

sys.path.insert(1, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))

from foreign_tsa import EC, ForeignTsa
from home import COMMAND_S, Home
from project import Project
from recording import KILL, Recording

STAGES = ('outline', 'concept', 'sketch', 'revision')
DRAFT_S = 30   # in which a save is recorded and told


class Promise(NamedTuple):
    """Something that must not be lost once it was said."""
    kind: str      # draft, stamp, stage, project, authority, asked
    key: str       # of which draft, project, authority; the imprint that was asked for
    what: str = ''


class RecordedTsa(ForeignTsa):
    """Remembers at which moment of the recording it was asked for what."""

    def __init__(self, folder, name):
        super().__init__(folder, name)
        self.recording = None
        self.asked = []
        self.n_certificates = 0

    def renew(self):
        """A new key and certificate from the same root."""
        self.n_certificates += 1
        folder = f'{self.folder}-{self.n_certificates}'
        self.root.issue(folder, self.name, EC, 3000)
        for name in ('tsa.key', 'tsa.pem'):
            os.replace(os.path.join(folder, name), os.path.join(self.folder, name))

    def answer(self, query):
        moment = self.recording.size()
        reply = super().answer(query)
        self.asked.append((moment, Promise('asked', self.requests[-1].imprint.hex(), self.name)))
        return reply


def promises_of_log(drafts):
    for draft in drafts:
        yield Promise('draft', draft['id'],
                      f'{draft["path"]} {draft["number"]} {draft["sha256"]} {draft["record"]}')
        for stamp in draft['stamps']:
            yield Promise('stamp', draft['id'], stamp['token'])


class Busy:
    """A home whose store lies in a folder that is recorded."""

    def __init__(self, program, shim, folder, seed):
        self.random = random.Random(seed)
        self.folder = folder
        self.disk = os.path.join(folder, 'disk')
        os.makedirs(self.disk)
        self.recording = Recording(shim, self.disk, os.path.join(folder, 'control'))
        self.home = Home(program, os.path.join(folder, 'home'))
        self.home.environment.update(self.recording.environment,
                                     XDG_DATA_HOME=os.path.join(self.disk, 'share'))
        self.tsas = [RecordedTsa(os.path.join(folder, name), name) for name in ('alpha', 'beta')]
        for tsa in self.tsas:
            tsa.recording = self.recording
        self.said = []          # (process, which of its sayings or -1, Promise)
        self.n_saves = 0
        self.projects = {}

    def run(self, *arguments, statuses=(0,)):
        """What a command printed and its process; its exit status is one of those."""
        with subprocess.Popen([self.home.program, *arguments], env=self.home.environment,
                              cwd=self.home.folder, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            out, err = process.communicate(timeout=COMMAND_S)
        assert process.returncode in statuses, (
            f'{arguments}: exit {process.returncode}: {err.decode()}')
        return process, out

    def do(self, *arguments, promise):
        process, _out = self.run(*arguments)
        self.said.append((process.pid, -1, promise))

    def log(self):
        process, out = self.run('log', '--json')
        drafts = json.loads(out)
        self.said += [(process.pid, -1, promise) for promise in promises_of_log(drafts)]
        return drafts

    def begin(self):
        self.do('authority', 'add', 'alpha', self.tsas[0].url, '--trust', self.tsas[0].root.pem,
                '--operator', 'A', '--interval', '0', '--window', '1',
                promise=Promise('authority', 'alpha'))
        for name in ('lamp', 'vase'):
            project = Project.__new__(Project)   # added by a command of ours
            project.home, project.name, project.saved = self.home, name, {}
            project.folder = os.path.join(self.home.folder, name)
            os.makedirs(project.folder)
            self.do('add', project.folder, '--name', name, promise=Promise('project', name))
            self.projects[name] = project
        self.do('authority', 'add', 'beta', self.tsas[1].url, '--trust', self.tsas[1].root.pem,
                '--operator', 'B', '--interval', '0', '--window', '1',
                promise=Promise('authority', 'beta'))

    def save(self, project, prefix=''):
        """A new file whose digest begins with the prefix, or the next draft of an old one."""
        names = sorted({name for name, _number in self.projects[project].saved})
        if prefix or not names or self.random.random() < 0.7:
            name = f'{project}-{self.n_saves}.svg'
        else:
            name = os.fsdecode(self.random.choice(names))
        self.n_saves += 1
        while True:
            octets = b'<svg>%d</svg>' % self.random.randrange(1 << 62)
            octets *= self.random.choice((1, 30, 1000))
            if hashlib.sha256(octets).hexdigest().startswith(prefix):
                break
        self.projects[project].save(name, octets)
        return name

    @contextlib.contextmanager
    def watch(self, project):
        """`watch`, whose every line about a draft is a promise."""
        with subprocess.Popen([self.home.program, 'watch', '--project', project],
                              env=self.home.environment, cwd=self.home.folder,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL) as process:
            told = collections.Counter()
            lines = threading.Thread(target=self.follow, args=(process, told), daemon=True)
            lines.start()
            try:
                yield told
            finally:
                process.send_signal(signal.SIGTERM)
                lines.join()
        assert process.returncode == 0, f'watch: exit {process.returncode}'

    def follow(self, process, told):
        for number, line in enumerate(process.stdout):
            words = line.decode().split()
            if words[0] == 'draft':
                self.said.append((process.pid, number, Promise('draft', words[1], words[2])))
                told[words[2]] += 1
            else:
                told[words[0]] += 1

    def stage(self, drafts, stage):
        draft = self.random.choice(drafts)
        self.do('stage', draft['id'], stage, promise=Promise('stage', draft['record'], stage))

    def work(self, rounds):
        """Saves, scans, stages and looks while somebody else watches."""
        with self.watch('lamp') as told:
            wait_until(lambda: told['watching'], 'watching')
            for number in range(rounds):
                names = [self.save('lamp') for _ in range(self.random.randrange(1, 4))]
                before = {name: told[name] for name in names}
                self.save('vase')
                self.run('scan', '--project', 'vase')
                drafts = self.log()
                self.stage(drafts, self.random.choice(STAGES))
                wait_until(lambda: all(told[name] > before[name] for name in names),
                           f'{names} recorded: {dict(told)}, before: {before}')
                if number == 0:
                    self.stage(self.log(), 'final')
                self.log()

    def rest(self):
        """Everything is stamped; a TSA that was away for two batches signs a round."""
        self.tsas[1].is_away = True
        for _ in range(2):
            self.save('vase')
            self.run('scan', statuses=(1,))
        self.tsas[1].is_away = False
        self.run('scan')
        self.log()

    def die_before(self, call, *arguments):
        """A command that is killed before its so manieth call; then somebody looks."""
        self.recording.fail(KILL, call, call)
        self.run(*arguments, statuses=(0, -signal.SIGKILL))
        self.recording.heal()
        self.log()

    def syncs_of(self, *arguments):
        """At which of its calls the command syncs."""
        moment = self.recording.size()
        self.recording.fail(0, 0, 0)
        self.run(*arguments)
        events, ends = self.recording.read()
        return [event.call for event in events[bisect.bisect(ends, moment):] if event.kind == 's'
                and event.is_own]

    def die(self, every):
        """Commands are killed before they sync: who comes next must not rely on it. Each save is
        the first with its first two digits, for then a folder is made too, and each token brings a
        certificate that is not there yet."""
        folder = os.path.join(self.home.store, 'vault')
        fresh = [f'{number:02x}' for number in range(256)
                 if not os.path.exists(os.path.join(folder, f'{number:02x}'))]
        self.random.shuffle(fresh)
        self.save('vase', fresh.pop())
        self.tsas[0].renew()
        calls = self.syncs_of('scan', '--project', 'vase')
        for call in calls[::every]:
            self.save('vase', fresh.pop())
            self.tsas[0].renew()
            self.die_before(call, 'scan', '--project', 'vase')
            self.run('scan', '--project', 'vase')
            self.log()
        drafts = self.log()
        for call in self.syncs_of('stage', drafts[0]['id'], 'concept')[::every]:
            self.die_before(call, 'stage', drafts[0]['id'], self.random.choice(STAGES))

    def promises(self, events, ends):
        """(place, Promise): from which event on each holds, in order."""
        sayings = collections.defaultdict(list)
        for place, event in enumerate(events):
            if event.kind == 'p':
                sayings[event.pid].append(place + 1)
        made = [(sayings[pid][number], promise) for pid, number, promise in self.said]
        for tsa in self.tsas:
            made += [(bisect.bisect_right(ends, moment), promise)
                     for moment, promise in tsa.asked]
        return sorted(made)


def wait_until(condition, what):
    deadline = time.monotonic() + DRAFT_S
    while not condition():
        assert time.monotonic() < deadline, f'never {what}'
        time.sleep(0.01)
