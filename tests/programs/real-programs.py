#!/usr/bin/env python3
"""real-programs.py - a real design program saves while `draftseal watch` looks on.

The driver has the program save its documents several times, and do what is no save. What `log`
holds then must be exactly what was saved: one draft a save, no temporary file, no backup, nothing
partial, nothing for a document that is touched afterwards or has its mode changed. Several runs in
a row, and as many again with a busy loop on each core.
Usage: real-programs.py DRAFTSEAL DRIVER [RUNS]; a driver keeps to what drivers/desk.py says
SPDX-License-Identifier: GPL-3.0-or-later
"""
import collections
import contextlib
import os
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True   # nothing is written into the source tree
sys.path.insert(1, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))

import tap
from tap import same
from watched import watched

RUNS = 5
SAVES = 3
DRIVER_S = 600          # an hour-glass for what hangs; the slowest driver needs a fifth
MISSING_STATUS = 3
PYTHON = '/usr/bin/python3'   # Debian's own, for which LibreOffice has its module
BUSY = 'while True: pass'


class NotSaved(Exception):
    """The program or its driver failed, which says nothing about who watches."""


@contextlib.contextmanager
def busy_cores():
    """A loop for each core that does nothing but run."""
    loops = [subprocess.Popen([sys.executable, '-c', BUSY]) for _ in os.sched_getaffinity(0)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def drive(driver, folder):
    """Has the driver save; returns how often each (path, sha256) was, and what was no save."""
    if not os.path.isfile(driver):
        raise tap.Skip(f'{driver} is not beside the source tree')
    interpreter = PYTHON if driver.endswith('.py') else 'bash'
    environment = {**os.environ, 'PYTHONDONTWRITEBYTECODE': '1'}
    done = subprocess.run([interpreter, driver, folder, str(SAVES)], env=environment, text=True,
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=DRIVER_S,
                          check=False)
    if done.returncode == MISSING_STATUS:
        raise tap.Skip(f'{done.stderr.strip()} (./run test --long installs it)')
    if done.returncode != 0:
        raise NotSaved(f'the driver ended with {done.returncode}: {done.stderr[-2000:]}')
    lines = [line.split(' ', 1) for line in done.stdout.splitlines()]
    wanted = collections.Counter(tuple(rest.rsplit(' ', 1)) for kind, rest in lines
                                 if kind == 'SAVE')
    for path, _digest in wanted:
        if not os.path.isfile(os.path.join(folder, path)):
            raise NotSaved(f'the driver tells of {path}, which is not there')
    return wanted, [rest for kind, rest in lines if kind == 'UNSAVED']


def touch(folder, paths):
    for path in paths:
        os.utime(os.path.join(folder, path))
        os.chmod(os.path.join(folder, path), 0o640)


def compare(program, driver):
    """One run; what differs is an error."""
    with watched(program) as project:
        wanted, not_saved = drive(driver, project.folder)
        counts = collections.Counter(path for path, _digest in wanted.elements())
        for path, count in counts.items():
            project.wait_for(path, count)
        touch(project.folder, counts)
        project.settle()
        drafts, scanned = project.drafts()
    same(sorted(drafts.elements()), sorted(wanted.elements()), 'drafts')
    same(scanned, set(), 'found by a scan only')
    rest = ', '.join(['touched', 'mode changed', *dict.fromkeys(not_saved)])
    print(f'# {wanted.total()} saves, {drafts.total()} drafts, none of: {rest}', flush=True)


def try_twice(program, driver):
    try:
        compare(program, driver)
    except NotSaved as failure:
        print(f'# tried again: {failure!r}', flush=True)
        compare(program, driver)


def try_on_busy_cores(program, driver):
    with busy_cores():
        try_twice(program, driver)


def main():
    program, driver = sys.argv[1:3]
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else RUNS
    name = pathlib.Path(driver).stem.removeprefix('drive-')
    states = {'calm': try_twice, 'busy': try_on_busy_cores}
    tap.run((f'{name}, {state}, run {run + 1}', lambda attempt=attempt: attempt(program, driver))
            for state, attempt in states.items() for run in range(runs))


main()
