"""bench-scan.py - a full look at many files where nothing changed, and a watcher with nothing to do.

bench-scan.py BUILD-FOLDER [FOLDERS]
SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import subprocess
import sys
import time

import table

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'cli'))
from home import Home, scratch   # noqa: E402  its folder is none of this one's

FOLDERS = 10_000
FILES_A_FOLDER = 10
TIMES = 5
IDLE_S = 30
STATES = '/proc/{}/task'
FIND = ('find', '.', '-type', 'f', '-printf', r'%p %s %T@ %C@ %i\n')
STATUS = ('git', 'status', '--porcelain')


def fill(design, folders):
    for number in range(folders):
        folder = os.path.join(design, f'{number // 100:03}', f'{number % 100:02}')
        os.makedirs(folder)
        for name in range(FILES_A_FOLDER):
            with open(os.path.join(folder, f'{name}.svg'), 'w', encoding='utf-8') as file:
                file.write(f'<svg>{number} {name}</svg>')


def measure(command, **options):
    """Median seconds of several runs, and the most memory in MB that one took."""
    took, memory = [], 0
    for _ in range(TIMES):
        begin = time.monotonic()
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, **options) as process:
            _pid, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0, f'{command}: exit {process.returncode}'
        took.append((time.monotonic() - begin) * 1000)
        memory = max(memory, usage.ru_maxrss / 1024)
    return table.median(took), memory


def wake_ups(pid):
    """How often any thread of a process has begun to wait."""
    total = 0
    for task in os.listdir(STATES.format(pid)):
        with open(os.path.join(STATES.format(pid), task, 'status'), encoding='utf-8') as file:
            total += sum(int(line.split()[1]) for line in file
                         if line.startswith('voluntary_ctxt_switches'))
    return total


def wait_until_quiet(pid):
    before = None
    while before != wake_ups(pid):
        before = wake_ups(pid)
        time.sleep(3)


def bench_idle(home):
    """Wake-ups a second."""
    with home.background('watch') as watch:
        watch.wait_for('watching')
        wait_until_quiet(watch.process.pid)
        before = wake_ups(watch.process.pid)
        time.sleep(IDLE_S)
        return (wake_ups(watch.process.pid) - before) / IDLE_S


def main(build, folders=FOLDERS):
    folders = int(folders)
    with scratch() as folder:
        home = Home(os.path.join(build, 'src/cli/draftseal'), folder)
        design = os.path.join(folder, 'design')
        fill(design, folders)
        git = {'cwd': design, 'env': home.environment}
        subprocess.run(['git', 'init', '-q'], check=True, **git)
        subprocess.run(['git', 'add', '.'], check=True, **git)
        home.do('add', design, '--first-look', 'record-only')
        subprocess.run([home.program, 'scan', '--no-stamp'], env=home.environment, check=True,
                       stdout=subprocess.DEVNULL)
        figures = {name: measure(command, **git) for name, command in (
            ('draftseal scan', (home.program, 'scan', '--no-stamp')),
            ('find -printf', FIND), ('git status', STATUS))}
        idle = bench_idle(home)
    ours, memory = figures['draftseal scan']
    table.head(f'{folders * FILES_A_FOLDER} files in {folders} folders, nothing changed')
    for peer in ('find -printf', 'git status'):
        table.row('draftseal scan', ours, peer, figures[peer][0])
        table.row('most memory', memory, peer, figures[peer][1], 'MB')
    table.row('wake-ups a second of an idle watcher', idle, unit='/s', goal='< 1')


main(*sys.argv[1:])
