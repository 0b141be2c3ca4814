#!/usr/bin/env python3
"""real-programs.py - real design programs save while `draftseal watch` looks on.

Each program saves one document several times; what `log --json` then holds must be exactly what the
program saved: one draft a save, no temporary file, no backup, nothing partial.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

PROGRAMS = {'gimp': ['gimp'], 'inkscape': ['inkscape'],
            'krita': ['krita', 'xdotool', 'convert', 'openbox', 'Xvfb', 'dbus-daemon']}
RUNS = 3
SETTLED_S = 3      # after the last save: quiet time, and then some
DRAFTSEAL = sys.argv[1]


class Home:
    """A home, store and runtime folder of one run."""

    def __init__(self, root):
        self.design = root / 'design'
        self.environment = {**os.environ, 'HOME': str(root), 'XDG_DATA_HOME': str(root / 'data'),
                            'XDG_RUNTIME_DIR': str(root / 'run')}
        self.design.mkdir()
        (root / 'run').mkdir(mode=0o700)

    def run(self, *arguments):
        return subprocess.run([DRAFTSEAL, *arguments], env=self.environment, check=True,
                              stdout=subprocess.PIPE).stdout

    def watch(self):
        watcher = subprocess.Popen([DRAFTSEAL, 'watch'], env=self.environment,
                                   stdout=subprocess.PIPE, text=True)
        while 'watching' not in watcher.stdout.readline():
            assert watcher.poll() is None, 'draftseal watch ended'
        return watcher

    def drafts(self):
        return sorted((d['path'], d['sha256']) for d in json.loads(self.run('log', '--json')))


def save(script, folder):
    environment = {**os.environ, 'PAUSE': '2'}
    done = subprocess.run(['bash', script, folder, '3'], env=environment, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        raise RuntimeError(f'the program did not save: {done.stderr[-500:]}')
    return sorted(tuple(line.split()[1:]) for line in done.stdout.splitlines()
                  if line.startswith('SAVE '))


def compare(script):
    """None, or what differs between the saves and the drafts of one run."""
    with tempfile.TemporaryDirectory() as scratch:
        home = Home(pathlib.Path(scratch))
        home.run('add', str(home.design), '--name', 'real')
        watcher = home.watch()
        try:
            wanted = save(script, home.design)
            time.sleep(SETTLED_S)
        finally:
            watcher.send_signal(signal.SIGTERM)
            watcher.wait()
        found = home.drafts()
    return None if wanted and found == wanted else f'saved {wanted}, recorded {found}'


def why_skipped(scripts, name):
    if not (scripts / f'{name}.sh').is_file():
        return f'MISSING: ../shared/real-saves/{name}.sh is not beside the source tree'
    missing = [program for program in PROGRAMS[name] if shutil.which(program) is None]
    return f'MISSING: {" ".join(missing)} (./run test --long installs them)' if missing else None


def main():
    scripts = pathlib.Path(os.environ.get('DRAFTSEAL_SHARED', '/nonexistent')) / 'real-saves'
    failed = 0
    print(f'1..{len(PROGRAMS) * RUNS}')
    for number, name in enumerate(sorted(PROGRAMS)):
        for run in range(RUNS):
            case = f'{number * RUNS + run + 1} - {name} run {run + 1}'
            reason = why_skipped(scripts, name)
            if reason:
                print(f'ok {case} # SKIP {reason}', flush=True)
                continue
            try:
                difference = compare(scripts / f'{name}.sh')
            except Exception as error:  # whatever went wrong, the other programs are still tried
                difference = repr(error)
            failed += difference is not None
            print(f'{"ok" if difference is None else "not ok"} {case}', flush=True)
            if difference:
                print(f'# {difference}', flush=True)
    return 1 if failed else 0


sys.exit(main())
