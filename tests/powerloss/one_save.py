"""one_save.py - a store in which one save is to be kept, recorded and stamped, again and again.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import shutil
import subprocess
import sys

sys.path.insert(1, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))

import after
from foreign_tsa import ForeignTsa
from home import COMMAND_S, Home
from project import Project
from recording import Recording
from store import Store
from tap import same

ALL = {('old.svg', 1), ('old.svg', 2), ('new.svg', 1)}   # paths and numbers in the end


class OneSave:
    """The store before the save; each trial gets a copy of it, all have the project's folder."""

    def __init__(self, program, shim, folder):
        self.program = program
        self.shim = shim
        self.folder = folder
        self.home = Home(program, os.path.join(folder, 'home'))
        self.tsa = ForeignTsa(os.path.join(folder, 'alpha'), 'alpha')

    def prepare(self):
        self.tsa.add_to(self.home, '--operator', 'A', '--interval', '0', '--window', '1')
        project = Project(self.home)
        project.save('old.svg', b'<svg>1</svg>' * 100)
        self.home.do('scan')
        project.save('old.svg', b'<svg>2</svg>' * 100)
        project.save('new.svg', b'<svg>3</svg>' * 100)

    def begin(self, number):
        return Trial(self, os.path.join(self.folder, f'trial-{number}'))


class Trial:
    """A copy of the store, recorded, in which calls may fail."""

    def __init__(self, world, folder):
        self.folder = folder
        self.disk = os.path.join(folder, 'disk')
        store = os.path.join(self.disk, 'share', 'draftseal')
        shutil.copytree(world.home.store, store)
        self.recording = Recording(world.shim, self.disk, os.path.join(folder, 'control'))
        self.home = Home(world.program, os.path.join(folder, 'home'))
        self.home.environment.update(self.recording.environment,
                                     XDG_DATA_HOME=os.path.join(self.disk, 'share'))

    def scan(self):
        """How it ended: exit status and the lines that it said of what is wrong."""
        done = subprocess.run([self.home.program, 'scan'], env=self.home.environment,
                              cwd=self.home.folder, stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=COMMAND_S, check=False)
        return done.returncode, done.stderr.decode('utf-8', 'replace').splitlines()

    def all_is_there(self):
        """Each draft once, stamped; every request has ended."""
        drafts = after.look(self.home)
        same({(draft['path'], draft['number']) for draft in drafts.values()}, ALL, 'drafts')
        same({draft['grade'] for draft in drafts.values()}, {'STAMPED'}, 'grades')
        store = Store(self.home.store)
        after.check_store(store)
        ended = [entry['request'] for entry in store.entries
                 if entry['type'] in ('stamped', 'failed')]
        same(sorted(ended), [entry['seq'] for entry in store.list('request')], 'requests that ended')
        judged = json.loads(self.home.run('check', '--json').out)
        same((judged['losses'], judged['drafts']['proven']), (0, len(ALL)), 'what check finds')
        return drafts

    def goes_on(self):
        """Nothing is in the way any more."""
        self.home.do('scan')
        return self.all_is_there()

    def end(self):
        shutil.rmtree(self.folder)
